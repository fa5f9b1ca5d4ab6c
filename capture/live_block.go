package capture

import (
	"math"
	"runtime"
	"slices"
)

// A capture writes each frame as a block of pcapng as soon as it arrives, and
// copies these bytes from then on: to the spool, and to the user's file.

// mark says where a frame lies in the buffer of a chunk.
type mark struct {
	time    int64  // ns since the epoch
	at, end uint32 // its enhanced packet block in the buffer
	capLen  uint32 // bytes, from at+enhancedLen on
	origLen uint32
}

// chunk is a run of frames of one interface, as they arrived.
type chunk struct {
	dev   int
	buf   []byte // blocks of pcapng, one behind the other
	marks []mark
}

func (c *chunk) reset() { c.buf, c.marks = c.buf[:0], c.marks[:0] }

// frame appends a packet block and returns the place of its capLen bytes, which
// the caller fills before it adds another frame. time is not before 1970.
func (c *chunk) frame(time int64, capLen, origLen uint32) []byte {
	at := len(c.buf)
	total := enhancedLen + pad4(int(capLen)) + blockTail
	c.buf = slices.Grow(c.buf, total)[:at+total]
	p := c.buf[at : at+total]
	le.PutUint32(p[total-2*blockTail:], 0) // the padding, if there is any: what follows comes over the rest
	le.PutUint32(p, blockEnhanced)
	le.PutUint32(p[4:], uint32(total))
	le.PutUint32(p[8:], uint32(c.dev))
	le.PutUint32(p[12:], uint32(uint64(time)>>32))
	le.PutUint32(p[16:], uint32(time))
	le.PutUint32(p[20:], capLen)
	le.PutUint32(p[24:], origLen)
	le.PutUint32(p[total-blockTail:], uint32(total))
	c.marks = append(c.marks, mark{time: time, at: uint32(at), end: uint32(at + total), capLen: capLen, origLen: origLen})
	return p[enhancedLen : enhancedLen+capLen]
}

// take appends a frame of another chunk as it is.
func (c *chunk) take(from *chunk, m mark) {
	at := uint32(len(c.buf))
	c.buf = append(c.buf, from.buf[m.at:m.end]...)
	m.at, m.end = at, uint32(len(c.buf))
	c.marks = append(c.marks, m)
}

// Options of blocks that a capture writes beside those that saving does.
const (
	optOS          = 3 // of a section header
	optApplication = 4 // of a section header
	optStart       = 2 // of interface statistics, as the rest
	optEnd         = 3
	optReceived    = 4
	optAccepted    = 6
	optOSDropped   = 7
	optDelivered   = 8
)

// liveHeader is what every file of a capture begins with: a section header and
// the interfaces, whose numbers are their places in ifaces. filter is that of the capture.
func liveHeader(ifaces []Interface, filter string) []byte {
	dst := le.AppendUint32(beginBlock(nil, blockSection), orderMagic)
	dst = le.AppendUint32(dst, 1)              // version 1.0
	dst = le.AppendUint64(dst, math.MaxUint64) // length of the section: not told
	dst = appendOption(dst, optOS, runtime.GOOS)
	dst = appendOption(dst, optApplication, "tcptui")
	dst = endBlock(le.AppendUint32(dst, 0), 0)
	for i := range ifaces {
		dst = appendInterface(dst, &ifaces[i], filter)
	}
	return dst
}

// counted is what is known of an interface at the end of a file.
type counted struct {
	start, end         int64 // ns since the epoch
	received           uint64
	dropped, delivered uint64
}

// appendStatistics appends an interface statistics block (section 4.6 of the
// draft). What passed the filter is told as received, too: what the interface
// saw beside that nobody counts, and libpcap does the same.
func appendStatistics(dst []byte, iface int, c counted) []byte {
	at := len(dst)
	dst = le.AppendUint32(beginBlock(dst, blockStatistics), uint32(iface))
	dst = appendStamp(dst, c.end)
	dst = appendOption(dst, optStart, string(appendStamp(nil, c.start)))
	dst = appendOption(dst, optEnd, string(appendStamp(nil, c.end)))
	for _, o := range []struct {
		code uint16
		n    uint64
	}{{optReceived, c.received}, {optAccepted, c.received}, {optOSDropped, c.dropped}, {optDelivered, c.delivered}} {
		dst = appendOption(dst, o.code, string(le.AppendUint64(nil, o.n)))
	}
	return endBlock(le.AppendUint32(dst, 0), at)
}

// appendStamp appends a time as blocks have it, the high half first.
func appendStamp(dst []byte, ns int64) []byte {
	return le.AppendUint32(le.AppendUint32(dst, uint32(uint64(ns)>>32)), uint32(ns))
}
