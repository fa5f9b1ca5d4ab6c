package report

import (
	"io"
	"strconv"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// Remark is something that somebody did while frames were captured.
type Remark struct {
	At   int64 // ns since the epoch
	Text string
}

// The widths of what Life prints, in characters.
const (
	widthState = 13 // SYN-RECEIVED and a blank
	lifeDigits = 6  // of a second
)

// Life prints one line a frame with the states that both ends of its connection
// are in after it, and the remarks between them, each before the first frame that
// is not earlier. It waits for the end of the capture, as later frames correct
// states; remarks is called then. before, if it is not nil, is called before the
// line of each frame and may write to w itself. What goes to a terminal is made
// harmless.
func Life(w io.Writer, l *flows.Live, remarks func() []Remark, before func(v *flows.View) error, o Options) (*flows.Snapshot, error) {
	var left []Remark
	asked := false
	out := newWriter(w)
	p := newTextPrinter(w, TextStyle{Line: true})
	ask := func() {
		if !asked {
			left, asked = remarks(), true
		}
	}
	snap, err := frames(l, out, o, flows.NeedAll, func(v *flows.View) {
		ask()
		for len(left) > 0 && left[0].At <= v.Row.Time {
			out.put(p.remark(v.Snap, &left[0]))
			left = left[1:]
		}
		if before != nil {
			if out.err = out.push(); out.err == nil {
				out.err = before(v)
			}
		}
		out.put(p.life(v))
	})
	if err != nil {
		return snap, err
	}
	for ask(); len(left) > 0; left = left[1:] {
		out.put(p.remark(snap, &left[0]))
	}
	return snap, out.push()
}

// remark returns the line of a remark. It is valid until the next call.
func (p *textPrinter) remark(s *flows.Snapshot, m *Remark) []byte {
	since := int64(0)
	if s.Rows() > 0 {
		since = m.At - s.Row(0).Time
	}
	p.row = p.row[:0]
	p.right(widthNumber, nil)
	p.right(widthTime, decode.AppendSeconds(p.cell[:0], since, lifeDigits))
	p.row = append(p.row, "  "...)
	p.row = appendSafe(p.row, []byte(m.Text))
	p.row = append(p.row, '\n')
	return p.row
}

// life returns the line of a frame. It is valid until the next call.
func (p *textPrinter) life(v *flows.View) []byte {
	p.row = p.row[:0]
	p.right(widthNumber, strconv.AppendUint(p.cell[:0], uint64(v.Row.No)+1, 10))
	p.right(widthTime, decode.AppendSeconds(p.cell[:0], v.Row.Time-v.Snap.Row(0).Time, lifeDigits))
	for _, role := range []fsm.Role{fsm.Client, fsm.Server} {
		state := ""
		if v.Row.Conn != flows.NoConn {
			state = v.Row.Moment.State[role].String()
		}
		from := len(p.row)
		for p.row = append(p.row, state...); len(p.row)-from < widthState; {
			p.row = append(p.row, ' ')
		}
	}
	p.cell = appendInfo(p.cell[:0], v)
	p.row = appendSafe(p.row, p.cell)
	if what := v.Row.Verdict; v.Row.Conn != flows.NoConn && what > flows.Original {
		p.row = append(append(append(p.row, " ("...), what.String()...), ')')
	}
	p.row = append(p.row, '\n')
	return p.row
}
