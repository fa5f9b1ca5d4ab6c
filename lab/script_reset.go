package lab

import (
	"errors"
	"syscall"

	"tcptui/fsm"
)

func resetScenarios() []Scenario {
	return []Scenario{
		{Name: "refused", Title: "nobody listens: the SYN is answered by a RST", play: refused,
			Watch: "One segment goes out and one comes back. The RST acknowledges the SYN, which is how the client knows that it is meant: " +
				"RFC 9293 lets it believe a RST in SYN-SENT only then. The server's state never leaves CLOSED."},
		{Name: "reset-late", Title: "RST because the server never closed and went on sending", play: resetLate,
			Watch: "The client closes its socket altogether, and the server does not notice: it stays in CLOSE-WAIT, which is the mark of a program that " +
				"forgot to close. When it sends at last, there is no program left on the other side to read it, and the client's kernel answers with RST."},
		{Name: "reset-unread", Title: "RST because the server closed without reading", play: resetUnread,
			Watch: "The server's program ends while octets wait in its socket that it never read. The kernel sends RST and no FIN: a FIN would tell the client " +
				"that all had been taken. Look at what is acknowledged before the RST, for the octets did arrive."},
		{Name: "reset-linger", Title: "the client aborts: SO_LINGER with 0 seconds", play: resetLinger,
			Watch: "The program asked for it: no FIN, no waiting, no TIME-WAIT, only a RST. Both ends are in CLOSED at once, and whatever was still " +
				"under way is gone. The RST stands exactly at the next sequence number, or the other end would not take it."},
	}
}

func refused(w *world) {
	w.step(fsm.Client, "connects to a port where nobody listens")
	c, err := w.dial(fsm.Client, clientPort, port)
	switch {
	case w.err != nil:
	case err == nil:
		c.close()
		w.fail(errors.New("somebody listens on the server's port"))
	case !errors.Is(err, syscall.ECONNREFUSED):
		w.fail(&Error{What: "the client cannot connect", Err: err})
	default:
		w.until(fsm.Server, RST, 1) // it may be captured a little later
		w.tell(fsm.Client.String(), "is told: connection refused")
	}
}

func resetLate(w *world) {
	client, server := w.connect(clientPort)
	exchange(client, server)
	w.step(fsm.Client, "closes its socket; the server does not look")
	w.after(client.close, fsm.Server, ACKOfFIN)
	const question = "are you still there?\n"
	w.after(func() { server.say(question) }, fsm.Client, RST)
	w.step(fsm.Server, "closes a connection that is none any more")
	server.close()
}

func resetUnread(w *world) {
	client, server := w.connect(clientPort)
	w.after(func() { client.say("this is never read\n") }, fsm.Client, Data)
	w.step(fsm.Server, "ends without having read")
	w.after(server.close, fsm.Server, RST)
	w.step(fsm.Client, "closes a connection that is none any more")
	client.close()
}

func resetLinger(w *world) {
	client, server := w.connect(clientPort)
	exchange(client, server)
	w.step(fsm.Client, "aborts")
	w.after(client.abort, fsm.Client, RST)
	server.close()
}
