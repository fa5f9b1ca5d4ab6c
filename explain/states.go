package explain

// stateTexts are the states of RFC 9293 3.3.2 and the ways of knowing one.
var stateTexts = []Text{
	{"state/", "not known", "The capture has not shown yet what state this end is in.", ""},
	{"state/CLOSED", "CLOSED", "There is no connection: no control block, nothing to remember. A segment that arrives is answered with RST, a RST with nothing.", "RFC 9293 3.3.2"},
	{"state/LISTEN", "LISTEN", "The end waits for a SYN from anybody. A server's listening socket stays here; each SYN makes a connection of its own.", "RFC 9293 3.3.2"},
	{"state/SYN-SENT", "SYN-SENT", "The end has sent its SYN and waits for one with an acknowledgment of it. Nobody has answered yet: a connection that hangs here has no answer, or the answer is lost.", "RFC 9293 3.3.2"},
	{"state/SYN-RECEIVED", "SYN-RECEIVED", "Both SYNs are known here, but the acknowledgment of this end's is missing. A server is here between its SYN,ACK and the client's ACK; many connections here at once are the mark of a SYN flood.", "RFC 9293 3.3.2"},
	{"state/ESTABLISHED", "ESTABLISHED", "Both ends know both numbers. Data flows both ways until one end has nothing more to send.", "RFC 9293 3.3.2"},
	{"state/FIN-WAIT-1", "FIN-WAIT-1", "This end has closed: its FIN is out and not acknowledged yet. It still takes the peer's data.", "RFC 9293 3.3.2"},
	{"state/FIN-WAIT-2", "FIN-WAIT-2", "The peer has acknowledged this end's FIN and may go on sending: the connection is half closed. It lasts until the peer closes; a peer that never does leaves it here, so systems end it by a clock (Linux: 60 s) once no program holds it.", "RFC 9293 3.3.2"},
	{"state/CLOSE-WAIT", "CLOSE-WAIT", "The peer has closed, and this end has acknowledged that. Now its own program must close too; no timer does it. A connection that stays here is nearly always a program that forgot to close its socket.", "RFC 9293 3.3.2"},
	{"state/CLOSING", "CLOSING", "Both ends closed at the same time: this end has the peer's FIN, but not yet the acknowledgment of its own.", "RFC 9293 3.3.2"},
	{"state/LAST-ACK", "LAST-ACK", "The peer closed first, now this end has closed too. Only the acknowledgment of its FIN is missing.", "RFC 9293 3.3.2"},
	{"state/TIME-WAIT", "TIME-WAIT", "Both FINs are acknowledged. This end remembers the connection for twice the longest life of a segment: its last ACK may have been lost, and old duplicates may still be under way.", "RFC 9293 3.3.2"},

	{"how/unknown", "unknown", "The capture began in mid-stream, and nothing has shown this end's state yet.", ""},
	{"how/inferred", "inferred", "This end is in the state if it received what was captured. Segments can be lost between the capture and the end; should that be so, a later segment will show it and the state is corrected.", ""},
	{"how/observed", "observed", "This end itself sent a segment that only this state can send.", ""},
}

// reuseTexts say why a four-tuple might be used again: the values of conn.reuse.
var reuseTexts = []Text{
	{"reuse/gone", "used again, legal", "The same addresses and ports were used before. Nothing was left of that connection, so a new one may begin at any time.", "RFC 9293 3.6.1"},
	{"reuse/over", "used again, legal", "The same addresses and ports were used before, and an end was in TIME-WAIT. Its 2MSL were over when this SYN came.", "RFC 9293 3.6.1"},
	{"reuse/sequence", "used again, legal", "The receiver of this SYN was still in TIME-WAIT. The SYN's number lies beyond everything the old connection used, so no old segment can be taken for a new one: TIME-WAIT may be cut short.", "RFC 9293 3.6.1"},
	{"reuse/timestamp", "used again, legal", "The receiver of this SYN was still in TIME-WAIT. The SYN's timestamp is newer than all that the old connection used, so every old segment can be told from a new one: TIME-WAIT may be cut short.", "RFC 6191 2"},
	{"reuse/early", "used again, too early", "The receiver of this SYN was still in TIME-WAIT, and neither the SYN's number nor its timestamp is beyond the old connection's. It must not be taken for a new connection; the answer should be an ACK of the old one.", "RFC 9293 3.6.1"},
	{"reuse/own", "used again, too early", "The end that was in TIME-WAIT opened the same connection again itself before its 2MSL were over. RFC 9293 does not allow that; Linux does where timestamps tell old from new and a second has passed (tcp_tw_reuse), and anybody with a shorter clock does.", "RFC 9293 3.6.1"},
	{"reuse/alive", "used again, too early", "The same addresses and ports were used before, and the capture does not show that connection to end. Either its end was not captured, or one end has lost its memory: a restarted host begins anew while the other still holds the old connection.", "RFC 9293 3.5.1"},
}
