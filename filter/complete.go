package filter

import (
	"slices"
	"strconv"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// Suggestion is something that may stand at a place of a filter.
type Suggestion struct {
	Text string // as it is written
	Help string // what it is, one line; "" when the text says it
}

// Completion is what can stand in place of the bytes from From up to To of a
// filter, which are the word at the cursor. The best suggestion comes first.
type Completion struct {
	From, To int
	Items    []Suggestion
}

// maxItems is how many suggestions there are at most.
const maxItems = 1000

// Complete tells what can stand at the cursor, a byte offset of src: names of
// fields, protocols and functions; operators that the field before it takes;
// names of the values that the field has. src need not be right.
func Complete(src string, cursor int, names *Catalog) Completion {
	cursor = max(0, min(cursor, len(src)))
	from, to := cursor, cursor
	for from > 0 && isName(src[from-1]) {
		from--
	}
	for to < len(src) && isName(src[to]) {
		to++
	}
	c := Completion{From: from, To: to}
	typed := src[from:cursor]
	place, field := placeAfter(src[:from], names)
	switch place {
	case wantsTest:
		c.add(typed, fieldSuggestions(names))
		c.add(typed, functionSuggestions())
	case wantsValue:
		c.add(typed, valueSuggestions(field))
		if typed != "" {
			c.add(typed, fieldSuggestions(names))
		}
	case wantsOperator:
		c.add(typed, operatorSuggestions(field))
	case wantsJoin:
		c.add(typed, []Suggestion{{"&&", "and"}, {"||", "or"}})
	}
	return c
}

func isName(c byte) bool { return isWord(c) || c == '-' }

// add appends the suggestions that begin with what was typed, then those that
// have it inside.
func (c *Completion) add(typed string, all []Suggestion) {
	typed = strings.ToLower(typed)
	for _, inside := range []bool{false, true} {
		for _, s := range all {
			at := strings.Index(strings.ToLower(s.Text), typed)
			if len(c.Items) < maxItems && (at == 0 && !inside || at > 0 && inside) && s.Text != "" {
				c.Items = append(c.Items, s)
			}
		}
	}
}

// place is what the grammar wants next.
type place uint8

const (
	wantsTest place = iota
	wantsOperator
	wantsValue
	wantsJoin
	wantsNothing // inside a string or brackets
)

// placeAfter reads what stands before the cursor and tells what may follow, and
// the field that it is about.
func placeAfter(before string, names *Catalog) (at place, field *flows.Field) {
	defer func() {
		if recover() != nil { // of fail: a string or a bracket is open
			at, field = wantsNothing, nil
		}
	}()
	lex := lexer{src: before}
	for t := lex.next(); t.kind != tokEnd; t = lex.next() {
		switch {
		case t.kind == tokWord && names.field(strings.TrimPrefix(t.text, ".")) != nil:
			if at != wantsValue {
				field = names.field(strings.TrimPrefix(t.text, "."))
				at = wantsOperator
			} else {
				at = wantsJoin
			}
		case t.kind != tokOp:
			if at == wantsValue {
				at = wantsJoin
			}
		default:
			at = afterOperator(t.text, at)
		}
	}
	return at, field
}

// afterOperator is what may follow an operator or a bracket.
func afterOperator(sym string, at place) place {
	switch sym {
	case "&&", "||", "!", "(":
		return wantsTest
	case ")", "}":
		if at == wantsOperator {
			return wantsOperator
		}
		return wantsJoin
	case "{", ",":
		if at == wantsTest || at == wantsOperator {
			return wantsTest // of arithmetic or a function
		}
		return wantsValue
	case "#":
		return wantsNothing
	}
	return wantsValue
}

func fieldSuggestions(names *Catalog) []Suggestion {
	all := make([]Suggestion, len(names.fields))
	for i := range names.fields {
		f := &names.fields[i]
		all[i] = Suggestion{f.Name, f.Label + ". " + f.Help}
	}
	slices.SortFunc(all, func(a, b Suggestion) int { return strings.Compare(a.Text, b.Text) })
	return all
}

// functionSuggestions are the functions, and the words that say which values of a
// field count.
func functionSuggestions() []Suggestion {
	var all []Suggestion
	for _, f := range functions() {
		all = append(all, Suggestion{f.name + "(", f.help})
	}
	return append(all, Suggestion{"any ", "one value of the field is enough"}, Suggestion{"all ", "all values of the field"})
}

// operatorSuggestions are the operators that a field takes.
func operatorSuggestions(f *flows.Field) []Suggestion {
	equal := []Suggestion{{"==", "equal"}, {"!=", "all values differ"}}
	order := []Suggestion{{">", "greater"}, {"<", "less"}, {">=", "greater or equal"}, {"<=", "less or equal"}}
	in := Suggestion{"in", "one of {a, b..c}"}
	text := []Suggestion{{"contains", "has this text or these bytes in it"}, {"matches", "a regular expression, case ignored"}}
	join := []Suggestion{{"&&", "and"}, {"||", "or"}}
	var out []Suggestion
	switch f.Kind {
	case decode.KindNone:
		out = text
	case decode.KindBool:
		out = equal
	case decode.KindString, decode.KindBytes, decode.KindEther:
		out = append(append(equal, text...), in)
	case decode.KindUint, decode.KindInt:
		out = append(append(append(equal, order...), in), Suggestion{"&", "bits in common"})
	default:
		out = append(append(equal, order...), in)
	}
	return append(out, join...)
}

// valueSuggestions are the names of a field's values.
func valueSuggestions(f *flows.Field) []Suggestion {
	if f == nil {
		return nil
	}
	var all []Suggestion
	if f.Kind == decode.KindBool {
		all = append(all, Suggestion{"True", "set"}, Suggestion{"False", "not set"})
	}
	for _, v := range decode.ValueNames(f.Name) {
		text := v.Name
		for i := range len(text) {
			if !isName(text[i]) {
				text = strconv.Quote(text)
				break
			}
		}
		all = append(all, Suggestion{text, strconv.FormatUint(v.Value, 10)})
	}
	if c := flows.ColumnOf(f.Name); c != nil && c.Text != nil {
		for i := range c.Texts {
			all = append(all, Suggestion{Text: c.Text(i)})
		}
	}
	return all
}
