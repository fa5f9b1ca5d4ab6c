package capture

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// LiveOptions say what is captured, and what is kept of it.
type LiveOptions struct {
	Interfaces []string // names; AnyInterface for all of this host as one
	// Filter makes the program of the capture filter for an interface of a link
	// type, as the kernel wants it; it returns how many bytes are kept. nil: every
	// frame. Its error is returned as it is.
	Filter      func(LinkType) ([]Instruction, error)
	FilterText  string // for the files; it is not read
	Promiscuous bool   // also frames that are for others
	SnapLen     uint32 // bytes that are kept of a frame where Filter is nil; 0: all
	BufferBytes int    // of the kernel's buffer of each interface; 0: DefaultBuffer

	SpoolDir string // where the directory with what was captured is made; "": that for temporary files
	// SpoolCap is how many bytes are kept, at least 8 MiB: the oldest is given up. 0
	// is DefaultLiveCap. Less than 0 keeps nothing: Next gives no frames, it only
	// waits for the end.
	SpoolCap int64

	Write *WriteOptions // nil: nowhere but to the spool
	Stop  StopOptions
}

// StopOptions say when a live capture ends by itself; zero values never.
type StopOptions struct {
	After    time.Duration
	Packets  int   // exactly so many frames are captured
	FileSize int64 // bytes of the file that is written, or would be
	Files    int   // so many files were written
	// OnWriteError ends the capture when the file of Write cannot be written any
	// more; else it goes on without.
	OnWriteError bool
}

const (
	// AnyInterface is the name of all interfaces as one, where the system has that.
	AnyInterface = "any"
	// DefaultBuffer is the size in bytes of the kernel's buffer of an interface.
	DefaultBuffer = 16 << 20
)

// LiveSource is a capture of the interfaces of this host. Next waits for frames
// until the capture has ended; it may lie behind what was captured, which is in
// the spool meanwhile. Beside Next and Info its methods are for any goroutine.
//
// The source ends with io.EOF when it was stopped or a condition was met, and
// with an *Error when none of its interfaces is there any more.
type LiveSource struct {
	o         LiveOptions
	receivers []*receiver
	ifaces    []Interface
	spool     *liveSpool
	stopping  chan struct{} // closed by Stop
	stopOnce  sync.Once
	finished  chan struct{} // closed when the last goroutine has ended
	closeOnce sync.Once
	keep      atomic.Bool // Close leaves the spool
	handed    atomic.Bool // its devices belong to another capture
	status    liveStatus

	// What follows belongs to the goroutine that calls Next.
	cutter pcapngCutter
	pos    int64 // in the spool
	seen   int64 // frames that were delivered or passed over
	err    error // what ended the source
	info   Info
}

// OpenLive begins to capture. Every interface is open before the first frame of
// any is taken, and a file that is written to is made last. Errors are *Error,
// and those of o.Filter.
func OpenLive(o LiveOptions) (*LiveSource, error) {
	if len(o.Interfaces) == 0 {
		return nil, &Error{Path: "capture", Off: -1, What: "no interface was given", Hint: "tcptui -D lists them"}
	}
	if o.SnapLen == 0 || o.SnapLen > MaxFrame {
		o.SnapLen = MaxFrame
	}
	if o.BufferBytes == 0 {
		o.BufferBytes = DefaultBuffer
	}
	var devices []device
	for _, name := range o.Interfaces {
		d, err := openDevice(name, o)
		if err != nil {
			closeAll(devices)
			return nil, err
		}
		devices = append(devices, d)
	}
	l, err := startLive(o, devices)
	if err != nil {
		closeAll(devices)
	}
	return l, err
}

// Again captures anew, from now on, on the same interfaces, when l has been
// stopped: for that no rights are needed any more. Of o, Interfaces, Promiscuous
// and BufferBytes do not count. l keeps what it has captured and is closed as
// before; on an error Again may be called again.
func (l *LiveSource) Again(o LiveOptions) (*LiveSource, error) {
	l.Stop()
	<-l.finished
	if !l.handed.CompareAndSwap(false, true) {
		return nil, &Error{Path: "capture", Off: -1, What: "goes on already in another", Hint: "stop that one"}
	}
	if o.SnapLen == 0 || o.SnapLen > MaxFrame {
		o.SnapLen = l.o.SnapLen
	}
	var devices []device
	for _, r := range l.receivers {
		devices = append(devices, r.device)
	}
	next, err := startLive(o, devices)
	if err != nil {
		l.handed.Store(false)
	}
	return next, err
}

func closeAll(devices []device) {
	for _, d := range devices {
		d.close()
	}
}

// startLive captures from devices that are open.
func startLive(o LiveOptions, devices []device) (*LiveSource, error) {
	l := &LiveSource{o: o, stopping: make(chan struct{}), finished: make(chan struct{})}
	for i, d := range devices {
		l.receivers = append(l.receivers, newReceiver(i, d))
		l.ifaces = append(l.ifaces, d.describe())
	}
	if err := l.start(); err != nil {
		for _, r := range l.receivers {
			r.pause() // some may have begun; where that fails, closing or the next begin says why
		}
		if l.spool != nil {
			l.spool.close(false)
		}
		return nil, err
	}
	return l, nil
}

// start makes the programs, the spool, then the file, and lets frames in.
func (l *LiveSource) start() (err error) {
	programs := make([][]Instruction, len(l.receivers))
	for i, r := range l.receivers {
		if _, elsewhere := r.device.(*remoteDevice); elsewhere || l.o.Filter == nil {
			continue // the tcpdump there has compiled it
		}
		if programs[i], err = l.o.Filter(l.ifaces[i].Link); err != nil {
			return err
		}
	}
	head := liveHeader(l.ifaces, l.o.FilterText)
	if l.spool, err = newLiveSpool(l.o.SpoolDir, l.o.SpoolCap, head); err != nil {
		return &Error{Path: spoolParent(l.o.SpoolDir), Off: -1, What: "what is captured cannot be kept there", Err: err,
			Hint: "set " + tempVariable + " to a directory that you may write to, with room"}
	}
	var none Batch
	if _, _, e := l.cutter.cut(head, 0, &none); e != nil {
		return e
	}
	now := time.Now()
	l.status.begin(now, l.ifaces)
	for i, r := range l.receivers {
		if err := r.begin(programs[i]); err != nil {
			return err
		}
	}
	w := &liveWriter{LiveSource: l, began: now}
	if l.o.Write != nil {
		if w.file, err = newLiveFile(*l.o.Write, l.ifaces, head, w.statistics, now); err != nil {
			return err
		}
		l.status.writing(w.file)
	}
	w.start()
	return nil
}

// Stop ends the capture: what came until now is still delivered, and nothing is
// removed. It does not wait.
func (l *LiveSource) Stop() {
	l.stopOnce.Do(func() {
		close(l.stopping)
		for _, r := range l.receivers {
			r.wake()
		}
	})
}

// Wait waits until nothing is captured any more and returns the last status.
func (l *LiveSource) Wait() LiveStatus {
	<-l.finished
	return l.Status()
}

// Next implements Source.
func (l *LiveSource) Next(ctx context.Context, b *Batch) error {
	b.Frames, b.Ifaces = b.Frames[:0], l.cutter.ifaces
	for l.err == nil && len(b.Frames) == 0 {
		err := l.fill(ctx, b)
		switch {
		case err == nil || errors.Is(err, ErrGivenUp): // meanwhile: the next is there
		case ctx.Err() != nil && errors.Is(err, ctx.Err()):
			return err
		default:
			l.err = err
		}
	}
	b.Read = l.pos
	if len(b.Frames) > 0 {
		l.seen += int64(len(b.Frames))
		return nil
	}
	return l.err
}

// fill reads what there is from pos on.
func (l *LiveSource) fill(ctx context.Context, b *Batch) error {
	from, end, before, err := l.spool.stretchAt(ctx, l.pos)
	if before > l.seen {
		l.status.passedOver(before - l.seen)
		l.seen = before
	}
	if err != nil {
		return err
	}
	l.pos = from
	for want := int64(blockRead); ; {
		n := min(want, end-from)
		if int64(cap(b.buf)) < n {
			b.buf = make([]byte, max(n, blockRead))
		}
		b.buf = b.buf[:n]
		if n, err := l.spool.ReadAt(b.buf, from); n < len(b.buf) {
			return err
		}
		used, need, cutErr := l.cutter.cut(b.buf, from, b)
		if cutErr != nil {
			return cutErr
		}
		if l.pos += used; used > 0 {
			return nil
		}
		want = int64(need)
	}
}

// Size implements Source: nobody knows.
func (l *LiveSource) Size() int64 { return -1 }

// Store implements Source. Frames that the spool has given up are an *Error with
// ErrGivenUp in its chain.
func (l *LiveSource) Store() Store { return l.spool }

// Info implements Informer. The counters of interfaces come with the end.
func (l *LiveSource) Info() Info {
	l.info.Format = "live capture"
	if l.err != nil && l.info.Counters == nil {
		l.info.Counters = l.status.counters()
	}
	return l.info
}

// Keep ends the capture and has Close leave what was captured where it is, for a day
// or until somebody removes it: nobody could be asked whether it may go. It returns
// what is left, and an error where nothing is.
func (l *LiveSource) Keep() (Leftover, error) {
	l.Stop()
	<-l.finished
	dir := l.Status().SpoolDir
	if dir == "" {
		return Leftover{}, &Error{Path: "capture", Off: -1, What: "what was captured was not kept"}
	}
	l.keep.Store(true)
	return leftIn(dir)
}

// Close ends the capture and removes what was captured, but for the file that
// was asked for, and what Keep was called for: an error says also whether that may
// not be whole.
func (l *LiveSource) Close() (err error) {
	l.closeOnce.Do(func() {
		l.Stop()
		<-l.finished
		for _, r := range l.receivers {
			if !l.handed.Load() {
				err = errors.Join(err, r.close())
			}
		}
		err = errors.Join(err, l.spool.close(l.keep.Load()))
	})
	return err
}

// endOf is why a capture ends whose interfaces ended so: nil if it was stopped.
func (l *LiveSource) endOf(reasons []error) error {
	var errs []error
	for i, err := range reasons {
		if err == nil || errors.Is(err, errInterrupted) && isClosed(l.stopping) {
			return nil
		}
		e, ok := errors.AsType[*Error](err)
		if !ok {
			e = &Error{Path: l.ifaces[i].Name, Off: -1, What: "cannot be captured on any more", Err: err}
			if errors.Is(err, errRemoved) {
				e.Err, e.Hint = errRemoved, "what came before is shown; tcptui -D lists what there is"
			}
		}
		errs = append(errs, e)
	}
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

var _ interface {
	Source
	Informer
	io.Closer
} = (*LiveSource)(nil)
