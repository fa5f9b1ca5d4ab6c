package filter

import (
	"tcptui/decode"
	"tcptui/flows"
)

// texts makes the plan of a test of one field whose texts have numbers: the test
// is made once for each text.
func (k *planner) texts(n *node) plan {
	var f *flows.Field
	if !onlyField(n, &f) || f == nil {
		return nil
	}
	c := flows.ColumnOf(f.Name)
	if c == nil || c.Text == nil {
		return nil
	}
	var kept [64]bool
	for i := range c.Texts {
		if text := c.Text(i); text != "" {
			t := k.c.test(replaceField(n, text))
			e := env{bufs: make([][]decode.Value, k.c.bufs)}
			kept[i] = t(&e, nil)
		}
	}
	present := *c
	return func(p *scratch, b *flows.Block, out *verdict) {
		xs := p.xs[:b.Len()]
		c.Fill(b, 0, xs)
		out.yes = flows.Bits{}
		for i, x := range xs {
			if kept[x&63] {
				out.yes[i/64] |= 1 << (i & 63)
			}
		}
		settle(&present, b, out)
	}
}

// onlyField reports whether a test has one field in it only, and which.
func onlyField(n *node, f **flows.Field) bool {
	if n.op == opField {
		if *f != nil && *f != n.field {
			return false
		}
		*f = n.field
		return true
	}
	if n.op == opReference || n.op == opLayer {
		return false
	}
	for _, kid := range n.kids {
		if !onlyField(kid, f) {
			return false
		}
	}
	return true
}

// replaceField returns a copy of a test with a text in the field's place.
func replaceField(n *node, text string) *node {
	out := *n
	if n.op == opField {
		out.op, out.value, out.field = opValue, decode.Value{S: text}, nil
		return &out
	}
	out.kids = make([]*node, len(n.kids))
	for i, kid := range n.kids {
		out.kids[i] = replaceField(kid, text)
	}
	return &out
}
