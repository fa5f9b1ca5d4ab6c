package keymap

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Key is the name of a key as ParseKey writes it: "a", "?", "Up", "Ctrl-F",
// "Alt-1", "Shift-Tab".
type Key string

// named are the keys that have a name instead of a character, and how the
// footer and the help show those that have a shorter sign.
var named = []struct{ name, sign string }{
	{"Up", "↑"}, {"Down", "↓"}, {"Left", "←"}, {"Right", "→"},
	{"PgUp", ""}, {"PgDn", ""}, {"Home", ""}, {"End", ""},
	{"Enter", ""}, {"Tab", ""}, {"Esc", ""}, {"Space", ""},
	{"Backspace", ""}, {"Delete", ""}, {"Insert", ""},
	{"F1", ""}, {"F2", ""}, {"F3", ""}, {"F4", ""}, {"F5", ""}, {"F6", ""},
	{"F7", ""}, {"F8", ""}, {"F9", ""}, {"F10", ""}, {"F11", ""}, {"F12", ""},
}

// ParseKey reads the name of a key. Upper and lower case of words do not
// matter, those of single characters do. Its error says what is not a key.
func ParseKey(s string) (Key, error) {
	base, prefix := s, ""
	for _, mod := range []string{"Ctrl-", "Alt-", "Shift-"} {
		if len(base) > len(mod) && strings.EqualFold(base[:len(mod)], mod) {
			base, prefix = base[len(mod):], prefix+mod
		}
	}
	if utf8.RuneCountInString(base) == 1 {
		return oneKey(s, prefix, base)
	}
	for _, n := range named {
		if strings.EqualFold(base, n.name) {
			return Key(prefix + n.name), nil
		}
	}
	return "", fmt.Errorf("%q is not the name of a key (examples: a, Up, PgDn, Ctrl-F, Alt-1, Shift-Tab)", s)
}

// oneKey is ParseKey for a key with a character of its own.
func oneKey(s, prefix, base string) (Key, error) {
	r, _ := utf8.DecodeRuneInString(base)
	switch {
	case !unicode.IsGraphic(r) || unicode.IsSpace(r):
		return "", fmt.Errorf("%q is not the name of a key: the character cannot be seen (a blank is called Space)", s)
	case strings.Contains(prefix, "Shift-"):
		return "", fmt.Errorf("%q: write the character that Shift makes, such as %s", s, strings.ToUpper(base))
	case strings.Contains(prefix, "Ctrl-"):
		base = strings.ToUpper(base)
	}
	return Key(prefix + base), nil
}

// Sign is how the key is shown: its name, or an arrow for the arrow keys.
func (k Key) Sign() string {
	for _, n := range named {
		if n.sign != "" && string(k) == n.name {
			return n.sign
		}
	}
	return string(k)
}
