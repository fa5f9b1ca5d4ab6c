package ui

import (
	"fmt"
	"slices"

	"tcptui/decode"
	"tcptui/flows"
)

// Which bytes a place is among.
const (
	inFrame    = iota // those of the captured frame
	inDatagram        // those of the datagram that was put together of fragments
	numBuffers
)

// detail is the selected frame down to the bit: its bytes, and its layers and
// fields as a tree.
type detail struct {
	row   uint32
	bytes [numBuffers][]byte // of the datagram: nil unless the frame completes one
	parts []uint32           // rows of its fragments
	err   error              // why the frame could not be read again
	nodes []detailNode       // in the order of the tree: a node before its children
	tops  [numBuffers][]int  // nodes that are layers, but for the frame
	times map[string]int     // how many nodes had a key before it was numbered
	main  int                // the layer that matters most: TCP, or the last one; -1: none
}

// detailNode is a line of the tree: the frame, a layer, a field, an option, a
// part of one. Texts may be hostile.
type detailNode struct {
	name, value string
	field       string // of the field table; "" for none
	key         string // path of names: the same field has it in every frame
	help, ref   string
	warn        string // what is wrong here; "" when nothing is
	depth       int
	parent      int  // index, -1 at the top
	kids        bool // it has children
	layer       bool // it is a layer, the frame or what follows it

	buf      int
	from, to uint32 // bits of bytes[buf]; equal when the node has no place
}

// placed reports whether the node has bits of its own.
func (n *detailNode) placed() bool { return n.from < n.to }

// detailOf reads and takes apart a row's frame.
func detailOf(r *flows.Reader, m *model) *detail {
	v := r.At(m.snap, m.sel)
	data, err := v.Data()
	p := v.Packet()
	d := &detail{row: m.sel, err: err, main: -1, times: make(map[string]int)}
	d.bytes[inFrame] = slices.Clone(data)
	if p.LinkLayers > 0 {
		d.bytes[inDatagram], d.parts = slices.Clone(p.Data), m.snap.Parts(m.sel)
	}
	note, noteErr := r.Note(&v.Row)
	d.frame(m, v, note, noteErr)
	if err != nil {
		return d
	}
	for i, l := range decode.Layers(p, m.snap.Link(&v.Row)) {
		d.layer(p, i, &l)
	}
	d.trailer(p)
	return d
}

// add appends a node at a depth under the last one that is less deep, and
// returns its index.
func (d *detail) add(n detailNode, name string) int {
	n.parent = len(d.nodes) - 1
	for n.parent >= 0 && d.nodes[n.parent].depth >= n.depth {
		n.parent = d.nodes[n.parent].parent
	}
	if n.parent >= 0 {
		d.nodes[n.parent].kids = true
		n.key = d.nodes[n.parent].key + "/"
	}
	n.key = d.unique(n.key + name)
	at := len(d.nodes)
	if d.nodes = append(d.nodes, n); n.layer && at > 0 {
		d.tops[n.buf] = append(d.tops[n.buf], at)
	}
	return at
}

// unique numbers a key that a node has already. A frame may have thousands of siblings:
// those that were there are counted, not looked through.
func (d *detail) unique(key string) string {
	d.times[key]++
	if n := d.times[key]; n > 1 {
		return fmt.Sprintf("%s#%d", key, n)
	}
	return key
}

// ends are the fields that say between whom a layer's header goes.
var ends = map[decode.Proto][2]string{
	decode.ProtoEthernet: {"eth.src", "eth.dst"},
	decode.ProtoIPv4:     {"ip.src", "ip.dst"},
	decode.ProtoIPv6:     {"ipv6.src", "ipv6.dst"},
	decode.ProtoTCP:      {"tcp.srcport", "tcp.dstport"},
	decode.ProtoUDP:      {"udp.srcport", "udp.dstport"},
}

// layer adds a layer with its fields: those that the field table places bit by
// bit, then what else is known.
func (d *detail) layer(p *decode.Packet, i int, l *decode.LayerText) {
	buf := inDatagram
	if l.InFrame {
		buf = inFrame
	}
	items := decode.LayerItems(p, i)
	name := l.Name
	if i >= int(p.NLayers) && i > 0 { // the segment's data, whose name tells how much
		name = "Data"
	}
	at := d.add(detailNode{name: name, warn: l.Warn, layer: true, buf: buf, from: 8 * l.From, to: 8 * l.To,
		value: layerValue(l, items), field: l.Proto.Name()}, name)
	if d.main < 0 || d.nodes[d.main].name != decode.ProtoTCP.Label() && l.Proto != 0 {
		d.main = at
	}
	known := make(map[string]bool)
	for k := range items {
		it := &items[k]
		known[it.Name] = true
		key := it.Field
		if key == "" {
			key = it.Name
		}
		value := it.Value
		if it.Field == "tcp.checksum" && it.Warn == "" && value != "" {
			value += ", " + p.Checksum().Status.String()
		}
		d.add(detailNode{name: it.Name, value: value, field: it.Field, help: it.Help, ref: it.Ref, warn: it.Warn, depth: 1 + it.Depth,
			buf: buf, from: it.From, to: it.To}, key)
	}
	d.more(l.Lines, known, buf)
}

// layerValue says between whom a layer's header goes, and how long it is.
func layerValue(l *decode.LayerText, items []decode.Item) string {
	var who [2]string
	for _, it := range items {
		for k, name := range ends[l.Proto] {
			if name != "" && it.Field == name {
				who[k] = it.Value
			}
		}
	}
	size := bytesText(int(l.To - l.From))
	if who[0] == "" || who[1] == "" {
		return size
	}
	return who[0] + " → " + who[1] + ", " + size
}

// more adds what is known of a layer without its place in the bytes, under the
// layer itself, or under a line of its own when other fields are there.
func (d *detail) more(lines []decode.LineText, known map[string]bool, buf int) {
	if len(known) > 0 && d.covered(len(d.nodes)-1) {
		return
	}
	depth := 1
	for _, l := range lines {
		if known[l.Name] {
			continue
		}
		if depth == 1 && len(known) > 0 {
			d.add(detailNode{name: "Read by gopacket", depth: 1, buf: buf,
				help: "What the gopacket library reads in this layer, under its own names; where in the bytes it is, it does not tell."}, "gopacket")
			depth = 2
		}
		d.add(detailNode{name: l.Name, value: l.Value, depth: depth, buf: buf}, l.Name)
	}
}

// covered reports whether the fields of the last layer, which end with node
// last, fill it without a gap.
func (d *detail) covered(last int) bool {
	at := last
	for !d.nodes[at].layer {
		at--
	}
	end := d.nodes[at].from
	for i := at + 1; i <= last; i++ {
		if n := &d.nodes[i]; n.from <= end {
			end = max(end, n.to)
		}
	}
	return end >= d.nodes[at].to
}

// trailer adds what follows the datagram in the frame: padding to the least
// length, or a check sequence.
func (d *detail) trailer(p *decode.Packet) {
	size := uint32(len(d.bytes[inFrame]))
	for i := range int(p.NLayers) {
		l := &p.Layers[i]
		if l.Proto != decode.ProtoIPv4 && l.Proto != decode.ProtoIPv6 {
			continue
		}
		if l.End > l.Off && l.End < size {
			d.add(detailNode{name: "Behind the datagram", value: bytesText(int(size - l.End)), layer: true,
				from: 8 * l.End, to: 8 * size, help: "Bytes that the length in the IP header does not count: padding up to the least length of a frame, or its check sequence."}, "trailer")
		}
		return
	}
}
