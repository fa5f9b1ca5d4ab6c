package lab

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"tcptui/decode"
	"tcptui/fsm"
)

// port is where the server listens.
const port = 8899

// host is one of the two ends.
type host struct {
	role fsm.Role
	addr netip.Addr
	in   func(f func()) // runs f where the host's sockets are made, and waits for it
}

// world is what a script can do: make sockets at both ends, use them, say what it
// does, and wait for segments. What fails ends the script: after the first error
// nothing happens any more, so that a script needs to look only where it expects
// one. One goroutine uses a world, but for both.
type world struct {
	ctx   context.Context // its deadline is that of every socket
	hosts [2]*host        // by fsm.Role
	seen  *sights
	tell  func(who, text string)
	line  func(ctx context.Context) (string, bool) // what the user says next; false: nothing more
	pace  time.Duration                            // before each step
	alone bool                                     // all ports are free: the hosts are the scenario's own

	listener *net.TCPListener
	err      error
}

// fail notes the first error.
func (w *world) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// step says what an end does next, after the time that a reader wants for it.
func (w *world) step(who fsm.Role, text string) {
	if w.err != nil {
		return
	}
	w.rest(w.pace)
	w.tell(who.String(), text)
}

// rest lets time pass.
func (w *world) rest(d time.Duration) {
	if w.err != nil || d <= 0 {
		return
	}
	select {
	case <-time.After(d):
	case <-w.ctx.Done():
		w.fail(context.Cause(w.ctx))
	}
}

// until waits until the nth segment of a kind has been delivered.
func (w *world) until(from fsm.Role, what Kind, nth int) {
	if w.err == nil {
		if err := w.seen.wait(w.ctx, Sight{from, what, nth}); err != nil {
			w.fail(err)
		}
	}
}

// after does something and waits until one more segment of a kind has been
// delivered.
func (w *world) after(do func(), from fsm.Role, what Kind) {
	n := w.seen.of(from, what)
	do()
	w.until(from, what, n+1)
}

// both runs two scripts at the same time, each in a world of its own.
func (w *world) both(one, other func(w *world)) {
	if w.err != nil {
		return
	}
	second := *w
	done := make(chan struct{})
	go func() {
		defer close(done)
		other(&second)
	}()
	one(w)
	<-done
	if second.err != nil {
		w.fail(second.err)
	}
}

// listen makes the server listen. A receive buffer of 0 bytes is what the system
// thinks right.
func (w *world) listen(receiveBuffer int) {
	if w.err != nil || w.listener != nil {
		return
	}
	w.step(fsm.Server, fmt.Sprintf("listens on port %d", port))
	server := w.hosts[fsm.Server]
	server.in(func() {
		lc := net.ListenConfig{KeepAlive: -1}
		lc.SetMultipathTCP(false)
		l, err := lc.Listen(w.ctx, "tcp4", netip.AddrPortFrom(server.addr, port).String())
		if err == nil {
			w.listener = l.(*net.TCPListener)
			if receiveBuffer > 0 {
				err = setReceiveBuffer(w.listener, receiveBuffer)
			}
		}
		if err != nil {
			w.fail(&Error{What: "the server cannot listen", Err: err})
		}
	})
	if deadline, ok := w.ctx.Deadline(); ok && w.err == nil {
		w.listener.SetDeadline(deadline)
	}
}

// dial opens a connection from a port of one end, 0 for any, to a port of the
// other. The error is the system's.
func (w *world) dial(from fsm.Role, local, remote int) (*conn, error) {
	if w.err != nil {
		return nil, w.err
	}
	own, peer := w.hosts[from], w.hosts[from.Peer()]
	if !w.alone && from == fsm.Client && local == clientPort {
		local = 0
	}
	d := net.Dialer{KeepAlive: -1, LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(own.addr, uint16(local)))}
	d.SetMultipathTCP(false)
	var c net.Conn
	var err error
	own.in(func() { c, err = d.DialContext(w.ctx, "tcp4", netip.AddrPortFrom(peer.addr, uint16(remote)).String()) })
	if err != nil {
		return nil, err
	}
	return w.take(from, c.(*net.TCPConn)), nil
}

// clientPort is where the client sends from, where it may choose.
const clientPort = 50412

// connect makes a connection to the listening server.
func (w *world) connect(local int) (client, server *conn) {
	w.listen(0)
	w.step(fsm.Client, "connects")
	client, err := w.dial(fsm.Client, local, port)
	if err != nil {
		w.fail(&Error{What: "the client cannot connect", Err: err})
		return nil, nil
	}
	accepted, err := w.listener.AcceptTCP()
	if err != nil {
		w.fail(&Error{What: "the server cannot accept", Err: err})
		return nil, nil
	}
	return client, w.take(fsm.Server, accepted)
}

func (w *world) take(who fsm.Role, c *net.TCPConn) *conn {
	if deadline, ok := w.ctx.Deadline(); ok {
		c.SetDeadline(deadline)
	}
	return &conn{w, who, c}
}

// probe sends a segment with those flags, and nothing else that belongs to TCP, to
// each of the server's ports.
func (w *world) probe(flags decode.Flags, ports []int) {
	if w.err != nil {
		return
	}
	client, server := w.hosts[fsm.Client], w.hosts[fsm.Server]
	var segments [][]byte
	for i, p := range ports {
		from, to := netip.AddrPortFrom(client.addr, clientPort), netip.AddrPortFrom(server.addr, uint16(p))
		segments = append(segments, probe(from, to, firstProbe+uint32(i), flags))
	}
	client.in(func() {
		if err := sendRaw(client.addr, server.addr, segments); err != nil {
			w.fail(&Error{What: "the client cannot send segments of its own making", Err: err})
		}
	})
}

// firstProbe is the sequence number of the first probe; any would do.
const firstProbe = 0x8899
