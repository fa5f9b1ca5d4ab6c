package capture

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// le is the byte order that is written.
var le = binary.LittleEndian

// errNotPcap is in the chain of errors about what a pcap file cannot hold.
var errNotPcap = errors.New("a pcap file cannot hold that; save as .pcapng")

// pcapEncoder writes pcap with nanoseconds (draft-ietf-opsawg-pcap).
type pcapEncoder struct {
	begun bool
	ifc   Interface // what the file header says
	lost  int
}

func (e *pcapEncoder) append(dst []byte, r *Record) ([]byte, error) {
	ifc := r.Ifaces[r.Frame.Iface]
	sec, ns := r.Frame.Time/1e9, r.Frame.Time%1e9
	if r.Frame.NoTime {
		sec, ns = 0, 0 // there is no other way to say so
	}
	switch {
	case ifc.Link > math.MaxUint16:
		return nil, fmt.Errorf("a frame that is no packet (link type %d): %w", ifc.Link, errNotPcap)
	case sec > math.MaxUint32:
		return nil, fmt.Errorf("a frame from after the year 2106: %w", errNotPcap)
	case e.begun && ifc.Link != e.ifc.Link:
		return nil, fmt.Errorf("frames with link types %d and %d: %w", e.ifc.Link, ifc.Link, errNotPcap)
	case e.begun && ifc.FCSLen != e.ifc.FCSLen:
		return nil, fmt.Errorf("frames with %d and %d bytes of frame check sequence (-1: not told): %w", e.ifc.FCSLen, ifc.FCSLen, errNotPcap)
	case !e.begun:
		ifc.SnapLen = largestSnap(r.Ifaces, ifc.Link)
		dst = e.header(dst, ifc)
	}
	e.lost += len(r.Note.Comments)
	return appendPcapRecord(dst, sec*1e9+ns, r.Frame.OrigLen, r.Data), nil
}

// largestSnap is the greatest snapshot length of interfaces of a link type; 0: one has no
// limit. libpcap cuts frames that are longer than the header of their file says.
func largestSnap(ifaces []Interface, link LinkType) (snap uint32) {
	for i := range ifaces {
		switch ifc := &ifaces[i]; {
		case ifc.Link != link:
		case ifc.SnapLen == 0:
			return 0
		default:
			snap = max(snap, ifc.SnapLen)
		}
	}
	return snap
}

// pcapRecordLen is the length in bytes of what stands before a frame.
const pcapRecordLen = 16

// appendPcapRecord appends a frame whose time, in ns since the epoch, the format
// can hold.
func appendPcapRecord(dst []byte, time int64, origLen uint32, data []byte) []byte {
	dst = le.AppendUint32(dst, uint32(time/1e9))
	dst = le.AppendUint32(dst, uint32(time%1e9))
	dst = le.AppendUint32(dst, uint32(len(data)))
	dst = le.AppendUint32(dst, origLen)
	return append(dst, data...)
}

func (e *pcapEncoder) header(dst []byte, ifc Interface) []byte {
	e.begun, e.ifc = true, ifc
	network := uint32(ifc.Link)
	if ifc.FCSLen >= 0 && ifc.FCSLen < 32 && ifc.FCSLen%2 == 0 {
		network |= 1<<26 | uint32(ifc.FCSLen/2)<<28
	}
	snap := ifc.SnapLen
	if snap == 0 {
		snap = frameLimit(ifc.Link)
	}
	dst = le.AppendUint32(dst, 0xa1b23c4d)
	dst = le.AppendUint16(dst, 2)
	dst = le.AppendUint16(dst, 4)
	dst = le.AppendUint64(dst, 0) // time zone and accuracy: always 0
	dst = le.AppendUint32(dst, snap)
	return le.AppendUint32(dst, network)
}

func (e *pcapEncoder) end(dst []byte, ifaces []Interface) []byte {
	switch {
	case e.begun:
		return dst
	case len(ifaces) == 0 || ifaces[0].Link > math.MaxUint16:
		return e.header(dst, Interface{Link: 1, FCSLen: -1})
	}
	return e.header(dst, ifaces[0])
}

func (e *pcapEncoder) commentsLost() int { return e.lost }
