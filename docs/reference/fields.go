package main

import (
	"fmt"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

const fieldsHead = `# Fields: everything that filters and columns know

` + note + `
These names are for display filters ([filters.md](filters.md)), for columns, and for ` + "`-e`" + ` with ` + "`-T fields`" + `. Those of
Wireshark have Wireshark's names and formats; our own begin with ` + "`fsm.`, `conn.` or `kernel.`" + `. What a field is, is shown while a filter is typed,
by ` + "`tcptui help NAME`" + ` and by ` + "`tcptui -G fields`" + `.

A field is absent where a frame does not have it. Every comparison with it is false then, that with ` + "`!=`" + ` too.
`

// types are the words for what a field's values are.
var types = map[decode.Kind]string{
	decode.KindNone: "present or not", decode.KindBool: "yes or no", decode.KindUint: "number", decode.KindInt: "number, may be negative",
	decode.KindFloat: "number with decimals", decode.KindTime: "time", decode.KindDuration: "seconds", decode.KindIPv4: "IPv4 address",
	decode.KindIPv6: "IPv6 address", decode.KindEther: "Ethernet address", decode.KindBytes: "bytes", decode.KindString: "text",
}

// typeOf is what a field's values are, in a few words.
func typeOf(f *decode.Field) string {
	switch {
	case f.Base == decode.FrameNumber:
		return "frame number"
	case f.Kind == decode.KindUint && f.Base == decode.Hex:
		return "hexadecimal number"
	case f.Kind == decode.KindTime && f.Base != decode.Local:
		return "seconds since 1970"
	}
	return types[f.Kind]
}

// fieldsPage is the document of all fields, a section for each protocol.
func fieldsPage() string {
	var order []string
	sections := make(map[string][]flows.Field)
	titles := make(map[string]string)
	for _, f := range flows.Fields() {
		proto, _, nested := strings.Cut(f.Name, ".")
		if !nested {
			titles[proto] = f.Label
		}
		if sections[proto] == nil {
			order = append(order, proto)
		}
		sections[proto] = append(sections[proto], f)
	}
	var b strings.Builder
	b.WriteString(fieldsHead)
	bare := section(&b, order, sections, titles)
	fmt.Fprintf(&b, "\n## Protocols without fields of their own\n\nThey can be asked for by name: %s.\n", strings.Join(bare, ", "))
	return b.String()
}

// section writes the protocols that have fields, and returns the others.
func section(b *strings.Builder, order []string, sections map[string][]flows.Field, titles map[string]string) (bare []string) {
	for _, proto := range order {
		fields := sections[proto]
		if len(fields) == 1 && fields[0].Name == proto {
			bare = append(bare, "`"+proto+"` ("+titles[proto]+")")
			continue
		}
		fmt.Fprintf(b, "\n## %s\n", proto)
		if titles[proto] != "" {
			fmt.Fprintf(b, "\n%s.\n", titles[proto])
		}
		b.WriteString("\n| field | values | meaning |\n|---|---|---|\n")
		for i := range fields {
			f := &fields[i].Field
			fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.Name, typeOf(f), cell(meaning(f)))
		}
	}
	return bare
}

// meaning is what is said of a field.
func meaning(f *decode.Field) string {
	text := f.Label
	if f.Help != "" {
		text += ": " + f.Help
	}
	if f.Ref != "" {
		text += " (" + f.Ref + ")"
	}
	return text
}

// cell is text for a cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}
