package fsm

// handshakeRules: SYNs and the answers to them.
var handshakeRules = []rule{
	{unknown, ArrivingSYN, Listen, Moves, secListen, "",
		"A SYN is on its way to this end, which is taken to be listening until its answer shows more: SYN,ACK comes from " +
			"LISTEN, RST from CLOSED, and silence means that the SYN was lost or dropped."},
	{noTCB, ArrivingSYN, same, Stays, secListen, "",
		"A SYN is on its way to this end. Its answer tells what it was: SYN,ACK comes from LISTEN, RST from CLOSED, " +
			"and silence means that the SYN was lost or dropped."},
	{opening | synchronized, ArrivingSYN, same, Impossible, secArrives, "", "This end has taken part already."},

	{unknown | of(Listen), RcvSYN, SynReceived, Moves, secListen, "SYN,ACK",
		"The SYN is accepted: the end notes the peer's number, chooses its own and answers SYN,ACK."},
	{of(Closed), RcvSYN, same, Stays, secClosed, "RST,ACK",
		"Nobody listens: the SYN is refused with a RST that acknowledges it."},
	{active, RcvSYN, SynReceived, Moves, secSynSent, "SYN,ACK",
		"A SYN without ACK meets this end's own: simultaneous open. Both ends now wait for an acknowledgment."},
	{received, RcvSYN, same, Stays, secArrives, "SYN,ACK",
		"The SYN came again; the answer is repeated."},
	{synchronized, RcvSYN, same, Stays, "RFC 5961 4.2", "ACK",
		"A SYN in a synchronized state is never believed. It is answered with a challenge ACK."},

	{unknown | noTCB, RcvReSYN, same, Stays, secListen, "",
		"The SYN comes again. The first was lost, or this end did not answer it."},
	{active, RcvReSYN, SynReceived, Moves, secSynSent, "SYN,ACK",
		"The peer's SYN, sent again, meets this end's own: simultaneous open."},
	{received, RcvReSYN, same, Stays, secArrives, "SYN,ACK",
		"The peer has not seen the SYN,ACK yet; it is sent again."},
	{synchronized, RcvReSYN, same, Stays, "RFC 5961 4.2", "ACK",
		"An old SYN of this connection: it is answered with a challenge ACK and changes nothing."},

	{of(TimeWait), RcvNewSYN, SynReceived, Moves, "RFC 9293 3.6.1", "SYN,ACK",
		"A new incarnation: its number is beyond the last one of the old connection, or its timestamp is newer (RFC 6191), " +
			"so it may begin before the 2MSL are over."},
	{unknown | of(Listen), RcvNewSYN, SynReceived, Moves, secListen, "SYN,ACK",
		"A SYN that begins a connection."},
	{of(Closed), RcvNewSYN, same, Stays, secClosed, "RST,ACK", "Nobody listens: the SYN is refused."},
	{opening | synchronized&^of(TimeWait), RcvNewSYN, same, Stays, "RFC 5961 4.2", "ACK",
		"A SYN with another number while this connection lives: the peer may have restarted. A challenge ACK asks it, " +
			"and its RST would clear the old connection."},

	{active, RcvSYNACK, Established, Moves, secSynSent, "ACK",
		"The SYN,ACK acknowledges this end's SYN and brings the peer's. Both numbers are known here: ESTABLISHED, " +
			"and an ACK tells the peer."},
	{received, RcvSYNACK, Established, Moves, secArrives, "ACK",
		"In a simultaneous open the peer's SYN,ACK is the acknowledgment of this end's SYN."},
	{unknown, RcvSYNACK, same, Stays, secClosed, "",
		"A SYN,ACK for a SYN that was not captured."},
	{noTCB, RcvSYNACK, same, Stays, secClosed, "RST",
		"This end has sent no SYN. A SYN,ACK for nothing is answered with RST."},
	{synchronized, RcvSYNACK, same, Stays, "RFC 5961 4.2", "ACK",
		"The handshake is over here; a SYN,ACK is answered with an ACK and changes nothing."},

	{active, RcvReSYNACK, Established, Moves, secSynSent, "ACK",
		"The SYN,ACK, sent again, reaches an end that still waits for it."},
	{received, RcvReSYNACK, Established, Moves, secArrives, "ACK",
		"The peer's SYN,ACK acknowledges this end's SYN."},
	{unknown | noTCB, RcvReSYNACK, same, Stays, secClosed, "RST", "A SYN,ACK for no connection is answered with RST."},
	{synchronized, RcvReSYNACK, same, Stays, secArrives, "ACK",
		"The peer's SYN,ACK comes again, so the ACK of it was lost or late. This end repeats the ACK."},

	{received, RcvACKOfSYN, Established, Moves, secArrives, "",
		"The acknowledgment of this end's SYN arrives: the handshake is complete, both numbers are known at both ends."},
	{unknown, RcvACKOfSYN, same, Stays, secArrives, "", "Nothing has shown this end yet."},
	{noTCB, RcvACKOfSYN, same, Stays, secListen, "RST",
		"This end has sent no SYN that could be acknowledged; an ACK for no connection is answered with RST."},
	{active, RcvACKOfSYN, same, Impossible, secSynSent, "",
		"The SYN of this end is acknowledged by a SYN,ACK, not by an ACK alone."},
	{synchronized, RcvACKOfSYN, same, Stays, secArrives, "", "The SYN was acknowledged before."},
}

// receiveRules: what arrives in a connection and changes no state.
var receiveRules = []rule{
	{unknown, RcvACK, same, Stays, secArrives, "", "Nothing has shown this end yet."},
	{noTCB, RcvACK, same, Stays, secClosed, "RST", "An ACK for no connection is answered with RST."},
	{active, RcvACK, same, Stays, secSynSent, "", "An ACK without SYN does not open a connection."},
	{live, RcvACK, same, Stays, secArrives, "",
		"The acknowledgment moves SND.UNA and the window; no state changes."},

	{unknown, RcvData, same, Stays, secArrives, "", "Nothing has shown this end yet."},
	{noTCB, RcvData, same, Stays, secClosed, "RST", "Data for no connection is answered with RST."},
	{active, RcvData, same, Stays, secSynSent, "", "Data without SYN does not open a connection."},
	{received | established | of(FinWait1, FinWait2), RcvData, same, Stays, secArrives, "ACK",
		"The data is taken, if it is in the window, and acknowledged."},
	{of(CloseWait, Closing, LastAck, TimeWait), RcvData, same, Stays, secArrives, "ACK",
		"The peer has sent its FIN, so this can only be data from before it, sent again: it is acknowledged and dropped."},

	{all &^ active, RcvKeepAlive, same, Stays, "RFC 9293 3.8.4", "ACK",
		"The octet was received before. It is answered with an ACK: this end is still there."},
	{active, RcvKeepAlive, same, Stays, secSynSent, "RST",
		"A keep-alive of an older connection: what it acknowledges was never sent by this one."},

	{unknown, RcvOld, same, Stays, secArrives, "", "Nothing has shown this end yet."},
	{noTCB, RcvOld, same, Stays, secClosed, "RST", "A segment for no connection is answered with RST."},
	{active, RcvOld, same, Stays, secSynSent, "", "An old duplicate without SYN does not open a connection."},
	{live, RcvOld, same, Stays, secArrives, "ACK",
		"Every octet of it was received before: a duplicate. It is acknowledged again and dropped."},

	{unknown | noTCB, RcvBadACK, same, Stays, secListen, "RST", "An ACK for no connection is answered with RST."},
	{opening, RcvBadACK, same, Stays, "RFC 9293 3.5.2", "RST",
		"It acknowledges something this connection never sent, so it comes from an older one: RST, and the state stays."},
	{synchronized, RcvBadACK, same, Stays, secArrives, "ACK",
		"It acknowledges something not sent yet. It is answered with an ACK and dropped (RFC 5961 5.2)."},

	{unknown | of(Closed), RcvNoACK, same, Stays, secClosed, "RST,ACK",
		"A segment without ACK for no connection is answered with RST: this is how a closed port shows itself to a scan."},
	{of(Listen), RcvNoACK, same, Stays, secListen, "",
		"Neither SYN nor ACK nor RST: a listening end drops it in silence, which is how a scan tells it from a closed one."},
	{opening | synchronized, RcvNoACK, same, Stays, secArrives, "", "A segment without ACK is dropped."},

	{all, RcvAfterFIN, same, Impossible, secArrives, "",
		"After its FIN the peer has nothing to send. These octets cannot belong to this connection."},
}

// finRules: the peer's FIN and the acknowledgment of one's own.
var finRules = []rule{
	{unknown, RcvFIN, same, Stays, secArrives, "", "Nothing has shown this end yet; its answer will."},
	{noTCB, RcvFIN, same, Stays, secClosed, "RST",
		"A FIN for no connection: the sequence number cannot be checked. With an ACK it is answered with RST."},
	{active, RcvFIN, same, Stays, secSynSent, "", "A FIN in SYN-SENT cannot be checked and is dropped."},
	{received | established, RcvFIN, CloseWait, Moves, secArrives, "ACK",
		"The peer will send no more. Its FIN is acknowledged at once; this end may go on sending until its own user closes, " +
			"which is why closing takes four segments and not three."},
	{of(FinWait1), RcvFIN, Closing, Moves, secArrives, "ACK",
		"The peer's FIN comes before the acknowledgment of this end's: both closed at the same time."},
	{of(FinWait2), RcvFIN, TimeWait, Moves, secArrives, "ACK",
		"The peer closes too. This end acknowledges its FIN and waits 2MSL, because that ACK may be lost and the FIN may come again."},
	{finRcvd, RcvFIN, same, Stays, secArrives, "ACK", "The FIN was received before; it is acknowledged again."},

	{unknown | noTCB | active, RcvEarlyFIN, same, Stays, secClosed, "", "No connection is known here yet that the FIN could close."},
	{live, RcvEarlyFIN, same, Stays, secArrives, "ACK",
		"The FIN comes before octets that precede it. It waits until they have come; then the state changes."},

	{unknown | noTCB, RcvReFIN, same, Stays, secClosed, "RST",
		"The FIN comes again, for a connection that is gone or not known here."},
	{active, RcvReFIN, same, Stays, secSynSent, "", "A FIN in SYN-SENT cannot be checked and is dropped."},
	{received | established, RcvReFIN, CloseWait, Moves, secArrives, "ACK",
		"The FIN, sent again, now arrives: the peer will send no more."},
	{of(FinWait1), RcvReFIN, Closing, Moves, secArrives, "ACK",
		"The peer's FIN, sent again, arrives before the acknowledgment of this end's."},
	{of(FinWait2), RcvReFIN, TimeWait, Moves, secArrives, "ACK", "The peer's FIN, sent again, now arrives."},
	{of(CloseWait, Closing, LastAck), RcvReFIN, same, Stays, secArrives, "ACK",
		"The peer has not seen the acknowledgment of its FIN; it is sent again."},
	{of(TimeWait), RcvReFIN, same, Stays, secArrives, "ACK",
		"The last ACK was lost and the peer repeats its FIN. This is what TIME-WAIT is for: " +
			"the ACK is repeated and the 2MSL begin again."},

	{unknown, RcvACKOfFIN, same, Stays, secArrives, "", "Nothing has shown this end yet."},
	{noTCB, RcvACKOfFIN, same, Stays, secClosed, "RST", "An ACK for no connection is answered with RST."},
	{opening | sends, RcvACKOfFIN, same, Impossible, secArrives, "", "This end has sent no FIN that could be acknowledged."},
	{of(FinWait1), RcvACKOfFIN, FinWait2, Moves, secArrives, "",
		"The FIN is acknowledged: this direction is closed. The peer may go on sending as long as it likes: half-closed."},
	{of(Closing), RcvACKOfFIN, TimeWait, Moves, secArrives, "",
		"Both FINs are acknowledged. This end waits 2MSL, because its own ACK may have been lost."},
	{of(LastAck), RcvACKOfFIN, Closed, Moves, secArrives, "",
		"The last acknowledgment arrives: the connection is gone. The passive closer needs no TIME-WAIT, since it knows that " +
			"its FIN arrived."},
	{of(FinWait2, TimeWait), RcvACKOfFIN, same, Stays, secArrives, "", "The FIN was acknowledged before."},

	{unknown, RcvFINACK, same, Stays, secArrives, "", "Nothing has shown this end yet; its answer will."},
	{noTCB, RcvFINACK, same, Stays, secClosed, "RST", "A FIN for no connection is answered with RST."},
	{opening | established, RcvFINACK, same, Impossible, secArrives, "", "This end has sent no FIN that could be acknowledged."},
	{of(FinWait1), RcvFINACK, TimeWait, Moves, secArrives, "ACK",
		"One segment acknowledges this end's FIN and brings the peer's: FIN-WAIT-2 is passed through at once. " +
			"The ACK that answers may be lost, so this end waits 2MSL."},
	{of(FinWait2), RcvFINACK, TimeWait, Moves, secArrives, "ACK",
		"The peer closes too. This end acknowledges its FIN and waits 2MSL, because that ACK may be lost and the FIN may come again."},
	{of(Closing), RcvFINACK, TimeWait, Moves, secArrives, "ACK",
		"The peer's FIN, repeated, acknowledges this end's: both are acknowledged now."},
	{of(LastAck), RcvFINACK, Closed, Moves, secArrives, "", "The acknowledgment of the last FIN arrives with the peer's FIN, repeated."},
	{of(CloseWait), RcvFINACK, same, Impossible, secArrives, "", "This end has sent no FIN that could be acknowledged."},
	{of(TimeWait), RcvFINACK, same, Stays, secArrives, "ACK", "The FIN comes again: the ACK is repeated and the 2MSL begin again."},
}

// resetRules: RST, with the checks of RFC 5961.
var resetRules = []rule{
	{unknown, RcvRST, Closed, Moves, secArrives, "", "The peer aborts a connection whose beginning was not captured: it is gone."},
	{noTCB, RcvRST, same, Stays, secClosed, "", "There is no connection that it could end; a RST is never answered."},
	{active, RcvRST, Closed, Moves, secSynSent, "",
		"The RST acknowledges this end's SYN: the connection is refused, nobody listens there."},
	{received, RcvRST, Listen, Moves, secArrives, "",
		"The peer does not want the connection. A passive open goes back to LISTEN, an active one to CLOSED."},
	{of(Established, FinWait1, FinWait2, CloseWait), RcvRST, Closed, Moves, secArrives, "",
		"The peer aborts, and its RST lies exactly at RCV.NXT. The connection is gone, what was not delivered is lost, " +
			"and the user is told \"connection reset\"."},
	{of(Closing, LastAck, TimeWait), RcvRST, Closed, Moves, secArrives, "",
		"The peer has forgotten the connection, and so does this end. (RFC 1337 would have TIME-WAIT ignore it.)"},

	{unknown | noTCB | active, RcvNearRST, same, Stays, secClosed, "", "There is no window yet that it could lie in."},
	{live, RcvNearRST, same, Stays, "RFC 5961 3.2", "ACK",
		"The RST lies in the window but not exactly at RCV.NXT, so it may be forged. A challenge ACK asks the peer; " +
			"if it really has no connection, its answer will be a RST with the right number."},

	{unknown | noTCB, RcvFarRST, same, Stays, secClosed, "", "There is no connection that it could end."},
	{active, RcvFarRST, same, Stays, secSynSent, "",
		"It does not acknowledge this end's SYN, so it is not meant for it and is dropped."},
	{live, RcvFarRST, same, Stays, "RFC 5961 3.2", "", "The RST lies out of the window and is dropped in silence."},
}
