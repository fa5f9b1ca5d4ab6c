package fsm

// Event is what happens to one endpoint: it sends something, something reaches
// it, its user asks for something, or its time runs out. The numbers are stored
// in the index only while the program runs; the names are stable.
type Event uint8

// The events. "Snd" is what the endpoint sends, "Rcv" what reaches it, "Re" a
// retransmission, "Timeout" what only silence tells.
const (
	NoEvent Event = iota // nothing happens to this endpoint

	PassiveOpen // its user opens passively: nothing is sent

	SndSYN       // sends the first SYN of an active open
	ReSYN        // sends that SYN again
	SndSYNACK    // sends SYN,ACK
	ReSYNACK     // sends SYN,ACK again
	SndACK       // sends an acknowledgment without data
	SndData      // sends data
	SndFIN       // sends its FIN
	ReFIN        // sends its FIN again
	SndRST       // sends RST: the connection is aborted, or there is none
	SndReject    // sends RST against an acknowledgment it cannot accept, and goes on
	SndChallenge // sends the ACK that answers a segment it does not accept
	SndKeepAlive // sends a keep-alive or a window probe: an octet before SND.NXT
	SndFastOpen  // sends before its SYN is acknowledged, in a fast open
	SndInFlight  // sent earlier than the state shown: the segment was under way
	SndCopy      // nothing: the network delivered one of its segments twice
	SndNoACK     // sends a segment without SYN, RST and ACK: no TCP does

	ArrivingSYN  // a SYN is on its way; only the answer tells what became of it
	RcvSYN       // receives a SYN
	RcvReSYN     // receives the SYN of this connection again
	RcvNewSYN    // receives a SYN with another sequence number
	RcvSYNACK    // receives SYN,ACK for its SYN
	RcvReSYNACK  // receives SYN,ACK again
	RcvACKOfSYN  // receives the ACK of its SYN
	RcvACK       // receives an acknowledgment that changes no state
	RcvData      // receives data
	RcvFIN       // receives the peer's FIN, every octet before it having come
	RcvEarlyFIN  // receives a FIN while octets before it are missing
	RcvReFIN     // receives the FIN again
	RcvACKOfFIN  // receives the ACK of its FIN
	RcvFINACK    // receives a FIN that also acknowledges its own
	RcvRST       // receives an acceptable RST
	RcvNearRST   // receives a RST in the window, but not at RCV.NXT
	RcvFarRST    // receives a RST out of the window, or one that acknowledges nothing it sent
	RcvKeepAlive // receives a keep-alive or a window probe
	RcvOld       // receives an old duplicate: every octet was received before
	RcvBadACK    // receives an acknowledgment of something it never sent
	RcvNoACK     // receives a segment without SYN, RST and ACK
	RcvAfterFIN  // receives octets beyond the peer's FIN

	TimeoutUser // gives up retransmitting, or waiting
	Timeout2MSL // the 2MSL of TIME-WAIT are over

	NumEvents
)

// eventNames are the stable names, as fsm.event prints them.
var eventNames = [NumEvents]string{
	NoEvent: "", PassiveOpen: "opens passively",
	SndSYN: "sends SYN", ReSYN: "retransmits SYN", SndSYNACK: "sends SYN,ACK", ReSYNACK: "retransmits SYN,ACK",
	SndACK: "sends ACK", SndData: "sends data", SndFIN: "sends FIN", ReFIN: "retransmits FIN", SndRST: "sends RST",
	SndReject: "rejects with RST", SndChallenge: "sends challenge ACK", SndKeepAlive: "sends keep-alive",
	SndFastOpen: "sends in fast open", SndInFlight: "sent before", SndCopy: "network duplicate",
	SndNoACK: "sends segment without ACK", ArrivingSYN: "SYN on its way", RcvSYN: "receives SYN",
	RcvReSYN: "receives SYN again", RcvNewSYN: "receives new SYN", RcvSYNACK: "receives SYN,ACK",
	RcvReSYNACK: "receives SYN,ACK again", RcvACKOfSYN: "receives ACK of SYN", RcvACK: "receives ACK",
	RcvData: "receives data", RcvFIN: "receives FIN", RcvEarlyFIN: "receives early FIN", RcvReFIN: "receives FIN again",
	RcvACKOfFIN: "receives ACK of FIN", RcvFINACK: "receives FIN and ACK of FIN", RcvRST: "receives RST",
	RcvNearRST: "receives RST not at RCV.NXT", RcvFarRST: "receives RST out of window",
	RcvKeepAlive: "receives keep-alive", RcvOld: "receives old duplicate", RcvBadACK: "receives unacceptable ACK",
	RcvNoACK: "receives segment without ACK", RcvAfterFIN: "receives octets after FIN",
	TimeoutUser: "user timeout", Timeout2MSL: "2MSL timeout",
}

// String returns the event's name in words, "" for NoEvent.
func (e Event) String() string {
	if e >= NumEvents {
		return ""
	}
	return eventNames[e]
}

// Sent reports whether e is something the endpoint itself sends.
func (e Event) Sent() bool { return e >= SndSYN && e <= SndNoACK }

// Received reports whether e is something that reaches the endpoint.
func (e Event) Received() bool { return e >= ArrivingSYN && e <= RcvAfterFIN }
