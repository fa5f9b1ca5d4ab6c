package report

import (
	"cmp"
	"slices"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// treeNode is a layer of a frame, or a field with what is inside it. It is valid
// until the next frame.
type treeNode struct {
	name  string // "ip", "ip.ttl"
	label string // "Internet Protocol Version 4", "Time to Live"
	field *flows.Field
	value decode.Value
	kids  []*treeNode

	layer bool // a layer of the frame, not a group of fields
	at    span
}

// hasText reports whether the node has a value to be shown, beside its kids.
func (n *treeNode) hasText() bool {
	return n.field != nil && (n.field.Kind != decode.KindNone || len(n.value.B) > 0)
}

// appendText appends the value as tshark's trees show it: as -T fields does, but
// for bytes, which colons part.
func (n *treeNode) appendText(dst []byte) []byte {
	switch n.field.Kind {
	case decode.KindBytes, decode.KindNone:
		f := decode.Field{Kind: decode.KindEther}
		return f.Format(dst, n.value)
	}
	return n.field.Format(dst, n.value)
}

// treeLayer is where fields that no header holds come from: the names that begin
// with it.
type treeLayer struct{ name, label string }

// The layers that every frame has, and those that segments have.
var (
	frameLayer  = treeLayer{"frame", "Frame"}
	stateLayers = [...]treeLayer{{"fsm", "RFC 9293 states"}, {"conn", "Connection"}, hostLayer}
	hostLayer   = treeLayer{"kernel", "This host's sockets"} // not beside a capture that is not live
)

// treeBuilder makes trees of frames: what the field table knows of each, in
// layers as tshark has them, then what only tcptui knows. One goroutine uses it.
type treeBuilder struct {
	byFirst map[string][]*flows.Field // by the first part of the name, in tshark's order
	headers map[decode.Proto][]*flows.Field
	values  []decode.Value
	packet  decode.Packet
	placing
}

func newTreeBuilder(fields []flows.Field) *treeBuilder {
	t := &treeBuilder{byFirst: make(map[string][]*flows.Field), headers: make(map[decode.Proto][]*flows.Field), placing: placing{placer: decode.NewPlacer()}}
	for i := range fields {
		f := &fields[i]
		if first, _, nested := strings.Cut(f.Name, "."); nested {
			t.byFirst[first] = append(t.byFirst[first], f)
		}
	}
	for _, list := range t.byFirst {
		slices.SortStableFunc(list, func(a, b *flows.Field) int { return cmp.Compare(treeRank(a.Name), treeRank(b.Name)) })
	}
	return t
}

// of makes the layers of a frame.
func (t *treeBuilder) of(v *flows.View) []*treeNode {
	t.forget()
	layers := []*treeNode{t.flat(v, frameLayer)}
	p := v.Packet()
	data, _ := v.Data() // a frame that cannot be read again has no bytes
	layers[0].at = span{size: v.Row.CapLen, bytes: data}
	segment := -1
	if p.HasTCP {
		segment = p.Find(decode.ProtoTCP)
	}
	for i := range int(p.NLayers) {
		layers = append(layers, t.header(v, p, i, i == segment))
	}
	t.forget()
	if v.Conn() != nil {
		for _, l := range stateLayers {
			if n := t.flat(v, l); l != hostLayer || len(n.kids) > 0 {
				layers = append(layers, n)
			}
		}
	}
	return layers
}

// flat makes a layer of the fields of one name.
func (t *treeBuilder) flat(v *flows.View, l treeLayer) *treeNode {
	n := &treeNode{name: l.name, label: l.label, layer: true}
	for _, f := range t.byFirst[l.name] {
		t.add(n, f, f.Of(v, t.values[:0]))
	}
	return n
}

// header makes the layer of one header of a packet. Only the segment's own header
// has what its connection knows of it.
func (t *treeBuilder) header(v *flows.View, p *decode.Packet, i int, segment bool) *treeNode {
	l := &p.Layers[i]
	n := &treeNode{name: l.Proto.Name(), label: l.Proto.Label(), layer: true}
	t.only(p, i, segment)
	shift := int64(0)
	if first := int(p.LinkLayers); first > 0 && i >= first {
		shift = -int64(p.Layers[first].Off) // Wireshark's datagram begins behind its header
	}
	n.at.bytes = p.Window(i, l.Off, p.ItemSize(i))
	n.at.pos, n.at.size = uint32(int64(l.Off)+shift), uint32(len(n.at.bytes))
	t.lookUp(&t.packet, shift)
	for _, f := range t.fieldsOf(l.Proto) {
		switch {
		case f.Name == n.name: // the layer itself
		case f.Get == nil && l.Proto == decode.ProtoUDP:
			t.add(n, f, nth(f.Of(v, t.values[:0]), headersBefore(p, i)))
		case f.Get != nil && l.Proto == decode.ProtoTCP && strings.HasPrefix(f.Name, optionPrefix):
			if f.Name == optionsField {
				t.options(n, f)
			}
		case f.Get != nil:
			t.add(n, f, f.Get(&t.packet, t.values[:0]))
		case segment:
			t.add(n, f, f.Of(v, t.values[:0]))
		}
	}
	return n
}

// headersBefore is how many headers of layer i's protocol come before it.
func headersBefore(p *decode.Packet, i int) (n int) {
	for k := range i {
		if p.Layers[k].Proto == p.Layers[i].Proto {
			n++
		}
	}
	return n
}

// nth is value n of a field that has one for each header, outermost first, or none.
func nth(values []decode.Value, n int) []decode.Value {
	if n >= len(values) {
		return nil
	}
	return values[n : n+1]
}

// fieldsOf are the fields that may lie in a protocol's header: those whose names
// begin as the protocol's does.
func (t *treeBuilder) fieldsOf(pr decode.Proto) []*flows.Field {
	list, ok := t.headers[pr]
	if !ok {
		name, _, _ := strings.Cut(pr.Name(), ".")
		for first, fields := range t.byFirst {
			if strings.HasPrefix(name, first) {
				list = append(list, fields...)
			}
		}
		slices.SortStableFunc(list, func(a, b *flows.Field) int {
			x, _, _ := strings.Cut(a.Name, ".")
			y, _, _ := strings.Cut(b.Name, ".")
			return cmp.Compare(x, y) // byFirst is a map
		})
		t.headers[pr] = list
	}
	return list
}

// only makes t.packet of one layer of p, so that fields tell of nothing else.
func (t *treeBuilder) only(p *decode.Packet, i int, segment bool) {
	q := &t.packet
	*q = *p
	q.Layers[0], q.NLayers, q.Quote = p.Layers[i], 1, decode.Quote{}
	if len(p.Wholes) > 0 {
		q.Wholes = p.WholesIn(i)
	}
	q.LinkLayers = min(p.LinkLayers, 1)
	if i >= int(p.LinkLayers) {
		q.LinkLayers = 0
	}
	q.HasTCP = p.HasTCP && segment
}

// add puts a field with its values into a layer, under the field that it is part
// of.
func (t *treeBuilder) add(layer *treeNode, f *flows.Field, values []decode.Value) {
	t.values = values
	if f.Kind == decode.KindNone && len(values) > 1 && values[0].B == nil {
		values = values[:1] // that it is there is said once
	}
	groups := treeGroups[f.Name]
	for i, value := range values {
		in := layer.around(f.Name)
		if len(groups) > 0 {
			in = layer.group(groups[min(i, len(groups)-1)])
		}
		in.kids = append(in.kids, &treeNode{name: f.Name, label: f.Label, field: f, value: value, at: t.span(&t.packet, f, i, value)})
	}
}

// around is the node of a layer that a field lies in.
func (n *treeNode) around(name string) *treeNode {
	for i := len(n.kids) - 1; i >= 0; i-- {
		k := n.kids[i]
		if rest, ok := strings.CutPrefix(name, k.name); ok && rest != "" && rest[0] == '.' && !strings.HasSuffix(name, ".status") {
			return k.around(name)
		}
	}
	return n
}

// group is the child of that name; the node itself when a field that it would be
// is absent.
func (n *treeNode) group(name string) *treeNode {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	if strings.Contains(name, ".") {
		return n
	}
	k := &treeNode{name: name, label: name}
	n.kids = append(n.kids, k)
	return k
}
