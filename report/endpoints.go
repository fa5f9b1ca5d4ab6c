package report

import (
	"cmp"
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
	layer, err := parseLayer("endpoints", args)
	if err != nil {
		return nil, err
	}
	if layer != nil {
		return layerEndpoints{layerKind: layer}, nil
	}
	return Endpoints{}, nil
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
	out := newWriter(w)
	endpointsHead(out, "TCP", e.text, true)
	for i := range list {
		list[i].put(out, list[i].at.Addr().String(), true)
	}
	out.put([]byte(wideRule))
	return s, out.push()
}

// endpointsHead writes what stands above endpoints.
func endpointsHead(out *writer, title, text string, ports bool) {
	if text == "" {
		text = "<No Filter>"
	}
	port := ""
	if ports {
		port = "  Port  ||"
	}
	out.put(fmt.Appendf(nil, "%s%s Endpoints\nFilter:%s\n%23s|%s  Packets  | |  Bytes  | | Tx Packets | | Tx Bytes | | Rx Packets | | Rx Bytes |\n",
		wideRule, title, text, "", port))
}

// put writes the line of an endpoint.
func (x *endpoint) put(out *writer, name string, port bool) {
	line := fmt.Appendf(nil, "%-20s      ", name)
	if port {
		line = fmt.Appendf(line, "%5d     ", x.at.Port())
	}
	out.put(fmt.Appendf(line, "%6d     %9d     %6d       %9d      %6d       %9d   \n",
		x.frames[0]+x.frames[1], x.bytes[0]+x.bytes[1], x.frames[0], x.bytes[0], x.frames[1], x.bytes[1]))
}
