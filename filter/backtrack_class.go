package filter

import (
	"strconv"
	"strings"
)

// namedSets are the classes that a letter after a backslash means; the capital letter is
// the opposite.
var namedSets = map[byte]func(byte) bool{
	'd': isDigit,
	'w': isWordByte,
	's': func(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' },
	'h': func(c byte) bool { return c == ' ' || c == '\t' || c == 0xa0 },
	'v': func(c byte) bool { return '\n' <= c && c <= '\r' || c == 0x85 },
}

// posixSets are the classes [:name:].
var posixSets = map[string]func(byte) bool{
	"alpha": func(c byte) bool { return isLetter(c) && c != '_' }, "digit": isDigit, "xdigit": isHex, "word": isWordByte,
	"alnum": func(c byte) bool { return isWordByte(c) && c != '_' },
	"lower": func(c byte) bool { return 'a' <= c && c <= 'z' }, "upper": func(c byte) bool { return 'A' <= c && c <= 'Z' },
	"space": namedSets['s'], "blank": func(c byte) bool { return c == ' ' || c == '\t' }, "cntrl": func(c byte) bool { return c < ' ' || c == 0x7f },
	"print": func(c byte) bool { return ' ' <= c && c < 0x7f }, "graph": func(c byte) bool { return ' ' < c && c < 0x7f },
	"punct": func(c byte) bool { return ' ' < c && c < 0x7f && (!isWordByte(c) || c == '_') }, "ascii": func(c byte) bool { return c < 0x80 },
}

// letterSet is the class of a letter, nil when it has none.
func letterSet(c byte) *byteSet {
	if in := namedSets[c]; in != nil {
		return setOf(in)
	}
	if in := namedSets[lower(c)]; in != nil {
		return setOf(func(c byte) bool { return !in(c) })
	}
	if c == 'N' {
		return setOf(func(c byte) bool { return c != '\n' })
	}
	return nil
}

// class reads [...].
func (r *reParser) class() *byteSet {
	var set byteSet
	negative := r.take("^")
	for first := true; ; first = false {
		if r.at == len(r.src) {
			reFail("a [ has no ]")
		}
		if !first && r.take("]") {
			break
		}
		lo, single := r.member(&set)
		if !single || r.at+1 >= len(r.src) || r.src[r.at] != '-' || r.src[r.at+1] == ']' {
			if single {
				set[lo] = true
			}
			continue
		}
		r.at++
		hi, single := r.member(&set)
		if !single || hi < lo {
			reFail("a range in [] is out of order")
		}
		for c := int(lo); c <= int(hi); c++ {
			set[c] = true
		}
	}
	r.foldSet(&set)
	if negative {
		for c := range set {
			set[c] = !set[c]
		}
	}
	return &set
}

// member reads a byte of a class; false when it is a class itself, which is put into set.
func (r *reParser) member(set *byteSet) (c byte, single bool) {
	rest := r.src[r.at:]
	if n := strings.Index(rest, ":]"); strings.HasPrefix(rest, "[:") && n > 1 {
		name, not := strings.CutPrefix(rest[2:n], "^")
		in := posixSets[name]
		if in == nil {
			reFail("there is no class [:%s:]", name)
		}
		for c := range set {
			set[c] = set[c] || in(byte(c)) != not
		}
		r.at += n + 2
		return 0, false
	}
	if strings.HasPrefix(rest, "[.") && strings.Contains(rest, ".]") || strings.HasPrefix(rest, "[=") && strings.Contains(rest, "=]") {
		reFail("collating elements are not supported")
	}
	r.at++
	if rest[0] != '\\' {
		return rest[0], true
	}
	if r.at == len(r.src) {
		reFail("it ends in a backslash")
	}
	e := r.src[r.at]
	if in := letterSet(e); in != nil && e != 'N' {
		r.at++
		for c := range set {
			set[c] = set[c] || in[c]
		}
		return 0, false
	}
	if e == 'b' {
		r.at++
		return '\b', true
	}
	return r.number(), true
}

// controls are the bytes that a letter after a backslash means.
var controls = map[byte]byte{'a': 7, 'e': 0x1b, 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// number reads a byte behind a backslash: a control, an octal or hexadecimal number, or
// itself.
func (r *reParser) number() byte {
	e := r.src[r.at]
	r.at++
	if c, ok := controls[e]; ok {
		return c
	}
	switch {
	case e == 'c' && r.at < len(r.src):
		c := upper(r.src[r.at])
		r.at++
		return c ^ 0x40
	case e == 'x' && r.take("{"):
		return r.based(r.until('}'), 16)
	case e == 'x':
		return r.based("0"+r.digits(2, isHex), 16)
	case e == 'o' && r.take("{"):
		return r.based(r.until('}'), 8)
	case '0' <= e && e <= '7':
		r.at--
		return r.based(r.digits(3, func(c byte) bool { return '0' <= c && c <= '7' }), 8)
	case isWordByte(e) && e != '_':
		reFail(`\%c is not known`, e)
	}
	return e
}

func (r *reParser) digits(most int, is func(byte) bool) string {
	from := r.at
	for r.at < len(r.src) && r.at < from+most && is(r.src[r.at]) {
		r.at++
	}
	return r.src[from:r.at]
}

func (r *reParser) based(digits string, base int) byte {
	n, err := strconv.ParseUint(digits, base, 8)
	if err != nil {
		reFail("%q is no number of a byte", digits)
	}
	return byte(n)
}

// escape reads what follows a backslash outside of a class.
func (r *reParser) escape() (x expr, ok bool) {
	if r.at == len(r.src) {
		reFail("it ends in a backslash")
	}
	c := r.src[r.at]
	if set := letterSet(c); set != nil {
		r.at++
		if c == 'N' && strings.HasPrefix(r.src[r.at:], "{") {
			at := r.at
			if _, _, ok := r.counted(); !ok {
				reFail(`\N{name} is not supported`)
			}
			r.at = at
		}
		return oneOf(set), true
	}
	if at, ok := places[c]; ok {
		r.at++
		return where(at), true
	}
	switch {
	case '1' <= c && c <= '9':
		digits := r.digits(2, isDigit)
		if n, _ := strconv.Atoi(digits); n < 10 || n <= r.groups {
			return r.reference(digits), true
		}
		r.at -= len(digits)
		return r.literal(r.number()), true
	case r.take("g"), r.take("k"):
		return r.called(c)
	case r.take("E"), r.take("K"):
		return x, false
	case r.take("R"):
		lines := oneWay([]expr{after(r.literal('\r'), r.literal('\n')), oneOf(letterSet('v'))})
		return atomic(lines), true
	case r.take("X"), r.take("C"):
		return oneOf(setOf(func(byte) bool { return true })), true
	}
	return r.literal(r.number()), true
}

// places are the assertions that a letter after a backslash means.
var places = map[byte]func([]byte, int) bool{
	'A': atStart(false), 'Z': atEnd(false), 'z': func(b []byte, at int) bool { return at == len(b) },
	'G': atStart(false), 'b': atWordEdge, 'B': func(b []byte, at int) bool { return !atWordEdge(b, at) },
}

// called reads the name behind \g and \k.
func (r *reParser) called(c byte) (expr, bool) {
	ends := map[byte]byte{'{': '}', '<': '>', '\'': '\''}
	if r.at == len(r.src) || ends[r.src[r.at]] == 0 {
		if c == 'k' {
			reFail(`\k has no name`)
		}
		sign := ""
		if r.take("-") {
			sign = "-"
		}
		return r.reference(sign + r.digits(2, isDigit)), true
	}
	open := r.src[r.at]
	r.at++
	name := r.until(ends[open])
	if c == 'g' && open != '{' {
		return r.recursion(name), true
	}
	return r.reference(name), true
}
