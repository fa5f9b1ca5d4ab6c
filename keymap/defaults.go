package keymap

// The headings of the help.
const (
	groupPackets = "In the packet list"
	groupBytes   = "In the bytes"
	groupLayers  = "In the layers"
	groupMove    = "Move"
	groupGo      = "Go to"
	groupPanes   = "Panes"
	groupShow    = "Show"
	groupProgram = "Program"
	groupHelp    = "In the help"
	groupPrompt  = "In the prompt"
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
		{Action: Enter, Keys: keys("Enter"), Where: InPackets, Group: groupPackets, Help: "into the header of the selected packet", Footer: "header", Rank: 12},
		{Action: Left, Keys: keys("Left", "h"), Where: InPackets, Group: groupPackets, Help: "scroll the Info column back"},
		{Action: Right, Keys: keys("Right", "l"), Where: InPackets, Group: groupPackets, Help: "scroll the Info column on"},

		{Action: Enter, Keys: keys("Enter"), Where: InStream, Group: groupGo, Help: "to the packet that brought the line", Footer: "its packet", Rank: 12},

		{Action: Bits, Keys: keys("b"), Where: InBytes, Group: groupBytes, Help: "the cursor on single bits, and on bytes again", Footer: "bits", Rank: 12},

		{Action: Left, Keys: keys("Left", "h"), Where: InLayers, Group: groupLayers, Help: "close it, or to what it is in", Footer: "close, open", Rank: 12},
		{Action: Right, Keys: keys("Right", "l"), Where: InLayers, Group: groupLayers, Help: "open it", Footer: "close, open", Rank: 13},
		{Action: Enter, Keys: keys("Enter"), Where: InLayers, Group: groupLayers, Help: "open or close it"},

		{Action: Up, Keys: keys("Up", "k"), Where: Screen, Group: groupMove, Help: "one up"},
		{Action: Down, Keys: keys("Down", "j"), Where: Screen, Group: groupMove, Help: "one down"},
		{Action: Left, Keys: keys("Left", "h"), Where: Screen, Group: groupMove, Help: "to the left"},
		{Action: Right, Keys: keys("Right", "l"), Where: Screen, Group: groupMove, Help: "to the right"},
		{Action: PageUp, Keys: keys("PgUp", "Ctrl-B"), Where: Screen, Group: groupMove, Help: "a page up"},
		{Action: PageDown, Keys: keys("PgDn", "Space"), Where: Screen, Group: groupMove, Help: "a page down"},
		{Action: HalfPageUp, Keys: keys("Ctrl-U"), Where: Screen, Group: groupMove, Help: "half a page up"},
		{Action: HalfPageDown, Keys: keys("Ctrl-D"), Where: Screen, Group: groupMove, Help: "half a page down"},
		{Action: Home, Keys: keys("g", "Home"), Where: Screen, Group: groupMove, Help: "to the first; 37gg: to packet 37", Footer: "first, last", Rank: 13},
		{Action: End, Keys: keys("G", "End"), Where: Screen, Group: groupMove, Help: "to the last, and stay there; 37G: packet 37", Footer: "first, last", Rank: 14},

		{Action: PrevConn, Keys: keys("["), Where: Screen, Group: groupGo, Help: "previous connection", Footer: "connection", Rank: 4},
		{Action: NextConn, Keys: keys("]"), Where: Screen, Group: groupGo, Help: "next connection", Footer: "connection", Rank: 5},
		{Action: PrevInConn, Keys: keys("{"), Where: Screen, Group: groupGo, Help: "previous packet of this connection", Footer: "its packets", Rank: 10},
		{Action: NextInConn, Keys: keys("}"), Where: Screen, Group: groupGo, Help: "next packet of this connection", Footer: "its packets", Rank: 11},
		{Action: GoTo, Keys: keys(":"), Where: Screen, Group: groupGo, Help: "asks for a packet's number", Footer: "go to", Rank: 15},
		{Action: Digit, Keys: keys("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), Where: Screen, Group: groupGo, Show: "0-9",
			Help: "a number for the next key: 37G, 5j, 2Tab"},

		{Action: NextPane, Keys: keys("Tab"), Where: Screen, Group: groupPanes, Help: "next pane; 2Tab: pane 2", Footer: "pane", Rank: 3},
		{Action: PrevPane, Keys: keys("Shift-Tab"), Where: Screen, Group: groupPanes, Help: "previous pane"},
		{Action: Pane1, Keys: keys("Alt-1"), Where: Screen, Group: groupPanes, Help: "packets"},
		{Action: Pane2, Keys: keys("Alt-2"), Where: Screen, Group: groupPanes, Help: "header"},
		{Action: Pane3, Keys: keys("Alt-3"), Where: Screen, Group: groupPanes, Help: "connection and its states"},
		{Action: Pane4, Keys: keys("Alt-4"), Where: Screen, Group: groupPanes, Help: "stream"},
		{Action: Pane5, Keys: keys("Alt-5"), Where: Screen, Group: groupPanes, Help: "bytes"},
		{Action: Pane6, Keys: keys("Alt-6"), Where: Screen, Group: groupPanes, Help: "layers and their fields"},
		{Action: Zoom, Keys: keys("z", "\\"), Where: Screen, Group: groupPanes, Help: "this pane alone, and all again", Footer: "zoom", Rank: 9},
		{Action: Layout, Keys: keys("|"), Where: Screen, Group: groupPanes, Help: "next layout of the panes"},

		{Action: FilterToConn, Keys: keys("o"), Where: Screen, Group: groupShow, Help: "only this connection, and all again", Footer: "only this", Rank: 6},
		{Action: Follow, Keys: keys("f"), Where: Screen, Group: groupShow, Help: "the connection's stream, in full", Footer: "stream", Rank: 7},
		{Action: State, Keys: keys("s"), Where: Screen, Group: groupShow, Help: "the connection's states, in full", Footer: "states", Rank: 8},
		{Action: RelativeSeq, Keys: keys("r"), Where: Screen, Group: groupShow, Help: "sequence numbers relative or as sent"},
		{Action: TimeFormat, Keys: keys("t"), Where: Screen, Group: groupShow, Help: "next format of the times"},

		{Action: Save, Keys: keys("Ctrl-S"), Where: Screen, Group: groupProgram, Help: "save packets as pcapng or pcap", Footer: "save", Rank: 17},
		{Action: Help, Keys: keys("?", "F1"), Where: Screen, Group: groupProgram, Help: "this help", Footer: "help", Rank: 1},
		{Action: Back, Keys: keys("Esc"), Where: Screen, Group: groupProgram, Help: "back, one step at a time", Footer: "back", Rank: 16},
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
