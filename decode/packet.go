package decode

// maxLayers bounds the walk: a frame with more headers than this is cut short.
const maxLayers = 24

// Proto is a protocol that a frame can be made of.
type Proto uint8

// Layer is one header of a frame.
type Layer struct {
	Proto Proto
	Off   uint32 // of its first byte in Packet.Data
	Len   uint32 // bytes of header
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

	Src, Dst Addr  // innermost network layer
	Top      Proto // the topmost protocol recognised: the Protocol column
	HasTCP   bool  // TCP is valid
	TCP      Segment
	NetOff   uint32 // innermost IP header, when Src.N != 0
	NetEnd   uint32 // end of the innermost datagram by its length field; may lie past len(Data)
	Fragment bool   // innermost datagram is a fragment: what follows is not a header
}
