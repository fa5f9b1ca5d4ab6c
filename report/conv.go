package report

import (
	"fmt"
	"io"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/fsm"
)

// Conv is -z conv,tcp: a line a connection, as tshark prints it.
type Conv struct {
	filter *filter.Filter // nil: every frame
	text   string
}

func parseConv(args []string) (Tap, error) {
	if len(args) > 0 && args[0] == "json" {
		return parseConn(args)
	}
	layer, err := parseLayer("conversations", args)
	if err != nil {
		return nil, err
	}
	f, text, err := tapFilter(args[1:])
	if layer != nil {
		return layerConv{layer, f, text}, err
	}
	return Conv{f, text}, err
}

// talk is what a conversation is made of.
type talk struct {
	bytes       [2]uint64 // of its frames on the wire, from the sender of the first, and to it
	start, stop int64     // ns since the first frame of the capture
	frames      [2]uint32 // a capture has no more
	row         uint32    // its first frame
	first       fsm.Role  // who sent that
}

func (t *talk) total() uint32 { return t.frames[0] + t.frames[1] }

const wideRule = "================================================================================\n"

// Print writes the list: the conversations with the most frames first.
func (c Conv) Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	s, all, err := c.count(l, o)
	if err != nil {
		return s, err
	}
	out := newWriter(w)
	convHead(out, "TCP", c.text, true)
	for _, k := range all.sorted() {
		t, conn := all.at(k.id), s.Conn(k.id)
		t.put(out, plainNode(&conn.Sides[t.first]), plainNode(&conn.Sides[t.first.Peer()]), true)
	}
	out.put([]byte(wideRule))
	return s, out.push()
}

// convHead writes what stands above conversations; with ports the columns of
// their ends are wider.
func convHead(out *writer, title, text string, ports bool) {
	if text == "" {
		text = "<No Filter>"
	}
	blank := strings.Repeat(" ", 2*nodeWidth(ports)+7)
	out.put(fmt.Appendf(nil, "%s%s Conversations\nFilter:%s\n", wideRule, title, text))
	out.put([]byte(blank + "|       <-      | |       ->      | |     Total     |    Relative    |   Duration   |\n" +
		blank + "| Frames  Bytes | | Frames  Bytes | | Frames  Bytes |      Start     |              |\n"))
}

// nodeWidth is the least width of an end, in characters.
func nodeWidth(ports bool) int {
	if ports {
		return 26
	}
	return 20
}

// put writes the line of a conversation between two ends.
func (t *talk) put(out *writer, a, b string, ports bool) {
	n := nodeWidth(ports)
	out.put(fmt.Appendf(nil, "%-*s <-> %-*s  %6d %-9s  %6d %-9s  %6d %-9s  %14.9f   %12.4f\n", n, a, n, b,
		t.frames[1], inUnits(t.bytes[1]), t.frames[0], inUnits(t.bytes[0]), t.total(), inUnits(t.bytes[0]+t.bytes[1]),
		inSeconds(t.start), inSeconds(t.stop)-inSeconds(t.start)))
}

// plainNode writes an endpoint as tshark does here: no brackets around an IPv6
// address.
func plainNode(s *flows.Side) string { return fmt.Sprintf("%s:%d", s.Addr.IP(), s.Port) }

// inSeconds is a time as tshark keeps it: a number of seconds in floating point.
func inSeconds(ns int64) float64 { return float64(ns/1e9) + float64(ns%1e9)/1e9 }

// inUnits writes a number of bytes with the largest unit of which there are ten.
func inUnits(n uint64) string {
	units := [...]string{"bytes", "kB", "MB", "GB", "TB", "PB"}
	i := 0
	for n >= 10_000 && i < len(units)-1 {
		n /= 1000
		i++
	}
	return fmt.Sprint(n, " ", units[i])
}
