//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package capture

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

// bpfDevice is an interface of macOS or a BSD: a /dev/bpf device, bpf(4).
type bpfDevice struct {
	name   string
	iface  Interface
	fd     int
	buf    []byte
	snap   uint32
	last   bool // paused: what is in the buffer is still read
	paused bool // and that has been done

	taken   uint64 // frames since begin
	dropped counter
}

var _ device = (*bpfDevice)(nil)

// bpfLinks has the kinds of link that the kernel tells (DLT_), where they differ
// from the numbers that files have, or are to be known as they are.
var bpfLinks = map[int]LinkType{
	0: 0, 1: 1, 6: 6, 9: 9, 10: 10, 12: 101, 50: 50, 51: 51, 105: 105, 109: 109, 117: 117, 127: 127,
}

// openDevice opens an interface with a filter that lets nothing in.
func openDevice(name string, o LiveOptions) (device, error) {
	d := &bpfDevice{name: name, fd: -1, snap: o.SnapLen}
	if err := d.open(o); err != nil {
		d.close()
		return nil, openLiveError(name, err)
	}
	return d, nil
}

func (d *bpfDevice) open(o LiveOptions) error {
	if err := d.find(); err != nil {
		return err
	}
	if err := d.openFree(); err != nil {
		return err
	}
	if err := d.filter([]Instruction{{Op: syscall.BPF_RET | syscall.BPF_K}}); err != nil {
		return err
	}
	for size := o.BufferBytes; ; size /= 2 { // the system has a limit that it does not tell
		if _, err := syscall.SetBpfBuflen(d.fd, size); err == nil || size < 1<<16 {
			break
		}
	}
	if err := syscall.SetBpfInterface(d.fd, d.name); err != nil {
		return os.NewSyscallError("BIOCSETIF", err)
	}
	size, err := syscall.BpfBuflen(d.fd)
	if err != nil {
		return os.NewSyscallError("BIOCGBLEN", err)
	}
	d.buf = make([]byte, size)
	kind, err := syscall.BpfDatalink(d.fd)
	if err != nil {
		return os.NewSyscallError("BIOCGDLT", err)
	}
	link, ok := bpfLinks[kind]
	switch {
	case runtime.GOOS == "openbsd" && kind == 12:
		link = 108
	case runtime.GOOS == "openbsd" && kind == 14:
		link = 101
	case !ok:
		return &Error{Path: d.name, Off: -1, What: fmt.Sprintf("is an interface of a kind that is not known (DLT %d)", kind), Hint: "capture on another"}
	}
	if o.Promiscuous {
		if err := syscall.SetBpfPromisc(d.fd, 1); err != nil {
			return fmt.Errorf("promiscuous mode, which -p turns off: %w", err)
		}
	}
	tv := syscall.NsecToTimeval(int64(blockTime))
	if err := syscall.SetBpfTimeout(d.fd, &tv); err != nil {
		return os.NewSyscallError("BIOCSRTIMEOUT", err)
	}
	d.iface = Interface{Link: link, SnapLen: d.snap, FCSLen: -1, Digits: 6, Name: d.name}
	return nil
}

// find makes sure that there is the interface.
func (d *bpfDevice) find() error {
	all, err := net.Interfaces()
	if err != nil {
		return err
	}
	var names []string
	for _, i := range all {
		if i.Name == d.name {
			return nil
		}
		names = append(names, i.Name)
	}
	return noInterface(d.name, names)
}

// openFree opens a device that nobody else has.
func (d *bpfDevice) openFree() (err error) {
	for _, name := range append([]string{"/dev/bpf"}, bpfNames(256)...) {
		d.fd, err = syscall.Open(name, syscall.O_RDWR|syscall.O_CLOEXEC, 0)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, syscall.EBUSY) || errors.Is(err, fs.ErrNotExist) && name == "/dev/bpf":
		default:
			return &fs.PathError{Op: "open", Path: name, Err: err}
		}
	}
	return fmt.Errorf("all of /dev/bpf are in use: %w", err)
}

// bpfNames are the devices that the older systems make, one for each capture.
func bpfNames(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("/dev/bpf%d", i))
	}
	return all
}

func (d *bpfDevice) filter(program []Instruction) error {
	code := make([]syscall.BpfInsn, len(program))
	for i, p := range program {
		code[i] = syscall.BpfInsn{Code: p.Op, Jt: p.Jt, Jf: p.Jf, K: p.K}
	}
	if err := syscall.SetBpf(d.fd, code); err != nil {
		return &Error{Path: d.name, Off: -1, What: "the kernel does not take the capture filter", Err: err,
			Hint: "use a simpler one, or a display filter"}
	}
	return nil
}

// describe implements device.
func (d *bpfDevice) describe() Interface { return d.iface }

// begin implements device. A new filter empties the buffer, and the kernel counts from 0 again.
func (d *bpfDevice) begin(program []Instruction) error {
	if len(program) == 0 {
		program = []Instruction{{Op: syscall.BPF_RET | syscall.BPF_K, K: d.snap}}
	}
	d.last, d.paused = false, false
	d.taken, d.dropped = 0, counter{}
	return d.filter(program)
}

// pause implements device. The filter stays: another would throw away what is in
// the buffer.
func (d *bpfDevice) pause() error {
	d.last = true
	return nil
}

// receive implements device. It waits blockTime at most, so that wake need not
// end it.
func (d *bpfDevice) receive(c *chunk, _ time.Duration) error {
	if d.paused {
		return nil
	}
	n, err := syscall.Read(d.fd, d.buf)
	d.paused = d.last
	switch {
	case errors.Is(err, syscall.EINTR) || errors.Is(err, syscall.EAGAIN):
		return nil
	case errors.Is(err, syscall.ENETDOWN):
		time.Sleep(blockTime) // reading does not wait while it is so
		return errDown
	case errors.Is(err, syscall.ENXIO):
		return errRemoved
	case err != nil:
		return os.NewSyscallError("read", err)
	}
	for p := d.buf[:n]; len(p) >= syscall.SizeofBpfHdr; {
		h := (*syscall.BpfHdr)(unsafe.Pointer(&p[0]))
		from := int(h.Hdrlen)
		if from+int(h.Caplen) > len(p) {
			break
		}
		ts := int64(h.Tstamp.Sec)*1e9 + int64(h.Tstamp.Usec)*1e3
		copy(c.frame(ts, min(h.Caplen, d.snap), h.Datalen), p[from:][:h.Caplen])
		d.taken++
		const align = syscall.BPF_ALIGNMENT - 1
		p = p[min(len(p), (from+int(h.Caplen)+align)&^align):]
	}
	return nil
}

// counts implements device. The number of frames that the kernel tells has those in it that did
// not pass the filter; what it dropped had passed.
func (d *bpfDevice) counts() (received, dropped uint64) {
	if s, err := syscall.BpfStats(d.fd); err == nil {
		d.dropped.look(uint32(s.Drop)) // NetBSD tells more bits
	}
	return d.taken + d.dropped.sum, d.dropped.sum
}

// wake implements device: nothing waits for long.
func (d *bpfDevice) wake() {}

// close implements device.
func (d *bpfDevice) close() error {
	if d.fd < 0 {
		return nil
	}
	err := syscall.Close(d.fd)
	d.fd = -1
	return err
}

// captureRight says why this process may not open a /dev/bpf device, and what
// changes that; "": it may, as far as that can be told.
func captureRight() (why, fix string) {
	f, err := os.OpenFile("/dev/bpf0", os.O_RDWR, 0)
	switch {
	case err == nil:
		f.Close()
		return "", ""
	case !errors.Is(err, fs.ErrPermission) || os.Geteuid() == 0:
		return "", ""
	case runtime.GOOS == "darwin":
		return "you may not open /dev/bpf", "sudo tcptui, or install Wireshark's ChmodBPF"
	}
	return "you may not open /dev/bpf", "sudo tcptui, or: sudo chmod g+rw /dev/bpf*, in a group of yours"
}
