package ui

import (
	"cmp"
	"slices"

	"tcptui/flows"
)

// slowestShown is how many of the slowest handshakes are listed.
const slowestShown = 25

// handshakeClasses are the limits of the distribution, in ns: in steps of 1, 2, 5.
var handshakeClasses = [...]int64{100e3, 200e3, 500e3, 1e6, 2e6, 5e6, 10e6, 20e6, 50e6, 100e6, 200e6, 500e6, 1e9, 2e9, 5e9, 10e9}

// measuredHandshake is the handshake of one connection.
type measuredHandshake struct {
	flows.Handshake
	id flows.ConnID
}

// handshakeLines are the percentiles of the handshakes, how they are distributed,
// and the slowest of them.
func handshakeLines(s *flows.Snapshot, x *flows.RowStats) []statLine {
	var all []measuredHandshake
	conns, again := 0, 0
	for id := range x.Flows {
		conns++
		if h, ok := s.Handshake(id); ok {
			all = append(all, measuredHandshake{h, id})
			if h.Again {
				again++
			}
		}
	}
	lines := []statLine{{head: true, text: [2]string{plural(len(all), "handshake") + " of " + plural(conns, "connection")}}}
	if len(all) == 0 {
		return lines
	}
	lines = append(lines, statLine{depth: 1, text: [2]string{"SYN or SYN,ACK sent again", group(again)}, v: [11]int64{-1, -1, -1}})
	lines = append(lines, handshakePercentiles(all)...)
	lines = append(lines, statLine{head: true, text: [2]string{"Distribution of both"}})
	lines = append(lines, handshakeDistribution(all)...)
	lines = append(lines, statLine{head: true, text: [2]string{"The slowest"}})
	slices.SortStableFunc(all, func(a, b measuredHandshake) int { return cmp.Compare(b.Total(), a.Total()) })
	for _, h := range all[:min(len(all), slowestShown)] {
		c := s.Conn(h.id)
		l := statLine{conn: h.id, about: true, filter: func() string { return streamsFilter([]flows.ConnID{h.id}) }}
		l.text = [2]string{c.Sides[0].AddrPort().String() + " ▸ " + c.Sides[1].AddrPort().String(), ""}
		if h.Again {
			l.text[1] = "again"
		}
		l.v = [11]int64{h.SYNACK, h.ACK, h.Total()}
		lines = append(lines, l)
	}
	return lines
}

// handshakePercentiles are the lines from the shortest to the longest.
func handshakePercentiles(all []measuredHandshake) (lines []statLine) {
	var parts [3][]int64
	for _, h := range all {
		for i, ns := range [...]int64{h.SYNACK, h.ACK, h.Total()} {
			parts[i] = append(parts[i], ns)
		}
	}
	for _, p := range []struct {
		name    string
		percent int
	}{{"shortest", 0}, {"median", 50}, {"90 % within", 90}, {"95 % within", 95}, {"99 % within", 99}, {"longest", 100}} {
		l := statLine{text: [2]string{p.name}, depth: 1}
		for i := range parts {
			l.v[i] = percentile(parts[i], p.percent)
		}
		lines = append(lines, l)
	}
	return lines
}

// handshakeDistribution counts the handshakes by how long they took.
func handshakeDistribution(all []measuredHandshake) (lines []statLine) {
	var counts [len(handshakeClasses) + 1]int
	for _, h := range all {
		i, _ := slices.BinarySearch(handshakeClasses[:], h.Total()+1)
		counts[i]++
	}
	first, last := 0, len(counts)-1
	for counts[first] == 0 {
		first++
	}
	for counts[last] == 0 {
		last--
	}
	for i := first; i <= last; i++ {
		name := "from " + formatGap(handshakeClasses[max(i, 1)-1])[1:]
		switch i {
		case 0:
			name = "under " + formatGap(handshakeClasses[0])[1:]
		case len(handshakeClasses):
		default:
			name += " to " + formatGap(handshakeClasses[i])[1:]
		}
		l := statLine{text: [2]string{name, group(counts[i])}, depth: 1}
		l.v = [11]int64{-1, -1, -1, hundredths(uint64(counts[i]), uint64(len(all)))}
		lines = append(lines, l)
	}
	return lines
}
