package filter

import (
	"strings"

	"tcptui/decode"
)

// named gives a literal beside a field the value that the field calls by that
// name, as in ip.proto == TCP; false when it is written another way. Case does
// not matter.
func named(n, like *node) bool {
	field := like
	if field.op == opLayer {
		field = field.kids[0]
	}
	if field.op != opField || n.op == opChar || like.kind == decode.KindString {
		return false
	}
	names := decode.ValueNames(field.field.Name)
	for _, v := range names {
		if strings.EqualFold(v.Name, n.text) {
			n.value.U, n.value.I = v.Value, int64(v.Value)
			return true
		}
	}
	number := like.kind == decode.KindUint || like.kind == decode.KindInt || like.kind == decode.KindBool
	if number && names != nil && (n.op == opQuoted || isLetter(n.text[0]) && !truth(like.kind, n.text)) {
		e := &Error{Off: n.at.off, Len: n.at.end - n.at.off, What: "no value of " + field.text + " is called " + n.text}
		if like.kind == decode.KindBool {
			e.What = n.text + " is no boolean: expected 1, 0, True, False or " + names[0].Name
		}
		e.Near = Nearest(n.text, func(yield func(string) bool) {
			for _, v := range names {
				if !yield(v.Name) {
					return
				}
			}
		})
		panic(e)
	}
	return false
}

// truth reports whether a word is a boolean's own.
func truth(kind decode.Kind, text string) bool {
	if kind != decode.KindBool {
		return false
	}
	switch text {
	case "True", "TRUE", "False", "FALSE":
		return true
	}
	return false
}

// unsigned reports whether n is a number that stands beside numbers without a sign.
func unsigned(n, like *node) bool { return n.op == opWord && like.kind == decode.KindUint }

// negative makes -N what Wireshark makes of it among numbers without a sign. Beside
// them it is apart: no pair with it fulfils any comparison where one pair is enough, and
// each does where all have to. In a calculation it is
// the number of 32 bits that has the same ones and zeros.
func negative(n, like *node, at position) {
	u, _ := integer(n.kids[0], like)
	n.op, n.kind, n.kids = opValue, like.kind, nil
	n.apart = u != 0 && at == beside
	n.value = decode.Value{U: uint64(-uint32(u)), I: int64(-uint32(u))}
}
