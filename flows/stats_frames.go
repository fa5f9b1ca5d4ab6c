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
type EndStat struct {
	Sent, Received StatCount
	No             int // how many of its layer came before it
}

// PairStat is what two ends sent each other.
type PairStat struct {
	AtoB, BtoA  StatCount
	No          int    // how many of its layer came before it
	First, Last uint32 // rows
	Start, Stop int64  // the earliest and the latest time, ns since the first frame of the capture; one without time counts as 0
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
	Paths     []string              // the keys of Protocols, in the order of their first frames
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
			x.Add(x.r.At(s, row))
		}
		each(float64(x.at) / float64(n))
	}
	return nil
}

// Add counts one frame. Advance does it for all; who adds frames himself does not
// use it.
func (x *FrameStats) Add(v *View) {
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
			path := string(x.path)
			x.Protocols[path], x.Paths = n, append(x.Paths, path)
		}
	}
	n.add(size)
	f := framed{row: v.Row.No, size: size}
	if !v.Row.NoTime {
		f.at = v.Row.Time - v.Snap.Row(0).Time
	}
	x.ends(p, f)
}

// framed is what of a frame its ends are counted with.
type framed struct {
	row, size uint32
	at        int64 // ns since the first frame of the capture
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
func (x *FrameStats) ends(p *decode.Packet, f framed) {
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
				x.Layers[LayerEthernet].count(Endpoint{Addr: addrOf(b[6:12])}, Endpoint{Addr: addrOf(b[:6])}, f)
			}
		case decode.ProtoIPv4:
			if len(b) >= 20 {
				src, dst = addrOf(b[12:16]), addrOf(b[16:20])
				x.Layers[LayerIPv4].count(Endpoint{Addr: src}, Endpoint{Addr: dst}, f)
			}
		case decode.ProtoIPv6:
			if len(b) >= 40 {
				src, dst = addrOf(b[8:24]), addrOf(b[24:40])
				x.Layers[LayerIPv6].count(Endpoint{Addr: src}, Endpoint{Addr: dst}, f)
			}
		case decode.ProtoUDP:
			if len(b) >= 4 {
				x.Layers[LayerUDP].count(Endpoint{src, binary.BigEndian.Uint16(b)}, Endpoint{dst, binary.BigEndian.Uint16(b[2:])}, f)
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
func (l *LayerStats) count(from, to Endpoint, f framed) {
	a, b := l.end(from), l.end(to)
	pair := Pair{from, to}
	t, back := l.Pairs[pair], false
	if t == nil {
		if t = l.Pairs[Pair{to, from}]; t != nil {
			back = true
		} else if len(l.Pairs) < maxEnds {
			t = &PairStat{No: len(l.Pairs), First: f.row, Start: f.at, Stop: f.at}
			l.Pairs[pair] = t
		}
	}
	if a == nil || b == nil || t == nil {
		l.Others.add(f.size)
	}
	if a != nil {
		a.Sent.add(f.size)
	}
	if b != nil {
		b.Received.add(f.size)
	}
	if t == nil {
		return
	}
	t.Last, t.Start, t.Stop = f.row, min(t.Start, f.at), max(t.Stop, f.at)
	if back {
		t.BtoA.add(f.size)
	} else {
		t.AtoB.add(f.size)
	}
}

// end is the count of an end, nil when there are too many.
func (l *LayerStats) end(e Endpoint) *EndStat {
	n := l.Ends[e]
	if n == nil && len(l.Ends) < maxEnds {
		n = &EndStat{No: len(l.Ends)}
		l.Ends[e] = n
	}
	return n
}
