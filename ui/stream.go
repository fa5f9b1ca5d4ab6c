package ui

import (
	"context"
	"fmt"

	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/keymap"
)

// streamPane shows what both ends of the selected connection sent, in the order
// in which it became complete, in one of the forms. The bytes of the selected
// packet are marked.
//
// Nothing of the stream's bytes is kept: a worker puts together where they are
// (streamFeed), and what is on the screen is read from the capture when it is
// laid out (streamBlocks).
type streamPane struct {
	*tview.Box
	h host
	m *model // as of the last Refresh

	form  int       // of streamForms
	side  streamEnd // whose bytes are shown
	marks bool      // the margin has packets' numbers and times

	conn flows.ConnID
	feed *streamFeed       // while work is nil
	work *task[streamFed]  // that has the feed
	fed  streamFed         // as far as it is known here
	src  streamSource      // of its bytes
	sel  uint32            // the selected row that was looked for, or NoRow
	owed bool              // sel is to be brought into view when its bytes are there
	tail bool              // the cursor stays at the end while more comes
	find *streamSearch     // nil: nothing is being searched for
	lit  streamHighlighter // what is highlighted

	cache  map[int][]streamLine // blocks that were laid out for width
	cached int                  // lines in it
	width  int                  // of the text
	page   int
	top    spot
	cursor spot
}

var (
	_ finder = (*streamPane)(nil)
	_ celled = (*streamPane)(nil)
	_ saver  = (*streamPane)(nil)
)

// streamEnd is whose bytes are shown.
type streamEnd int

const (
	bothEnds streamEnd = iota
	clientEnd
	serverEnd
	numEnds
)

// endNames say what is shown.
var endNames = [numEnds]string{bothEnds: "both ends", clientEnd: "client only", serverEnd: "server only"}

// shows reports whether what an end sent is shown.
func (e streamEnd) shows(from fsm.Role) bool {
	return e == bothEnds || (e == clientEnd) == (from == fsm.Client)
}

// cacheMost is how many lines are kept laid out.
const cacheMost = 1 << 16

func newStreamPane(h host) *streamPane {
	return &streamPane{Box: tview.NewBox(), h: h, conn: flows.NoConn, sel: flows.NoRow}
}

// Name is the stream's number, how it is shown and what each end sent.
func (p *streamPane) Name() string {
	if p.conn == flows.NoConn {
		return "Stream"
	}
	name := fmt.Sprintf("Stream %d of %s · %s", p.conn, group(p.m.snap.Conns()), streamForms[p.form].name)
	if p.side != bothEnds {
		name += " · " + endNames[p.side]
	}
	name += fmt.Sprintf("  ▸ %s B  ◂ %s B", thousands(p.fed.dirs[fsm.Client].bytes), thousands(p.fed.dirs[fsm.Server].bytes))
	if end, ok := unheard(p.m.snap, p.conn); ok {
		name += "  " + end.String() + " not captured"
	}
	if n := p.fed.gaps; n > 0 {
		name += "  " + plural(n, "gap")
	}
	if n := p.fed.clashed; n == 1 {
		name += "  1 overlap differs"
	} else if n > 1 {
		name += "  " + plural(n, "overlap") + " differ"
	}
	if p.find != nil {
		return name + "  " + p.find.progress()
	}
	if n := p.m.snap.Conn(p.conn).Segments(); p.Busy() && n > 0 {
		name += fmt.Sprintf("  reading %d %%", min(100*uint64(p.fed.rows)/uint64(n), 100))
	}
	return name
}

// Refresh takes over the selection and what was put together of the connection;
// Busy tells whether something is left.
func (p *streamPane) Refresh(m *model) {
	p.m = m
	if m.conn != p.conn {
		p.open(m)
	}
	if p.conn == flows.NoConn {
		return
	}
	p.take()
	if m.sel != p.sel {
		p.sel, p.owed = m.sel, true
	}
	p.reveal()
}

// Busy reports whether a worker is putting together the connection's stream, or
// searches it.
func (p *streamPane) Busy() bool { return p.work != nil || p.find != nil }

// open turns to the connection that is selected. How it is shown stays.
func (p *streamPane) open(m *model) {
	p.close()
	*p = streamPane{Box: p.Box, h: p.h, m: m, conn: m.conn, sel: flows.NoRow, page: p.page, width: p.width,
		form: p.form, side: p.side, marks: p.marks, lit: p.lit}
	p.forget()
	if p.conn == flows.NoConn {
		return
	}
	p.feed = newStreamFeed(m.live, p.conn)
	p.src = newStreamSource(m, m.live.NewReader(), func() *flows.Snapshot { return p.m.snap })
}

// newStreamSource reads the bytes of the selected connection through r.
func newStreamSource(m *model, r *flows.Reader, snap func() *flows.Snapshot) streamSource {
	return streamSource{
		read:  func(piece *flows.Piece) ([]byte, error) { return piece.Bytes(snap(), r) },
		time:  func(row uint32) int64 { return snap().Row(row).Time },
		node0: m.snap.Row(m.snap.Conn(m.conn).First).From,
	}
}

// close ends the workers.
func (p *streamPane) close() {
	p.work.stop()
	p.drop()
}

// take takes over what was put together, and sees to it that the rest will be.
func (p *streamPane) take() {
	if p.work != nil {
		over, _ := p.work.over()
		if fed, fresh := p.work.take(); fresh {
			p.show(fed)
		}
		if !over {
			return
		}
		p.work = nil
	}
	if !p.feed.behind(p.m.snap) {
		return
	}
	done := p.feed.run(context.Background(), p.m.snap, feedAtOnce)
	p.show(p.feed.now)
	if !done {
		p.work = p.feed.start(p.h, p.m.snap)
	}
}

// show takes over a stream that has grown.
func (p *streamPane) show(fed streamFed) {
	grown := len(fed.pieces) > len(p.fed.pieces) || len(fed.clashes) > len(p.fed.clashes)
	p.fed = fed
	if !grown {
		return
	}
	p.forget()
	if first, ok := p.first(); ok && p.hidden(p.cursor.block) {
		p.cursor, p.top = first, first
	}
	if p.tail {
		p.toEnd()
	}
}

// forget drops what was laid out.
func (p *streamPane) forget() {
	p.cache, p.cached = nil, 0
	p.lit.forget()
}

// lines returns a block laid out.
func (p *streamPane) lines(block int) []streamLine {
	if l, ok := p.cache[block]; ok {
		return l
	}
	if p.cache == nil || p.cached > cacheMost {
		p.cache, p.cached = make(map[int][]streamLine), 0
		p.lit.forget()
	}
	form := &streamForms[p.form]
	l := p.fed.layout(block, form, p.width, &p.src)
	if first, _ := p.first(); form.lead && block == first.block {
		t := streamText{width: max(p.width, 1)}
		t.rows(streamLead(p.m.snap, p.conn), nil, int(p.fed.at(block).first))
		l = append(t.lines, l...)
	}
	p.cache[block] = l
	p.cached += len(l) + 1
	return l
}

// Act moves the cursor through the stream and changes how it is shown; Enter
// goes to the packet that brought the line.
func (p *streamPane) Act(m *model, a keymap.Action) bool {
	if m.conn != flows.NoConn && p.looks(a) {
		return true
	}
	if _, ok := p.first(); !ok {
		return false
	}
	page := max(p.page-1, 1)
	p.tail = false
	switch a {
	case keymap.Up:
		p.move(-1)
	case keymap.Down:
		p.move(1)
	case keymap.PageUp:
		p.move(-page)
	case keymap.PageDown:
		p.move(page)
	case keymap.HalfPageUp:
		p.move(-max(page/2, 1))
	case keymap.HalfPageDown:
		p.move(max(page/2, 1))
	case keymap.Home:
		p.cursor, _ = p.first()
		p.follow()
	case keymap.End:
		p.tail = !p.fed.whole
		p.toEnd()
	case keymap.Enter:
		return p.jump(p.cursor)
	case keymap.Back:
		return p.drop()
	default:
		return false
	}
	p.owed = false
	return true
}

// looks does the actions that change how the stream is shown.
func (p *streamPane) looks(a keymap.Action) bool {
	switch a {
	case keymap.StreamForm:
		p.setForm((p.form + 1) % numForms)
	case keymap.StreamForms:
		p.askForm()
	case keymap.StreamSide:
		p.setSide((p.side + 1) % numEnds)
	case keymap.StreamMarks:
		p.marks = !p.marks
	default:
		return false
	}
	return true
}

// setForm shows the stream in another form. The packet at the cursor stays.
func (p *streamPane) setForm(form int) {
	cursor := p.pieceAt(p.cursor)
	p.drop()
	p.form = form
	p.forget()
	p.back(cursor)
}

// setSide shows what one end sent, or both. The cursor stays at its packet, or
// goes to the nearest that is shown.
func (p *streamPane) setSide(side streamEnd) {
	cursor := p.pieceAt(p.cursor)
	p.drop()
	p.side = side
	p.forget()
	p.back(cursor)
	p.h.say("stream: " + endNames[side])
}

// back brings the cursor back to a piece, or -1, in a new layout.
func (p *streamPane) back(piece int) {
	if _, ok := p.first(); !ok {
		return
	}
	if p.cursor = p.visible(p.cursor); piece >= 0 && p.side.shows(p.fed.pieces[piece].From) {
		p.cursor = p.spotOf(p.cursor.block, piece)
	}
	p.put()
}

// askForm opens the menu of forms.
func (p *streamPane) askForm() {
	u := &menu{title: "Show the stream as", at: p.form}
	for i := range streamForms {
		f := &streamForms[i]
		u.items = append(u.items, menuItem{key: f.key, text: f.name, note: f.note, do: func() { p.setForm(i) }})
	}
	p.h.choose(u)
}

// jump goes to the packet that brought what is on a line.
func (p *streamPane) jump(at spot) bool {
	piece := p.pieceAt(at)
	if piece < 0 {
		return false
	}
	p.sel, p.owed = p.fed.pieces[piece].Row, false // it is where the user looks: nothing is to be scrolled
	p.h.see(p.sel)
	return true
}
