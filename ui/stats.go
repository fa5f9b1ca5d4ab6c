package ui

import (
	"strconv"
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/keymap"
)

// statsPane is the statistics of the capture, a page of them at a time. They are
// counted by workers: what the index tells, and, for the pages that need it, what
// the frames tell. What was counted of a capture that is still being read is shown
// and grows.
type statsPane struct {
	*tview.Box
	h     host
	m     *model // nil before the first Refresh
	pages [statPages]statPage
	rows  statJob
	deep  statJob // frames are read again
	conn  connWork

	page  int
	layer int
	all   bool // also what the display filter does not keep
	tabs  [statPages][statLayers]statTab
}

// statTab is a page as it is shown.
type statTab struct {
	t       table
	given   []statLine        // as they were counted
	lines   []statLine        // as they are shown: of given, or of those before while they are sorted
	run     *task[[]statLine] // sorts them; nil: nobody does
	work    statWork          // that given is of
	version int
	rows    int // of the snapshot, for the properties
	live    int // version of how a live capture is, for them too
	ready   bool
}

func newStatsPane(h host) *statsPane {
	p := &statsPane{Box: tview.NewBox(), h: h, pages: statTable()}
	p.rows = statJob{h: h, make: func(m *model) statCounter { return &rowCounter{reader: m.live.NewReader()} }}
	p.deep = statJob{h: h, make: func(m *model) statCounter { return frameCounter{m.live.NewFrameStats()} }}
	p.conn = connWork{h: h, of: summed{id: flows.NoConn}}
	for i := range p.pages {
		for k := range p.tabs[i] {
			tab := &p.tabs[i][k]
			tab.t = table{cells: true, sort: p.pages[i].sort, downward: true, cell: func(row, col int) span {
				return p.pages[i].cols[col].text(&statCells{&p.m.th}, &tab.lines[row])
			}}
			if p.pages[i].kept {
				tab.t.sort = -1
			}
			for _, c := range p.pages[i].cols {
				tab.t.cols = append(tab.t.cols, c.tableColumn)
			}
		}
	}
	return p
}

// key is the page that is shown, and its layer.
func (p *statsPane) key() statKey {
	if p.pages[p.page].layered {
		return statKey{p.page, p.layer}
	}
	return statKey{p.page, 0}
}

func (p *statsPane) tab() *statTab {
	k := p.key()
	return &p.tabs[k.page][k.layer]
}

// work is what makes the lines of the page that is shown.
func (p *statsPane) work() statWork {
	if p.pages[p.page].whole {
		return &p.conn
	}
	return p.job()
}

// job is what counts for the page that is shown, if it is not that of a connection.
func (p *statsPane) job() *statJob {
	if page := &p.pages[p.page]; page.frames && !(page.layered && p.layer == statTCP) {
		return &p.deep
	}
	return &p.rows
}

// Refresh takes over what the workers have counted.
func (p *statsPane) Refresh(m *model) {
	p.m = m
	work := p.work()
	work.take(m, p.all)
	tab := p.tab()
	if tab.sorts() {
		return // what is newer comes after
	}
	live := 0
	if m.capture != nil {
		live = m.capture.version
	}
	properties := p.page == statCapture && (tab.rows != m.snap.Rows() || tab.live != live)
	if tab.ready && tab.work == work && tab.version == work.edition() && !properties {
		return
	}
	tab.work, tab.version, tab.rows, tab.live, tab.ready = work, work.edition(), m.snap.Rows(), live, true
	tab.given = work.found(m, p.key())
	tab.arrange(p.h, &p.pages[p.page], tab.given)
}

// line is the line that the cursor is on, nil when there is none.
func (p *statsPane) line() *statLine { return p.tab().line() }

// Busy reports whether something is to be counted later.
func (p *statsPane) Busy() bool { return p.m != nil && p.work().busy(p.m) }

// Draw draws the page.
func (p *statsPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, w, h := p.GetInnerRect()
	if p.m == nil || w < 1 || h < 1 {
		return
	}
	_, _, empty := p.work().state()
	switch {
	case empty != "":
	case p.tab().run != nil:
		empty = "sorting"
	case p.m.filt != nil && !p.all && !p.pages[p.page].whole:
		empty = "The display filter keeps nothing of this kind; " + p.h.sign(keymap.StatsOfAll) + " counts all packets."
	default:
		empty = "There is nothing of this kind" + soFar(p.m) + "."
	}
	p.tab().t.draw(screen, rect{x, y, w, h}, &p.m.th, p.HasFocus(), empty)
}

// MouseHandler moves the cursor, sorts, and goes to packets with a double click.
func (p *statsPane) MouseHandler() mouseHandler {
	return p.tab().t.mouse(p.Box, p, nil, p.sortBy, p.enter)
}

// Act does an action in the statistics.
func (p *statsPane) Act(m *model, a keymap.Action) bool {
	if p.tab().t.act(a) {
		return true
	}
	t := &p.tab().t
	switch a {
	case keymap.NextPage:
		p.turn(+1)
	case keymap.PrevPage:
		p.turn(-1)
	case keymap.NextLayer:
		if !p.pages[p.page].layered {
			p.h.say("this page is of no layer: endpoints and conversations are")
			break
		}
		p.layer = (p.layer + 1) % statLayers
	case keymap.StatsOfAll:
		if m.filt == nil {
			p.h.say("there is no display filter: all packets are counted")
			break
		}
		p.all = !p.all
	case keymap.SortPrev:
		p.sortNeighbour(-1)
	case keymap.SortNext:
		p.sortNeighbour(+1)
	case keymap.SortTurn:
		p.sortBy(t.sort)
	case keymap.Enter:
		p.enter()
	case keymap.Back:
		if p.work().stop() {
			p.h.say("counting has been stopped; " + p.h.sign(keymap.Back) + " again goes back")
			return true
		}
		return false
	default:
		return false
	}
	return true
}

// turn goes to another page.
func (p *statsPane) turn(step int) { p.page = (p.page + statPages + step) % statPages }

// Count goes to the page of a number, or does with lines what a number does.
func (p *statsPane) Count(_ *model, a keymap.Action, n int) bool {
	if a == keymap.NextPage || a == keymap.PrevPage {
		if n < 1 || n > statPages {
			p.h.say("there are pages 1 to " + strconv.Itoa(statPages))
			return true
		}
		p.page = n - 1
		return true
	}
	return p.tab().t.count(a, n)
}

// sortBy sorts by a column, or the other way where it is sorted by it already.
func (p *statsPane) sortBy(col int) {
	t, page := &p.tab().t, &p.pages[p.page]
	if page.kept || col < 0 || page.cols[col].key == nil && page.cols[col].words == nil {
		p.h.say("this page has an order of its own")
		return
	}
	if col == t.sort {
		t.downward = !t.downward
	} else {
		t.sort, t.downward = col, page.cols[col].key != nil
	}
	t.at = 0
	t.toColumn(col)
	tab := p.tab()
	lines := tab.lines // equal ones stay as they were sorted before
	if tab.run != nil {
		lines = tab.given
	}
	tab.arrange(p.h, page, lines)
}

func (p *statsPane) sortNeighbour(step int) {
	t := &p.tab().t
	if col := t.sort + step; t.sort < 0 || col >= 0 && col < len(t.cols) {
		p.sortBy(col)
	}
}

// enter goes to the packets that the line of the cursor counts.
func (p *statsPane) enter() {
	l := p.line()
	if l == nil || l.filter == nil {
		p.h.say("this line counts no packets of its own")
		return
	}
	what := listing{row: flows.NoRow, only: flows.NoConn, filter: l.filter()}
	if l.about {
		what.row = p.m.firstKept(l.conn)
	}
	if g := p.m.filt; g != nil && !p.all {
		what.filter = both(g.f.String(), what.filter)
	}
	p.h.list(what)
}

// both is a display filter that keeps what both keep; "" keeps everything.
func both(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return "(" + a + ") && (" + b + ")"
}

// Cell is what the cursor is on.
func (p *statsPane) Cell(*model) (cell, bool) {
	l := p.line()
	if l == nil {
		return cell{}, false
	}
	c := cell{text: p.plain(l, p.tab().t.col)}
	if l.filter != nil {
		c.filter = l.filter()
	}
	return c, true
}

// Line is the line that the cursor is on, its columns with a tab between.
func (p *statsPane) Line(*model) string {
	l := p.line()
	if l == nil {
		return ""
	}
	cells := make([]string, len(p.pages[p.page].cols))
	for i := range cells {
		cells[i] = p.plain(l, i)
	}
	return strings.Join(cells, "\t")
}

func (p *statsPane) plain(l *statLine, col int) string {
	return strings.TrimSpace(p.pages[p.page].cols[col].text(&statCells{&p.m.th}, l).text)
}
