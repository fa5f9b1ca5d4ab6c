package docs

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
)

func TestPlain(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"paragraphs", "one two\nthree four five six\n\nseven **eight**", "one two three four\nfive six\n\nseven eight\n"},
		{"headings", "# Über\n## 你好\n### c", "Über\n====\n\n你好\n----\n\nc\n"},
		{"list", "- one two three four\n  five\n- six", "  - one two three\n    four five\n  - six\n"},
		{"numbers", "1. one\n2. two", "  1. one\n  2. two\n"},
		{"code", "```sh\nas  it is, however long it may be\n```\nx", "    as  it is, however long it may be\n\nx\n"},
		{"page", "[b.md](b.md)", "`tcptui help b`\n"},
		{"links", "[a](b.md#c) [d](#e) [f](../g) `h`", "a (tcptui help b) d\nf (../g) `h`\n"},
		{"pictures", "![p](x.png)", "(Picture: p.)\n"},
		{"comment", "<!-- a\nb -->\nc", "c\n"},
		{"controls", "a\x1b[31mb\x07\u009bc", "a[31mbc\n"},
		{"stacked table", "| name | text |\n|---|---|\n| `a\\|b` | c d |", "`a|b`\n    c d\n"},
		{"wide table", "| thing | one | two | three, four, five |\n|---|---|---|---|\n| x | yes | no | part |",
			"x\n    one: yes; two:\n    no; three, four,\n    five: part\n"},
		{"nothing", "", "\n"},
		{"open ends", "```\nx", "    x\n"},
		{"open comment", "<!-- x", "\n"},
	} {
		if diff := cmp.Diff(tt.want, Plain(tt.in, 20)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	table := "| a | b |\n|---|---|\n| 你好 | one two three four five six |\n| x |"
	want := "a     b\n------------------------------\n你好  one two three four five\n      six\nx\n"
	if diff := cmp.Diff(want, Plain(table, 30)); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

// TestTopicsArePlain looks at every document as a terminal shows it: what can be
// wrapped is, and nothing is left that a terminal would obey.
func TestTopicsArePlain(t *testing.T) {
	topics := Topics()
	if len(topics) < len(first) {
		t.Fatalf("%d topics, of which %v come first", len(topics), first)
	}
	for i, name := range first {
		if topics[i].Name != name {
			t.Errorf("topic %d is %s, want %s", i, topics[i].Name, name)
		}
	}
	for _, topic := range topics {
		page, ok := Page(topic.Name)
		if !ok || topic.Title == "" || strings.HasPrefix(topic.Title, "#") {
			t.Errorf("%s: title %q", topic.Name, topic.Title)
		}
		for n, line := range strings.Split(Plain(page, 72), "\n") {
			code := strings.HasPrefix(line, "    ")
			if w := uniseg.StringWidth(line); w > 72 && !code && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("%s:%d is %d cells wide: %s", topic.Name, n+1, w, line)
			}
			if strings.ContainsFunc(line, unicode.IsControl) {
				t.Errorf("%s:%d has a control character: %q", topic.Name, n+1, line)
			}
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, topic := range Topics() {
		page, _ := Page(topic.Name)
		f.Add(page[:min(len(page), 2000)], 40)
	}
	f.Add("|\n||\n|a|b|\n|-|", 20)
	f.Fuzz(func(t *testing.T, page string, width int) {
		for _, r := range Plain(page, width%200) {
			if unicode.IsControl(r) && r != '\n' {
				t.Fatalf("%q reaches the terminal", r)
			}
		}
	})
}
