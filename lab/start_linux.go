package lab

import (
	"os"
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

// hint says what to do where nothing worked.
func hint(s Scenario) string {
	h := "sudo tcptui lab " + s.Name + " plays it; without root, user namespaces must be allowed: " +
		"sudo sysctl kernel.unprivileged_userns_clone=1 on Debian, kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu"
	if s.Needs == Loopback {
		h += "; on loopback the right to capture suffices: sudo setcap cap_net_raw+ep tcptui"
	}
	return h
}
