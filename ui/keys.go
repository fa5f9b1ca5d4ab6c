package ui

import (
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// keyNames are the keys that have a name instead of a character.
var keyNames = map[tcell.Key]keymap.Key{
	tcell.KeyUp: "Up", tcell.KeyDown: "Down", tcell.KeyLeft: "Left", tcell.KeyRight: "Right",
	tcell.KeyPgUp: "PgUp", tcell.KeyPgDn: "PgDn", tcell.KeyHome: "Home", tcell.KeyEnd: "End",
	tcell.KeyEnter: "Enter", tcell.KeyTab: "Tab", tcell.KeyBacktab: "Shift-Tab", tcell.KeyEscape: "Esc",
	tcell.KeyBackspace: "Backspace", tcell.KeyBackspace2: "Backspace",
	tcell.KeyDelete: "Delete", tcell.KeyInsert: "Insert",
	tcell.KeyF1: "F1", tcell.KeyF2: "F2", tcell.KeyF3: "F3", tcell.KeyF4: "F4", tcell.KeyF5: "F5", tcell.KeyF6: "F6",
	tcell.KeyF7: "F7", tcell.KeyF8: "F8", tcell.KeyF9: "F9", tcell.KeyF10: "F10", tcell.KeyF11: "F11", tcell.KeyF12: "F12",
}

// keyOf is the name of the key of an event; "" when it has none.
func keyOf(e *tcell.EventKey) keymap.Key {
	key, mod := e.Key(), e.Modifiers()
	name, named := keyNames[key]
	switch {
	case named:
	case key == tcell.KeyRune && e.Rune() == ' ':
		name = "Space"
	case key == tcell.KeyRune && e.Rune() == 0x7f: // ESC DEL
		name = "Backspace"
	case key == tcell.KeyRune:
		name, mod = keymap.Key(string(e.Rune())), mod&^tcell.ModShift
	case key >= tcell.KeyCtrlA && key <= tcell.KeyCtrlZ:
		name, mod = keymap.Key(rune('A'+key-tcell.KeyCtrlA)), mod|tcell.ModCtrl
	case key > 0 && key < ' ': // a control character as the terminal sent it
		name, mod = keymap.Key(rune('A'-1+key)), mod|tcell.ModCtrl
	default:
		return ""
	}
	var b strings.Builder
	for _, m := range []struct {
		mask tcell.ModMask
		name string
	}{{tcell.ModCtrl, "Ctrl-"}, {tcell.ModAlt, "Alt-"}, {tcell.ModShift, "Shift-"}} {
		if mod&m.mask != 0 && !strings.HasPrefix(string(name), m.name) {
			b.WriteString(m.name)
		}
	}
	k, err := keymap.ParseKey(b.String() + string(name))
	if err != nil {
		return "" // a key that nothing can be bound to
	}
	return k
}

// afterEscape is the key that was pressed soon after Esc, where a terminal makes
// one with Alt of both; "" of other keys.
func afterEscape(k keymap.Key) keymap.Key {
	before, after, ok := strings.Cut(string(k), "Alt-")
	if !ok || after == "" {
		return ""
	}
	key := keymap.Key(before + after)
	if name, ok := controlNames[key]; ok {
		key = name
	}
	return key
}

// controlNames are keys that terminals send as control characters, by the names
// of these.
var controlNames = map[keymap.Key]keymap.Key{"Ctrl-M": "Enter", "Ctrl-I": "Tab", "Ctrl-H": "Backspace"}
