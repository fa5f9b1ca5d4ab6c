package report

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Format is how -T fields prints, tshark's -E.
type Format struct {
	BOM        bool
	Header     bool
	Separator  byte
	Aggregator byte // between several values of a field
	Occurrence byte // 'f' first, 'l' last, 'a' all values of a field
	Quote      byte // around each field, 0 for none
	Raw        bool // control characters of texts are not escaped

	Hex    bool // -T json without fields: the bytes of each node, beside its text
	NoText bool // and without it: jsonraw

	NoDuplicateKeys bool // -T json without fields: several nodes of one name are a list

	Zone *time.Location // of the day that names the index in json and ek; nil for the local one
}

// DefaultFormat is what tshark does without -E.
func DefaultFormat() Format { return Format{Separator: '\t', Aggregator: ',', Occurrence: 'a'} }

// text reports whether texts are printed.
func (f *Format) text() bool { return !f.NoText }

// formatOption is a row of the table of -E options.
type formatOption struct {
	name, values string // values as the user may write them
	set          func(f *Format, v string) bool
}

func formatOptions() []formatOption {
	return []formatOption{
		{"bom", "y|n", func(f *Format, v string) bool { return yes(&f.BOM, v) }},
		{"header", "y|n", func(f *Format, v string) bool { return yes(&f.Header, v) }},
		{"separator", "/t|/s|<character>", func(f *Format, v string) bool { return char(&f.Separator, v) }},
		{"aggregator", ",|/s|<character>", func(f *Format, v string) bool { return char(&f.Aggregator, v) }},
		{"occurrence", "f|l|a", func(f *Format, v string) bool { return letter(&f.Occurrence, v, "fla", "fla") }},
		{"escape", "y|n", func(f *Format, v string) bool {
			escape := !f.Raw
			ok := yes(&escape, v)
			f.Raw = !escape
			return ok
		}},
		{"quote", "d|s|n", func(f *Format, v string) bool { return letter(&f.Quote, v, "dsn", "\"'\x00") }},
	}
}

// FormatWords are what may begin an argument of -E, with the values that have a name:
// header=y. What takes any character stands with the equals sign alone.
func FormatWords() []string {
	var words []string
	for _, o := range formatOptions() {
		for value := range strings.SplitSeq(o.values, "|") {
			if value == "<character>" {
				value = ""
			}
			words = append(words, o.name+"="+value)
		}
	}
	return words
}

// Set takes one -E argument, "option=value".
func (f *Format) Set(arg string) error {
	name, value, ok := strings.Cut(arg, "=")
	var names, bare []string
	for _, o := range formatOptions() {
		if o.name != name {
			names, bare = append(names, o.name+"="+o.values), append(bare, o.name)
			continue
		}
		if !ok || value == "" || !o.set(f, value) {
			return fmt.Errorf("-E %s: expected %s=%s", arg, o.name, o.values)
		}
		return nil
	}
	return fmt.Errorf("-E %s: expected one of %s%s", arg, strings.Join(names, " "), didYouMean(name, bare))
}

// yes reads y or n by the first letter, as tshark does.
func yes(to *bool, v string) bool {
	switch v[0] {
	case 'y', 'Y':
		*to = true
	case 'n', 'N':
		*to = false
	default:
		return false
	}
	return true
}

func char(to *byte, v string) bool {
	switch {
	case v == "/t":
		*to = '\t'
	case v == "/s":
		*to = ' '
	case v[0] >= utf8.RuneSelf:
		return false
	default:
		*to = v[0]
	}
	return true
}

// letter reads one letter of from and sets what stands in its place in to.
func letter(to *byte, v, from, means string) bool {
	i := strings.IndexByte(from, v[0])
	if i < 0 || len(v) != 1 {
		return false
	}
	*to = means[i]
	return true
}
