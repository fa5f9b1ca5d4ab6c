package decode

// ref9293 is where the header is specified.
const ref9293 = "RFC 9293 3.1"

// tcpRows are the fields of the fixed header: the figure of RFC 9293 3.1, bit by
// bit. The header pane shows the same rows.
func tcpRows() []fieldRow {
	const t = ProtoTCP
	flag := func(name, label string, at uint16, ref, help string) fieldRow {
		return fieldRow{"tcp.flags." + name, label, KindBool, Dec, 16, t, at, 1, ref, help, nil}
	}
	return []fieldRow{
		{"tcp.srcport", "Source Port", KindUint, Dec, 16, t, 0, 16, ref9293,
			"The sender's end of the connection on its host. The four addresses and ports together name the connection.", nil},
		{"tcp.dstport", "Destination Port", KindUint, Dec, 16, t, 16, 16, ref9293,
			"The receiver's end of the connection on its host; a well-known one names the service.", nil},
		{"tcp.port", "Source or Destination Port", KindUint, Dec, 16, t, 0, 16, ref9293, "Either port.", nil},
		{"tcp.port", "", KindUint, Dec, 16, t, 16, 16, ref9293, "", nil},
		{"tcp.seq_raw", "Sequence Number (raw)", KindUint, Dec, 32, t, 32, 32, "RFC 9293 3.4",
			"The number of the first byte of data. With SYN it is the initial sequence number, and the first byte has the next one.", nil},
		{"tcp.ack_raw", "Acknowledgment number (raw)", KindUint, Dec, 32, t, 64, 32, "RFC 9293 3.4",
			"The next sequence number that the sender of this segment expects: all before it have arrived. Valid with ACK.", nil},
		{"tcp.hdr_len", "Header Length", KindUint, Dec, 8, t, 96, 4, ref9293,
			"Data offset: where the data begins, in words of four bytes; at least 5, at most 15.", nil},
		{"tcp.flags", "Flags", KindUint, Hex, 16, t, 100, 12, ref9293, "What this segment does to the connection.", nil},
		{"tcp.flags.res", "Reserved", KindBool, Dec, 16, t, 100, 3, ref9293, "For later use: sent as 0 and ignored when received.", nil},
		flag("ae", "Accurate ECN", 103, "RFC 9768 3.1", "With ECE and CWR counts congestion marks; in a SYN it offers to."),
		flag("cwr", "Congestion Window Reduced", 104, "RFC 3168 6.1", "The sender has slowed down because of ECE; in a SYN it offers ECN."),
		flag("ece", "ECN-Echo", 105, "RFC 3168 6.1", "A packet arrived with a congestion mark; in a SYN it offers ECN."),
		flag("urg", "Urgent", 106, "RFC 9293 3.8.5", "The urgent pointer is valid."),
		flag("ack", "Acknowledgment", 107, ref9293, "The acknowledgment number is valid; set in every segment but the first SYN and some resets."),
		flag("push", "Push", 108, "RFC 9293 3.9.1", "Hand the data over to the application now, do not wait for more."),
		flag("reset", "Reset", 109, "RFC 9293 3.5.2", "The connection ends at once, or never existed."),
		flag("syn", "Syn", 110, "RFC 9293 3.5", "Opens a connection and tells the initial sequence number; takes one sequence number itself."),
		flag("fin", "Fin", 111, "RFC 9293 3.6", "The sender has no more data; takes one sequence number itself."),
		{"tcp.window_size_value", "Window", KindUint, Dec, 16, t, 112, 16, "RFC 9293 3.8.6",
			"How much data the sender of this segment is ready to receive, counted from the acknowledgment number; to be shifted by the window scale, but never in a SYN.", nil},
		{"tcp.checksum", "Checksum", KindUint, Hex, 16, t, 128, 16, ref9293,
			"One's complement of the sum over pseudo-header, header and data.", nil},
		{"tcp.urgent_pointer", "Urgent Pointer", KindUint, Dec, 16, t, 144, 16, "RFC 9293 3.8.5",
			"Where urgent data ends, counted from the sequence number. Valid with URG; RFC 6093 advises against its use.", nil},
	}
}

// AppendString appends the flags as Wireshark's tcp.flags.str shows them: a
// letter for each that is set, a dot for each that is not.
func (fl Flags) AppendString(dst []byte) []byte {
	const letters = "RRRACEUAPRSF"
	for i := range len(letters) {
		if fl>>(11-i)&1 != 0 {
			dst = append(dst, letters[i])
		} else {
			dst = append(dst, "·"...)
		}
	}
	return dst
}

// tcpFields are the fields that are made of more than one place.
func tcpFields() []Field {
	flags := func(p *Packet, out []Value) []Value {
		eachTCP(p, func(h []byte, _ int) {
			if len(h) >= 14 {
				fl := Flags(uint16(h[12])<<8|uint16(h[13])) & 0xfff
				out = append(out, Value{S: string(fl.AppendString(nil))})
			}
		})
		return out
	}
	return []Field{
		{Name: "tcp.flags.str", Label: "TCP Flags", Kind: KindString, Ref: ref9293, Help: "The flags as letters.", Get: flags},
		{Name: "tcp.len", Label: "TCP Segment Len", Kind: KindUint, Width: 32, Ref: "RFC 9293 3.3.1",
			Help: "Bytes of data by the IP length.", Get: segmentLen},
		{Name: "tcp.payload", Label: "TCP payload", Kind: KindBytes, Ref: ref9293, Help: "The data that was captured.", Get: payload},
		{Name: "tcp.options", Label: "TCP Options", Kind: KindBytes, Ref: ref9293, Help: "All options.", Get: optionBytes},
	}
}

func segmentLen(p *Packet, out []Value) []Value {
	if p.HasTCP && p.TCP.LenKnown() {
		out = append(out, Value{U: uint64(p.TCP.Len)})
	}
	return out
}

// payload leaves out what comes with a reset: that is a text about the cause
// (RFC 9293 3.5.3), no data of the stream.
func payload(p *Packet, out []Value) []Value {
	if b := p.Payload(); len(b) > 0 && !p.TCP.Flags.Has(RST) {
		out = append(out, Value{B: b})
	}
	return out
}

// Payload returns the segment's data as far as it was captured; not a copy. Nil
// when there is none.
func (p *Packet) Payload() []byte {
	s := &p.TCP
	if !p.HasTCP || s.CapLen == 0 || s.Fault&(FaultOffsetSmall|FaultOffsetBeyond) != 0 {
		return nil
	}
	from := s.Off + uint32(s.HdrLen)
	return window(p.Data, from, from+s.CapLen)
}

// eachTCP calls f for each TCP header of a packet, quoted ones included. h is
// the header as far as it was captured, size its length by the data offset.
func eachTCP(p *Packet, f func(h []byte, size int)) {
	for i := range int(p.NLayers) {
		if p.Layers[i].Proto != ProtoTCP {
			continue
		}
		h, size := p.layerBytes(i), tcpMinHeader
		if len(h) > 12 {
			size = int(h[12]>>4) * 4
		}
		f(h[:min(len(h), max(size, tcpMinHeader))], size)
	}
}

func optionBytes(p *Packet, out []Value) []Value {
	eachTCP(p, func(h []byte, size int) {
		if size > tcpMinHeader && len(h) > tcpMinHeader {
			out = append(out, Value{B: h[tcpMinHeader:len(h):len(h)]})
		}
	})
	return out
}
