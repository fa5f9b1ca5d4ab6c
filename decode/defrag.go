package decode

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"tcptui/capture"
)

// DefragLimits bound what a Defrag holds.
type DefragLimits struct {
	Bytes     int           // of fragments held, each counted with its bookkeeping
	Datagrams int           // begun and not complete
	Timeout   time.Duration // between the fragment of a datagram that came first and any other, either way, by capture time
}

// FragmentTimeout is how long a datagram is waited for, by capture time. RFC 1122
// 3.3.2 asks a host to wait for 60 to 120 seconds.
const FragmentTimeout = 120 * time.Second

// defaultDefragLimits are ample for real traffic.
var defaultDefragLimits = DefragLimits{Bytes: 32 << 20, Datagrams: 4096, Timeout: FragmentTimeout}

// pieceCost is what is counted for a fragment beside its bytes.
const pieceCost = 64

// maxPieces is how many fragments a datagram can have: 64 KiB in steps of 8.
const maxPieces = 8192

// maxDatagram is the longest that the fragment offset can reach, in bytes.
const maxDatagram = 0x1fff*8 + 0xffff

// Defrag puts IPv4 datagrams (RFC 815) and IPv6 ones (RFC 8200 4.5) together
// again. Its memory is bounded: the oldest datagram goes first. One goroutine
// uses it, with the frames in the order of the capture.
type Defrag struct {
	limits DefragLimits
	open   map[fragmentKey]*datagram
	oldest *datagram // ring of all open ones by the time of their first fragment
	bytes  int
}

// fragmentKey is what fragments of one datagram share.
type fragmentKey struct {
	src, dst Addr
	id       uint32
	protocol uint8 // 0 for IPv6: there the identification alone counts
}

// datagram is one that is being collected.
type datagram struct {
	key        fragmentKey
	began      int64   // capture time of its first fragment, ns
	pieces     []piece // by offset; equal ones in the order of arrival
	header     []byte  // the IP header, from the fragment with offset 0
	total      uint32  // bytes, once the last fragment has told; 0 before
	protocol   uint8
	have       uint32 // bytes collected, repeated ones counted again
	cost       int
	prev, next *datagram
}

type piece struct {
	offset uint32
	data   []byte
	frame  uint32
	fault  PieceFault
}

func (p *piece) end() uint32 { return p.offset + uint32(len(p.data)) }

// Datagram is a datagram put together.
type Datagram struct {
	Data     []byte   // the first fragment's IP header without IPv6 extensions, then the datagram's data
	Header   uint32   // bytes of that header
	Parts    []uint32 // the frames that it came in, ascending, each once
	Overlap  bool     // fragments overlapped
	Conflict bool     // and did not say the same where they did
	Pieces   []Piece  // what it was made of, by offset
	protocol uint8
	layer    uint8 // its IP header in Packet.Layers, once DecodeDatagram has entered it
}

// Piece is a fragment of a datagram that was put together.
type Piece struct {
	Frame uint32
	Fault PieceFault
}

// PieceFault is a set of what is wrong with a fragment.
type PieceFault uint8

// The faults.
const (
	PieceOverlap  PieceFault = 1 << iota // it begins before the ones with lower offsets end
	PieceConflict                        // and does not say the same
	PieceTail                            // it ends the datagram elsewhere than the last fragment that came first
	PieceTooLong                         // it reaches beyond that end
)

// NewDefrag returns an empty Defrag; limits that are zero get a default: 32 MiB,
// 4096 datagrams, 120 s.
func NewDefrag(l DefragLimits) *Defrag {
	if l.Bytes <= 0 {
		l.Bytes = defaultDefragLimits.Bytes
	}
	if l.Datagrams <= 0 {
		l.Datagrams = defaultDefragLimits.Datagrams
	}
	if l.Timeout <= 0 {
		l.Timeout = defaultDefragLimits.Timeout
	}
	return &Defrag{limits: l, open: make(map[fragmentKey]*datagram)}
}

// Decode decodes a frame as Packet.Decode does, and goes on in the datagram that
// it completes. frame is its number, t its time in ns since the epoch. It
// returns the frames that the packet was put together from, frame last among
// them; nil when it stands alone.
//
// Given the part frames again, in order, an empty Defrag comes to the same
// packet: so it is shown later.
func (d *Defrag) Decode(p *Packet, link capture.LinkType, data []byte, origLen, frame uint32, t int64) []uint32 {
	p.Decode(link, data, origLen)
	if !p.Fragment || p.HasTCP {
		return nil
	}
	return d.decodeFragment(p, frame, t)
}

// decodeFragment is the slow part of Decode. Datagrams can nest, in tunnels.
func (d *Defrag) decodeFragment(p *Packet, frame uint32, t int64) []uint32 {
	var parts []uint32
	for range maxLayers {
		if !p.Fragment || p.HasTCP {
			break
		}
		whole := d.Add(p, frame, t)
		if whole == nil {
			break
		}
		parts = append(parts, whole.Parts...)
		p.DecodeDatagram(whole)
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

// Add takes the fragment in p and returns the datagram when that completes it,
// or nil. It copies what it keeps. A fragment that was not captured whole is of
// no use.
func (d *Defrag) Add(p *Packet, frame uint32, t int64) *Datagram {
	f := &p.Frag
	if !p.Fragment || !f.Whole || f.Len == 0 || f.Offset+f.Len > maxDatagram || p.Quote.First != 0 {
		return nil
	}
	d.expire(t)
	g := d.datagram(p, t)
	cost := int(f.Len) + pieceCost
	if f.Offset == 0 && g.header == nil {
		g.header, g.protocol = p.ipHeader(), f.Protocol
		cost += len(g.header)
	}
	g.cost += cost
	d.bytes += cost
	g.have += f.Len
	x := piece{offset: f.Offset, data: bytes.Clone(p.Data[f.Off : f.Off+f.Len]), frame: frame}
	if !f.More && g.total == 0 {
		g.total = x.end()
	} else if !f.More && x.end() != g.total {
		x.fault = PieceTail
	}
	g.insert(x)
	if whole := g.assemble(); whole != nil {
		d.drop(g)
		return whole
	}
	if len(g.pieces) > maxPieces {
		d.drop(g)
	}
	d.limit()
	return nil
}

// ipHeader copies the innermost IP header, without IPv6's extensions.
func (p *Packet) ipHeader() []byte {
	n := uint32(ipv6Header)
	if p.Src.N == 4 {
		n = uint32(p.Data[p.NetOff]&15) * 4
	}
	return bytes.Clone(window(p.Data, p.NetOff, p.NetOff+n))
}

// datagram returns the open datagram that a fragment belongs to, a new one if
// need be.
func (d *Defrag) datagram(p *Packet, t int64) *datagram {
	k := fragmentKey{src: p.Src, dst: p.Dst, id: p.Frag.ID}
	if p.Src.N == 4 {
		k.protocol = p.Frag.Protocol
	}
	g := d.open[k]
	if g != nil && !d.over(g, t) {
		return g
	}
	if g != nil { // another datagram had the identification
		d.drop(g)
	}
	g = &datagram{key: k, began: t, cost: pieceCost}
	d.bytes += g.cost
	d.open[k] = g
	if d.oldest == nil {
		g.prev, g.next, d.oldest = g, g, g
		return g
	}
	last := d.oldest.prev
	g.prev, g.next = last, d.oldest
	last.next, d.oldest.prev = g, g
	return g
}

// drop forgets a datagram.
func (d *Defrag) drop(g *datagram) {
	delete(d.open, g.key)
	d.bytes -= g.cost
	g.prev.next, g.next.prev = g.next, g.prev
	if d.oldest == g {
		d.oldest = g.next
	}
	if len(d.open) == 0 {
		d.oldest = nil
	}
}

// over reports whether t is too far from a datagram's beginning to belong to it.
// Clocks step back, and frames may have no time.
func (d *Defrag) over(g *datagram, t int64) bool {
	return uint64(max(t, g.began))-uint64(min(t, g.began)) > uint64(d.limits.Timeout)
}

// expire drops the datagrams whose time is over, those that began first, up to
// one that still may be completed. What stays behind one from the future is
// dropped when it is looked up.
func (d *Defrag) expire(t int64) {
	for d.oldest != nil && t > d.oldest.began && d.over(d.oldest, t) {
		d.drop(d.oldest)
	}
}

// limit drops the oldest datagrams until the limits are kept.
func (d *Defrag) limit() {
	for len(d.open) > d.limits.Datagrams || d.bytes > d.limits.Bytes && d.oldest != nil {
		d.drop(d.oldest)
	}
}

// insert puts a piece in its place, behind those of the same offset.
func (g *datagram) insert(x piece) {
	i := len(g.pieces)
	if i > 0 && g.pieces[i-1].offset > x.offset { // most come in order
		i, _ = slices.BinarySearchFunc(g.pieces, x.offset+1, func(p piece, next uint32) int { return cmp.Compare(p.offset, next) })
	}
	g.pieces = slices.Insert(g.pieces, i, x)
}

// assemble returns the datagram when no hole is left. Where pieces overlap, the
// one with the lower offset counts, and of equal ones the first.
func (g *datagram) assemble() *Datagram {
	if g.total == 0 || g.header == nil || g.have < g.total || !g.full() {
		return nil
	}
	n := uint32(len(g.header))
	w := &Datagram{Header: n, protocol: g.protocol, Data: make([]byte, n, n+g.total)}
	copy(w.Data, g.header)
	for i := range g.pieces {
		x := &g.pieces[i]
		w.Parts = append(w.Parts, x.frame)
		at := uint32(len(w.Data)) - n
		if x.offset < at {
			w.Overlap = true
			x.fault |= PieceOverlap
			shared := min(x.end(), at)
			if !bytes.Equal(w.Data[n+x.offset:n+shared], x.data[:shared-x.offset]) {
				w.Conflict = true
				x.fault |= PieceConflict
			}
		}
		if x.end() > g.total {
			x.fault |= PieceTooLong
		}
		w.Pieces = append(w.Pieces, Piece{x.frame, x.fault})
		if x.end() > at && at < g.total {
			w.Data = append(w.Data, x.data[at-x.offset:min(x.end(), g.total)-x.offset]...)
		}
	}
	slices.Sort(w.Parts)
	w.Parts = slices.Compact(w.Parts)
	return w
}

// full reports whether the pieces reach from 0 to the end without a hole.
func (g *datagram) full() bool {
	at := uint32(0)
	for i := range g.pieces {
		if g.pieces[i].offset > at {
			return false
		}
		at = max(at, g.pieces[i].end())
	}
	return at >= g.total
}

// DecodeDatagram goes on with the walk in a datagram that was put together: its
// layers follow those of the frame in p, which stays what completed it. Offsets
// from then on, those of TCP among them, count in w.Data, which becomes p.Data.
func (p *Packet) DecodeDatagram(w *Datagram) {
	if n := int(p.NLayers); n > 0 && p.Layers[n-1].Proto == ProtoData {
		p.NLayers--
	}
	if p.LinkLayers == 0 {
		p.frame = p.Data
	}
	p.LinkLayers = p.NLayers
	w.layer = p.NLayers - 1
	for w.layer > 0 && p.Layers[w.layer].Proto != ProtoIPv4 && p.Layers[w.layer].Proto != ProtoIPv6 {
		w.layer--
	}
	p.Wholes = append(p.Wholes, w)
	p.Overlap, p.Conflict = p.Overlap || w.Overlap, p.Conflict || w.Conflict
	p.Data = w.Data
	end := uint32(len(w.Data))
	p.setNet(0, end)
	next := pick(ipProtocols[:], w.protocol)
	p.walk(next, w.Header, end)
	p.finish()
}
