package report

import (
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"tcptui/decode"
	"tcptui/flows"
)

// JSON prints frames as tshark's -T json does: an array of objects, every value of
// the fields a text in a list of its field's values. Without fields it prints all
// that is known, layer by layer.
func JSON(w io.Writer, l *flows.Live, fields []*flows.Field, f Format, o Options) (*flows.Snapshot, error) {
	p := newJSONPrinter(w, fields, f)
	out := newWriter(w)
	out.put([]byte{'['})
	first := true
	s, err := frames(l, out, o, needOf(fields), func(v *flows.View) {
		if !first {
			out.put([]byte{','})
		}
		first = false
		out.put(p.object(v))
	})
	if !first {
		out.put([]byte{'\n'})
	}
	out.put([]byte("]\n"))
	if err != nil {
		return s, err
	}
	return s, out.push()
}

// EK prints the fields of frames, all without fields, as tshark's -T ek does, for
// the bulk interface of Elasticsearch: two lines a frame.
func EK(w io.Writer, l *flows.Live, fields []*flows.Field, f Format, o Options) (*flows.Snapshot, error) {
	p := newJSONPrinter(w, fields, f)
	out := newWriter(w)
	return frames(l, out, o, needOf(fields), func(v *flows.View) { out.put(p.lines(v)) })
}

// needOf is what a list of fields needs, or all fields where there is none.
func needOf(fields []*flows.Field) flows.Need {
	if len(fields) == 0 {
		return flows.NeedAll
	}
	need := flows.NeedRow
	for _, f := range fields {
		need = max(need, f.Need)
	}
	return need
}

// jsonPrinter holds what printing a frame reuses.
type jsonPrinter struct {
	fields []*flows.Field // each once
	tree   *treeBuilder   // of all fields, when there are none of those
	format Format
	ascii  bool // what does not print is escaped: the output goes to a terminal
	buf    []byte
	text   []byte
	values []decode.Value
}

// newJSONPrinter makes a printer of fields. One that is asked for several times
// appears once, in the last of its places, as with tshark.
func newJSONPrinter(w io.Writer, fields []*flows.Field, f Format) *jsonPrinter {
	p := &jsonPrinter{format: f, ascii: isTerminal(w)}
	if len(fields) == 0 {
		p.tree = newTreeBuilder(flows.Fields())
	}
	last := make(map[string]int)
	for i, field := range fields {
		last[field.Name] = i
	}
	for i, field := range fields {
		if last[field.Name] == i {
			p.fields = append(p.fields, field)
		}
	}
	return p
}

// index appends the name of the index that a frame's day has.
func (p *jsonPrinter) index(dst []byte, v *flows.View) []byte {
	at := time.Unix(0, v.Row.Time)
	if p.format.Zone != nil {
		at = at.In(p.format.Zone)
	}
	return at.AppendFormat(append(dst, "packets-"...), time.DateOnly)
}

// object is a frame in an array. It is valid until the next call.
func (p *jsonPrinter) object(v *flows.View) []byte {
	b := append(p.buf[:0], "\n  {\n    \"_index\": \""...)
	b = p.index(b, v)
	b = append(b, "\",\n    \"_type\": \"doc\",\n    \"_score\": null,\n    \"_source\": {\n      \"layers\": {"...)
	any := false
	if p.tree != nil {
		any, b = true, p.appendLayers(b, v)
	}
	for _, field := range p.fields {
		values := p.of(field, v)
		if len(values) == 0 {
			continue
		}
		if any {
			b = append(b, ',')
		}
		any = true
		b = append(b, "\n        \""...)
		b = append(b, field.Name...)
		b = append(b, "\": ["...)
		for i, value := range values {
			if i > 0 {
				b = append(b, ',')
			}
			b = p.value(append(b, "\n          "...), field, value)
		}
		b = append(b, "\n        ]"...)
	}
	if any {
		b = append(b, "\n      "...)
	}
	p.buf = append(b, "}\n    }\n  }"...)
	return p.buf
}

// lines are a frame's action and document. They are valid until the next call.
func (p *jsonPrinter) lines(v *flows.View) []byte {
	b := p.index(append(p.buf[:0], `{"index":{"_index":"`...), v)
	b = append(b, "\",\"_type\":\"doc\"}}\n{\"timestamp\":\""...)
	ms := (v.Row.Time%1e9 + 1e9) % 1e9 / 1e6 // also before 1970
	b = strconv.AppendInt(b, (v.Row.Time-ms*1e6)/1e9, 10)
	b = append(b, byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10))
	b = append(b, `","layers":{`...)
	if p.tree != nil {
		b = p.appendFlatLayers(b, v)
	}
	any := false
	for _, field := range p.fields {
		values := p.of(field, v)
		if len(values) == 0 {
			continue
		}
		if any {
			b = append(b, ',')
		}
		any = true
		b = append(b, '"')
		b = append(b, strings.ReplaceAll(field.Name, ".", "_")...)
		b = append(b, `":[`...)
		for i, value := range values {
			if i > 0 {
				b = append(b, ',')
			}
			b = p.value(b, field, value)
		}
		b = append(b, ']')
	}
	p.buf = append(b, "}}\n"...)
	return p.buf
}

// of returns the values of a field that are printed.
func (p *jsonPrinter) of(field *flows.Field, v *flows.View) []decode.Value {
	p.values = field.Of(v, p.values[:0])
	return p.format.occurring(p.values)
}

// value appends a value as a JSON text.
func (p *jsonPrinter) value(dst []byte, field *flows.Field, v decode.Value) []byte {
	p.text = field.Format(p.text[:0], v)
	dst = append(dst, '"')
	dst = p.escaped(dst, p.text)
	return append(dst, '"')
}

// shortEscapes are the characters that JSON escapes with a letter.
var shortEscapes = [...]struct{ char, letter byte }{
	{'"', '"'}, {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'}, {'\n', 'n'}, {'\r', 'r'}, {'\t', 't'},
}

// escaped appends hostile text as the inside of a JSON text, RFC 8259 7. What is
// no UTF-8 becomes U+FFFD; "</" is written "<\/", as tshark does.
func (p *jsonPrinter) escaped(dst, text []byte) []byte {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			dst = append(dst, "\uFFFD"...)
		case r == '/' && i > 0 && text[i-1] == '<':
			dst = append(dst, `\/`...)
		case r < ' ' || r == '"' || r == '\\' || r == 0x7f || p.ascii && !printable(r):
			dst = escapeRune(dst, r)
		default:
			dst = append(dst, text[i:i+n]...)
		}
		i += n
	}
	return dst
}

func escapeRune(dst []byte, r rune) []byte {
	for _, e := range shortEscapes {
		if rune(e.char) == r {
			return append(dst, '\\', e.letter)
		}
	}
	if r > 0xffff {
		hi, lo := utf16.EncodeRune(r)
		return escapeRune(escapeRune(dst, hi), lo)
	}
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
