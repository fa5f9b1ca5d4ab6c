// Package report is the headless output, in tshark's words: text lines, fields,
// followed streams. It writes while the capture is still being read.
package report

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"syscall"

	"tcptui/filter"
	"tcptui/flows"
)

// Options say which frames a report covers.
type Options struct {
	Filter *filter.Filter  // nil: every frame
	Stop   context.Context // ends the printing early; nil: nothing does
	Count  int             // only this many frames of the capture are looked at; 0: all
	Whole  bool            // wait for the end of the input before the first line
	Once   bool            // nothing reads the frames again: a stream need not be kept; for the one report that prints them
}

// ErrClosed says that whoever read the output has gone: no failure of ours.
var ErrClosed = errors.New("the reader of the output has closed it")

// writer buffers output and keeps the first error.
type writer struct {
	*bufio.Writer
	err        error
	line, cell []byte // in memory that is used again, for who makes millions of lines
}

func newWriter(w io.Writer) *writer {
	return &writer{Writer: bufio.NewWriterSize(w, 64<<10), cell: make([]byte, 0, 64)}
}

// put writes b. After an error it does nothing.
func (w *writer) put(b []byte) {
	if w.err == nil {
		_, w.err = w.Write(b)
	}
}

// push hands over what is buffered and returns the first error, ErrClosed for a
// closed pipe.
func (w *writer) push() error {
	if err := w.Flush(); w.err == nil {
		w.err = err
	}
	return Closed(w.err)
}

// Closed is err, or ErrClosed where err says that whoever read the output has gone.
func Closed(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, fs.ErrClosed) {
		return ErrClosed
	}
	return err
}

// pushEvery is how many rows are looked at before what they printed is handed
// over.
const pushEvery = 1 << 14

// frames calls each with the view of every frame that o covers, as visit does.
// need is what each reads.
func frames(l *flows.Live, w *writer, o Options, need flows.Need, each func(v *flows.View)) (*flows.Snapshot, error) {
	r := l.NewReader()
	return visit(l, r, w, o, need, func(s *flows.Snapshot, row uint32, v *flows.View) {
		if v == nil {
			v = r.At(s, row)
		}
		each(v)
	})
}

// visit calls each for every row that o covers, as the capture grows, and hands
// the output over whenever it has to wait. v is the row's view in r where finding
// the row needed one, else nil. It returns what broke the output; how the input
// ended is in the snapshot returned.
func visit(l *flows.Live, r *flows.Reader, w *writer, o Options, need flows.Need, each func(s *flows.Snapshot, row uint32, v *flows.View)) (*flows.Snapshot, error) {
	scan := everyRow
	if o.Filter != nil {
		need, scan = max(need, o.Filter.Need()), o.Filter.Scanner(r).Each
	}
	return visitRuns(l, r, w, o, need, pushEvery, func(s *flows.Snapshot, from, to uint32) uint32 {
		return scan(s, from, to, func(row uint32, v *flows.View) bool {
			each(s, row, v)
			r.Shown(row)
			return w.err == nil
		})
	})
}

// visitRuns is visit for runs of rows, `most` of them at a time. each returns the row that is
// next.
func visitRuns(l *flows.Live, r *flows.Reader, w *writer, o Options, need flows.Need, most uint32, each func(s *flows.Snapshot, from, to uint32) (next uint32)) (*flows.Snapshot, error) {
	r.Shows()
	s := l.Snapshot()
	if o.Whole || need == flows.NeedAll {
		s = l.Wait()
	}
	done := released(l, o.Once && !o.Whole && need <= flows.NeedPacket)
	done.work(true)
	defer done.work(false)
	for next := uint32(0); ; s = l.Snapshot() {
		for end := covered(s, o.Count); next < end; {
			next = each(s, next, min(end, next+min(most, end-next)))
			if err := w.push(); err != nil || o.stopped() {
				return s, err
			}
			done.before(s, next)
		}
		if s.Done || o.Count > 0 && int(next) >= o.Count {
			return s, nil
		}
		<-s.Newer()
	}
}

// stopped reports whether the printing is to end early.
func (o *Options) stopped() bool { return o.Stop != nil && o.Stop.Err() != nil }

// everyRow visits rows as filter.Scanner.Each does, without a filter.
func everyRow(_ *flows.Snapshot, from, to uint32, visit func(row uint32, v *flows.View) bool) uint32 {
	for ; from < to; from++ {
		if !visit(from, nil) {
			return from + 1
		}
	}
	return to
}

// covered is how many rows of s a count allows.
func covered(s *flows.Snapshot, count int) uint32 {
	n := s.Rows()
	if count > 0 {
		n = min(n, count)
	}
	return uint32(n)
}
