package flows

import (
	"tcptui/capture"
	"tcptui/decode"
)

// frameFields are the fields of every frame. The names and formats are
// Wireshark's.
var frameFields = []Field{
	{Field: decode.Field{Name: "frame.number", Label: "Frame Number", Kind: decode.KindUint, Width: 32,
		Help: "The frame's place in the capture, from 1."},
		Of: one(func(v *View) decode.Value { return decode.Value{U: uint64(v.Row.No) + 1} })},
	{Field: decode.Field{Name: "frame.time_epoch", Label: "Epoch Time", Kind: decode.KindTime,
		Help: "When the frame was captured: seconds since 1970-01-01 00:00 UTC."},
		Of: timed(func(v *View) int64 { return v.Row.Time })},
	{Field: decode.Field{Name: "frame.time_relative", Label: "Time since reference or first frame", Kind: decode.KindDuration,
		Help: "Seconds since the first frame of the capture."},
		Of: timed(func(v *View) int64 { return v.Row.Time - v.Snap.Row(0).Time })},
	{Field: decode.Field{Name: "frame.time_delta", Label: "Time delta from previous captured frame", Kind: decode.KindDuration,
		Help: "Seconds since the frame before, 0 for the first."},
		Of: timed(func(v *View) int64 { return v.Row.Time - v.Snap.Row(v.Row.No-min(v.Row.No, 1)).Time })},
	{Field: decode.Field{Name: "frame.time_delta_displayed", Label: "Time delta from previous displayed frame", Kind: decode.KindDuration,
		Help: "Seconds since the frame that was printed before, 0 for the first. On the screen since the frame before, as all were shown."},
		Of: timed(func(v *View) int64 { return v.Row.Time - v.Snap.Row(v.before()).Time })},
	{Field: decode.Field{Name: "frame.len", Label: "Frame length on the wire", Kind: decode.KindUint, Width: 32,
		Help: "The frame's length on the wire in bytes, also where less was captured."},
		Of: one(func(v *View) decode.Value { return decode.Value{U: uint64(v.Row.OrigLen)} })},
	{Field: decode.Field{Name: "frame.cap_len", Label: "Frame length stored into the capture file", Kind: decode.KindUint, Width: 32,
		Help: "The bytes of the frame that were captured."},
		Of: one(func(v *View) decode.Value { return decode.Value{U: uint64(v.Row.CapLen)} })},
	{Field: decode.Field{Name: "frame.time", Label: "Arrival Time", Kind: decode.KindTime, Base: decode.Local,
		Help: "When the frame was captured, in local time."},
		Of: timed(func(v *View) int64 { return v.Row.Time })},
	{Field: decode.Field{Name: "frame.protocols", Label: "Protocols in frame", Kind: decode.KindString,
		Help: "The protocols of the frame's headers from the outermost in, parted by colons."},
		Need: NeedPacket, Of: one(func(v *View) decode.Value { return decode.Value{S: string(v.Packet().AppendProtocols(nil))} })},
	{Field: decode.Field{Name: "frame.marked", Label: "Frame is marked", Kind: decode.KindBool, Width: 8,
		Help: "Always false: marks belong to a session, not to the capture."},
		Of: one(func(*View) decode.Value { return decode.Value{} })},
	{Field: decode.Field{Name: "frame.ignored", Label: "Frame is ignored", Kind: decode.KindBool, Width: 8,
		Help: "Always false: no frame is left out."},
		Of: one(func(*View) decode.Value { return decode.Value{} })},
	{Field: decode.Field{Name: "frame.offset_shift", Label: "Time shift for this packet", Kind: decode.KindDuration,
		Help: "Always 0: times are those of the capture."},
		Of: timed(func(*View) int64 { return 0 })},
	{Field: decode.Field{Name: "frame.comment", Label: "Comment", Kind: decode.KindString,
		Help: "What somebody wrote to the frame in the capture file."},
		Need: NeedPacket, Of: comments},
	{Field: decode.Field{Name: "frame.packet_flags", Label: "Packet flags", Kind: decode.KindUint, Base: decode.Hex, Width: 32,
		Help: "Direction, reception and link-layer errors, as the capturing interface told them."},
		Need: NeedPacket, Of: packetFlags},
	{Field: decode.Field{Name: "frame.cb_pen", Label: "Private Enterprise Number", Kind: decode.KindUint, Width: 32, Ref: "IANA registry",
		Help: "Of a custom block of pcapng: who alone knows what its data is."},
		Need: NeedPacket, Of: ofCustomBlock(func(n *capture.Note) decode.Value { return decode.Value{U: uint64(n.Enterprise)} })},
	{Field: decode.Field{Name: "frame.cb_copy", Label: "Copying", Kind: decode.KindBool, Width: 8,
		Help: "Of a custom block of pcapng: whether it may be copied into files that are made of this one."},
		Need: NeedPacket, Of: ofCustomBlock(func(n *capture.Note) decode.Value {
			if n.NoCopy {
				return decode.Value{}
			}
			return decode.Value{U: 1}
		})},
	{Field: decode.Field{Name: "frame.encap_type", Label: "Encapsulation type", Kind: decode.KindInt, Width: 16,
		Help: "Wireshark's number for the link type."},
		Of: encapType},
	{Field: decode.Field{Name: "frame.section_number", Label: "Section number", Kind: decode.KindUint, Width: 32,
		Help: "The section of the file that the frame is in, from 1."},
		Of: func(v *View, out []decode.Value) []decode.Value {
			if i := int(v.Row.Iface); i < len(v.Snap.Ifaces) && v.Snap.Ifaces[i].Section >= 0 {
				out = append(out, decode.Value{U: uint64(v.Snap.Ifaces[i].Section) + 1})
			}
			return out
		}},
	{Field: decode.Field{Name: "frame.interface_id", Label: "Interface id", Kind: decode.KindUint, Width: 32,
		Help: "The number of the interface in its section of the file, from 0."},
		Of: ofInterface(func(v *View, f *capture.Interface) decode.Value {
			return decode.Value{U: v.reader.ifaces.of(v.Snap.Ifaces, int(v.Row.Iface))}
		})},
	{Field: decode.Field{Name: "frame.interface_name", Label: "Interface name", Kind: decode.KindString,
		Help: "The interface that the frame was captured on."},
		Of: ofInterface(func(v *View, f *capture.Interface) decode.Value {
			if f.Name == "" {
				return decode.Value{S: "unknown"}
			}
			return decode.Value{S: f.Name}
		})},
	{Field: decode.Field{Name: "frame.interface_description", Label: "Interface description", Kind: decode.KindString,
		Help: "What the file says of the interface that the frame was captured on."},
		Of: func(v *View, out []decode.Value) []decode.Value {
			if f := v.iface(); f != nil && f.Description != "" {
				out = append(out, decode.Value{S: f.Description})
			}
			return out
		}},
}

// timed makes a getter of a time that frames without a time lack.
func timed(get func(v *View) int64) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if v.Row.NoTime {
			return out
		}
		return append(out, decode.Value{I: get(v)})
	}
}

// iface is what the file says of the frame's interface; nil when its format has
// no interfaces.
func (v *View) iface() *capture.Interface {
	if int(v.Row.Iface) >= len(v.Snap.Ifaces) || v.Snap.Ifaces[v.Row.Iface].Section < 0 {
		return nil
	}
	if v.Snap.Ifaces[v.Row.Iface].Link >= capture.LinkCustomBlock {
		return nil // the block is no packet of an interface
	}
	return &v.Snap.Ifaces[v.Row.Iface]
}

// ofInterface makes a getter of something that every interface has.
func ofInterface(get func(v *View, f *capture.Interface) decode.Value) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if f := v.iface(); f != nil {
			out = append(out, get(v, f))
		}
		return out
	}
}

// comments are what the file says of the frame; what cannot be read again has
// none.
func comments(v *View, out []decode.Value) []decode.Value {
	note, err := v.Note()
	if err != nil {
		return out
	}
	for _, c := range note.Comments {
		out = append(out, decode.Value{S: c})
	}
	return out
}

// ofCustomBlock makes a getter of what the file says of a custom block.
func ofCustomBlock(get func(n *capture.Note) decode.Value) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if v.Snap.Link(&v.Row) != capture.LinkCustomBlock {
			return out
		}
		if note, err := v.Note(); err == nil {
			out = append(out, get(&note))
		}
		return out
	}
}

func packetFlags(v *View, out []decode.Value) []decode.Value {
	if note, err := v.Note(); err == nil && note.Flagged {
		out = append(out, decode.Value{U: uint64(note.Flags)})
	}
	return out
}

// Note is what the file says of the frame beside its bytes, read again at each
// call.
func (v *View) Note() (capture.Note, error) {
	return capture.NoteOf(v.reader.store, v.Row.Off, v.Row.CapLen)
}
