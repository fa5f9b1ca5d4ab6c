package report

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"

	"tcptui/filter"
	"tcptui/flows"
)

// Endpoints is -z endpoints,tcp: a line an address and port, as tshark prints it.
type Endpoints struct {
	filter *filter.Filter // nil: every frame
	text   string
}

func parseEndpoints(args []string) (Tap, error) {
	if len(args) == 0 || args[0] != "tcp" {
		return nil, errors.New("only endpoints of tcp are listed: endpoints,tcp")
	}
	f, text, err := tapFilter(args[1:])
	return Endpoints{f, text}, err
}

// endpoint is what one address and port sent and what was sent to it.
type endpoint struct {
	at     netip.AddrPort
	frames [2]uint64 // sent, received
	bytes  [2]uint64 // of these frames on the wire
}

// Print writes the list: the endpoints with the most frames first.
func (e Endpoints) Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	var list []endpoint
	place := make(map[netip.AddrPort]int)
	o.Filter = e.filter
	s, err := frames(l, newWriter(io.Discard), o, flows.NeedRow, func(v *flows.View) {
		c := v.Conn()
		if c == nil {
			return
		}
		for way, side := range [2]*flows.Side{&c.Sides[v.Row.From], &c.Sides[v.Row.From.Peer()]} {
			at := side.AddrPort()
			i, ok := place[at]
			if !ok {
				i = len(list)
				place[at] = i
				list = append(list, endpoint{at: at})
			}
			list[i].frames[way]++
			list[i].bytes[way] += uint64(v.Row.OrigLen)
		}
	})
	if err != nil {
		return s, err
	}
	slices.SortStableFunc(list, func(a, b endpoint) int { return cmp.Compare(b.frames[0]+b.frames[1], a.frames[0]+a.frames[1]) })
	text := e.text
	if text == "" {
		text = "<No Filter>"
	}
	out := newWriter(w)
	out.put(fmt.Appendf(nil, "%sTCP Endpoints\nFilter:%s\n", wideRule, text))
	out.put([]byte("                       |  Port  ||  Packets  | |  Bytes  | | Tx Packets | | Tx Bytes | | Rx Packets | | Rx Bytes |\n"))
	for i := range list {
		x := &list[i]
		out.put(fmt.Appendf(nil, "%-20s      %5d     %6d     %9d     %6d       %9d      %6d       %9d   \n", x.at.Addr(), x.at.Port(),
			x.frames[0]+x.frames[1], x.bytes[0]+x.bytes[1], x.frames[0], x.bytes[0], x.frames[1], x.bytes[1]))
	}
	out.put([]byte(wideRule))
	return s, out.push()
}
