package ui

import (
	"fmt"
	"slices"

	"tcptui/filter"
	"tcptui/flows"
)

// ColumnSpec is a column of the packet list as the user wants it.
type ColumnSpec struct {
	Title string // hostile text; "": that of the builtin, or the field's
	Name  string // of a builtin column (see BuiltinColumns), or of a display filter field
	Width int    // cells; 0: as its content needs
	Right bool   // text stands at the right
}

// columnMost is the widest that a column can be made, in cells.
const columnMost = 500

// column is a column of the packet list.
type column struct {
	ColumnSpec
	kind  int          // row of builtins; colExtra for a field
	field *flows.Field // of colExtra; nil for a builtin
	value int          // of the field's text among the cells of a fact

	// text appends what the column says of a row in at most about width cells.
	// What is longer is cut. Nil for a field, whose values the lookup has.
	text func(b []byte, r *listed, width int) []byte
}

// DefaultColumns are the columns of a fresh installation, from left to right.
func DefaultColumns() []ColumnSpec {
	specs := make([]ColumnSpec, numDefault)
	for i := range specs {
		specs[i] = builtins[i].spec()
	}
	return specs
}

// BuiltinColumns are the names of the columns that are no fields.
func BuiltinColumns() []string {
	names := make([]string, len(builtins))
	for i := range builtins {
		names[i] = builtins[i].name
	}
	return names
}

// makeColumn makes a column. The error names the nearest name that there is.
func (m *model) makeColumn(spec ColumnSpec) (column, error) {
	spec.Width = max(min(spec.Width, columnMost), 0)
	for i := range builtins {
		if b := &builtins[i]; b.name == spec.Name {
			if spec.Title == "" {
				spec.Title = b.title
			}
			return column{ColumnSpec: spec, kind: b.kind, text: b.text}, nil
		}
	}
	f := m.catalog().Field(spec.Name)
	if f == nil {
		err := fmt.Errorf("there is no column and no field %q", spec.Name)
		if near := filter.Nearest(spec.Name, m.columnNames); near != "" {
			err = fmt.Errorf("%w; did you mean %s?", err, near)
		}
		return column{}, err
	}
	if spec.Title == "" {
		spec.Title = fieldTitle(f)
	}
	return column{ColumnSpec: spec, kind: colExtra, field: f}, nil
}

// columnNames yields everything that can be a column.
func (m *model) columnNames(yield func(string) bool) {
	for _, name := range BuiltinColumns() {
		if !yield(name) {
			return
		}
	}
	m.catalog().Names(yield)
}

// makeColumns makes the columns; specs nil: the defaults. Those that cannot be
// are left out, each with an error. There is always at least one.
func (m *model) makeColumns(specs []ColumnSpec) (cols []column, errs []error) {
	if specs == nil {
		specs = DefaultColumns()
	}
	for _, spec := range specs {
		c, err := m.makeColumn(spec)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		cols = append(cols, c)
	}
	if len(cols) == 0 {
		cols, _ = m.makeColumns(nil)
	}
	return cols, errs
}

// unknownYet stands for values that are being looked up.
const unknownYet = "…"

// append appends what the column says of a row.
func (c *column) append(b []byte, r *listed, width int) []byte {
	switch {
	case c.text != nil:
		return c.text(b, r, width)
	case c.value < len(r.fact.cells):
		return append(b, r.fact.cells[c.value]...)
	}
	return append(b, unknownYet...)
}

// setColumns makes the columns what specs say.
func (p *packetsPane) setColumns(specs []ColumnSpec) []error {
	cols, errs := p.m.makeColumns(specs)
	p.columns, p.held, p.format = cols, make([]held, len(cols)), listFormat{}
	p.drag = dragged{}
	p.fields = p.fields[:0]
	for i := range cols {
		if cols[i].field != nil {
			cols[i].value = len(p.fields)
			p.fields = append(p.fields, cols[i].field)
		}
	}
	p.chosen = min(p.chosen, len(cols)-1)
	p.facts.change(p.fields, p.rules.filters())
	p.m.columns = p.specs()
	return errs
}

// specs are the columns as the user wants them.
func (p *packetsPane) specs() []ColumnSpec {
	specs := make([]ColumnSpec, len(p.columns))
	for i := range specs {
		specs[i] = p.columns[i].ColumnSpec
	}
	return specs
}

// change is setColumns for what the user has done, which somebody may want to
// remember. The chosen column stays the chosen one.
func (p *packetsPane) change(specs []ColumnSpec, chosen int) {
	p.chosen = chosen
	p.setColumns(specs)
	if p.changed != nil {
		p.changed(p.specs())
	}
}

// columnNamed is the place of the column of a name; -1 when there is none.
func (p *packetsPane) columnNamed(name string) int {
	return slices.IndexFunc(p.columns, func(c column) bool { return c.Name == name })
}

// addColumn shows a column of a name, in front of Info, and chooses it. It does
// nothing when the column is there already but for choosing it.
func (p *packetsPane) addColumn(name string) error {
	if at := p.columnNamed(name); at >= 0 {
		p.chosen = at
		return nil
	}
	c, err := p.m.makeColumn(ColumnSpec{Name: name, Right: p.m.numeric(name)})
	if err != nil {
		return err
	}
	at := p.columnNamed("info")
	if at < 0 {
		at = len(p.columns)
	}
	p.change(slices.Insert(p.specs(), at, c.ColumnSpec), at)
	return nil
}

// dropColumn takes a column away; false when it is the last one.
func (p *packetsPane) dropColumn(at int) bool {
	if len(p.columns) < 2 {
		return false
	}
	p.change(slices.Delete(p.specs(), at, at+1), max(at-1, 0))
	return true
}

// moveColumn moves the chosen column by so many places.
func (p *packetsPane) moveColumn(by int) {
	to := p.chosen + by
	if to < 0 || to >= len(p.columns) {
		return
	}
	specs := p.specs()
	specs[p.chosen], specs[to] = specs[to], specs[p.chosen]
	p.change(specs, to)
}

// resizeColumn gives a column a width in cells; 0: as its content needs.
func (p *packetsPane) resizeColumn(at, width int) {
	specs := p.specs()
	specs[at].Width = max(min(width, columnMost), 0)
	p.change(specs, p.chosen)
}

// widthOf is how wide a column is on the screen; 0 when it has no room.
func (p *packetsPane) widthOf(at int) int {
	for _, pl := range p.places {
		if pl.col == at {
			return pl.w
		}
	}
	return 0
}
