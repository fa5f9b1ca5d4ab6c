package capture

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// link is an interface as the kernel tells it, rtnetlink(7).
type link struct {
	index    int
	name     string
	alias    string
	hardware uint16 // ARPHRD_
	flags    uint32 // IFF_
	counted  bool
	received Traffic
	sent     Traffic
}

func (l *link) loopback() bool { return l.flags&unix.IFF_LOOPBACK != 0 }

// links asks for the interfaces of this network namespace.
func links() ([]link, error) {
	data, err := syscall.NetlinkRIB(unix.RTM_GETLINK, unix.AF_UNSPEC)
	if err != nil {
		return nil, fmt.Errorf("the interfaces of this host: %w", err)
	}
	messages, err := syscall.ParseNetlinkMessage(data)
	if err != nil {
		return nil, fmt.Errorf("the interfaces of this host: %w", err)
	}
	var all []link
	for i := range messages {
		if messages[i].Header.Type != unix.RTM_NEWLINK || len(messages[i].Data) < unix.SizeofIfInfomsg {
			continue
		}
		attrs, err := syscall.ParseNetlinkRouteAttr(&messages[i])
		if err != nil {
			return nil, fmt.Errorf("the interfaces of this host: %w", err)
		}
		info := (*unix.IfInfomsg)(unsafe.Pointer(&messages[i].Data[0]))
		all = append(all, linkOfAttrs(info, attrs))
	}
	return all, nil
}

func linkOfAttrs(info *unix.IfInfomsg, attrs []syscall.NetlinkRouteAttr) link {
	l := link{index: int(info.Index), hardware: info.Type, flags: info.Flags}
	for _, a := range attrs {
		switch a.Attr.Type {
		case unix.IFLA_IFNAME:
			l.name = strings.TrimRight(string(a.Value), "\x00")
		case unix.IFLA_IFALIAS:
			l.alias = strings.TrimRight(string(a.Value), "\x00")
		case unix.IFLA_STATS64: // struct rtnl_link_stats64
			if len(a.Value) < 32 {
				continue
			}
			n := func(i int) uint64 { return binary.NativeEndian.Uint64(a.Value[8*i:]) }
			l.counted = true
			l.received, l.sent = Traffic{n(0), n(2)}, Traffic{n(1), n(3)}
		}
	}
	return l
}

func interfaces() ([]InterfaceInfo, error) {
	all, err := links()
	if err != nil {
		return nil, err
	}
	addrs := make(map[int][]netip.Prefix)
	if ifaces, err := net.Interfaces(); err == nil {
		for _, i := range ifaces {
			addrs[i.Index] = prefixes(i)
		}
	}
	var out []InterfaceInfo
	for _, l := range all {
		d := InterfaceInfo{Index: l.index, Name: l.name, Alias: l.alias, Addrs: addrs[l.index], Loopback: l.loopback(),
			Up: l.flags&unix.IFF_UP != 0, Running: l.flags&unix.IFF_RUNNING != 0,
			Counted: l.counted, Received: l.received, Sent: l.sent}
		if how, ok := ringLinks[l.hardware]; ok {
			d.Link = how.link
		} else {
			d.Why = unknownHardware(l.hardware)
		}
		out = append(out, d)
	}
	return append(out, InterfaceInfo{Name: AnyInterface, Alias: "all interfaces", Up: true, Running: true, Link: anyLink.link}), nil
}

// prefixes are the addresses of an interface; one that went away has none.
func prefixes(i net.Interface) (all []netip.Prefix) {
	addrs, _ := i.Addrs()
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			all = append(all, p)
		}
	}
	return all
}

// isUp asks a socket whether an interface of its namespace is up, whatever it is
// called by now.
func isUp(fd, index int) (bool, error) {
	req, err := unix.NewIfreq("")
	if err != nil {
		return false, err
	}
	req.SetUint32(uint32(index))
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFNAME, req); err != nil {
		return false, err
	}
	if req, err = unix.NewIfreq(req.Name()); err != nil {
		return false, err
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, req); err != nil {
		return false, err
	}
	return req.Uint16()&unix.IFF_UP != 0, nil
}

// capNetRaw is the number of CAP_NET_RAW in linux/capability.h.
const capNetRaw = 13

// captureRight says why this process may not open a packet socket, and what
// changes that; "": it may, by CAP_NET_RAW in its effective set (capabilities(7)).
// Where that cannot be told it may not.
func captureRight() (why, fix string) {
	data, err := os.ReadFile("/proc/thread-self/status")
	if err == nil && hasNetRaw(string(data)) {
		return "", ""
	}
	if confined(string(data)) {
		return "this process may not gain rights (no_new_privs): so it is once a capture has begun, and in some containers",
			"start tcptui anew with all that it is to capture on"
	}
	if os.Geteuid() == 0 {
		return "this root has no CAP_NET_RAW", "give it to the container, for example: docker run --cap-add NET_RAW"
	}
	return "you have no CAP_NET_RAW", captureCommand()
}

// captureCommand gives the right for ever, or for once.
func captureCommand() string {
	self, err := os.Executable()
	if err == nil {
		self, err = filepath.EvalSymlinks(self)
	}
	if err != nil {
		self = "tcptui"
	}
	self = quoteShell(self)
	return fmt.Sprintf("sudo setcap cap_net_raw+ep %s; or for once: sudo %s", self, self)
}

func upCommand(name string) string { return "sudo ip link set dev " + quoteShell(name) + " up" }

// hasNetRaw reads the format of /proc/PID/status, proc_pid_status(5).
func hasNetRaw(status string) bool {
	set, err := strconv.ParseUint(statusField(status, "CapEff"), 16, 64)
	return err == nil && set>>capNetRaw&1 != 0
}

// confined reports whether a process, and what it starts, can gain no rights.
func confined(status string) bool { return statusField(status, "NoNewPrivs") == "1" }

func statusField(status, name string) string {
	for line := range strings.Lines(status) {
		if v, ok := strings.CutPrefix(line, name+":"); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
