package ui

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/keymap"
)

// statePane shows the connection of the selected packet: the RFC 9293 states
// both ends are in at that packet, and the ladder of its segments.
type statePane struct {
	*tview.Box
	m *model // as of the last Refresh

	sel  uint32       // the selected row that is kept in view
	conn flows.ConnID // whose ladder is shown
	top  int          // line of the ladder at the top
	page int          // lines of the ladder on the screen, as last drawn
	y    int          // where they begin
}

func newStatePane() *statePane {
	return &statePane{Box: tview.NewBox(), sel: flows.NoRow, conn: flows.NoConn}
}

// Name is the connection and its two ends.
func (p *statePane) Name() string {
	if p.m == nil || p.m.conn == flows.NoConn {
		return "Connection"
	}
	c := p.m.snap.Conn(p.m.conn)
	return fmt.Sprintf("Connection %d  %s ⇄ %s", c.ID, c.Sides[fsm.Client].AddrPort(), c.Sides[fsm.Server].AddrPort())
}

// Refresh takes over the selection.
func (p *statePane) Refresh(m *model) {
	p.m = m
	if m.conn != p.conn {
		p.conn, p.top = m.conn, 0
	}
	if m.sel != p.sel {
		p.sel = m.sel
		p.reveal()
	}
}

// reveal scrolls so that the selected segment is in view, with a line or two
// around it where there are any.
func (p *statePane) reveal() {
	at := p.m.placeInConn()
	if at < 0 || p.page == 0 {
		return
	}
	around := min(2, (p.page-1)/2)
	p.top = min(p.top, at-around)
	p.top = max(p.top, at+around-p.page+1)
	p.clamp()
}

func (p *statePane) clamp() {
	p.top = max(min(p.top, len(p.m.connRows)+1-p.page), 0)
}

// Act moves the selection along the connection.
func (p *statePane) Act(m *model, a keymap.Action) bool {
	at := m.placeInConn()
	if at < 0 {
		return false
	}
	switch a {
	case keymap.Up:
		at--
	case keymap.Down:
		at++
	case keymap.PageUp:
		at -= max(p.page-1, 1)
	case keymap.PageDown:
		at += max(p.page-1, 1)
	case keymap.Home:
		at = 0
	case keymap.End:
		at = len(m.connRows) - 1
	default:
		return false
	}
	m.selectRow(m.connRows[max(min(at, len(m.connRows)-1), 0)])
	return true
}

// MouseHandler selects the segment that is clicked and scrolls the ladder.
func (p *statePane) MouseHandler() func(tview.MouseAction, *tcell.EventMouse, func(tview.Primitive)) (bool, tview.Primitive) {
	return p.WrapMouseHandler(func(action tview.MouseAction, event *tcell.EventMouse, setFocus func(tview.Primitive)) (bool, tview.Primitive) {
		x, y := event.Position()
		if p.m == nil || !p.InRect(x, y) {
			return false, nil
		}
		switch action {
		case tview.MouseLeftDown:
			setFocus(p)
		case tview.MouseLeftClick:
			if i := p.top + y - p.y; y >= p.y && i < len(p.m.connRows) {
				p.m.selectRow(p.m.connRows[i])
			}
		case tview.MouseScrollUp:
			p.top -= wheelLines
			p.clamp()
		case tview.MouseScrollDown:
			p.top += wheelLines
			p.clamp()
		default:
			return false, nil
		}
		return true, nil
	})
}

// wheelLines is how far one notch of the mouse wheel scrolls.
const wheelLines = 3

// Draw draws the pane.
func (p *statePane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, width, height := p.GetInnerRect()
	if p.m == nil || width < 1 || height < 1 {
		return
	}
	at := p.m.placeInConn()
	if at < 0 {
		p.y, p.page = y, 0
		drawLines(screen, x, y, width, height, p.nothing(width))
		return
	}
	head, foot := p.head(width, height), p.foot(width, height)
	drawLines(screen, x, y, width, height, head)
	page := max(height-len(head)-len(foot), 0)
	p.y = y + len(head)
	if page != p.page {
		p.page = page
		p.reveal()
	}
	p.clamp()
	l := newLadder(p.m, width)
	for i := 0; i < page && p.top+i < l.len(); i++ {
		here := p.top+i == at
		text := l.line(p.top+i, here || i == 0)
		switch {
		case here && p.HasFocus():
			text = text.on(p.m.th.selected, width)
		case here:
			text = text.on(p.m.th.marked, width)
		}
		text.draw(screen, x, p.y+i, width)
	}
	drawLines(screen, x, p.y+page, width, len(foot), foot)
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
	legend := line{
		{string(marks[fsm.Observed]), th.text}, {" observed  ", th.dim},
		{string(marks[fsm.Inferred]), th.text}, {" inferred  ", th.dim},
		{string(marks[fsm.Unknown]), th.text}, {" unknown  ", th.dim},
		{sentAgain, th.warn}, {" sent again", th.dim},
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
