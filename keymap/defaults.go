package keymap

import "slices"

// The headings of the help.
const (
	groupPackets = "In the packet list"
	groupBytes   = "In the bytes"
	groupLayers  = "In the layers"
	groupStream  = "In the stream of a connection"
	groupState   = "In the states of a connection"
	groupMove    = "Move"
	groupGo      = "Go to"
	groupPanes   = "Panes"
	groupShow    = "Show"
	groupProgram = "Program"
	groupHelp    = "In the help"
	groupMenu    = "In a menu"
	groupPrompt  = "In the prompt"
	groupFilter  = "In the filter line"

	groupFind     = "Find, mark, copy"
	groupFindLine = "In the line that finds"
	groupCommand  = "In the command line"
)

// Defaults returns the bindings of a fresh installation.
//
// Digits begin a number, as in less and vi (37G, 5j), so they cannot be the
// keys of panes as well: 2Tab or Alt-2 goes to the second pane. Enter goes one
// step into what is selected, as in every list; Esc comes back from there. To
// see one connection alone and to see all again is one key, o for "only", that
// keeps the selected packet.
func Defaults() []Binding {
	return slices.Concat(paneRows(), streamRows(), screenRows(), packetsRows(), problemsRows(), connRows(), statRows(), socketRows(), graphRows(), startRows(), helpRows(), menuRows(), promptRows(), filterRows(),
		findRows(), findLineRows(), commandRows(), savedRows(), liveRows(), feelRows())
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
