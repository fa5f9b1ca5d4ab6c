package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tcptui/filter"
	"tcptui/flows"
)

// completion is the names that the word before the cursor may become.
type completion struct {
	from  int // where the word begins, in characters
	found []*flows.Field
	pick  int // of found, that stands in the text; -1: none
}

// insideLeast is how many letters must be typed before names that contain them
// are offered, too.
const insideLeast = 3

// complete looks for the names that begin as the word at the end of text, or
// that contain it where none begins so.
func complete(names *filter.Catalog, text []rune) completion {
	from := len(text)
	for from > 0 && inName(text[from-1]) {
		from--
	}
	c := completion{from: from, pick: -1}
	word := strings.ToLower(string(text[from:]))
	if word == "" || word[0] < 'a' || quoted(text[:from]) { // names begin with a letter
		return c
	}
	for i, fits := range []func(name, word string) bool{strings.HasPrefix, strings.Contains} {
		if i > 0 && len(word) < insideLeast {
			break
		}
		for name := range names.Names {
			if fits(strings.ToLower(name), word) {
				c.found = append(c.found, names.Field(name))
			}
		}
		if len(c.found) > 0 {
			break
		}
	}
	slices.SortFunc(c.found, func(a, b *flows.Field) int { return strings.Compare(a.Name, b.Name) })
	c.found = slices.CompactFunc(c.found, func(a, b *flows.Field) bool { return a.Name == b.Name })
	if len(c.found) == 1 && c.found[0].Name == string(text[from:]) {
		c.found = nil // it is complete
	}
	return c
}

// completeAt goes on with the name that ends at place at of text: first as far as
// all names agree that begin so, then through the names one by one. It returns
// the text, the place behind the name, and among what the next call goes on.
func completeAt(names *filter.Catalog, text []rune, at int, c completion) ([]rune, int, completion) {
	if len(c.found) == 0 {
		if c = complete(names, text[:at]); len(c.found) == 0 {
			return text, at, c
		}
	}
	name := c.common()
	if c.pick >= 0 || len(name) <= at-c.from {
		c.pick = (c.pick + 1) % len(c.found)
		name = c.found[c.pick].Name
	}
	text = slices.Replace(text, c.from, at, []rune(name)...)
	at = c.from + utf8.RuneCountInString(name)
	if len(c.found) == 1 { // else another call goes on among the same names
		c = completion{}
	}
	return text, at, c
}

// inName reports whether a character can be part of a field's name.
func inName(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.'
}

// quoted reports whether a string is still open at the end of text.
func quoted(text []rune) bool {
	open := false
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			open = !open
		case text[i] == '\\' && open:
			i++
		}
	}
	return open
}

// common is how all names found begin, as far as it is the same.
func (c *completion) common() string {
	out := c.found[0].Name
	for _, f := range c.found[1:] {
		n := 0
		for n < min(len(out), len(f.Name)) && out[n] == f.Name[n] {
			n++
		}
		out = out[:n]
	}
	return out
}

// around are the names to be shown when there is room for n: those around the
// picked one.
func (c *completion) around(n int) (from, to int) {
	from = max(min(c.pick-n/2, len(c.found)-n), 0)
	return from, min(from+n, len(c.found))
}
