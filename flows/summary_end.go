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

// walkTail is how the rows seen so far end.
type walkTail struct {
	from   fsm.Role
	resent uint32 // of the segments since the other end was heard, how many were sent again
}

// end takes what a row says of the connection's end.
func (w *walker) end(r *Row) {
	e := &w.sum.End
	if r.From != w.last.from {
		w.last = walkTail{from: r.From}
	}
	if r.Verdict != NetworkDuplicate && sentAgain(r) {
		w.last.resent++
	}
	if r.Flags.Has(decode.FIN) && e.FINs[r.From] == NoRow {
		e.FINs[r.From] = r.No
		if e.FINs[r.From.Peer()] == NoRow && e.Row == NoRow {
			e.Kind, e.By, e.Row = EndHalfClosed, r.From, r.No
		} else if e.Kind == EndHalfClosed {
			e.Kind, e.Row = EndFIN, r.No
		}
	}
	if r.Flags.Has(decode.RST) && r.Moment.Rcv != fsm.RcvNearRST && r.Moment.Rcv != fsm.RcvFarRST && e.RSTs[r.From] == NoRow {
		e.RSTs[r.From] = r.No
		if e.Kind == EndOpen || e.Kind == EndHalfClosed {
			e.Kind, e.By, e.Row = EndReset, r.From, r.No
			if w.sum.Captured&(CompleteSYN|CompleteSYNACK|CompleteData) == CompleteSYN && r.From == fsm.Server {
				e.Kind = EndRefused
			}
		}
	}
}

// finishEnd judges connections that nothing ended, and how long it is silent.
func (w *walker) finishEnd() {
	e, s := &w.sum.End, w.snap
	last := s.Row(w.conn.Last)
	if n := s.rows; n > 0 && !last.NoTime {
		e.Idle = max(0, s.Row(n-1).Time-w.time.now)
	}
	if e.Kind != EndOpen {
		return
	}
	only := w.sum.Sides[w.last.from.Peer()].Segments == 0
	switch {
	case only && w.sum.Captured&^CompleteData == CompleteSYN:
		e.Kind, e.By, e.Row = EndNoAnswer, w.last.from.Peer(), w.conn.Last
	case !only && w.last.resent >= gaveUp:
		e.Kind, e.By, e.Row = EndTimeout, w.last.from.Peer(), w.conn.Last
	case e.Idle >= silentAfter:
		e.Kind = EndSilence
	}
}
