// Package filter is the display filter: Wireshark's language over everything
// tcptui knows. Text becomes a tree (lex, parse), the tree gets types (check),
// and the typed tree becomes closures over a frame's view (compile).
package filter

import (
	"tcptui/decode"
	"tcptui/flows"
)

// Catalog is the names that filters may use. It does not change once made and
// may be shared.
type Catalog struct {
	fields []flows.Field
	byName map[string]*flows.Field
}

// frame is the protocol that every frame is: its bytes are the whole frame's.
var frame = flows.Field{
	Field: decode.Field{Name: "frame", Label: "Frame", Help: "The captured frame, whatever is in it."},
	Need:  flows.NeedPacket,
	Of: func(v *flows.View, out []decode.Value) []decode.Value {
		data, _ := v.Data() // a frame that cannot be read again has no bytes
		return append(out, decode.Value{B: data})
	},
}

// NewCatalog makes a catalog of fields and of the pseudo-protocol frame.
func NewCatalog(fields []flows.Field) *Catalog {
	c := &Catalog{fields: append(fields[:len(fields):len(fields)], frame), byName: make(map[string]*flows.Field, len(fields)+1)}
	fields = c.fields
	for i := range fields {
		c.byName[fields[i].Name] = &fields[i]
	}
	return c
}

func (c *Catalog) field(name string) *flows.Field { return c.byName[name] }

// Field returns the field of that name, nil when there is none. Read it only.
func (c *Catalog) Field(name string) *flows.Field { return c.byName[name] }

// Names yields every name.
func (c *Catalog) Names(yield func(string) bool) {
	for i := range c.fields {
		if !yield(c.fields[i].Name) {
			return
		}
	}
}

// Filter is a compiled filter. It does not change and may be shared; each
// goroutine evaluates it with a Matcher of its own.
type Filter struct {
	src  string
	test test
	bufs int
	need flows.Need
}

// Compile makes a filter of src. The error is an *Error.
func Compile(src string, names *Catalog) (f *Filter, err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *Error:
			e.Src, f, err = src, nil, e
		default:
			panic(e)
		}
	}()
	tree := parse(src, names)
	k := checker{names: names}
	k.test(tree)
	c := compiler{}
	return &Filter{src: src, test: c.test(tree), bufs: c.bufs, need: k.need}, nil
}

// String returns the filter as it was written.
func (f *Filter) String() string { return f.src }

// Need says what evaluating the filter reads at most. With flows.NeedAll an
// answer about a row may change until the whole capture has been read.
func (f *Filter) Need() flows.Need { return f.need }

// Matcher evaluates a filter. One goroutine uses it.
type Matcher struct {
	f   *Filter
	env env
}

// Matcher makes a matcher.
func (f *Filter) Matcher() *Matcher {
	return &Matcher{f: f, env: env{bufs: make([][]decode.Value, f.bufs)}}
}

// Match reports whether the filter keeps the frame.
func (m *Matcher) Match(v *flows.View) bool { return m.f.test(&m.env, v) }

// env is the memory that an evaluation reuses: the values of each operand.
type env struct {
	bufs [][]decode.Value
	text []byte
}

// test is a compiled test.
type test func(e *env, v *flows.View) bool
