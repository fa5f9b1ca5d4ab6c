package keymap

// The headings of the help.
const (
	groupPackets = "In the packet list"
	groupBytes   = "In the bytes"
	groupLayers  = "In the layers"
	groupState   = "In the states of a connection"
	groupMove    = "Move"
	groupGo      = "Go to"
	groupPanes   = "Panes"
	groupShow    = "Show"
	groupProgram = "Program"
	groupHelp    = "In the help"
	groupPrompt  = "In the prompt"
	groupFilter  = "In the filter line"
)

// Defaults returns the bindings of a fresh installation.
//
// Digits begin a number, as in less and vi (37G, 5j), so they cannot be the
// keys of panes as well: 2Tab or Alt-2 goes to the second pane. Enter goes one
// step into what is selected, as in every list; Esc comes back from there. To
// see one connection alone and to see all again is one key, o for "only", that
// keeps the selected packet.
func Defaults() []Binding {
	return []Binding{
		{Action: Enter, Keys: keys("Enter"), Where: InPackets, Group: groupPackets, Help: "into the header of the selected packet", Footer: "header", Rank: 13},
		{Action: Left, Keys: keys("Left", "h"), Where: InPackets, Group: groupPackets, Help: "scroll the Info column back"},
		{Action: Right, Keys: keys("Right", "l"), Where: InPackets, Group: groupPackets, Help: "scroll the Info column on"},

		{Action: Enter, Keys: keys("Enter"), Where: InStream, Group: groupGo, Help: "to the packet that brought the line", Footer: "its packet", Rank: 13},

		{Action: Bits, Keys: keys("b"), Where: InBytes, Group: groupBytes, Help: "the cursor on single bits, and on bytes again", Footer: "bits", Rank: 13},

		{Action: Left, Keys: keys("Left", "h"), Where: InLayers, Group: groupLayers, Help: "close it, or to what it is in", Footer: "close, open", Rank: 13},
		{Action: Right, Keys: keys("Right", "l"), Where: InLayers, Group: groupLayers, Help: "open it", Footer: "close, open", Rank: 14},
		{Action: Enter, Keys: keys("Enter"), Where: InLayers, Group: groupLayers, Help: "open or close it"},

		{Action: Diagram, Keys: keys("d"), Where: InState, Group: groupState, Help: "ladder or diagram of states", Footer: "diagram", Rank: 3},
		{Action: Why, Keys: keys("w"), Where: InState, Group: groupState, Help: "the explanation, and without it", Footer: "why", Rank: 3},
		{Action: WhyDown, Keys: keys("J"), Where: InState, Group: groupState, Help: "scroll the explanation down"},
		{Action: WhyUp, Keys: keys("K"), Where: InState, Group: groupState, Help: "scroll the explanation up"},
		{Action: Left, Keys: keys("Left", "h"), Where: InState, Group: groupState, Help: "the evidence frame before"},
		{Action: Right, Keys: keys("Right", "l"), Where: InState, Group: groupState, Help: "the next evidence frame"},
		{Action: Enter, Keys: keys("Enter"), Where: InState, Group: groupState, Help: "unfold a run; else to the evidence frame", Footer: "evidence", Rank: 12},
		{Action: Fold, Keys: keys("Space"), Where: InState, Group: groupState, Help: "unfold a run of data, or fold it"},
		{Action: ZoomIn, Keys: keys("+"), Where: InState, Group: groupState, Help: "draw shorter silence too"},
		{Action: ZoomOut, Keys: keys("-"), Where: InState, Group: groupState, Help: "draw only longer silence"},
		{Action: Play, Keys: keys("p"), Where: InState, Group: groupState, Help: "play the connection; any key stops it", Footer: "play", Rank: 3},
		{Action: Faster, Keys: keys(">"), Where: InState, Group: groupState, Help: "play faster"},
		{Action: Slower, Keys: keys("<"), Where: InState, Group: groupState, Help: "play slower"},

		{Action: Up, Keys: keys("Up", "k"), Where: Screen, Group: groupMove, Help: "one up"},
		{Action: Down, Keys: keys("Down", "j"), Where: Screen, Group: groupMove, Help: "one down"},
		{Action: Left, Keys: keys("Left", "h"), Where: Screen, Group: groupMove, Help: "to the left"},
		{Action: Right, Keys: keys("Right", "l"), Where: Screen, Group: groupMove, Help: "to the right"},
		{Action: PageUp, Keys: keys("PgUp", "Ctrl-B"), Where: Screen, Group: groupMove, Help: "a page up"},
		{Action: PageDown, Keys: keys("PgDn", "Space"), Where: Screen, Group: groupMove, Help: "a page down"},
		{Action: HalfPageUp, Keys: keys("Ctrl-U"), Where: Screen, Group: groupMove, Help: "half a page up"},
		{Action: HalfPageDown, Keys: keys("Ctrl-D"), Where: Screen, Group: groupMove, Help: "half a page down"},
		{Action: Home, Keys: keys("g", "Home"), Where: Screen, Group: groupMove, Help: "to the first; 37gg: to packet 37", Footer: "first, last", Rank: 14},
		{Action: End, Keys: keys("G", "End"), Where: Screen, Group: groupMove, Help: "to the last, and stay there; 37G: packet 37", Footer: "first, last", Rank: 15},

		{Action: PrevConn, Keys: keys("["), Where: Screen, Group: groupGo, Help: "previous connection", Footer: "connection", Rank: 5},
		{Action: NextConn, Keys: keys("]"), Where: Screen, Group: groupGo, Help: "next connection", Footer: "connection", Rank: 6},
		{Action: PrevInConn, Keys: keys("{"), Where: Screen, Group: groupGo, Help: "previous packet of this connection", Footer: "its packets", Rank: 11},
		{Action: NextInConn, Keys: keys("}"), Where: Screen, Group: groupGo, Help: "next packet of this connection", Footer: "its packets", Rank: 12},
		{Action: PrevChange, Keys: keys("("), Where: Screen, Group: groupGo, Help: "previous change of a state", Footer: "state change", Rank: 18},
		{Action: NextChange, Keys: keys(")"), Where: Screen, Group: groupGo, Help: "next change of a state", Footer: "state change", Rank: 19},
		{Action: GoTo, Keys: keys(":"), Where: Screen, Group: groupGo, Help: "asks for a packet's number", Footer: "go to", Rank: 16},
		{Action: Digit, Keys: keys("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), Where: Screen, Group: groupGo, Show: "0-9",
			Help: "a number for the next key: 37G, 5j, 2Tab"},

		{Action: NextPane, Keys: keys("Tab"), Where: Screen, Group: groupPanes, Help: "next pane; 2Tab: pane 2", Footer: "pane", Rank: 4},
		{Action: PrevPane, Keys: keys("Shift-Tab"), Where: Screen, Group: groupPanes, Help: "previous pane"},
		{Action: Pane1, Keys: keys("Alt-1"), Where: Screen, Group: groupPanes, Help: "packets"},
		{Action: Pane2, Keys: keys("Alt-2"), Where: Screen, Group: groupPanes, Help: "header"},
		{Action: Pane3, Keys: keys("Alt-3"), Where: Screen, Group: groupPanes, Help: "connection and its states"},
		{Action: Pane4, Keys: keys("Alt-4"), Where: Screen, Group: groupPanes, Help: "stream"},
		{Action: Pane5, Keys: keys("Alt-5"), Where: Screen, Group: groupPanes, Help: "bytes"},
		{Action: Pane6, Keys: keys("Alt-6"), Where: Screen, Group: groupPanes, Help: "layers and their fields"},
		{Action: Zoom, Keys: keys("z", "\\"), Where: Screen, Group: groupPanes, Help: "this pane alone, and all again", Footer: "zoom", Rank: 10},
		{Action: Layout, Keys: keys("|"), Where: Screen, Group: groupPanes, Help: "next layout of the panes"},

		{Action: Filter, Keys: keys("/"), Where: Screen, Group: groupShow, Help: "only packets that a display filter keeps", Footer: "filter", Rank: 3},
		{Action: FilterToConn, Keys: keys("o"), Where: Screen, Group: groupShow, Help: "only this connection, and all again", Footer: "only this", Rank: 7},
		{Action: Follow, Keys: keys("f"), Where: Screen, Group: groupShow, Help: "the connection's stream, in full", Footer: "stream", Rank: 8},
		{Action: State, Keys: keys("s"), Where: Screen, Group: groupShow, Help: "the connection's states, in full", Footer: "states", Rank: 9},
		{Action: RelativeSeq, Keys: keys("r"), Where: Screen, Group: groupShow, Help: "sequence numbers relative or as sent"},
		{Action: TimeFormat, Keys: keys("t"), Where: Screen, Group: groupShow, Help: "next format of the times"},

		{Action: Save, Keys: keys("Ctrl-S"), Where: Screen, Group: groupProgram, Help: "save packets as pcapng or pcap", Footer: "save", Rank: 18},
		{Action: Help, Keys: keys("?", "F1"), Where: Screen, Group: groupProgram, Help: "this help", Footer: "help", Rank: 1},
		{Action: Back, Keys: keys("Esc"), Where: Screen, Group: groupProgram, Help: "back, one step at a time", Footer: "back", Rank: 17},
		{Action: Quit, Keys: keys("q"), Where: Screen, Group: groupProgram, Help: "back from a full pane, else quit", Footer: "quit", Rank: 2},
		{Action: Exit, Keys: keys("Ctrl-C"), Where: Screen, Group: groupProgram, Help: "quit at once"},
		{Action: Redraw, Keys: keys("Ctrl-L"), Where: Screen, Group: groupProgram, Help: "draw the screen again"},

		{Action: Up, Keys: keys("Up", "k"), Where: InHelp, Group: groupHelp, Help: "one line up", Footer: "scroll", Rank: 2},
		{Action: Down, Keys: keys("Down", "j"), Where: InHelp, Group: groupHelp, Help: "one line down", Footer: "scroll", Rank: 3},
		{Action: PageUp, Keys: keys("PgUp", "Ctrl-B"), Where: InHelp, Group: groupHelp, Help: "a page up", Footer: "page", Rank: 4},
		{Action: PageDown, Keys: keys("PgDn", "Space"), Where: InHelp, Group: groupHelp, Help: "a page down", Footer: "page", Rank: 5},
		{Action: Home, Keys: keys("Home", "g"), Where: InHelp, Group: groupHelp, Help: "to its beginning"},
		{Action: End, Keys: keys("End", "G"), Where: InHelp, Group: groupHelp, Help: "to its end"},
		{Action: Back, Keys: keys("Esc", "q", "?", "F1", "Enter"), Where: InHelp, Group: groupHelp, Help: "close it", Footer: "close", Rank: 1},
		{Action: Exit, Keys: keys("Ctrl-C"), Where: InHelp, Group: groupHelp, Help: "quit at once"},
		{Action: Redraw, Keys: keys("Ctrl-L"), Where: InHelp, Group: groupHelp, Help: "draw the screen again"},

		{Action: Accept, Keys: keys("Enter"), Where: InPrompt, Group: groupPrompt, Help: "do it", Footer: "go", Rank: 1},
		{Action: NextPane, Keys: keys("Tab"), Where: InPrompt, Group: groupPrompt, Help: "which packets are to be saved"},
		{Action: Back, Keys: keys("Esc", "Ctrl-G"), Where: InPrompt, Group: groupPrompt, Help: "leave it", Footer: "cancel", Rank: 2},
		{Action: Erase, Keys: keys("Backspace", "Ctrl-H"), Where: InPrompt, Group: groupPrompt, Help: "erase the last character"},
		{Action: Clear, Keys: keys("Ctrl-U"), Where: InPrompt, Group: groupPrompt, Help: "erase everything"},
		{Action: Exit, Keys: keys("Ctrl-C"), Where: InPrompt, Group: groupPrompt, Help: "quit at once"},

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

func keys(names ...Key) []Key { return names }

// Default returns the map of Defaults.
func Default() *Map {
	m, err := New(Defaults())
	if err != nil {
		panic(err) // the table above is wrong: a test would have said so
	}
	return m
}
