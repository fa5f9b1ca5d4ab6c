package decode

// Flags are the twelve bits between data offset and window: the reserved bits,
// AE (accurate ECN) and the eight flags of RFC 9293 3.1, lowest bit FIN.
type Flags uint16

// The flags, RFC 9293 3.1; AE is the former NS bit (RFC 9768).
const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
	AE
)

// Has reports whether all of f are set.
func (fl Flags) Has(f Flags) bool { return fl&f == f }

// Any reports whether one of f is set.
func (fl Flags) Any(f Flags) bool { return fl&f != 0 }
