package flows

import "tcptui/decode"

// Whole is the row that completes the datagram which row i has a fragment of, NoRow when i
// has none, completes one itself, or the rest never came.
func (r *Reader) Whole(s *Snapshot, i uint32) uint32 {
	return r.fragments.find(s, i, len(s.wholes), func(k int, of map[uint32]uint32) {
		w := &s.wholes[k]
		for _, part := range w.parts {
			if part != w.row {
				of[part] = w.row
			}
		}
	})
}

// reassembledIn makes a field of the frame that completes a fragment's datagram.
func reassembledIn(name, label string, size uint8) Field {
	return Field{Field: decode.Field{Name: name, Label: label, Kind: decode.KindUint, Width: 32, Help: "The frame that completes the datagram which this one has a fragment of."},
		Need: NeedAll, Of: func(v *View, out []decode.Value) []decode.Value {
			row := v.reader.Whole(v.Snap, v.Row.No)
			if row == NoRow || v.Packet().Src.N != size {
				return out
			}
			return append(out, decode.Value{U: uint64(row) + 1})
		}}
}

var fragmentFields = []Field{
	reassembledIn("ip.reassembled_in", "Reassembled IPv4 in frame", 4),
	reassembledIn("ipv6.reassembled.in", "Reassembled IPv6 in frame", 16),
}
