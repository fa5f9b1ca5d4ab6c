package filter

import (
	"net/netip"

	"tcptui/decode"
	"tcptui/flows"
)

// op is what a node of the expression does.
type op uint8

// Tests, which are true or false, and then operands, which have values.
const (
	opAnd op = iota
	opOr
	opNot
	opExists // kids[0] has a value (of a sum: one that is not 0)
	opEq     // any pair of values is equal
	opNe     // all pairs differ
	opAllEq
	opAnyNe
	opGt
	opLt
	opGe
	opLe
	opContains
	opMatches
	opIn // kids[0] is one of kids[1:]; an opRange is two values

	opField
	opReference // the field's values in the frame that the filter was bound to
	opLayer     // kids[0], a field, in some of the headers of its protocol: parts
	opWord      // a literal as written, until the checker gives it a type
	opQuoted
	opChar
	opValue // a literal with its type
	opRange
	opSlice
	opCall
	opBitAnd
	opAdd
	opSub
	opMul
	opDiv
	opMod
	opNeg
)

// symbols of the operators that stand between two operands.
var symbols = map[string]op{
	"==": opEq, "!=": opNe, "===": opAllEq, "!==": opAnyNe, ">": opGt, "<": opLt, ">=": opGe, "<=": opLe,
	"contains": opContains, "matches": opMatches, "in": opIn,
	"&": opBitAnd, "+": opAdd, "-": opSub, "*": opMul, "/": opDiv, "%": opMod,
}

// quantifier of a comparison.
type quantifier uint8

const (
	byOperator quantifier = iota // != and === mean all pairs, the rest any
	anyPair
	allPairs
)

// node is a part of the expression. The parser makes the tree, the checker
// gives its operands their kinds and its literals their values.
type node struct {
	op    op
	at    span
	kids  []*node
	quant quantifier
	text  string       // of a literal as written, or the name of a function
	field *flows.Field // of opField and opReference
	parts []part       // of opSlice and opLayer

	kind   decode.Kind // of an operand, set by the checker
	width  uint8       // bits that Wireshark keeps a whole number in; 0: no number
	value  decode.Value
	net    netip.Prefix // of opValue: an address with a prefix length
	apart  bool         // of opValue: -N beside numbers without a sign, see negative
	re     *pattern     // of opMatches
	braced bool         // it stood in braces
}

func (n *node) literal() bool { return n.op >= opWord && n.op <= opValue }

// arithmetic reports whether the node calculates.
func (n *node) arithmetic() bool { return n.op >= opBitAnd }

// part is one part of a slice: n bytes from offset from, or up to the end when
// n is negative. A negative offset counts from the end.
type part struct{ from, n int }
