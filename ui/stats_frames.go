package ui

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// frameCounter makes the pages that frames are read again for.
type frameCounter struct{ *flows.FrameStats }

func (c frameCounter) count(ctx context.Context, s *flows.Snapshot, kept *flows.Kept, each func(float64)) error {
	return c.Advance(ctx, s, kept, each)
}

func (frameCounter) stale(*flows.Snapshot) bool { return false }

func (c frameCounter) lines(s *flows.Snapshot) map[statKey][]statLine {
	all := map[statKey][]statLine{{statProtocols, 0}: protocolLines(c.FrameStats)}
	for layer, of := range map[int]flows.Layer{statUDP: flows.LayerUDP, statIPv4: flows.LayerIPv4, statIPv6: flows.LayerIPv6,
		statEthernet: flows.LayerEthernet} {
		all[statKey{statEnds, layer}], all[statKey{statTalks, layer}] = layerLines(s, &c.Layers[of], of)
	}
	return all
}

// protocolNode is a protocol below those that it was found in.
type protocolNode struct {
	flows.StatCount
	name string
	path string // of the nodes from the top to it, " && " between
	kids []*protocolNode
}

// protocolLines are the protocols, each below what it was found in: the most
// frames first. As tshark, a frame counts once for each of its protocols, with all
// its bytes.
func protocolLines(x *flows.FrameStats) []statLine {
	top := protocolNode{StatCount: x.Total, name: "frame", path: "frame"}
	for path, n := range x.Protocols {
		at := &top
		for name := range strings.SplitSeq(path, ":") {
			if name == "" || name == "ethertype" || strings.HasPrefix(name, "ipv6.") {
				continue // a part of the protocol before it
			}
			at = at.kid(name)
			at.Frames, at.Bytes = at.Frames+n.Frames, at.Bytes+n.Bytes
		}
	}
	var lines []statLine
	var walk func(n *protocolNode, depth int)
	walk = func(n *protocolNode, depth int) {
		path := n.path
		l := statLine{text: [2]string{n.name}, depth: depth, filter: func() string { return path }}
		l.v = [11]int64{int64(n.Frames), hundredths(n.Frames, x.Total.Frames), int64(n.Bytes), hundredths(n.Bytes, x.Total.Bytes)}
		lines = append(lines, l)
		slices.SortFunc(n.kids, func(a, b *protocolNode) int {
			return cmp.Or(cmp.Compare(b.Frames, a.Frames), cmp.Compare(a.name, b.name))
		})
		for _, kid := range n.kids {
			walk(kid, depth+1)
		}
	}
	walk(&top, 0)
	if x.Unread > 0 {
		lines = append(lines, statLine{text: [2]string{"could not be read again"}, depth: 1,
			v: [11]int64{int64(x.Unread), hundredths(x.Unread, x.Total.Frames)}})
	}
	return lines
}

// kid is the node of a protocol below n.
func (n *protocolNode) kid(name string) *protocolNode {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	k := &protocolNode{name: name, path: name}
	if n.path != "frame" && !slices.Contains(strings.Split(n.path, " && "), name) {
		k.path = n.path + " && " + name
	} else if n.path != "frame" {
		k.path = n.path
	}
	n.kids = append(n.kids, k)
	return k
}

// layerLines are the endpoints and the conversations of a layer.
func layerLines(s *flows.Snapshot, x *flows.LayerStats, of flows.Layer) (ends, talks []statLine) {
	port := func(e flows.Endpoint) string {
		if of != flows.LayerUDP {
			return ""
		}
		return strconv.Itoa(int(e.Port))
	}
	for e, n := range x.Ends {
		ends = append(ends, endLine(e, port(e), n.Sent, n.Received, func() string { return layerFilter(of, e) }))
	}
	for pair, n := range x.Pairs {
		l := statLine{text: [2]string{withPort(pair.A, of), withPort(pair.B, of)},
			filter: func() string { return layerFilter(of, pair.A) + " && " + layerFilter(of, pair.B) }}
		l.v = [11]int64{int64(n.AtoB.Frames + n.BtoA.Frames), int64(n.AtoB.Bytes + n.BtoA.Bytes), int64(n.AtoB.Frames), int64(n.AtoB.Bytes),
			int64(n.BtoA.Frames), int64(n.BtoA.Bytes), s.Row(n.First).Time - s.Row(0).Time, s.Row(n.Last).Time - s.Row(n.First).Time}
		talks = append(talks, l)
	}
	ends, talks = mostOf(sortedEnds(ends)), mostOf(sortedEnds(talks))
	if n := x.Others; n.Frames > 0 {
		ends = append(ends, statLine{text: [2]string{"others, too many to tell apart"}, v: [11]int64{int64(n.Frames), int64(n.Bytes)}})
	}
	return ends, talks
}

// addrText is the text of an address: of IP, or of Ethernet.
func addrText(a decode.Addr) string {
	if a.N == macLen {
		return net.HardwareAddr(a.B[:macLen]).String()
	}
	return address(a)
}

func withPort(e flows.Endpoint, of flows.Layer) string {
	if of == flows.LayerUDP {
		return (&flows.Side{Addr: e.Addr, Port: e.Port}).AddrPort().String()
	}
	return addrText(e.Addr)
}

// layerFilter keeps the packets of and to an end of a layer.
func layerFilter(of flows.Layer, e flows.Endpoint) string {
	switch of {
	case flows.LayerEthernet:
		return "eth.addr == " + addrText(e.Addr)
	case flows.LayerUDP:
		return fmt.Sprintf("%s == %s && udp.port == %d", addrField(e.Addr), addrText(e.Addr), e.Port)
	}
	return addrField(e.Addr) + " == " + addrText(e.Addr)
}
