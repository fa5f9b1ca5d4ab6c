package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/rivo/tview"

	"tcptui/capture"
	"tcptui/keymap"
)

// StartPage is what can be opened from the start page.
type StartPage struct {
	Recent  []Recent
	Samples []Sample
	Lab     []Sample // scenarios that can be played

	// Interfaces returns the interfaces when a time has passed. Goroutines of their own
	// call it; when ctx ends nobody waits for it any more. nil: those of this host.
	Interfaces func(ctx context.Context, after time.Duration) ([]capture.InterfaceInfo, error)
}

// Recent is a capture that was opened before.
type Recent struct {
	Path    string // absolute: hostile text
	Size    int64  // bytes, as it was then
	Packets int    // as far as they were read then; 0: not known
	Opened  time.Time
	Place   int // number of the packet where the user was; 0: not known
}

// Sample is a capture that comes with the program.
type Sample struct {
	Name  string
	Shows string // one line: what happens in it
}

// startPane is the page from which captures are opened: recent ones, samples, and
// the interfaces of this host with what goes through them.
type startPane struct {
	*tview.Box
	h    host
	m    *model
	page StartPage

	items   []startItem
	at, top int
	rows    int  // lines for items, as last drawn
	first   int  // line of the screen with the first of them
	stale   bool // the page was left meanwhile

	watch   *task[[]capture.InterfaceInfo] // the next look at the interfaces
	devices []activity
	failed  error // why the interfaces are not known
}

// startItem is a line of the page that can be chosen.
type startItem struct {
	heading string                 // of the section that begins with it; "" within one
	choice  Choice                 // zero for an interface, and for what asks for a name
	device  *capture.InterfaceInfo // nil: it is no interface
	view    int                    // pane that it opens; 0: it is something else
	name    string
	note    string
}

func newStartPane(h host) *startPane { return &startPane{Box: tview.NewBox(), h: h} }

// Name is the title.
func (p *startPane) Name() string { return "Open a capture" }

// Focus looks again at what can be opened.
func (p *startPane) Focus(delegate func(tview.Primitive)) {
	p.Box.Focus(delegate)
	p.stale = true
}

// Refresh looks at the interfaces once in a while, as long as the page is shown.
func (p *startPane) Refresh(m *model) {
	if p.m == nil || p.stale {
		p.page, p.stale = p.h.startPage(), false
		p.relist()
	}
	if p.m == nil {
		p.watch = p.look(0)
	}
	p.m = m
	ended, err := p.watch.over()
	if !ended {
		return
	}
	now, _ := p.watch.take()
	p.failed = err
	p.devices = counted(p.devices, now)
	p.relist()
	p.watch = p.look(lookEvery)
}

// relist makes the items. The cursor stays on what it is on.
func (p *startPane) relist() {
	var on startItem
	if p.at < len(p.items) {
		on = p.items[p.at]
	}
	p.items = p.items[:0]
	section := ""
	add := func(title string, item startItem) {
		if title != section {
			section, item.heading = title, title
		}
		if p.items = append(p.items, item); item.is(on) {
			p.at = len(p.items) - 1
		}
	}
	for _, r := range p.page.Recent {
		add("Opened before", startItem{choice: Choice{Path: r.Path}, name: r.Path, note: r.note()})
	}
	add("Files", startItem{name: "open a file ...", note: "asks for its name; Tab completes it"})
	for i := range p.devices {
		add("Interfaces of this host", startItem{device: &p.devices[i].InterfaceInfo, name: p.devices[i].Name, note: p.devices[i].note()})
	}
	if p.h.mayAskKernel() {
		add("This host", startItem{view: viewSockets, name: "TCP sockets", note: "who holds them, and who leaks them"})
	}
	for _, s := range p.page.Samples {
		add("Samples, recorded from a real kernel", startItem{choice: Choice{Sample: s.Name}, name: s.Name, note: s.Shows})
	}
	for _, s := range p.page.Lab {
		add("Lab, played now by real sockets", startItem{choice: Choice{Scenario: s.Name}, name: s.Name, note: s.Shows})
	}
	p.at = max(min(p.at, len(p.items)-1), 0)
}

// is reports whether both are the same thing, whatever is said of it now.
func (i *startItem) is(j startItem) bool {
	return i.choice == j.choice && (i.device != nil) == (j.device != nil) && i.view == j.view && i.name == j.name
}

// note says what is remembered of a capture; what may be cut off comes last.
func (r *Recent) note() string {
	var parts []string
	if r.Packets > 0 {
		parts = append(parts, plural(r.Packets, "packet"))
	}
	if !r.Opened.IsZero() {
		parts = append(parts, r.Opened.Format("2006-01-02 15:04"))
	}
	return strings.Join(append(parts, bytesText(int(r.Size))), ", ")
}

// Act moves the cursor and opens what it is on.
func (p *startPane) Act(_ *model, a keymap.Action) bool {
	page := max(p.rows-1, 1)
	switch a {
	case keymap.Up:
		p.at--
	case keymap.Down:
		p.at++
	case keymap.PageUp:
		p.at -= page
	case keymap.PageDown:
		p.at += page
	case keymap.Home:
		p.at = 0
	case keymap.End:
		p.at = len(p.items) - 1
	case keymap.Enter:
		p.open()
	default:
		return false
	}
	p.at = max(min(p.at, len(p.items)-1), 0)
	return true
}

// open opens what the cursor is on.
func (p *startPane) open() {
	if p.at >= len(p.items) {
		return
	}
	switch item := &p.items[p.at]; {
	case item.view != 0:
		p.h.open(item.view)
	case item.device != nil && item.device.MayCapture:
		p.h.openCapture(Choice{Interface: item.name})
	case item.device != nil:
		p.h.say(cannotCapture(item.device))
	case item.choice == Choice{}:
		p.h.askFile()
	default:
		p.h.openCapture(item.choice)
	}
}

// cannotCapture says why an interface cannot be captured on, and what to do.
func cannotCapture(d *capture.InterfaceInfo) string {
	text := "it cannot be captured on: " + d.Why
	if d.Fix != "" {
		text += "; " + d.Fix
	}
	return text
}

// Cell is what the cursor is on.
func (p *startPane) Cell(_ *model) (cell, bool) {
	if p.at >= len(p.items) {
		return cell{}, false
	}
	return cell{text: p.items[p.at].name}, true
}

// Line is the line that the cursor is on.
func (p *startPane) Line(_ *model) string {
	if p.at >= len(p.items) {
		return ""
	}
	return fmt.Sprintf("%s  %s", p.items[p.at].name, p.items[p.at].note)
}

// MouseHandler selects the line that is clicked; a second click on it opens it.
func (p *startPane) MouseHandler() mouseHandler {
	return paneMouse(p.Box, p, func() bool { return p.m != nil }, func(_, y int) {
		lines := p.layout()
		if i := p.top + y - p.first; y >= p.first && i < len(lines) && lines[i] >= 0 {
			again := lines[i] == p.at
			if p.at = lines[i]; again {
				p.open()
			}
		}
	}, func(_, _, lines int) {
		p.at = max(min(p.at+lines, len(p.items)-1), 0)
	})
}
