package ui

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// topPart is a part of the first line. Those with the lowest rank stay where there
// is little room.
type topPart struct {
	text  string
	style tcell.Style
	rank  int
}

// liveTop is the first line over a live capture.
func (s *shell) liveTop(width int) line {
	th, c := &s.m.th, s.m.capture
	right := s.filterLine(width / 2)
	brand := span{" tcptui  ", th.bar.Bold(true)}
	title := c.title()
	if title == "" {
		title = s.title
	}
	parts := append([]topPart{
		{plural(s.m.snap.Rows(), "packet"), th.bar, 2},
		{plural(s.m.snap.Conns(), "connection"), th.bar, 5},
	}, c.parts(th)...)
	if s.m.snap.Done && !c.now.Ended && s.m.snap.Err != nil {
		parts = append(parts, topPart{"not followed any more", th.onBar(th.warn), -1})
	}
	const least = 16 // cells of the title
	room := width - right.width() - textWidth(brand.text) - min(textWidth(title), least) - 1
	left := line{brand, {}}
	for _, p := range fitting(parts, room, textWidth(title)-min(textWidth(title), least)) {
		left = append(left, span{" · ", th.bar}, span{p.text, p.style})
	}
	left[1] = span{fit(title, max(width-right.width()-left.width()-1, 8)), th.bar}
	return append(filled(left, th.bar, width-right.width()), right...)
}

// fitting are those of the parts that fit into room, by rank, in their order. Those
// that are not important leave keep cells more free.
func fitting(parts []topPart, room, keep int) (out []topPart) {
	const important = 1
	byRank := slices.Clone(parts)
	slices.SortStableFunc(byRank, func(a, b topPart) int { return a.rank - b.rank })
	taken := make(map[int]bool)
	for _, p := range byRank {
		need := textWidth(p.text) + len(" · ") - 1
		if p.rank > important {
			need += keep
		}
		if need > room {
			break
		}
		room -= textWidth(p.text) + len(" · ") - 1
		taken[p.rank] = true
	}
	for _, p := range parts {
		if taken[p.rank] {
			out = append(out, p)
		}
	}
	return out
}

// parts say what became of the packets and how the capture goes on. Each has a rank
// of its own. Hostile text.
func (c *liveView) parts(th *theme) (out []topPart) {
	bad, warn := th.onBar(th.bad), th.onBar(th.warn)
	now := &c.now
	if n := now.Dropped(); n > 0 {
		out = append(out, topPart{group(n) + " dropped", bad, 0})
	}
	switch n := now.GivenUp + now.Lost; {
	case now.SpoolErr != nil:
		out = append(out, topPart{"no room to keep them", bad, 3})
	case n > 0:
		out = append(out, topPart{group(n) + " given up", warn, 3})
	}
	switch name := filepath.Base(now.File); {
	case now.File == "":
	case now.FileErr != nil:
		out = append(out, topPart{name + " not written", bad, 1})
	default:
		out = append(out, topPart{"to " + name + ", " + bytesText(int(now.FileBytes)), th.bar, 6})
	}
	if c.Remote {
		out = append(out, topPart{"over ssh", th.bar, 4})
	}
	switch r := &c.Rights; {
	case r.CapsDropped && r.NoNewPrivs && r.Landlock && r.Why == "":
		out = append(out, topPart{"rights given up", th.bar, 7})
	case r.CapsDropped:
		out = append(out, topPart{"rights given up in part", warn, 7})
	default:
		out = append(out, topPart{"rights kept", warn, 7})
	}
	return out
}

// rights are the lines that say what the process has given up.
func (c *liveView) rights() (lines []statLine) {
	r := &c.Rights
	yes := map[bool]string{true: "yes", false: "no"}
	caps := "kept"
	if r.CapsDropped {
		caps = "none"
		if len(r.Kept) > 0 {
			caps = "none but " + strings.Join(r.Kept, ", ")
		}
	}
	lines = []statLine{properties("Rights of this process"), property("Capabilities", caps),
		property("Programs that it starts may gain rights", yes[!r.NoNewPrivs]),
		property("Writing is confined", yes[r.Landlock])}
	if r.Landlock {
		for i, dir := range r.Writable {
			lines = append(lines, property(map[bool]string{true: "It may write in"}[i == 0], dir))
		}
	}
	if r.Why != "" {
		lines = append(lines, property("Not given up", r.Why))
	}
	if c.Helper != "" {
		lines = append(lines, property("Looks up owners of sockets", c.Helper))
	}
	if c.NoHelper != "" {
		lines = append(lines, property("Looks up owners of sockets", "nobody: "+c.NoHelper))
	}
	return lines
}
