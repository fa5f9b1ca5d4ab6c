package kernel

import "tcptui/fsm"

// states are the kernel's states (include/net/tcp_states.h) as those of RFC
// 9293. 3 and 12 are both SYN-RECEIVED: 3 is a whole socket, as after a fast or a
// simultaneous open, 12 (NEW_SYN_RECV) a request that the listener keeps, which a
// dump mostly calls 3 as well.
var states = [...]fsm.State{
	1: fsm.Established, 2: fsm.SynSent, 3: fsm.SynReceived, 4: fsm.FinWait1, 5: fsm.FinWait2, 6: fsm.TimeWait,
	7: fsm.Closed, 8: fsm.CloseWait, 9: fsm.LastAck, 10: fsm.Listen, 11: fsm.Closing, 12: fsm.SynReceived,
}

// Numbers of the kernel's states that are told apart.
const (
	kernelClose      = 7
	kernelNewSynRecv = 12
)

// dumpStates are the states that are asked for, a bit each: all but CLOSED, which
// a socket is in that has no connection.
const dumpStates = 1<<len(states) - 1 - 1<<0 - 1<<kernelClose

// stateOf is the state that a number of the kernel's means; None for one that is
// not known.
func stateOf(n uint8) fsm.State {
	if int(n) >= len(states) {
		return fsm.None
	}
	return states[n]
}
