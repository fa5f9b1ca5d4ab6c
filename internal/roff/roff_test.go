package roff

import "testing"

// TestPage: each kind of text as man(7) wants it, and nothing in a text is read as a
// part of the language.
func TestPage(t *testing.T) {
	p := New("x", "2026-11-28", `x "1"`, "Commands")
	p.Section("Options")
	p.Text(".not a macro")
	p.Part("Input")
	p.Item(Bold("-r")+" "+Italic("FILE"), "open it\nor 'not', as C:\\x and `~^")
	p.Paragraph("two\nlines")
	p.Lines("x -r a", "")
	const want = `.TH "X" 1 "2026-11-28" "x \(dq1\(dq" "Commands"
.SH "OPTIONS"
\&.not a macro
.SS "Input"
.TP
\fB\-r\fR \fIFILE\fR
open it
.br
or \(aqnot\(aq, as C:\ex and \(ga\(ti\(ha
.PP
two lines
.nf
x \-r a
.fi
`
	if got := p.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
