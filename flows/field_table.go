package flows

import "tcptui/decode"

// connFields are the fields that a segment has by its connection.
var connFields = []Field{
	{Field: decode.Field{Name: "tcp.stream", Label: "Stream index", Kind: decode.KindUint, Width: 32,
		Help: "The connection's number, from 0 in the order of first segments. A four-tuple that is used again is a new connection."},
		Of: segment(func(v *View, c *Conn) uint64 { return uint64(c.ID) })},
	{Field: decode.Field{Name: "tcp.seq", Label: "Sequence Number", Kind: decode.KindUint, Width: 32, Ref: "RFC 9293 3.4",
		Help: "The sequence number of the first octet of the segment, counted from the connection's start: the SYN is 0, the first octet of data 1."},
		Of: segment(func(v *View, c *Conn) uint64 { return uint64(v.Snap.RelSeq(&v.Row)) })},
	{Field: decode.Field{Name: "tcp.nxtseq", Label: "Next Sequence Number", Kind: decode.KindUint, Width: 32, Ref: "RFC 9293 3.4",
		Help: "The relative sequence number after this segment; SYN and FIN occupy one each."},
		Of: segment(nextSeq)},
	{Field: decode.Field{Name: "tcp.ack", Label: "Acknowledgment Number", Kind: decode.KindUint, Width: 32, Ref: "RFC 9293 3.4",
		Help: "The next octet that the sender of this segment expects, counted from the other end's start."},
		Of: segment(func(v *View, c *Conn) uint64 { return uint64(v.Snap.RelAck(&v.Row)) })},
	{Field: decode.Field{Name: "tcp.window_size", Label: "Calculated window size", Kind: decode.KindUint, Width: 32, Ref: "RFC 7323 2.2",
		Help: "The receive window in bytes: the header's value times the scale that the handshake agreed on, where the handshake was captured."},
		Of: segment(func(v *View, c *Conn) uint64 { return uint64(c.Sides[v.Row.From].Window(v.Row.Window, v.Row.Flags)) })},
	{Field: decode.Field{Name: "tcp.window_size_scalefactor", Label: "Window size scaling factor", Kind: decode.KindInt, Width: 32, Ref: "RFC 7323 2.2",
		Help: "What a window in this direction is multiplied by. -1: not known, the handshake was not captured; -2: no scaling was agreed on."},
		Of: scaleFactor},
	dsackEdge("tcp.options.sack.dsack_le", "TCP D-SACK Left Edge", func(b *decode.SACKBlock) decode.Seq { return b.Left }),
	dsackEdge("tcp.options.sack.dsack_re", "TCP D-SACK Right Edge", func(b *decode.SACKBlock) decode.Seq { return b.Right }),
}

// sackEdge makes a field of one edge of SACK blocks, counted from the start of the data
// that they acknowledge, of the field of the number in the option.
func sackEdge(raw decode.Field, name string) Field {
	f := raw
	f.Name = name
	f.Help += " Counted from the other end's start."
	return Field{Field: f, Need: NeedPacket, Of: func(v *View, out []decode.Value) []decode.Value {
		c := v.Conn()
		if c == nil {
			return out
		}
		first := len(out)
		out = raw.Get(v.Packet(), out)
		for i := first; i < len(out); i++ {
			out[i].U = uint64(uint32(out[i].U) - uint32(c.Sides[v.Row.From.Peer()].Zero()))
		}
		return out
	}}
}

// dsackEdge makes a field of an edge of the block that reports octets which came twice.
func dsackEdge(name, label string, edge func(b *decode.SACKBlock) decode.Seq) Field {
	return Field{Field: decode.Field{Name: name, Label: label, Kind: decode.KindUint, Width: 32, Ref: "RFC 2883 4",
		Help: "Of the block that reports octets which came twice, counted from the other end's start."}, Need: NeedPacket,
		Of: func(v *View, out []decode.Value) []decode.Value {
			c := v.Conn()
			if c == nil || v.Row.Notes&noteDSACK == 0 {
				return out
			}
			if b, ok := v.Packet().TCP.Opts.DSACK(v.Row.Ack); ok {
				out = append(out, decode.Value{U: uint64(uint32(edge(&b) - c.Sides[v.Row.From.Peer()].Zero()))})
			}
			return out
		}}
}

// nextSeq is the relative sequence number that follows a segment.
func nextSeq(v *View, c *Conn) uint64 {
	n := v.Snap.RelSeq(&v.Row) + v.Row.Len
	if v.Row.Flags.Any(decode.SYN | decode.FIN) {
		n++
	}
	return uint64(n)
}

// scaleFactor is the factor of a segment's window. A SYN has none.
func scaleFactor(v *View, out []decode.Value) []decode.Value {
	c := v.Conn()
	if c == nil || v.Row.Flags.Has(decode.SYN) {
		return out
	}
	factor := int64(c.Sides[v.Row.From].Scale)
	if factor >= 0 {
		factor = 1 << factor
	}
	return append(out, decode.Value{I: factor})
}
