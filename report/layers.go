package report

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
)

// layerKind is a layer below TCP, or beside it, whose ends are listed as tshark
// does.
type layerKind struct {
	name, title string
	layer       flows.Layer
	ports       bool
}

// layerKinds are the layers by their names after conv and endpoints.
var layerKinds = [...]layerKind{
	{"eth", "Ethernet", flows.LayerEthernet, false},
	{"ip", "IPv4", flows.LayerIPv4, false},
	{"ipv6", "IPv6", flows.LayerIPv6, false},
	{"udp", "UDP", flows.LayerUDP, true},
}

// layerNames are the layers that have conversations and endpoints.
func layerNames() []string {
	names := []string{"tcp"}
	for i := range layerKinds {
		names = append(names, layerKinds[i].name)
	}
	return names
}

// parseLayer finds the layer that the first argument names; nil for tcp, whose ends
// the connections tell.
func parseLayer(what string, args []string) (*layerKind, error) {
	for i := range layerKinds {
		if len(args) > 0 && layerKinds[i].name == args[0] {
			return &layerKinds[i], nil
		}
	}
	names := layerNames()
	switch {
	case len(args) == 0:
		return nil, fmt.Errorf("%s of what? expected one of %s", what, strings.Join(names, ", "))
	case args[0] == "tcp":
		return nil, nil
	}
	return nil, fmt.Errorf("no %s of %q: expected one of %s%s", what, args[0], strings.Join(names, ", "), didYouMean(args[0], names))
}

// address writes an end's address as tshark does.
func (k *layerKind) address(e flows.Endpoint) string {
	b := e.Addr.B[:e.Addr.N]
	if k.layer == flows.LayerEthernet {
		return net.HardwareAddr(b).String()
	}
	a, _ := netip.AddrFromSlice(b) // an Addr has the length of an address
	return a.String()
}

// node writes an end with its port.
func (k *layerKind) node(e flows.Endpoint) string {
	if k.ports {
		return fmt.Sprintf("%s:%d", k.address(e), e.Port)
	}
	return k.address(e)
}

// count goes through the frames.
func (k *layerKind) count(l *flows.Live, f *filter.Filter, o Options) (*flows.LayerStats, *flows.Snapshot, error) {
	stats, s, err := countFrames(l, f, o)
	return &stats.Layers[k.layer], s, err
}

// countFrames goes through the frames that a filter keeps; of o only Count matters.
func countFrames(l *flows.Live, f *filter.Filter, o Options) (*flows.FrameStats, *flows.Snapshot, error) {
	stats := l.NewFrameStats()
	o.Filter = f
	s, err := frames(l, newWriter(io.Discard), o, flows.NeedPacket, stats.Add)
	return stats, s, err
}

// endTable writes the end of a table, and what did not find room in it.
func (k *layerKind) endTable(out *writer, stats *flows.LayerStats) {
	if n := stats.Others.Frames; n > 0 {
		out.put(fmt.Appendf(nil, "%d frames of more addresses than are told apart\n", n))
	}
	out.put([]byte(wideRule))
}

// layerConv is -z conv,LAYER.
type layerConv struct {
	*layerKind
	filter *filter.Filter // nil: every frame
	text   string
}

// Print writes the list: the conversations with the most frames first.
func (c layerConv) Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	stats, s, err := c.count(l, c.filter, o)
	if err != nil {
		return s, err
	}
	type conv struct {
		flows.Pair
		*flows.PairStat
	}
	var list []conv
	for pair, t := range stats.Pairs {
		list = append(list, conv{pair, t})
	}
	slices.SortFunc(list, func(a, b conv) int {
		return cmp.Or(cmp.Compare(b.AtoB.Frames+b.BtoA.Frames, a.AtoB.Frames+a.BtoA.Frames), cmp.Compare(a.No, b.No))
	})
	out := newWriter(w)
	convHead(out, c.title, c.text, c.ports)
	for _, x := range list {
		t := talk{frames: [2]uint32{uint32(x.AtoB.Frames), uint32(x.BtoA.Frames)}, bytes: [2]uint64{x.AtoB.Bytes, x.BtoA.Bytes}, start: x.Start, stop: x.Stop}
		t.put(out, c.node(x.A), c.node(x.B), c.ports)
	}
	c.endTable(out, stats)
	return s, out.push()
}

// layerEndpoints is -z endpoints,LAYER.
type layerEndpoints struct {
	*layerKind
	filter *filter.Filter // nil: every frame
	text   string
}

// Print writes the list: the endpoints with the most frames first.
func (e layerEndpoints) Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	stats, s, err := e.count(l, e.filter, o)
	if err != nil {
		return s, err
	}
	type end struct {
		flows.Endpoint
		*flows.EndStat
	}
	var list []end
	for at, n := range stats.Ends {
		list = append(list, end{at, n})
	}
	slices.SortFunc(list, func(a, b end) int {
		return cmp.Or(cmp.Compare(b.Sent.Frames+b.Received.Frames, a.Sent.Frames+a.Received.Frames), cmp.Compare(a.No, b.No))
	})
	out := newWriter(w)
	endpointsHead(out, e.title, e.text, e.ports)
	for _, n := range list {
		x := endpoint{at: netip.AddrPortFrom(netip.Addr{}, n.Port),
			frames: [2]uint64{n.Sent.Frames, n.Received.Frames}, bytes: [2]uint64{n.Sent.Bytes, n.Received.Bytes}}
		x.put(out, e.address(n.Endpoint), e.ports)
	}
	e.endTable(out, stats)
	return s, out.push()
}
