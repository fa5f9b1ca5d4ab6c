package lab

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"time"
	"unicode/utf8"

	"tcptui/fsm"
)

// conn is a socket of one end in a script. Its methods do nothing once the
// script has failed.
type conn struct {
	w   *world
	who fsm.Role
	tcp *net.TCPConn
}

// try does something with the socket; what fails ends the script.
func (c *conn) try(what string, do func() error) {
	if c == nil || c.w.err != nil {
		return
	}
	if err := do(); err != nil {
		c.w.fail(&Error{What: fmt.Sprintf("the %s cannot %s", c.who, what), Err: err})
	}
}

// send sends.
func (c *conn) send(data []byte) {
	c.try("send", func() error { _, err := c.tcp.Write(data); return err })
}

// saidMost is how many characters of a text an event tells.
const saidMost = 120

// say is a step in which a text is sent.
func (c *conn) say(text string) {
	if c == nil {
		return
	}
	said := fmt.Sprintf("says %.*q", saidMost, text)
	if utf8.RuneCountInString(text) > saidMost {
		said += fmt.Sprintf(" and so on, %d octets", len(text))
	}
	c.w.step(c.who, said)
	c.send([]byte(text))
}

// pass is say, and the other end reads it meanwhile: the text may be longer than
// all buffers.
func (c *conn) pass(to *conn, text string) {
	if c == nil || to == nil {
		return
	}
	heard := *to
	c.w.both(func(*world) { c.say(text) }, func(w *world) { heard.w = w; heard.hear([]byte(text)) })
}

// hear reads exactly what the other end said, and fails where it is anything else.
func (c *conn) hear(want []byte) {
	c.try("read", func() error {
		got := make([]byte, len(want))
		if _, err := io.ReadFull(c.tcp, got); err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			return fmt.Errorf("%d bytes came, but not those that were sent", len(got))
		}
		return nil
	})
}

// drain reads to the end and throws away what comes.
func (c *conn) drain() {
	c.try("read", func() error { _, err := io.Copy(io.Discard, c.tcp); return err })
}

// finish closes the sending half.
func (c *conn) finish() { c.try("close its half", func() error { return c.tcp.CloseWrite() }) }

// close closes the socket.
func (c *conn) close() { c.try("close", func() error { return c.tcp.Close() }) }

// abort closes the socket so that a RST is sent: SO_LINGER with 0 seconds.
func (c *conn) abort() {
	c.try("abort", func() error { return c.tcp.SetLinger(0) })
	c.close()
}

// sendBuffer sets how many bytes the system takes before they are sent.
func (c *conn) sendBuffer(n int) {
	c.try("have a send buffer", func() error { return c.tcp.SetWriteBuffer(n) })
}

// keepAlive lets the system ask each second of silence whether the peer is there.
func (c *conn) keepAlive() {
	c.try("send keep-alives", func() error {
		return c.tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: time.Second, Interval: time.Second, Count: 9})
	})
}

// closeInOrder closes a connection, one end first, so that each of the four
// segments stands alone.
func (w *world) closeInOrder(first, second *conn) {
	if w.err != nil {
		return
	}
	w.step(first.who, "closes: it has nothing more to say")
	w.after(first.finish, second.who, ACKOfFIN)
	second.drain()
	w.step(second.who, "closes too")
	w.after(second.close, first.who, ACKOfFIN)
	first.drain()
	first.close()
}

// port is the socket's own port.
func (c *conn) port() int {
	if c == nil {
		return 0
	}
	return c.tcp.LocalAddr().(*net.TCPAddr).Port
}
