package ui

import (
	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
)

// The room from which lines around the picture are drawn, in lines and cells.
const (
	graphTabsFrom    = 9
	graphLegendFrom  = 8
	graphTimesFrom   = 6
	graphReadoutFrom = 3
	graphScaleFrom   = 24
)

// Draw draws the graph.
func (p *graphPane) Draw(screen tcell.Screen) {
	x, y, w, h := p.GetRect()
	p.tabs, p.pic.plot = [numGraphs]rect{}, rect{}
	if p.m == nil || w < 1 || h < 1 {
		return
	}
	th := &p.m.th
	r, full := rect{x, y, w, h}, h
	if full >= graphTabsFrom {
		p.drawTabs(screen, r)
		r.y, r.h = r.y+1, r.h-1
	}
	var readout, legend, times rect
	for _, l := range []struct {
		from int
		at   *rect
	}{{graphReadoutFrom, &readout}, {graphLegendFrom, &legend}, {graphTimesFrom, &times}} {
		if full >= l.from {
			r.h--
			*l.at = rect{r.x, r.y + r.h, r.w, 1}
		}
	}
	if !p.series.there() {
		drawFit(screen, r.x+1, r.y+r.h/2, r.w-1, p.nothing(), th.dim)
		return
	}
	labels := p.room(r)
	plot := rect{r.x + labels, r.y, r.w - labels, r.h}
	if plot.w < 1 || plot.h < 1 {
		return
	}
	p.paint(plot.w, plot.h)
	p.pic.plot = plot
	p.drawTimes(screen, times, plot)
	p.drawValues(screen, r, plot)
	p.pic.dots.draw(screen, plot.x, plot.y, p.pic.inks, th.ascii)
	p.drawCursor(screen)
	if legend.h > 0 {
		p.legend(th.ascii).clip(legend.w).draw(screen, legend.x, legend.y, legend.w)
	}
	if readout.h > 0 {
		p.readout().clip(readout.w).draw(screen, readout.x, readout.y, readout.w)
	}
}

// nothing says why there is nothing to draw.
func (p *graphPane) nothing() string {
	switch done, of := p.progress(); {
	case of > 0 && done < of:
		return "reading ..."
	case of == 0 && p.shown() == graphPackets && p.narrowed():
		return "the display filter keeps no packets"
	case of == 0:
		return "no packets"
	}
	return "the packets have no times"
}

// drawTabs names the graphs with their keys.
func (p *graphPane) drawTabs(screen tcell.Screen, r rect) {
	th := &p.m.th
	x, end := r.x+1, r.x+r.w
	for i, g := range graphs {
		key, name := p.h.sign(g.key), g.tab
		style := th.text
		switch {
		case graphKind(i) == p.shown():
			style = th.selected
		case p.conn == flows.NoConn:
			style = th.dim
		}
		l := line{{key, th.label.Bold(true)}, {" ", th.text}, {" " + name + " ", style}, {"  ", th.text}}
		if x+l.width()-2 > end {
			break
		}
		p.tabs[i] = rect{x, r.y, l.width() - 2, 1}
		l.draw(screen, x, r.y, end-x)
		x += l.width()
	}
}

// valueTicks are the places of the vertical axis that have labels: one in three
// lines or so.
func (p *graphPane) valueTicks(high int) []tick {
	ticks := p.pic.y.ticks(max(high/4, 1), p.unit())
	if p.shown() == graphSequence && p.m.raw {
		for i := range ticks {
			ticks[i].text = p.pos(int64(ticks[i].at))
		}
	}
	return ticks
}

// leastRoom is what labels of the vertical axis take with the blanks around them.
const leastRoom = 9

// room is how many cells the labels of the vertical axis take. They depend on the
// picture, whose width depends on them: what was right before most often is again.
func (p *graphPane) room(r rect) int {
	if r.w < graphScaleFrom {
		return 0
	}
	room := &p.pic.room[p.shown()]
	*room = max(*room, leastRoom)
	for range 2 {
		p.paint(r.w-*room, r.h)
		wide := 0
		for _, t := range p.valueTicks(r.h) {
			wide = max(wide, textWidth(t.text)+2)
		}
		if wide <= *room {
			break
		}
		*room = min(wide, r.w/2)
	}
	return *room
}

// drawValues draws the vertical axis and its lines across the picture.
func (p *graphPane) drawValues(screen tcell.Screen, r, plot rect) {
	th := &p.m.th
	if plot.x == r.x {
		return
	}
	for _, t := range p.valueTicks(plot.h) {
		row := p.pic.y.dot(t.at)
		if row < 0 || row >= p.pic.y.high {
			continue
		}
		y := plot.y + row/dotsDown
		drawFit(screen, r.x, y, plot.x-r.x-1, padLeft(t.text, plot.x-r.x-1), th.dim)
		p.drawGrid(screen, plot, y, row)
	}
	if c := p.handshake(); c > 0 {
		row := p.pic.y.dot(float64(c))
		if row >= 0 && row < p.pic.y.high {
			y := plot.y + row/dotsDown
			p.drawGrid(screen, plot, y, row)
			text := " handshake " + unitTime.text(float64(c))
			drawFit(screen, max(plot.x+plot.w-textWidth(text), plot.x), y, plot.w, text, th.dim)
		}
	}
}

// handshake is the round trip of the handshake, ns, where it can be compared; 0
// elsewhere.
func (p *graphPane) handshake() int64 {
	if p.shown() != graphTrips {
		return 0
	}
	return p.m.snap.Conn(p.conn).InitialRTT
}

// gridEvery is the distance of the dots of a line across the picture, in cells.
const gridEvery = 2

// drawGrid draws a line across the picture where that is empty.
func (p *graphPane) drawGrid(screen tcell.Screen, plot rect, y, row int) {
	th := &p.m.th
	sign := brailleText(brailleBits[row%dotsDown][0])
	if th.ascii {
		sign = "."
	}
	for x := 0; x < plot.w; x += gridEvery {
		screen.Put(plot.x+x, y, sign, th.frame)
	}
}

// drawTimes draws the labels of the horizontal axis and a dim line up from each.
func (p *graphPane) drawTimes(screen tcell.Screen, r, plot rect) {
	if r.h < 1 {
		return
	}
	th := &p.m.th
	sign := "⠂"
	if th.ascii {
		sign = "."
	}
	free := r.x
	for _, t := range p.pic.x.ticks(p.m, p.origin()) {
		x := plot.x + p.pic.x.dot(p.pic.x.from+int64(t.at))/dotsAcross
		for y := plot.y; y < plot.y+plot.h; y++ {
			screen.Put(x, y, sign, th.frame)
		}
		n := textWidth(t.text)
		at := max(min(x-n/2, r.x+r.w-n), free)
		if at+n > r.x+r.w {
			continue
		}
		drawText(screen, at, r.y, n, t.text, th.dim)
		free = at + n + 1
	}
}

// cellOf is the cell of the screen that a mark of a plot is in.
func (p *graphPane) cellOf(plot int, m *flows.Mark) (x, y int) {
	pic := &p.pic
	of := &graphs[p.shown()].plots[plot]
	column := pic.x.dot(m.Time)
	v := float64(m.Hi)
	if of.how == asBars && of.sign == 0 {
		v = float64(m.Lo+m.Hi) / 2
	}
	row := pic.y.dot(v)
	switch of.how {
	case asFeet:
		row = pic.y.high - 1
	case asRate, asHeap:
		row = pic.y.high - 1
		if rates := pic.rates[plot]; column >= 0 && column < len(rates) {
			row = pic.y.dot(rates[column])
		}
	}
	row = max(min(row, pic.y.high-1), 0)
	return pic.plot.x + column/dotsAcross, pic.plot.y + row/dotsDown
}

// drawCursor draws the line through the point that is read, the point itself and
// the range that is being chosen.
func (p *graphPane) drawCursor(screen tcell.Screen) {
	m := p.mark()
	if m == nil {
		return
	}
	th, plot := &p.m.th, p.pic.plot
	if from, to, ok := p.chosen(); ok {
		p.drawRange(screen, from, to)
	}
	x, y := p.cellOf(p.at.plot, m)
	if x < plot.x || x >= plot.x+plot.w || m.Time < p.pic.x.from {
		return
	}
	sign := "│"
	if th.ascii {
		sign = "|"
	}
	for row := plot.y; row < plot.y+plot.h; row++ {
		if p.pic.dots.empty(x-plot.x, row-plot.y) {
			screen.Put(x, row, sign, th.focus)
		}
	}
	text, rank := p.pic.dots.cells[(y-plot.y)*p.pic.dots.w+x-plot.x].text(th.ascii, p.pic.inks)
	if rank == 0 {
		text = "+"
	}
	screen.Put(x, y, text, th.selected)
}

// drawRange lays a ground under a range of time.
func (p *graphPane) drawRange(screen tcell.Screen, from, to int64) {
	plot := p.pic.plot
	first := max(p.pic.x.dot(from)/dotsAcross, 0)
	last := min(p.pic.x.dot(to)/dotsAcross, plot.w-1)
	for x := plot.x + first; x <= plot.x+last; x++ {
		for y := plot.y; y < plot.y+plot.h; y++ {
			text, style, _ := screen.Get(x, y)
			if text == "" {
				text = " "
			}
			screen.Put(x, y, text, over(p.m.th.marked, style))
		}
	}
}
