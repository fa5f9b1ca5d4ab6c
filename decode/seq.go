package decode

// Seq is a TCP sequence number: 32 bits, modulo 2^32 (RFC 9293 3.4). It has a
// type because comparing two of them with < is a bug.
type Seq uint32

// Less reports whether a is before b: a < b in the arithmetic of RFC 9293 3.4.
func (a Seq) Less(b Seq) bool { return int32(a-b) < 0 }

// LessEq reports whether a is b or before it.
func (a Seq) LessEq(b Seq) bool { return int32(a-b) <= 0 }

// Add returns the sequence number n octets after a.
func (a Seq) Add(n uint32) Seq { return a + Seq(n) }

// Sub returns how many octets a is after b; negative when it is before it.
func (a Seq) Sub(b Seq) int32 { return int32(a - b) }

// In reports whether first =< a < first+size.
func (a Seq) In(first Seq, size uint32) bool { return uint32(a-first) < size }
