package flows

import (
	"unsafe"

	"tcptui/fsm"
)

// maxDetailBytes bounds the details of all connections together; each lane has a part of it.
// When that is reached, rings do not grow any more, and the details of connections that were
// quiet for longest are given to others (a clock hand with a second chance). What such a
// connection sends again later is judged by clocks and its last segment alone.
const maxDetailBytes = 64 << 20

const (
	recordBytes = int(unsafe.Sizeof(record{}))
	detailBytes = int(unsafe.Sizeof(detail{})) + minRing*recordBytes // the least
)

// handSteps is how many details the hand looks at for one that is wanted.
const handSteps = 64

// detailPool owns the details, by their number; number 0 is nobody's.
type detailPool struct {
	all   []*detail
	spare []uint32
	bytes int // of all details
	limit int
	hand  int
}

func (p *detailPool) at(n uint32) *detail { return p.all[n] }

// mayGrow reports whether a ring may become larger.
func (p *detailPool) mayGrow() bool { return p.bytes < p.limit }

// take returns the number of an empty detail, 0 when there is none to be had.
// dispossess is told whose detail is taken away.
func (p *detailPool) take(owner ConnID, side fsm.Role, dispossess func(ConnID, fsm.Role)) uint32 {
	if len(p.all) == 0 {
		p.all = append(p.all, nil)
	}
	if len(p.spare) == 0 && p.bytes+detailBytes > p.limit {
		p.sweep(dispossess)
	}
	var n uint32
	switch {
	case len(p.spare) > 0:
		n = p.spare[len(p.spare)-1]
		p.spare = p.spare[:len(p.spare)-1]
	case p.bytes+detailBytes <= p.limit:
		n = uint32(len(p.all))
		p.all = append(p.all, &detail{ring: make([]record, minRing)})
	default:
		return 0
	}
	d := p.all[n]
	*d = detail{ring: d.ring, holes: d.holes[:0], sacked: d.sacked[:0], bytes: d.bytes, owner: owner, side: side, used: true}
	p.account(d)
	return n
}

// account counts what a detail takes now.
func (p *detailPool) account(d *detail) {
	now := detailBytes + (len(d.ring)-minRing)*recordBytes +
		cap(d.holes)*int(unsafe.Sizeof(hole{})) + cap(d.sacked)*int(unsafe.Sizeof(span{}))
	p.bytes += now - d.bytes
	d.bytes = now
}

// give takes a detail back.
func (p *detailPool) give(n uint32) {
	d := p.all[n]
	d.free = true
	if len(d.ring) > minRing {
		d.ring = make([]record, minRing)
		p.account(d)
	}
	p.spare = append(p.spare, n)
}

// sweep moves the hand on until it finds a detail that was not used since it
// passed last, and takes that away.
func (p *detailPool) sweep(dispossess func(ConnID, fsm.Role)) {
	for range min(handSteps, len(p.all)-1) {
		p.hand = p.hand%(len(p.all)-1) + 1
		d := p.all[p.hand]
		if d.free {
			continue
		}
		if d.used {
			d.used = false
			continue
		}
		dispossess(d.owner, d.side)
		p.give(uint32(p.hand))
		return
	}
}
