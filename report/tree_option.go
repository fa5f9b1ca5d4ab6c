package report

import (
	"cmp"
	"slices"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// optionPrefix is what the names of all fields of TCP options begin with,
// optionsField all options together.
const (
	optionPrefix = "tcp.option"
	optionsField = "tcp.options"
)

// Of a TCP header and an option.
const (
	tcpFixed    = 20 // bytes before the options
	tcpOffset   = 12 // the byte that tells the header's length
	optionEnd   = 0
	optionNoOp  = 1
	headerWords = 15 // at most
)

// options adds the options of t.packet's header, each with its own fields.
func (t *treeBuilder) options(layer *treeNode, all *flows.Field) {
	t.add(layer, all, all.Get(&t.packet, t.values[:0]))
	if len(layer.kids) == 0 || layer.kids[len(layer.kids)-1].field != all {
		return // there are none
	}
	in := layer.kids[len(layer.kids)-1]
	header := t.packet.Bytes(0)
	for rest := in.value.B; len(rest) > 0; {
		n := 1
		if rest[0] != optionEnd && rest[0] != optionNoOp {
			if len(rest) < 2 || rest[1] < 2 || int(rest[1]) > len(rest) {
				n = len(rest) // damaged: what is left is taken together
			} else {
				n = int(rest[1])
			}
		}
		t.option(in, header, rest[:n], int64(tcpFixed+len(in.value.B)-len(rest)))
		end := rest[0] == optionEnd
		if rest = rest[n:]; end && len(rest) > 0 && rest[0] != optionEnd {
			return // what fills the header up is no option
		}
	}
}

// option adds one option, which stands at a byte of the header: a header that has
// no other is asked for its fields.
func (t *treeBuilder) option(in *treeNode, header, option []byte, at int64) {
	if len(header) < tcpFixed {
		return
	}
	var q decode.Packet
	q.Data = append(append(make([]byte, 0, tcpFixed+len(option)), header[:tcpFixed]...), option...)
	q.Data[tcpOffset] = byte(min((tcpFixed+len(option)+3)/4, headerWords)) << 4
	q.Layers[0] = decode.Layer{Proto: decode.ProtoTCP, Len: uint32(len(q.Data)), End: uint32(len(q.Data))}
	q.NLayers = 1
	inside := placing{placer: t.placer}
	inside.lookUp(&q, int64(t.begin)+t.shift+at-tcpFixed)
	inside.begin = tcpFixed
	var own *treeNode
	var parts []*treeNode
	for _, f := range t.byFirst["tcp"] {
		if !strings.HasPrefix(f.Name, optionPrefix) || f.Name == optionsField || f.Get == nil {
			continue
		}
		for k, value := range f.Get(&q, t.values[:0]) {
			n := &treeNode{name: f.Name, label: f.Label, field: f, value: value, at: inside.span(&q, f, k, value)}
			if own == nil && f.Kind == decode.KindBytes && strings.Count(f.Name, ".") == 2 && len(value.B) == len(option) {
				own = n
			} else {
				parts = append(parts, n)
			}
		}
	}
	slices.SortStableFunc(parts, func(a, b *treeNode) int { return cmp.Compare(a.at.order(), b.at.order()) })
	if own == nil {
		own = in // an option that cannot be told: its parts are the header's
	} else {
		in.kids = append(in.kids, own)
	}
	own.kids = append(own.kids, parts...)
}
