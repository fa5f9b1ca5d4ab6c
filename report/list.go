package report

import (
	"fmt"
	"io"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// List prints the fields, or only the protocols, that filters and -e know, in the
// layout of tshark's -G: P, label, name; or F, label, name, type, protocol, base,
// bit mask, description, parted by tabs.
func List(w io.Writer, what string) error {
	out := newWriter(w)
	for _, f := range flows.Fields() {
		proto, _, nested := strings.Cut(f.Name, ".")
		switch {
		case !nested && what == "protocols":
			out.put(fmt.Appendf(nil, "%s\t%s\t%s\n", f.Label, f.Label, f.Name))
		case !nested:
			out.put(fmt.Appendf(nil, "P\t%s\t%s\n", f.Label, f.Name))
		case what == "fields":
			out.put(fmt.Appendf(nil, "F\t%s\t%s\t%s\t%s\t%s\t0x%x\t%s\n", f.Label, f.Name, typeName(&f), proto, baseName(&f), f.Mask, f.Help))
		}
	}
	return out.push()
}

// kindNames are Wireshark's names of types, but for numbers, whose names have
// their width.
var kindNames = map[decode.Kind]string{
	decode.KindNone: "FT_NONE", decode.KindBool: "FT_BOOLEAN", decode.KindFloat: "FT_DOUBLE", decode.KindTime: "FT_ABSOLUTE_TIME",
	decode.KindDuration: "FT_RELATIVE_TIME", decode.KindIPv4: "FT_IPv4", decode.KindIPv6: "FT_IPv6", decode.KindEther: "FT_ETHER",
	decode.KindBytes: "FT_BYTES", decode.KindString: "FT_STRING",
}

func typeName(f *flows.Field) string {
	name := kindNames[f.Kind]
	if f.Base == decode.FrameNumber {
		return "FT_FRAMENUM"
	}
	switch f.Kind {
	case decode.KindUint:
		name = "FT_UINT"
	case decode.KindInt:
		name = "FT_INT"
	case decode.KindTime:
		if f.Base != decode.Local {
			return "FT_RELATIVE_TIME" // seconds since 1970, as Wireshark has it
		}
		return name
	default:
		return name
	}
	bits := 8
	for bits < int(f.Width) && bits < 64 {
		if bits *= 2; bits == 32 && f.Width <= 24 {
			bits = 24
		}
	}
	return fmt.Sprint(name, bits)
}

func baseName(f *flows.Field) string {
	switch f.Kind {
	case decode.KindUint, decode.KindInt:
		if f.Base == decode.FrameNumber {
			return ""
		}
		if f.Base == decode.Hex {
			return "BASE_HEX"
		}
		return "BASE_DEC"
	case decode.KindBool:
		return fmt.Sprint(f.Width)
	}
	return ""
}
