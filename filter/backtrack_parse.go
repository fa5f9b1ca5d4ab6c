package filter

import (
	"fmt"
	"strings"
)

// flags of a part of an expression: (?ims-x).
type reFlags struct{ fold, lines, all, space, swap bool }

// reParser reads PCRE2's syntax. It stops at the first error with a panic of reError.
type reParser struct {
	src    string
	at     int
	flags  reFlags
	groups int            // opened so far
	names  map[string]int // of groups
	bodies map[int]*expr  // of groups, for recursion
	refs   []func()       // checks once all groups are known
	depth  int
}

// reError is what is wrong with a regular expression.
type reError struct{ what string }

func (e reError) Error() string { return e.what }

func reFail(format string, args ...any) { panic(reError{fmt.Sprintf(format, args...)}) }

// newBacktracker compiles an expression whose case does not matter.
func newBacktracker(src string) (p *backtracker, err error) {
	defer func() {
		if e, ok := recover().(reError); ok {
			p, err = nil, e
		}
	}()
	src = unquoted(src)
	r := &reParser{src: src, flags: reFlags{fold: true}, names: make(map[string]int), bodies: make(map[int]*expr)}
	top := new(expr)
	r.bodies[0] = top
	*top = r.alternatives()
	if r.at < len(src) {
		reFail("there is a ) too many")
	}
	for _, check := range r.refs {
		check()
	}
	return &backtracker{top: *top, groups: r.groups}, nil
}

// unquoted writes \Q...\E, in which nothing has a meaning, with backslashes.
func unquoted(src string) string {
	var out strings.Builder
	for {
		before, rest, ok := cutQuote(src)
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		text, after, _ := strings.Cut(rest, `\E`)
		for i := range len(text) {
			if !isWordByte(text[i]) {
				out.WriteByte('\\')
			}
			out.WriteByte(text[i])
		}
		src = after
	}
}

// cutQuote cuts around the first \Q whose backslash is no character itself.
func cutQuote(src string) (before, rest string, ok bool) {
	for i := 0; i+1 < len(src); i++ {
		if src[i] == '\\' {
			if src[i+1] == 'Q' {
				return src[:i], src[i+2:], true
			}
			i++
		}
	}
	return src, "", false
}

func (r *reParser) take(s string) bool {
	if strings.HasPrefix(r.src[r.at:], s) {
		r.at += len(s)
		return true
	}
	return false
}

// until reads up to a byte, and goes past it.
func (r *reParser) until(end byte) string {
	n := strings.IndexByte(r.src[r.at:], end)
	if n < 0 {
		reFail("%q is missing", end)
	}
	s := r.src[r.at : r.at+n]
	r.at += n + 1
	return s
}

// alternatives reads what | parts, up to a ) or the end. Flags last as long.
func (r *reParser) alternatives() expr { return oneWay(r.ways(nil)) }

// ways reads the alternatives one by one; each is called before every one.
func (r *reParser) ways(each func()) (all []expr) {
	if r.depth++; r.depth > maxDepth {
		reFail("it is nested more than %d deep", maxDepth)
	}
	defer func(old reFlags) { r.depth, r.flags = r.depth-1, old }(r.flags)
	for {
		if each != nil {
			each()
		}
		all = append(all, r.sequence())
		if !r.take("|") {
			return all
		}
	}
}

// sequence reads parts that follow each other.
func (r *reParser) sequence() expr {
	out := empty
	for r.at < len(r.src) && r.src[r.at] != '|' && r.src[r.at] != ')' {
		x, ok := r.atom()
		if !ok {
			continue // a comment, a flag or a space
		}
		x = r.repeated(x)
		out = after(out, x)
	}
	return out
}

// repeated reads the quantifier behind x. A second one has nothing to repeat, and what
// only looks at a place cannot be repeated.
func (r *reParser) repeated(x expr) expr {
	r.skipSpace()
	for r.take("(?#") {
		r.until(')')
		r.skipSpace()
	}
	at := r.at
	least, most, ok := r.quantifier()
	if !ok {
		return x
	}
	if x.place {
		reFail("there is nothing before %q to repeat", r.src[at])
	}
	how := greedy
	if r.flags.swap {
		how = lazy
	}
	switch {
	case r.take("?"):
		how = lazy - how
	case r.take("+"):
		how = possessive
	}
	return repeat(x, least, most, how)
}

// quantifier reads * + ? {n} {n,} {n,m}.
func (r *reParser) quantifier() (least, most int, ok bool) {
	switch {
	case r.take("*"):
		return 0, -1, true
	case r.take("+"):
		return 1, -1, true
	case r.take("?"):
		return 0, 1, true
	case r.at < len(r.src) && r.src[r.at] == '{':
		return r.counted()
	}
	return 0, 0, false
}

// counted reads {n,m}; what is none is text.
func (r *reParser) counted() (least, most int, ok bool) {
	n := strings.IndexByte(r.src[r.at:], '}')
	if n < 0 {
		return 0, 0, false
	}
	from, to, comma := strings.Cut(r.src[r.at+1:r.at+n], ",")
	least, ok = count(from)
	most = least
	if comma {
		if most = -1; to != "" {
			var fine bool
			most, fine = count(to)
			ok = ok && fine
		}
	}
	if !ok {
		return 0, 0, false
	}
	if most >= 0 && least > most {
		reFail("the numbers in {%s,%s} are out of order", from, to)
	}
	r.at += n + 1
	return least, most, true
}

// count reads a number of repetitions.
func count(s string) (n int, ok bool) {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		if n = n*10 + int(s[i]-'0'); n > 65535 {
			reFail("%s repetitions are too many", s)
		}
	}
	return n, s != ""
}

// skipSpace skips what (?x) makes meaningless.
func (r *reParser) skipSpace() {
	for r.flags.space && r.at < len(r.src) {
		switch c := r.src[r.at]; {
		case strings.IndexByte(" \t\n\r\f\v", c) >= 0:
			r.at++
		case c == '#':
			for r.at < len(r.src) && r.src[r.at] != '\n' {
				r.at++
			}
		default:
			return
		}
	}
}

// atom reads one part; false when it was nothing that matches.
func (r *reParser) atom() (x expr, ok bool) {
	if before := r.at; r.flags.space {
		if r.skipSpace(); r.at != before {
			return x, false
		}
	}
	c := r.src[r.at]
	r.at++
	switch c {
	case '(':
		return r.group()
	case '[':
		return oneOf(r.class()), true
	case '\\':
		return r.escape()
	case '.':
		return oneOf(setOf(func(b byte) bool { return r.flags.all || b != '\n' })), true
	case '^':
		return where(atStart(r.flags.lines)), true
	case '$':
		return where(atEnd(r.flags.lines)), true
	case '*', '+', '?':
		reFail("there is nothing before %q to repeat", c)
	case '{':
		r.at--
		if _, _, ok := r.counted(); ok {
			reFail("there is nothing before { to repeat")
		}
		r.at++
	}
	return r.literal(c), true
}

// literal matches one byte, in any case when that does not matter.
func (r *reParser) literal(c byte) expr {
	var set byteSet
	set[c] = true
	r.foldSet(&set)
	return oneOf(&set)
}

// foldSet adds the other case of each letter.
func (r *reParser) foldSet(set *byteSet) {
	if !r.flags.fold {
		return
	}
	for c := byte('a'); c <= 'z'; c++ {
		if set[c] || set[upper(c)] {
			set[c], set[upper(c)] = true, true
		}
	}
}

func setOf(in func(byte) bool) *byteSet {
	var set byteSet
	for c := range set {
		set[c] = in(byte(c))
	}
	return &set
}

func atStart(lines bool) func([]byte, int) bool {
	return func(b []byte, at int) bool { return at == 0 || lines && b[at-1] == '\n' && at < len(b) }
}

func atEnd(lines bool) func([]byte, int) bool {
	return func(b []byte, at int) bool {
		return at == len(b) || at == len(b)-1 && b[at] == '\n' || lines && b[at] == '\n'
	}
}

func isWordByte(c byte) bool { return isDigit(c) || isLetter(c) }

func atWordEdge(b []byte, at int) bool {
	before := at > 0 && isWordByte(b[at-1])
	return before != (at < len(b) && isWordByte(b[at]))
}
