package flows

import (
	"tcptui/capture"
	"tcptui/decode"
)

// encapTypes are the numbers that Wireshark has for link types: those of its library that
// reads captures. The link types that are not here are 0 to it, unknown.
var encapTypes = map[capture.LinkType]int64{
	0: 15, 1: 1, 2: 184, 3: 148, 6: 2, 7: 8, 8: 3, 9: 4, 10: 6, 11: 10, 12: 7, 13: 38,
	14: 7, 16: 11, 18: 11, 19: 11, 32: 69, 50: 4, 51: 139, 99: 61, 100: 10, 101: 7, 104: 28, 105: 20,
	106: 11, 107: 26, 108: 174, 109: 38, 112: 28, 113: 25, 114: 30, 117: 39, 118: 29, 119: 21, 121: 32, 122: 18,
	123: 13, 127: 23, 128: 37, 129: 9, 130: 81, 131: 82, 133: 87, 135: 68, 136: 151, 137: 67, 138: 62, 139: 75,
	140: 42, 141: 43, 142: 101, 143: 33, 144: 44, 147: 45, 148: 46, 149: 47, 150: 48, 151: 49, 152: 50, 153: 51,
	154: 52, 155: 53, 156: 54, 157: 55, 158: 56, 159: 57, 160: 58, 161: 59, 162: 60, 163: 24, 165: 63, 167: 76,
	169: 66, 170: 178, 171: 179, 172: 77, 173: 78, 177: 88, 178: 83, 179: 84, 180: 85, 181: 86, 183: 91, 184: 181,
	186: 92, 187: 41, 188: 93, 189: 95, 190: 109, 192: 97, 195: 104, 196: 100, 197: 98, 199: 103, 200: 197, 201: 99,
	202: 147, 203: 131, 204: 19, 209: 112, 210: 106, 211: 108, 212: 107, 213: 111, 214: 105, 215: 113, 220: 115, 224: 121,
	225: 122, 226: 124, 227: 125, 228: 129, 229: 130, 230: 127, 231: 146, 235: 132, 236: 133, 237: 157, 239: 141, 240: 135,
	241: 136, 242: 180, 243: 138, 245: 140, 248: 149, 249: 152, 250: 153, 251: 154, 252: 155, 253: 158, 254: 159, 255: 160,
	256: 161, 258: 171, 259: 172, 260: 173, 264: 177, 266: 182, 268: 36, 270: 183, 271: 185, 272: 186, 273: 199, 274: 198,
	275: 200, 276: 210, 279: 204, 280: 205, 283: 206, 287: 211, 288: 208, 290: 212, 292: 214, 293: 215, 294: 216, 295: 217,
}

// encapType is Wireshark's number for the link type of a frame. Blocks that hold no frame
// of a link have none.
func encapType(v *View, out []decode.Value) []decode.Value {
	link := v.Snap.Link(&v.Row)
	if link >= capture.LinkCustomBlock {
		return out
	}
	return append(out, decode.Value{I: encapTypes[link]})
}

// packetFlag makes a field of bits of the flags that a pcapng file has beside a frame
// (section 4.3.1 of the draft).
func packetFlag(name, label string, kind decode.Kind, base decode.Base, first, bits uint8, help string) Field {
	return Field{Field: decode.Field{Name: "frame.packet_flags_" + name, Label: label, Kind: kind, Base: base, Width: 32, Help: help}, Need: NeedPacket,
		Of: func(v *View, out []decode.Value) []decode.Value {
			if note, err := v.Note(); err == nil && note.Flagged {
				out = append(out, decode.Value{U: uint64(note.Flags >> first & (1<<bits - 1))})
			}
			return out
		}}
}

// packetFlagFields are the parts of frame.packet_flags.
var packetFlagFields = []Field{
	packetFlag("direction", "Direction", decode.KindUint, decode.Hex, 0, 2, "1 inbound, 2 outbound, 0 not known."),
	packetFlag("reception_type", "Reception type", decode.KindUint, decode.Dec, 2, 3, "1 unicast, 2 multicast, 3 broadcast, 4 promiscuous, 0 not told."),
	packetFlag("fcs_length", "FCS length", decode.KindUint, decode.Dec, 5, 4, "Bytes of the check sequence, 0 where that is not known."),
	packetFlag("reserved", "Reserved", decode.KindUint, decode.Dec, 9, 7, "Written as 0."),
	packetFlag("crc_error", "CRC error", decode.KindBool, decode.Dec, 24, 1, "The check sequence was wrong."),
	packetFlag("packet_too_error", "Packet too long error", decode.KindBool, decode.Dec, 25, 1, "The frame was too long."),
	packetFlag("packet_too_short_error", "Packet too short error", decode.KindBool, decode.Dec, 26, 1, "The frame was too short."),
	packetFlag("wrong_inter_frame_gap_error", "Wrong interframe gap error", decode.KindBool, decode.Dec, 27, 1, "The pause before the frame was wrong."),
	packetFlag("unaligned_frame_error", "Unaligned frame error", decode.KindBool, decode.Dec, 28, 1, "The frame ended inside a byte."),
	packetFlag("start_frame_delimiter_error", "Start frame delimiter error", decode.KindBool, decode.Dec, 29, 1, "The start of the frame was wrong."),
	packetFlag("preamble_error", "Preamble error", decode.KindBool, decode.Dec, 30, 1, "What comes before the frame was wrong."),
	packetFlag("symbol_error", "Symbol error", decode.KindBool, decode.Dec, 31, 1, "The signal held what means nothing."),
}
