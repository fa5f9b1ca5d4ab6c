package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// hostRow is a field of what the kernel says of a socket.
type hostRow struct {
	name, label string
	kind        decode.Kind
	width       uint8
	help        string
	of          func(h *HostSocket, out []decode.Value) []decode.Value
}

// hostRows are the fields kernel.*. All are of the connection as it is now, not of
// the frame: each frame of the connection has the same.
var hostRows = []hostRow{
	{"state", "State in the kernel", decode.KindString, 0, "The state that the kernel has the socket in, by RFC 9293's names. A filter may spell it as systems do.",
		hostText(func(h *HostSocket) string { return h.State.String() })},
	{"differs", "Why the packets say another state", decode.KindString, 0, "Present where the state after the last segment is another than the kernel's: the reason, such as capture-loss, under-way, fin-undelivered, time-wait-over.",
		hostText(func(h *HostSocket) string { return h.Differs })},
	{"pid", "Process", decode.KindUint, 32, "The process that holds the socket; several where it was inherited.", hostPIDs},
	{"process", "Process name", decode.KindString, 0, "The name of the process that holds the socket.", hostNames},
	{"user", "User", decode.KindString, 0, "The user that the socket belongs to.", hostText(func(h *HostSocket) string { return h.User })},
	{"held", "Held by", decode.KindString, 0, "By whom the socket is held: process, hidden (not permitted to see), elsewhere, or none: time-wait, request, queued, orphan.",
		hostText(func(h *HostSocket) string { return h.Held })},
	{"rtt", "Round-trip time in the kernel", decode.KindDuration, 0, "The smoothed round-trip time that the kernel measured (RFC 6298), in seconds.",
		hostInfo(func(i *HostInfo) (decode.Value, bool) { return decode.Value{I: int64(i.RTT)}, i.RTT != 0 })},
	{"rto", "Retransmission timeout in the kernel", decode.KindDuration, 0, "After how long without an acknowledgment the kernel sends again, in seconds.",
		hostInfo(func(i *HostInfo) (decode.Value, bool) { return decode.Value{I: int64(i.RTO)}, true })},
	hostCount("cwnd", "Congestion window", "Segments that congestion control allows to be under way.", func(i *HostInfo) uint32 { return i.Cwnd }),
	{"ssthresh", "Slow start threshold", decode.KindUint, 32, "Segments; absent before the first loss.",
		hostInfo(func(i *HostInfo) (decode.Value, bool) {
			if i.Ssthresh == nil {
				return decode.Value{}, false
			}
			return decode.Value{U: uint64(*i.Ssthresh)}, true
		})},
	hostCount("unacked", "Segments under way", "Segments sent and not acknowledged.", func(i *HostInfo) uint32 { return i.Unacked }),
	hostCount("sacked", "Segments reported received", "Of those under way, how many SACK blocks report as received.", func(i *HostInfo) uint32 { return i.Sacked }),
	hostCount("lost", "Segments taken for lost", "Of those under way, how many the kernel takes for lost.", func(i *HostInfo) uint32 { return i.Lost }),
	hostCount("retrans", "Segments sent again and under way", "Of those under way, how many are retransmissions.", func(i *HostInfo) uint32 { return i.Retrans }),
	hostCount("total_retrans", "Segments sent again in all", "Retransmissions since the connection began.", func(i *HostInfo) uint32 { return i.TotalRetrans }),
	{"pacing_rate", "Pacing rate", decode.KindUint, 64, "Bytes a second that the kernel spreads what it sends to; absent where it does not.", hostRate(func(i *HostInfo) *uint64 { return i.PacingRate })},
	{"delivery_rate", "Delivery rate", decode.KindUint, 64, "Bytes a second that arrived lately, by the kernel's measure.", hostRate(func(i *HostInfo) *uint64 { return i.DeliveryRate })},
	{"cc", "Congestion control", decode.KindString, 0, "The name of the congestion control: cubic, bbr, reno.", hostText(func(h *HostSocket) string { return h.Cong })},
	hostQueue("sendq", "Send queue", "Bytes that were not sent or not acknowledged.", func(h *HostSocket) uint32 { return h.SendQ }),
	hostQueue("recvq", "Receive queue", "Bytes received that the process has not read.", func(h *HostSocket) uint32 { return h.RecvQ }),
}

// hostFields are the fields of hostRows: a value for each end that is a socket of
// this host, the client's first; none without a live capture.
func hostFields() []Field {
	all := make([]Field, 0, len(hostRows))
	for _, row := range hostRows {
		f := Field{Field: decode.Field{Name: "kernel." + row.name, Label: row.label, Kind: row.kind, Width: row.width,
			Help: row.help + " Of this host's sockets as its kernel says now, beside a live capture only."}, Host: true, Of: hostOf(row.of)}
		if row.name == "state" {
			f.Spell = spellState
		}
		all = append(all, f)
	}
	return all
}

// hostOf makes a getter of a field of both ends.
func hostOf(get func(h *HostSocket, out []decode.Value) []decode.Value) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		both := v.reader.host.of(v)
		for role := range both {
			if h := both[fsm.Role(role)]; h != nil {
				out = get(h, out)
			}
		}
		return out
	}
}

// hostText makes a getter of a text that is absent when empty.
func hostText(get func(h *HostSocket) string) func(*HostSocket, []decode.Value) []decode.Value {
	return func(h *HostSocket, out []decode.Value) []decode.Value {
		if s := get(h); s != "" {
			out = append(out, decode.Value{S: s})
		}
		return out
	}
}

// hostInfo makes a getter of a value of tcp_info.
func hostInfo(get func(i *HostInfo) (decode.Value, bool)) func(*HostSocket, []decode.Value) []decode.Value {
	return func(h *HostSocket, out []decode.Value) []decode.Value {
		if h.Info == nil {
			return out
		}
		if x, ok := get(h.Info); ok {
			out = append(out, x)
		}
		return out
	}
}

func hostCount(name, label, help string, get func(i *HostInfo) uint32) hostRow {
	return hostRow{name, label, decode.KindUint, 32, help,
		hostInfo(func(i *HostInfo) (decode.Value, bool) { return decode.Value{U: uint64(get(i))}, true })}
}

func hostRate(get func(i *HostInfo) *uint64) func(*HostSocket, []decode.Value) []decode.Value {
	return hostInfo(func(i *HostInfo) (decode.Value, bool) {
		if r := get(i); r != nil {
			return decode.Value{U: *r}, true
		}
		return decode.Value{}, false
	})
}

// hostQueue makes a field of the length of a queue, absent where there is no
// socket.
func hostQueue(name, label, help string, get func(h *HostSocket) uint32) hostRow {
	return hostRow{name, label, decode.KindUint, 32, help, func(h *HostSocket, out []decode.Value) []decode.Value {
		if h.State == fsm.Closed {
			return out
		}
		return append(out, decode.Value{U: uint64(get(h))})
	}}
}

func hostPIDs(h *HostSocket, out []decode.Value) []decode.Value {
	for _, p := range h.Processes {
		out = append(out, decode.Value{U: uint64(p.PID)})
	}
	return out
}

func hostNames(h *HostSocket, out []decode.Value) []decode.Value {
	for _, p := range h.Processes {
		out = append(out, decode.Value{S: p.Name})
	}
	return out
}
