package flows

import (
	"encoding/binary"

	"tcptui/decode"
)

// loneNet is what the index knows of the IP header of a row without a connection. It is
// in the window column; the addresses are in those of seq and ack.
type loneNet uint16

// The kinds. What is not told has to be read in the frame.
const (
	loneUntold loneNet = iota // several headers, or a damaged one
	loneNone                  // no IP header
	loneIPv4                  // one
	loneIPv6                  // one, whose addresses do not fit
)

// loneOf reads the addresses of a packet without TCP, put together from parts or whole.
func loneOf(p *decode.Packet, parts []uint32) (net loneNet, pair [2]uint32) {
	if parts != nil {
		return loneUntold, pair
	}
	headers, at := 0, 0
	for i := range int(p.NLayers) {
		switch p.Layers[i].Proto {
		case decode.ProtoIPv4, decode.ProtoIPv6:
			headers, at = headers+1, i
		}
	}
	l := &p.Layers[at]
	switch {
	case headers == 0:
		return loneNone, pair
	case headers > 1:
		return loneUntold, pair
	case l.Proto == decode.ProtoIPv6:
		return loneIPv6, pair
	}
	const header = 20 // bytes that hold both addresses
	if uint64(l.Off)+header > uint64(min(int(l.End), len(p.Data))) || !decode.ValidIPv4(p.Data[l.Off:]) {
		return loneUntold, pair
	}
	b := p.Data[l.Off:]
	return loneIPv4, [2]uint32{binary.BigEndian.Uint32(b[12:]), binary.BigEndian.Uint32(b[16:])}
}

// loneIs makes out the rows without a connection of which a kind of header is known.
func (b *Block) loneIs(kind loneNet, out *Bits) {
	conn, net := b.c.conn[b.k:b.k+b.n], b.c.window[b.k:b.k+b.n]
	for w := range out {
		var word uint64
		nets := part64(net, w)
		for j, id := range part64(conn, w) {
			word |= (bit(id == NoConn) & bit(nets[j] == uint16(kind))) << (j & 63)
		}
		out[w] = word
	}
}

// LoneFact is what ConnFact is, of row i of a block, which has no connection.
type LoneFact func(b *Block, i, place int) (x int64, ok bool)

// loneAddress is an address of the IPv4 header: the source at place `first`, and the
// destination at the other one.
func loneAddress(first int) LoneFact {
	return func(b *Block, i, place int) (int64, bool) {
		k := b.k + i
		x := b.c.seq[k]
		if place != first {
			x = b.c.ack[k]
		}
		return int64(uint32(x)), b.c.window[k] == uint16(loneIPv4)
	}
}

// loneHas is the presence of a kind of header.
func loneHas(kind loneNet) LoneFact {
	return func(b *Block, i, _ int) (int64, bool) { return 0, b.c.window[b.k+i] == uint16(kind) }
}
