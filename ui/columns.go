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

// squeeze is what is given up, one after the other, until the columns fit: a
// column becomes as narrow as width, or goes if that is 0.
var squeeze = []struct{ col, width int }{
	{colProto, 0}, {colWindow, 0}, {colFlags, 5}, {colSource, 15}, {colDest, 15}, {colLen, 0}, {colAck, 0},
	{colTime, 0}, {colSource, 10}, {colDest, 10}, {colSeq, 0}, {colDest, 0}, {colSource, 0}, {colFlags, 0},
}

// infoLeast is the room under which the Info column is not worth having: a role
// and a state, such as "client SYN-SENT".
const infoLeast = 16

// planColumns decides how wide each column is, 0 for none, when they would like
// want and there are width cells. Every column but Info has a blank after it.
func planColumns(want [numColumns]int, width int) [numColumns]int {
	got := want
	got[colInfo] = 0
	used := func() int {
		n := 0
		for _, w := range got {
			if w > 0 {
				n += w + 1
			}
		}
		return n
	}
	for _, s := range squeeze {
		if used()-1 <= width {
			break
		}
		got[s.col] = min(got[s.col], s.width)
	}
	got[colNo] = max(min(got[colNo], width), 0)
	rest := width - used()
	if more := got[colProto] + 1; rest < infoLeast && rest+more >= infoLeast {
		rest, got[colProto] = rest+more, 0 // it says TCP, and Info says more
	}
	if rest >= infoLeast {
		got[colInfo] = rest
	}
	return got
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
	if r.conn == nil {
		if end == r.row.From {
			return append(b, r.other.src...)
		}
		return append(b, r.other.dst...)
	}
	start := len(b)
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
	addr := s[:colon]
	tail := room / 2
	return addr[:room-tail] + "…" + addr[len(addr)-tail:] + port
}

func textProto(b []byte, r *listed, _ int) []byte {
	if r.conn == nil {
		return append(b, r.other.proto...)
	}
	return append(b, "TCP"...)
}

// textFlags names the flags, or has a letter for each where there is no room.
func textFlags(b []byte, r *listed, width int) []byte {
	if r.conn == nil {
		return b
	}
	start := len(b)
	for _, f := range flagTable {
		if !r.row.Flags.Has(f.flag) {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, f.name...)
	}
	if len(b) == start {
		return append(b, '-')
	}
	if len(b)-start <= width {
		return b
	}
	b = b[:start]
	for _, f := range flagTable {
		if r.row.Flags.Has(f.flag) {
			b = append(b, f.letter)
		}
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

// textInfo says what a segment changed: the states of the ends, or a window
// that closed. Other frames are described by their protocol.
func textInfo(b []byte, r *listed, _ int) []byte {
	if r.conn == nil {
		return append(b, r.other.info...)
	}
	start := len(b)
	if zeroWindow(&r.row) {
		b = append(b, "window full: "...)
		b = append(b, r.row.From.String()...)
		b = append(b, " takes no more"...)
	}
	var before fsm.Moment
	if r.row.Prev != flows.NoRow {
		before = r.m.snap.Row(r.row.Prev).Moment
	}
	for _, role := range [...]fsm.Role{r.row.From, r.row.From.Peer()} {
		state := r.row.Moment.State[role]
		if state == before.State[role] || state == fsm.None || state == fsm.Listen { // it was in LISTEN before
			continue
		}
		if len(b) > start {
			b = append(b, ", "...)
		}
		b = append(b, role.String()...)
		b = append(b, ' ')
		b = append(b, state.String()...)
	}
	return b
}

// zeroWindow reports whether a segment closes its sender's window. A RST's
// window means nothing, RFC 9293 3.10.7.
func zeroWindow(r *flows.Row) bool {
	return r.Window == 0 && !r.Flags.Any(decode.RST|decode.SYN)
}
