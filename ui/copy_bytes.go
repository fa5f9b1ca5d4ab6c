package ui

import (
	"fmt"
	"strings"
)

// hexText is bytes in hexadecimal digits, without anything between them.
func hexText(data []byte) string {
	var b strings.Builder
	for _, c := range data {
		b.WriteByte(hexDigits[c>>4])
		b.WriteByte(hexDigits[c&15])
	}
	return b.String()
}

// dumpText is bytes as a dump that text2pcap reads again: offset, sixteen bytes,
// their characters.
func dumpText(data []byte) string {
	const per = 16
	var b strings.Builder
	for off := 0; off < len(data); off += per {
		fmt.Fprintf(&b, "%04x ", off)
		row := data[off:min(off+per, len(data))]
		for i := range per {
			if i < len(row) {
				fmt.Fprintf(&b, " %02x", row[i])
			} else {
				b.WriteString("   ")
			}
		}
		b.WriteString("   ")
		for _, c := range row {
			if c < ' ' || c > '~' {
				c = '.'
			}
			b.WriteByte(c)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// cText is bytes as an array in C.
func cText(name string, data []byte) string {
	const per = 12
	var b strings.Builder
	fmt.Fprintf(&b, "static const unsigned char %s[%d] = {", name, len(data))
	for i, c := range data {
		sep := " "
		if i%per == 0 {
			sep = "\n\t"
		}
		fmt.Fprintf(&b, "%s0x%02x,", sep, c)
	}
	b.WriteString("\n};\n")
	return b.String()
}

// escapedText is bytes as a string in quotes that C, Python and most others read:
// what is no printable ASCII is escaped.
func escapedText(data []byte) string {
	var b strings.Builder
	b.WriteByte('"')
	hex := false // the last one was written with digits, which a digit would go on
	for _, c := range data {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n' || c == '\r' || c == '\t':
			b.WriteString(map[byte]string{'\n': `\n`, '\r': `\r`, '\t': `\t`}[c])
		case c < ' ' || c > '~' || hex && isHexDigit(c):
			fmt.Fprintf(&b, `\x%02x`, c)
			hex = true
			continue
		default:
			b.WriteByte(c)
		}
		hex = false
	}
	b.WriteByte('"')
	return b.String()
}

func isHexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
