// Package docs holds the documents of this folder, and shows them as plain text:
// tcptui help TOPIC is the same text as the pages.
package docs

import (
	"embed"
	"path"
	"slices"
	"strings"
)

//go:generate go run ./reference -dir .

//go:embed *.md
var pages embed.FS

// first are the topics that help lists before the others, in the order in which they
// are worth reading.
var first = [...]string{"guide", "primer", "filters", "keys", "fields", "words", "settings", "faq", "comparison"}

// Topic is a document.
type Topic struct {
	Name  string // what it is asked for by: its file's name without .md
	Title string // its heading
}

// Topics are all documents.
func Topics() []Topic {
	entries, err := pages.ReadDir(".")
	if err != nil {
		panic(err) // it is in the binary
	}
	var topics []Topic
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
		text, _ := Page(name)
		line, _, _ := strings.Cut(text, "\n")
		topics = append(topics, Topic{name, strings.TrimLeft(line, "# ")})
	}
	place := func(t Topic) int {
		if i := slices.Index(first[:], t.Name); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(topics, func(a, b Topic) int { return place(a) - place(b) })
	return topics
}

// Page is the Markdown of a topic, and whether there is one of that name.
func Page(name string) (string, bool) {
	text, err := pages.ReadFile(name + ".md")
	return string(text), err == nil && name != ""
}
