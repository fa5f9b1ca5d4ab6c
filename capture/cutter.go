package capture

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
)

// cutter is a capture format: it cuts frames out of bytes and reads nothing
// itself. It may keep what earlier bytes told (byte order, interfaces), so the
// bytes of one input are given to one cutter, in order.
type cutter interface {
	// cut appends to b.Frames every whole frame in buf, whose first byte is byte
	// off of the input, and sets b.Ifaces.
	//
	// used is how far the next call shall begin after off; it may lie past
	// len(buf) when a block that holds no frame is passed over. need is how many
	// bytes from there the next record takes, as far as its first bytes tell. An
	// error comes with the frames before the damage and ends the input; it has
	// no Path and no Frames yet.
	cut(buf []byte, off int64, b *Batch) (used int64, need int, err *Error)
}

// damage is the error of a cutter: what was found at byte off.
func damage(off int64, format string, a ...any) *Error {
	return &Error{Off: off, What: fmt.Sprintf(format, a...), Hint: hintDamaged}
}

const hintDamaged = "the file is damaged from there on; the frames before it are shown"

// frameLimits has the link types whose frames may be larger than MaxFrame,
// in bytes; Wireshark 4.0 reads up to these.
var frameLimits = map[LinkType]uint32{
	189: 128 << 20, // USB_LINUX
	220: 128 << 20, // USB_LINUX_MMAPPED
	231: 128 << 20, // DBUS, whose messages may have 128 MiB
	249: 128 << 20, // USBPCAP
	266: 128 << 20, // USB_DARWIN
	279: 8 << 20,   // EBHSCR
}

// FrameLimit is the largest captured length that is believed of frames of a link type,
// in bytes: MaxFrame for nearly all.
func FrameLimit(l LinkType) uint32 {
	if l >= LinkCustomBlock {
		return maxBlock
	}
	return frameLimit(l)
}

// frameLimit is FrameLimit of frames that are packets.
func frameLimit(l LinkType) uint32 {
	if n, ok := frameLimits[l]; ok {
		return n
	}
	return MaxFrame
}

// LinkTypes of frames that are not packets. Wireshark numbers these pcapng
// blocks like packets, and so do we. They lie above the 26 bits that a file can
// claim.
const (
	LinkCustomBlock LinkType = 1<<26 + iota // data of a custom block, without its enterprise number
	LinkJournal                             // a systemd journal export entry, text
	LinkSysdig                              // a sysdig event, without its header
)

// timeScale turns the timestamp of a pcapng interface into ns since the epoch.
type timeScale struct {
	mul    uint64 // ns = ts*mul/div>>shift, in 128 bits
	div    uint64
	shift  uint8
	offset int64 // ns, added last
}

// newTimeScale takes if_tsresol and if_tsoffset (draft-ietf-opsawg-pcapng 4.2):
// the high bit of resol chooses 2 or 10 as base, the rest is the negative
// exponent. Every value has a meaning; those too fine for ns round down.
func newTimeScale(resol uint8, offsetSeconds int64) timeScale {
	s := timeScale{mul: 1, div: 1, offset: secondsToNs(offsetSeconds)}
	exp := resol & 0x7f
	switch {
	case resol&0x80 != 0:
		s.mul, s.shift = 1e9, exp
	case exp <= 9:
		s.mul = pow10(9 - exp)
	case exp <= 28:
		s.div = pow10(exp - 9)
	default: // 2^64 of these units are less than a nanosecond
		s.mul = 0
	}
	return s
}

// timeDigits is how many decimals of a second an if_tsresol can tell, 9 at most.
func timeDigits(resol uint8) uint8 {
	exp := resol & 0x7f
	if resol&0x80 != 0 {
		exp = uint8(uint(exp) * 30103 / 100000) // log10(2)
	}
	return min(exp, 9)
}

// ns is saturated at the ends of int64: years 1677 and 2262.
func (s *timeScale) ns(ts uint64) int64 {
	hi, lo := bits.Mul64(ts, s.mul)
	if s.div > 1 {
		lo /= s.div // mul is 1, so hi is 0
	}
	if s.shift >= 64 {
		hi, lo = 0, hi>>(s.shift-64)
	} else if s.shift > 0 {
		hi, lo = hi>>s.shift, lo>>s.shift|hi<<(64-s.shift)
	}
	if hi != 0 || lo > math.MaxInt64 {
		lo = math.MaxInt64
	}
	return addSat(int64(lo), s.offset)
}

func pow10(n uint8) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

func secondsToNs(s int64) int64 {
	const limit = math.MaxInt64 / int64(1e9)
	switch {
	case s > limit:
		return math.MaxInt64
	case s < -limit:
		return math.MinInt64
	}
	return s * 1e9
}

func addSat(a, b int64) int64 {
	switch c := a + b; {
	case a > 0 && b > 0 && c < 0:
		return math.MaxInt64
	case a < 0 && b < 0 && c >= 0:
		return math.MinInt64
	default:
		return c
	}
}

// words reads numbers in the byte order of a file or section. A bool instead of
// binary.ByteOrder: the interface call would cost as much as the cutting.
type words struct{ big bool }

func (w words) u16(p []byte) uint16 {
	if w.big {
		return binary.BigEndian.Uint16(p)
	}
	return binary.LittleEndian.Uint16(p)
}

func (w words) u32(p []byte) uint32 {
	if w.big {
		return binary.BigEndian.Uint32(p)
	}
	return binary.LittleEndian.Uint32(p)
}

func (w words) u64(p []byte) uint64 {
	if w.big {
		return binary.BigEndian.Uint64(p)
	}
	return binary.LittleEndian.Uint64(p)
}
