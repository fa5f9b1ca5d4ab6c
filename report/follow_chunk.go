package report

import (
	"encoding/base64"
	"fmt"
	"math/bits"
	"unicode/utf8"
)

// Chunk is what one frame brought to a stream, for the forms that write each by
// itself. The functions append the whole of it, the line feed at its end too;
// what they write is ASCII without control characters.
type Chunk struct {
	Node   int    // 0: the end that sent the first segment; 1: the other
	Number int    // of the node's chunks, from 0
	Packet int    // frame number, from 1
	Time   int64  // of the frame, ns since the epoch
	Off    uint64 // bytes of the node before it
	Data   []byte
}

// AppendRaw writes the bytes in hexadecimal, on one line.
func (c *Chunk) AppendRaw(line []byte) []byte {
	for _, b := range c.Data {
		line = append(line, chunkDigits[b>>4], chunkDigits[b&15])
	}
	return append(line, '\n')
}

// HexLine is how many bytes a line of tshark's hex dump shows.
const HexLine = 16

// AppendHex writes a dump with per bytes a line: offset, bytes, text. With
// HexLine it is what tshark writes.
func (c *Chunk) AppendHex(line []byte, per int) []byte {
	off := c.Off
	for b := c.Data; len(b) > 0; b = b[min(per, len(b)):] {
		part := b[:min(per, len(b))]
		line = appendHexLine(line, off, part, per)
		off += uint64(len(part))
	}
	return line
}

func appendHexLine(line []byte, off uint64, part []byte, per int) []byte {
	half := HexLine/2 - 1 // after this byte there is a gap, if more come
	line = append(appendOffset(line, off), "  "...)
	for i := range per {
		if i < len(part) {
			line = append(line, chunkDigits[part[i]>>4], chunkDigits[part[i]&15], ' ')
		} else {
			line = append(line, "   "...)
		}
		if i == half && per > half+1 {
			line = append(line, ' ')
		}
	}
	line = append(line, ' ')
	for i, b := range part {
		if line = append(line, printed(b)); i == half && per > half+1 {
			line = append(line, ' ')
		}
	}
	if line[len(line)-1] == ' ' { // one space at the end is left out
		line = line[:len(line)-1]
	}
	return append(line, '\n')
}

// appendOffset writes an offset in eight hexadecimal digits, or as many as it has.
func appendOffset(line []byte, off uint64) []byte {
	const digits = "0123456789ABCDEF"
	for shift := max((bits.Len64(off)+3)/4, 8)*4 - 4; shift >= 0; shift -= 4 {
		line = append(line, digits[off>>shift&15])
	}
	return line
}

const chunkDigits = "0123456789abcdef"

// printed is the byte, or a dot for what does not print.
func printed(b byte) byte {
	if b < ' ' || b > '~' {
		return '.'
	}
	return b
}

// AppendASCII writes text: what is no line end and does not print is a dot.
func AppendASCII(line, data []byte) []byte {
	for _, b := range data {
		if b != '\r' && b != '\n' {
			b = printed(b)
		}
		line = append(line, b)
	}
	return line
}

// AppendUTF8 writes valid UTF-8 as it is, but for control characters and what
// changes the direction of text: those and invalid bytes are dots.
func AppendUTF8(line, data []byte) []byte {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == '\r' || r == '\n' || r == '\t' || !(r == utf8.RuneError && n == 1) && printable(r) {
			line = append(line, data[:n]...)
		} else {
			line = append(line, '.')
		}
		data = data[n:]
	}
	return line
}

// ArrayLine is how many bytes a line of tshark's C array holds.
const ArrayLine = 8

// AppendArray writes a C array with per bytes a line, named by the node and its
// number there.
func (c *Chunk) AppendArray(line []byte, per int) []byte {
	line = fmt.Appendf(line, "unsigned char peer%d_%d[] = { /* Packet %d */", c.Node, c.Number, c.Packet)
	for i, b := range c.Data {
		if i%per == 0 {
			line = append(line, '\n')
		} else {
			line = append(line, ' ')
		}
		line = append(line, '0', 'x', chunkDigits[b>>4], chunkDigits[b&15])
		if i < len(c.Data)-1 {
			line = append(line, ',')
		}
	}
	return append(line, " };\n"...)
}

// yamlLine is how many characters of base64 a line holds.
const yamlLine = 76

// AppendYAML writes an entry of a YAML document: frame, node, time and the bytes
// in base64.
func (c *Chunk) AppendYAML(line []byte) []byte {
	line = fmt.Appendf(line, "  - packet: %d\n    peer: %d\n    timestamp: %.9f\n    data: !!binary |\n", c.Packet, c.Node, inSeconds(c.Time))
	text := base64.StdEncoding.AppendEncode(nil, c.Data)
	for len(text) > 0 {
		n := min(yamlLine, len(text))
		line = append(append(line, "      "...), text[:n]...)
		line = append(line, '\n')
		text = text[n:]
	}
	return line
}

// YAMLPeers is what comes before the entries of a YAML document: the two nodes,
// by address and port.
func YAMLPeers(hosts [2]string, ports [2]uint16) string {
	text := "peers:\n"
	for i, host := range hosts {
		text += fmt.Sprintf("  - peer: %d\n    host: %s\n    port: %d\n", i, host, ports[i])
	}
	return text + "packets:\n"
}
