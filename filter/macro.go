package filter

import (
	"maps"
	"slices"
	"strings"
)

// Macros are texts that a filter calls by a name, as ${name:argument;argument}: $1, $2 and
// so on in the text stand for the arguments. What is called is put in place of the call
// as text, as in Wireshark, and may call macros itself.
type Macros map[string]string

// SharedMacros are those that come with Wireshark.
func SharedMacros() Macros {
	return Macros{
		"private_ipv4":     "$1 == 192.168.0.0/16 or $1 == 172.16.0.0/12 or $1 == 10.0.0.0/8",
		"private_ethernet": "$1[0] & 0x0F == 2",
		"private_ipv6":     "ipv6 && $1 == fc00::/7",
	}
}

// Bounds of what macros make, so that they cannot exhaust the memory.
const (
	maxMacroDepth = 31 // as in Wireshark
	maxMacroCalls = 1000
	maxExpanded   = 64 << 10 // bytes
)

// WithMacros returns the catalog with these macros beside what it has.
func (c *Catalog) WithMacros(m Macros) *Catalog {
	out := *c
	out.macros = maps.Clone(c.macros)
	if out.macros == nil {
		out.macros = make(Macros)
	}
	maps.Copy(out.macros, m)
	return &out
}

// Macros yields the names of the macros and their texts, in the order of the names.
func (c *Catalog) Macros(yield func(name, text string) bool) {
	for _, name := range slices.Sorted(maps.Keys(c.macros)) {
		if !yield(name, c.macros[name]) {
			return
		}
	}
}

// expansion is a filter whose macros were put in.
type expansion struct {
	text []byte
	from []origin // of each byte
}

// origin is where a byte of an expansion comes from: its place in the source, or the call
// of the macro that it is the text of.
type origin struct {
	at    span
	macro string
}

// expand puts the macros in. ${field} stays as it is.
func (c *Catalog) expand(src string) expansion {
	x := expansion{text: []byte(src), from: make([]origin, len(src))}
	for i := range x.from {
		x.from[i].at = span{i, i + 1}
	}
	e := expander{Catalog: c}
	return e.replace(x, 0)
}

// expander puts macros in, and counts.
type expander struct {
	*Catalog
	calls int
}

// replace puts macros in the place of their calls, those in their texts as well.
func (c *expander) replace(x expansion, depth int) (out expansion) {
	for {
		i := strings.Index(string(x.text), "${")
		if i < 0 {
			return out.add(x)
		}
		out = out.add(x.cut(0, i))
		n := strings.IndexByte(string(x.text[i:]), '}')
		if n < 0 {
			fail(x.spanOf(i, i+2), "this ${ has no }")
		}
		call := x.cut(i, i+n+1)
		if inside := string(call.text[2:n]); c.field(inside) != nil && strings.Contains(inside, ".") {
			out = out.add(call)
		} else {
			out = out.add(c.replace(c.called(call, depth), depth+1))
		}
		if len(out.text) > maxExpanded {
			fail(call.spanOf(0, n+1), "this macro becomes too long")
		}
		x = x.cut(i+n+1, len(x.text))
	}
}

// called is the text of the macro that a call ${name:argument;argument} means.
func (c *expander) called(call expansion, depth int) (out expansion) {
	at := call.spanOf(0, len(call.text))
	if depth >= maxMacroDepth {
		fail(at, "macros call each other more than %d deep", maxMacroDepth)
	}
	if c.calls++; c.calls > maxMacroCalls {
		fail(at, "these macros call more than %d others", maxMacroCalls)
	}
	inside := call.cut(2, len(call.text)-1)
	name, _, hasArgs := strings.Cut(string(inside.text), ":")
	text, ok := c.macros[name]
	if !ok {
		c.noMacro(at, name)
	}
	var args []expansion
	if hasArgs {
		args = inside.cut(len(name)+1, len(inside.text)).split(';')
	}
	if want := arguments(text); len(args) != want {
		fail(at, "the macro %s takes %d argument(s), not %d", name, want, len(args))
	}
	for len(text) > 0 {
		if n := argument(text); n > 0 {
			out, text = out.add(args[n-1]), text[2:]
			continue
		}
		out.text, out.from = append(out.text, text[0]), append(out.from, origin{at, name})
		text = text[1:]
	}
	return out
}

// noMacro stops because there is no macro, or field, of a name.
func (c *Catalog) noMacro(at span, name string) {
	e := &Error{Off: at.off, Len: at.end - at.off, What: "there is no macro " + name + ", and no field to refer to"}
	e.Near = Nearest(name, func(yield func(string) bool) {
		for known := range c.macros {
			if !yield(known) {
				return
			}
		}
		c.Names(yield)
	})
	panic(e)
}

// argument is N where a text begins with $N, else 0.
func argument(text string) int {
	if len(text) > 1 && text[0] == '$' && '1' <= text[1] && text[1] <= '9' {
		return int(text[1] - '0')
	}
	return 0
}

// arguments is how many arguments a macro's text asks for.
func arguments(text string) (most int) {
	for i := range len(text) {
		most = max(most, argument(text[i:]))
	}
	return most
}

func (x expansion) cut(from, to int) expansion {
	return expansion{x.text[from:to:to], x.from[from:to:to]}
}

func (x expansion) add(y expansion) expansion {
	return expansion{append(x.text, y.text...), append(x.from, y.from...)}
}

// split cuts at every sep. There is always one part.
func (x expansion) split(sep byte) (parts []expansion) {
	for {
		i := strings.IndexByte(string(x.text), sep)
		if i < 0 {
			return append(parts, x)
		}
		parts, x = append(parts, x.cut(0, i)), x.cut(i+1, len(x.text))
	}
}

// spanOf is where bytes of the expansion come from in the source.
func (x expansion) spanOf(from, to int) span {
	at := x.from[from].at
	return span{at.off, max(at.end, x.from[to-1].at.end)}
}

// locate makes an error about the expansion one about the source: where a macro's own text
// is wrong it points at the call and names the macro.
func (x expansion) locate(e *Error, src string) {
	if e.Off >= len(x.text) {
		e.Off, e.Len = len(src), 1
		return
	}
	o := x.from[e.Off]
	at := x.spanOf(e.Off, min(e.Off+max(e.Len, 1), len(x.text)))
	if o.macro != "" {
		at, e.What = o.at, "in the macro "+o.macro+": "+e.What
	}
	e.Off, e.Len = at.off, max(at.end-at.off, 1)
}
