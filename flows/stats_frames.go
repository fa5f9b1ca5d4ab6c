package flows

import (
	"context"
	"encoding/binary"

	"tcptui/decode"
)

// Layer is a layer whose endpoints and conversations are counted.
type Layer uint8

// The layers.
const (
	LayerEthernet Layer = iota
	LayerIPv4
	LayerIPv6
	LayerUDP
	NumLayers
)

// Endpoint is one end at a layer.
type Endpoint struct {
	Addr decode.Addr // of Ethernet 6 bytes
	Port uint16      // of UDP
}

// Pair is two ends that talk, in the order in which the first frame went.
type Pair struct{ A, B Endpoint }

// EndStat is what an endpoint sent and received.
type EndStat struct{ Sent, Received StatCount }

// PairStat is what two ends sent each other.
type PairStat struct {
	AtoB, BtoA  StatCount
	First, Last uint32 // rows
}

// maxEnds is how many endpoints, and how many pairs, of a layer are told apart;
// frames of more are counted as Others.
const maxEnds = 1 << 18

// LayerStats is the endpoints and conversations of a layer.
type LayerStats struct {
	Ends   map[Endpoint]*EndStat
	Pairs  map[Pair]*PairStat
	Others StatCount
}

// FrameStats counts what only the bytes of frames tell: the protocols, and the
// ends of layers below TCP and beside it. It follows the capture as it grows. Its
// memory is bounded: maxPaths and maxEnds. One goroutine uses it.
type FrameStats struct {
	Total     StatCount
	Protocols map[string]*StatCount // by frame.protocols, without what an ICMP error quotes
	Layers    [NumLayers]LayerStats
	Unread    uint64 // frames that could not be read again

	r    *Reader
	at   int
	path []byte
}

// maxPaths is how many combinations of protocols are told apart; of more, the
// frames count as "other".
const maxPaths = 1 << 14

// NewFrameStats makes a counter of what l captures.
func (l *Live) NewFrameStats() *FrameStats {
	x := &FrameStats{r: l.NewReader(), Protocols: make(map[string]*StatCount)}
	for i := range x.Layers {
		x.Layers[i] = LayerStats{Ends: make(map[Endpoint]*EndStat), Pairs: make(map[Pair]*PairStat)}
	}
	return x
}

// framesStep is how many frames are read between two looks at the context.
const framesStep = 1 << 11

// Advance counts the frames that were not counted yet; see RowStats.Advance.
func (x *FrameStats) Advance(ctx context.Context, s *Snapshot, kept *Kept, each func(done float64)) error {
	n := max(kept.len(s), 1)
	for x.at < kept.len(s) {
		if err := ctx.Err(); err != nil {
			return err
		}
		for to := min(x.at+framesStep, kept.len(s)); x.at < to; x.at++ {
			row := kept.row(x.at)
			if row >= s.rows {
				return nil // the list is newer than the snapshot
			}
			x.frame(x.r.At(s, row))
		}
		each(float64(x.at) / float64(n))
	}
	return nil
}

func (x *FrameStats) frame(v *View) {
	size := v.Row.OrigLen
	x.Total.add(size)
	p := v.Packet()
	if _, err := v.Data(); err != nil {
		x.Unread++
		return
	}
	x.path = appendOwn(x.path[:0], p)
	n := x.Protocols[string(x.path)]
	if n == nil {
		if len(x.Protocols) >= maxPaths {
			x.path = append(x.path[:0], "other"...)
		}
		if n = x.Protocols[string(x.path)]; n == nil {
			n = new(StatCount)
			x.Protocols[string(x.path)] = n
		}
	}
	n.add(size)
	x.ends(p, v.Row.No, size)
}

// appendOwn appends the protocols of a frame but for those in a quote, which is
// data of the ICMP error.
func appendOwn(dst []byte, p *decode.Packet) []byte {
	all := p.NLayers
	if q := uint8(p.Quote.First); q > 0 {
		p.NLayers = q
	}
	dst = p.AppendProtocols(dst)
	p.NLayers = all
	return dst
}

// ends counts the ends of all layers of a frame but of those that an ICMP error
// quotes. Fragments count for their addresses; tshark leaves out those of IPv6.
func (x *FrameStats) ends(p *decode.Packet, row, size uint32) {
	last := int(p.NLayers)
	if q := int(p.Quote.First); q > 0 {
		last = q
	}
	var src, dst decode.Addr // of the innermost IP so far
	for i := range last {
		b := p.Bytes(i)
		switch p.Layers[i].Proto {
		case decode.ProtoEthernet:
			if len(b) >= 12 {
				x.Layers[LayerEthernet].count(Endpoint{Addr: addrOf(b[6:12])}, Endpoint{Addr: addrOf(b[:6])}, row, size)
			}
		case decode.ProtoIPv4:
			if len(b) >= 20 {
				src, dst = addrOf(b[12:16]), addrOf(b[16:20])
				x.Layers[LayerIPv4].count(Endpoint{Addr: src}, Endpoint{Addr: dst}, row, size)
			}
		case decode.ProtoIPv6:
			if len(b) >= 40 {
				src, dst = addrOf(b[8:24]), addrOf(b[24:40])
				x.Layers[LayerIPv6].count(Endpoint{Addr: src}, Endpoint{Addr: dst}, row, size)
			}
		case decode.ProtoUDP:
			if len(b) >= 4 {
				x.Layers[LayerUDP].count(Endpoint{src, binary.BigEndian.Uint16(b)}, Endpoint{dst, binary.BigEndian.Uint16(b[2:])}, row, size)
			}
		}
	}
}

// addrOf copies an address of at most 16 bytes.
func addrOf(b []byte) (a decode.Addr) {
	a.N = uint8(copy(a.B[:], b))
	return a
}

// count counts a frame from one end to another.
func (l *LayerStats) count(from, to Endpoint, row, size uint32) {
	a, b := l.end(from), l.end(to)
	pair := Pair{from, to}
	t, back := l.Pairs[pair], false
	if t == nil {
		if t = l.Pairs[Pair{to, from}]; t != nil {
			back = true
		} else if len(l.Pairs) < maxEnds {
			t = &PairStat{First: row}
			l.Pairs[pair] = t
		}
	}
	if a == nil || b == nil || t == nil {
		l.Others.add(size)
	}
	if a != nil {
		a.Sent.add(size)
	}
	if b != nil {
		b.Received.add(size)
	}
	if t == nil {
		return
	}
	t.Last = row
	if back {
		t.BtoA.add(size)
	} else {
		t.AtoB.add(size)
	}
}

// end is the count of an end, nil when there are too many.
func (l *LayerStats) end(e Endpoint) *EndStat {
	n := l.Ends[e]
	if n == nil && len(l.Ends) < maxEnds {
		n = new(EndStat)
		l.Ends[e] = n
	}
	return n
}
