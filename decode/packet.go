package decode

import "net/netip"

// maxLayers bounds the walk: a frame with more headers than this is cut short.
const maxLayers = 24

// Layer is one header of a frame.
type Layer struct {
	Proto Proto
	Off   uint32 // of its first byte in Packet.Data
	Len   uint32 // bytes of header; of a protocol that the walk does not enter, all its bytes
	End   uint32 // where it ends by the length fields, Packet.Data counted; may lie past len(Data)
}

// Addr is a network address without a pointer: 4 or 16 bytes and which.
type Addr struct {
	B [16]byte // an IPv4 address is in the first 4 bytes, the rest zero
	N uint8    // bytes used: 0, 4 or 16
}

// Packet is a decoded frame: where each header begins, the innermost network
// addresses, and the TCP segment if there is one. It is reused from frame to
// frame and allocates nothing.
type Packet struct {
	Data    []byte // the frame's captured bytes; after reassembly the datagram's
	OrigLen uint32 // length on the wire

	Layers  [maxLayers]Layer
	NLayers uint8

	Src, Dst Addr  // innermost network layer; Dst is the last hop of a source route
	Top      Proto // the topmost protocol recognised: the Protocol column
	HasTCP   bool  // TCP is valid
	TCP      Segment
	NetOff   uint32 // innermost IP header, when Src.N != 0
	NetEnd   uint32 // end of the innermost datagram by its length field; may lie past len(Data)
	Fragment bool   // innermost datagram is a fragment: what follows is not a header
	Frag     FragmentInfo
	Overlap  bool        // it was put together of fragments that overlap
	Conflict bool        // and that do not say the same where they do
	Wholes   []*Datagram // what was put together, outermost first

	// Trust are the checksums that fields say nothing of: 2, not verified. Decode leaves it.
	Trust Checksums

	// Quote is what an ICMP error quotes of the packet that caused it.
	Quote Quote

	// LinkLayers is how many of Layers belong to the frame itself; those from
	// there on lie in a reassembled datagram. 0 when nothing was reassembled.
	LinkLayers uint8
	frame      []byte // the last fragment's frame, when LinkLayers is not 0

	more resume // where the walk goes on when the innermost header has been seen
}

// Quote is the datagram inside an ICMP or ICMPv6 error. It is not part of the
// conversation that its addresses name: only a hint about it.
type Quote struct {
	First            uint8 // index of its first layer in Layers; 0: nothing is quoted
	HasTCP           bool  // the ports, and Seq when HasSeq, are those of a TCP header
	HasSeq           bool
	Src, Dst         Addr
	SrcPort, DstPort uint16
	Seq              Seq
	Off              uint32 // of the TCP header in Packet.Data
}

// resume is a place to go on from.
type resume struct {
	proto    Proto
	off, end uint32
}

// IP returns the address as the standard library has it; the zero Addr gives
// the invalid one.
func (a Addr) IP() netip.Addr {
	switch a.N {
	case 4:
		return netip.AddrFrom4([4]byte(a.B[:4]))
	case 16:
		return netip.AddrFrom16(a.B)
	}
	return netip.Addr{}
}

// Bytes returns the bytes of layer i, its header only, as far as they were
// captured. Not a copy. Nil when i is not a layer.
func (p *Packet) Bytes(i int) []byte {
	if i < 0 || i >= int(p.NLayers) {
		return nil
	}
	l := &p.Layers[i]
	return window(p.bufferOf(i), l.Off, l.Off+l.Len)
}

// bufferOf returns the bytes that layer i's offsets count in.
func (p *Packet) bufferOf(i int) []byte {
	if i < int(p.LinkLayers) {
		return p.frame
	}
	return p.Data
}

// Window returns bytes of those that layer i is of, as far as they were captured.
// Not a copy. Nil when i is not a layer.
func (p *Packet) Window(i int, from, size uint32) []byte {
	if i < 0 || i >= int(p.NLayers) {
		return nil
	}
	return window(p.bufferOf(i), from, from+size)
}

// Find returns the index of the last layer of a protocol, or -1.
func (p *Packet) Find(pr Proto) int {
	for i := int(p.NLayers) - 1; i >= 0; i-- {
		if p.Layers[i].Proto == pr {
			return i
		}
	}
	return -1
}

// window is b[from:to] as far as it exists.
func window(b []byte, from, to uint32) []byte {
	n := uint32(len(b))
	if from > n || to < from {
		return nil
	}
	return b[from:min(to, n)]
}
