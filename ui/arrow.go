package ui

import (
	"strconv"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// arrow draws a segment from the lifeline of who sent it to the other one. One
// that never got there ends in an x.
func (l *ladder) arrow(row *flows.Row) line {
	width := l.plan.arrow
	style := l.th.side(row.From)
	if row.Flags.Has(decode.RST) {
		style = l.th.bad
	}
	lost := l.lost(row)
	lead := arrowLead(row.From, lost, width >= arrowFull) // room enough to keep the labels of both kinds in line
	out := line{{lead, style}}
	if again(row) {
		mark := sentAgain
		if o, ok := l.original(row); ok && width >= arrowFull {
			mark += " " + strconv.FormatUint(uint64(o)+1, 10)
		}
		out = line{{fit(strings.TrimRight(lead, "─ "), 2), style}, {mark, l.th.warn}, {" ", style}}
	}
	label := l.label(row, max(width-2-out.width(), 0))
	rest := max(width-1-out.width()-label.width(), 0)
	out = append(out, label...)
	switch {
	case row.From == fsm.Server:
		return append(out, span{" " + strings.Repeat("─", rest), style})
	case lost:
		short := max(rest-4, 0)
		return append(out, span{" " + strings.Repeat("─", short), style}, span{padRight("x", rest-short), l.th.bad})
	}
	return append(out, span{" " + strings.Repeat("─", max(rest-1, 0)) + "▶", style})
}

// arrowLead is how an arrow begins at the left.
func arrowLead(from fsm.Role, lost, wide bool) string {
	lead := "─"
	switch {
	case from == fsm.Server && lost:
		lead = " x"
	case from == fsm.Server:
		lead = "◀"
	}
	most := 3
	if wide {
		most++
	}
	return padRight(lead+strings.Repeat("─", max(most-1-textWidth(lead), 0)), most)
}

// sentAgain marks a segment that carries nothing new, before the number of the
// frame that had it first.
const sentAgain = "re"

// again reports whether a segment was sent before.
func again(row *flows.Row) bool {
	switch row.Moment.Event {
	case fsm.ReSYN, fsm.ReSYNACK, fsm.ReFIN:
		return true
	}
	return row.Verdict.SentAgain() || row.Verdict == flows.VerdictNone && row.Len > 0 && row.Moment.Rcv == fsm.RcvOld
}

// flagStyle is the style of a segment's flags: what opens, closes and breaks a
// connection stands out.
func (l *ladder) flagStyle(row *flows.Row) tcell.Style {
	switch {
	case row.Flags.Has(decode.RST):
		return l.th.bad
	case row.Flags.Has(decode.SYN):
		return l.th.open.Bold(true)
	case row.Flags.Has(decode.FIN):
		return l.th.closing.Bold(true)
	}
	return l.th.side(row.From)
}

// label says what the segment is, as fully as width cells allow.
func (l *ladder) label(row *flows.Row, width int) line {
	var best line
	for _, form := range labelForms {
		if form.least != nil && form.least(&l.plan) > width {
			continue
		}
		best = form.write(l, row)
		if best.width() <= width {
			return best
		}
	}
	return best.clip(width)
}

// labelForm is a way to write a label. One in columns is used for all segments
// of a connection or for none: least tells the width it needs.
type labelForm struct {
	least func(p *ladderPlan) int
	write func(l *ladder, row *flows.Row) line
}

// flagCells is the width of most flags: SYN,ACK.
const flagCells = 7

// labelForms are the ways to write a label, from the fullest to the shortest.
// Data has its first and its next sequence number, as tcpdump writes it, where
// there is no room for words.
var labelForms = []labelForm{
	{func(p *ladderPlan) int { return flagCells + 3*len(" seq ") + 2*p.seq + p.size },
		func(l *ladder, row *flows.Row) line {
			out := append(l.flags(row, flagCells), l.number(" seq ", l.seq(row), l.plan.seq)...)
			return append(append(out, l.acked(row, l.plan.seq)...), l.size(row, l.plan.size)...).trim()
		}},
	{func(p *ladderPlan) int { return flagCells + 1 + p.place() + len(" ack ") + p.seq },
		func(l *ladder, row *flows.Row) line {
			out := append(l.flags(row, flagCells), span{" ", l.th.dim})
			return append(append(out, l.place(row, l.plan.place())...), l.acked(row, l.plan.seq)...).trim()
		}},
	{nil, func(l *ladder, row *flows.Row) line {
		out := append(l.flags(row, 0), span{" ", l.th.dim})
		return append(append(out, l.place(row, 0)...), l.acked(row, 0)...)
	}},
	{nil, func(l *ladder, row *flows.Row) line {
		if row.Len == 0 && row.Flags.Has(decode.ACK) {
			return append(l.flags(row, 0), l.acked(row, 0)...)
		}
		return append(append(l.flags(row, 0), span{" ", l.th.dim}), l.place(row, 0)...)
	}},
	{nil, func(l *ladder, row *flows.Row) line { return append(l.flags(row, 0), l.size(row, 0)...) }},
	{nil, func(l *ladder, row *flows.Row) line {
		return append(line{{flagLetters(row.Flags), l.flagStyle(row)}}, l.size(row, 0)...)
	}},
	{nil, func(l *ladder, row *flows.Row) line { return l.flags(row, 0) }},
	{nil, func(l *ladder, row *flows.Row) line { return line{{flagLetters(row.Flags), l.flagStyle(row)}} }},
}

// place is the width of the column that says where a segment is in the stream.
func (p *ladderPlan) place() int { return max(2*p.seq+1, len("seq ")+p.seq) }

// flags names a segment's flags in at least width cells.
func (l *ladder) flags(row *flows.Row, width int) line {
	return append(make(line, 0, lineSpans), span{padRight(flagNames(row.Flags), width), l.flagStyle(row)})
}

// place says where a segment is in the stream: data from where to where.
func (l *ladder) place(row *flows.Row, width int) line {
	out := l.number("seq ", l.seq(row), 0)
	if row.Len > 0 {
		out = append(l.number("", l.seq(row), 0), l.number(":", l.seq(row)+row.Len, 0)...)
	}
	return append(out, span{strings.Repeat(" ", max(width-out.width(), 0)), l.th.dim})
}

// acked is the acknowledgment number in a column of width digits, blank when
// the segment acknowledges nothing.
func (l *ladder) acked(row *flows.Row, width int) line {
	const word = " ack "
	if row.Flags.Has(decode.ACK) {
		return l.number(word, l.ack(row), width)
	}
	if width == 0 {
		return nil
	}
	return line{{strings.Repeat(" ", len(word)+width), l.th.dim}}
}

// size is the length of a segment's data in a column of width digits, nothing
// when it has none.
func (l *ladder) size(row *flows.Row, width int) line {
	if row.Len == 0 {
		return nil
	}
	return l.number(" len ", row.Len, width)
}

// number is a dim word and a number padded to width digits.
func (l *ladder) number(word string, n uint32, width int) line {
	return line{{word, l.th.dim}, {padLeft(strconv.FormatUint(uint64(n), 10), width), l.th.value}}
}

func (l *ladder) seq(row *flows.Row) uint32 {
	if l.raw {
		return uint32(row.Seq)
	}
	return l.snap.RelSeq(row)
}

func (l *ladder) ack(row *flows.Row) uint32 {
	if l.raw {
		return uint32(row.Ack)
	}
	return l.snap.RelAck(row)
}
