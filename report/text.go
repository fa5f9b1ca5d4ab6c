package report

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"

	"tcptui/decode"
	"tcptui/flows"
)

// Text prints one line a frame, in tshark's columns: number, time, source,
// destination, protocol, length, information. With tabs, tabs part the columns.
// What goes to a terminal is made harmless.
func Text(w io.Writer, l *flows.Live, tabs bool, o Options) (*flows.Snapshot, error) {
	p := textPrinter{sep: ' ', safe: isTerminal(w)}
	if tabs {
		p.sep = '\t'
	}
	out := newWriter(w)
	return frames(l, out, o, flows.NeedPacket, func(v *flows.View) { out.put(p.line(v)) })
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// The least widths of tshark's columns, in characters.
const (
	widthNumber  = 5
	widthTime    = 10
	widthAddress = 12
)

// textPrinter holds what printing a line reuses.
type textPrinter struct {
	sep  byte
	safe bool // the line goes to a terminal
	row  []byte
	cell []byte
}

// line returns the line of a frame. It is valid until the next call.
func (p *textPrinter) line(v *flows.View) []byte {
	pkt := v.Packet()
	p.row = p.row[:0]
	p.right(widthNumber, strconv.AppendUint(p.cell[:0], uint64(v.Row.No)+1, 10))
	p.right(widthTime, appendTime(p.cell[:0], v))
	p.right(widthAddress, appendAddress(p.cell[:0], pkt, true))
	p.row = append(append(p.row, "→"...), p.sep)
	from := len(p.row)
	p.row = appendAddress(p.row, pkt, false)
	for n := len(p.row) - from; n < widthAddress; n++ {
		p.row = append(p.row, ' ')
	}
	p.row = append(append(p.row, p.sep), v.Row.Proto.String()...)
	p.row = strconv.AppendUint(append(p.row, p.sep), uint64(v.Row.OrigLen), 10)
	p.row = append(p.row, p.sep)
	p.cell = appendInfo(p.cell[:0], v)
	if p.safe {
		p.row = appendSafe(p.row, p.cell)
	} else {
		p.row = appendEscaped(p.row, p.cell)
	}
	p.row = append(p.row, '\n')
	return p.row
}

// right appends a column of at least width characters, filled up on the left,
// and the separator.
func (p *textPrinter) right(width int, text []byte) {
	p.cell = text
	for n := len(text); n < width; n++ {
		p.row = append(p.row, ' ')
	}
	p.row = append(append(p.row, text...), p.sep)
}

// appendTime appends the seconds since the first frame, with the decimals that
// the frame's timestamp has.
func appendTime(dst []byte, v *flows.View) []byte {
	if v.Row.NoTime {
		return dst
	}
	return decode.AppendSeconds(dst, v.Row.Time-v.Snap.Row(0).Time, columnDigits[v.Snap.Digits(&v.Row)])
}

// columnDigits are the decimals that tshark's time column has, by those of the
// timestamps.
var columnDigits = [10]int{0, 1, 2, 3, 6, 6, 6, 9, 9, 9}
