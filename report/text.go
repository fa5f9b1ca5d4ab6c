package report

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"

	"tcptui/flows"
)

// TextStyle is how -T text prints. Of Line, Details and Dump one is set at least.
type TextStyle struct {
	Line      bool // one line a frame, in tshark's columns
	Tabs      bool // tabs part the columns: -T tabs
	Clock     Clock
	Details   bool     // all that is known of each frame: -V
	Protocols []string // and in full only of these: -O; nil: of all
	Dump      bool     // the bytes of each frame: -x
	Between   string   // the line after Details and Dump: -S
}

// Text prints frames as text. The columns of a line are number, time, source,
// destination, protocol, length, information. What goes to a terminal is made
// harmless.
func Text(w io.Writer, l *flows.Live, style TextStyle, o Options) (*flows.Snapshot, error) {
	p := newTextPrinter(w, style)
	need := flows.NeedPacket
	if style.Details {
		need = flows.NeedAll
	}
	out := newWriter(w)
	return frames(l, out, o, need, func(v *flows.View) { out.put(p.frame(v)) })
}

func newTextPrinter(w io.Writer, style TextStyle) *textPrinter {
	p := &textPrinter{style: style, sep: ' ', safe: isTerminal(w)}
	if style.Tabs {
		p.sep = '\t'
	}
	if style.Details {
		p.tree = newTreeBuilder(flows.Fields())
	}
	return p
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
	style TextStyle
	sep   byte
	safe  bool         // the line goes to a terminal
	tree  *treeBuilder // for details
	row   []byte
	cell  []byte

	printed bool  // a frame was
	last    int64 // its time
}

// frame returns what is printed of a frame. It is valid until the next call.
func (p *textPrinter) frame(v *flows.View) []byte {
	if !p.printed {
		p.last = v.Row.Time
	}
	b := p.row[:0]
	if p.style.Line {
		b = p.line(v)
	}
	p.printed, p.last = true, v.Row.Time
	if p.style.Details {
		b = p.appendTree(b, v)
	}
	if p.style.Dump {
		if len(b) > 0 {
			b = append(b, '\n')
		}
		data, _ := v.Data() // a frame that cannot be read again has no bytes
		b = appendDump(b, data)
	}
	if p.style.Details || p.style.Dump {
		b = append(append(b, p.style.Between...), '\n')
	}
	p.row = b
	return b
}

// line returns the line of a frame. It is valid until the next call.
func (p *textPrinter) line(v *flows.View) []byte {
	pkt := v.Packet()
	p.row = p.row[:0]
	p.right(widthNumber, strconv.AppendUint(p.cell[:0], uint64(v.Row.No)+1, 10))
	p.right(widthTime, p.style.Clock.append(p.cell[:0], v, p.last))
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
