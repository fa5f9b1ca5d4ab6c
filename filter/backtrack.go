package filter

// What Go's regular expressions leave out, because it cannot be matched in time that is
// proportional to the text, is matched here by trying: look-around, references back,
// atomic groups, recursion, as PCRE2 has them. A match that takes too many steps is none,
// as in Wireshark.

// Bounds of what a matcher may do for one text.
const (
	maxSteps     = 1 << 20 // tries
	maxRepeats   = 1 << 16 // repetitions of groups that are under way
	maxRecursion = 200     // calls of a group in a call of a group
)

// tracer is the state of one match; step counts a try.
type tracer struct {
	text   []byte
	groups [][2]int // of captures: from, to; -1 where unset
	steps  int
	deep   int    // repetitions that are under way
	inside []call // of groups by their numbers, that are under way
}

// call is where a group was called.
type call struct{ group, at int }

func (t *tracer) step() bool {
	t.steps++
	return t.steps <= maxSteps
}

// step matches at a position of the text and calls then with where it ended, again and
// again for other ways, until that returns true.
type step func(t *tracer, at int, then func(at int) bool) bool

// expr is a part of a regular expression: how it matches, and how many bytes it takes,
// -1 when that varies.
type expr struct {
	match step
	width int
	set   *byteSet // when it is one byte out of a set
	first *byteSet // the bytes that it can begin with; nil: any, or none at all
	none  bool     // it is empty
	place bool     // it looks at a place only
}

// byteSet is the bytes that a class holds.
type byteSet [256]bool

// backtracker is a compiled expression.
type backtracker struct {
	top    expr
	groups int
}

// match reports whether the expression matches anywhere in b, and whether it gave up.
func (p *backtracker) match(b []byte) (found, gaveUp bool) {
	t := tracer{text: b, groups: make([][2]int, p.groups+1)}
	for at := 0; at <= len(b) && t.step(); at++ {
		if first := p.top.first; first != nil {
			for at < len(b) && !first[b[at]] {
				at++
			}
			if at == len(b) {
				return false, false
			}
		}
		for i := range t.groups {
			t.groups[i] = [2]int{-1, -1}
		}
		if p.top.match(&t, at, func(int) bool { return t.steps <= maxSteps }) {
			return true, false
		}
	}
	return false, t.steps > maxSteps
}

// empty matches nothing, everywhere.
var empty = expr{none: true, match: func(_ *tracer, at int, then func(int) bool) bool { return then(at) }}

// oneOf matches a byte of a set.
func oneOf(set *byteSet) expr {
	return expr{width: 1, set: set, first: set, match: func(t *tracer, at int, then func(int) bool) bool {
		return at < len(t.text) && set[t.text[at]] && then(at+1)
	}}
}

// where matches nothing at places that hold.
func where(holds func(text []byte, at int) bool) expr {
	return expr{place: true, match: func(t *tracer, at int, then func(int) bool) bool { return holds(t.text, at) && then(at) }}
}

// after matches a and then b.
func after(a, b expr) expr {
	if a.none {
		return b
	}
	return expr{width: plus(a.width, b.width), first: a.first, match: func(t *tracer, at int, then func(int) bool) bool {
		return a.match(t, at, func(at int) bool { return b.match(t, at, then) })
	}}
}

func plus(a, b int) int {
	if a < 0 || b < 0 {
		return -1
	}
	return a + b
}

// oneWay matches one of the alternatives.
func oneWay(all []expr) expr {
	if len(all) == 1 {
		return all[0]
	}
	width, first := all[0].width, new(byteSet)
	for _, a := range all {
		if a.width != width {
			width = -1
		}
		if a.first == nil {
			first = nil
		}
		for c := 0; first != nil && c < len(first); c++ {
			first[c] = first[c] || a.first[c]
		}
	}
	return expr{width: width, first: first, match: func(t *tracer, at int, then func(int) bool) bool {
		for i := range all {
			if t.step() && all[i].match(t, at, then) {
				return true
			}
		}
		return false
	}}
}

// kept remembers what x matched as group n.
func kept(x expr, n int) expr {
	return expr{width: x.width, first: x.first, match: func(t *tracer, at int, then func(int) bool) bool {
		old := t.groups[n]
		if x.match(t, at, func(end int) bool {
			before := t.groups[n]
			t.groups[n] = [2]int{at, end}
			if then(end) {
				return true
			}
			t.groups[n] = before
			return false
		}) {
			return true
		}
		t.groups[n] = old
		return false
	}}
}

// atomic matches x in the first way only.
func atomic(x expr) expr {
	return expr{width: x.width, first: x.first, match: func(t *tracer, at int, then func(int) bool) bool {
		end := -1
		return x.match(t, at, func(at int) bool { end = at; return true }) && then(end)
	}}
}

// look matches nothing where x matches ahead, or does not when it is negative.
func look(x expr, negative bool) expr {
	return expr{match: func(t *tracer, at int, then func(int) bool) bool {
		return x.match(t, at, func(int) bool { return true }) != negative && then(at)
	}}
}

// lookBack is look for what ends here: one of alternatives, each of a width of its own.
func lookBack(all []expr, negative bool) expr {
	return expr{match: func(t *tracer, at int, then func(int) bool) bool {
		found := false
		for _, x := range all {
			if from := at - x.width; from >= 0 && !found {
				found = x.match(t, from, func(end int) bool { return end == at })
			}
		}
		return found != negative && then(at)
	}}
}

// again matches what a group matched, in any case when fold is true.
func again(n int, fold bool) expr {
	return expr{width: -1, match: func(t *tracer, at int, then func(int) bool) bool {
		g := t.groups[n]
		if g[0] < 0 || len(t.text)-at < g[1]-g[0] {
			return false
		}
		for i, c := range t.text[g[0]:g[1]] {
			d := t.text[at+i]
			if c != d && !(fold && lower(c) == lower(d)) {
				return false
			}
		}
		return then(at + g[1] - g[0])
	}}
}

// manner of a repetition.
type manner uint8

const (
	greedy manner = iota
	lazy
	possessive
)

// repeat matches x from least to most times; most is -1 for any number.
func repeat(x expr, least, most int, how manner) expr {
	width := -1
	if least == most && x.width >= 0 {
		width = least * x.width
	}
	var out expr
	switch {
	case x.set != nil && how != lazy:
		out = repeatSet(x.set, least, most)
	default:
		out = repeatAny(x, least, most, how == lazy)
	}
	if how == possessive {
		out = atomic(out)
	}
	if out.width = width; least > 0 {
		out.first = x.first
	}
	return out
}

// repeatSet takes as many bytes of a set as there are, and gives back.
func repeatSet(set *byteSet, least, most int) expr {
	return expr{match: func(t *tracer, at int, then func(int) bool) bool {
		n := 0
		for at+n < len(t.text) && (most < 0 || n < most) && set[t.text[at+n]] {
			n++
		}
		t.steps += n / 16
		for ; n >= least && t.step(); n-- {
			if then(at + n) {
				return true
			}
		}
		return false
	}}
}

func repeatAny(x expr, least, most int, few bool) expr {
	var from func(t *tracer, at, done int, then func(int) bool) bool
	from = func(t *tracer, at, done int, then func(int) bool) bool {
		if t.deep++; t.deep > maxRepeats {
			t.steps = maxSteps
		}
		defer func() { t.deep-- }()
		if !t.step() {
			return false
		}
		more := func() bool {
			return (most < 0 || done < most) && x.match(t, at, func(end int) bool {
				switch {
				case end != at:
					return from(t, end, done+1, then)
				case done < least:
					return from(t, end, least, then) // nothing is nothing as often as it takes
				}
				return false // it would go on for ever
			})
		}
		if done < least {
			return more()
		}
		if few {
			return then(at) || more()
		}
		return more() || then(at)
	}
	return expr{match: func(t *tracer, at int, then func(int) bool) bool { return from(t, at, 0, then) }}
}
