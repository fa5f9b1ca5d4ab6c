package filter

import (
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// reference makes the computation of ${field}.
func (c *compiler) reference(f *flows.Field) values {
	i := len(c.refs)
	c.refs = append(c.refs, f)
	return func(e *env, _ *flows.View) []decode.Value {
		if i >= len(e.refs) {
			return nil
		}
		return e.refs[i]
	}
}

// layer makes the computation of field#n: the field's values in the n-th header
// of its protocol in the frame, quoted headers and those of tunnels counted.
func (c *compiler) layer(n *node) values {
	field, slot, parts := n.kids[0].field, c.slot(), n.parts
	proto := protocolOf(field.Name)
	return func(e *env, v *flows.View) []decode.Value {
		out := e.bufs[slot][:0]
		p := v.Packet()
		var at []int
		for i := range int(p.NLayers) {
			if p.Layers[i].Proto.Name() == proto {
				at = append(at, i)
			}
		}
		if field.Get == nil {
			if chosen(parts, ownLayer(p, proto, at), max(len(at), 1)) {
				out = field.Of(v, out)
			}
			e.bufs[slot] = out
			return out
		}
		for k := range at {
			if chosen(parts, k+1, len(at)) {
				one := only(p, at, k)
				out = field.Get(&one, out)
			}
		}
		e.bufs[slot] = out
		return out
	}
}

// protocolOf is the protocol that a field is of: the longest one that its name begins
// with.
func protocolOf(field string) string {
	for name := field; ; {
		i := strings.LastIndexByte(name, '.')
		if i < 0 || decode.IsProtocol(name) {
			return name
		}
		name = name[:i]
	}
}

// ownLayer is which header, from 1, a row of the index tells of.
func ownLayer(p *decode.Packet, proto string, at []int) int {
	for k, i := range at {
		if proto == "tcp" && p.HasTCP && p.Layers[i].Off == p.TCP.Off {
			return k + 1
		}
	}
	return 1
}

// only is a packet with one header of a protocol, at[k], in it.
func only(p *decode.Packet, at []int, k int) decode.Packet {
	one := *p
	for j, i := range at {
		if j != k {
			one.Layers[i].Proto = 0
		}
	}
	if l := one.Layers[at[k]]; l.Proto == decode.ProtoTCP && l.Off != p.TCP.Off {
		one.HasTCP = false
	}
	return one
}

// chosen reports whether the i-th of n headers, from 1, is meant.
func chosen(parts []part, i, n int) bool {
	for _, p := range parts {
		from := p.from
		if from < 0 {
			from += n + 1
		}
		if i >= from && (p.n < 0 || i < from+p.n) {
			return true
		}
	}
	return false
}
