package ui

// statWork makes the lines of pages, and keeps them up to date with the capture.
type statWork interface {
	// take takes over what was made, and goes on; all is of all packets, else it is of
	// those that are displayed.
	take(m *model, all bool)

	edition() int // another one after each change of what was found
	found(m *model, k statKey) []statLine

	busy(m *model) bool // something is to be made that nothing else rings for
	stop() bool         // ends the making, and reports whether there was something to end

	// state is whether something is being made, what the title says of it, and what the
	// page says while there is no line; "" for nothing.
	state() (runs bool, title, empty string)
}

var _, _ statWork = (*statJob)(nil), (*connWork)(nil)
