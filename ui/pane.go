package ui

import (
	"github.com/rivo/tview"

	"tcptui/keymap"
)

// pane is one part of the screen. It is drawn and asked only by the goroutine
// of the event loop.
type pane interface {
	tview.Primitive

	// Name is the title of the frame around it, already harmless text.
	Name() string

	// Refresh takes over what has changed in the model: the selection, the
	// snapshot or the filter. It is cheap when nothing did.
	Refresh(m *model)

	// Act does an action that concerns this pane while it has the focus, and
	// reports whether it did; what it leaves goes to the screen as a whole.
	Act(m *model, a keymap.Action) bool
}

// counter is a pane that does something of its own with a number that was typed
// before a key.
type counter interface {
	// Count does action a with number n, and reports whether it did.
	Count(m *model, a keymap.Action, n int) bool
}

// worded is a pane in which a key does different things, by what its cursor is on.
type worded interface {
	// Word is what the footer says of action a now; "" for what the keymap says.
	Word(a keymap.Action) string
}

// cell is what the cursor of a pane is on.
type cell struct {
	text   string // as it is copied: hostile text
	filter string // a display filter that keeps what has the same; "": there is none
	field  string // name of the field, for a column; "": it is none
}

// celled is a pane whose cursor is on something that can be copied, filtered by
// and made a column.
type celled interface {
	// Cell is what the cursor is on; false when it is on nothing.
	Cell(m *model) (cell, bool)

	// Line is the line that the cursor is on, as text: hostile.
	Line(m *model) string
}

// kind is a row of the table of panes.
type kind struct {
	scope  keymap.Scope  // where its keys are looked up
	open   keymap.Action // shows it alone; "": nothing does
	ofConn bool          // it shows the selected connection and nothing without one
	make   func(h host) pane
}

// kinds are the panes, by number.
var kinds = [numViews]kind{
	panePackets: {keymap.InPackets, "", false, func(h host) pane { return newPacketsPane(h) }},
	paneHeader:  {keymap.InHeader, "", false, func(host) pane { return newHeaderPane() }},
	paneState:   {keymap.InState, keymap.State, true, newStates},
	paneStream:  {keymap.InStream, keymap.Follow, true, func(h host) pane { return newStreamPane(h) }},
	paneBytes:   {keymap.InBytes, "", false, func(host) pane { return newHexPane() }},
	paneLayers:  {keymap.InLayers, "", false, func(host) pane { return newLayersPane() }},

	paneGraph:    {keymap.InGraph, keymap.Graphs, false, func(h host) pane { return newGraphPane(h) }},
	paneProblems: {keymap.InProblems, keymap.Problems, false, func(h host) pane { return newProblemsPane(h) }},
	paneStart:    {keymap.InStart, keymap.StartPage, false, func(h host) pane { return newStartPane(h) }},
	viewConns:    {keymap.InConns, keymap.Conns, false, func(h host) pane { return newConnsPane(h) }},
	viewStats:    {keymap.InStats, keymap.Stats, false, func(h host) pane { return newStatsPane(h) }},
	viewSockets:  {keymap.InSockets, keymap.Sockets, false, func(h host) pane { return newSocketsPane(h) }},
}

// viewOf is the pane that an action shows alone.
var viewOf = func() map[keymap.Action]int {
	of := make(map[keymap.Action]int)
	for i, k := range kinds {
		if k.open != "" {
			of[k.open] = i
		}
	}
	return of
}()
