package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// EndKind is how a connection ended, or why it has not.
type EndKind uint8

// The kinds of ends.
const (
	EndOpen       EndKind = iota // nothing ended it: it was alive when the capture stopped
	EndFIN                       // both ends sent FIN
	EndHalfClosed                // one end sent FIN, the other did not follow
	EndReset                     // a RST that its receiver had to accept
	EndRefused                   // a RST answered the SYN
	EndNoAnswer                  // nothing answered the SYN
	EndTimeout                   // one end sent again and again, the other said nothing more
	EndSilence                   // nothing came any more for a minute or longer, while the capture went on
)

var endNames = [...]string{"open", "fin", "half-closed", "reset", "refused", "no-answer", "timeout", "silence"}

// String returns the name that conn.end shows.
func (k EndKind) String() string { return endNames[k] }

// Ending says how and by whom a connection ended.
type Ending struct {
	Kind EndKind
	By   fsm.Role  // who sent the first FIN, or the RST; who did not answer. No meaning for EndOpen, EndSilence
	FINs [2]uint32 // row of the first FIN of each end, or NoRow
	RSTs [2]uint32 // row of the first RST of each end that its peer had to accept, or NoRow
	Row  uint32    // the row that decided it, or NoRow
	Idle int64     // ns from the last segment to the end of the capture
}

// silentAfter is how long a connection is silent before it is called so; gaveUp,
// how often something is sent again without an answer before that is called the
// end.
const (
	silentAfter = 60_000_000_000 // ns
	gaveUp      = 2
)

// String says it in words: "client closed first, server followed".
func (e *Ending) String() string {
	by, other := e.By.String(), e.By.Peer().String()
	switch e.Kind {
	case EndFIN:
		return by + " closed first, " + other + " followed"
	case EndHalfClosed:
		return by + " closed, " + other + " did not"
	case EndReset:
		if e.FINs[e.By] != NoRow && e.FINs[e.By] < e.Row {
			return by + " reset it after its own FIN"
		}
		if f := e.FINs[e.By.Peer()]; f != NoRow && f < e.Row {
			return by + " reset it after the FIN of the " + other
		}
		return by + " reset it"
	case EndRefused:
		return by + " refused it"
	case EndNoAnswer:
		return by + " never answered"
	case EndTimeout:
		return by + " stopped answering"
	case EndSilence:
		return "neither end said anything more"
	}
	return "still open"
}

// endWatch finds how a connection ends, a row at a time in the order of the
// rows. Its zero value is not usable: see watchEnd.
type endWatch struct {
	fins, rsts [2]uint32 // see Ending
	decided    uint32    // the row that decided it so far, or NoRow
	resent     uint32    // of the segments since the other end was heard, how many were sent again
	heard      [2]bool   // ends that sent anything
	kind       EndKind
	by, from   fsm.Role // who ended it; who sent the last row
}

func watchEnd() endWatch {
	return endWatch{fins: [2]uint32{NoRow, NoRow}, rsts: [2]uint32{NoRow, NoRow}, decided: NoRow}
}

// row takes what a row says of the connection's end.
func (e *endWatch) row(r *Row) {
	if r.From != e.from {
		e.from, e.resent = r.From, 0
	}
	e.heard[r.From] = true
	if r.Verdict != NetworkDuplicate && sentAgain(r) {
		e.resent++
	}
	if r.Flags.Has(decode.FIN) && e.fins[r.From] == NoRow {
		e.fins[r.From] = r.No
		if e.fins[r.From.Peer()] == NoRow && e.decided == NoRow {
			e.kind, e.by, e.decided = EndHalfClosed, r.From, r.No
		} else if e.kind == EndHalfClosed {
			e.kind, e.decided = EndFIN, r.No
		}
	}
	if r.Flags.Has(decode.RST) && r.Moment.Rcv != fsm.RcvNearRST && r.Moment.Rcv != fsm.RcvFarRST && e.rsts[r.From] == NoRow {
		e.rsts[r.From] = r.No
		if e.kind == EndOpen || e.kind == EndHalfClosed {
			e.kind, e.by, e.decided = EndReset, r.From, r.No
		}
	}
}

// ending judges the rows so far, which are all of the connection's in s. last is
// the time of its latest segment, ns since the epoch.
func (e *endWatch) ending(s *Snapshot, c *Conn, last int64) Ending {
	out := Ending{Kind: e.kind, By: e.by, FINs: e.fins, RSTs: e.rsts, Row: e.decided}
	if n := s.rows; n > 0 && s.chunks[c.Last>>chunkShift].flags[c.Last&chunkMask]&rowNoTime == 0 {
		out.Idle = max(0, s.chunks[(n-1)>>chunkShift].time[(n-1)&chunkMask]-last)
	}
	captured := c.parts()
	only := !e.heard[e.from.Peer()]
	switch {
	case e.kind == EndReset && e.by == fsm.Server && captured&(CompleteSYN|CompleteSYNACK|CompleteData) == CompleteSYN:
		out.Kind = EndRefused
	case e.kind != EndOpen:
	case only && captured&^CompleteData == CompleteSYN:
		out.Kind, out.By, out.Row = EndNoAnswer, e.from.Peer(), c.Last
	case !only && e.resent >= gaveUp:
		out.Kind, out.By, out.Row = EndTimeout, e.from.Peer(), c.Last
	case out.Idle >= silentAfter:
		out.Kind = EndSilence
	}
	return out
}
