package decode

import "encoding/binary"

// llcControl reads the control field of IEEE 802.2 5.2: one byte of unnumbered frames, two
// of others.
func llcControl(b []byte) (u uint64, unnumbered, ok bool) {
	if len(b) < 3 {
		return 0, false, false
	}
	if b[2]&3 == 3 {
		return uint64(b[2]), true, true
	}
	if len(b) < 4 {
		return 0, false, false
	}
	return uint64(binary.LittleEndian.Uint16(b[2:])), false, true
}

// llcControlFields are the parts of the control field.
func llcControlFields() []Field {
	const ref = "IEEE 802.2 5.2"
	part := func(name, label string, kind Kind, base Base, width uint8, help string, get func(u uint64, unnumbered, answer bool) (uint64, bool)) Field {
		return Field{Name: "llc.control" + name, Label: label, Kind: kind, Base: base, Width: width, Ref: ref, Help: help,
			Get: ofLayers(ProtoLLC, func(_ *Packet, _ int, b []byte, out []Value) []Value {
				u, unnumbered, ok := llcControl(b)
				if !ok {
					return out
				}
				if u, ok = get(u, unnumbered, b[1]&1 != 0); ok {
					out = append(out, Value{U: u})
				}
				return out
			})}
	}
	const infoBit, supervisory = 1, 1
	poll := func(u uint64, unnumbered bool) uint64 {
		if unnumbered {
			return u >> 4 & 1
		}
		return u >> 8 & 1
	}
	return []Field{
		part("", "Control", KindUint, Hex, 16, "What kind of frame it is, and its numbers.", func(u uint64, _, _ bool) (uint64, bool) { return u, true }),
		part(".ftype", "Frame type", KindUint, Hex, 8, "0 information, 1 supervisory, 3 unnumbered.", func(u uint64, unnumbered, _ bool) (uint64, bool) {
			if u&infoBit == 0 {
				return 0, true
			}
			return u & 3, true
		}),
		part(".n_r", "N(R)", KindUint, Dec, 16, "The frame that is expected next.", func(u uint64, unnumbered, _ bool) (uint64, bool) { return u >> 9, !unnumbered }),
		part(".n_s", "N(S)", KindUint, Dec, 16, "The number of this frame.", func(u uint64, unnumbered, _ bool) (uint64, bool) { return u >> 1 & 127, !unnumbered && u&infoBit == 0 }),
		part(".s_ftype", "Supervisory frame type", KindUint, Hex, 16, "0 ready, 1 reject, 2 not ready.", func(u uint64, unnumbered, _ bool) (uint64, bool) {
			return u >> 2 & 3, !unnumbered && u&3 == supervisory
		}),
		part(".u_modifier_cmd", "Command", KindUint, Hex, 8, "The command of an unnumbered frame.", func(u uint64, unnumbered, answer bool) (uint64, bool) { return u >> 2 & 0x3b, unnumbered && !answer }),
		part(".u_modifier_resp", "Response", KindUint, Hex, 8, "The response of an unnumbered frame.", func(u uint64, unnumbered, answer bool) (uint64, bool) { return u >> 2 & 0x3b, unnumbered && answer }),
		part(".p", "Poll", KindBool, Dec, 8, "An answer is wanted at once.", func(u uint64, unnumbered, answer bool) (uint64, bool) {
			return 1, poll(u, unnumbered) == 1 && !answer
		}),
		part(".f", "Final", KindBool, Dec, 8, "It answers a poll.", func(u uint64, unnumbered, answer bool) (uint64, bool) {
			return 1, poll(u, unnumbered) == 1 && answer
		}),
	}
}
