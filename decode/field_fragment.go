package decode

// fragmentFields are the fields of datagrams that were put together, of the frame that
// completed them.
func fragmentFields(pr Proto) []Field {
	name, ref, kind := "ip", "RFC 791 3.2", KindBytes
	if pr == ProtoIPv6 {
		name, ref, kind = "ipv6", "RFC 8200 4.5", KindNone
	}
	text := "IPv4"
	if pr == ProtoIPv6 {
		text = "IPv6"
	}
	field := func(f Field, get func(w *Datagram, out []Value) []Value) Field {
		f.Name, f.Ref = name+f.Name, ref
		f.Get = func(p *Packet, out []Value) []Value {
			for _, w := range p.Wholes {
				if v6 := w.Data[0]>>4 == 6; v6 == (pr == ProtoIPv6) {
					out = get(w, out)
				}
			}
			return out
		}
		return f
	}
	pieces := func(f Field, faults, none PieceFault, frame bool) Field {
		return field(f, func(w *Datagram, out []Value) []Value {
			for _, x := range w.Pieces {
				if (faults == 0 || x.Fault&faults != 0) && x.Fault&none == 0 {
					v := Value{U: 1}
					if frame {
						v.U = uint64(x.Frame) + 1
					}
					out = append(out, v)
				}
			}
			return out
		})
	}
	number := func(f Field, get func(w *Datagram) uint64) Field {
		return field(f, func(w *Datagram, out []Value) []Value { return append(out, Value{U: get(w)}) })
	}
	data := func(f Field) Field {
		return field(f, func(w *Datagram, out []Value) []Value { return append(out, Value{U: 1, B: w.Data[w.Header:]}) })
	}
	const every = PieceOverlap | PieceConflict | PieceTail | PieceTooLong
	return []Field{
		data(Field{Name: ".fragments", Label: text + " Fragments", Kind: kind, Help: "The datagram's data, put together of fragments."}),
		pieces(Field{Name: ".fragment", Label: text + " Fragment", Kind: KindUint, Width: 32, Help: "A frame with a fragment of the datagram."}, 0, every, true),
		pieces(Field{Name: ".fragment.error", Label: "Defragmentation error", Kind: KindUint, Width: 32, Help: "A frame with a fragment that does not fit to the others."}, every, 0, true),
		pieces(Field{Name: ".fragment.overlap", Label: "Fragment overlap", Kind: KindBool, Width: 1, Help: "Of a fragment that begins before the ones before it end."}, PieceOverlap, 0, false),
		pieces(Field{Name: ".fragment.overlap.conflict", Label: "Conflicting data in fragment overlap", Kind: KindBool, Width: 1, Help: "Of a fragment that says something else than those it overlaps."}, PieceConflict, 0, false),
		pieces(Field{Name: ".fragment.multipletails", Label: "Multiple tail fragments found", Kind: KindBool, Width: 1, Help: "Of a last fragment that ends the datagram elsewhere than the one that came first."}, PieceTail, 0, false),
		pieces(Field{Name: ".fragment.toolongfragment", Label: "Fragment too long", Kind: KindBool, Width: 1, Help: "Of a fragment that reaches beyond the datagram's end."}, PieceTooLong, 0, false),
		number(Field{Name: ".fragment.count", Label: "Fragment count", Kind: KindUint, Width: 32, Help: "How many fragments the datagram came in."}, func(w *Datagram) uint64 { return uint64(len(w.Pieces)) }),
		number(Field{Name: ".reassembled.length", Label: "Reassembled " + text + " length", Kind: KindUint, Width: 32, Help: "Bytes of the datagram's data."},
			func(w *Datagram) uint64 { return uint64(len(w.Data)) - uint64(w.Header) }),
		data(Field{Name: ".reassembled.data", Label: "Reassembled " + text + " data", Kind: KindBytes, Help: "The datagram's data, put together of fragments."}),
	}
}

// WholesIn leaves only the datagrams whose IP header is layer i.
func (p *Packet) WholesIn(i int) []*Datagram {
	var out []*Datagram
	for _, w := range p.Wholes {
		if int(w.layer) == i {
			out = append(out, w)
		}
	}
	return out
}
