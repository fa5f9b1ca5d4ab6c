package main

import (
	"fmt"
	"io"
	"strings"
)

// Where the help's columns stand, so that its lines fit into 80 characters.
const (
	helpColumn = 26
	helpWidth  = 79
)

const helpHead = `tcptui: a TCP microscope for the terminal

usage: tcptui [options] [FILE...]
       tcptui -i INTERFACE [options]
       tcptui check [options] [FILTER] FILE...
       tcptui lab [options] [NAME]
       tcptui config [--path | --check]
       tcptui sockets [-T json]
       tcptui help [TOPIC | FIELD]

Opens captures on the screen, captures live with -i, or a sample without FILE.
Prints one line a frame when the standard output is no terminal, or what -T, -V,
-x and -z ask for. Options, names of fields, filters and formats are tshark's.
`

const helpTail = `
check is for scripts and CI: it looks at the whole capture and ends with 1 if
any check fails. For each it prints ok or FAILED, and the frames that are wrong;
-q prints nothing, -T json one object with all of it.
    tcptui check 'tcp.flags.reset == 1 && tcp.srcport == 8899' FILE
    tcptui check --over 1% tcp.analysis.retransmission FILE
    tcptui check --rules gate.txt FILE       gate.txt has lines such as
        the server never resets: tcp.flags.reset == 1 && tcp.srcport == 8899
        few retransmissions over 1%: tcp.analysis.retransmission
        little ICMP over 5% of capture: icmp

Exit status: 0 fine; 1 usage, or a check failed; 2 trouble with a file, though
what could be read was printed; 4 bad filter; 130 interrupted.
`

// printHelp writes the table of options.
func printHelp(w io.Writer) {
	var b strings.Builder
	b.WriteString(helpHead)
	for _, o := range options {
		if o.group != "" {
			fmt.Fprintf(&b, "\n%s:\n", o.group)
			continue
		}
		name := "      --" + o.long
		if o.short != "" {
			name = "  -" + o.short + ", --" + o.long
		}
		if o.arg != "" {
			name += " " + o.arg
		}
		writeOption(&b, name, o.help)
	}
	b.WriteString(helpTail)
	io.WriteString(w, b.String())
}

// writeOption writes an option with its help beside it, or below where the name is
// too long; lines of the help begin in one column.
func writeOption(b *strings.Builder, name, help string) {
	b.WriteString(name)
	at := len(name)
	if at > helpColumn-2 {
		b.WriteByte('\n')
		at = 0
	}
	for line := range strings.Lines(help) {
		for word := range strings.FieldsSeq(line) {
			switch {
			case at < helpColumn:
				b.WriteString(strings.Repeat(" ", helpColumn-at))
				at = helpColumn
			case at+1+len(word) > helpWidth:
				b.WriteString("\n" + strings.Repeat(" ", helpColumn))
				at = helpColumn
			default:
				b.WriteByte(' ')
				at++
			}
			b.WriteString(word)
			at += len(word)
		}
		b.WriteByte('\n')
		at = 0
	}
}
