package lab

import (
	"os/exec"
	"strings"
	"testing"
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
