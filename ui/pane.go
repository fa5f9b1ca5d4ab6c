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
