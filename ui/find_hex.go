package ui

import "slices"

// byteHits are the places in the bytes of a frame that are highlighted.
type byteHits struct {
	in  func(data []byte) [][2]int // nil: nothing is
	det *detail                    // that at is of
	at  [numBuffers][][2]int
}

// of brings the places up to date.
func (h *byteHits) of(d *detail) *byteHits {
	if h.det != d {
		h.det = d
		for buf := range h.at {
			if h.at[buf] = nil; h.in != nil && d != nil {
				h.at[buf] = h.in(d.bytes[buf])
			}
		}
	}
	return h
}

// holds reports whether a byte is in one of the places.
func (h *byteHits) holds(buf, off int) bool {
	at, exact := slices.BinarySearchFunc(h.at[buf], off, func(p [2]int, off int) int { return p[0] - off })
	return exact || at > 0 && off < h.at[buf][at-1][1]
}

// LitBytes sets what is highlighted.
func (p *hexPane) LitBytes(in func(data []byte) [][2]int) { p.hits = byteHits{in: in} }

// FindBytes goes to the next place of a query in the bytes, whatever the lines
// are.
func (p *hexPane) FindBytes(m *model, in func(data []byte) [][2]int, back bool) (found, wrapped bool) {
	p.sync()
	if p.det == nil {
		return false, false
	}
	type at struct{ buf, off int }
	var all []at
	for buf := range p.det.bytes {
		for _, place := range in(p.det.bytes[buf]) {
			all = append(all, at{buf, place[0]})
		}
	}
	if len(all) == 0 {
		return false, false
	}
	here := at{inFrame, -1}
	if m.pick.on {
		here.buf, here.off = p.cursor()
	}
	i, exact := slices.BinarySearchFunc(all, here, func(a, b at) int {
		if a.buf != b.buf {
			return a.buf - b.buf
		}
		return a.off - b.off
	})
	if back {
		i--
	} else {
		i += bit(exact)
	}
	wrapped = i < 0 || i >= len(all)
	to := all[(i+len(all))%len(all)]
	m.chooseBit(to.buf, 8*uint32(to.off), false)
	p.sync()
	return true, wrapped
}

// Find goes to the next line of the dump whose characters match.
func (p *hexPane) Find(m *model, match func(line string) bool, back bool) (found, wrapped bool) {
	p.sync()
	if p.det == nil || p.form.per == 0 {
		return false, false
	}
	cursor := -1
	if buf, off := p.cursor(); m.pick.on && off >= 0 {
		cursor = p.line(buf, off)
	}
	l, wrapped := p.seek.next(p.lines(), cursor, back, func(i int) bool {
		buf, off := p.at(i)
		data := p.det.bytes[buf]
		return off >= 0 && match(string(data[off:min(off+p.form.per, len(data))]))
	})
	if l < 0 {
		return false, false
	}
	buf, off := p.at(l)
	m.chooseBit(buf, 8*uint32(off), false)
	return true, wrapped
}
