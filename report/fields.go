package report

import (
	"fmt"
	"io"

	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
)

// Fields prints one line a frame with the fields called names, as tshark -T
// fields does. The errors of unknown names come from FindFields.
func Fields(w io.Writer, l *flows.Live, fields []*flows.Field, f Format, o Options) (*flows.Snapshot, error) {
	out := newWriter(w)
	need := flows.NeedRow
	if f.BOM {
		out.put([]byte("\ufeff"))
	}
	for i, field := range fields {
		need = max(need, field.Need)
		if f.Header {
			out.put([]byte(field.Name))
			out.put(f.after(i, len(fields)))
		}
	}
	p := fieldPrinter{safe: isTerminal(w)}
	return frames(l, out, o, need, func(v *flows.View) { out.put(p.line(v, fields, &f)) })
}

// after is what follows the i-th of n columns.
func (f *Format) after(i, n int) []byte {
	if i == n-1 {
		return []byte{'\n'}
	}
	return []byte{f.Separator}
}

// FindFields looks names up, those of the columns of text among them, whose times
// are written as clock does. An error tells the first unknown name and the known
// one nearest to it.
func FindFields(names []string, c *filter.Catalog, clock Clock) (fields []*flows.Field, err error) {
	for _, name := range names {
		f := c.Field(name)
		if f == nil {
			f = columnField(name, clock)
		}
		if f == nil {
			if near := filter.Nearest(name, fieldNames(c.Names)); near != "" {
				return nil, fmt.Errorf("-e %s: there is no such field (did you mean %s?)", name, near)
			}
			return nil, fmt.Errorf("-e %s: there is no such field", name)
		}
		fields = append(fields, f)
	}
	return fields, nil
}

// fieldPrinter holds what printing a line reuses.
type fieldPrinter struct {
	safe   bool // the line goes to a terminal
	row    []byte
	text   []byte
	values []decode.Value
}

// line returns the line of a frame. It is valid until the next call.
func (p *fieldPrinter) line(v *flows.View, fields []*flows.Field, f *Format) []byte {
	b := p.row[:0]
	for i, field := range fields {
		p.values = field.Of(v, p.values[:0])
		b = p.column(b, field, f)
		if i < len(fields)-1 {
			b = append(b, f.Separator)
		}
	}
	p.row = append(b, '\n')
	return p.row
}

// column appends p.values as one column; an absent field is empty, without
// quotes.
func (p *fieldPrinter) column(b []byte, field *flows.Field, f *Format) []byte {
	values := p.values
	if len(values) == 0 {
		return b
	}
	values = f.occurring(values)
	if f.Quote != 0 {
		b = append(b, f.Quote)
	}
	for i, value := range values {
		if i > 0 {
			b = append(b, f.Aggregator)
		}
		if field.Kind == decode.KindString {
			p.text = field.Format(p.text[:0], value)
			b = p.appendText(b, f)
		} else {
			b = field.Format(b, value)
		}
	}
	if f.Quote != 0 {
		b = append(b, f.Quote)
	}
	return b
}

// appendText appends p.text.
func (p *fieldPrinter) appendText(b []byte, f *Format) []byte {
	switch {
	case p.safe:
		return appendSafe(b, p.text)
	case f.Raw:
		return append(b, p.text...)
	}
	return appendEscaped(b, p.text)
}

// occurring is what of a field's values is printed.
func (f *Format) occurring(values []decode.Value) []decode.Value {
	switch {
	case len(values) == 0:
	case f.Occurrence == 'f':
		values = values[:1]
	case f.Occurrence == 'l':
		values = values[len(values)-1:]
	}
	return values
}

// appendEscaped writes a text so that it stays in its line and its column, as
// tshark does: tabs and line ends become \t, \n, \r.
func appendEscaped(dst, text []byte) []byte {
	for _, c := range text {
		switch c {
		case '\t':
			dst = append(dst, `\t`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
