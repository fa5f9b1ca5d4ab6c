package main

import (
	"fmt"
	"strings"

	"tcptui/explain"
)

const wordsHead = `# Words: what the states, verdicts, notes and problems mean

` + note + `
The same is said on the screen where it happens: ` + "`w`" + ` in the states of a connection explains the selected segment, the list of
problems (` + "`e`" + `) each kind.
`

// vocabularies are the sections, with what the keys of their texts begin with.
var vocabularies = []struct{ title, about, prefix string }{
	{"States", "Of one end of a connection: `fsm.client` and `fsm.server`.", "state/"},
	{"How a state is known", "`fsm.client.how` and `fsm.server.how`.", "how/"},
	{"What a segment is", "Our own verdict: `conn.segment`.", "verdict/"},
	{"Wireshark's notes", "Each is a field: `tcp.analysis.` and the name.", "note/"},
	{"Other findings", "What the list of problems and `-z expert` have beside these notes.", "finding/"},
	{"Addresses and ports that are used again", "Why that is legal, or is not: `conn.reuse`.", "reuse/"},
	{"Variables", "What an end of a connection knows, as far as the packets tell.", "variable/"},
}

// wordsPage is the document of the words that the program uses.
func wordsPage() string {
	var b strings.Builder
	b.WriteString(wordsHead)
	for _, v := range vocabularies {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| word | meaning |\n|---|---|\n", v.title, v.about)
		for _, t := range explain.All() {
			word, ok := strings.CutPrefix(string(t.Key), v.prefix)
			if !ok {
				continue
			}
			text, title := t.Say, strings.TrimPrefix(t.Title, "Wireshark: ")
			if word == "" {
				word = title
			} else if !strings.EqualFold(spaced(word), spaced(title)) {
				text = upper(title) + ": " + text
			}
			if t.Ref != "" {
				text += " (" + t.Ref + ")"
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", word, cell(text))
		}
	}
	return b.String()
}

// spaced is a name in words.
func spaced(name string) string { return strings.NewReplacer("_", " ", "-", " ").Replace(name) }

// upper begins a text with a capital letter.
func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
