package ui

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"tcptui/flows"
	"tcptui/fsm"
)

// statCounter counts something of a capture and makes lines of it. A worker owns
// it while it counts.
type statCounter interface {
	// count counts what was not counted yet.
	count(ctx context.Context, s *flows.Snapshot, kept *flows.Kept, each func(done float64)) error

	// lines are those of all pages that come from it.
	lines(s *flows.Snapshot) map[statKey][]statLine

	// stale reports whether what was counted may have been corrected since.
	stale(s *flows.Snapshot) bool
}

// rowCounter makes the pages that the index is enough for.
type rowCounter struct {
	flows.RowStats
	reader *flows.Reader
	found  []string // see links
}

func (c *rowCounter) count(ctx context.Context, s *flows.Snapshot, kept *flows.Kept, each func(float64)) error {
	return c.Advance(ctx, s, kept, each)
}

func (c *rowCounter) stale(s *flows.Snapshot) bool { return c.Stale(s) }

func (c *rowCounter) lines(s *flows.Snapshot) map[statKey][]statLine {
	x := &c.RowStats
	all := map[statKey][]statLine{
		{statLengths, 0}: lengthLines(x), {statHandshakes, 0}: handshakeLines(s, x), {statServices, 0}: serviceLines(s, x),
	}
	all[statKey{statEnds, statTCP}], all[statKey{statTalks, statTCP}] = tcpLines(s, x)
	return all
}

// statLinesMost is how many endpoints or conversations are listed: those with the
// most frames.
const statLinesMost = 1 << 16

// mostOf keeps the lines with the largest number.
func mostOf(lines []statLine) []statLine {
	slices.SortStableFunc(lines, func(a, b statLine) int { return cmp.Compare(b.v[0], a.v[0]) })
	return lines[:min(len(lines), statLinesMost)]
}

// tcpEnd is an endpoint of connections.
type tcpEnd struct {
	at             flows.Endpoint
	sent, received flows.StatCount
}

func (e *tcpEnd) frames() uint64 { return e.sent.Frames + e.received.Frames }

// tcpTalk is a connection with what was counted of it.
type tcpTalk struct {
	id flows.ConnID
	f  flows.ConnFlow
}

// tcpLines are the endpoints of TCP, and the connections.
func tcpLines(s *flows.Snapshot, x *flows.RowStats) (ends, talks []statLine) {
	found := make(map[flows.Endpoint]*tcpEnd)
	var conns []tcpTalk
	for id, f := range x.Flows {
		conns = append(conns, tcpTalk{id, *f})
		c := s.Conn(id)
		for role := range c.Sides {
			at := flows.Endpoint{Addr: c.Sides[role].Addr, Port: c.Sides[role].Port}
			e := found[at]
			if e == nil {
				e = &tcpEnd{at: at}
				found[at] = e
			}
			e.sent.Add(f.Sent[role])
			e.received.Add(f.Sent[1-role])
		}
	}
	slices.SortFunc(conns, func(a, b tcpTalk) int {
		return cmp.Or(cmp.Compare(b.f.Count().Frames, a.f.Count().Frames), cmp.Compare(a.id, b.id))
	})
	for _, t := range conns[:min(len(conns), statLinesMost)] {
		talks = append(talks, tcpTalkLine(s, &t))
	}
	all := slices.SortedFunc(maps.Values(found), func(a, b *tcpEnd) int {
		return cmp.Or(cmp.Compare(b.frames(), a.frames()), bytes.Compare(a.at.Addr.B[:], b.at.Addr.B[:]), cmp.Compare(a.at.Port, b.at.Port))
	})
	for _, e := range all[:min(len(all), statLinesMost)] {
		at := e.at
		ends = append(ends, endLine(at, strconv.Itoa(int(at.Port)), e.sent, e.received, func() string {
			return sideFilter(&flows.Side{Addr: at.Addr, Port: at.Port})
		}))
	}
	return ends, talks
}

// tcpTalkLine is the line of a connection: A is its client.
func tcpTalkLine(s *flows.Snapshot, t *tcpTalk) statLine {
	c, f, n, id := s.Conn(t.id), &t.f, t.f.Count(), t.id
	l := statLine{conn: id, about: true, filter: func() string { return streamsFilter([]flows.ConnID{id}) }}
	for role := range c.Sides {
		l.text[role] = c.Sides[role].AddrPort().String()
	}
	l.v = [11]int64{int64(n.Frames), int64(n.Bytes), int64(f.Sent[0].Frames), int64(f.Sent[0].Bytes),
		int64(f.Sent[1].Frames), int64(f.Sent[1].Bytes), s.Row(f.First).Time - s.Row(0).Time, s.Row(f.Last).Time - s.Row(f.First).Time}
	return l
}

// endLine is the line of an endpoint.
func endLine(at flows.Endpoint, port string, sent, received flows.StatCount, filter func() string) statLine {
	return statLine{text: [2]string{addrText(at.Addr), port}, filter: filter, v: [11]int64{
		int64(sent.Frames + received.Frames), int64(sent.Bytes + received.Bytes),
		int64(sent.Frames), int64(sent.Bytes), int64(received.Frames), int64(received.Bytes)}}
}

// sortedEnds gives lines from a map an order of their own.
func sortedEnds(lines []statLine) []statLine {
	slices.SortFunc(lines, func(a, b statLine) int {
		return cmp.Or(cmp.Compare(a.text[0], b.text[0]), cmp.Compare(a.text[1], b.text[1]))
	})
	return lines
}

// lengthLines are the classes of lengths.
func lengthLines(x *flows.RowStats) (lines []statLine) {
	seconds := float64(x.Last-x.First) / 1e9
	add := func(name string, c flows.LengthClass, filter func() string) {
		l := statLine{text: [2]string{name}, filter: filter}
		l.v = [11]int64{int64(c.Frames), hundredths(c.Frames, x.Total.Frames), 0, int64(c.Min), int64(c.Max)}
		if c.Frames > 0 {
			l.v[2] = int64(float64(c.Bytes)/float64(c.Frames)*100 + 0.5)
		}
		if seconds > 0 {
			l.v[5] = int64(float64(c.Frames)/seconds*100 + 0.5)
		}
		lines = append(lines, l)
	}
	all := flows.LengthClass{StatCount: x.Total}
	for _, c := range x.Lengths {
		if c.Frames > 0 && (all.Max == 0 || c.Min < all.Min) {
			all.Min = c.Min
		}
		all.Max = max(all.Max, c.Max)
	}
	add("all", all, func() string { return "" })
	for i, c := range x.Lengths {
		name := fmt.Sprintf("%d to %d", c.From, c.To)
		filter := fmt.Sprintf("frame.len >= %d && frame.len <= %d", c.From, c.To)
		if i == len(x.Lengths)-1 {
			name, filter = fmt.Sprintf("%d and more", c.From), fmt.Sprintf("frame.len >= %d", c.From)
		}
		add(name, c, func() string { return filter })
	}
	return lines
}

// serviceLines are the server's ports.
func serviceLines(s *flows.Snapshot, x *flows.RowStats) (lines []statLine) {
	type service struct {
		connSum
		rtts []int64
	}
	found, tallies := make(map[uint16]*service), x.Conns.Tallies()
	for id := range x.Flows {
		c := s.Conn(id)
		port := c.Sides[fsm.Server].Port
		v := found[port]
		if v == nil {
			v = new(service)
			found[port] = v
		}
		t := tallies.Of(id)
		v.add(s, c, t)
		if ns, _, ok := t.RTT(c); ok {
			v.rtts = append(v.rtts, ns)
		}
	}
	for port, v := range found {
		ended := func(kinds ...flows.EndKind) (n int64) {
			for _, k := range kinds {
				n += int64(v.ends[k])
			}
			return n
		}
		l := statLine{text: [2]string{strconv.Itoa(int(port))}, filter: func() string { return fmt.Sprintf("tcp.port == %d", port) }}
		l.v = [11]int64{int64(v.conns), ended(flows.EndFIN, flows.EndHalfClosed), ended(flows.EndRefused), ended(flows.EndReset),
			ended(flows.EndNoAnswer), ended(flows.EndTimeout), ended(flows.EndOpen, flows.EndSilence),
			int64(v.total()), int64(v.resent), percentile(v.rtts, 50), hundredths(v.resentBytes, v.total())}
		lines = append(lines, l)
	}
	slices.SortFunc(lines, func(a, b statLine) int {
		return cmp.Or(cmp.Compare(b.v[0], a.v[0]), cmp.Compare(len(a.text[0]), len(b.text[0])), cmp.Compare(a.text[0], b.text[0]))
	})
	return lines
}

// percentile is the nearest-rank percentile of some times, which it sorts; -1 of
// none.
func percentile(ns []int64, percent int) int64 {
	if len(ns) == 0 {
		return -1
	}
	slices.Sort(ns)
	return ns[max((len(ns)*percent+99)/100, 1)-1]
}

// capturedOf copies out what was counted of the capture as a whole.
func capturedOf(x *flows.RowStats) captured {
	return captured{total: x.Total, bytes: x.Captured, cut: x.Cut, untimed: x.Untimed, first: x.First, last: x.Last,
		disordered: x.Disordered, ifaces: slices.Clone(x.Ifaces)}
}

// links are what the first frame of each interface begins with.
func (c *rowCounter) links(s *flows.Snapshot) []string {
	for row := uint32(0); int(row) < min(s.Rows(), linkRows); row++ {
		r := s.Row(row)
		for int(r.Iface) >= len(c.found) {
			c.found = append(c.found, "")
		}
		if c.found[r.Iface] != "" {
			continue
		}
		if p := c.reader.At(s, row).Packet(); p.NLayers > 0 {
			c.found[r.Iface] = p.Layers[0].Proto.Label()
		}
	}
	return slices.Clone(c.found)
}

// linkRows is in how many rows the frames of the interfaces are looked for.
const linkRows = 1 << 10
