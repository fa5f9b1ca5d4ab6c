package decode

// ChecksumStatus is the verdict on a TCP checksum, numbered as Wireshark's
// tcp.checksum.status.
type ChecksumStatus uint8

// The verdicts.
const (
	ChecksumBad        ChecksumStatus = iota
	ChecksumGood                      // the sum over pseudo-header and segment is right
	ChecksumUnverified                // not all of the segment is there: cut by the snapshot length, or a fragment
	ChecksumAbsent                    // there is no checksum field to judge
)

// String returns "bad", "good", "unverified" or "absent".
func (s ChecksumStatus) String() string {
	return [...]string{"bad", "good", "unverified", "absent"}[s&3]
}

// Checksum is what can be said of a segment's checksum.
type Checksum struct {
	Status ChecksumStatus
	Stored uint16 // as in the header
	Want   uint16 // what it should be; meaningful unless unverified or absent

	// Offloaded says that the stored sum is that of the pseudo-header alone:
	// the sending host left the rest to its network card, and the frame was
	// captured on that host before the card saw it. Such a frame is not damaged.
	Offloaded bool
}

// Checksum computes the TCP checksum of RFC 9293 3.1 over the pseudo-header of
// IPv4 or of IPv6 (RFC 8200 8.1), on demand.
func (p *Packet) Checksum() Checksum {
	s := &p.TCP
	if !p.HasTCP || s.Fault&FaultShortHeader != 0 {
		return Checksum{Status: ChecksumAbsent}
	}
	c := Checksum{Status: ChecksumUnverified, Stored: s.Checksum}
	if p.Fragment || p.Src.N == 0 || p.NetEnd < s.Off {
		return c
	}
	pseudo := p.pseudoHeader(p.NetEnd - s.Off)
	c.Offloaded = s.Checksum == fold(pseudo)
	if p.NetEnd > uint32(len(p.Data)) {
		return c
	}
	all := fold(add16(pseudo, p.Data[s.Off:p.NetEnd]))
	c.Want = ^fold(uint64(all) + uint64(^s.Checksum)) // with the stored sum taken out again
	if all == 0xffff && s.Checksum != 0xffff {
		c.Status, c.Want = ChecksumGood, s.Checksum
	} else {
		c.Status = ChecksumBad
	}
	if c.Status == ChecksumGood {
		c.Offloaded = false
	}
	return c
}

// pseudoHeader sums addresses, protocol and length of a segment of n bytes.
func (p *Packet) pseudoHeader(n uint32) uint64 {
	const protocolTCP = 6
	sum := add16(0, p.Src.B[:p.Src.N])
	sum = add16(sum, p.Dst.B[:p.Dst.N])
	return sum + protocolTCP + uint64(n>>16) + uint64(n&0xffff)
}

// add16 adds the 16-bit words of b, an odd last byte padded with zero (RFC 1071).
func add16(sum uint64, b []byte) uint64 {
	for ; len(b) >= 2; b = b[2:] {
		sum += uint64(b[0])<<8 | uint64(b[1])
	}
	if len(b) == 1 {
		sum += uint64(b[0]) << 8
	}
	return sum
}

// fold brings a sum to 16 bits in one's complement.
func fold(sum uint64) uint16 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return uint16(sum)
}
