package fsm

import "slices"

// rules are all rows of the machine.
var rules = slices.Concat(userRules, sendRules, handshakeRules, receiveRules, finRules, resetRules)

// Sections that many rules cite.
const (
	secClosed  = "RFC 9293 3.10.7.1"
	secListen  = "RFC 9293 3.10.7.2"
	secSynSent = "RFC 9293 3.10.7.3"
	secArrives = "RFC 9293 3.10.7.4"
)

// userRules: what the user asks for, and what silence tells.
var userRules = []rule{
	{all, NoEvent, same, Stays, "", "", "Nothing happens to this end."},

	{unknown | of(Closed), PassiveOpen, Listen, Moves, "RFC 9293 3.10.1", "",
		"The user opens passively: a control block is made that waits for a SYN. Nothing is sent."},
	{of(Listen) | opening | synchronized, PassiveOpen, same, Impossible, "RFC 9293 3.10.1", "",
		"The connection exists already; a second passive open is an error."},

	{noTCB | unknown, TimeoutUser, same, Impossible, "RFC 9293 3.10.8", "",
		"Nothing has been sent here that could time out."},
	{opening | of(Established, CloseWait, FinWait1, FinWait2, Closing, LastAck), TimeoutUser, Closed, Moves,
		"RFC 9293 3.10.8", "", "The end has waited long enough for an answer and gives the connection up. " +
			"The wire shows only the silence."},
	{of(TimeWait), TimeoutUser, same, Impossible, "RFC 9293 3.10.8", "",
		"In TIME-WAIT nothing waits for an acknowledgment; only the 2MSL clock runs."},

	{of(TimeWait), Timeout2MSL, Closed, Moves, "RFC 9293 3.10.8", "",
		"Twice the maximum segment lifetime has passed since the last FIN was acknowledged. No old segment is left, " +
			"and the pair of sockets may be used again."},
	{all &^ of(TimeWait), Timeout2MSL, same, Impossible, "RFC 9293 3.10.8", "",
		"Only TIME-WAIT has the 2MSL clock."},
}

// sendRules: what the end itself sends.
var sendRules = []rule{
	{unknown | of(Closed), SndSYN, SynSent, Moves, "RFC 9293 3.10.1", "SYN",
		"The user opens actively: the end chooses its initial sequence number and offers it in a SYN."},
	{of(Listen), SndSYN, SynSent, Moves, "RFC 9293 3.10.2", "SYN",
		"A listening end whose user sends becomes the active side: it sends a SYN of its own."},
	{opening | synchronized, SndSYN, same, Impossible, "RFC 9293 3.10.1", "",
		"The connection exists already. A SYN with another number belongs to another connection."},

	{active, ReSYN, same, Stays, "RFC 9293 3.8.1", "SYN",
		"No answer came in time, so the SYN is sent again, with the same number. The end has seen no SYN,ACK."},
	{all &^ active, ReSYN, same, Impossible, "RFC 9293 3.8.1", "",
		"An end that has the answer to its SYN does not send the bare SYN again."},

	{unknown | noTCB, SndSYNACK, SynReceived, Moves, secListen, "SYN,ACK",
		"A SYN reached this end in LISTEN. It chooses its own initial sequence number and answers SYN,ACK, " +
			"which acknowledges the SYN and offers its own."},
	{active, SndSYNACK, SynReceived, Moves, secSynSent, "SYN,ACK",
		"A SYN met this end after it had sent its own: both open at the same time. It repeats its SYN with an " +
			"acknowledgment of the other one."},
	{received, SndSYNACK, same, Stays, secListen, "SYN,ACK",
		"The end sends its SYN with the acknowledgment of the peer's."},
	{synchronized, SndSYNACK, same, Impossible, secArrives, "",
		"The SYN of this end is acknowledged; it has no SYN to send."},

	{received, ReSYNACK, same, Stays, "RFC 9293 3.8.1", "SYN,ACK",
		"The SYN,ACK is sent again: no ACK of it has come. Whatever ACK was captured before did not arrive in time."},
	{all &^ received, ReSYNACK, same, Impossible, "RFC 9293 3.8.1", "",
		"Only an end in SYN-RECEIVED sends SYN,ACK again."},

	{unknown, SndACK, Established, Moves, "RFC 9293 3.4", "ACK",
		"The capture began in mid-stream. Who acknowledges has a synchronized connection; ESTABLISHED is the likeliest."},
	{noTCB | active, SndACK, Established, Moves, secSynSent, "ACK",
		"The end acknowledges the peer's SYN: it has received the SYN,ACK that acknowledges its own."},
	{received, SndACK, Established, Moves, secArrives, "",
		"An end that sends a segment without SYN has the ACK of its SYN."},
	{synchronized, SndACK, same, Stays, "RFC 9293 3.4", "ACK",
		"The end says how far it has received, and how much it will take."},

	{unknown, SndData, Established, Moves, "RFC 9293 3.4", "data",
		"The capture began in mid-stream. Who sends data is in ESTABLISHED or CLOSE-WAIT; ESTABLISHED is the likeliest."},
	{noTCB | active, SndData, Established, Moves, secSynSent, "data",
		"Data that acknowledges the peer's SYN is the third step of the handshake, the ACK and more in one segment."},
	{received, SndData, Established, Moves, secArrives, "data",
		"An end that sends data has the ACK of its SYN, unless it serves a fast open (RFC 7413)."},
	{sends, SndData, same, Stays, "RFC 9293 3.10.2", "data",
		"The user's data goes out, or goes out again."},
	{of(FinWait1, Closing, LastAck), SndData, same, Stays, "RFC 9293 3.8.1", "data",
		"Data from before the FIN goes out again; after a FIN there is nothing new."},
	{of(FinWait2, TimeWait), SndData, same, Impossible, "RFC 9293 3.10.2", "",
		"All this end had to send is acknowledged, its FIN too. It cannot send data."},

	{unknown, SndFIN, FinWait1, Moves, "RFC 9293 3.10.4", "FIN,ACK",
		"The capture began in mid-stream and the peer's FIN was not seen: this end closes first."},
	{received | established, SndFIN, FinWait1, Moves, "RFC 9293 3.10.4", "FIN,ACK",
		"The user closes: the FIN says that no more data will come from here. This end can still receive."},
	{of(CloseWait), SndFIN, LastAck, Moves, "RFC 9293 3.10.4", "FIN,ACK",
		"The user closes after the peer did. Only the acknowledgment of this FIN is missing now. " +
			"RFC 793 printed CLOSING in one place; RFC 9293 has LAST-ACK."},
	{noTCB | active | finSent, SndFIN, same, Impossible, "RFC 9293 3.10.4", "",
		"There is no FIN to send in this state: no connection yet, or the FIN is out already."},

	{finUnacked, ReFIN, same, Stays, "RFC 9293 3.8.1", "FIN,ACK",
		"The FIN is sent again: no acknowledgment of it has come. If one was captured, it was lost or late."},
	{all &^ finUnacked, ReFIN, same, Impossible, "RFC 9293 3.8.1", "",
		"Only an end whose FIN is out and not acknowledged sends it again."},

	{unknown, SndRST, Closed, Moves, secClosed, "RST",
		"There is no connection here: a segment that arrives is answered with RST, so that the sender does not wait."},
	{noTCB, SndRST, same, Stays, secClosed, "RST",
		"There is no connection here: a segment that arrives is answered with RST, so that the sender does not wait."},
	{opening | of(Established, FinWait1, FinWait2, CloseWait), SndRST, Closed, Moves, "RFC 9293 3.10.5", "RST",
		"The end aborts: its user did, or closed with data unread, or data came when nobody reads any more " +
			"(RFC 1122 4.2.2.13). Everything is forgotten at once; there is no TIME-WAIT."},
	{of(Closing, LastAck, TimeWait), SndRST, Closed, Moves, "RFC 9293 3.10.5", "RST",
		"The end no longer has this connection, and says so."},

	{unknown | noTCB | opening, SndReject, same, Stays, "RFC 9293 3.5.2", "RST",
		"A segment acknowledged something this end never sent, so it belongs to another connection. " +
			"It is answered with RST, and the state stays."},
	{synchronized, SndReject, same, Impossible, "RFC 9293 3.5.2", "",
		"In a synchronized state the answer to an unacceptable segment is an ACK, not a RST."},

	{unknown | noTCB | received | synchronized, SndChallenge, same, Stays, "RFC 5961 4.2", "ACK",
		"A segment came that this end does not accept. It answers with the ACK it would send anyway: a peer that really " +
			"has lost the connection answers that with a RST."},
	{active, SndChallenge, same, Impossible, secSynSent, "",
		"An end that has only sent its SYN has nothing to acknowledge."},

	{sends | of(FinWait1, FinWait2), SndKeepAlive, same, Stays, "RFC 9293 3.8.4", "ACK",
		"The segment lies one octet before what is to be sent, so the peer must answer with an ACK: " +
			"a keep-alive, or the probe of a closed window."},
	{unknown, SndKeepAlive, Established, Moves, "RFC 9293 3.8.4", "ACK",
		"A keep-alive comes from a synchronized connection; ESTABLISHED is the likeliest."},
	{noTCB | opening | of(Closing, LastAck, TimeWait), SndKeepAlive, same, Impossible, "RFC 9293 3.8.4", "",
		"Keep-alives belong to connections in which data may still come."},

	{received, SndFastOpen, same, Stays, "RFC 7413 4.2", "data",
		"The peer's SYN brought data and a valid cookie, so this end may answer before the ACK of its SYN has come."},
	{all &^ received, SndFastOpen, same, Impossible, "RFC 7413 4.2", "", "A fast open ends when the SYN is acknowledged."},

	{all, SndInFlight, same, Stays, "RFC 9293 3.4", "",
		"The segment left this end before what made the state that is shown could reach it: the two crossed in the network."},
	{all, SndCopy, same, Stays, "RFC 9293 3.4", "",
		"The network delivered this segment twice. The end sent it once, so it proves nothing new."},

	{all, SndNoACK, same, Impossible, "RFC 9293 3.10.7.4", "",
		"Every segment but the first SYN and some RSTs carries ACK. This one was made by something else, such as a scan."},
}
