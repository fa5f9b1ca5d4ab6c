package ui

import (
	"fmt"
	"strconv"

	"tcptui/flows"
	"tcptui/keymap"
)

// readout says what the cursor is on: the time, the packet, and its values.
func (p *graphPane) readout() line {
	m := p.mark()
	if m == nil {
		return nil
	}
	th := &p.m.th
	of := &graphs[p.shown()].plots[p.at.plot]
	places := 6
	if p.pic.x.column() < 1000 {
		places = 9
	}
	l := line{{" " + timeText(p.m, m.Time, p.origin(), places), th.strong},
		{"  packet " + group(int(m.Row)+1), th.label}, {"  ", th.text}}
	if p.shown().rated() {
		return append(append(l, p.ratesRead(m)...), p.rangeRead()...)
	}
	text := p.valueOf(of, m)
	if m.N > 1 {
		text = fmt.Sprintf("%s: %s", plural(int(m.N), "point"), p.valuesOf(of, m))
	}
	return append(append(l, span{text, of.style(th)}), p.rangeRead()...)
}

// rangeRead says how long the range is that is being chosen.
func (p *graphPane) rangeRead() line {
	from, to, ok := p.chosen()
	if !ok {
		return nil
	}
	th := &p.m.th
	return line{{"  range of " + spanText(to-from) + ": ", th.text},
		{p.h.sign(keymap.FilterRange), th.label.Bold(true)}, {" filters, ", th.text},
		{p.h.sign(keymap.ZoomIn), th.label.Bold(true)}, {" zooms", th.text}}
}

// pos writes a position of the sequence space as the model has numbers.
func (p *graphPane) pos(v int64) string {
	if !p.m.raw {
		return group(v)
	}
	base := uint32(p.m.snap.Conn(p.conn).Sides[p.dir].Base)
	return strconv.FormatUint(uint64(base+uint32(v)), 10)
}

// valueOf says what a mark of one segment is.
func (p *graphPane) valueOf(of *plot, m *flows.Mark) string {
	row := p.m.snap.Row(m.Row)
	data := fmt.Sprintf("%s to %s, %s", p.pos(m.Lo), p.pos(m.Hi), plural(int(m.Hi-m.Lo), "byte"))
	if p.shown() == graphSequence {
		switch of.series {
		case flows.SeriesData:
			return "data " + data
		case flows.SeriesAgain, flows.SeriesLate, flows.SeriesProbe:
			return verdictWord(&row) + " " + data
		case flows.SeriesSACK:
			return "SACK " + data
		case flows.SeriesAck:
			return "acknowledges " + p.pos(m.Hi) + ", " + group(m.Sum) + " more"
		case flows.SeriesDupAck:
			return "duplicate ACK of " + p.pos(m.Hi)
		case flows.SeriesEdge:
			win := p.m.snap.Conn(p.conn).Sides[row.From].Window(row.Window, row.Flags)
			return "window's edge " + p.pos(m.Hi) + ", a window of " + plural(int(win), "byte")
		case flows.SeriesZero:
			return "zero window at " + p.pos(m.Hi)
		}
		return fmt.Sprintf("%s from the %s at %s", of.name, row.From, p.pos(m.Hi))
	}
	switch of.series {
	case flows.SeriesRTT:
		return "round trip " + unitTime.text(float64(m.Hi))
	case flows.SeriesRTO:
		return "sent again after " + unitTime.text(float64(m.Hi))
	case flows.SeriesFlight:
		return plural(int(m.Hi), "byte") + " in flight" + p.windowAt(m.Time)
	case flows.SeriesWindow:
		return "receive window " + plural(int(m.Hi), "byte")
	case flows.SeriesPeak:
		return "at most " + plural(int(m.Hi), "byte") + " in flight lately: the congestion window was no less"
	case flows.SeriesZero:
		return "zero window"
	}
	return verdictWord(&row) + " " + data
}

// windowAt says how large the window was that what is in flight had.
func (p *graphPane) windowAt(t int64) string {
	s := p.series.of[flows.SeriesWindow]
	if i := s.From(t+1) - 1; i >= 0 {
		return " of a window of " + group(s.Marks[i].Last)
	}
	return ""
}

// verdictWord is what a segment is, as the packet list says it.
func verdictWord(r *flows.Row) string {
	if r.Verdict == flows.VerdictNone {
		return "sent again"
	}
	return r.Verdict.String()
}

// valuesOf says what the marks of several segments have together.
func (p *graphPane) valuesOf(of *plot, m *flows.Mark) string {
	lo, hi := p.pos(m.Lo), p.pos(m.Hi)
	if p.shown() != graphSequence {
		lo, hi = p.unit().text(float64(m.Lo)), p.unit().text(float64(m.Hi))
	}
	return fmt.Sprintf("%s, %s to %s; %s shows each", of.name, lo, hi, p.h.sign(keymap.ZoomIn))
}

// ratesRead are the rates at the cursor's time.
func (p *graphPane) ratesRead(m *flows.Mark) line {
	th := &p.m.th
	var l line
	window := p.window(p.span())
	for i, of := range graphs[p.shown()].plots {
		if i >= len(p.pic.sums) || len(p.pic.sums[i].of) == 0 {
			continue
		}
		r := p.rate(&p.pic.sums[i], m.Time, window)
		l = append(l, span{of.name + " " + p.unit().text(r) + "  ", of.style(th)})
	}
	return append(l, span{"over " + spanText(window), th.dim})
}

// legend names the series that are drawn by their signs, those that matter most
// first.
func (p *graphPane) legend(asciiOnly bool) line {
	th := &p.m.th
	l := line{{" ", th.text}}
	plots := graphs[p.shown()].plots
	for i := len(plots) - 1; i >= 0; i-- {
		of := &plots[i]
		if len(p.marksOf(i)) == 0 {
			continue
		}
		style, sign := of.style(th), of.legendSign(asciiOnly)
		name := style
		if i == p.at.plot && p.at.set {
			name = over(th.marked, style)
		}
		text := of.name
		if p.above(i) {
			text += " (above)"
		}
		l = append(l, span{sign, style}, span{" ", th.text}, span{text, name}, span{"  ", th.text})
	}
	return l
}

// above reports whether all that is visible of a line lies above the picture.
func (p *graphPane) above(i int) bool {
	if graphs[p.shown()].plots[i].how != asLine {
		return false
	}
	marks := p.visible(i, p.span())
	for _, m := range marks {
		if float64(m.Lo) <= p.pic.y.hi {
			return false
		}
	}
	return len(marks) > 0
}

// legendSign is what stands for a series in the legend.
func (o *plot) legendSign(asciiOnly bool) string {
	switch {
	case o.sign != 0:
		return ascii[o.sign : o.sign+1]
	case asciiOnly:
		return ascii[o.ascii : o.ascii+1]
	case o.how == asBars && o.thin:
		return "⡅"
	case o.how == asBars:
		return "⡇"
	case o.thin:
		return "⠂"
	case o.how == asHeap:
		return "⣿"
	case o.how == asTicks:
		return "⠆"
	case o.how == asDots:
		return "⠶"
	}
	return "⠒"
}

// Cell is what the cursor is on: the range that is being chosen, or the packet.
func (p *graphPane) Cell(m *model) (cell, bool) {
	mark := p.mark()
	if mark == nil {
		return cell{}, false
	}
	c := cell{text: plainText(p.readout()), filter: "frame.number == " + strconv.Itoa(int(mark.Row)+1),
		field: graphFields[p.shown()][graphs[p.shown()].plots[p.at.plot].series]}
	if p.chose.on {
		c.filter = p.rangeFilter()
	}
	return c, true
}

// Line is what is said of the cursor.
func (p *graphPane) Line(*model) string { return plainText(p.readout()) }

// plainText is the text of a line.
func plainText(l line) string {
	var out []byte
	for _, s := range l {
		out = append(out, s.text...)
	}
	return string(out)
}

// graphFields are the fields that the series show.
var graphFields = [numGraphs]map[flows.SeriesKind]string{
	graphSequence: {flows.SeriesData: "tcp.seq", flows.SeriesAgain: "tcp.seq", flows.SeriesLate: "tcp.seq", flows.SeriesProbe: "tcp.seq",
		flows.SeriesAck: "tcp.ack", flows.SeriesDupAck: "tcp.ack", flows.SeriesSACK: "tcp.options.sack_le", flows.SeriesEdge: "tcp.window_size",
		flows.SeriesZero: "tcp.window_size"},
	graphRate:    {flows.SeriesData: "tcp.len", flows.SeriesAck: "tcp.ack", flows.SeriesAgain: "conn.segment"},
	graphTrips:   {flows.SeriesRTT: "tcp.analysis.ack_rtt", flows.SeriesRTO: "tcp.analysis.rto"},
	graphWindow:  {flows.SeriesWindow: "tcp.window_size", flows.SeriesFlight: "tcp.analysis.bytes_in_flight", flows.SeriesAgain: "conn.segment", flows.SeriesZero: "tcp.window_size"},
	graphPackets: {countAll: "frame.len", countBad: "tcp.analysis.flags"},
}
