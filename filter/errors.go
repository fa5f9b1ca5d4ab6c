package filter

import (
	"fmt"
	"strings"

	"tcptui/internal/caret"
	"tcptui/internal/spell"
)

// Error says what is wrong with a filter and where. Its text is one line.
type Error struct {
	Src  string // the whole filter
	Off  int    // byte offset of the place in Src; len(Src) at its end
	Len  int    // bytes of Src that are meant; at least 1
	What string // what is wrong, and what was expected
	Near string // the nearest known name, if one is near
}

// Error returns "column N: WHAT (did you mean NEAR?)".
func (e *Error) Error() string {
	s := fmt.Sprintf("column %d: %s", e.Column(), e.What)
	if e.Near != "" {
		s += " (did you mean " + e.Near + "?)"
	}
	return s
}

// Column is the place in characters, from 1.
func (e *Error) Column() int { return caret.Column(e.Src, e.Off) }

// Mark is a line that, written under Src, points at the place.
func (e *Error) Mark() string { return caret.Mark(e.Src, e.Off, e.Len) }

// span is a part of the source: bytes from off up to end.
type span struct{ off, end int }

// fail is how lexer, parser and checker stop; Compile recovers it.
func fail(at span, format string, args ...any) {
	panic(&Error{Off: at.off, Len: max(at.end-at.off, 1), What: fmt.Sprintf(format, args...)})
}

// unknown stops with an error that says that there is no field of that name.
func (c *Catalog) unknown(at span, name string) {
	e := &Error{Off: at.off, Len: at.end - at.off, What: name + " is neither a field nor a protocol", Near: Nearest(name, c.Names)}
	if strings.Contains(strings.Trim(name, "."), ".") {
		e.What = "tcptui has no field " + name
	}
	panic(e)
}

// Nearest returns the name that was probably meant by name, or "" when none is
// near.
func Nearest(name string, names func(yield func(string) bool)) string {
	return spell.Nearest(name, names)
}
