package decode

import "encoding/binary"

// Option kinds of the IANA registry "TCP Option Kind Numbers".
const (
	kindEnd           = 0
	kindNop           = 1
	kindMSS           = 2
	kindWScale        = 3
	kindSACKPermitted = 4
	kindSACK          = 5
	kindTimestamps    = 8
	kindMPTCP         = 30
	kindFastOpen      = 34
	kindAccECN0       = 172
	kindAccECN1       = 174
	kindExperiment1   = 253
	kindExperiment2   = 254
)

// exIDFastOpen marks a fast open cookie in an experimental option, RFC 7413 4.1.1.
const exIDFastOpen = 0xf989

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
	OptMalformed      // the option list does not end where the header does
	OptFastOpenCookie // the fast open option holds a cookie, it does not ask for one
	OptAccECN         // RFC 9768 3.2.3
)

// SACKBlock is one block of RFC 2018: octets Left up to but without Right.
type SACKBlock struct{ Left, Right Seq }

// DSACK returns the block that reports octets which came twice, of a segment
// that acknowledges ack: the first one, when it lies below ack or inside the
// second (RFC 2883 4). ok is false when there is none.
func (o *Options) DSACK(ack Seq) (b SACKBlock, ok bool) {
	if o.Has&OptSACK == 0 || o.NSACK == 0 || !o.SACK[0].Left.Less(o.SACK[0].Right) {
		return SACKBlock{}, false
	}
	b = o.SACK[0]
	inside := o.NSACK > 1 && o.SACK[1].Left.LessEq(b.Left) && b.Right.LessEq(o.SACK[1].Right)
	if !inside && !b.Right.LessEq(ack) {
		return SACKBlock{}, false
	}
	return b, true
}

// read walks the options of a header. cut says that the bytes end before the
// header does, which is no fault of the sender.
func (o *Options) read(b []byte, cut bool) {
	// What nearly every segment has: NOP, NOP, timestamps.
	if len(b) == 12 && binary.BigEndian.Uint32(b) == kindNop<<24|kindNop<<16|kindTimestamps<<8|10 {
		o.Has = OptTimestamps
		o.TSval, o.TSecr = binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
		return
	}
	for len(b) > 0 {
		kind := b[0]
		if kind == kindEnd {
			return
		}
		if kind == kindNop {
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			if !cut || len(b) >= 2 && b[1] < 2 {
				o.Has |= OptMalformed
			}
			return
		}
		o.take(kind, b[2:b[1]])
		b = b[b[1]:]
	}
}

// take reads one option's value; one of a wrong length is not believed.
func (o *Options) take(kind uint8, v []byte) {
	switch kind {
	case kindMSS:
		if len(v) == 2 {
			o.Has |= OptMSS
			o.MSS = binary.BigEndian.Uint16(v)
		}
	case kindWScale:
		if len(v) == 1 {
			o.Has |= OptWScale
			o.WScale = v[0]
		}
	case kindSACKPermitted:
		if len(v) == 0 {
			o.Has |= OptSACKPermitted
		}
	case kindSACK:
		o.takeSACK(v)
	case kindTimestamps:
		if len(v) == 8 {
			o.Has |= OptTimestamps
			o.TSval, o.TSecr = binary.BigEndian.Uint32(v), binary.BigEndian.Uint32(v[4:])
		}
	case kindMPTCP:
		o.Has |= OptMPTCP
	case kindAccECN0, kindAccECN1:
		o.Has |= OptAccECN
	case kindFastOpen:
		o.takeFastOpen(v)
	case kindExperiment1, kindExperiment2:
		if len(v) >= 2 && binary.BigEndian.Uint16(v) == exIDFastOpen {
			o.takeFastOpen(v[2:])
		}
	}
}

// takeFastOpen reads a fast open option, RFC 7413 4.1.1; without a cookie it
// asks for one.
func (o *Options) takeFastOpen(cookie []byte) {
	o.Has |= OptFastOpen
	if len(cookie) > 0 {
		o.Has |= OptFastOpenCookie
	}
}

// takeSACK reads the blocks of RFC 2018 3: as many as there are, four at most.
func (o *Options) takeSACK(v []byte) {
	if len(v) < 8 || len(v)%8 != 0 {
		return
	}
	o.Has |= OptSACK
	o.NSACK = 0
	for ; len(v) >= 8 && int(o.NSACK) < len(o.SACK); v = v[8:] {
		o.SACK[o.NSACK] = SACKBlock{Seq(binary.BigEndian.Uint32(v)), Seq(binary.BigEndian.Uint32(v[4:]))}
		o.NSACK++
	}
}
