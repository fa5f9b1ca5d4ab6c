package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// closeWaitLong is how long an end may be in CLOSE-WAIT before that is a problem,
// in ns.
const closeWaitLong = 60_000_000_000

// timeWait is how long an end stays in TIME-WAIT on the most common system, in
// ns; RFC 9293 3.4.2 has 4 minutes.
const timeWait = 60_000_000_000

// connProblems looks at connections as they are at the end of a snapshot.
func connProblems(s *Snapshot, found *[numRules][]Problem) {
	add := func(id ruleID, row uint32, conn ConnID) {
		if len(found[id]) == 0 {
			found[id] = []Problem{{}}
		}
		found[id][0].found(row, conn)
	}
	var end int64
	if s.rows > 0 {
		end = s.Row(s.rows - 1).Time
	}
	for id := range ConnID(s.conns) {
		c := s.Conn(id)
		switch parts := c.parts(); {
		case parts == CompleteSYN && c.Sides[fsm.Server].Segments == 0:
			add(ruleNoAnswer, c.First, id)
		case parts&^CompleteACK == CompleteSYN|CompleteRST && c.Sides[fsm.Server].Segments > 0:
			add(ruleRefused, c.Last, id)
		}
		if (c.waitsToClose(fsm.Client) || c.waitsToClose(fsm.Server)) && end-c.End >= closeWaitLong {
			add(ruleCloseWait, c.Last, id)
		}
		if p := c.Previous; p != NoConn && s.Row(c.First).Flags&(decode.SYN|decode.ACK) == decode.SYN {
			before := s.Conn(p)
			waits := before.Now.State[0] == fsm.TimeWait || before.Now.State[1] == fsm.TimeWait
			if waits && c.Start-before.End < timeWait {
				add(ruleTimeWaitReuse, c.First, id)
			}
		}
	}
}

// waitsToClose reports whether an end is in CLOSE-WAIT. Of an end that nothing was
// captured from, as where only one direction was, nobody knows whether it closed.
func (c *Conn) waitsToClose(end fsm.Role) bool {
	return c.Now.State[end] == fsm.CloseWait && c.Sides[end].Segments > 0
}

// parts is all that was captured of a connection.
func (c *Conn) parts() Completeness { return c.Completeness | c.opening }
