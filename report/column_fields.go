package report

import (
	"strconv"

	"tcptui/decode"
	"tcptui/flows"
)

// columnPrefix begins the names that tshark gives the columns of text as fields.
const columnPrefix = "_ws.col."

// columnNames are the columns by what follows the prefix, in tshark 4.0 and, where
// that differs, since 4.2.
var columnNames = []struct {
	name, since string
	text        func(dst []byte, v *flows.View, c Clock) []byte
}{
	{"No.", "number", func(dst []byte, v *flows.View, _ Clock) []byte {
		return strconv.AppendUint(dst, uint64(v.Row.No)+1, 10)
	}},
	{"Time", "time", func(dst []byte, v *flows.View, c Clock) []byte {
		before := v.Snap.Row(v.Row.No - min(v.Row.No, 1)) // which frame was printed before is not known here
		return c.append(dst, v, before.Time)
	}},
	{"Source", "def_src", func(dst []byte, v *flows.View, _ Clock) []byte { return appendAddress(dst, v.Packet(), true) }},
	{"Destination", "def_dst", func(dst []byte, v *flows.View, _ Clock) []byte { return appendAddress(dst, v.Packet(), false) }},
	{"Protocol", "protocol", func(dst []byte, v *flows.View, _ Clock) []byte { return append(dst, v.Row.Proto.String()...) }},
	{"Length", "packet_length", func(dst []byte, v *flows.View, _ Clock) []byte {
		return strconv.AppendUint(dst, uint64(v.Row.OrigLen), 10)
	}},
	{"Info", "info", func(dst []byte, v *flows.View, _ Clock) []byte { return appendInfo(dst, v) }},
}

// columnField is the field of a column of text, in the times of c; nil where there
// is no column of that name.
func columnField(name string, c Clock) *flows.Field {
	for i := range columnNames {
		col := &columnNames[i]
		if name != columnPrefix+col.name && name != columnPrefix+col.since {
			continue
		}
		var text []byte
		f := decode.Field{Name: name, Label: col.name, Kind: decode.KindString, Help: "The column of -T text."}
		return &flows.Field{Field: f, Need: flows.NeedPacket, Of: func(v *flows.View, out []decode.Value) []decode.Value {
			text = col.text(text[:0], v, c)
			return append(out, decode.Value{S: string(text)})
		}}
	}
	return nil
}

// ColumnWords are the columns of text as fields of -e, and their headings.
func ColumnWords(yield func(name, heading string) bool) {
	for i := range columnNames {
		if !yield(columnPrefix+columnNames[i].name, columnNames[i].name) {
			return
		}
	}
}

// fieldNames yields the names of the columns, then those of a catalog.
func fieldNames(known func(yield func(string) bool)) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range columnNames {
			if !yield(columnPrefix + columnNames[i].name) {
				return
			}
		}
		known(yield)
	}
}
