package flows

import "tcptui/decode"

// analysisFields are Wireshark's fields about what happened on a connection:
// the flags of noteTable and those below.
func analysisFields() []Field {
	all := make([]Field, 0, len(noteTable)+len(valueFields)+len(eventFields))
	for i, row := range noteTable {
		flag, times := Note(1)<<i, 1
		if flag == NoteDuplicateAck {
			times = 2 // Wireshark has it as a field and as an expert's finding
		}
		all = append(all, Field{Field: decode.Field{Name: "tcp.analysis." + row.name, Label: row.label, Help: row.help},
			Of: present(times, func(v *View) bool { return v.Row.Notes.Has(flag) })})
	}
	for _, e := range eventFields {
		all = append(all, Field{Field: decode.Field{Name: e.name, Label: e.label, Help: e.help, Ref: e.ref}, Need: e.need,
			Of: present(1, func(v *View) bool { return v.Row.Notes&noteBad == 0 && e.is(v.Conn(), &v.Row) })})
	}
	return append(all, valueFields...)
}

// present makes a getter of a field without a value: it is there so many times
// in segments that have it, and not in others.
func present(times int, has func(v *View) bool) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if v.Row.Conn == NoConn || !has(v) {
			return out
		}
		for range times {
			out = append(out, decode.Value{})
		}
		return out
	}
}

// event is a field of segments that open or close a connection.
type event struct {
	name, label, help, ref string
	need                   Need
	is                     func(c *Conn, r *Row) bool
}

var eventFields = []event{
	{"tcp.analysis.flags", "TCP Analysis Flags", "One of the other analysis flags is set, those about fast open left out.", "", NeedRow,
		func(_ *Conn, r *Row) bool { return r.Notes.Any(noteSequence) }},
	{"tcp.ack.nonzero", "The acknowledgment number field is nonzero while the ACK flag is not set", "An acknowledgment number that means nothing.", "RFC 9293 3.1", NeedRow,
		func(_ *Conn, r *Row) bool { return r.Ack != 0 && !r.Flags.Has(decode.ACK) }},
	{"tcp.options.sack.dsack", "D-SACK Sequence", "The first SACK block reports octets that came twice.", "RFC 2883 4", NeedRow,
		func(_ *Conn, r *Row) bool { return r.Notes&noteDSACK != 0 }},
	{"tcp.options.mss.absent", "The SYN packet does not contain a MSS option", "A SYN with options, but without its maximum segment size.", "RFC 9293 3.7.1", NeedRow,
		func(_ *Conn, r *Row) bool { return r.Notes&noteNoMSS != 0 }},
	{"tcp.connection.syn", "Connection establish request (SYN)", "A SYN without ACK.", "RFC 9293 3.5", NeedRow,
		func(_ *Conn, r *Row) bool { return r.Flags&(decode.SYN|decode.ACK) == decode.SYN }},
	{"tcp.connection.synack", "Connection establish acknowledge (SYN+ACK)", "A SYN,ACK.", "RFC 9293 3.5", NeedRow,
		func(_ *Conn, r *Row) bool { return r.Flags.Has(decode.SYN | decode.ACK) }},
	{"tcp.connection.fin", "Connection finish (FIN)", "A FIN.", "RFC 9293 3.6", NeedRow,
		func(_ *Conn, r *Row) bool { return r.Flags.Has(decode.FIN) }},
	{"tcp.connection.fin_active", "This frame initiates the connection closing", "A FIN of the end that sent the first one.", "RFC 9293 3.6", NeedRow,
		func(c *Conn, r *Row) bool { return r.Flags.Has(decode.FIN) && c.closer == int8(r.From) }},
	{"tcp.connection.fin_passive", "This frame undergoes the connection closing", "A FIN of the end that did not send the first one.", "RFC 9293 3.6", NeedRow,
		func(c *Conn, r *Row) bool { return r.Flags.Has(decode.FIN) && c.closer == int8(r.From.Peer()) }},
	{"tcp.connection.rst", "Connection reset (RST)", "A RST.", "RFC 9293 3.5.3", NeedRow,
		func(_ *Conn, r *Row) bool { return r.Flags.Has(decode.RST) }},
}

// valueFields are those with a value.
var valueFields = []Field{
	{Field: decode.Field{Name: "tcp.completeness", Label: "Conversation completeness", Kind: decode.KindUint, Width: 8,
		Help: "Which parts of the connection's life are in the capture: 1 SYN, 2 SYN,ACK, 4 ACK, 8 data, 16 FIN, 32 RST."},
		Need: NeedAll, Of: complete(func(c Completeness) decode.Value { return decode.Value{U: uint64(c)} })},
	{Field: decode.Field{Name: "tcp.completeness.str", Label: "Completeness Flags", Kind: decode.KindString,
		Help: "tcp.completeness in letters: RST, FIN, data, ACK, SYN,ACK, SYN."},
		Need: NeedAll, Of: complete(func(c Completeness) decode.Value { return decode.Value{S: c.String()} })},
	{Field: decode.Field{Name: "tcp.time_relative", Label: "Time since first frame in this TCP stream", Kind: decode.KindDuration,
		Help: "Seconds since the connection's first segment."},
		Of: clock(func(v *View, c *Conn) int64 { return v.Row.Time - c.Start })},
	{Field: decode.Field{Name: "tcp.time_delta", Label: "Time since previous frame in this TCP stream", Kind: decode.KindDuration,
		Help: "Seconds since the connection's segment before, of either end; 0 for the first."},
		Of: clock(func(v *View, _ *Conn) int64 {
			if v.Row.Prev == NoRow {
				return 0
			}
			return v.Row.Time - v.Snap.Row(v.Row.Prev).Time
		})},
	{Field: decode.Field{Name: "tcp.analysis", Label: "SEQ/ACK analysis", Help: "The analysis has something to say of the segment."},
		Of: func(v *View, out []decode.Value) []decode.Value {
			if a := v.Analysis(); a != nil && a.Any {
				out = append(out, decode.Value{})
			}
			return out
		}},
	{Field: decode.Field{Name: "tcp.analysis.acks_frame", Label: "This is an ACK to the segment in frame", Kind: decode.KindUint, Base: decode.FrameNumber, Width: 32,
		Help: "The frame whose last octet this segment acknowledges."},
		Of: frameNumber(func(a *Analysis) uint32 { return a.AcksRow })},
	{Field: decode.Field{Name: "tcp.analysis.ack_rtt", Label: "The RTT to ACK the segment was", Kind: decode.KindDuration,
		Help: "Seconds from the frame that is acknowledged to this one."},
		Of: duration(func(a *Analysis) int64 { return a.AckRTT })},
	{Field: decode.Field{Name: "tcp.analysis.initial_rtt", Label: "iRTT", Kind: decode.KindDuration,
		Help: "Seconds from the connection's SYN to the ACK that ends the handshake."},
		Need: NeedAll, Of: duration(func(a *Analysis) int64 { return a.InitialRTT })},
	{Field: decode.Field{Name: "tcp.analysis.bytes_in_flight", Label: "Bytes in flight", Kind: decode.KindUint, Width: 32,
		Help: "Bytes sent and not acknowledged after this segment."},
		Need: NeedPast, Of: number(func(a *Analysis) uint32 { return a.InFlight })},
	{Field: decode.Field{Name: "tcp.analysis.push_bytes_sent", Label: "Bytes sent since last PSH flag", Kind: decode.KindUint, Width: 32,
		Help: "Bytes sent since the last segment with PSH, with this one."},
		Need: NeedPast, Of: number(func(a *Analysis) uint32 {
			if a.InFlight == 0 {
				return 0
			}
			return a.Pushed
		})},
	{Field: decode.Field{Name: "tcp.analysis.rto", Label: "The RTO for this segment was", Kind: decode.KindDuration,
		Help: "Seconds since the oldest frame of this direction that was not acknowledged."},
		Of: duration(func(a *Analysis) int64 { return a.RTO })},
	{Field: decode.Field{Name: "tcp.analysis.rto_frame", Label: "RTO based on delta from frame", Kind: decode.KindUint, Base: decode.FrameNumber, Width: 32,
		Help: "The oldest frame of this direction that was not acknowledged."},
		Of: frameNumber(func(a *Analysis) uint32 {
			if a.RTO == 0 {
				return NoRow
			}
			return a.RTORow
		})},
	{Field: decode.Field{Name: "tcp.analysis.duplicate_ack_num", Label: "Duplicate ACK #", Kind: decode.KindUint, Width: 32,
		Help: "Which repetition of the acknowledgment this is, counted from 1."},
		Of: number(func(a *Analysis) uint32 { return a.DupAckNum })},
	{Field: decode.Field{Name: "tcp.analysis.duplicate_ack_frame", Label: "Duplicate to the ACK in frame", Kind: decode.KindUint, Base: decode.FrameNumber, Width: 32,
		Help: "The frame that acknowledged first what this one repeats."},
		Of: func(v *View, out []decode.Value) []decode.Value {
			if a := v.Analysis(); a != nil && a.DupAckNum > 0 {
				out = append(out, decode.Value{U: uint64(a.DupAckRow + 1)}) // 0 where no frame did: NoRow + 1
			}
			return out
		}},
}

// complete makes a getter of the completeness that a segment shows.
func complete(get func(c Completeness) decode.Value) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if c := v.Conn(); c != nil {
			out = append(out, get(c.Shown(v.Row.No)))
		}
		return out
	}
}

// clock makes a getter of a time within the connection. A header whose fixed
// part is bad or cut shows none.
func clock(get func(v *View, c *Conn) int64) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if c := v.Conn(); c != nil && v.Row.Notes&(noteBad|noteShort) == 0 {
			out = append(out, decode.Value{I: get(v, c)})
		}
		return out
	}
}

// number makes a getter of a number that 0 stands for the absence of.
func number(get func(a *Analysis) uint32) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if a := v.Analysis(); a != nil {
			if n := get(a); n != 0 {
				out = append(out, decode.Value{U: uint64(n)})
			}
		}
		return out
	}
}

// duration makes a getter of a time that 0 stands for the absence of.
func duration(get func(a *Analysis) int64) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if a := v.Analysis(); a != nil && a.Any {
			if ns := get(a); ns != 0 {
				out = append(out, decode.Value{I: ns})
			}
		}
		return out
	}
}

// frameNumber makes a getter of the number of the frame in a row, if there is
// one.
func frameNumber(get func(a *Analysis) uint32) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if a := v.Analysis(); a != nil {
			if row := get(a); row != NoRow {
				out = append(out, decode.Value{U: uint64(row) + 1})
			}
		}
		return out
	}
}
