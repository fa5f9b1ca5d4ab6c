// Package roff writes manual pages in the macros of man(7).
package roff

import (
	"fmt"
	"strings"
)

// Page is a manual page that is being written.
type Page struct{ b strings.Builder }

// New begins the page of a command in section 1. date is that of its last change,
// 2006-01-02, or "" where that is not known; source is what it belongs to, with its
// version.
func New(name, date, source, manual string) *Page {
	p := new(Page)
	fmt.Fprintf(&p.b, ".TH %s 1 %s %s %s\n", quoted(strings.ToUpper(name)), `"`+date+`"`, quoted(source), quoted(manual))
	return p
}

// Section begins a section. It is written in capitals, as these headings are.
func (p *Page) Section(name string) { fmt.Fprintf(&p.b, ".SH %s\n", quoted(strings.ToUpper(name))) }

// Part begins a part of a section.
func (p *Page) Part(name string) { fmt.Fprintf(&p.b, ".SS %s\n", quoted(name)) }

// Paragraph writes a paragraph of its own. Lines of the text are filled.
func (p *Page) Paragraph(text string) {
	p.b.WriteString(".PP\n")
	p.text(text)
}

// Text writes text that goes on where the page is, as behind a heading.
func (p *Page) Text(text string) { p.text(text) }

// Item writes a term, which Bold and Italic made, and what it is. Each line of the
// text stands by itself.
func (p *Page) Item(term, text string) {
	p.b.WriteString(".TP\n" + term + "\n")
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			p.b.WriteString(".br\n")
		}
		p.text(line)
	}
}

// Lines writes lines as they are: a synopsis, or a command with what it does below.
func (p *Page) Lines(lines ...string) {
	p.b.WriteString(".nf\n")
	for _, line := range lines {
		p.text(line)
	}
	p.b.WriteString(".fi\n")
}

// String is the page so far.
func (p *Page) String() string { return p.b.String() }

// text writes a line that no macro is read in.
func (p *Page) text(text string) {
	text = Escape(text)
	if text == "" {
		return
	}
	if text[0] == '.' || text[0] == '\'' {
		text = `\&` + text
	}
	p.b.WriteString(text + "\n")
}

// Bold is text in bold, for a term.
func Bold(text string) string { return `\fB` + Escape(text) + `\fR` }

// Italic is text in italics, for a term.
func Italic(text string) string { return `\fI` + Escape(text) + `\fR` }

// escapes are characters that would be read as a part of the language, or printed as
// others: a hyphen that is a minus sign, quotes that are ASCII.
var escapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, "\n", " ")

// Escape is text in which nothing is read as a part of the language.
func Escape(text string) string { return escapes.Replace(text) }

// quoted is an argument of a macro.
func quoted(text string) string { return `"` + strings.ReplaceAll(Escape(text), `"`, `\(dq`) + `"` }
