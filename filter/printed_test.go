package filter

import (
	"fmt"
	"strings"
)

// printed returns a filter in one spelling, whatever way src writes it: symbols for
// operators, parentheses only where they are needed. What it returns parses to
// the same expression; macros are put in. The error is an *Error.
func printed(src string, names *Catalog) (text string, err error) {
	tree, _, err := parsed(src, names)
	if err != nil {
		return "", err
	}
	return sprint(tree), nil
}

// signs are the operators as they are printed.
var signs = func() map[op]string {
	m := make(map[op]string, len(symbols))
	for s, o := range symbols {
		m[o] = s
	}
	return m
}()

// sprint prints a tree as the parser made it.
func sprint(n *node) string {
	var b strings.Builder
	printTest(&b, n)
	return b.String()
}

func printTest(b *strings.Builder, n *node) {
	switch n.op {
	case opAnd, opOr:
		sign := map[op]string{opAnd: " && ", opOr: " || "}[n.op]
		printJoined(b, n.kids[0], n.kids[0].op == opOr && n.op == opAnd)
		b.WriteString(sign)
		right := n.kids[1].op
		printJoined(b, n.kids[1], right == opOr || right == opAnd && n.op == opAnd)
	case opNot:
		b.WriteByte('!')
		printJoined(b, n.kids[0], n.kids[0].op <= opOr)
	case opExists:
		printOperand(b, n.kids[0], 0)
	default:
		b.WriteString([...]string{byOperator: "", anyPair: "any ", allPairs: "all "}[n.quant])
		printOperand(b, n.kids[0], 0)
		b.WriteString(" " + signs[n.op] + " ")
		if n.op != opIn {
			printOperand(b, n.kids[1], 0)
			return
		}
		b.WriteByte('{')
		printList(b, n.kids[1:])
		b.WriteByte('}')
	}
}

func printJoined(b *strings.Builder, n *node, parens bool) {
	if !parens {
		printTest(b, n)
		return
	}
	b.WriteByte('(')
	printTest(b, n)
	b.WriteByte(')')
}

func printList(b *strings.Builder, items []*node) {
	for i, item := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		if item.op == opRange {
			printOperand(b, item.kids[0], 0)
			b.WriteString(" .. ")
			item = item.kids[1]
		}
		printOperand(b, item, 0)
	}
}

// tight is how strongly what stands alone binds: more than every operator.
const tight = 9

// printOperand prints an operand, in braces when it binds less strongly than
// least.
func printOperand(b *strings.Builder, n *node, least int) {
	switch n.op {
	case opField:
		b.WriteString(n.field.Name)
	case opReference:
		b.WriteString("${" + n.field.Name + "}")
	case opLayer:
		printOperand(b, n.kids[0], tight)
		b.WriteString("#[" + n.text + "]")
	case opWord:
		b.WriteString(n.text)
	case opQuoted:
		printString(b, n.text)
	case opChar:
		fmt.Fprintf(b, `'\x%02x'`, n.text[0])
	case opSlice:
		printOperand(b, n.kids[0], tight)
		b.WriteString("[" + n.text + "]")
	case opCall:
		b.WriteString(n.text + "(")
		printList(b, n.kids)
		b.WriteByte(')')
	default:
		printArithmetic(b, n, least)
	}
}

func printArithmetic(b *strings.Builder, n *node, least int) {
	own := tight - 1 // of the sign in front
	if n.op != opNeg {
		own = power[signs[n.op]]
	}
	if own < least {
		b.WriteByte('{')
		defer b.WriteByte('}')
	}
	if n.op == opNeg {
		b.WriteByte('-')
		printOperand(b, n.kids[0], own)
		return
	}
	printOperand(b, n.kids[0], own)
	b.WriteString(" " + signs[n.op] + " ")
	printOperand(b, n.kids[1], own+1)
}

func printString(b *strings.Builder, s string) {
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}
