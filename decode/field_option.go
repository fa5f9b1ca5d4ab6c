package decode

import "iter"

// optionFields makes the fields of all options from their table.
func optionFields() []Field {
	out := []Field{
		{Name: "tcp.option_kind", Label: "Kind", Kind: KindUint, Width: 8, Ref: ref9293, Help: "What the option is.", Get: optionKinds},
		{Name: "tcp.option_len", Label: "Length", Kind: KindUint, Width: 8, Ref: ref9293, Help: "Bytes of the option with kind and length.", Get: optionLens},
	}
	seen := make(map[string]bool)
	add := func(f Field) {
		if !seen[f.Name] {
			seen[f.Name] = true
			out = append(out, f)
		}
	}
	rows := append(optionTable[:len(optionTable):len(optionTable)], unknownOption)
	for _, r := range rows {
		add(Field{Name: r.name, Label: "TCP Option - " + r.label, Kind: KindBytes, Ref: r.ref, Help: r.help, Get: optionPresent(r.name)})
	}
	for _, r := range rows {
		for t := range r.allParts(exampleLens[:]) {
			add(Field{Name: t.name, Label: t.label, Kind: t.kind, Base: t.base, Width: t.width, Mask: t.mask(), Ref: r.ref, Help: t.help, Get: optionPartValues(t.name)})
		}
	}
	return append(out, []Field{
		{Name: "tcp.options.wscale.multiplier", Label: "Multiplier", Kind: KindUint, Width: 16, Ref: "RFC 7323 2.2",
			Help: "What windows are multiplied by: two to the power of the shift count.", Get: wscaleMultiplier},
		{Name: "tcp.options.sack.count", Label: "TCP SACK Count", Kind: KindUint, Width: 8, Ref: "RFC 2018 3",
			Help: "How many blocks the option holds.", Get: sackCount},
	}...)
}

// exampleLens are lengths of options in bytes at which they have all their parts.
var exampleLens = [...]int{2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 18, 20, 22, 24, 26, 28, 30, 34, 40}

// allParts yields every part that an option of a kind can have, some of them often, by asking
// for those of examples of these lengths, of all subtypes and flags.
func (r *optionRow) allParts(lens []int) iter.Seq[optionPart] {
	return func(yield func(optionPart) bool) {
		if r.parts == nil {
			return
		}
		for b := range r.examples(lens) {
			for _, t := range r.parts(b) {
				if !yield(t) {
					return
				}
			}
		}
	}
}

// examples yields options whose parts together are all of a kind. Each is valid until the next.
func (r *optionRow) examples(lens []int) iter.Seq[[]byte] {
	subtypes, flags, shortest := 1, []byte{0}, 2
	if r.kind == kindMPTCP {
		subtypes, flags, shortest = 16, []byte{0, 1, 4, 6}, 3
	}
	return func(yield func([]byte) bool) {
		var b [maxOptionLen]byte
		for subtype := range subtypes {
			for _, low := range flags {
				if r.kind == kindMPTCP {
					b[2], b[3] = byte(subtype)<<4|low, 0xff
				}
				for _, n := range lens {
					if n >= shortest && !yield(b[:n]) {
						return
					}
				}
			}
		}
	}
}

// maxOptionLen is the most bytes of options that a header holds.
const maxOptionLen = 40

// optionPresent makes a getter of the options of a name themselves.
func optionPresent(name string) func(*Packet, []Value) []Value {
	return func(p *Packet, out []Value) []Value {
		return appendOptions(p, out, func(o *option, out []Value) []Value {
			if o.row.name == name {
				out = append(out, Value{U: 1, B: o.b})
			}
			return out
		})
	}
}

// optionPartValues makes a getter of the parts of a name.
func optionPartValues(name string) func(*Packet, []Value) []Value {
	return func(p *Packet, out []Value) []Value {
		return appendOptions(p, out, func(o *option, out []Value) []Value {
			for _, t := range o.parts() {
				if t.name != name {
					continue
				}
				if v, ok := t.value(o.b); ok {
					out = append(out, v)
				}
			}
			return out
		})
	}
}

// appendOptions collects what get makes of each option.
func appendOptions(p *Packet, out []Value, get func(*option, []Value) []Value) []Value {
	eachTCP(p, func(h []byte, size int) {
		eachOption(h, size, func(o option) bool {
			if !o.after {
				out = get(&o, out)
			}
			return true
		})
	})
	return out
}

func optionKinds(p *Packet, out []Value) []Value {
	return appendOptions(p, out, func(o *option, out []Value) []Value { return append(out, Value{U: uint64(o.b[0])}) })
}

func optionLens(p *Packet, out []Value) []Value {
	return appendOptions(p, out, func(o *option, out []Value) []Value {
		if len(o.b) >= 2 {
			out = append(out, Value{U: uint64(o.b[1])})
		}
		return out
	})
}

func wscaleMultiplier(p *Packet, out []Value) []Value {
	return appendOptions(p, out, func(o *option, out []Value) []Value {
		if o.b[0] == kindWScale && o.fault == "" {
			out = append(out, Value{U: 1 << min(o.b[2], 14)})
		}
		return out
	})
}

func sackCount(p *Packet, out []Value) []Value {
	return appendOptions(p, out, func(o *option, out []Value) []Value {
		if o.b[0] == kindSACK && o.fault == "" {
			out = append(out, Value{U: uint64(len(o.b)-2) / 8})
		}
		return out
	})
}
