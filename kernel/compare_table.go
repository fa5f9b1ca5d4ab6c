package kernel

import (
	"time"

	"tcptui/fsm"
)

// Reason is why packets and kernel say different things, or what else is worth
// knowing of a comparison.
type Reason uint8

// The reasons of differences, the most certain first.
const (
	NoReason Reason = iota
	Elsewhere
	ClockBack
	UnderWay
	Reused
	RequestKept
	RequestDropped
	NoListener
	ResetRefused
	FINUndelivered
	Undelivered
	FINQueued
	TimeWaitOver
	OrphanOver
	GaveUp
	MidStream
	CaptureLoss

	// What is worth knowing though both agree.
	NoteTimeWait
	NoteRequest
	NoteQueued
	NoteOrphan
	NoteForked
	NoteOffload

	numReasons
)

// finTimeout is how long Linux keeps FIN-WAIT-2 when the process has closed, if
// tcp_fin_timeout was not changed.
const finTimeout = 60 * time.Second

// reasonRow is a row of the table of reasons.
type reasonRow struct {
	name    string
	differs bool // it explains a difference; else it is a note
	when    func(c *comparison) bool
	why     string // one to three sentences
}

// reasons is the table.
var reasons = [numReasons]reasonRow{
	NoReason: {name: "", when: func(*comparison) bool { return false }},
	Elsewhere: {"elsewhere", true, func(c *comparison) bool { return !c.here && !c.h.Ours },
		"The address is none of this host's, or of another network namespace, such as a container's: its sockets are not in this kernel's list. Packets that are only forwarded show here as well."},
	ClockBack: {"clock-back", true, func(c *comparison) bool { return c.fromLater() },
		"The last packet is later than this host's clock: the clock was set back since. Which of the two is the newer cannot be told until the clock has come there again, or another packet comes."},
	UnderWay: {"under-way", true, func(c *comparison) bool { return c.racing() },
		"The poll and the last packet are nearly of the same moment. What one shows the other will show at the next poll."},
	Reused: {"reused", true, func(c *comparison) bool { return c.reused() },
		"The socket is younger than all packets of this connection: the four-tuple is in use again, and the new connection's SYN was not captured, or not yet."},
	RequestKept: {"request-kept", true, func(c *comparison) bool { return c.here && c.k == fsm.SynReceived && leads(c.k, c.w.State) },
		"The client's last ACK of the handshake was captured, but the kernel still keeps a request. It drops this ACK while the listener's backlog is full, and waits for data where accept is deferred (TCP_DEFER_ACCEPT)."},
	RequestDropped: {"request-dropped", true, func(c *comparison) bool { return !c.here && c.w.State == fsm.SynReceived && c.h.Listens },
		"The SYN,ACK was sent, but the listener keeps no request for it. It remembers nothing when it answers with SYN cookies, and it gives a request up after some retransmissions."},
	NoListener: {"no-listener", true, func(c *comparison) bool { return !c.here && in(c.w.State, fsm.Listen, fsm.SynReceived) && !c.h.Listens },
		"A SYN came, but nobody listens on this port any more. The kernel answers with RST, unless a packet filter takes the SYN first."},
	ResetRefused: {"reset-refused", true, func(c *comparison) bool { return c.here && c.w.Reset && c.w.State == fsm.Closed },
		"A RST was captured, but the socket lives on. A RST counts only at exactly the next expected sequence number; elsewhere in the window it is answered with a challenge ACK (RFC 5961 3.2), and a packet filter may have dropped it after it was captured."},
	FINUndelivered: {"fin-undelivered", true, func(c *comparison) bool {
		return c.behind() && in(c.w.State, fsm.CloseWait, fsm.LastAck, fsm.Closing, fsm.TimeWait) && in(c.k, fsm.Established, fsm.FinWait1, fsm.FinWait2)
	},
		"The peer's FIN was captured, but the socket has not taken it. Octets before it are missing, so that it waits out of order, or it was dropped after it was captured: by a packet filter, for its checksum, for want of memory."},
	Undelivered: {"undelivered", true, func(c *comparison) bool { return c.behind() },
		"A segment was captured that should have moved the socket on, and did not. Packets are captured before the packet filter and before the kernel checks them, so it may have been dropped after that."},
	FINQueued: {"fin-queued", true, func(c *comparison) bool {
		return c.ahead() && in(c.k, fsm.FinWait1, fsm.LastAck) && in(c.w.State, fsm.Established, fsm.CloseWait) && c.h.Socket.SendQ > 1
	},
		"The process has closed, which moves the kernel's state at once. Its FIN has not been sent: it stands in the send queue behind data that the peer's window or congestion control holds back."},
	TimeWaitOver: {"time-wait-over", true, func(c *comparison) bool { return !c.here && c.w.State == fsm.TimeWait },
		"The kernel has given up TIME-WAIT. Linux waits one minute and not the 2MSL of four; it gives it up earlier when a new connection takes the ports (tcp_tw_reuse), or when there are too many (tcp_max_tw_buckets)."},
	OrphanOver: {"orphan-over", true, func(c *comparison) bool {
		s := c.h.Socket
		return !c.here && c.w.State == fsm.FinWait2 && (c.silent() >= finTimeout || s != nil && s.State == fsm.FinWait2 && s.Inode == 0)
	},
		"The process closed and the peer did not. Nobody is left to read what the peer might send, so Linux ends FIN-WAIT-2 after a minute (tcp_fin_timeout), without a packet; RFC 9293 would wait for ever."},
	GaveUp: {"gave-up", true, func(c *comparison) bool {
		return !c.here && in(c.w.State, fsm.SynSent, fsm.FinWait1, fsm.Closing, fsm.LastAck)
	},
		"What was sent last was not answered, and the kernel has given the connection up after its retries (tcp_syn_retries, tcp_orphan_retries, tcp_retries2), or the process has. Nothing on the wire tells that."},
	MidStream: {"mid-stream", true, func(c *comparison) bool { return c.w.Guessed },
		"The capture began in the middle of the connection, so its state is a guess from what came since. The kernel knows the whole of it."},
	CaptureLoss: {"capture-loss", true, func(*comparison) bool { return true },
		"The kernel has seen segments that the capture does not have: the capture dropped them, a capture filter left them out, they took another interface, or the connection's end came before anything was captured."},

	NoteTimeWait: {"time-wait-unheld", false, func(c *comparison) bool { return c.here && c.k == fsm.TimeWait },
		"No process holds a connection in TIME-WAIT: it is the kernel's memory of the four-tuple and costs a port, not a process's descriptor."},
	NoteRequest: {"request", false, func(c *comparison) bool { return c.here && c.h.Socket.Request },
		"In SYN-RECEIVED the kernel keeps a small request with the listener. The socket is made when the last ACK comes, so no process holds it and it has no tcp_info."},
	NoteQueued: {"queued", false, func(c *comparison) bool { return c.here && c.h.Socket.Held == HeldQueued },
		"The connection is established and waits in the listener's backlog: the process has not called accept for it. The client does not notice and may send already."},
	NoteOrphan: {"orphan", false, func(c *comparison) bool { return c.here && c.h.Socket.Held == HeldOrphan },
		"The process has closed the socket, or ended. The kernel sends what is left and waits for the peer alone; in FIN-WAIT-2 for a minute."},
	NoteForked: {"forked", false, func(c *comparison) bool { return c.here && len(c.h.Socket.By) > 1 },
		"Several processes hold this socket, as children hold what their parent had open. A close by one of them sends nothing; the FIN goes out when the last closes, so a forgotten copy in a child keeps the connection open."},
	NoteOffload: {"offload", false, func(c *comparison) bool {
		return c.here && c.h.Socket.Info != nil && c.h.Socket.Info.SndMSS != 0 && c.w.Largest > c.h.Socket.Info.SndMSS
	},
		"Captured segments are larger than the MSS: the network card cuts them (TSO) or the kernel has put them together (GRO) after or before the capture. The kernel counts segments as they are on the wire, so its counters are higher than the capture's."},
}

// String returns the reason's name: "under-way", "capture-loss"; "" for none.
func (r Reason) String() string {
	if r >= numReasons {
		return ""
	}
	return reasons[r].name
}

// Open reports whether it is a matter of time alone what the reason explains: later the two
// may say the same.
func (r Reason) Open() bool { return r == UnderWay || r == ClockBack }

// Why explains the reason in one to three sentences.
func (r Reason) Why() string {
	if r >= numReasons {
		return ""
	}
	return reasons[r].why
}
