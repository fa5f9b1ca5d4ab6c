package ui

import (
	"strings"

	"tcptui/keymap"
	"tcptui/report"
)

// streamForm is a way to write the bytes of a stream: as text that goes on from
// one frame to the next, or each frame's by itself, as tshark's follow does.
type streamForm struct {
	name string     // as the title and the menu have it
	key  keymap.Key // its letter in the menu
	note string     // what it is, for the menu
	file string     // ending of a file that it is saved to

	text  func(line, data []byte) []byte                       // text form: what is shown of bytes; nil: they themselves
	chunk func(c *report.Chunk, line []byte, width int) []byte // the other forms: lines of ASCII
	place func(off, width int) (row, col int)                  // where a chunk's line has its byte off
	label func(line string) int                                // how much at the beginning of a line is no content; nil: nothing
	lead  bool                                                 // it begins with the two ends
	quote [2]string                                            // what stands around a remark, so that it is none of the form
	best  int                                                  // cells that a line would like to have; 0: any number
}

// The forms, in the order in which the key goes through them.
const (
	formUTF8 = iota
	formASCII
	formHex
	formRaw
	formArray
	formYAML
	numForms
)

// streamForms is the table of forms.
var streamForms = [numForms]streamForm{
	formUTF8:  {name: "UTF-8", key: "u", note: "text; what cannot be shown is escaped", file: ".txt"},
	formASCII: {name: "ASCII", key: "a", note: "text; a dot for what does not print", file: ".txt", text: report.AppendASCII},
	formHex: {name: "hex dump", key: "h", note: "offset in the direction, bytes, text", file: ".hex.txt", chunk: hexChunk, place: hexPlace,
		label: hexLabel, best: hexCells(report.HexLine)},
	formRaw: {name: "raw", key: "r", note: "hexadecimal digits only", file: ".raw.txt", chunk: rawChunk, place: rawPlace},
	formArray: {name: "C array", key: "c", note: "an array for each packet", file: ".c", chunk: arrayChunk, place: arrayPlace,
		quote: [2]string{"/* ", " */"}, best: arrayCells(report.ArrayLine)},
	formYAML: {name: "YAML", key: "y", note: "packet, end, time and base64", file: ".yaml", chunk: yamlChunk, place: yamlPlace, lead: true,
		quote: [2]string{"# ", ""}},
}

// hexCells is how wide a hex dump of so many bytes a line is: offset, two
// blanks, three cells a byte, a blank, the text, and with 16 bytes a blank in
// the middle of both.
func hexCells(per int) int {
	const offset = 8
	cells := offset + 2 + 3*per + 1 + per
	if per > report.HexLine/2 {
		cells += 2
	}
	return cells
}

// arrayCells is how wide a line of so many bytes is: "0x61, " each, without the
// last blank, and the end of the array in place of the last comma.
func arrayCells(per int) int { return 6*per - 2 + len(" };") }

// most is the largest power of two, up to n, for which cells fit into width; at
// least `least`.
func most(n, least, width int, cells func(int) int) int {
	for n > least && cells(n) > width {
		n /= 2
	}
	return n
}

func hexChunk(c *report.Chunk, line []byte, width int) []byte {
	return c.AppendHex(line, most(report.HexLine, 4, width, hexCells))
}

func hexPlace(off, width int) (row, col int) {
	return off / most(report.HexLine, 4, width, hexCells), 0
}

// hexLabel is the length of the offset.
func hexLabel(line string) int { return max(strings.IndexByte(line, ' '), 0) }

func rawChunk(c *report.Chunk, line []byte, _ int) []byte { return c.AppendRaw(line) }

func rawPlace(off, _ int) (row, col int) { return 0, 2 * off }

func arrayChunk(c *report.Chunk, line []byte, width int) []byte {
	return c.AppendArray(line, most(report.ArrayLine, 1, width, arrayCells))
}

// arrayPlace: the first row names the array.
func arrayPlace(off, width int) (row, col int) {
	return 1 + off/most(report.ArrayLine, 1, width, arrayCells), 0
}

func yamlChunk(c *report.Chunk, line []byte, _ int) []byte { return c.AppendYAML(line) }

// Of YAML: the rows before the two ends' pieces, those of a piece before its
// bytes, and the cells and bytes of a row of base64.
const (
	leadRows   = 8
	yamlHead   = 4
	yamlIndent = 6
	yamlBytes  = 57
)

func yamlPlace(off, _ int) (row, col int) {
	return yamlHead + off/yamlBytes, yamlIndent + off%yamlBytes/3*4
}
