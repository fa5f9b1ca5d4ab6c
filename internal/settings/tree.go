package settings

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// node is a value of a TOML document that knows where it stands. The decoder of
// the library stops at the first value of a wrong type; here each is looked at by
// itself.
type node struct {
	key  string
	name int // byte offset of the key
	off  int // byte offset of the value, or of its key where the parser does not say
	size int // bytes of the value's text; 0 for arrays and tables
	kind unstable.Kind

	text   string  // of a string
	number int64   // of an integer
	on     bool    // of a boolean
	list   []*node // of an array
	table  []*node // of a table, in the order of the document
	named  map[string]*node
}

// child is the entry of a table; nil when there is none.
func (n *node) child(key string) *node { return n.named[key] }

// put adds an entry to a table.
func (n *node) put(c *node) {
	if n.named == nil {
		n.named = make(map[string]*node)
	}
	n.named[c.key] = c
	n.table = append(n.table, c)
}

// isTable reports whether the node is a table, however it is written.
func (n *node) isTable() bool { return n.kind == unstable.Table || n.kind == unstable.InlineTable }

// what names the kind of value for an error.
func (n *node) what() string {
	switch n.kind {
	case unstable.String:
		return strconv.Quote(shorten(n.text))
	case unstable.Integer:
		return strconv.FormatInt(n.number, 10)
	case unstable.Bool:
		return strconv.FormatBool(n.on)
	case unstable.Float:
		return "a number with a fraction"
	case unstable.Array:
		return "an array"
	case unstable.Table, unstable.InlineTable:
		return "a table"
	}
	return "a date or a time"
}

// shorten cuts what an error repeats.
func shorten(s string) string {
	const most = 60 // bytes
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// parseTree reads a document. The library's decoder says whether it is TOML,
// the parser below it where everything stands.
func parseTree(data []byte) (*node, error) {
	var all map[string]any
	if err := toml.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	b := builder{p: &unstable.Parser{}, root: &node{kind: unstable.Table}}
	b.p.Reset(data)
	b.here = b.root
	for b.p.NextExpression() {
		b.expression(b.p.Expression())
	}
	return b.root, b.p.Error()
}

// builder makes the tree, expression by expression.
type builder struct {
	p    *unstable.Parser
	root *node
	here *node // the table that keys belong to
}

func (b *builder) expression(e *unstable.Node) {
	switch e.Kind {
	case unstable.Table:
		b.here = b.descend(b.root, e.Key())
	case unstable.ArrayTable:
		b.here = b.element(e.Key())
	case unstable.KeyValue:
		b.assign(b.here, e)
	}
}

// step goes down one part of a key and makes the table if there is none. In an
// array of tables it goes to the last.
func (b *builder) step(n *node, k *unstable.Node) *node {
	c := n.child(string(k.Data))
	if c == nil {
		c = &node{key: string(k.Data), name: int(k.Raw.Offset), off: int(k.Raw.Offset), kind: unstable.Table}
		n.put(c)
	}
	if c.kind == unstable.Array && len(c.list) > 0 {
		return c.list[len(c.list)-1]
	}
	return c
}

// descend goes down all parts of a key.
func (b *builder) descend(n *node, keys unstable.Iterator) *node {
	for keys.Next() {
		n = b.step(n, keys.Node())
	}
	return n
}

// element adds a table to the array of tables of a header.
func (b *builder) element(keys unstable.Iterator) *node {
	n, last := b.parent(b.root, keys)
	array := n.child(string(last.Data))
	if array == nil {
		array = &node{key: string(last.Data), name: int(last.Raw.Offset), off: int(last.Raw.Offset), kind: unstable.Array}
		n.put(array)
	}
	table := &node{off: int(last.Raw.Offset), kind: unstable.Table}
	array.list = append(array.list, table)
	return table
}

// parent goes down all parts of a key but the last, which it returns.
func (b *builder) parent(n *node, keys unstable.Iterator) (*node, *unstable.Node) {
	for keys.Next() {
		if keys.IsLast() {
			return n, keys.Node()
		}
		n = b.step(n, keys.Node())
	}
	return n, &unstable.Node{} // no key has no parts
}

// assign puts a key and its value into a table.
func (b *builder) assign(n *node, e *unstable.Node) {
	n, last := b.parent(n, e.Key())
	v := b.value(e.Value(), int(last.Raw.Offset))
	v.key, v.name = string(last.Data), int(last.Raw.Offset)
	n.put(v)
}

// value reads a value; off is where it stands if it does not say so itself.
func (b *builder) value(e *unstable.Node, off int) *node {
	n := &node{kind: e.Kind, off: off}
	if e.Raw.Length > 0 {
		n.off = int(e.Raw.Offset)
		if e.Kind != unstable.Array && e.Kind != unstable.InlineTable {
			n.size = int(e.Raw.Length)
		}
	}
	switch e.Kind {
	case unstable.String:
		n.text = string(e.Data)
	case unstable.Bool:
		n.on = string(e.Data) == "true"
	case unstable.Integer:
		n.number, _ = strconv.ParseInt(string(e.Data), 0, 64) // the decoder has read it before
	case unstable.Array:
		for it := e.Children(); it.Next(); {
			n.list = append(n.list, b.value(it.Node(), n.off))
		}
	case unstable.InlineTable:
		for it := e.Children(); it.Next(); {
			b.assign(n, it.Node())
		}
	}
	return n
}

// place is line and column of a byte offset, both from 1, the column in
// characters.
func place(data []byte, off int) (line, column int) {
	off = min(max(off, 0), len(data))
	start := bytes.LastIndexByte(data[:off], '\n') + 1
	return bytes.Count(data[:start], []byte{'\n'}) + 1, utf8.RuneCount(data[start:off]) + 1
}

// noTOML is the warning of a document that is no TOML.
func noTOML(file string, data []byte, err error) Warning {
	w := Warning{File: file, What: "this is no TOML: " + err.Error() + "; the defaults are used"}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, col := e.Position()
		w.Line, w.Column = place(data, offset(data, row, col))
		w.What = "this is no TOML: " + strings.TrimPrefix(e.Error(), "toml: ") + "; the defaults are used"
	}
	return w
}

// offset is the place of a line and a column in bytes, both from 1.
func offset(data []byte, line, column int) int {
	start := 0
	for ; line > 1; line-- {
		i := bytes.IndexByte(data[start:], '\n')
		if i < 0 {
			break
		}
		start += i + 1
	}
	return min(start+column-1, len(data))
}
