package ui

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// listed is a row of the list with what its columns are made of.
type listed struct {
	m      *model
	row    flows.Row
	conn   *flows.Conn // nil when it is no TCP segment
	before uint32      // the row that is listed before it, or NoRow
	short  bool        // flags are letters
	other  brief       // when conn is nil
	fact   fact        // when it was looked up
}

// The kinds of columns: what the width of a column goes by. Those of the default
// list come first, from left to right. Info takes what room is left.
const (
	colNo = iota
	colTime
	colSource
	colDest
	colProto
	colFlags
	colSeq
	colAck
	colWindow
	colLen
	colInfo
	numDefault
	colExtra = numDefault // any other column, and fields
)

// builtin is a column that is no field.
type builtin struct {
	name, title string
	right       bool // numbers stand at the right
	kind        int
	text        func(b []byte, r *listed, width int) []byte
	help        string
}

// builtins are the columns that are no fields, those of the default list first,
// in its order.
var builtins = []builtin{
	{"no", "No.", true, colNo, textNo, "the frame's number"},
	{"time", "Time", true, colTime, textTime, "in the format that is chosen"},
	{"source", "Source", false, colSource, textSource, "address and port"},
	{"destination", "Destination", false, colDest, textDest, "address and port"},
	{"protocol", "Protocol", false, colProto, textProto, "the innermost that is known"},
	{"flags", "Flags", false, colFlags, textFlags, "of TCP"},
	{"seq", "Seq", true, colSeq, textSeq, "sequence number"},
	{"ack", "Ack", true, colAck, textAck, "acknowledgment number"},
	{"window", "Win", true, colWindow, textWindow, "window in bytes"},
	{"length", "Len", true, colLen, textLen, "bytes of data"},
	{"info", "Info", false, colInfo, textInfo, "what the segment was and changed"},
	{"client", "Client", false, colExtra, textState(fsm.Client), "state of the client after the packet"},
	{"server", "Server", false, colExtra, textState(fsm.Server), "state of the server after the packet"},
	{"delta-displayed", "Delta", true, colExtra, inClock(timeDelta), "seconds since the packet above"},
	{"delta", "Delta captured", true, colExtra, inClock(timeCaptured), "seconds since the packet captured before"},
	{"local-time", "Local time", true, colExtra, inClock(timeOfDay), "time of day"},
	{"utc-time", "UTC", true, colExtra, inClock(timeUTC), "time of day in UTC"},
	{"date", "Date and time", true, colExtra, inClock(timeDate), "local date and time"},
}

func (b *builtin) spec() ColumnSpec { return ColumnSpec{Title: b.title, Name: b.name, Right: b.right} }

// numeric reports whether a column's values are numbers, which stand at the
// right.
func (m *model) numeric(name string) bool {
	for i := range builtins {
		if builtins[i].name == name {
			return builtins[i].right
		}
	}
	if f := m.catalog().Field(name); f != nil {
		switch f.Kind {
		case decode.KindUint, decode.KindInt, decode.KindFloat, decode.KindTime, decode.KindDuration:
			return true
		}
	}
	return false
}

// titleMost is the longest label of a field that is taken as a title: of a
// longer one the end of its name says more.
const titleMost = 18

// fieldTitle is the title of a field's column.
func fieldTitle(f *flows.Field) string {
	if f.Label != "" && textWidth(f.Label) <= titleMost {
		return f.Label
	}
	name := []byte(f.Name)
	return string(name[bytes.LastIndexByte(name, '.')+1:])
}

// unlimited is a width that nothing is cut to.
const unlimited = 1 << 20

func textNo(b []byte, r *listed, _ int) []byte {
	return strconv.AppendUint(b, uint64(r.row.No)+1, 10)
}

func textSource(b []byte, r *listed, width int) []byte { return textEnd(b, r, r.row.From, width) }
func textDest(b []byte, r *listed, width int) []byte   { return textEnd(b, r, r.row.From.Peer(), width) }

// textState makes the text of a column with the state of an end, and the sign of
// how it is known.
func textState(role fsm.Role) func([]byte, *listed, int) []byte {
	return func(b []byte, r *listed, _ int) []byte {
		state := r.row.Moment.State[role]
		if r.conn == nil || state == fsm.None {
			return b
		}
		b = append(utf8.AppendRune(b, marks[r.row.Moment.How[role]]), ' ')
		return append(b, state.String()...)
	}
}

// textEnd is the address and port of one end.
func textEnd(b []byte, r *listed, end fsm.Role, width int) []byte {
	start := len(b)
	if r.conn == nil {
		text := r.other.dst
		if end == r.row.From {
			text = r.other.src
		}
		if len(text) > width {
			text = shortMiddle(text, width)
		}
		return append(b, text...)
	}
	side := &r.conn.Sides[end]
	b = side.AddrPort().AppendTo(b)
	if len(b)-start <= width {
		return b
	}
	return append(b[:start], shortEnd(string(b[start:]), width)...)
}

// shortEnd makes an address with port fit into width cells. The beginning of
// the address and all of the port are what tells ends apart; the middle goes.
func shortEnd(s string, width int) string {
	colon := bytes.LastIndexByte([]byte(s), ':')
	port := s[colon:]
	room := width - len(port) - 1 // for the address without the ellipsis
	if room < 2 {
		return fit(s, width)
	}
	return shortMiddle(s[:colon], room+1) + port
}

// shortMiddle makes an address, which is ASCII, fit into width cells: its
// beginning and its end tell more than its middle.
func shortMiddle(addr string, width int) string {
	if len(addr) <= width || width < 3 {
		return fit(addr, width)
	}
	tail := (width - 1) / 2
	return addr[:width-1-tail] + "…" + addr[len(addr)-tail:]
}

func textProto(b []byte, r *listed, _ int) []byte {
	if r.conn == nil {
		return append(b, r.other.proto...)
	}
	return append(b, "TCP"...)
}

// textFlags names the flags, or has a letter for each.
func textFlags(b []byte, r *listed, _ int) []byte {
	if r.conn == nil {
		return b
	}
	start := len(b)
	for _, f := range flagTable {
		switch {
		case !r.row.Flags.Has(f.flag):
		case r.short:
			b = append(b, f.letter)
		default:
			if len(b) > start {
				b = append(b, ',')
			}
			b = append(b, f.name...)
		}
	}
	if len(b) == start {
		return append(b, '-')
	}
	return b
}

func textSeq(b []byte, r *listed, _ int) []byte {
	switch {
	case r.conn == nil:
		return b
	case r.m.raw:
		return strconv.AppendUint(b, uint64(r.row.Seq), 10)
	}
	return strconv.AppendUint(b, uint64(r.m.snap.RelSeq(&r.row)), 10)
}

func textAck(b []byte, r *listed, _ int) []byte {
	switch {
	case r.conn == nil || !r.row.Flags.Has(decode.ACK):
		return b
	case r.m.raw:
		return strconv.AppendUint(b, uint64(r.row.Ack), 10)
	}
	return strconv.AppendUint(b, uint64(r.m.snap.RelAck(&r.row)), 10)
}

func textWindow(b []byte, r *listed, _ int) []byte {
	if r.conn == nil {
		return b
	}
	return strconv.AppendUint(b, uint64(r.conn.Sides[r.row.From].Window(r.row.Window, r.row.Flags)), 10)
}

func textLen(b []byte, r *listed, _ int) []byte {
	if r.conn == nil {
		return b
	}
	return strconv.AppendUint(b, uint64(r.row.Len), 10)
}
