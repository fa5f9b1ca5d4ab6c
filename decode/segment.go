package decode

import "net/netip"

// Segment is what a TCP segment says: the header's fields, its options and the
// length of its data. It has fixed size and holds no pointers.
type Segment struct {
	SrcPort, DstPort uint16
	Seq, Ack         Seq
	Flags            Flags
	Window           uint16 // as in the header: unscaled, bytes when no scale applies
	Urgent           uint16
	Checksum         uint16
	HdrLen           uint8  // bytes: data offset times 4, as the header claims
	Off              uint32 // where the TCP header begins in Packet.Data
	Len              uint32 // SEG data length in bytes by the IP length, not by what was captured
	CapLen           uint32 // bytes of data that were captured

	Opts Options

	IPID  uint16 // IPv4 identification; 0 for IPv6
	TTL   uint8  // time to live or hop limit
	ECN   uint8  // the two ECN bits of the IP header, RFC 3168
	Fault Fault  // what is wrong with the header
}

// SegLen is SEG.LEN of RFC 9293 3.3.1: the octets the segment occupies in
// sequence space, SYN and FIN counted.
func (s *Segment) SegLen() uint32 {
	n := s.Len
	if s.Flags.Has(SYN) {
		n++
	}
	if s.Flags.Has(FIN) {
		n++
	}
	return n
}

// End is the sequence number after the segment: SEG.SEQ + SEG.LEN.
func (s *Segment) End() Seq { return s.Seq.Add(s.SegLen()) }

// Options are the options that tracking needs; everything else about options is
// decoded on demand. A field is meaningful when its bit in Has is set.
type Options struct {
	Has    OptionSet
	MSS    uint16
	WScale uint8 // shift as sent, not limited to 14
	NSACK  uint8 // number of blocks in SACK
	TSval  uint32
	TSecr  uint32
	SACK   [4]SACKBlock
}

// OptionSet is a set of options seen in one header.
type OptionSet uint16

// The members of OptionSet.
const (
	OptMSS OptionSet = 1 << iota
	OptWScale
	OptSACKPermitted
	OptSACK
	OptTimestamps
	OptFastOpen
	OptMPTCP
	OptMalformed // the option list does not end where the header does
)

// SACKBlock is one block of RFC 2018: octets Left up to but without Right.
type SACKBlock struct{ Left, Right Seq }

// Fault is a set of faults of a TCP header.
type Fault uint16

// The faults.
const (
	FaultShortHeader  Fault = 1 << iota // captured bytes end inside the fixed header
	FaultShortOptions                   // captured bytes end inside the options
	FaultOffsetSmall                    // data offset under 5
	FaultOffsetBeyond                   // data offset past the end of the datagram
)

// Endpoints are the two addresses of a segment in its direction. IPv4 addresses
// are kept as such, not mapped.
type Endpoints struct {
	Src, Dst netip.AddrPort
}
