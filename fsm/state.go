// Package fsm is the state machine of RFC 9293 figure 5, as a table, and one
// endpoint that a passive observer follows by it.
package fsm

// State is a connection state of RFC 9293 3.3.2, or None when it is not known.
type State uint8

// The eleven states and None.
const (
	None State = iota // nothing is known of this endpoint
	Closed
	Listen
	SynSent
	SynReceived
	Established
	FinWait1
	FinWait2
	CloseWait
	Closing
	LastAck
	TimeWait
	NumStates
)

var stateNames = [NumStates]string{
	None: "", Closed: "CLOSED", Listen: "LISTEN", SynSent: "SYN-SENT", SynReceived: "SYN-RECEIVED",
	Established: "ESTABLISHED", FinWait1: "FIN-WAIT-1", FinWait2: "FIN-WAIT-2", CloseWait: "CLOSE-WAIT",
	Closing: "CLOSING", LastAck: "LAST-ACK", TimeWait: "TIME-WAIT",
}

// String returns the state's name as RFC 9293 writes it; "" for None.
func (s State) String() string {
	if s >= NumStates {
		return ""
	}
	return stateNames[s]
}

// How says how a state is known.
type How uint8

// The ways of knowing.
const (
	Unknown  How = iota // the capture began in mid-stream and nothing has shown it yet
	Inferred            // the endpoint must be there if it received what was captured
	Observed            // the endpoint itself sent a segment that only this state can send
)

var howNames = [...]string{Unknown: "unknown", Inferred: "inferred", Observed: "observed"}

// String returns "unknown", "inferred" or "observed".
func (h How) String() string {
	if int(h) >= len(howNames) {
		return ""
	}
	return howNames[h]
}

// Role is one of the two ends of a connection: who opened it actively and who
// passively. After a simultaneous open, Client is who sent the first SYN seen.
type Role uint8

// The roles.
const (
	Client Role = iota
	Server
)

// Peer is the other end.
func (r Role) Peer() Role { return r ^ 1 }

// String returns "client" or "server".
func (r Role) String() string { return [...]string{"client", "server"}[r&1] }
