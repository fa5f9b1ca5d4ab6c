package ui

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/fsm"
)

// statePane shows the connection of the selected packet: the RFC 9293 states
// both ends are in at that packet, the ladder of its segments or the diagram of
// its states, and why.
type statePane struct {
	*tview.Box
	searchable
	m     *model // as of the last Refresh
	story *story
	why   whyPane
	quiz  quiz

	chart      bool         // the diagram, not the ladder
	from       []uint32     // rows that evidence was looked up from, the last one last
	sel        uint32       // the selected row that is kept in view
	conn       flows.ConnID // whose ladder is shown
	top        int          // line of the ladder at the top
	page       int          // lines of the ladder on the screen, as last drawn; 0: it is not shown
	y          int          // where they begin
	pageBefore int          // page, as it was revealed for
	lower      rect         // where the explanation is
}

// newStates makes the pane of the shell, which can ask.
func newStates(h host) pane {
	p := newStatePane()
	p.quiz.h = h
	return p
}

func newStatePane() *statePane {
	return &statePane{Box: tview.NewBox(), story: newStory(), sel: flows.NoRow, conn: flows.NoConn}
}

// Name is the connection and its two ends.
func (p *statePane) Name() string {
	if p.m == nil || p.m.conn == flows.NoConn {
		return "Connection"
	}
	c := p.m.snap.Conn(p.m.conn)
	name := fmt.Sprintf("Connection %d  %s ⇄ %s", c.ID, c.Sides[fsm.Client].AddrPort(), c.Sides[fsm.Server].AddrPort())
	if p.quiz.on {
		name += "  predict" + p.quiz.score(": ")
	}
	return name
}

// Refresh takes over the selection.
func (p *statePane) Refresh(m *model) {
	p.m = m
	before := p.story.done
	p.story.take(m)
	p.quiz.follow(m)
	if m.conn != p.conn {
		p.conn, p.top = m.conn, 0
	}
	if m.sel != p.sel {
		p.sel = m.sel
		p.reveal()
	} else if at := m.placeInConn(); at >= before && at < p.story.done {
		p.reveal() // only now it is known where it is
	}
}

// Busy says that the story is not complete yet.
func (p *statePane) Busy() bool { return !p.story.proven || p.seek.on }

// reveal scrolls so that the selected segment is in view, with a line or two
// around it where there are any.
func (p *statePane) reveal() {
	at := p.m.placeInConn()
	if at < 0 || p.page == 0 {
		return
	}
	line, around := p.story.lineOf(at), min(2, (p.page-1)/2)
	p.top = min(p.top, line-around)
	p.top = max(p.top, line+around-p.page+1)
	p.clamp()
}

func (p *statePane) clamp() {
	p.top = max(min(p.top, p.lines()-p.page), 0)
}

// lines is how many lines of the ladder there are to show, that of the end counted.
func (p *statePane) lines() int { return p.quiz.shows(p.story, len(p.story.items)+1) }

// parts divides the pane: the ladder or the diagram, and the explanation beside
// it or below it where there is room.
func (p *statePane) parts(r rect) (body, why rect) {
	charted := p.chart && r.w >= chartWidth && r.h >= chartHeight+chartFrame
	switch {
	case p.why.off:
	case r.w >= besideWhy && r.h >= tallWhy:
		left := max(r.w*leftOfWhy/100, chartWidth)
		return rect{r.x, r.y, left, r.h}, rect{r.x + left + 2, r.y, r.w - left - 2, r.h}
	case r.h >= tallWhy || p.why.asked && r.h >= lowWhy:
		h := max(r.h*3/10, 5)
		if p.why.asked && r.h < tallWhy {
			h = r.h / 2
		}
		if charted && !p.why.asked {
			if h = min(h, r.h-chartHeight-chartFrame); h < leastWhy {
				return r, rect{}
			}
		}
		return rect{r.x, r.y, r.w, r.h - h}, rect{r.x, r.y + r.h - h, r.w, h}
	}
	return r, rect{}
}

// The room from which the explanation is shown, and shown when it was asked for,
// and beside the rest; what the
// chart needs beside its own lines; the least the explanation is worth.
const (
	tallWhy    = 20
	lowWhy     = 10
	besideWhy  = chartWidth + 2 + 40
	leftOfWhy  = 56
	chartFrame = 5
	leastWhy   = 4
)

// Draw draws the pane.
func (p *statePane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, width, height := p.GetInnerRect()
	if p.m == nil || width < 1 || height < 1 {
		return
	}
	at := p.m.placeInConn()
	p.page, p.lower, p.why.room = 0, rect{}, 0
	if at < 0 {
		drawLines(screen, x, y, width, height, p.nothing(width))
		return
	}
	body, why := p.parts(rect{x, y, width, height})
	body, below := p.splitKernel(body)
	p.drawKernel(screen, below)
	if p.chart {
		p.drawChart(screen, body, at)
	} else {
		p.drawLadder(screen, body, at)
	}
	if why.h == 0 {
		return
	}
	p.why.take(p.m, p.story.proven)
	if why.x > body.x {
		for i := range why.h {
			drawText(screen, why.x-2, why.y+i, 1, "│", p.m.th.dim)
		}
	} else {
		why.y, why.h = why.y+1, why.h-1
	}
	p.why.draw(screen, p.m, why)
	if why.x == body.x {
		p.why.rule(p.m, why.w).draw(screen, why.x, why.y-1, why.w)
	}
	p.lower = why
}

// drawLadder draws the ladder between its head and its foot.
func (p *statePane) drawLadder(screen tcell.Screen, r rect, at int) {
	head, foot := p.head(r.w, r.h), p.foot(r.w, r.h)
	drawLines(screen, r.x, r.y, r.w, r.h, head)
	p.page = max(r.h-len(head)-len(foot), 0)
	if p.y = r.y + len(head); p.page != p.pageBefore {
		p.pageBefore = p.page
		p.reveal()
	}
	p.clamp()
	l, chosen := newLadder(p.m, p.story, r.w), p.story.lineOf(at)
	for i := 0; i < p.page && p.top+i < p.lines(); i++ {
		here := p.top+i == chosen
		text := l.line(p.top+i, here || i == 0)
		switch {
		case here && p.HasFocus():
			text = text.on(p.m.th.selected, r.w)
		case here:
			text = text.on(p.m.th.marked, r.w)
		}
		text.draw(screen, r.x, p.y+i, r.w)
	}
	p.paint(screen, rect{r.x, p.y, r.w, p.page}, &p.m.th)
	drawLines(screen, r.x, p.y+p.page, r.w, len(foot), foot)
}

// drawChart draws the diagram of states, or the tracks where it does not fit.
func (p *statePane) drawChart(screen tcell.Screen, r rect, at int) {
	head := p.head(r.w, r.h)
	drawLines(screen, r.x, r.y, r.w, r.h, head)
	y, h := r.y+len(head), r.h-len(head)
	now := p.m.snap.Row(p.m.sel).Moment
	d := newDiagram(&p.m.th, p.story.until(at), now)
	if r.w < chartWidth || h < chartHeight+2 {
		steps := p.story.steps
		if p.quiz.on {
			steps = p.story.until(p.quiz.known)
		}
		t := tracks{th: &p.m.th, steps: steps, now: at, at: now}
		if h >= roomForNote {
			h--
			line{{tooSmall(r.w, h+1), p.m.th.dim}}.draw(screen, r.x, y+h, r.w)
		}
		drawLines(screen, r.x, y, r.w, h, t.lines(r.w, h))
		return
	}
	d.draw(screen, r.x+(r.w-chartWidth)/2, y, r.w, h)
	foot := append(d.captions(r.w), p.chartLegend(r.w))
	drawLines(screen, r.x, y+chartHeight, r.w, h-chartHeight, foot)
}

// roomForNote is the height from which a line under the tracks says why the
// diagram is not there.
const roomForNote = 8

// tooSmall says by how much width by height cells are too small for the diagram.
func tooSmall(width, height int) string {
	var lacks []string
	if n := chartHeight + 2 - height; n > 0 {
		lacks = append(lacks, plural(n, "line"))
	}
	if n := chartWidth - width; n > 0 {
		lacks = append(lacks, plural(n, "column"))
	}
	return "too small for the diagram by " + strings.Join(lacks, " and ")
}

// chartLegend explains the signs of the diagram.
func (p *statePane) chartLegend(width int) line {
	th := &p.m.th
	return line{{"C", th.client}, {" client  ", th.dim}, {"S", th.server}, {" server  ", th.dim}, {"B", th.text}, {" both went there   ", th.dim},
		{"━", th.strong}, {" last step  ", th.dim}, {"─", th.text}, {" before it  ", th.dim}, {"╌ not gone", th.dim}}.clip(width)
}

// drawLines writes lines from x, y on into width by height cells.
func drawLines(screen tcell.Screen, x, y, width, height int, lines []line) {
	for i := 0; i < min(len(lines), height); i++ {
		lines[i].draw(screen, x, y+i, width)
	}
}

// head is both ends with the states they are in at the selected packet.
func (p *statePane) head(width, height int) []line {
	c, row := p.m.snap.Conn(p.m.conn), p.m.snap.Row(p.m.sel)
	client, server := p.end(c, fsm.Client), p.end(c, fsm.Server)
	left, right := p.known(row.Moment, fsm.Client), p.known(row.Moment, fsm.Server)
	if left.width()+right.width()+2 > width { // the words go before the states do
		left, right = left[:2], right[len(right)-2:]
	}
	states := spread(left, right, width)
	if height < 5 {
		return nil
	}
	var out []line
	switch {
	case height < 8:
	case client.width()+server.width()+2 <= width:
		out = append(out, spread(client, server, width))
	case height >= 12:
		out = append(out, client.clip(width), spread(nil, server.clip(width), width))
	}
	out = append(out, states)
	if height >= 8 {
		text := fmt.Sprintf("── states after frame %d ", p.m.sel+1)
		out = append(out, line{{text + strings.Repeat("─", max(width-textWidth(text), 0)), p.m.th.dim}})
	}
	return out
}

// end names an end of the connection.
func (p *statePane) end(c *flows.Conn, r fsm.Role) line {
	role, addr := span{r.String(), p.m.th.label}, span{c.Sides[r].AddrPort().String(), p.m.th.side(r)}
	if r == fsm.Client {
		return line{role, {" ", p.m.th.text}, addr}
	}
	return line{addr, {" ", p.m.th.text}, role}
}

// known is the state an end is in, with how that is known as a mark and a word:
// the state at the outer edge.
func (p *statePane) known(now fsm.Moment, r fsm.Role) line {
	th, state, how := &p.m.th, now.State[r].String(), now.How[r]
	if state == "" {
		state = "?"
	}
	name, mark, word := span{state, th.side(r).Bold(true)}, string(marks[how]), span{how.String(), th.dim}
	if r == fsm.Client {
		return line{name, {" " + mark + " ", th.side(r)}, word}
	}
	return line{word, {" " + mark + " ", th.side(r)}, name}
}

// foot explains the marks, and what the capture cannot tell.
func (p *statePane) foot(width, height int) []line {
	if height < 12 {
		return nil
	}
	th, c := &p.m.th, p.m.snap.Conn(p.m.conn)
	var out []line
	if c.Guessed {
		out = wrapText("No SYN was captured: which end is the client is a guess.", width, th.warn)
	}
	if end, ok := unheard(p.m.snap, p.m.conn); ok {
		text := fmt.Sprintf("Nothing that the %s sent was captured: its states are inferred.", end)
		out = append(out, wrapText(text, width, th.warn)...)
	}
	legend := line{
		{string(marks[fsm.Observed]), th.text}, {" observed  ", th.dim},
		{string(marks[fsm.Inferred]), th.text}, {" inferred  ", th.dim},
		{string(marks[fsm.Unknown]), th.text}, {" unknown  ", th.dim},
		{sentAgain, th.warn}, {" sent again  ", th.dim}, {"x", th.bad}, {" lost", th.dim},
	}
	return append(out, legend.clip(width))
}

// nothing says why there is no connection to show.
func (p *statePane) nothing(width int) []line {
	m := p.m
	if m.sel == flows.NoRow {
		return []line{{{"No packet yet.", m.th.dim}}}
	}
	text := fmt.Sprintf("Frame %d belongs to no TCP connection.", m.sel+1)
	out := wrapText(text, width, m.th.text)
	if n := m.snap.Conns(); n > 0 {
		out = append(out, wrapText(fmt.Sprintf("Connections in this capture: %d.", n), width, m.th.dim)...)
	}
	return out
}

// wrapText breaks text between words into lines of at most width cells.
func wrapText(text string, width int, style tcell.Style) []line {
	var out []line
	current := ""
	for _, word := range strings.Fields(text) {
		switch {
		case current == "":
			current = word
		case textWidth(current)+1+textWidth(word) <= width:
			current += " " + word
		default:
			out, current = append(out, line{{current, style}}), word
		}
	}
	if current != "" {
		out = append(out, line{{current, style}})
	}
	return out
}
