package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"tcptui/internal/roff"
	"tcptui/report"
)

// manCommand is the word that makes a command line one about the manual page:
// tcptui man prints it.
const manCommand = "man"

// printManual prints the manual page and returns the exit status.
func printManual(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		report.Complain(stderr, errors.New("man takes nothing: tcptui man > tcptui.1"))
		return exitUsage
	}
	return say(stdout, stderr, func(w io.Writer) { io.WriteString(w, manual(thisBuild())) })
}

// manual is the manual page of a build, from the tables that the program itself
// uses, and those of man_text.go.
func manual(b origin) string {
	p := roff.New("tcptui", b.day(), "tcptui "+b.version, "User Commands")
	p.Section("Name")
	p.Text("tcptui - " + programIs)
	p.Section("Synopsis")
	var usage []string
	for _, line := range commandUsage() {
		usage = append(usage, "tcptui "+line)
	}
	p.Lines(usage...)
	p.Section("Description")
	p.Text(manDescription[0])
	for _, text := range manDescription[1:] {
		p.Paragraph(text)
	}
	p.Section("Commands")
	for _, c := range commands() {
		if c.about != "" {
			p.Item(strings.TrimRight(roff.Bold(c.name)+" "+roff.Italic(c.args), " "), sentence(c.about))
		}
	}
	p.Section("Options")
	for i := range options {
		o := &options[i]
		if o.group != "" {
			p.Part(o.group)
			continue
		}
		p.Item(manOption(o), sentence(o.help))
	}
	manNotes(p)
	return p.String()
}

// manNotes writes what stands behind the options.
func manNotes(p *roff.Page) {
	p.Section("Exit status")
	for _, e := range exits {
		p.Item(roff.Bold(fmt.Sprint(e.status)), sentence(e.means))
	}
	for _, s := range []struct {
		name string
		rows []manRow
	}{{"Environment", manEnvironment}, {"Files", manFiles}} {
		p.Section(s.name)
		for _, r := range s.rows {
			p.Item(roff.Bold(r.name), sentence(r.about))
		}
	}
	p.Section("Examples")
	for _, r := range manExamples {
		p.Item(sentence(r.about), r.name)
	}
	p.Section("See also")
	p.Text(manSeeAlso)
}

// manOption is an option with its argument, as a term.
func manOption(o *option) string {
	term := roff.Bold("--" + o.long)
	if o.short != "" {
		term = roff.Bold("-"+o.short) + ", " + term
	}
	if o.arg != "" {
		term += " " + roff.Italic(o.arg)
	}
	return term
}

// sentence begins the words of a table with a capital and ends them with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	if strings.Contains(text, "\n") { // a list, a line each
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
