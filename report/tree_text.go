package report

import (
	"slices"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
)

const treeIndent = "    "

// appendTree appends all that is known of a frame, a line a field. Of protocols
// that are not asked for it is the layer's name alone.
func (p *textPrinter) appendTree(dst []byte, v *flows.View) []byte {
	for _, layer := range p.tree.of(v) {
		dst = append(append(dst, layer.label...), '\n')
		if len(p.style.Protocols) == 0 || slices.Contains(p.style.Protocols, layer.name) {
			dst = p.appendNodes(dst, layer.kids, 1)
		}
	}
	return dst
}

func (p *textPrinter) appendNodes(dst []byte, nodes []*treeNode, depth int) []byte {
	for _, n := range nodes {
		if treeHidden[n.name] {
			continue
		}
		dst = append(append(dst, strings.Repeat(treeIndent, depth)...), n.label...)
		if n.hasText() {
			p.cell = n.appendText(p.cell[:0])
			dst = append(dst, ": "...)
			if p.safe {
				dst = appendSafe(dst, p.cell)
			} else {
				dst = appendEscaped(dst, p.cell)
			}
		}
		dst = p.appendNodes(append(dst, '\n'), n.kids, depth+1)
	}
	return dst
}

// CheckProtocols reports the first name that is none of a layer that trees have.
func CheckProtocols(names []string, c *filter.Catalog) error {
	known := ProtocolNames(c)
	for _, name := range names {
		if !slices.Contains(known, name) {
			return &unknownProtocol{name, didYouMean(name, known)}
		}
	}
	return nil
}

// ProtocolNames are the values of -O, one at a time.
func ProtocolNames(c *filter.Catalog) []string {
	known := []string{frameLayer.name}
	for _, l := range stateLayers {
		known = append(known, l.name)
	}
	for name := range c.Names {
		if !strings.Contains(name, ".") {
			known = append(known, name)
		}
	}
	return known
}

type unknownProtocol struct{ name, hint string }

func (e *unknownProtocol) Error() string { return "there is no protocol " + e.name + e.hint }
