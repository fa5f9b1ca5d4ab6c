package ui

import (
	"fmt"
	"strings"
	"time"

	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
)

// fieldCell is a cell with a field of the selected frame, of whose values the
// one counts that reads as shown, or else the first. False when the frame does
// not have the field.
func (m *model) fieldCell(name, shown string) (cell, bool) {
	f, v := m.catalog().Field(name), m.view()
	if f == nil || v == nil {
		return cell{}, false
	}
	values := f.Of(v, nil)
	if len(values) == 0 {
		return cell{}, false
	}
	value := values[0]
	for _, other := range values {
		if string(f.Format(nil, other)) == shown {
			value = other
			break
		}
	}
	c := cell{text: string(f.Format(nil, value)), filter: m.keeps(f, value), field: name}
	if f.Kind == decode.KindNone {
		c.text = shown
	}
	return c, true
}

// filterBytes is how many bytes of a value a filter compares with at most; of a
// longer one none is made.
const filterBytes = 1024

// keeps is a display filter that keeps the frames in which a field has a value;
// "" where none can be written.
func (m *model) keeps(f *flows.Field, v decode.Value) string {
	if len(v.B) > filterBytes || len(v.S) > filterBytes {
		return ""
	}
	text := f.Name
	switch f.Kind {
	case decode.KindNone:
	case decode.KindString:
		text += " == " + quotedText(v.S)
	case decode.KindTime:
		text += time.Unix(0, v.I).UTC().Format(` == "2006-01-02 15:04:05.000000000Z"`)
	case decode.KindBytes:
		text += " == " + strings.ReplaceAll(fmt.Sprintf("% x", v.B), " ", ":")
	default:
		text += " == " + string(f.Format(nil, v))
	}
	if _, err := filter.Compile(text, m.catalog()); err != nil {
		return ""
	}
	return text
}

// quotedText writes a text as filters quote it.
func quotedText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// nodeCell is the cell of a node of the selected frame.
func (m *model) nodeCell(n *detailNode) cell {
	if n.field != "" {
		if c, ok := m.fieldCell(n.field, n.value); ok {
			if n.layer {
				c.text = n.name
			}
			return c
		}
	}
	if n.value != "" {
		return cell{text: n.value}
	}
	return cell{text: n.name}
}

// Cell is the field under the cursor.
func (p *layersPane) Cell(m *model) (cell, bool) { return m.chosenCell() }

// Line is the line of the field under the cursor.
func (p *layersPane) Line(m *model) string { return m.chosenLine() }

// Cell is the field that the byte under the cursor is of.
func (p *hexPane) Cell(m *model) (cell, bool) { return m.chosenCell() }

// chosenCell is the field that is chosen in the selected frame.
func (m *model) chosenCell() (cell, bool) {
	m.choose()
	n := m.chosen()
	if n == nil {
		return cell{}, false
	}
	return m.nodeCell(n), true
}

// chosenLine names that field with its value.
func (m *model) chosenLine() string {
	m.choose()
	n := m.chosen()
	switch {
	case n == nil:
		return ""
	case n.value == "":
		return n.name
	}
	return n.name + ": " + n.value
}

// Line is the line of bytes that the cursor is on: offset, bytes, characters.
func (p *hexPane) Line(m *model) string {
	p.m = m
	p.sync()
	m.choose()
	if p.det == nil || p.form.per == 0 {
		return ""
	}
	buf, off := p.cursor()
	if off < 0 {
		return ""
	}
	off -= off % p.form.per
	row := p.det.bytes[buf][off:min(off+p.form.per, len(p.det.bytes[buf]))]
	text := []byte(string(row))
	for i, c := range text {
		if c < ' ' || c > '~' {
			text[i] = '.'
		}
	}
	return fmt.Sprintf("%04x  % x  %s", off, row, text)
}

// Cell is the field under the cursor.
func (p *headerPane) Cell(m *model) (cell, bool) {
	at := p.at()
	if at < 0 {
		return cell{}, false
	}
	f := &p.fields[at]
	if f.field != "" && !p.quoted {
		if c, ok := m.fieldCell(f.field, f.value); ok {
			return c, true
		}
	}
	return cell{text: f.value}, true
}

// Line is the field under the cursor with what its value means.
func (p *headerPane) Line(*model) string {
	at := p.at()
	if at < 0 {
		return ""
	}
	f := &p.fields[at]
	return strings.Join(append([]string{f.name + ": " + f.value}, f.notes...), ", ")
}
