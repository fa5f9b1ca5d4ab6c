package lab

import "tcptui/fsm"

// What the reader that stops leaves unread, and the buffer of its socket, which
// is much less.
const (
	stoppedBulk  = 20000
	stoppedSpace = 4096
)

func windowScenarios() []Scenario {
	return []Scenario{
		{Name: "zero-window", Title: "the reader stops, the window closes, probes wait until it opens", play: zeroWindow,
			Watch: "The server's program does not read, and each ACK announces less room until it is none. The client stops and asks with an octet it " +
				"has sent before, each time after a longer wait: if the segment that opens the window were lost, nobody else would ever speak again."},
		{Name: "keep-alive", Title: "an idle connection is asked whether it is there", play: keepAlive,
			Watch: "Nothing is said for a second, so the client's kernel sends a segment without data, one before the next sequence number. It is outside " +
				"of what the server expects, and that is the point: it has to answer with an ACK. No program takes part in this."},
	}
}

func zeroWindow(w *world) {
	w.listen(stoppedSpace)
	client, server := w.connect(clientPort)
	client.sendBuffer(4 * stoppedBulk)
	data := block(stoppedBulk)
	w.step(fsm.Client, "sends more than the server has room for; the server does not read")
	client.send(data)
	w.until(fsm.Client, Probe, 2)
	w.until(fsm.Server, ZeroWindow, 3) // when it closed, and in answer to each probe
	w.step(fsm.Server, "reads at last")
	server.hear(data)
	w.closeInOrder(client, server)
}

func keepAlive(w *world) {
	client, server := w.connect(clientPort)
	exchange(client, server)
	w.step(fsm.Client, "falls silent; its kernel is to ask after each second")
	client.keepAlive()
	w.until(fsm.Client, Probe, 2)
	w.rest(4 * ordinarily) // its answer
	w.closeInOrder(client, server)
}
