package decode

import (
	"cmp"
	"fmt"
	"slices"
)

// LayerItems returns the fields of layer i with their places, in the order of
// their bits; a field inside another follows it with more depth. Item.From and
// Item.To count in the bytes that the layer is of: those of the frame for the
// first LinkLayers layers of a reassembled datagram, else Packet.Data. The TCP
// header has its options and what is wrong with it, as Header tells it. Fields
// that are cut off, and protocols without a row in the field table, have none.
// It is for the selected packet: it allocates.
func LayerItems(p *Packet, i int) []Item {
	if i < 0 || i >= int(p.NLayers) {
		return nil
	}
	l := &p.Layers[i]
	if off, ok := p.tcpOffset(); ok && l.Proto == ProtoTCP && off == l.Off && i >= int(p.LinkLayers) {
		return Header(p)
	}
	b := p.layerBytes(i)
	var out []Item
	for _, r := range layerRows(l.Proto) {
		v, ok := r.value(b)
		if !ok {
			continue
		}
		from := l.Off*8 + uint32(r.bit)
		out = append(out, Item{Name: r.label, Field: r.name, Ref: r.ref, Help: r.help,
			From: from, To: from + uint32(r.bits), Value: r.text(v, b)})
	}
	nest(out)
	return out
}

// layerRows are the rows of a protocol, each place once: a field such as
// ip.addr, which is either of two others, is left to them. Texts that only the
// first row of a name has are filled in.
func layerRows(pr Proto) []fieldRow {
	all := slices.Concat(linkRows(), ipRows(), tcpRows())
	first := make(map[string]*fieldRow)
	times := make(map[string]int)
	for i := range all {
		r := &all[i]
		if f := first[r.name]; f == nil || f.label == "" {
			first[r.name] = r
		}
		if r.proto == pr {
			times[r.name]++
		}
	}
	var own, out []fieldRow
	for _, r := range all {
		if r.proto == pr && r.bits > 0 {
			own = append(own, r)
		}
	}
	for _, r := range own {
		same := func(o fieldRow) bool {
			return o.name != r.name && o.bit == r.bit && o.bits == r.bits && times[o.name] == 1 && (times[r.name] > 1 || r.label == "")
		}
		if slices.ContainsFunc(own, same) {
			continue
		}
		f := first[r.name]
		r.label, r.help, r.ref = cmp.Or(r.label, f.label), cmp.Or(r.help, f.help), cmp.Or(r.ref, f.ref)
		out = append(out, r)
	}
	return out
}

// text is the value of a field as the detail pane shows it. b begins with the
// header.
func (r *fieldRow) text(v Value, b []byte) string {
	switch {
	case r.kind == KindBool && r.bits > 1:
		return fmt.Sprintf("%0*b", r.bits, bits(b, r.bit, r.bits))
	case r.kind == KindBool:
		return setText(v.U)
	}
	f := Field{Kind: r.kind, Base: r.base, Width: r.formatWidth()}
	return string(f.Format(nil, v))
}

// nest sorts items by their places and sets the depth of those that lie inside
// others.
func nest(items []Item) {
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To))
	})
	var around []uint32 // ends of the items that the next one may lie in
	for i := range items {
		it := &items[i]
		for len(around) > 0 && around[len(around)-1] < it.To {
			around = around[:len(around)-1]
		}
		it.Depth = len(around)
		around = append(around, it.To)
	}
}
