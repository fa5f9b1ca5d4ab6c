package report

// dumpLine is how many bytes a line of a hex dump shows.
const dumpLine = 16

// appendDump appends bytes as tshark's -x does: offset, bytes, and the text of
// those that print. Nothing for no bytes.
func appendDump(dst, b []byte) []byte {
	const digits = "0123456789abcdef"
	width := 4 // digits of an offset
	for len(b) > 1<<(4*width) {
		width++
	}
	for off := 0; off < len(b); off += dumpLine {
		part := b[off:min(off+dumpLine, len(b))]
		for k := width - 1; k >= 0; k-- {
			dst = append(dst, digits[off>>(4*k)&15])
		}
		dst = append(dst, ' ', ' ')
		for i := range dumpLine {
			if i < len(part) {
				dst = append(dst, digits[part[i]>>4], digits[part[i]&15], ' ')
			} else {
				dst = append(dst, ' ', ' ', ' ')
			}
		}
		dst = append(dst, ' ', ' ')
		for _, c := range part {
			if c < ' ' || c > '~' {
				c = '.'
			}
			dst = append(dst, c)
		}
		dst = append(dst, '\n')
	}
	return dst
}
