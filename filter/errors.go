package filter

import (
	"fmt"
	"strings"
	"unicode/utf8"
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
func (e *Error) Column() int { return utf8.RuneCountInString(e.Src[:e.Off]) + 1 }

// Mark is a line that, written under Src, points at the place.
func (e *Error) Mark() string {
	n := utf8.RuneCountInString(e.Src[e.Off:min(e.Off+e.Len, len(e.Src))])
	return strings.Repeat(" ", e.Column()-1) + "^" + strings.Repeat("~", max(n-1, 0))
}

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
		e.What = name + " is no field that tcptui knows, whatever Wireshark does with it"
	}
	panic(e)
}

// Nearest returns the name that is the fewest typing mistakes away from name, or
// "" when none is near: more than a third of it would be wrong.
func Nearest(name string, names func(yield func(string) bool)) string {
	if len(name) > 64 {
		return "" // nothing that we know is that long
	}
	best, least := "", (len(name)+2)/3+1
	lower := strings.ToLower(name)
	for n := range names {
		d := distance(lower, strings.ToLower(n), least)
		if d < least {
			best, least = n, d
		}
	}
	return best
}

// distance is how many letters must be put in, left out, replaced or swapped
// with their neighbour to make b of a; limit or more when it is not under limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
