package ui

// finder is a pane that can be searched.
type finder interface {
	// Find goes to the next line that matches, forward or back, from the cursor on, and reports whether there is one; wrapped says that the search went past an end. It is called again while Busy.
	Find(m *model, match func(line string) bool, back bool) (found, wrapped bool)
	// Lit sets what is highlighted on the screen; nil: nothing.
	Lit(match func(line string) [][2]int)
}
