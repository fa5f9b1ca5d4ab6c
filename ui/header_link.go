package ui

import "tcptui/decode"

// headerPlace is where the TCP header of a packet begins: which bytes it is
// among, and its first bit there.
func headerPlace(p *decode.Packet) (buf int, start uint32) {
	if p.LinkLayers > 0 {
		buf = inDatagram
	}
	if p.HasTCP {
		return buf, 8 * p.TCP.Off
	}
	return buf, 8 * p.Quote.Off
}

// choose tells the other panes which field the cursor is on.
func (p *headerPane) choose() {
	d := p.m.details()
	if d == nil {
		return
	}
	if f := &p.fields[p.cursor]; f.bits > 0 {
		from := p.start + uint32(f.bit)
		p.m.chooseRange(p.buf, from, from+uint32(f.bits))
	} else {
		p.m.chooseNode(max(d.main, 0)) // a segment without data
	}
	p.seen = p.m.pick.rev
}

// follow puts the cursor on the field that another pane chose, if the header
// has it, and chooses the one under the cursor if nothing was chosen yet.
func (p *headerPane) follow() {
	if len(p.fields) == 0 {
		return
	}
	if p.HasFocus() && !p.m.pick.on {
		p.move(p.at())
		p.choose()
	}
	if p.m.chosen() == nil || p.seen == p.m.pick.rev {
		return
	}
	p.seen = p.m.pick.rev
	for i := range p.fields {
		if f := &p.fields[i]; p.chosen(i) && p.start+uint32(f.bit) <= p.m.pick.from {
			p.move(i)
			p.reveal()
			return
		}
	}
}

// chosen reports whether a field is the chosen one, or a part of it, or around
// it.
func (p *headerPane) chosen(i int) bool {
	n, k, f := p.m.chosen(), &p.m.pick, &p.fields[i]
	if n == nil || k.buf != p.buf || f.bits == 0 {
		return false
	}
	from := p.start + uint32(f.bit)
	to := from + uint32(f.bits)
	if n.layer {
		return k.from == from && k.to == to // the data; not every field of the header
	}
	return from < k.to && k.from < to
}
