package kernel

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// The design meant github.com/vishvananda/netlink for this. It asks for tcp_info
// alone, without congestion control and SK_MEMINFO, and makes six allocations a
// socket: 18,300 for 3,002 sockets, against 97 for 2,001 here, at about the same
// 2 us a socket, most of it the kernel's own. See BenchmarkPoll.

// answerSize is more than the kernel puts into one datagram of a dump: 32 KiB.
const answerSize = 64 << 10

// answerTime bounds the wait for the next datagram, so that a poll ends.
const answerTime = 5 // s

// Diag asks the kernel by sock_diag(7). It sees the sockets of the network
// namespace that Open was called in, whatever thread asks later.
type Diag struct {
	fd      int
	seq     uint32
	request []byte
	answer  []byte
}

// Open connects to the kernel. The right to do so everybody has; what may be
// missing is sock_diag itself, which only the first dump tells.
func Open() (*Diag, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, fmt.Errorf("sockets of this host: no way to ask the kernel (sock_diag): %w", err)
	}
	d := &Diag{fd: fd, answer: make([]byte, answerSize)}
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: answerTime}); err != nil {
		d.Close()
		return nil, fmt.Errorf("sockets of this host: setting how long to wait for the kernel: %w", err)
	}
	return d, nil
}

// Close ends the connection.
func (d *Diag) Close() error { return unix.Close(d.fd) }

// Sockets implements Source.
func (d *Diag) Sockets(dst []Socket) ([]Socket, error) {
	var a arena
	for _, family := range []uint8{familyIPv4, familyIPv6} {
		var err error
		if dst, err = d.dump(&a, family, dst); err != nil {
			return dst, fmt.Errorf("sockets of this host: %w", hint(err))
		}
	}
	return dst, nil
}

// dump asks for one family.
func (d *Diag) dump(a *arena, family uint8, dst []Socket) ([]Socket, error) {
	d.seq++
	d.request = appendRequest(d.request[:0], family, d.seq)
	if err := unix.Sendto(d.fd, d.request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return dst, err
	}
	for {
		n, from, err := unix.Recvfrom(d.fd, d.answer, unix.MSG_TRUNC)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return dst, err
		case n > len(d.answer):
			return dst, errShort
		}
		if nl, ok := from.(*unix.SockaddrNetlink); !ok || nl.Pid != 0 {
			continue // any process may write to the socket; only the kernel's word counts
		}
		done := false
		if dst, done, err = a.parseDump(d.answer[:n], d.seq, dst); err != nil || done {
			return dst, err
		}
	}
}

// hint adds what to do to errors of the kernel that have a known cause.
func hint(err error) error {
	switch {
	case errors.Is(err, unix.ENOENT):
		return fmt.Errorf("the kernel cannot list TCP sockets (%w): load its module, modprobe tcp_diag", err)
	case errors.Is(err, unix.EAGAIN):
		return fmt.Errorf("the kernel did not answer within %d s", answerTime)
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		return fmt.Errorf("asking the kernel was refused (%w): a sandbox or security module forbids sock_diag", err)
	}
	return err
}
