package ui

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/keymap"
)

// connColumn is a column of the connections table.
type connColumn struct {
	tableColumn
	sort  keymap.Action // sorts by it
	least bool          // the smallest first, unless asked the other way
	key   func(l *connLine) sortKey
	text  func(v *connCells, l *connLine) span

	// filter is a display filter that keeps connections with the same or more; ""
	// where there is none. Of the head of a group it is not asked. field is the
	// field that the column shows, "" for none.
	filter func(l *connLine) string
	field  string
}

// connCells is what texts need beside the line.
type connCells struct {
	m      *model
	th     *theme
	addr   int // cells for an address with its port
	open   func(groupKey) bool
	marked map[flows.ConnID]bool
	spark  func(l *connLine) string
}

// sortKey is what lines are ordered by: a first, then b. Lines without a value
// come last in both directions.
type sortKey struct {
	a, b uint64
	none bool
}

func number[T int | int64 | uint64](n T) sortKey { return sortKey{a: uint64(n) ^ 1<<63} }

// share is a number from 0 to 1.
func share(f float64) sortKey { return sortKey{a: uint64(f * (1 << 62))} }

// Columns of the table that something else asks for.
const (
	connNo     = 0
	connClient = 1
	connServer = 2
	connState  = 3
)

// connColumns are the columns, from left to right. Those that matter most come
// first: what does not fit is to the right of them.
func connColumns() []connColumn {
	right := func(title string, least int) tableColumn { return tableColumn{title: title, right: true, least: least} }
	left := func(title string, least int) tableColumn { return tableColumn{title: title, least: least} }
	atLeast := func(field string, get func(l *connLine) string) func(l *connLine) string {
		return func(l *connLine) string { return field + " >= " + get(l) }
	}
	return []connColumn{
		{right("No.", 3), keymap.SortNumber, true,
			func(l *connLine) sortKey { return number(l.number()) }, connNumber, nil, "tcp.stream"},
		{left("Client", 12), keymap.SortClient, true,
			func(l *connLine) sortKey { return l.address(fsm.Client) },
			func(v *connCells, l *connLine) span { return connEnd(v, l, fsm.Client) },
			func(l *connLine) string { return sideFilter(&l.c.Sides[fsm.Client]) }, ""},
		{left("Server", 12), keymap.SortServer, true,
			func(l *connLine) sortKey { return l.address(fsm.Server) },
			func(v *connCells, l *connLine) span { return connEnd(v, l, fsm.Server) },
			func(l *connLine) string { return sideFilter(&l.c.Sides[fsm.Server]) }, ""},
		{left("State", 8), keymap.SortState, true, stateKey, connStates,
			func(l *connLine) string { return fmt.Sprintf("conn.state == %q", bothStates(l.c)) }, "conn.state"},
		{tableColumn{title: "Ended", least: 8, most: 24}, keymap.SortEnd, true, endKey, connEnding,
			func(l *connLine) string { return fmt.Sprintf("conn.end == %q", l.sum.last.Kind) }, "conn.end"},
		{right("Problems", 4), keymap.SortProblems, false,
			func(l *connLine) sortKey { return number(l.sum.problems) },
			func(v *connCells, l *connLine) span {
				return countSpan(v.th, l.sum.problems, v.th.severity(l.sum.worst))
			},
			func(l *connLine) string {
				return fmt.Sprintf("tcp.stream == %d && (tcp.analysis.flags || tcp.flags.reset == 1)", l.c.ID)
			}, ""},
		{right("Duration", 6), keymap.SortDuration, false,
			func(l *connLine) sortKey { return number(l.sum.end - l.sum.start) },
			func(v *connCells, l *connLine) span {
				return span{strings.TrimPrefix(formatGap(max(l.sum.end-l.sum.start, 0)), "+"), v.th.text}
			},
			atLeast("conn.duration", func(l *connLine) string { return inSeconds(l.sum.end - l.sum.start) }), "conn.duration"},
		{right("Segs", 4), keymap.SortSegments, false,
			func(l *connLine) sortKey { return number(l.sum.segments) },
			func(v *connCells, l *connLine) span { return span{amount(l.sum.segments), v.th.text} },
			atLeast("conn.segments.client + conn.segments.server", func(l *connLine) string { return decimal(l.sum.segments) }), ""},
		{right("Bytes", 5), keymap.SortBytes, false,
			func(l *connLine) sortKey { return number(l.sum.total()) },
			func(v *connCells, l *connLine) span { return span{amount(l.sum.total()), v.th.text} },
			atLeast("conn.bytes.client + conn.bytes.server", func(l *connLine) string { return decimal(l.sum.total()) }), ""},
		{right("Rtx", 3), keymap.SortResent, false,
			func(l *connLine) sortKey { return number(l.sum.resent) },
			func(v *connCells, l *connLine) span { return countSpan(v.th, l.sum.resent, v.th.warn) },
			atLeast("conn.retransmissions", func(l *connLine) string { return decimal(l.sum.resent) }), "conn.retransmissions"},
		{right("Rtx%", 4), keymap.SortRate, false,
			func(l *connLine) sortKey { return share(l.sum.rate()) }, connRate,
			atLeast("conn.retransmissions.bytes", func(l *connLine) string { return decimal(l.sum.resentBytes) }), "conn.retransmissions.bytes"},
		{right("RTT", 6), keymap.SortRTT, false, rttKey, connRTT, rttFilter, "tcp.analysis.initial_rtt"},
		{left("Activity", 8), keymap.SortActivity, false,
			func(l *connLine) sortKey { return number(l.sum.end) },
			func(v *connCells, l *connLine) span { return span{v.spark(l), v.th.value} }, nil, ""},
		{right("Start", 8), keymap.SortStart, false,
			func(l *connLine) sortKey { return number(l.sum.start) }, connStart,
			func(l *connLine) string {
				return "frame.time_relative >= " + inSeconds(max(l.sum.start-l.s.Row(0).Time, 0))
			}, ""},
		{right("Client▸", 5), keymap.SortUp, false,
			func(l *connLine) sortKey { return number(l.sum.bytes[fsm.Client]) },
			func(v *connCells, l *connLine) span { return span{amount(l.sum.bytes[fsm.Client]), v.th.client} },
			atLeast("conn.bytes.client", func(l *connLine) string { return decimal(l.sum.bytes[fsm.Client]) }), "conn.bytes.client"},
		{right("◂Server", 5), keymap.SortDown, false,
			func(l *connLine) sortKey { return number(l.sum.bytes[fsm.Server]) },
			func(v *connCells, l *connLine) span { return span{amount(l.sum.bytes[fsm.Server]), v.th.server} },
			atLeast("conn.bytes.server", func(l *connLine) string { return decimal(l.sum.bytes[fsm.Server]) }), "conn.bytes.server"},
	}
}

// number is that of the connection, or how many there are in the group.
func (l *connLine) number() int {
	if l.c == nil {
		return l.sum.conns
	}
	return int(l.c.ID)
}

// address orders by address and port: IPv4 before IPv6.
func (l *connLine) address(role fsm.Role) sortKey {
	addr, port := l.key.addr, l.key.port
	if l.c != nil {
		addr, port = l.c.Sides[role].Addr, l.c.Sides[role].Port
	}
	return addressKey(addr, port)
}

func addressKey(addr decode.Addr, port uint16) sortKey {
	if addr.N == 16 {
		return sortKey{a: binary.BigEndian.Uint64(addr.B[:8]) | 1<<63, b: binary.BigEndian.Uint64(addr.B[8:])}
	}
	return sortKey{a: uint64(binary.BigEndian.Uint32(addr.B[:4]))<<16 | uint64(port)}
}

// connNumber is the connection's number, marked where it is selected, or the
// sign of a group that says whether it is unfolded.
func connNumber(v *connCells, l *connLine) span {
	switch {
	case l.c == nil && v.open(l.key):
		return span{"▾", v.th.strong}
	case l.c == nil:
		return span{"▸", v.th.strong}
	case v.marked[l.c.ID]:
		return span{"●" + strconv.Itoa(int(l.c.ID)), v.th.good}
	}
	return span{strconv.Itoa(int(l.c.ID)), v.th.dim}
}

// connEnd is one end's address, or of a group what its connections have in
// common and how many there are.
func connEnd(v *connCells, l *connLine, role fsm.Role) span {
	if l.c == nil {
		if text := l.key.of(role); text != "" {
			return span{text, v.th.strong}
		}
		return span{l.sum.counted(), v.th.strong}
	}
	text := l.c.Sides[role].AddrPort().String()
	if len(text) > v.addr {
		text = shortEnd(text, v.addr)
	}
	return span{text, v.th.side(role)}
}

// of is what a group says in the column of one end; "" when that is not what its
// connections have in common.
func (k groupKey) of(role fsm.Role) string {
	switch {
	case k.addr.N > 0 && k.role == role:
		return k.addr.IP().String()
	case k.listeners:
		return ""
	case k.addr.N == 0 && role == fsm.Server:
		return "port " + strconv.Itoa(int(k.port))
	}
	return ""
}

// bothStates is what conn.state shows.
func bothStates(c *flows.Conn) string { return c.Now.State[0].String() + "/" + c.Now.State[1].String() }

// stateKey orders by the client's state, then the server's, in the order of a
// connection's life; groups by how many are open.
func stateKey(l *connLine) sortKey {
	if l.c == nil {
		return number(l.sum.open)
	}
	return sortKey{a: uint64(l.c.Now.State[0])<<8 | uint64(l.c.Now.State[1])}
}

// connStates is the states of both ends now, once where they are the same.
func connStates(v *connCells, l *connLine) span {
	if l.c == nil {
		return span{group(l.sum.open) + " open", v.th.strong}
	}
	style := v.th.dim
	if l.c.Open() {
		style = v.th.text
	}
	a, b := l.c.Now.State[0], l.c.Now.State[1]
	if a == fsm.CloseWait || b == fsm.CloseWait {
		style = v.th.warn
	}
	if a == b {
		return span{stateOr(a, "not known"), style}
	}
	return span{stateOr(a, "?") + "/" + stateOr(b, "?"), style}
}

// stateOr is a state's name, or what stands for one that is not known.
func stateOr(st fsm.State, unknown string) string {
	if st == fsm.None {
		return unknown
	}
	return st.String()
}

func connRate(v *connCells, l *connLine) span {
	if l.sum.resentBytes == 0 {
		return span{"-", v.th.dim}
	}
	return span{strconv.FormatFloat(100*l.sum.rate(), 'f', 1, 64), v.th.warn}
}

// rtt is the round trip, or the mean of the group's; false when none is known.
func (x *connSum) roundTrip() (int64, bool) {
	if x.rtts == 0 {
		return 0, false
	}
	return x.rtt / int64(x.rtts), true
}

func rttKey(l *connLine) sortKey {
	ns, ok := l.sum.roundTrip()
	k := number(ns)
	k.none = !ok
	return k
}

// connRTT says with ~ that it is not the handshake's but measured later.
func connRTT(v *connCells, l *connLine) span {
	ns, ok := l.sum.roundTrip()
	if !ok {
		return span{"-", v.th.dim}
	}
	text := strings.TrimPrefix(formatGap(ns), "+")
	if l.sum.measured {
		text = "~" + text
	}
	return span{text, v.th.text}
}

// rttFilter is about the handshake's round trip: of another the index alone knows.
func rttFilter(l *connLine) string {
	if l.c.InitialRTT == 0 {
		return ""
	}
	return "tcp.analysis.initial_rtt >= " + inSeconds(l.c.InitialRTT)
}

// endKey orders by the kind, then by who ended it; groups by how many were reset,
// refused or not answered.
func endKey(l *connLine) sortKey {
	if l.c == nil {
		bad := 0
		for _, kind := range [...]flows.EndKind{flows.EndReset, flows.EndRefused, flows.EndNoAnswer, flows.EndTimeout} {
			bad += l.sum.ends[kind]
		}
		return sortKey{a: uint64(-bad) ^ 1<<63}
	}
	return sortKey{a: uint64(l.sum.last.Kind)<<1 | uint64(l.sum.last.By)}
}

// connEnding is how it ended and by whom; of a group how many ended how.
func connEnding(v *connCells, l *connLine) span {
	if l.c == nil {
		var parts []string
		for kind, n := range l.sum.ends {
			if n > 0 {
				parts = append(parts, group(n)+" "+flows.EndKind(kind).String())
			}
		}
		return span{strings.Join(parts, ", "), v.th.strong}
	}
	e := &l.sum.last
	text := e.Kind.String()
	switch e.Kind {
	case flows.EndOpen:
		return span{text, v.th.good}
	case flows.EndFIN, flows.EndHalfClosed:
		return span{text + " by " + e.By.String(), v.th.text}
	case flows.EndReset:
		return span{text + " by " + e.By.String(), v.th.bad}
	case flows.EndRefused:
		return span{text, v.th.bad}
	}
	return span{text, v.th.warn}
}

// connStart is when it began, as the packet list writes times.
func connStart(v *connCells, l *connLine) span {
	if l.head() && l.sum.conns == 0 {
		return span{} // sockets alone
	}
	var b []byte
	zone := v.m.dayZone()
	switch {
	case v.m.clock == timeDate:
		b = time.Unix(0, l.sum.start).In(zone).AppendFormat(nil, "2006-01-02 15:04:05.000000")
	case zone != nil:
		b = time.Unix(0, l.sum.start).In(zone).AppendFormat(nil, "15:04:05.000000")
	case v.m.clock == timeEpoch:
		b = appendSeconds(nil, l.sum.start)
	default:
		b = appendSeconds(nil, l.sum.start-l.s.Row(0).Time)
	}
	return span{string(b), v.th.dim}
}

// severity is the style of a finding.
func (th *theme) severity(s flows.Severity) tcell.Style {
	switch s {
	case flows.SeverityError:
		return th.bad
	case flows.SeverityWarn:
		return th.warn
	}
	return th.text
}

// countSpan is a number that is worth a look unless it is 0.
func countSpan(th *theme, n uint64, style tcell.Style) span {
	if n == 0 {
		return span{"-", th.dim}
	}
	return span{amount(n), style}
}

// exactMost is the number up to which amounts are written out.
const exactMost = 9_999_999

// amount writes a number: in full, or a large one in thousands, millions or more.
func amount(n uint64) string {
	if n <= exactMost {
		return group(n)
	}
	v, unit := float64(n), 0
	for ; v >= 999.95 && unit < len(units)-1; unit++ {
		v /= 1000
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + units[unit]
}

// units are the letters of thousands: SI.
var units = [...]string{"", "k", "M", "G", "T", "P", "E"}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// inSeconds writes ns as a display filter has them.
func inSeconds(ns int64) string { return string(decode.AppendSeconds(nil, ns, 9)) }

// sideFilter keeps the segments of and to an end.
func sideFilter(s *flows.Side) string {
	return fmt.Sprintf("%s == %s && tcp.port == %d", addrField(s.Addr), s.Addr.IP(), s.Port)
}

// addrField is the field of either address of a packet.
func addrField(a decode.Addr) string {
	if a.N == 16 {
		return "ipv6.addr"
	}
	return "ip.addr"
}
