package flows

import (
	"bytes"
	"sync/atomic"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
)

// tuple is the unordered pair of endpoints of a connection: the lower one
// first. Flat bytes, because that is what hashes fastest: two of {16 address,
// 2 port} and the address family.
type tuple [37]byte

const tupleEnd = 18 // where the second endpoint begins

// fact is what ingest keeps of a frame between decoding and tracking. Millions of them pass
// from core to core, so what few frames have is in an extra.
type fact struct {
	seg   decode.Segment // of a frame with TCP
	short shortTuple     // of the segment, or of the one that an ICMP error quotes
	long  tuple          // the same where factLong is set
	hash  uint32         // of that
	pair  [2]uint32      // source and destination where net is loneIPv4
	extra uint32         // 1 + its place in load.extras; 0: it has none
	proto decode.Proto
	net   loneNet
	is    factBits

	// What the tracker finds of a segment.
	from     fsm.Role // who sent it
	conn     ConnID   // NoConn: it belongs to none
	previous ConnID   // of one that opens a connection: the one before on the same four-tuple
}

// factBits is a set of things that a frame is.
type factBits uint16

const (
	factTCP       factBits = 1 << iota // seg and its tuple are set
	factQuotes                         // an ICMP error: the tuple is that of the segment that it quotes
	factLong                           // the tuple is not one of IPv4
	factMixed                          // see rowMixed
	factPiece                          // see rowFragment
	factSwap                           // the sender is the second endpoint of the tuple
	factOpens                          // the segment opens a connection
	factAnnounced                      // and that one was announced
)

// extra is what only few frames tell.
type extra struct {
	udp   []udpFact
	echo  echoFact
	parts []uint32     // rows that this one completes a datagram with, itself last; nil when it stands alone
	told  bool         // the segment announces a connection:
	where announcement // this one
}

// fact turns a decoded packet that was put together from parts into facts.
func (w *load) fact(f *fact, p *decode.Packet, parts []uint32, h *tupleHash) {
	f.proto, f.is, f.extra, f.conn = p.Top, 0, 0, NoConn
	if p.HasTCP {
		f.is |= factTCP
		f.seg = p.TCP
		if f.setKey(&p.Src, &p.Dst, f.seg.SrcPort, f.seg.DstPort, h) {
			f.is |= factSwap
		}
	} else {
		f.alone(p, parts, h)
	}
	if p.Quote.HasTCP {
		f.is |= factQuotes
	}
	if plain(p) && parts == nil {
		if !p.TCP.LenKnown() {
			f.is |= factMixed
		}
		if !announces(&p.TCP) {
			return
		}
	} else if mixedHeaders(p) {
		f.is |= factMixed
	}
	w.rare(f, p, parts)
}

// plain reports whether a packet has the headers of nearly all that have TCP: one of a link,
// one of IP, and TCP's.
func plain(p *decode.Packet) bool {
	ip := p.Layers[1].Proto
	return p.NLayers == 3 && p.HasTCP && p.Layers[2].Proto == decode.ProtoTCP && (ip == decode.ProtoIPv4 || ip == decode.ProtoIPv6) &&
		p.Layers[0].Proto == decode.ProtoEthernet
}

// alone sets what is told of a frame without TCP.
func (f *fact) alone(p *decode.Packet, parts []uint32, h *tupleHash) {
	if p.Fragment {
		f.is |= factPiece
	}
	f.net, f.pair = loneOf(p, parts)
	if q := &p.Quote; q.HasTCP {
		f.setKey(&q.Src, &q.Dst, q.SrcPort, q.DstPort, h)
	}
}

// setKey makes the tuple and its hash, and reports whether the sender is its second endpoint.
func (f *fact) setKey(src, dst *decode.Addr, sport, dport uint16, h *tupleHash) (swap bool) {
	if src.N == 4 {
		swap = f.short.set(src, dst, sport, dport)
		f.hash = h.short(&f.short)
		return swap
	}
	f.is |= factLong
	swap = f.long.set(src, dst, sport, dport)
	f.hash = h.long(&f.long)
	return swap
}

// tuple is the tuple in full.
func (f *fact) tuple() tuple {
	if f.is&factLong != 0 {
		return f.long
	}
	return f.short.tuple()
}

// rare notes what few frames tell.
func (w *load) rare(f *fact, p *decode.Packet, parts []uint32) {
	told := p.HasTCP && announces(&p.TCP)
	if !told && parts == nil && !p.HasUDP() && !pings(p) {
		return
	}
	if len(w.extras) == cap(w.extras) {
		w.extras = append(w.extras, extra{})
	} else {
		w.extras = w.extras[:len(w.extras)+1] // with the list that an earlier one had
	}
	e := &w.extras[len(w.extras)-1]
	e.parts = parts
	e.told = told && e.where.read(p)
	e.setUDP(p)
	e.setEcho(p)
	f.extra = uint32(len(w.extras))
}

// set makes the key of a segment and reports whether its sender is the second
// endpoint.
func (k *tuple) set(src, dst *decode.Addr, sport, dport uint16) (swap bool) {
	c := bytes.Compare(src.B[:], dst.B[:])
	swap = c > 0 || c == 0 && sport > dport
	if swap {
		src, dst, sport, dport = dst, src, dport, sport
	}
	copy(k[:], src.B[:])
	k[16], k[17] = byte(sport>>8), byte(sport)
	copy(k[tupleEnd:], dst.B[:])
	k[34], k[35] = byte(dport>>8), byte(dport)
	k[36] = src.N
	return swap
}

// side returns the address and port of one endpoint of the key.
func (k *tuple) side(second bool) (a decode.Addr, port uint16) {
	b := k[:tupleEnd]
	if second {
		b = k[tupleEnd : 2*tupleEnd]
	}
	copy(a.B[:], b)
	a.N = k[36]
	return a, uint16(b[16])<<8 | uint16(b[17])
}

// load is a run of frames on its way from the source to the tables.
type load struct {
	frames []capture.Frame
	facts  []fact // of frames
	extras []extra
	row    uint32 // of the first frame

	ifaces []capture.Interface // as capture.Batch has them
	read   int64
	err    error         // what ended the input, in the last load only
	info   *capture.Info // what the file says beside its frames; nil: as before

	users atomic.Int32 // who still needs it
}
