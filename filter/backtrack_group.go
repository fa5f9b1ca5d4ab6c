package filter

import (
	"slices"
	"strconv"
	"strings"
)

// looks are the groups that match nothing themselves.
var looks = []struct {
	begins         string
	back, negative bool
}{{"?=", false, false}, {"?!", false, true}, {"?<=", true, false}, {"?<!", true, true}}

// group reads what follows an opening parenthesis.
func (r *reParser) group() (x expr, ok bool) {
	for _, l := range looks {
		if !r.take(l.begins) {
			continue
		}
		all := r.closed(nil)
		if !l.back {
			return look(oneWay(all), l.negative), true
		}
		for _, way := range all {
			if way.width < 0 {
				reFail("what is looked back for has no fixed length")
			}
		}
		return lookBack(all, l.negative), true
	}
	switch {
	case r.take("?:"):
		return oneWay(r.closed(nil)), true
	case r.take("?>"):
		return atomic(oneWay(r.closed(nil))), true
	case r.take("?#"):
		r.until(')')
		return x, false
	case r.take("?|"):
		return r.reset(), true
	case r.take("?P="):
		return r.reference(r.until(')')), true
	case r.take("?P>"), r.take("?&"):
		return r.recursion(r.until(')')), true
	case r.take("?P<"), r.take("?<"):
		return r.numbered(r.until('>')), true
	case r.take("?'"):
		return r.numbered(r.until('\'')), true
	case r.take("?("):
		return r.conditional(), true
	case r.take("?"):
		return r.flagged()
	case r.take("*"):
		reFail("(* is not supported")
	}
	return r.numbered(""), true
}

// closed reads alternatives up to the closing parenthesis.
func (r *reParser) closed(each func()) []expr {
	all := r.ways(each)
	if !r.take(")") {
		reFail("a ( has no )")
	}
	return all
}

// numbered reads a group that is remembered.
func (r *reParser) numbered(name string) expr {
	r.groups++
	n := r.groups
	if name != "" {
		if _, ok := r.names[name]; ok {
			reFail("two groups are called %s", name)
		}
		if !isWord(name[0]) || isDigit(name[0]) {
			reFail("%s is no name of a group", name)
		}
		r.names[name] = n
	}
	body := new(expr)
	if _, ok := r.bodies[n]; !ok {
		r.bodies[n] = body
	}
	*body = kept(oneWay(r.closed(nil)), n)
	return *body
}

// reset reads (?|...): groups have the same numbers in all alternatives.
func (r *reParser) reset() expr {
	first, most := r.groups, r.groups
	all := r.closed(func() {
		most = max(most, r.groups)
		r.groups = first
	})
	r.groups = max(most, r.groups)
	return oneWay(all)
}

// numberOf is the group that a name or a number means: -1 is the last one before here.
func (r *reParser) numberOf(name string) func() int {
	n, err := strconv.Atoi(name)
	switch {
	case err != nil:
		return func() int {
			n, ok := r.names[name]
			if !ok {
				reFail("no group is called %s", name)
			}
			return n
		}
	case name[0] == '-':
		n = max(n+r.groups+1, 0)
	case name[0] == '+':
		n += r.groups
	}
	return func() int {
		if n < 0 || n > r.groups || n == 0 && name[0] == '-' {
			reFail("there is no group %s", name)
		}
		return n
	}
}

// reference matches what a group matched.
func (r *reParser) reference(name string) expr {
	number, fold := r.numberOf(name), r.flags.fold
	x := new(expr)
	r.refs = append(r.refs, func() { *x = again(number(), fold) })
	return deferred(x)
}

// recursion matches a group's expression once more.
func (r *reParser) recursion(name string) expr {
	number := r.numberOf(name)
	x := new(expr)
	r.refs = append(r.refs, func() {
		n := number()
		*x = recursive(n, r.bodies[n])
	})
	return deferred(x)
}

// recursive matches a group's body. Where that is being called at the same place already
// it would go on for ever: then nothing matches.
func recursive(n int, body *expr) expr {
	return expr{match: func(t *tracer, at int, then func(int) bool) bool {
		here := call{n, at}
		if len(t.inside) >= maxRecursion || slices.Contains(t.inside, here) {
			t.steps = maxSteps // PCRE2 gives up, too
		}
		if !t.step() {
			return false
		}
		t.inside = append(t.inside, here)
		ok := body.match(t, at, func(end int) bool {
			t.inside = t.inside[:len(t.inside)-1]
			ok := then(end)
			t.inside = append(t.inside, here)
			return ok
		})
		t.inside = t.inside[:len(t.inside)-1]
		return ok
	}}
}

// deferred matches what x is once the whole expression was read.
func deferred(x *expr) expr {
	return expr{width: -1, match: func(t *tracer, at int, then func(int) bool) bool { return x.match(t, at, then) }}
}

// conditional reads (?(1)yes|no).
func (r *reParser) conditional() expr {
	name := strings.Trim(r.until(')'), "<>'")
	if name == "" || strings.HasPrefix(name, "?") || name == "DEFINE" || name[0] == 'R' {
		reFail("this condition is not supported")
	}
	number := r.numberOf(name)
	r.refs = append(r.refs, func() { number() })
	ways := r.closed(nil)
	if len(ways) > 2 {
		reFail("a condition has more than two alternatives")
	}
	if len(ways) == 1 {
		ways = append(ways, empty)
	}
	return expr{width: -1, match: func(t *tracer, at int, then func(int) bool) bool {
		way := 1
		if t.groups[number()][0] >= 0 {
			way = 0
		}
		return ways[way].match(t, at, then)
	}}
}

// flagged reads (?flags) and (?flags:...), and recursion by number.
func (r *reParser) flagged() (x expr, ok bool) {
	rest := r.src[r.at:]
	if n := strings.IndexByte(rest, ')'); n > 0 && (rest[0] == 'R' && n == 1 || strings.Trim(rest[:n], "+-0123456789") == "" && strings.Trim(rest[:n], "+-") != "") {
		name := r.until(')')
		if name == "R" {
			name = "0"
		}
		return r.recursion(name), true
	}
	flags, on := r.flags, true
	for {
		if r.at == len(r.src) {
			reFail("a ( has no )")
		}
		c := r.src[r.at]
		r.at++
		switch c {
		case '^':
			flags = reFlags{}
		case '-':
			on = false
		case 'i':
			flags.fold = on
		case 'm':
			flags.lines = on
		case 's':
			flags.all = on
		case 'x':
			flags.space = on
		case 'U':
			flags.swap = on
		case 'J':
		case ')':
			r.flags = flags
			return x, false
		case ':':
			defer func(old reFlags) { r.flags = old }(r.flags)
			r.flags = flags
			return oneWay(r.closed(nil)), true
		default:
			reFail("(?%c is not known", c)
		}
	}
}
