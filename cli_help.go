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

// helpHead says what the program is and how a command line looks.
func helpHead() string {
	return "tcptui: " + programIs + "\n\nusage: tcptui " + strings.Join(commandUsage(), "\n       tcptui ") + "\n\n" + programDoes
}

// programIs is the program in few words.
const programIs = "a TCP microscope for the terminal"

const programDoes = `Opens captures on the screen, captures live with -i, or a sample without FILE.
Prints one line a frame when the standard output is no terminal, or what -T, -V,
-x and -z ask for. Options, names of fields, filters and formats are tshark's.
`

const helpCheck = `
check is for scripts and CI: it looks at the whole capture and ends with 1 if
any check fails. For each it prints ok or FAILED, and the frames that are wrong;
-q prints nothing, -T json one object with all of it.
    tcptui check 'tcp.flags.reset == 1 && tcp.srcport == 8899' FILE
    tcptui check --over 1% tcp.analysis.retransmission FILE
    tcptui check --rules gate.txt FILE       gate.txt has lines such as
        the server never resets: tcp.flags.reset == 1 && tcp.srcport == 8899
        few retransmissions over 1%: tcp.analysis.retransmission
        little ICMP over 5% of capture: icmp

`

// helpTail explains check and the exit statuses.
func helpTail() string {
	var b strings.Builder
	b.WriteString(helpCheck)
	var all []string
	for _, e := range exits {
		all = append(all, fmt.Sprintf("%d %s", e.status, e.means))
	}
	writeWrapped(&b, "Exit status: "+strings.Join(all, "; ")+".", 0)
	return b.String()
}

// printHelp writes the table of options.
func printHelp(w io.Writer) {
	var b strings.Builder
	b.WriteString(helpHead())
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
	b.WriteString(helpTail())
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
