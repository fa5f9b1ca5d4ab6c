package lab

import (
	"os"
	"strings"
	"syscall"
)

// ways are the ways to play on Linux, the best first. A user namespace is made even
// for root, should it lack the right to make others.
func ways(n Needs, p Place) []way {
	var all []way
	if p != OnLoopback {
		if os.Geteuid() == 0 {
			all = append(all, way{"in network namespaces", InNamespaces, syscall.CLONE_NEWNET, false})
		}
		all = append(all, way{"in a user namespace", InNamespaces, syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET, true})
	}
	if p != InNamespaces && n == Loopback {
		all = append(all, way{"on loopback", OnLoopback, 0, false})
	}
	return all
}

// attributes are those of the process that is started.
func (w way) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Cloneflags: w.flags}
	if w.user {
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	return a
}

// self is this program, even if its file was replaced or removed meanwhile.
func self() string { return "/proc/self/exe" }

const notHere = "needs network namespaces"

// gates are the settings of Linux that keep users without rights from namespaces.
var gates = [...]struct{ name, shut, open string }{
	{"user.max_user_namespaces", "0", "10000"},
	{"kernel.unprivileged_userns_clone", "0", "1"},             // Debian
	{"kernel.apparmor_restrict_unprivileged_userns", "1", "0"}, // Ubuntu
}

// hint says what to do where nothing worked: the setting that forbids it, where it
// is one, and what works in any case.
func hint(s Scenario) string {
	h := "play it as root: sudo tcptui lab " + s.Name
	for _, g := range gates {
		now, err := os.ReadFile("/proc/sys/" + strings.ReplaceAll(g.name, ".", "/"))
		if err == nil && strings.TrimSpace(string(now)) == g.shut {
			h += "; or let users have namespaces: sudo sysctl " + g.name + "=" + g.open
			break
		}
	}
	if s.Needs == Loopback {
		h += "; or let tcptui capture on loopback: sudo setcap cap_net_raw+ep /PATH/TO/tcptui"
	}
	return h
}
