package report

import (
	"strings"
	"time"

	"tcptui/decode"
	"tcptui/flows"
)

// jsonIndent is where the layers of a frame stand in an array of frames.
const jsonIndent = 8

// appendLayers appends what is known of a frame as the inside of the object of
// its layers, laid out as tshark does: a field's own fields follow it in NAME_tree.
// A name that comes several times does so in the object, as with tshark, or once
// with a list if noDup.
func (p *jsonPrinter) appendLayers(dst []byte, v *flows.View) []byte {
	return p.members(dst, p.tree.of(v), jsonIndent)
}

// members appends nodes as the members of an object.
func (p *jsonPrinter) members(dst []byte, nodes []*treeNode, indent int) []byte {
	first := true
	key := func(name, end string) {
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(p.newLine(dst, indent), '"')
		dst = append(append(append(dst, name...), end...), "\": "...)
	}
	for i, n := range nodes {
		same := []*treeNode{n}
		if p.format.NoDuplicateKeys {
			if named(nodes[:i], n.name) != nil {
				continue // it is in the list of the first
			}
			same = append(same, named(nodes[i+1:], n.name)...)
		}
		if p.hasRaw(n) {
			key(n.name, "_raw")
			dst = p.list(dst, same, indent, p.raw)
		}
		end := ""
		if p.format.text() && (n.hasText() || n.field != nil && len(n.kids) == 0) {
			key(n.name, "")
			dst = p.list(dst, same, indent, p.text1)
		}
		if n.hasText() {
			end = "_tree"
		}
		if len(n.kids) > 0 || n.field == nil && p.format.text() {
			key(n.name, end)
			dst = p.list(dst, same, indent, p.inside)
		}
	}
	return dst
}

// named are the nodes of a name.
func named(nodes []*treeNode, name string) (out []*treeNode) {
	for _, n := range nodes {
		if n.name == name {
			out = append(out, n)
		}
	}
	return out
}

// list appends one node, or several as a list.
func (p *jsonPrinter) list(dst []byte, nodes []*treeNode, indent int, each func([]byte, *treeNode, int) []byte) []byte {
	if len(nodes) == 1 {
		return each(dst, nodes[0], indent)
	}
	dst = append(dst, '[')
	for i, n := range nodes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = each(p.newLine(dst, indent+2), n, indent+2)
	}
	return append(p.newLine(dst, indent), ']')
}

// inside appends what a node is made of as an object.
func (p *jsonPrinter) inside(dst []byte, n *treeNode, indent int) []byte {
	dst = p.members(append(dst, '{'), n.kids, indent+2)
	if len(n.kids) == 0 {
		return append(dst, '}')
	}
	return append(p.newLine(dst, indent), '}')
}

// text1 appends a node's value as a text.
func (p *jsonPrinter) text1(dst []byte, n *treeNode, _ int) []byte {
	if p.text = p.text[:0]; n.hasText() {
		p.text = n.appendText(p.text)
	}
	return append(p.escaped(append(dst, '"'), p.text), '"')
}

func (p *jsonPrinter) newLine(dst []byte, indent int) []byte {
	return append(append(dst, '\n'), strings.Repeat(" ", indent)...)
}

// appendFlatLayers appends what is known of a frame for -T ek: an object a layer
// with all its fields side by side, each called LAYER_FIELD, several values of one
// in a list. Layers of one name are a list, too.
func (p *jsonPrinter) appendFlatLayers(dst []byte, v *flows.View) []byte {
	layers := p.tree.of(v)
	any := false
	for i, n := range layers {
		if named(layers[:i], n.name) != nil {
			continue
		}
		if any {
			dst = append(dst, ',')
		}
		any = true
		dst = append(append(append(dst, '"'), ekName(n.name)...), `":`...)
		same := append([]*treeNode{n}, named(layers[i+1:], n.name)...)
		for k, layer := range same {
			switch {
			case len(same) > 1 && k == 0:
				dst = append(dst, '[')
			case k > 0:
				dst = append(dst, ',')
			}
			dst = p.flatLayer(dst, layer)
		}
		if len(same) > 1 {
			dst = append(dst, ']')
		}
	}
	return dst
}

func ekName(name string) string { return strings.ReplaceAll(name, ".", "_") }

func (p *jsonPrinter) flatLayer(dst []byte, layer *treeNode) []byte {
	all := flatten(nil, layer.kids)
	dst = append(dst, '{')
	any := false
	for i, n := range all {
		if n.field == nil || named(all[:i], n.name) != nil {
			continue
		}
		if any {
			dst = append(dst, ',')
		}
		any = true
		dst = append(append(append(append(append(dst, '"'), ekName(layer.name)...), '_'), ekName(n.name)...), `":`...)
		same := append([]*treeNode{n}, named(all[i+1:], n.name)...)
		if len(same) > 1 {
			dst = append(dst, '[')
		}
		for k, x := range same {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = p.flatValue(dst, x)
		}
		if len(same) > 1 {
			dst = append(dst, ']')
		}
	}
	return append(dst, '}')
}

// flatten lists nodes with all that is inside them.
func flatten(out, nodes []*treeNode) []*treeNode {
	for _, n := range nodes {
		out = flatten(append(out, n), n.kids)
	}
	return out
}

// flatValue appends a value as -T ek has it: booleans as they are, dates in UTC
// by RFC 3339, null for what has no value.
func (p *jsonPrinter) flatValue(dst []byte, n *treeNode) []byte {
	switch f := n.field; {
	case f.Kind == decode.KindBool && n.value.U != 0:
		return append(dst, "true"...)
	case f.Kind == decode.KindBool:
		return append(dst, "false"...)
	case f.Kind == decode.KindTime && f.Base == decode.Local:
		dst = time.Unix(0, n.value.I).UTC().AppendFormat(append(dst, '"'), "2006-01-02T15:04:05.000000000Z")
		return append(dst, '"')
	case !n.hasText():
		return append(dst, "null"...)
	}
	return p.text1(dst, n, 0)
}
