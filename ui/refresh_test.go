package ui

import "testing"

// TestPaneGoesElsewhere: when a pane goes to another connection as soon as that is
// known, the panes before it, which were told already, know it before they are
// drawn.
func TestPaneGoesElsewhere(t *testing.T) {
	t.Parallel()
	st := stageOf(t, merged(t, "chat", "loss_sender", "duplicate"), 160, 48, darkTheme())
	atEnd(t, st.shell.stopWork)
	st.press("c", "R")
	p := st.shell.panes[viewConns].(*connsPane)
	st.until(p.settled)
	p.enters = true // as Enter before it was settled
	st.shell.refresh()
	st.draw()
	st.wants("Packets 1 of 60 of connection 2", "3 Connection 2 ", "4 Stream 2 of 4")
}
