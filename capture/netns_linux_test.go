package capture

import (
	"context"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// inNamespace puts the rest of the test into a network namespace of its own, with
// the loopback interface up, and runs ip(8) commands in it. It skips the test
// where that may not be done.
func inNamespace(t *testing.T, commands ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("network namespaces are made by root only")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("the command ip is not installed")
	}
	// The thread ends with the goroutine: nothing else ever runs in there.
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Skip("no network namespace can be made here: ", err)
	}
	ip(t, "link set lo up")
	for _, c := range commands {
		ip(t, c)
	}
}

// ip runs an ip(8) command in the namespace of the calling goroutine.
func ip(t *testing.T, command string) {
	t.Helper()
	if out, err := exec.Command("ip", strings.Fields(command)...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v: %s", command, err, out)
	}
}

// waitRunning waits until interfaces of the namespace send: the kernel drops what
// is sent before their peers have been seen.
func waitRunning(t *testing.T, names ...string) {
	t.Helper()
	for t.Context().Err() == nil {
		all, err := links()
		if err != nil {
			t.Fatal(err)
		}
		waits := slices.ContainsFunc(all, func(l link) bool {
			return slices.Contains(names, l.name) && l.flags&unix.IFF_RUNNING == 0
		})
		if !waits {
			return
		}
		runtime.Gosched()
	}
}

// sender sends raw frames on an interface of the calling goroutine's namespace.
type sender struct {
	t       *testing.T
	deliver func(frame string) error
}

func newSender(t *testing.T, name string) *sender {
	t.Helper()
	deliver, err := openSender(name)
	if err != nil {
		t.Fatal(err)
	}
	return &sender{t, deliver}
}

func (s *sender) send(frame string) {
	s.t.Helper()
	if err := s.deliver(frame); err != nil {
		s.t.Fatal(err)
	}
}

// openSender gives a function that sends frames, until the process ends.
func openSender(name string) (func(frame string) error, error) {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return nil, err
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	to := unix.SockaddrLinklayer{Ifindex: i.Index}
	return func(frame string) error {
		return os.NewSyscallError("sendto", unix.Sendto(fd, []byte(frame), 0, &to))
	}, nil
}

func neverEnds() context.Context { return context.Background() }
