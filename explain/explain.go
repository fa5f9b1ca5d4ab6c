// Package explain is the catalogue of why: what states, flags, rules, findings
// and variables mean, and what a reader may wonder at. It is text only. Everything
// has a key; a translation is another table of the same keys.
package explain

import (
	"slices"

	"tcptui/decode"
	"tcptui/fsm"
)

// Key names a text: "state/FIN-WAIT-1", "note/zero_window", "why/three-steps".
type Key string

// Text is one text of the catalogue.
type Text struct {
	Key   Key
	Title string // a name, or a question
	Say   string // one to four sentences
	Ref   string // where it is written: "RFC 9293 3.5"; "" where nowhere
}

// Get returns the text of a key; false when the catalogue has none.
func Get(k Key) (Text, bool) {
	t, ok := catalogue[k]
	return t, ok
}

// All returns every text, in the order of the tables. The caller owns them.
func All() []Text { return slices.Clone(texts) }

// State is the key of a state.
func State(s fsm.State) Key { return Key("state/" + s.String()) }

// Rule is the key of a row of the state machine.
func Rule(r fsm.Row) Key { return Key("rule/" + r.ID()) }

// Note is the key of one of Wireshark's analysis flags: what follows
// "tcp.analysis." in its name.
func Note(name string) Key { return Key("note/" + name) }

// Verdict is the key of a value of conn.segment.
func Verdict(name string) Key { return Key("verdict/" + name) }

// Reuse is the key of a value of conn.reuse.
func Reuse(name string) Key { return Key("reuse/" + name) }

// Finding is the key of an expert's finding, by its rule's name.
func Finding(name string) Key { return Key("finding/" + name) }

// Flags returns the keys of a segment's flags: of what it is, then of each flag
// that adds something. data says that it brings octets.
func Flags(f decode.Flags, data bool) []Key {
	var out []Key
	for _, row := range flagRows {
		if f&row.mask == row.set && (row.data == either || (row.data == with) == data) {
			out = append(out, row.text.Key)
			if !row.more {
				break
			}
		}
	}
	slices.Reverse(out[:len(out)-1]) // what it is comes last in the table
	return append(out[len(out)-1:], out[:len(out)-1]...)
}

// texts are all texts, catalogue the same by key. Both are made once from the
// tables and never change.
var (
	texts     = slices.Concat(stateTexts, flagTexts(), ruleTexts(), noteTexts, verdictTexts, findingTexts, reuseTexts, variableTexts, whyTexts())
	catalogue = byKey(texts)
)

func byKey(list []Text) map[Key]Text {
	m := make(map[Key]Text, len(list))
	for _, t := range list {
		m[t.Key] = t
	}
	return m
}

// ruleTexts are the rows of the state machine, which bring their own words.
func ruleTexts() []Text {
	var out []Text
	for s := fsm.None; s < fsm.NumStates; s++ {
		for e := fsm.NoEvent + 1; e < fsm.NumEvents; e++ {
			r := fsm.Step(s, e)
			out = append(out, Text{Rule(r), r.ID(), r.Explanation, r.Section})
		}
	}
	return out
}
