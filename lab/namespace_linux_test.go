package lab

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"tcptui/capture"
)

// permitted reports whether a process may be started in namespaces of its own.
func permitted(t *testing.T) bool {
	t.Helper()
	for _, way := range ways(Namespaces, Anywhere) {
		cmd := exec.Command("/bin/true")
		cmd.SysProcAttr = way.attributes()
		if cmd.Run() == nil {
			return true
		}
	}
	return false
}

// TestUserNamespace plays as who has no rights does: in a user namespace.
func TestUserNamespace(t *testing.T) {
	all := ways(RawSocket, InNamespaces)
	in := all[len(all)-1]
	cmd := exec.Command("/bin/true")
	cmd.SysProcAttr = in.attributes()
	if err := cmd.Run(); !in.user || err != nil {
		t.Skip("no user namespaces may be made here: ", err)
	}
	for i, s := range Scenarios() {
		if s.Name != "syn-scan" && s.Name != "loss" {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			p := playWith(t, func(o Options) (*Running, error) {
				o.Vantage = s.Vantage
				return start(t.Context(), s, o, in)
			})
			if c := p.last(); p.snap.Conns() < promises[i].conns || c.Now.State != promises[i].states {
				t.Errorf("%d connections, states %v; want %d, %v", p.snap.Conns(), c.Now.State, promises[i].conns, promises[i].states)
			}
		})
	}
}

// TestLoopback plays what needs no wire of its own on two addresses of the loopback
// interface, that of a new namespace so that no port is taken.
func TestLoopback(t *testing.T) {
	if !permitted(t) {
		t.Skip("no network namespaces may be made here")
	}
	in := ways(Namespaces, Anywhere)[0]
	in.place = OnLoopback
	for i, s := range Scenarios() {
		if s.Needs != Loopback {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var broken []string
			for range attempts {
				p := playWith(t, func(o Options) (*Running, error) {
					o.Program = []string{self(), raiseLoopback}
					return start(t.Context(), s, o, in)
				})
				if broken = promises[i].broken(p); len(broken) == 0 {
					return
				}
				t.Logf("not as promised: %s\n%s", strings.Join(broken, "; "), ladder(p))
			}
			t.Error(strings.Join(broken, "; "))
		})
	}
}

// TestNothingIsLeft: neither files nor goroutines nor processes stay after scenarios
// that ended, and after one that was broken off.
func TestNothingIsLeft(t *testing.T) {
	if !permitted(t) {
		t.Skip("no network namespaces may be made here")
	}
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	open := func() int {
		all, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	sc, _ := Get("refused")
	play := func() {
		r, err := Run(context.Background(), sc, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b capture.Batch
		for err == nil {
			err = r.Source().Next(t.Context(), &b)
		}
		if err := r.Source().Close(); err != nil {
			t.Error(err)
		}
	}
	play()
	before := open()
	for range 3 {
		play()
	}
	sc, _ = Get("chat")
	r, err := Run(context.Background(), sc, Options{Typed: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Source().Close(); err != nil {
		t.Error(err)
	}
	if after := open(); after != before {
		t.Errorf("%d files are open, %d before", after, before)
	}
	if pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil); !errors.Is(err, unix.ECHILD) {
		t.Errorf("a process is left: %d, %v", pid, err)
	}
}
