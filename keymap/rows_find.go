package keymap

// What finds, marks, copies and filters by what the cursor is on, and the command
// line.
const (
	Find     Action = "find"
	FindNext Action = "find-next"
	FindPrev Action = "find-previous"

	NextReset   Action = "next-reset"
	PrevReset   Action = "previous-reset"
	NextProblem Action = "next-problem"
	PrevProblem Action = "previous-problem"

	NextKind   Action = "next-kind"
	PrevKind   Action = "previous-kind"
	IgnoreCase Action = "ignore-case"
	Regular    Action = "regular-expression"

	Mark     Action = "mark"
	SetMark  Action = "set-mark"
	GoMark   Action = "go-to-mark"
	NextMark Action = "next-mark"
	PrevMark Action = "previous-mark"
	TimeRef  Action = "time-reference"

	Copy       Action = "copy"
	CopyToFile Action = "copy-to-file"
	Apply      Action = "apply-as-filter"

	Command      Action = "command-line"
	SavedFilters Action = "saved-filters"
	SaveFilter   Action = "save-filter"
)

// findRows are the keys that find, mark, copy and filter in every pane.
func findRows() []Binding {
	return []Binding{
		{Action: Find, Keys: keys("Ctrl-F"), Where: Screen, Group: groupFind, Help: "asks what to find, here or in the packets", Footer: "find", Rank: 10},
		{Action: FindNext, Keys: keys("n"), Where: Screen, Group: groupFind, Help: "the next match"},
		{Action: FindPrev, Keys: keys("N"), Where: Screen, Group: groupFind, Help: "the match before"},
		{Action: NextProblem, Keys: keys("."), Where: Screen, Group: groupFind, Help: "the next packet that the scroll bar warns of", Footer: "problem", Rank: 10},
		{Action: PrevProblem, Keys: keys(","), Where: Screen, Group: groupFind, Help: "the one before", Footer: "problem", Rank: 10},
		{Action: NextReset, Keys: keys("x"), Where: Screen, Group: groupFind, Help: "the next reset (RST)", Footer: "reset", Rank: 10},
		{Action: PrevReset, Keys: keys("X"), Where: Screen, Group: groupFind, Help: "the reset before", Footer: "reset", Rank: 10},
		{Action: Mark, Keys: keys("M"), Where: Screen, Group: groupFind, Help: "marks the packet, or takes the mark away"},
		{Action: NextMark, Keys: keys("Alt-n"), Where: Screen, Group: groupFind, Help: "the next marked packet"},
		{Action: PrevMark, Keys: keys("Alt-p"), Where: Screen, Group: groupFind, Help: "the marked packet before"},
		{Action: SetMark, Keys: keys("m"), Where: Screen, Group: groupFind, Help: "and a letter: a mark with that name"},
		{Action: GoMark, Keys: keys("'"), Where: Screen, Group: groupFind, Help: "and a letter: to that mark; '': to before"},
		{Action: TimeRef, Keys: keys("T"), Where: Screen, Group: groupFind, Help: "times count from this packet on, or no more"},
		{Action: Copy, Keys: keys("y"), Where: Screen, Group: groupFind, Help: "copies a value, a row, bytes, the stream", Footer: "copy", Rank: 16},
		{Action: CopyToFile, Keys: keys("Y"), Where: Screen, Group: groupFind, Help: "the same, into a file"},
		{Action: Apply, Keys: keys("a"), Where: Screen, Group: groupFind, Help: "a display filter of what the cursor is on", Footer: "as filter", Rank: 16},
		{Action: Command, Keys: keys(":"), Where: Screen, Group: groupGo, Help: "a packet's number, or a command", Footer: "command", Rank: 16},

		{Action: Find, Keys: keys("Ctrl-F"), Where: InHelp, Group: groupHelp, Help: "asks what to find in the help", Footer: "find", Rank: 6},
		{Action: FindNext, Keys: keys("n"), Where: InHelp, Group: groupHelp, Help: "the next match"},
		{Action: FindPrev, Keys: keys("N"), Where: InHelp, Group: groupHelp, Help: "the match before"},
	}
}

// typingRows are the keys of a line with a cursor and a history. up and down say
// what the history is of.
func typingRows(where Scope, group, up, down string) []Binding {
	return []Binding{
		{Action: Back, Keys: keys("Esc", "Ctrl-G"), Where: where, Group: group, Help: "leave it, everything stays as it is", Footer: "cancel", Rank: 2},
		{Action: Up, Keys: keys("Up", "Ctrl-P"), Where: where, Group: group, Help: up, Footer: "earlier", Rank: 5},
		{Action: Down, Keys: keys("Down", "Ctrl-N"), Where: where, Group: group, Help: down},
		{Action: Left, Keys: keys("Left", "Ctrl-B"), Where: where, Group: group, Help: "a character to the left"},
		{Action: Right, Keys: keys("Right", "Ctrl-F"), Where: where, Group: group, Help: "a character to the right"},
		{Action: Home, Keys: keys("Home", "Ctrl-A"), Where: where, Group: group, Help: "to the beginning"},
		{Action: End, Keys: keys("End", "Ctrl-E"), Where: where, Group: group, Help: "to the end"},
		{Action: Erase, Keys: keys("Backspace", "Ctrl-H"), Where: where, Group: group, Help: "erase the character before"},
		{Action: Clear, Keys: keys("Ctrl-U"), Where: where, Group: group, Help: "erase everything"},
		{Action: Exit, Keys: keys("Ctrl-C"), Where: where, Group: group, Help: "quit at once"},
	}
}

// findLineRows are the keys of the line that asks what to find.
func findLineRows() []Binding {
	return append([]Binding{
		{Action: Accept, Keys: keys("Enter"), Where: InFind, Group: groupFindLine, Help: "find it, from here on", Footer: "find", Rank: 1},
		{Action: NextKind, Keys: keys("Tab"), Where: InFind, Group: groupFindLine, Help: "where to look, and for what", Footer: "kind", Rank: 3},
		{Action: PrevKind, Keys: keys("Shift-Tab"), Where: InFind, Group: groupFindLine, Help: "the kind before"},
		{Action: IgnoreCase, Keys: keys("Alt-c"), Where: InFind, Group: groupFindLine, Help: "upper and lower case alike, or not", Footer: "case", Rank: 4},
		{Action: Regular, Keys: keys("Alt-r"), Where: InFind, Group: groupFindLine, Help: "a regular expression, or plain text", Footer: "regular expression", Rank: 4},
	}, typingRows(InFind, groupFindLine, "what was looked for before", "what was looked for after it")...)
}

// commandRows are the keys of the command line.
func commandRows() []Binding {
	return append([]Binding{
		{Action: Accept, Keys: keys("Enter"), Where: InCommand, Group: groupCommand, Help: "do it", Footer: "do it", Rank: 1},
		{Action: Complete, Keys: keys("Tab"), Where: InCommand, Group: groupCommand, Help: "complete the word; again: the next one", Footer: "complete", Rank: 3},
	}, typingRows(InCommand, groupCommand, "the command before", "the command after it")...)
}

// savedRows are the keys of saved filters in the filter line.
func savedRows() []Binding {
	return []Binding{
		{Action: SavedFilters, Keys: keys("Ctrl-O"), Where: InFilter, Group: groupFilter, Help: "a list of the saved filters", Footer: "saved", Rank: 5},
		{Action: SaveFilter, Keys: keys("Ctrl-S"), Where: InFilter, Group: groupFilter, Help: "save this one under a name", Footer: "save", Rank: 6},
	}
}
