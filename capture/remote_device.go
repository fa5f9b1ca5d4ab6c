package capture

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// remoteDevice is an interface of another host, captured on by its tcpdump.
type remoteDevice struct {
	remote Remote
	o      LiveOptions
	iface  Interface
	bell   chan struct{}
	begins time.Duration // how long it may take to begin where nobody can break it off

	session *session
	fresh   bool      // the session has begun and nothing was taken from it yet
	running bool      // tcpdump has begun in it
	paused  time.Time // until when what is on the way is waited for; zero: it is not paused
	cutter  pcapCutter
	rest    []byte // that was not cut yet
	at      int64  // how many bytes were cut: for errors
	batch   Batch
	taken   uint64 // frames since begin
	dropped uint64 // by the other kernel: known at the end
}

var _ device = (*remoteDevice)(nil)

// open starts ssh and waits for the head of the capture.
func (d *remoteDevice) open(batch bool) error {
	d.running = false
	next, err := beginSession(d.remote.command(batch), d.remote.script(&d.o))
	if err != nil { // the session before, if there was one, stays to be closed
		return &Error{Path: d.remote.Host, Off: -1, What: "ssh cannot be started", Err: err,
			Hint: "--remote needs the program ssh in the PATH"}
	}
	d.session = next
	late := func() bool { return false }
	if batch {
		limit := time.AfterFunc(d.begins, next.cancel)
		late = func() bool { return !limit.Stop() }
	}
	if err = d.head(); late() {
		err = &Error{Path: d.remote.String(), Off: -1, What: fmt.Sprintf("does not begin to capture within %v", d.begins), Err: err,
			Hint: d.remote.hint("ssh HOST true has to work, and soon")}
	}
	if err != nil {
		d.session.cancel() // it may have much more to say
		d.session.close()
		return err
	}
	d.fresh, d.running = true, true
	d.paused, d.taken, d.dropped = time.Time{}, 0, 0
	return nil
}

// head reads up to the header of the capture, which says of what kind its frames are.
func (d *remoteDevice) head() error {
	d.cutter, d.rest, d.at = pcapCutter{}, nil, 0
	begin := []byte(captureFollows + "\n")
	for {
		if at := bytes.Index(d.rest, begin); at >= 0 {
			d.rest = d.rest[at+len(begin):]
			break
		} else if len(d.rest) > noiseMost {
			return &Error{Path: d.remote.Host, Off: -1, What: "its login shell prints without end before the capture begins",
				Hint: d.remote.hint("see what it prints: ssh HOST true")}
		}
		if !d.more() {
			return d.ended()
		}
	}
	for len(d.rest) < pcapHeader {
		if !d.more() {
			return d.ended()
		}
	}
	if m, _ := isPcap(d.rest); m == nil || m.extra > 0 {
		return &Error{Path: d.remote.Host, Off: -1, What: "what its tcpdump writes is no pcap file",
			Hint: d.remote.hint("tcpdump there is another program, or an old one: ssh HOST tcpdump --version")}
	}
	if err := d.cut(nil); err != nil {
		return err
	}
	before := d.iface
	d.iface = d.cutter.ifaces[0]
	d.iface.Name = d.name()
	if before.Name != "" && before.Link != d.iface.Link {
		return &Error{Path: d.iface.Name, Off: -1, What: "has frames of another kind now", Hint: "start tcptui anew"}
	}
	return nil
}

// more waits for what comes next; false: nothing does.
func (d *remoteDevice) more() bool {
	p, ok := <-d.session.blocks
	if ok {
		d.put(p)
	}
	return ok
}

func (d *remoteDevice) put(p []byte) {
	d.rest = append(d.rest, p...)
	d.session.free <- p[:cap(p)] // has room: there are so many
}

// listening is what tcpdump says when it has begun.
var listening = regexp.MustCompile(`listening on ([^\s,]+)`)

// nameMost is how long the name of the interface is waited for.
const nameMost = time.Second

// name is the host with its interface. Where tcpdump chose that, it says which one
// on the standard error, which may come a little after the head.
func (d *remoteDevice) name() string {
	r := d.remote
	limit := time.After(nameMost)
	for r.Interface == "" {
		if m := listening.FindStringSubmatch(strings.Join(d.session.said.lines(), "\n")); m != nil {
			r.Interface = m[1]
			break
		}
		select {
		case <-d.session.said.more:
		case <-limit:
			return r.String()
		}
	}
	return r.String()
}

// describe implements device.
func (d *remoteDevice) describe() Interface { return d.iface }

// begin implements device. The program is tcpdump's own.
func (d *remoteDevice) begin([]Instruction) error {
	if d.fresh {
		d.fresh = false
		return nil
	}
	d.session.close()
	if err := d.open(true); err != nil {
		return err
	}
	d.fresh = false
	return nil
}

// pause implements device.
func (d *remoteDevice) pause() error {
	d.session.leave()
	d.paused = time.Now().Add(lingerMost)
	return nil
}

// receive implements device.
func (d *remoteDevice) receive(c *chunk, wait time.Duration) error {
	bell := d.bell
	if !d.paused.IsZero() {
		wait, bell = time.Until(d.paused), nil
	}
	limit := time.NewTimer(wait)
	defer limit.Stop()
	for {
		if err := d.cut(c); err != nil || len(c.marks) > 0 {
			return err
		}
		select {
		case p, ok := <-d.session.blocks:
			if !ok {
				return d.over()
			}
			d.put(p)
		case <-bell:
			return nil
		case <-limit.C:
			return nil
		}
	}
}

// over is what becomes of receiving when ssh has ended.
func (d *remoteDevice) over() error {
	d.dropped = droppedThere(d.session.said.lines())
	if !d.paused.IsZero() {
		return nil
	}
	return d.ended()
}

// cut cuts what is there and adds it to c; nil: there is none yet.
func (d *remoteDevice) cut(c *chunk) error {
	b := &d.batch
	b.Frames = b.Frames[:0]
	if len(d.rest) == 0 {
		return nil
	}
	rest := d.rest
	if c == nil {
		rest = rest[:pcapHeader] // frames are for later
	}
	used, _, cutErr := d.cutter.cut(rest, d.at, b)
	for i := range b.Frames {
		f := &b.Frames[i]
		copy(c.frame(max(f.Time, 0), f.CapLen, f.OrigLen), rest[f.pos:f.pos+f.CapLen])
	}
	d.taken += uint64(len(b.Frames))
	d.at += used
	d.rest = append(d.rest[:0], d.rest[used:]...)
	if cutErr != nil && len(b.Frames) == 0 {
		cutErr.Path, cutErr.Hint = d.iface.Name, "what came over ssh is damaged; what came before is shown"
		return cutErr
	}
	return nil
}

// counts implements device.
func (d *remoteDevice) counts() (received, dropped uint64) { return d.taken + d.dropped, d.dropped }

// wake implements device.
func (d *remoteDevice) wake() {
	select {
	case d.bell <- struct{}{}:
	default:
	}
}

// close implements device.
func (d *remoteDevice) close() error {
	d.session.close()
	return nil
}

// droppedLine is a line of the account that tcpdump gives at its end.
var droppedLine = regexp.MustCompile(`^(\d+) packets? dropped by `)

// droppedThere is how many frames tcpdump says that kernel and interface dropped.
func droppedThere(lines []string) (n uint64) {
	for _, line := range lines {
		if m := droppedLine.FindStringSubmatch(line); m != nil {
			k, err := strconv.ParseUint(m[1], 10, 63)
			if err == nil {
				n += k
			}
		}
	}
	return n
}

// errInterrupted is why ssh ends that was ended by a key, together with us.
var errInterrupted = errors.New("ssh was interrupted")

// ended words why ssh ended that should not have.
func (d *remoteDevice) ended() error {
	name := d.iface.Name
	if name == "" {
		name = d.remote.String()
	}
	lines, status := d.session.said.lines(), d.session.cmd.ProcessState.ExitCode()
	e := remoteError(&d.remote, lines, status, d.running)
	e.Path, e.Off = name, -1
	return e
}
