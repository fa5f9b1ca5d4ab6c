package lab

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"tcptui/fsm"
)

// hostNames are the Ethernet and the IPv4 address of each host, by fsm.Role.
var hostNames = [2]struct {
	mac net.HardwareAddr
	ip  netip.Addr
}{
	fsm.Client: {net.HardwareAddr{2, 0, 0, 0, 0, 2}, netip.AddrFrom4([4]byte{10, 0, 0, 2})},
	fsm.Server: {net.HardwareAddr{2, 0, 0, 0, 0, 1}, netip.AddrFrom4([4]byte{10, 0, 0, 1})},
}

// hostInterface is the name of a host's interface.
const hostInterface = "eth0"

// makeNamespaces makes two hosts, each in a network namespace of its own, and a wire
// to each that ends in the namespace of the process.
func makeNamespaces() (*world, wire, error) {
	w, x := &world{alone: true}, wire{}
	for _, role := range []fsm.Role{fsm.Client, fsm.Server} {
		h, end, err := newHost(role)
		if err != nil {
			return nil, x, fmt.Errorf("the %s's host cannot be made: %w", role, err)
		}
		w.hosts[role], x.ends[role] = h, end
	}
	return w, x, nil
}

// newHost makes a host and the wire to it. The host is a thread that does what it
// is given; the namespace lasts as long as that thread and the sockets made by it.
func newHost(role fsm.Role) (*host, io.ReadWriter, error) {
	jobs, made := make(chan func()), make(chan error)
	var ns *os.File
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread is in another namespace than all others
		err := unix.Unshare(unix.CLONE_NEWNET)
		if err == nil {
			ns, err = os.Open("/proc/thread-self/ns/net")
		}
		made <- err
		for f := range jobs {
			f()
		}
	}()
	if err := <-made; err != nil {
		return nil, nil, fmt.Errorf("network namespace: %w", err)
	}
	defer ns.Close()
	h := &host{role: role, addr: hostNames[role].ip, in: func(f func()) {
		done := make(chan struct{})
		jobs <- func() { f(); close(done) }
		<-done
	}}
	wireEnd := role.String()
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: wireEnd}, PeerName: hostInterface,
		PeerHardwareAddr: hostNames[role].mac, PeerNamespace: netlink.NsFd(ns.Fd())}
	if err := netlink.LinkAdd(pair); err != nil {
		return nil, nil, fmt.Errorf("veth pair: %w", err)
	}
	if err := raise(wireEnd); err != nil {
		return nil, nil, err
	}
	var err error
	h.in(func() { err = h.configure() })
	if err != nil {
		return nil, nil, err
	}
	h.in(func() { err = carries(hostInterface) })
	if err == nil {
		err = carries(wireEnd)
	}
	if err != nil {
		return nil, nil, err
	}
	end, err := openPort(wireEnd)
	return h, end, err
}

// How often an interface is looked at until it carries, and for how long.
const (
	carryLook = time.Millisecond
	carryMost = 10 * time.Second
)

// carries waits until an interface that was switched on carries frames: the kernel
// gives it its queue later, and throws away what is sent before.
func carries(name string) error {
	for begin := time.Now(); time.Since(begin) < carryMost; time.Sleep(carryLook) {
		link, err := netlink.LinkByName(name)
		if err != nil {
			return fmt.Errorf("interface %s: %w", name, err)
		}
		if link.Attrs().OperState == netlink.OperUp {
			return nil
		}
	}
	return fmt.Errorf("interface %s does not come up within %v", name, carryMost)
}

// configure gives the host its addresses. It runs on the host's thread.
func (h *host) configure() error {
	own, peer := hostNames[h.role], hostNames[h.role.Peer()]
	for _, name := range []string{"lo", hostInterface} {
		if err := raise(name); err != nil {
			return err
		}
	}
	link, err := netlink.LinkByName(hostInterface)
	if err != nil {
		return err
	}
	addr := &netlink.Addr{IPNet: &net.IPNet{IP: own.ip.AsSlice(), Mask: net.CIDRMask(24, 32)}}
	if err := netlink.AddrAdd(link, addr); err != nil {
		return fmt.Errorf("address of %s: %w", hostInterface, err)
	}
	neighbour := &netlink.Neigh{LinkIndex: link.Attrs().Index, State: netlink.NUD_PERMANENT, IP: peer.ip.AsSlice(), HardwareAddr: peer.mac}
	if err := netlink.NeighSet(neighbour); err != nil {
		return fmt.Errorf("neighbour of %s: %w", hostInterface, err)
	}
	// The same on every system, where it is there and may be chosen: another
	// congestion control differs in its times only.
	os.WriteFile("/proc/sys/net/ipv4/tcp_congestion_control", []byte("cubic"), 0)
	return nil
}

// raise switches an interface on, and off what would show 64 KiB segments with
// checksums that are not filled in.
func raise(name string) error {
	link, err := netlink.LinkByName(name)
	if err != nil {
		return fmt.Errorf("interface %s: %w", name, err)
	}
	if err := netlink.LinkSetUp(link); err != nil {
		return fmt.Errorf("interface %s: %w", name, err)
	}
	if name == "lo" {
		return nil
	}
	return switchOffloadsOff(name)
}

// The loopback addresses that stand for the two hosts.
var loopbackHosts = [2]netip.Addr{fsm.Client: netip.AddrFrom4([4]byte{127, 0, 0, 2}), fsm.Server: netip.AddrFrom4([4]byte{127, 0, 0, 1})}

// makeLoopback makes hosts of two addresses of the loopback interface.
func makeLoopback() (*world, wire, error) {
	w, x := &world{}, wire{name: "lo"}
	for role, addr := range loopbackHosts {
		w.hosts[role] = &host{role: fsm.Role(role), addr: addr, in: func(f func()) { f() }}
	}
	end, err := openPort(x.name)
	if err != nil {
		return nil, x, err
	}
	x.watch = end
	return w, x, nil
}

// socketsOf returns the TCP sockets of an address in the namespace of the thread
// that calls it.
func socketsOf(addr netip.Addr) ([]Socket, error) {
	text, err := os.ReadFile("/proc/thread-self/net/tcp")
	if err != nil {
		return nil, err
	}
	all, err := parseProcTCP(string(text))
	var own []Socket
	for _, s := range all {
		if s.Local.Addr() == addr && (s.Local.Port() == port || s.Peer.Port() == port) {
			own = append(own, s)
		}
	}
	return own, err
}
