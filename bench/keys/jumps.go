package main

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// jumps go to a packet anywhere, and then open its stream there and page on in it.
var jumps = []stroke{
	{"NG, any packet", func(p *person) (string, func(string) bool) {
		to := rand.IntN(p.rows-2) + 2
		return strconv.Itoa(to) + "G", p.selects(to)
	}},
	{"f, its stream, the first page", func(p *person) (string, func(string) bool) { return "f", inStream }},
	{"PgDn twice, the next page", func(p *person) (string, func(string) bool) {
		was, _ := p.screen.Text()
		last := streamLines(was)
		return pageDown + pageDown, func(screen string) bool { // the cursor goes to the end of the page first
			now := streamLines(screen)
			return len(now) >= fewLines && now[0] != last[0]
		}
	}},
	{"Esc, back at the packet", func(p *person) (string, func(string) bool) {
		return "\x1b", func(screen string) bool { _, _, ok := selected(screen); return ok }
	}},
}

const pageDown = "\x1b[6~"

// streamLine is a line of the hex dump of a stream: its offset tells pages apart.
var streamLine = regexp.MustCompile(`[▸◂] ([0-9A-F]{8})  [0-9a-f]{2} `)

// streamLines are the offsets of a screen's lines of a stream.
func streamLines(screen string) (offsets []string) {
	for _, m := range streamLine.FindAllStringSubmatch(screen, -1) {
		offsets = append(offsets, m[1])
	}
	return offsets
}

// fewLines is how many lines a page has at least: streams shorter than that have none.
const fewLines = 20

// inStream is true of a screen that shows a page of a stream alone.
func inStream(screen string) bool {
	_, _, list := selected(screen)
	return !list && len(streamLines(screen)) >= fewLines
}

// prepareStreams has streams shown as hex dumps from now on.
func prepareStreams(p *person) error {
	for _, s := range []stroke{
		{"f, a stream", func(*person) (string, func(string) bool) { return "f", has("4 Stream") }},
		{"v, as ASCII", func(*person) (string, func(string) bool) { return "v", has("ASCII") }},
		{"v, as hex dump", func(*person) (string, func(string) bool) { return "v", has("hex dump") }},
		{"Esc, back", func(*person) (string, func(string) bool) {
			return "\x1b", func(screen string) bool { return strings.Contains(screen, "1 Packets ") }
		}},
	} {
		if _, _, err := p.stroke(&s); err != nil {
			return err
		}
	}
	return nil
}
