package report

import (
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"tcptui/decode"
	"tcptui/flows"
)

// PDML prints frames as tshark's -T pdml does: XML with a proto for each layer and
// a field for each field in it, or only the fields that are asked for.
func PDML(w io.Writer, l *flows.Live, fields []*flows.Field, o Options) (*flows.Snapshot, error) {
	p := pdmlPrinter{fields: fields}
	if len(fields) == 0 {
		p.tree = newTreeBuilder(flows.Fields())
	}
	out := newWriter(w)
	out.put([]byte(xml.Header + "<pdml version=\"0\" creator=\"tcptui\">\n"))
	s, err := frames(l, out, o, needOf(fields), func(v *flows.View) { out.put(p.packet(v)) })
	out.put([]byte("</pdml>\n"))
	if err != nil {
		return s, err
	}
	return s, out.push()
}

// pdmlPrinter holds what printing a frame reuses.
type pdmlPrinter struct {
	fields []*flows.Field
	tree   *treeBuilder // of all fields, when there are none of those
	row    []byte
	text   []byte
	values []decode.Value
}

// packet is a frame. It is valid until the next call.
func (p *pdmlPrinter) packet(v *flows.View) []byte {
	p.row = append(p.row[:0], "<packet>\n"...)
	p.general(v)
	for _, field := range p.fields {
		p.values = field.Of(v, p.values[:0])
		for _, value := range p.values {
			p.text = field.Format(p.text[:0], value)
			p.line(1, "<field", "/>", "name", field.Name, "value", string(p.text))
		}
	}
	if p.tree != nil {
		for _, layer := range p.tree.of(v) {
			p.line(1, "<proto", ">", "name", layer.name, "showname", layer.label, "size", fmt.Sprint(layer.at.size), "pos", fmt.Sprint(layer.at.pos))
			p.nodes(layer.kids, 2)
			p.line(1, "</proto", ">")
		}
	}
	p.row = append(p.row, "</packet>\n\n"...)
	return p.row
}

// general writes what tshark says of every frame before its layers.
func (p *pdmlPrinter) general(v *flows.View) {
	size := fmt.Sprint(v.Row.CapLen)
	number := func(name, show string, n uint32) {
		p.line(2, "<field", "/>", "name", name, "pos", "0", "show", fmt.Sprint(n), "showname", show, "value", fmt.Sprintf("%x", n), "size", size)
	}
	p.line(1, "<proto", ">", "name", "geninfo", "pos", "0", "showname", "General information", "size", size)
	number("num", "Number", v.Row.No+1)
	number("len", "Frame Length", v.Row.OrigLen)
	number("caplen", "Captured Length", v.Row.CapLen)
	if !v.Row.NoTime {
		at := time.Unix(0, v.Row.Time)
		p.line(2, "<field", "/>", "name", "timestamp", "pos", "0", "show", at.Format("Jan _2, 2006 15:04:05.000000000 MST"),
			"showname", "Captured Time", "value", string(decode.AppendSeconds(nil, v.Row.Time, 9)), "size", size)
	}
	p.line(1, "</proto", ">")
}

// nodes writes fields with what is inside them.
func (p *pdmlPrinter) nodes(nodes []*treeNode, depth int) {
	for _, n := range nodes {
		attrs := p.attrs(n)
		if len(n.kids) == 0 {
			p.line(depth, "<field", "/>", attrs...)
			continue
		}
		p.line(depth, "<field", ">", attrs...)
		p.nodes(n.kids, depth+1)
		p.line(depth, "</field", ">")
	}
}

// attrs are the attributes of a field, or of a group of fields.
func (p *pdmlPrinter) attrs(n *treeNode) []string {
	if n.field == nil {
		return []string{"name", "", "show", n.label}
	}
	show, showname := "", n.label
	if n.hasText() {
		p.text = n.appendText(p.text[:0])
		show = string(p.text)
		showname += ": " + show
	}
	attrs := []string{"name", n.name, "showname", showname}
	if treeHidden[n.name] {
		attrs = append(attrs, "hide", "yes")
	}
	attrs = append(attrs, "size", fmt.Sprint(n.at.size), "pos", fmt.Sprint(n.at.pos), "show", show)
	switch all := hex.EncodeToString(n.at.bytes); {
	case n.at.mask != 0:
		attrs = append(attrs, "value", fmt.Sprintf("%X", n.at.bits), "unmaskedvalue", all)
	case all != "":
		attrs = append(attrs, "value", all)
	}
	return attrs
}

// line writes one tag with its attributes: names and values in turn. Values may be
// hostile: XML holds no control characters, they become U+FFFD.
func (p *pdmlPrinter) line(depth int, begin, end string, attrs ...string) {
	p.row = append(append(p.row, strings.Repeat("  ", depth)...), begin...)
	for i := 0; i < len(attrs); i += 2 {
		p.row = append(append(append(p.row, ' '), attrs[i]...), `="`...)
		p.row = appendXML(p.row, attrs[i+1])
		p.row = append(p.row, '"')
	}
	p.row = append(append(p.row, end...), '\n')
}

// appendXML appends text as the value of an attribute.
func appendXML(dst []byte, text string) []byte {
	for _, r := range text {
		switch {
		case r == '"':
			dst = append(dst, "&quot;"...)
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '\t' || r == '\n' || r == '\r':
			dst = fmt.Appendf(dst, "&#%d;", r)
		case !printable(r):
			dst = append(dst, "\uFFFD"...)
		default:
			dst = append(dst, string(r)...)
		}
	}
	return dst
}
