package report

import (
	"fmt"
	"io"
	"strconv"
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
	l := append(appendLeft(out.line[:0], a, n), " <-> "...)
	l = appendLeft(l, b, n)
	for _, x := range [...]struct {
		frames uint32
		bytes  uint64
	}{{t.frames[1], t.bytes[1]}, {t.frames[0], t.bytes[0]}, {t.total(), t.bytes[0] + t.bytes[1]}} {
		l = appendRight(append(l, "  "...), strconv.AppendUint(out.cell[:0], uint64(x.frames), 10), 6)
		l = appendLeft(append(l, ' '), inUnits(x.bytes), 9)
	}
	l = appendRight(append(l, "  "...), strconv.AppendFloat(out.cell[:0], inSeconds(t.start), 'f', 9, 64), 14)
	l = appendRight(append(l, "   "...), strconv.AppendFloat(out.cell[:0], inSeconds(t.stop)-inSeconds(t.start), 'f', 4, 64), 12)
	out.line = append(l, '\n')
	out.put(out.line)
}

// plainNode writes an endpoint as tshark does here: no brackets around an IPv6
// address.
func plainNode(s *flows.Side) string {
	var b [64]byte
	return string(strconv.AppendUint(append(s.Addr.IP().AppendTo(b[:0]), ':'), uint64(s.Port), 10))
}

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
	return strconv.FormatUint(n, 10) + " " + units[i]
}
