package ui

import (
	"slices"
	"strconv"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/keymap"
)

// zoomBy is how much a step of zooming shortens what is shown.
const zoomBy = 0.5

// meanMost bounds the steps of what is averaged over.
const meanMost = 12

// graphKinds are the graphs by the action that shows them.
var graphKinds = func() map[keymap.Action]graphKind {
	of := make(map[keymap.Action]graphKind)
	for i, g := range graphs {
		of[g.key] = graphKind(i)
	}
	return of
}()

// Act moves the cursor and changes what is drawn.
func (p *graphPane) Act(m *model, a keymap.Action) bool {
	if k, ok := graphKinds[a]; ok {
		p.turnTo(k)
		return true
	}
	if p.moves(a) || p.zooms(a) {
		return true
	}
	switch a {
	case keymap.ChooseGraph:
		p.h.choose(p.menu())
	case keymap.NextGraph:
		p.turnTo((p.shown() + 1) % numGraphs)
	case keymap.PrevGraph:
		p.turnTo((p.shown() + numGraphs - 1) % numGraphs)
	case keymap.Direction:
		p.otherWay()
	case keymap.Enter:
		p.enter()
	case keymap.Range:
		p.chose = graphRange{on: !p.chose.on && p.at.set, began: p.at.time}
	case keymap.FilterRange:
		p.filterRange()
	case keymap.Scale:
		p.scale()
	case keymap.Unit:
		p.countBytes()
	case keymap.Smoother:
		p.average(+1)
	case keymap.Sharper:
		p.average(-1)
	case keymap.Back:
		if !p.chose.on {
			return false
		}
		p.chose = graphRange{}
	default:
		return false
	}
	return true
}

// graphSteps are the actions that need something to go to.
var graphSteps = []keymap.Action{keymap.NextPoint, keymap.PrevPoint, keymap.NextTrouble, keymap.PrevTrouble}

// moves does the actions that move the cursor.
func (p *graphPane) moves(a keymap.Action) bool {
	if p.at.kind != p.shown() || !p.series.there() {
		if slices.Contains(graphSteps, a) {
			p.h.say("there is nothing in this graph" + soFar(p.m))
			return true
		}
		return false
	}
	switch a {
	case keymap.Left:
		p.slide(-1)
	case keymap.Right:
		p.slide(+1)
	case keymap.Up:
		p.other(-1)
	case keymap.Down:
		p.other(+1)
	case keymap.NextPoint:
		p.step(+1)
	case keymap.PrevPoint:
		p.step(-1)
	case keymap.Home:
		p.ends(0)
	case keymap.End:
		p.ends(-1)
	case keymap.NextTrouble:
		if !p.trouble(+1) {
			p.h.say("nothing went wrong after this that this graph shows")
		}
	case keymap.PrevTrouble:
		if !p.trouble(-1) {
			p.h.say("nothing went wrong before this that this graph shows")
		}
	default:
		return false
	}
	return true
}

// ends goes to the first mark of the plot, or with -1 to the last.
func (p *graphPane) ends(i int) {
	plot := p.along()
	if n := len(p.marksOf(plot)); n > 0 {
		p.land(plot, (i+n)%n)
	}
}

// zooms does the actions that change the time that is shown.
func (p *graphPane) zooms(a keymap.Action) bool {
	s := p.span()
	middle := s.from + (s.to-s.from)/2
	if p.at.set && p.at.time >= s.from && p.at.time <= s.to {
		middle = p.at.time
	}
	switch a {
	case keymap.ZoomIn:
		if from, to, ok := p.chosen(); ok && to > from {
			p.set(from, to)
			p.chose = graphRange{}
		} else {
			p.zoom(zoomBy, middle)
		}
	case keymap.ZoomOut:
		p.zoom(1/zoomBy, middle)
	case keymap.ZoomAll:
		*p.own() = graphSpan{all: true}
	case keymap.PanLeft:
		p.page(-(s.to - s.from) / 2)
	case keymap.PanRight:
		p.page((s.to - s.from) / 2)
	default:
		return false
	}
	return true
}

// page moves what is shown and takes the cursor along.
func (p *graphPane) page(by int64) {
	p.pan(by)
	if s := p.span(); p.at.set && p.at.kind == p.shown() && (p.at.time < s.from || p.at.time > s.to) {
		p.nearest(p.at.plot, max(min(p.at.time, s.to), s.from))
	}
}

// turnTo shows another graph. Without a connection there is only one.
func (p *graphPane) turnTo(k graphKind) {
	if p.conn == flows.NoConn && k != graphPackets {
		p.h.say("this packet belongs to no TCP connection; " + p.h.sign(keymap.NextConn) + " goes to one")
		return
	}
	if (k == graphPackets) != (p.shown() == graphPackets) {
		p.chose = graphRange{} // of other times
	}
	p.kind = k
	p.work()
	p.follow()
}

// menu lists the graphs.
func (p *graphPane) menu() *menu {
	u := &menu{title: "Graph"}
	for i, g := range graphs {
		item := menuItem{key: keymap.Key(p.h.sign(g.key)), text: g.name, do: func() { p.turnTo(graphKind(i)) }}
		if p.conn == flows.NoConn && graphKind(i) != graphPackets {
			item.off = "this packet belongs to no TCP connection"
		}
		if graphKind(i) == p.shown() {
			u.at, item.note = i, "shown"
		}
		u.items = append(u.items, item)
	}
	return u
}

// otherWay draws the data of the other end; the graph of packets those that are
// listed or all.
func (p *graphPane) otherWay() {
	switch {
	case p.shown() != graphPackets:
		p.dir = p.dir.Peer()
		p.at.set, p.at.owed = false, true // it is on a mark that is there no more
		p.work()
		p.follow()
	case p.m.filterText() == "":
		p.h.say("everything is listed; with a display filter this would change between its packets and all")
	default:
		p.every = !p.every
	}
}

// scale changes between a linear and a logarithmic axis, or of sequence numbers
// how far up they go.
func (p *graphPane) scale() {
	k := p.shown()
	if !graphs[k].log {
		p.tall = !p.tall
		p.h.say("up to the window's edge, where that is near")
		if p.tall {
			p.h.say("up to the window's edge, wherever that is")
		}
		return
	}
	p.logs[k] = !p.logs[k]
	p.h.say(map[bool]string{true: "logarithmic", false: "linear"}[p.logs[k]])
}

func (p *graphPane) countBytes() {
	if p.shown() != graphPackets {
		p.h.say("only the graph of packets has another unit")
		return
	}
	p.bytes = !p.bytes
}

// average changes the time that rates are averaged over.
func (p *graphPane) average(by int) {
	if !p.shown().rated() {
		p.h.say("this graph shows no average")
		return
	}
	before := p.window(p.span())
	p.mean = max(min(p.mean+by, meanMost), -meanMost)
	if p.window(p.span()) == before {
		p.mean -= by
	}
	p.h.say("averaged over " + spanText(p.window(p.span())))
}

// enter goes to the packet that the cursor is on.
func (p *graphPane) enter() {
	m := p.mark()
	if m == nil {
		return
	}
	what := listing{row: m.Row, only: flows.NoConn}
	if p.m.listed(m.Row) {
		what.only = p.m.only
		if p.m.filt != nil {
			what.filter = p.m.filt.f.String()
		}
	}
	p.h.list(what)
}

// filterRange lists the packets of the range that was chosen, or of the time that
// is shown.
func (p *graphPane) filterRange() {
	if !p.series.there() {
		return
	}
	row := flows.NoRow
	if m := p.mark(); m != nil {
		row = m.Row
	}
	p.h.list(listing{row: row, only: flows.NoConn, filter: p.rangeFilter()})
}

// rangeFilter is the display filter that keeps the packets of the range that was
// chosen, or of the time that is shown: of the connection, or of what is counted.
func (p *graphPane) rangeFilter() string {
	s := p.span()
	from, to, ok := p.chosen()
	if !ok {
		from, to = s.from, s.to
	}
	first := p.m.snap.Row(0).Time
	seconds := func(t int64) string { return string(decode.AppendSeconds(nil, t-first, 9)) }
	text := "frame.time_relative >= " + seconds(from) + " && frame.time_relative <= " + seconds(to)
	switch more := p.m.filterText(); {
	case p.shown() != graphPackets:
		return "tcp.stream == " + strconv.Itoa(int(p.conn)) + " && " + text
	case more != "" && !p.every:
		return "(" + more + ") && " + text
	}
	return text
}
