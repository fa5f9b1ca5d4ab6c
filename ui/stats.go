package ui

import (
	"cmp"
	"slices"
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

	page  int
	layer int
	all   bool // also what the display filter does not keep
	tabs  [statPages][statLayers]statTab
}

// statTab is a page as it is shown.
type statTab struct {
	t       table
	lines   []statLine
	job     *statJob // that lines are of
	version int
	rows    int // of the snapshot, for the properties
	live    int // version of how a live capture is, for them too
	ready   bool
}

func newStatsPane(h host) *statsPane {
	p := &statsPane{Box: tview.NewBox(), h: h, pages: statTable()}
	p.rows = statJob{h: h, make: func(m *model) statCounter { return &rowCounter{reader: m.live.NewReader()} }}
	p.deep = statJob{h: h, make: func(m *model) statCounter { return frameCounter{m.live.NewFrameStats()} }}
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

// job is what counts for the page that is shown.
func (p *statsPane) job() *statJob {
	if page := &p.pages[p.page]; page.frames && !(page.layered && p.layer == statTCP) {
		return &p.deep
	}
	return &p.rows
}

// tabsWidth is the room from which the title names all pages.
const tabsWidth = 130

// Name is the page that is shown and, where there is room, the others, and of
// what it is.
func (p *statsPane) Name() string {
	if p.m == nil {
		return "Statistics"
	}
	var b strings.Builder
	shown := p.pages[p.page].name
	if p.pages[p.page].layered {
		shown += " " + statLayerNames[p.layer]
	}
	if _, _, w, _ := p.GetRect(); w < tabsWidth {
		b.WriteString("Statistics " + strconv.Itoa(p.page+1) + " of " + strconv.Itoa(statPages) + ": " + shown)
	} else {
		for i := range p.pages {
			name := strconv.Itoa(i+1) + " " + p.pages[i].name
			if i == p.page {
				name = "[" + strconv.Itoa(i+1) + " " + shown + "]"
			}
			if i > 0 {
				name = " " + name
			}
			b.WriteString(name)
		}
	}
	switch j := p.job(); {
	case j.run != nil:
		b.WriteString(" · counting " + group(int(j.result.done*100)) + " %")
	case j.stopped:
		b.WriteString(" · stopped at " + group(int(j.result.done*100)) + " %")
	}
	switch {
	case p.m.filt != nil && p.all:
		b.WriteString(" · of all packets")
	case p.m.filt != nil:
		b.WriteString(" · of displayed packets")
	}
	return b.String()
}

// Refresh takes over what the workers have counted.
func (p *statsPane) Refresh(m *model) {
	p.m = m
	j := p.job()
	j.take(m, p.all)
	tab := p.tab()
	live := 0
	if m.capture != nil {
		live = m.capture.version
	}
	properties := p.page == statCapture && (tab.rows != m.snap.Rows() || tab.live != live)
	if tab.ready && tab.job == j && tab.version == j.version && !properties {
		return
	}
	cursor, was := p.cursor(), tab.t.at
	tab.job, tab.version, tab.rows, tab.live, tab.ready = j, j.version, m.snap.Rows(), live, true
	tab.lines = j.result.lines[p.key()]
	if p.page == statCapture {
		tab.lines = captureLines(m, &j.result.whole)
	}
	if !p.pages[p.page].kept {
		tab.lines = slices.Clone(tab.lines) // its order is the pane's
	}
	p.sorted()
	tab.t.rows = len(tab.lines)
	if at := slices.IndexFunc(tab.lines, func(l statLine) bool { return l.text == cursor && was > 0 }); at >= 0 {
		tab.t.at = at
	}
	tab.t.clamp()
}

// cursor is what tells the line of the cursor from others.
func (p *statsPane) cursor() [2]string {
	if l := p.line(); l != nil {
		return l.text
	}
	return [2]string{}
}

// line is the line that the cursor is on, nil when there is none.
func (p *statsPane) line() *statLine {
	tab := p.tab()
	if tab.t.at < len(tab.lines) {
		return &tab.lines[tab.t.at]
	}
	return nil
}

// sorted puts the lines of the page into the order that is asked for.
func (p *statsPane) sorted() {
	tab := p.tab()
	if tab.t.sort < 0 {
		return
	}
	c := &p.pages[p.page].cols[tab.t.sort]
	slices.SortStableFunc(tab.lines, func(a, b statLine) int {
		if c.key != nil {
			return c.key(&a).order(c.key(&b), tab.t.downward)
		}
		n := cmp.Or(cmp.Compare(len(a.text[0]), len(b.text[0]))*numeric(&a, &b), c.words(&a, &b))
		if tab.t.downward {
			return -n
		}
		return n
	})
}

// numeric is 1 when both lines begin with a number, so that a longer one is
// larger.
func numeric(a, b *statLine) int {
	for _, l := range [...]*statLine{a, b} {
		if strings.Trim(l.text[0], "0123456789") != "" {
			return 0
		}
	}
	return 1
}

// Busy reports whether something is to be counted later.
func (p *statsPane) Busy() bool { return p.m != nil && p.job().busy(p.m) }

// Draw draws the page.
func (p *statsPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, w, h := p.GetInnerRect()
	if p.m == nil || w < 1 || h < 1 {
		return
	}
	empty := "There is nothing of this kind" + soFar(p.m) + "."
	switch j := p.job(); {
	case j.run != nil:
		empty = "counting"
	case p.m.filt != nil && !p.all:
		empty = "The display filter keeps nothing of this kind; " + p.h.sign(keymap.StatsOfAll) + " counts all packets."
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
		if p.job().stop() {
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
	p.sorted()
	t.clamp()
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
