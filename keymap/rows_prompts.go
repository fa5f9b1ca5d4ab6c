package keymap

// helpRows are the keys of the help.
func helpRows() []Binding {
	return []Binding{
		{Action: Up, Keys: keys("Up", "k"), Where: InHelp, Group: groupHelp, Help: "one line up", Footer: "scroll", Rank: 2},
		{Action: Down, Keys: keys("Down", "j"), Where: InHelp, Group: groupHelp, Help: "one line down", Footer: "scroll", Rank: 3},
		{Action: PageUp, Keys: keys("PgUp", "Ctrl-B"), Where: InHelp, Group: groupHelp, Help: "a page up", Footer: "page", Rank: 4},
		{Action: PageDown, Keys: keys("PgDn", "Space"), Where: InHelp, Group: groupHelp, Help: "a page down", Footer: "page", Rank: 5},
		{Action: Home, Keys: keys("Home", "g"), Where: InHelp, Group: groupHelp, Help: "to its beginning"},
		{Action: End, Keys: keys("End", "G"), Where: InHelp, Group: groupHelp, Help: "to its end"},
		{Action: Back, Keys: keys("Esc", "q", "?", "F1", "Enter"), Where: InHelp, Group: groupHelp, Help: "close it", Footer: "close", Rank: 1},
		{Action: Exit, Keys: keys("Ctrl-C"), Where: InHelp, Group: groupHelp, Help: "quit at once"},
		{Action: Redraw, Keys: keys("Ctrl-L"), Where: InHelp, Group: groupHelp, Help: "draw the screen again"},
	}
}

// menuRows are the keys of a menu. Its items have letters of their own, so that no
// letter is taken here.
func menuRows() []Binding {
	return []Binding{
		{Action: Up, Keys: keys("Up", "Ctrl-P", "Shift-Tab"), Where: InMenu, Group: groupMenu, Help: "one item up", Footer: "choose", Rank: 2},
		{Action: Down, Keys: keys("Down", "Ctrl-N", "Tab"), Where: InMenu, Group: groupMenu, Help: "one item down", Footer: "choose", Rank: 3},
		{Action: PageUp, Keys: keys("PgUp"), Where: InMenu, Group: groupMenu, Help: "a page up"},
		{Action: PageDown, Keys: keys("PgDn"), Where: InMenu, Group: groupMenu, Help: "a page down"},
		{Action: Home, Keys: keys("Home"), Where: InMenu, Group: groupMenu, Help: "to the first item"},
		{Action: End, Keys: keys("End"), Where: InMenu, Group: groupMenu, Help: "to the last item"},
		{Action: Accept, Keys: keys("Enter", "Space"), Where: InMenu, Group: groupMenu, Help: "do it; the item's letter does it at once", Footer: "do it", Rank: 1},
		{Action: Back, Keys: keys("Esc", "Ctrl-G"), Where: InMenu, Group: groupMenu, Help: "close the menu", Footer: "close", Rank: 4},
		{Action: Exit, Keys: keys("Ctrl-C"), Where: InMenu, Group: groupMenu, Help: "quit at once"},
		{Action: Redraw, Keys: keys("Ctrl-L"), Where: InMenu, Group: groupMenu, Help: "draw the screen again"},
	}
}

// promptRows are the keys of the lines that ask for something.
func promptRows() []Binding {
	return []Binding{
		{Action: Accept, Keys: keys("Enter"), Where: InPrompt, Group: groupPrompt, Help: "do it", Footer: "go", Rank: 1},
		{Action: NextPane, Keys: keys("Tab"), Where: InPrompt, Group: groupPrompt, Help: "which packets are to be saved"},
		{Action: Back, Keys: keys("Esc", "Ctrl-G"), Where: InPrompt, Group: groupPrompt, Help: "leave it", Footer: "cancel", Rank: 2},
		{Action: Erase, Keys: keys("Backspace", "Ctrl-H"), Where: InPrompt, Group: groupPrompt, Help: "erase the last character"},
		{Action: Clear, Keys: keys("Ctrl-U"), Where: InPrompt, Group: groupPrompt, Help: "erase everything"},
		{Action: Exit, Keys: keys("Ctrl-C"), Where: InPrompt, Group: groupPrompt, Help: "quit at once"},
	}
}

// filterRows are the keys of the line that a display filter is typed in.
func filterRows() []Binding {
	return []Binding{
		{Action: Accept, Keys: keys("Enter"), Where: InFilter, Group: groupFilter, Help: "apply it; an empty line shows all again", Footer: "apply", Rank: 1},
		{Action: Complete, Keys: keys("Tab"), Where: InFilter, Group: groupFilter, Help: "complete the name; again: the next name", Footer: "complete", Rank: 3},
		{Action: Back, Keys: keys("Esc", "Ctrl-G"), Where: InFilter, Group: groupFilter, Help: "leave it, the list stays as it is", Footer: "cancel", Rank: 2},
		{Action: Up, Keys: keys("Up", "Ctrl-P"), Where: InFilter, Group: groupFilter, Help: "the filter before, of this run", Footer: "earlier", Rank: 4},
		{Action: Down, Keys: keys("Down", "Ctrl-N"), Where: InFilter, Group: groupFilter, Help: "the filter after it"},
		{Action: Left, Keys: keys("Left", "Ctrl-B"), Where: InFilter, Group: groupFilter, Help: "a character to the left"},
		{Action: Right, Keys: keys("Right", "Ctrl-F"), Where: InFilter, Group: groupFilter, Help: "a character to the right"},
		{Action: Home, Keys: keys("Home", "Ctrl-A"), Where: InFilter, Group: groupFilter, Help: "to the beginning"},
		{Action: End, Keys: keys("End", "Ctrl-E"), Where: InFilter, Group: groupFilter, Help: "to the end"},
		{Action: Erase, Keys: keys("Backspace", "Ctrl-H"), Where: InFilter, Group: groupFilter, Help: "erase the character before"},
		{Action: Clear, Keys: keys("Ctrl-U"), Where: InFilter, Group: groupFilter, Help: "erase everything"},
		{Action: Exit, Keys: keys("Ctrl-C"), Where: InFilter, Group: groupFilter, Help: "quit at once"},
	}
}
