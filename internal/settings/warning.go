package settings

import (
	"fmt"
	"strings"
)

// Warning is something that is wrong with the settings or the state and was put
// right. It is one line; names in it are not made harmless for a terminal.
type Warning struct {
	File   string // path; "" when no file is to blame
	Line   int    // from 1; 0 when the file as a whole is meant
	Column int    // characters, from 1
	Key    string // the setting, such as "theme" or "keys.screen.up"; may be ""
	What   string // what is wrong and what was expected
	Near   string // the nearest known name, if one is near
}

// Error returns "FILE:LINE:COLUMN: KEY: WHAT (did you mean NEAR?)".
func (w Warning) Error() string {
	var b strings.Builder
	if w.File != "" {
		b.WriteString(w.File)
		if w.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", w.Line, w.Column)
		}
		b.WriteString(": ")
	}
	if w.Key != "" {
		b.WriteString(w.Key + ": ")
	}
	b.WriteString(w.What)
	if w.Near != "" {
		b.WriteString(" (did you mean " + w.Near + "?)")
	}
	return b.String()
}
