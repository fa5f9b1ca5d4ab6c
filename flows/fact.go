package flows

import (
	"bytes"

	"tcptui/capture"
	"tcptui/decode"
)

// tuple is the unordered pair of endpoints of a connection: the lower one
// first. Flat bytes, because that is what hashes fastest: two of {16 address,
// 2 port} and the address family.
type tuple [37]byte

const tupleEnd = 18 // where the second endpoint begins

// fact is what ingest keeps of a frame between decoding and tracking.
type fact struct {
	proto  decode.Proto
	tcp    bool // seg and key are set
	quotes bool // an ICMP error: key is the tuple of the segment that it quotes
	mixed  bool // see rowMixed
	piece  bool // see rowFragment
	net    loneNet
	pair   [2]uint32 // source and destination where net is loneIPv4
	swap   bool      // the sender is the second endpoint of key
	key    tuple
	seg    decode.Segment
	told   bool // the segment announces a connection: where says which
	where  announcement
	udp    []udpFact
	echo   echoFact
	parts  []uint32 // rows that this one completes a datagram with, itself last; nil when it stands alone
}

// set fills the fact from a decoded packet that was put together from parts.
func (f *fact) set(p *decode.Packet, parts []uint32) {
	f.proto, f.tcp, f.quotes, f.parts = p.Top, p.HasTCP, p.Quote.HasTCP, parts
	f.mixed, f.piece = mixedHeaders(p), p.Fragment && !p.HasTCP
	f.setUDP(p)
	f.setEcho(p)
	if f.quotes {
		f.key.set(&p.Quote.Src, &p.Quote.Dst, p.Quote.SrcPort, p.Quote.DstPort)
	}
	if !f.tcp {
		f.net, f.pair = loneOf(p, parts)
		return
	}
	f.seg = p.TCP
	f.told = f.where.read(p)
	f.swap = f.key.set(&p.Src, &p.Dst, f.seg.SrcPort, f.seg.DstPort)
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

// load is a batch on its way from the source to the tracker.
type load struct {
	batch capture.Batch
	facts []fact
	err   error         // what ended the input, in the last load only
	info  *capture.Info // what the file says beside its frames; nil: as before
}
