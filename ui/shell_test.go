package ui

import (
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/keymap"
)

// TestViews presses keys and compares what of the panes is shown.
func TestViews(t *testing.T) {
	t.Parallel()
	tests := []struct {
		keys  string
		focus int
		zoom  bool
	}{
		{"Tab", paneHeader, false},
		{"Shift-Tab", panePackets, false},
		{"Shift-Tab", paneLayers, false},
		{"Esc", panePackets, false},
		{"3 Tab", paneState, false},
		{"9 Tab", paneState, false},
		{"Alt-2", paneHeader, false},
		{"Alt-1", panePackets, false},
		{"Enter", paneHeader, false},
		{"Esc", panePackets, false},
		{"z", panePackets, true},
		{"Tab", paneHeader, true},
		{"z", paneHeader, false},
		{"Esc", panePackets, false},
		{"f", paneStream, true},
		{"s", paneState, true},
		{"Esc", paneStream, true},
		{"Esc", panePackets, false},
		{"f f", panePackets, false},
		{"s q", panePackets, false},
		{"? Esc", panePackets, false},
		{"f ? q", paneStream, true},
		{"Esc Esc Esc", panePackets, false},
	}
	st := chat(t, 160, 48)
	for _, tt := range tests {
		st.press(strings.Fields(tt.keys)...)
		if v := st.shell.view; v.focus != tt.focus || v.zoom != tt.zoom {
			t.Fatalf("after %s pane %d has the focus (zoom %v), want %d (%v)", tt.keys, v.focus, v.zoom, tt.focus, tt.zoom)
		}
		if !st.shell.panes[tt.focus].HasFocus() {
			t.Errorf("after %s pane %d does not know that it has the focus", tt.keys, tt.focus)
		}
	}
	if st.quit {
		t.Error("it quit meanwhile")
	}
	st.press("q")
	if !st.quit {
		t.Error("q did not quit")
	}
}

func TestFoldedScreenFollowsTheFocus(t *testing.T) {
	t.Parallel()
	st := chat(t, 80, 24)
	st.wants("[2 TCP header of frame 3]")
	st.press("3", "Tab")
	st.wants("[3 States]")
	st.press("Esc")
	st.wants("[3 States]", "┏━ 1 Packets")
	st.press("Shift-Tab")
	st.wants("[6 Layers of frame 3]")
}

func TestLayouts(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("|")
	st.wants("layout: the list above")
	st.press("|")
	st.wants("layout: the list and one pane", "[2 TCP header of frame 3]")
	st.press("|")
	st.wants("layout: all four panes")
	st.resize(80, 24)
	st.press("|")
	st.wants("needs a larger screen", "[2 TCP header of frame 3]")
}

func TestSelectionMovesTheStates(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	for _, tt := range []struct{ keys, want string }{
		{"3 G", "3 SYN from the client: client SYN-SENT"},
		{"Down", "4 SYN,ACK from the server: server SYN-RECEIVED, client ESTABLISHED"},
		{"Down", "5 ACK from the client: server ESTABLISHED"},
		{"Up", "states after frame 4"},
		{"] 9 9 9 }", "this is the last packet of its connection"},
	} {
		st.press(strings.Fields(tt.keys)...)
		st.wants(tt.want)
	}
	st.wants("RST")
}

func TestHelp(t *testing.T) {
	t.Parallel()
	st := chat(t, 80, 24)
	st.press("?")
	st.wants("In the packet list", "Esc close")
	st.press("G")
	st.wants("Signs in the stream")
	st.press("g")
	st.wants("In the packet list")
	st.press("o", "5")
	st.wants("In the packet list")
	st.press("?")
	if strings.Contains(st.text(), "In the packet list") {
		t.Error("? did not close the help")
	}
}

// paneScopes are the places of the keymap that panes have.
func paneScopes() []keymap.Scope {
	var all []keymap.Scope
	for _, k := range kinds {
		all = append(all, k.scope)
	}
	return all
}

// TestHelpFits: no line of the help is cut at 80 columns.
func TestHelpFits(t *testing.T) {
	t.Parallel()
	for _, scope := range append([]keymap.Scope{keymap.InHelp, keymap.InMenu, keymap.InPrompt}, paneScopes()...) {
		th := darkTheme()
		for _, l := range newHelp(keymap.Default(), scope).layOut(1, &th) {
			if l.width() > 76 {
				t.Errorf("the help for %s has a line of %d cells", scope, l.width())
			}
		}
	}
}

func TestUnknownKeySaysWhereToLook(t *testing.T) {
	t.Parallel()
	st := chat(t, 80, 24)
	st.press("Q")
	st.wants("Q does nothing here; ? lists what does")
	st.press("Down")
	if strings.Contains(st.text(), "does nothing") {
		t.Error("the message stays after the next key")
	}
}

func TestFooterFits(t *testing.T) {
	t.Parallel()
	for w := 1; w < 200; w++ {
		st := chat(t, 40, 10)
		if got := st.shell.hints(w).width(); got > w {
			t.Errorf("the footer takes %d of %d cells", got, w)
		}
	}
}

func TestPasteGoesToThePrompt(t *testing.T) {
	t.Parallel()
	st := chat(t, 80, 24)
	st.shell.PasteHandler()("q7\x1b", func(tview.Primitive) {})
	if st.quit {
		t.Error("pasted text was taken for keys")
	}
	st.press(":")
	st.shell.PasteHandler()("1\x1b2\n", func(tview.Primitive) {})
	st.draw()
	st.wants(": 12", "a packet, 1 to 50")
	st.press("Enter")
	st.wants("Packets 12 of 50")
}

func TestKeyOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key  tcell.Key
		r    rune
		mod  tcell.ModMask
		want keymap.Key
	}{
		{tcell.KeyRune, 'a', 0, "a"}, {tcell.KeyRune, 'G', tcell.ModShift, "G"}, {tcell.KeyRune, ' ', 0, "Space"},
		{tcell.KeyRune, '1', tcell.ModAlt, "Alt-1"}, {tcell.KeyCtrlF, 0, tcell.ModCtrl, "Ctrl-F"}, {tcell.KeyCtrlC, 0, 0, "Ctrl-C"},
		{tcell.KeyTab, 0, 0, "Tab"}, {tcell.KeyBacktab, 0, 0, "Shift-Tab"}, {tcell.KeyBacktab, 0, tcell.ModShift, "Shift-Tab"},
		{tcell.KeyEnter, 0, 0, "Enter"}, {tcell.KeyBackspace2, 0, 0, "Backspace"}, {tcell.KeyUp, 0, tcell.ModCtrl, "Ctrl-Up"},
		{tcell.KeyRune, 0x02, 0, "Ctrl-B"}, {tcell.KeyRune, 0x200b, 0, ""}, {tcell.KeyF64, 0, 0, ""}, {tcell.KeyNUL, 0, 0, ""},
	}
	for _, tt := range tests {
		e := tcell.NewEventKey(tt.key, tt.r, tt.mod)
		if got := keyOf(e); got != tt.want {
			t.Errorf("keyOf(%s) = %q, want %q", e.Name(), got, tt.want)
		}
	}
}

// TestDefaultKeysCanBePressed: every key of the map is one a terminal sends.
func TestDefaultKeysCanBePressed(t *testing.T) {
	t.Parallel()
	named := make(map[keymap.Key]bool)
	for _, k := range keyNames {
		named[k] = true
	}
	for _, b := range keymap.Defaults() {
		for _, k := range b.Keys {
			base := string(k)
			for _, mod := range []string{"Ctrl-", "Alt-"} {
				base = strings.TrimPrefix(base, mod)
			}
			if len([]rune(base)) > 1 && base != "Space" && !named[keymap.Key(base)] {
				t.Errorf("no terminal key is called %s (%s)", k, b.Action)
			}
		}
	}
}
