// Package filter is the display filter: Wireshark's language over everything
// tcptui knows. Text becomes a tree (lex, parse), the tree gets types (check),
// and the typed tree becomes closures over a frame's view (compile).
package filter

import (
	"slices"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// Catalog is the names that filters may use. It does not change once made and
// may be shared.
type Catalog struct {
	fields []flows.Field
	byName map[string]*flows.Field
	macros Macros
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

// NewCatalog makes a catalog of fields, the pseudo-protocol frame, and SharedMacros.
func NewCatalog(fields []flows.Field) *Catalog {
	c := &Catalog{fields: append(fields[:len(fields):len(fields)], frame), byName: make(map[string]*flows.Field, len(fields)+1), macros: SharedMacros()}
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
	tree *node
	test test
	plan plan
	bufs int

	columns bool // plan decides something
	need    flows.Need
	host    bool
	refs    []*flows.Field   // of ${field}
	vals    [][]decode.Value // of refs, see Bind
}

// Compile makes a filter of src. The error is an *Error.
func Compile(src string, names *Catalog) (f *Filter, err error) {
	tree, ex, err := parsed(src, names)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err = ex.caught(recover(), src, err); err != nil {
			f = nil
		}
	}()
	k := checker{names: names}
	k.test(tree)
	c := compiler{}
	f = &Filter{src: src, tree: tree, test: c.test(tree), need: k.need, host: k.host}
	f.refs, f.vals = c.refs, make([][]decode.Value, len(c.refs))
	p := planner{c: &c}
	f.plan = p.test(tree)
	f.bufs, f.columns = c.bufs, p.decides
	return f, nil
}

// parsed is the tree of a filter, and the text with its macros that it is of.
func parsed(src string, names *Catalog) (tree *node, ex expansion, err error) {
	var whole expansion // once the macros are in
	defer func() { err = whole.caught(recover(), src, err) }()
	if strings.Contains(src, "${") {
		whole = names.expand(src)
		return parse(string(whole.text), names), whole, nil
	}
	return parse(src, names), whole, nil
}

// caught is the error that a panic of fail brought, err when there was none.
// Another panic goes on.
func (x expansion) caught(panicked any, src string, err error) error {
	switch e := panicked.(type) {
	case nil:
		return err
	case *Error:
		if x.text != nil {
			x.locate(e, src)
		}
		e.Src = src
		return e
	default:
		panic(e)
	}
}

// Bind returns the filter with ${field} standing for the field's values in the
// frame of v, such as the selected one. Unbound they have no value, and what is
// compared with them is false.
func (f *Filter) Bind(v *flows.View) *Filter {
	bound := *f
	bound.vals = make([][]decode.Value, len(f.refs))
	for i, field := range f.refs {
		for _, x := range field.Of(v, nil) {
			x.B = append([]byte(nil), x.B...) // it is the view's
			bound.vals[i] = append(bound.vals[i], x)
		}
	}
	return &bound
}

// References is each ${field} in the filter, by the field's name, in the order in which
// they are written.
func (f *Filter) References() []string {
	var names []string
	for _, field := range f.refs {
		if !slices.Contains(names, field.Name) {
			names = append(names, field.Name)
		}
	}
	return names
}

// Lacking is those of References that have no value: before Bind all, afterwards those
// that the frame does not have.
func (f *Filter) Lacking() []string {
	var names []string
	for i, field := range f.refs {
		if len(f.vals[i]) == 0 && !slices.Contains(names, field.Name) {
			names = append(names, field.Name)
		}
	}
	return names
}

// String returns the filter as it was written.
func (f *Filter) String() string { return f.src }

// Need says what evaluating the filter reads at most. With flows.NeedAll an
// answer about a row may change until the whole capture has been read.
func (f *Filter) Need() flows.Need { return f.need }

// Host reports whether an answer depends on this host's sockets, so that each poll
// of them (flows.Snapshot.Polled) may change it.
func (f *Filter) Host() bool { return f.host }

// Columns reports whether columns of the index decide at least a part of the
// filter, so that scanning reads fewer frames than there are.
func (f *Filter) Columns() bool { return f.columns }

// Matcher evaluates a filter. One goroutine uses it.
type Matcher struct {
	f   *Filter
	env env
}

// Matcher makes a matcher.
func (f *Filter) Matcher() *Matcher {
	return &Matcher{f: f, env: env{bufs: make([][]decode.Value, f.bufs), refs: f.vals}}
}

// Match reports whether the filter keeps the frame.
func (m *Matcher) Match(v *flows.View) bool { return m.f.test(&m.env, v) }

// env is the memory that an evaluation reuses: the values of each operand.
type env struct {
	bufs [][]decode.Value
	refs [][]decode.Value // Filter.vals
	text []byte
}

// test is a compiled test.
type test func(e *env, v *flows.View) bool
