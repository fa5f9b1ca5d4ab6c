package explain

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// wonders are the questions, the one that is nearest to its moment first.
var wonders = []wonder{
	{func(m *Moment) bool { return m.Lost }, Text{"why/lost",
		"How can it be known that it did not arrive?",
		"The other end went on as if it had never come: it sent again what this segment answers. The capture lies before the place where it was lost, so it shows the segment and not its loss.", "RFC 9293 3.8.1"}},
	{func(m *Moment) bool { return m.First }, Text{"why/mid-stream",
		"Why are the states only guessed here?",
		"The capture begins in the middle of the connection. Who sends data or acknowledges is in a synchronized state, most likely ESTABLISHED; what came before cannot be told, and numbers count from here.", ""}},
	{func(m *Moment) bool { return m.Event == fsm.ReSYN }, Text{"why/syn-again",
		"Why is the SYN sent again, and why only now?",
		"No answer came in a second, the time to wait while no round trip is known. It doubles with each try. The number stays the same: it is the same SYN, not a new connection.", "RFC 6298 2"}},
	{func(m *Moment) bool { return m.Event == fsm.ReSYNACK }, Text{"why/synack-again",
		"Why is the SYN,ACK sent again?",
		"The acknowledgment of it did not come: it was lost, or the client waits with it until it has data. Until then this end stays in SYN-RECEIVED, whatever the client believes.", "RFC 9293 3.8.1"}},
	{func(m *Moment) bool { return m.Event == fsm.ReFIN }, Text{"why/fin-again",
		"Why is the FIN sent again?",
		"A FIN takes a sequence number so that it can be acknowledged, and sent again, like data. Its acknowledgment did not come in time. This is the reason for TIME-WAIT: the other end must still be there to answer.", "RFC 9293 3.6"}},
	{func(m *Moment) bool { return m.Event == fsm.SndSYN && m.Len > 0 }, Text{"why/fast-open",
		"How can data come before the handshake?",
		"Fast open: a cookie from an earlier connection proves that the address is real, so the server may take the data at once and save a round trip. Without a valid cookie it takes the SYN alone.", "RFC 7413 3"}},
	{func(m *Moment) bool { return m.Event == fsm.SndSYN && m.Reused }, Text{"why/new-incarnation",
		"How can old segments not disturb the new connection?",
		"Both have the same addresses and ports, so only numbers and timestamps tell them apart. That is why the old one waits in TIME-WAIT, and why a new one must begin beyond the old numbers or with a newer timestamp.", "RFC 9293 3.6.1"}},
	{func(m *Moment) bool { return m.Event == fsm.SndSYN }, Text{"why/isn",
		"Why does the count not begin at 0?",
		"Each connection begins at a number nobody can guess. So old segments of the same ports fall outside the window, and who cannot see the traffic cannot forge a segment that fits. The list shows numbers relative to it; one key shows the real ones.", "RFC 9293 3.4.1"}},
	{func(m *Moment) bool {
		return m.Event == fsm.SndSYN && m.Rcv == fsm.RcvSYN || m.goes(fsm.SynSent, fsm.SynReceived)
	}, Text{"why/simultaneous-open",
		"Two SYNs that cross: is that one connection or two?",
		"One. Each end has sent a SYN before the other's came, so both are active and go through SYN-RECEIVED. The four-tuple is the same seen from both sides, and each acknowledges the other's SYN.", "RFC 9293 3.5"}},
	{func(m *Moment) bool { return m.Event == fsm.SndSYNACK }, Text{"why/ack-plus-one",
		"Why is the acknowledgment the sequence number plus one, though no data came?",
		"The SYN takes a sequence number itself, as a FIN does. So it can be acknowledged, and its loss is noticed, by the same rules as data: the acknowledgment names the next octet that is expected.", "RFC 9293 3.4"}},
	{func(m *Moment) bool { return m.Event == fsm.SndSYNACK && m.Rcv != fsm.RcvSYN }, Text{"why/one-segment",
		"Why SYN and ACK in one segment?",
		"The acknowledgment of the client's number and the offer of the server's own fit into one header. Sent apart they would make four steps instead of three, and nothing would be gained.", "RFC 9293 3.5"}},
	{func(m *Moment) bool { return m.Rcv == fsm.RcvACKOfSYN }, Text{"why/three-steps",
		"Why three steps and not two?",
		"Each end must know that the other has its number. After two steps the server does not: a SYN that is an old duplicate would open a connection nobody wants. The third step is the proof that the client is there and means this one.", "RFC 9293 3.5"}},
	{func(m *Moment) bool { return m.Event == fsm.SndKeepAlive && m.Verdict != "window-probe" }, Text{"why/keep-alive",
		"Why is a number sent that was acknowledged long ago?",
		"Just because it is old: the other end must answer it with an ACK, and no octet of the stream is needed for it. No answer after several tries means that the other end, or the path, is gone.", "RFC 9293 3.8.4"}},
	{func(m *Moment) bool { return m.Verdict == "window-probe" }, Text{"why/window-probe",
		"Why send into a closed window?",
		"The segment that opens the window again is a pure ACK, which is never sent again when it is lost. Both ends would wait for ever. So the sender asks from time to time, at longer and longer intervals.", "RFC 9293 3.8.6.1"}},
	{func(m *Moment) bool {
		return m.Window == 0 && m.Flags&(decode.SYN|decode.RST) == 0 && m.Flags.Has(decode.ACK)
	}, Text{"why/zero-window",
		"Why is the window 0?",
		"The program at this end does not read, so its buffer is full. The network is not to blame: the window tells how much the receiver can take, the congestion window, which is in no header, how much the path can.", "RFC 9293 3.8.6"}},
	{func(m *Moment) bool { return m.goes(fsm.FinWait1, fsm.Closing) }, Text{"why/simultaneous-close",
		"Two FINs that cross: who closed first?",
		"Neither. Each end has sent its FIN before the other's came, so both pass through CLOSING, and both wait in TIME-WAIT: each has sent a last ACK that may be lost.", "RFC 9293 3.6"}},
	{func(m *Moment) bool {
		before, _ := m.receiver()
		return m.Rcv == fsm.RcvFINACK && before == fsm.FinWait1
	}, Text{"why/three-segments",
		"Why does this close take three segments and not four?",
		"The passive end had nothing more to send, so its program closed at once: the acknowledgment of the first FIN and its own FIN fit into one segment. FIN-WAIT-2 is passed through.", "RFC 9293 3.6"}},
	{func(m *Moment) bool { return m.goes(fsm.FinWait1, fsm.FinWait2) }, Text{"why/half-close",
		"Is the connection closed now?",
		"Half of it. Each direction is closed by its own FIN: this one is, the other may go on as long as its end likes. That is why closing usually takes four segments where opening takes three.", "RFC 9293 3.6"}},
	{func(m *Moment) bool {
		before, after := m.sender()
		return before == fsm.CloseWait && after == fsm.LastAck && m.Rcv != fsm.RcvFINACK
	}, Text{"why/four-segments",
		"Why four segments to close, and not three?",
		"The ACK of the first FIN is sent at once by TCP; the second FIN only when the program at this end closes too. Between the two it may send what it still has. Where it closes at once, both go in one segment and three suffice.", "RFC 9293 3.6"}},
	{func(m *Moment) bool { return m.enters(fsm.TimeWait) }, Text{"why/time-wait",
		"Why does the active closer wait 2MSL?",
		"Its last ACK may be lost: then the FIN comes again and somebody must answer it. And old duplicates must die out before the same ports are used again. One MSL for the ACK to arrive or die, one for the FIN that would come again.", "RFC 9293 3.6.1"}},
	{func(m *Moment) bool { return m.goes(fsm.LastAck, fsm.Closed) }, Text{"why/passive-no-wait",
		"Why does this end not wait?",
		"It knows that its FIN arrived, because the acknowledgment is here; nobody waits for anything from it. The other end does not know whether that acknowledgment arrived, so the wait is there: with whoever closes first.", "RFC 9293 3.6.1"}},
	{func(m *Moment) bool {
		before, _ := m.receiver()
		return m.Event == fsm.SndRST && before == fsm.SynSent
	}, Text{"why/refused",
		"Why a RST and not silence?",
		"Nobody listens on that port. The RST tells the client at once, so that it need not try again for minutes. Silence would mean that the host is away, or that a firewall drops.", "RFC 9293 3.5.2"}},
	{func(m *Moment) bool {
		before, _ := m.sender()
		return m.Event == fsm.SndRST && aborts(before)
	}, Text{"why/rst-not-fin",
		"Why RST here and not FIN?",
		"A FIN says: all is sent, in order. A RST says: stop, what is under way does not matter. TCP sends it when a program closes with data unread, when data comes that nobody can read any more, or when the program asks for it (SO_LINGER 0).", "RFC 9293 3.5.3"}},
	{func(m *Moment) bool {
		before, _ := m.sender()
		return m.Event == fsm.SndRST && (before == fsm.Closed || before == fsm.None) && m.Before[m.From.Peer()] != fsm.SynSent
	}, Text{"why/rst-after-close",
		"Why does an end without a connection send anything?",
		"A segment came for a connection it does not have, or has no more. The RST tells the other end, so that it does not wait for an answer that can never come.", "RFC 9293 3.5.2"}},
	{func(m *Moment) bool { return m.Rcv == fsm.RcvRST && aborts(m.Before[m.From.Peer()]) }, Text{"why/no-time-wait",
		"Why is there no TIME-WAIT after a RST?",
		"Nothing remains to be acknowledged: a RST is never answered. Both ends forget at once. What old segments can do then is the price of it.", "RFC 9293 3.10.7.4"}},
	{func(m *Moment) bool { return m.Event == fsm.SndChallenge || m.Rcv == fsm.RcvNearRST }, Text{"why/challenge",
		"Why answer with an ACK what is not believed?",
		"The segment may be forged by somebody who cannot see the connection. The real peer answers the ACK: with a RST of the right number if it has lost the connection, else not at all.", "RFC 5961 3.2"}},
	{func(m *Moment) bool {
		before, _ := m.sender()
		return m.Len > 0 && before == fsm.CloseWait && m.Event == fsm.SndData
	}, Text{"why/data-after-fin",
		"How can data follow a FIN?",
		"The FIN closed the other direction only. This end has received it and still has something to send; the other end takes it in FIN-WAIT-2.", "RFC 9293 3.6"}},
	{func(m *Moment) bool { return m.Verdict == "fast-retransmission" }, Text{"why/three-duplicates",
		"Why wait for several duplicate ACKs, and not act on the first?",
		"One segment may only have been overtaken; then the next acknowledgment clears it. Three in a row, or SACK blocks that reach as far, make a loss likely. Newer senders use time instead of the count.", "RFC 5681 3.2"}},
	{func(m *Moment) bool { return m.Verdict == "retransmission" && m.Len > 0 }, Text{"why/timeout",
		"Why did it take so long to be sent again?",
		"No later segment arrived that could have made the receiver ask, so only the clock was left. It runs for the smoothed round trip and four times its spread, at least a second by the RFC and 200 ms on Linux, and doubles each time.", "RFC 6298 2"}},
	{func(m *Moment) bool { return m.Verdict == "spurious-retransmission" }, Text{"why/twice",
		"What does the receiver do with octets it has?",
		"It drops them and acknowledges again, so that a sender that missed the acknowledgment learns of it. With SACK it also reports the duplicate, and the sender knows that its retransmission was needless.", "RFC 2883 4"}},
	{func(m *Moment) bool {
		return m.Event == fsm.SndACK && m.Rcv == fsm.RcvACK && m.Before == m.After && m.Len == 0 && m.Window > 0
	}, Text{"why/ack-of-ack",
		"Why does nobody acknowledge an ACK?",
		"It takes no sequence number, so there is nothing to acknowledge, and two ends would never stop. A lost ACK does no harm: the next one says the same and more.", "RFC 9293 3.4"}},
}
