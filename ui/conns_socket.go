package ui

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
)

// firstSocket is where the members of groups begin that are no connections but
// sockets that say nothing, by their place in connList.silent: no index has as many
// connections.
const firstSocket = flows.ConnID(1) << 31

// socketKey tells sockets apart from poll to poll.
type socketKey struct {
	kernel.Tuple
	cookie uint64
}

func keyOfSocket(x *kernel.Seen) socketKey { return socketKey{x.Tuple, x.Cookie} }

// silentSockets are the sockets of this host of which the capture has no packet:
// first those that look like a leak or a hang, then by their state. Where ctx has
// ended they are not all looked for.
func silentSockets(ctx context.Context, e *eye, s *flows.Snapshot) []*kernel.Seen {
	heard := make(map[*kernel.Seen]bool)
	for id := range flows.ConnID(s.Conns()) {
		if id%arrangeStep == 0 && ctx.Err() != nil {
			return nil
		}
		c := s.Conn(id)
		a, b := c.Sides[fsm.Client].AddrPort(), c.Sides[fsm.Server].AddrPort()
		for _, at := range [...]kernel.Tuple{{Local: a, Remote: b}, {Local: b, Remote: a}} {
			if x := e.kernel.Find(at); x != nil {
				heard[x] = true
			}
		}
	}
	return worstFirst(e.kernel, func(x *kernel.Seen) bool { return !heard[x] }, func(a, b *kernel.Seen) int { return cmp.Compare(a.State, b.State) })
}

// sockets puts in the sockets that are asked for.
func (a *arranger) sockets() {
	for i, x := range a.l.silent {
		line := socketLine(a.ask.snap, x, a.ask.eye)
		if a.words != nil && !containsAll(socketWords(&line), a.words) {
			continue
		}
		g := a.put(a.ask.shape.by.keyOfSocket(a.ask.eye.kernel, x), sortedConn{a.column.key(&line), firstSocket + flows.ConnID(i)})
		a.l.groups[g].sum.sockets++
		a.l.heard++
	}
}

// socketLine is the line of a socket that says nothing.
func socketLine(s *flows.Snapshot, x *kernel.Seen, e *eye) connLine {
	l := connLine{s: s, socket: x, eye: e}
	l.sum.start, l.sum.end = x.First.UnixNano(), e.kernel.Time.UnixNano()
	return l
}

// socketSides are the client's and the server's address of a socket. Who has a
// listener is the server; where none has, the lower port is taken for it. Of a
// listener there is no client.
func socketSides(k *kernel.Snapshot, x *kernel.Seen) (sides [2]netip.AddrPort) {
	switch {
	case x.State == fsm.Listen:
		sides[fsm.Server] = x.Local
	case x.State == fsm.SynReceived || k.Listener(x.Local) != nil:
		sides[fsm.Client], sides[fsm.Server] = x.Remote, x.Local
	case x.Local.Port() < x.Remote.Port() && k.Listener(x.Remote) == nil:
		sides[fsm.Client], sides[fsm.Server] = x.Remote, x.Local
	default:
		sides[fsm.Client], sides[fsm.Server] = x.Local, x.Remote
	}
	return sides
}

// keyOfSocket is the group that a socket belongs to. Listeners have no client: they
// have a group of their own by it.
func (g grouping) keyOfSocket(k *kernel.Snapshot, x *kernel.Seen) (key groupKey) {
	sides := socketSides(k, x)
	switch g {
	case groupService:
		key.port = sides[fsm.Server].Port()
	case groupServer:
		key.addr, key.role = addrOf(sides[fsm.Server].Addr()), fsm.Server
	case groupClient:
		if key.listeners = x.State == fsm.Listen; key.listeners {
			break
		}
		key.addr, key.role = addrOf(sides[fsm.Client].Addr()), fsm.Client
	}
	return key
}

// addrOf is an address as packets have it.
func addrOf(a netip.Addr) (out decode.Addr) {
	b := a.AsSlice()
	out.N = uint8(copy(out.B[:], b))
	return out
}

// socketFilter is a display filter that keeps packets of a socket.
func socketFilter(x *kernel.Seen) string {
	end := func(at netip.AddrPort) string {
		return fmt.Sprintf("%s == %s && tcp.port == %d", addrField(addrOf(at.Addr())), at.Addr(), at.Port())
	}
	switch {
	case x.State != fsm.Listen:
		return end(x.Local) + " && " + end(x.Remote)
	case x.Local.Addr().IsUnspecified():
		return fmt.Sprintf("tcp.port == %d", x.Local.Port())
	}
	return end(x.Local)
}

// words are what words are looked for in of a socket: hostile text.
func (e *hostEnd) words() string {
	text := e.found.Kernel.String() + " " + e.found.Reason.String()
	if e.socket != nil {
		text += " " + holderText(e.socket)
	}
	return text
}

// socketWords is connWords of a socket that says nothing.
func socketWords(l *connLine) string {
	x := l.socket
	words := []string{x.Local.String(), x.State.String(), noPackets, holderText(x)}
	if x.State != fsm.Listen {
		words = append(words, x.Remote.String())
	}
	for _, t := range l.eye.kernel.Troubles(x) {
		words = append(words, t.String())
	}
	return strings.ToLower(strings.Join(words, " "))
}
