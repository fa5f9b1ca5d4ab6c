package report

import (
	"context"
	"fmt"
	"io"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
)

// Expert is -z expert: the problems of the capture with how often each was found,
// as tshark lists what it has. What only tcptui finds comes at the end of its
// severity.
type Expert struct {
	filter *filter.Filter // nil: every frame
	least  flows.Severity
}

// expertGrades are the severities with tshark's headings, the gravest first.
var expertGrades = [...]struct {
	severity      flows.Severity
	name, heading string
}{
	{flows.SeverityError, "error", "Errors"},
	{flows.SeverityWarn, "warn", "Warns"},
	{flows.SeverityNote, "note", "Notes"},
	{flows.SeverityChat, "chat", "Chats"},
}

// expertGrade is the severity of a name.
func expertGrade(name string) (grade flows.Severity, ok bool) {
	for _, g := range expertGrades {
		if g.name == name {
			return g.severity, true
		}
	}
	return flows.SeverityChat, false
}

// expertWords is 1 where a severity stands before the filter.
func expertWords(args []string) int {
	if len(args) > 0 {
		if _, ok := expertGrade(args[0]); ok {
			return 1
		}
	}
	return 0
}

func parseExpert(args []string) (Tap, error) {
	e := Expert{least: flows.SeverityChat}
	if len(args) > 0 {
		e.least, _ = expertGrade(args[0])
	}
	return e, nil
}

// tally is one line of the list.
type tally struct {
	rule  *flows.Rule
	text  string
	count uint64
}

// tallyKey tells lines apart: a rule, and the number that is part of its text.
type tallyKey struct {
	rule   *flows.Rule
	number uint32
	other  bool // any number that has no line
}

// maxTallies is how many lines there are before findings with a number that has
// none are counted together, in one line a rule.
const maxTallies = 1 << 14

// tallies counts findings by line, in the order of their first.
type tallies struct {
	list  []tally
	place map[tallyKey]int
}

func (t *tallies) add(rule *flows.Rule, number uint32, text func() string) {
	k := tallyKey{rule: rule, number: number}
	i, ok := t.place[k]
	if !ok && len(t.list) >= maxTallies {
		k, text = tallyKey{rule: rule, other: true}, func() string { return rule.Text }
		i, ok = t.place[k]
	}
	if !ok {
		i = len(t.list)
		t.place[k] = i
		t.list = append(t.list, tally{rule: rule, text: text()})
	}
	t.list[i].count++
}

// Print writes the list, when the capture has been read to its end.
func (e Expert) Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	o.Filter, o.Whole = e.filter, true
	t := tallies{place: make(map[tallyKey]int)}
	known := make(map[string]*flows.Rule)
	for _, r := range flows.Rules() {
		known[r.Name] = &r
	}
	s, err := frames(l, newWriter(io.Discard), o, flows.NeedRow, func(v *flows.View) {
		if c := v.Conn(); c != nil {
			for _, f := range flows.Findings(&v.Row, c) {
				n := numberOf(v, f)
				t.add(known[f.Name], n, func() string { return textOf(f, n) })
			}
		}
	})
	if err != nil {
		return s, err
	}
	if e.filter == nil && o.Count == 0 {
		x := l.NewExperts()
		ctx := o.Stop
		if ctx == nil {
			ctx = context.Background()
		}
		if err := x.Advance(ctx, s); err != nil {
			return s, err
		}
		for _, p := range x.Problems(s) {
			if p.Rule.Ours {
				text := p.Rule.Text
				if p.About != "" {
					text += ": " + p.About
				}
				t.list = append(t.list, tally{p.Rule, text, p.Count})
			}
		}
	}
	return s, e.write(w, t.list)
}

// numberOf is the number that tshark makes part of a finding's text.
func numberOf(v *flows.View, rule *flows.Rule) uint32 {
	switch rule.Name {
	case "tcp.connection.syn":
		return uint32(v.Conn().Sides[v.Row.From.Peer()].Port)
	case "tcp.connection.synack":
		return uint32(v.Conn().Sides[v.Row.From].Port)
	case "tcp.analysis.duplicate_ack":
		return v.Analysis().DupAckNum
	}
	return 0
}

func textOf(rule *flows.Rule, n uint32) string {
	switch rule.Name {
	case "tcp.connection.syn", "tcp.connection.synack":
		return fmt.Sprintf("%s: server port %d", rule.Text, n)
	case "tcp.analysis.duplicate_ack":
		return fmt.Sprintf("%s (#%d)", rule.Text, n)
	}
	return rule.Text
}

// write prints the lines by severity.
func (e Expert) write(w io.Writer, list []tally) error {
	out := newWriter(w)
	for _, g := range expertGrades {
		if g.severity < e.least {
			break
		}
		var total uint64
		var b strings.Builder
		for _, t := range list {
			if t.rule.Severity == g.severity {
				total += t.count
				fmt.Fprintf(&b, "%12d %10s %18s  %s\n", t.count, t.rule.Group, "TCP", t.text)
			}
		}
		if total > 0 {
			out.put(fmt.Appendf(nil, "\n%s (%d)\n=============\n   Frequency      Group           Protocol  Summary\n%s", g.heading, total, b.String()))
		}
	}
	return out.push()
}
