package settings

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// commentWidth is where comments are wrapped, in characters.
const commentWidth = 96

// section is the kind of a setting that stands under headings of its own.
type section interface {
	// lines are the headings and the lines that say what is not the default; ""
	// when nothing is.
	lines(s *Settings) string
}

// Print writes the settings that are in force as TOML: a file of that content
// gives the same settings. Comments explain each and say where it differs from
// the default.
func (c *Config) Print(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# Settings of tcptui. They are read from\n#   %s\n# What is wrong there is left out here: tcptui config --check lists it.\n", quote(c.Path))
	def := Defaults()
	for _, o := range options() {
		value, usual := o.kind.show(&c.Settings), o.kind.show(&def)
		b.WriteByte('\n')
		comment(b, o.help+".")
		comment(b, "Values: "+o.kind.accepts()+".")
		comment(b, c.compare(&o, value == usual, usual))
		if _, ok := o.kind.(section); !ok {
			value = o.key + " = " + value + "\n"
		}
		b.WriteString(value)
	}
	return b.Flush()
}

// compare says whether a setting is the default, and what that would be.
func (c *Config) compare(o *option, same bool, usual string) string {
	text := "This is the default"
	if !same {
		text = "Differs from the default"
	}
	if n := c.lines[o.key]; n > 0 {
		text += fmt.Sprintf(", by line %d of the file", n)
		if c.wrong[o.key] {
			text += ", of which something was left out"
		}
	}
	if same || strings.Contains(usual, "\n") {
		return text + "."
	}
	return text + ": " + usual + "."
}

// comment writes a text as comment lines.
func comment(b *bufio.Writer, text string) {
	n := 0
	for _, word := range strings.Fields(text) {
		if n > 0 && n+1+len(word) > commentWidth {
			b.WriteByte('\n')
			n = 0
		}
		if n == 0 {
			n, _ = b.WriteString("#")
		}
		m, _ := b.WriteString(" " + word)
		n += m
	}
	b.WriteByte('\n')
}
