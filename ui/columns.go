package ui

import (
	"bytes"
	"strconv"
	"time"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// column is a column of the packet list.
type column struct {
	title string
	right bool // numbers stand at the right

	// text appends what the column says of a row in at most about width cells.
	// What is longer is cut.
	text func(b []byte, r *listed, width int) []byte
}

// listed is a row of the list with what its columns are made of.
type listed struct {
	m      *model
	row    flows.Row
	conn   *flows.Conn // nil when it is no TCP segment
	before uint32      // the row that is listed before it, or NoRow
	short  bool        // flags are letters
	other  brief       // when conn is nil
}

// The columns, from left to right. Info takes what room is left.
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
	numColumns
)

// packetColumns are the columns of the packet list.
func packetColumns() [numColumns]column {
	return [numColumns]column{
		colNo:     {"No.", true, textNo},
		colTime:   {"Time", true, textTime},
		colSource: {"Source", false, func(b []byte, r *listed, width int) []byte { return textEnd(b, r, r.row.From, width) }},
		colDest:   {"Destination", false, func(b []byte, r *listed, width int) []byte { return textEnd(b, r, r.row.From.Peer(), width) }},
		colProto:  {"Protocol", false, textProto},
		colFlags:  {"Flags", false, textFlags},
		colSeq:    {"Seq", true, textSeq},
		colAck:    {"Ack", true, textAck},
		colWindow: {"Win", true, textWindow},
		colLen:    {"Len", true, textLen},
		colInfo:   {"Info", false, textInfo},
	}
}

// unlimited is a width that nothing is cut to.
const unlimited = 1 << 20

func textNo(b []byte, r *listed, _ int) []byte {
	return strconv.AppendUint(b, uint64(r.row.No)+1, 10)
}

func textTime(b []byte, r *listed, _ int) []byte {
	if r.row.NoTime {
		return append(b, '-')
	}
	switch r.m.clock {
	case timeDelta:
		if r.before == flows.NoRow {
			return appendSeconds(b, 0)
		}
		return appendSeconds(b, r.row.Time-r.m.snap.Row(r.before).Time)
	case timeOfDay:
		return time.Unix(0, r.row.Time).In(r.m.zone).AppendFormat(b, "15:04:05.000000")
	case timeEpoch:
		return appendSeconds(b, r.row.Time)
	}
	return appendSeconds(b, r.row.Time-r.m.snap.Row(0).Time)
}

// appendSeconds appends ns as seconds with six decimals, rounded towards zero.
func appendSeconds(b []byte, ns int64) []byte { return decode.AppendSeconds(b, ns, 6) }

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
