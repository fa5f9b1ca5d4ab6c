package main

import (
	"fmt"
	"os"
	"strings"
)

// views open what looks at the whole capture or at all of a connection, which goes on
// with its work while the next keys come, and leave it again. Where a capture has
// nothing for a view, the view says so: it is shown all the same. A key whose answer
// depends on the capture has the help behind it, which is there when it is done.
var views = []stroke{
	{"G, the last packet", func(*person) (string, func(string) bool) { return "G", nearEnd }},
	{"e, the problems", func(*person) (string, func(string) bool) { return "e", has("Problems") }},
	{"G?, the last, and the help", help("G")},
	{"q, closed", closeHelp},
	{"Esc, back from the problems", toPackets},
	{"c, the connections", func(*person) (string, func(string) bool) { return "c", has("Connections") }},
	{"G?, the last, and the help", help("G")},
	{"q, closed", closeHelp},
	{"B?, by bytes, and the help", help("B")},
	{"q, closed", closeHelp},
	{"N?, by number, and the help", help("N")},
	{"q, closed", closeHelp},
	{"Esc, back from the connections", toPackets},
	{"i, the statistics", func(*person) (string, func(string) bool) { return "i", has("[1 Capture]") }},
	{"3Tab?, the endpoints, and the help", help("3\t")},
	{"q, closed", closeHelp},
	{">?, by the next column, and the help", help(">")},
	{"q, closed", closeHelp},
	{"4Tab?, conversations, and the help", help("4\t")},
	{"q, closed", closeHelp},
	{"1Tab?, the first page, and the help", help("1\t")},
	{"q, closed", closeHelp},
	{"q, back from the statistics", func(*person) (string, func(string) bool) { return "q", has("1 Packets ") }},
	{"f, the stream", func(*person) (string, func(string) bool) { return "f", lacks("1 Packets ") }},
	{"G?, its end, and the help", help("G")},
	{"q, closed", closeHelp},
	{"Esc, back from the stream", toPackets},
	{"g, the first packet", func(p *person) (string, func(string) bool) { return "g", p.selects(1) }},
}

// help presses a key of the view that is open and asks for help right behind it.
func help(key string) func(*person) (string, func(string) bool) {
	return func(*person) (string, func(string) bool) { return key + "?", has("Help: what") }
}

func closeHelp(*person) (string, func(string) bool) { return "q", lacks("Help: what") }
func toPackets(*person) (string, func(string) bool) { return "\x1b", has("1 Packets ") }

// nearEnd is true of a screen on which one of the last packets is selected: more may
// have come since the key.
func nearEnd(screen string) bool {
	at, rows, ok := selected(screen)
	return ok && at > rows*9/10
}

// memory says what a process took at most, where the system tells.
func memory(pid int) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "not known"
	}
	for line := range strings.Lines(string(status)) {
		if at, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(at)
		}
	}
	return "not known"
}
