package flows

import (
	"context"
	"math/bits"

	"tcptui/decode"
)

// Problem is one kind of finding in a capture, with where it was found.
type Problem struct {
	Rule  *Rule
	About string   // what tells it from others of the kind: "10.0.0.9, 25 targets"; "" where there is nothing
	Count uint64   // findings
	Conns uint64   // connections with one, as far as they were counted: runs of findings in one connection
	Rows  []uint32 // where, ascending, at most MaxProblemRows of them

	lastConn ConnID
}

// MaxProblemRows is how many rows a problem names. Count goes on.
const MaxProblemRows = 1000

// found notes a finding in a row of a connection.
func (p *Problem) found(row uint32, id ConnID) {
	if p.Count == 0 || p.lastConn != id {
		p.Conns, p.lastConn = p.Conns+1, id
	}
	p.Count++
	if len(p.Rows) < MaxProblemRows {
		p.Rows = append(p.Rows, row)
	}
}

// Experts collects the problems of a whole capture. It follows the capture as it
// grows: rows are looked at once. Its memory is bounded: MaxProblemRows for each
// rule, one row for each segment found to differ (no more than maxCompared / 2),
// and the bounds stated with the scans. One goroutine uses it.
//
// Frames are read again only for resets, no more than resetPeers and the reset
// itself for each, and for segments that bring octets a second time; for all of
// the latter together no more than maxCompared in a capture.
type Experts struct {
	live     [numRules]Problem // by rule: from rows
	next     uint32            // the row to look at next
	a, b     *Reader
	compared comparison
}

// NewExperts makes a collector of what l captures.
func (l *Live) NewExperts() *Experts { return &Experts{a: l.NewReader(), b: l.NewReader()} }

// What is done between two looks at the context: so many rows, gone back to or
// looked at. A frame that is read counts as readTurns.
const (
	advanceStep = 1 << 14
	readTurns   = 64
)

// Advance looks at the rows that s has and that were not looked at yet. It
// returns ctx's error if that ends first; the next call goes on from there.
func (e *Experts) Advance(ctx context.Context, s *Snapshot) error {
	for e.next < s.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		for e.compared.turns = 0; e.next < s.rows && e.compared.turns < advanceStep; e.next++ {
			e.compared.turns++
			if r := s.Row(e.next); r.Conn != NoConn {
				e.row(s, &r)
			}
		}
	}
	return nil
}

// Looked is how many rows were looked at.
func (e *Experts) Looked() int { return int(e.next) }

func (e *Experts) row(s *Snapshot, r *Row) {
	for set := findings(r, s.Conn(r.Conn)); set != 0; set &= set - 1 {
		e.live[bits.TrailingZeros64(set)].found(r.No, r.Conn)
	}
	if r.Flags.Has(decode.RST) {
		e.reset(s, r)
		e.compared.turns += (resetPeers + 1) * readTurns
	}
	e.overlap(s, r)
}

// Problems returns what was found so far, the most severe first, in the order of
// the rules. What is told of whole connections and of scans is looked for now,
// in the connections of s, which should be the snapshot that was advanced to
// last. The problems are the caller's.
func (e *Experts) Problems(s *Snapshot) (out []Problem) {
	var found [numRules][]Problem
	for i := range e.live {
		if p := e.live[i]; p.Count > 0 {
			p.Rows = append([]uint32(nil), p.Rows...)
			found[i] = append(found[i], p)
		}
	}
	connProblems(s, &found)
	scanProblems(s, &found)
	for _, severity := range [...]Severity{SeverityError, SeverityWarn, SeverityNote, SeverityChat} {
		for i := range found {
			if rules[i].Severity != severity {
				continue
			}
			for _, p := range found[i] {
				p.Rule = &rules[i]
				out = append(out, p)
			}
		}
	}
	return out
}

// Findings yields the rules that a row breaks by itself, those that need no other
// frame's bytes, in the order in which tshark tells them.
func Findings(r *Row, c *Conn) (found []*Rule) {
	set := findings(r, c)
	for _, id := range tellingOrder {
		if set>>id&1 != 0 {
			found = append(found, &rules[id])
		}
	}
	return found
}
