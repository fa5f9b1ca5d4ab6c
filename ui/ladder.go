package ui

import (
	"strconv"
	"strings"

	"tcptui/flows"
	"tcptui/fsm"
)

// ladder formats the segments of one connection as a ladder: time runs down, an
// end stands at each side with its lifeline and its state where that changes,
// and every segment is an arrow from one to the other.
type ladder struct {
	snap  *flows.Snapshot
	read  *flows.Reader
	conn  *flows.Conn
	rows  []uint32 // of conn, in order
	story *story
	th    *theme
	raw   bool // sequence numbers as on the wire
	plan  ladderPlan
}

// ladderPlan is how wide the parts of a line are, in cells; 0 leaves one out.
type ladderPlan struct {
	no    int  // frame number
	gap   int  // time since the segment before
	state int  // name of a state, at each side
	short bool // abbreviated names
	arrow int
	seq   int // digits of the largest sequence number, so that columns hold still
	size  int // digits of the largest length
}

// The widths that decide what a line has room for.
const (
	stateLong   = 12 // SYN-RECEIVED
	stateShort  = 6
	gapWidth    = 9  // with a blank
	arrowFull   = 30 // an arrow with flags, both numbers and length
	arrowSome   = 22
	arrowLittle = 14
)

// planLadder decides what a line of width cells shows of a connection whose
// frame numbers have no digits.
func planLadder(width, no int) ladderPlan {
	frame := func(state int) int { return 2*state + 4 } // two names, two blanks, two lifelines
	var p ladderPlan
	switch {
	case width >= frame(stateLong)+gapWidth+no+2+arrowFull:
		p = ladderPlan{no: no + 1, gap: gapWidth, state: stateLong}
	case width >= frame(stateLong)+gapWidth+arrowSome:
		p = ladderPlan{gap: gapWidth, state: stateLong}
	case width >= frame(stateLong)+arrowLittle+4:
		p = ladderPlan{state: stateLong}
	case width >= frame(stateShort)+gapWidth+arrowLittle:
		p = ladderPlan{gap: gapWidth, state: stateShort, short: true}
	default:
		p = ladderPlan{state: stateShort, short: true}
	}
	p.arrow = width - frame(p.state) - p.no - p.gap
	if p.arrow < 4 {
		p = ladderPlan{arrow: max(width-4, 0)}
	}
	return p
}

// newLadder prepares a ladder of a connection for lines of width cells.
func newLadder(m *model, told *story, width int) *ladder {
	c := m.snap.Conn(m.conn)
	l := &ladder{snap: m.snap, read: m.reader, conn: c, rows: m.connRows, story: told, th: &m.th, raw: m.raw}
	l.plan = planLadder(width, digits(uint64(c.Last)+1))
	most := max(c.Sides[0].Bytes, c.Sides[1].Bytes)
	l.plan.seq, l.plan.size = digits(max(most+2, l.reach())), min(digits(most), 5)
	if m.raw {
		l.plan.seq = 10
	}
	return l
}

// reach is the largest sequence number of the last segment, where more was sent
// than captured. One that lies before the connection's start says nothing.
func (l *ladder) reach() uint64 {
	last := l.snap.Row(l.conn.Last)
	most := uint32(0)
	for _, n := range [...]uint32{l.snap.RelSeq(&last) + last.Len, l.snap.RelAck(&last)} {
		if n < 1<<31 {
			most = max(most, n)
		}
	}
	return uint64(most)
}

// digits is how many decimal digits n has.
func digits(n uint64) int { return len(strconv.FormatUint(n, 10)) }

// line formats line i. name says that both states are named even where they do
// not change.
func (l *ladder) line(i int, name bool) line {
	if i == len(l.story.items) {
		return l.end()
	}
	it := l.story.items[i]
	place := int(it.place)
	row := l.snap.Row(l.rows[place])
	before := l.snap.Before(&row)
	if it.kind == itemPause {
		return l.pause(place, &row, before)
	}
	out := l.margin(place, &row)
	out = append(out, l.station(fsm.Client, row.Moment, before, name || place == 0)...)
	if it.kind == itemRun {
		out = append(out, l.run(&l.story.runs[it.run])...)
	} else {
		out = append(out, l.arrow(&row)...)
	}
	return append(out, l.station(fsm.Server, row.Moment, before, name || place == 0)...)
}

// lineSpans is room for the spans of a line.
const lineSpans = 20

// margin is what stands left of the client: frame number and time gap.
func (l *ladder) margin(i int, row *flows.Row) line {
	out := make(line, 0, lineSpans)
	if l.plan.no > 0 {
		out = append(out, span{padLeft(strconv.FormatUint(uint64(row.No)+1, 10), l.plan.no-1) + " ", l.th.dim})
	}
	if l.plan.gap == 0 {
		return out
	}
	text := ""
	if i > 0 && !row.NoTime {
		if p := l.snap.Row(l.rows[i-1]); !p.NoTime {
			text = formatGap(row.Time - p.Time)
		}
	}
	return append(out, span{padLeft(text, l.plan.gap-1) + " ", l.th.dim})
}

// station is one end's part of a line: the state's name and the lifeline.
func (l *ladder) station(r fsm.Role, now, before fsm.Moment, name bool) line {
	state, how := now.State[r], now.How[r]
	changed := state != before.State[r]
	style := l.th.side(r)
	node := lifelines[how]
	if changed || name {
		node = marks[how]
	}
	text := ""
	switch {
	case changed:
		text, style = l.stateName(state), style.Bold(true)
	case name:
		text = l.stateName(state)
	}
	life := span{string(node), style}
	if r == fsm.Client {
		return line{{padLeft(text, l.plan.state) + blank(l.plan.state), style}, life}
	}
	return line{life, {blank(l.plan.state) + padRight(text, l.plan.state), style}}
}

// blank is the blank between a name and its lifeline, if there is a name.
func blank(state int) string {
	if state == 0 {
		return ""
	}
	return " "
}

func (l *ladder) stateName(s fsm.State) string {
	switch {
	case l.plan.state == 0:
		return ""
	case s == fsm.None:
		return "" // the mark says it
	case l.plan.short:
		return shortStates[s]
	}
	return s.String()
}

// How a state is known, where it is named and where it only goes on.
var (
	marks     = [...]rune{fsm.Unknown: '?', fsm.Inferred: '○', fsm.Observed: '●'}
	lifelines = [...]rune{fsm.Unknown: '·', fsm.Inferred: '┆', fsm.Observed: '│'}
)

var shortStates = [fsm.NumStates]string{
	fsm.None: "", fsm.Closed: "CLOSED", fsm.Listen: "LISTEN", fsm.SynSent: "SYN-S", fsm.SynReceived: "SYN-R",
	fsm.Established: "ESTAB", fsm.FinWait1: "FIN-W1", fsm.FinWait2: "FIN-W2", fsm.CloseWait: "CLOS-W",
	fsm.Closing: "CLOSNG", fsm.LastAck: "L-ACK", fsm.TimeWait: "TIME-W",
}

// end is the line after the last segment: where both ends stand now.
func (l *ladder) end() line {
	now := l.conn.Now
	text := "reading"
	if l.snap.Done {
		text = "end of capture"
	}
	if pad := l.plan.arrow - len(text); pad > 0 {
		text = strings.Repeat(" ", pad/2) + text + strings.Repeat(" ", pad-pad/2)
	} else {
		text = strings.Repeat(" ", l.plan.arrow)
	}
	out := line{{strings.Repeat(" ", l.plan.no+l.plan.gap), l.th.dim}}
	out = append(out, l.station(fsm.Client, now, now, true)...)
	out = append(out, span{text, l.th.dim})
	return append(out, l.station(fsm.Server, now, now, true)...)
}
