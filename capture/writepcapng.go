package capture

import (
	"errors"
	"fmt"
	"math"
)

// pcapngEncoder writes pcapng: one section, little-endian, times in ns.
type pcapngEncoder struct {
	begun bool
	ids   []uint32 // Record.Ifaces index -> number in the file, or noID
	count uint32   // interfaces in the file
	snap  uint32   // snapshot length of the first
}

// noID is in place of the number of an interface that has no packets.
const noID = math.MaxUint32

var errSysdig = errors.New("a sysdig event, which cannot be saved: its header is not kept; leave it out")

func (e *pcapngEncoder) append(dst []byte, r *Record) ([]byte, error) {
	link := r.Ifaces[r.Frame.Iface].Link
	switch {
	case link == LinkSysdig:
		return nil, errSysdig
	case link > math.MaxUint16 && link != LinkCustomBlock && link != LinkJournal:
		return nil, fmt.Errorf("a frame with link type %d, which is none: the file that it is from is damaged", link)
	}
	dst = e.interfaces(dst, r.Ifaces)
	at := len(dst)
	switch {
	case link == LinkCustomBlock:
		dst = le.AppendUint32(beginBlock(dst, blockCustom), r.Note.Enterprise)
		dst = appendPadded(dst, r.Data)
	case link == LinkJournal:
		dst = appendPadded(beginBlock(dst, blockJournal), r.Data)
	case e.fitsSimple(r):
		dst = le.AppendUint32(beginBlock(dst, blockSimplePacket), r.Frame.OrigLen)
		dst = appendPadded(dst, r.Data)
	default:
		dst = e.enhanced(dst, r)
	}
	return endBlock(dst, at), nil
}

// fitsSimple reports whether a frame without time can be a simple packet block:
// one of the first interface, its captured length the one that follows from the
// snapshot length, and without a note. Another becomes an enhanced packet block
// at the epoch, which has no way to leave the time out.
func (e *pcapngEncoder) fitsSimple(r *Record) bool {
	capLen := r.Frame.OrigLen
	if e.snap != 0 {
		capLen = min(capLen, e.snap)
	}
	return r.Frame.NoTime && e.ids[r.Frame.Iface] == 0 && r.Frame.CapLen == capLen &&
		len(r.Note.Comments) == 0 && r.Note.Flags == 0
}

func (e *pcapngEncoder) enhanced(dst []byte, r *Record) []byte {
	ts := uint64(r.Frame.Time)
	if r.Frame.NoTime {
		ts = 0
	}
	dst = beginBlock(dst, blockEnhanced)
	dst = le.AppendUint32(dst, e.ids[r.Frame.Iface])
	dst = le.AppendUint32(dst, uint32(ts>>32))
	dst = le.AppendUint32(dst, uint32(ts))
	dst = le.AppendUint32(dst, r.Frame.CapLen)
	dst = le.AppendUint32(dst, r.Frame.OrigLen)
	dst = appendPadded(dst, r.Data)
	if len(r.Note.Comments) == 0 && r.Note.Flags == 0 {
		return dst
	}
	for _, c := range r.Note.Comments {
		dst = appendOption(dst, optComment, c)
	}
	if r.Note.Flags != 0 {
		dst = appendOption(dst, optFlags, string(le.AppendUint32(nil, r.Note.Flags)))
	}
	return le.AppendUint32(dst, 0) // end of options
}

// interfaces appends the section header if there was none, and the interfaces
// that are new.
func (e *pcapngEncoder) interfaces(dst []byte, ifaces []Interface) []byte {
	if !e.begun {
		e.begun = true
		at := len(dst)
		dst = le.AppendUint32(beginBlock(dst, blockSection), orderMagic)
		dst = le.AppendUint32(dst, 1)              // version 1.0
		dst = le.AppendUint64(dst, math.MaxUint64) // length of the section: not told
		dst = endBlock(dst, at)
	}
	for _, ifc := range ifaces[min(len(e.ids), len(ifaces)):] {
		if ifc.Link > math.MaxUint16 {
			e.ids = append(e.ids, noID)
			continue
		}
		if e.count == 0 {
			e.snap = ifc.SnapLen
		}
		e.ids = append(e.ids, e.count)
		e.count++
		dst = appendInterface(dst, &ifc)
	}
	return dst
}

func appendInterface(dst []byte, ifc *Interface) []byte {
	at := len(dst)
	dst = beginBlock(dst, blockInterface)
	dst = le.AppendUint16(dst, uint16(ifc.Link))
	dst = le.AppendUint16(dst, 0)
	dst = le.AppendUint32(dst, ifc.SnapLen)
	if ifc.Name != "" {
		dst = appendOption(dst, optName, ifc.Name)
	}
	if ifc.Description != "" {
		dst = appendOption(dst, optDescription, ifc.Description)
	}
	dst = appendOption(dst, optTSResol, "\x09") // ns
	if ifc.FCSLen >= 0 {
		dst = appendOption(dst, optFCSLen, string([]byte{byte(ifc.FCSLen)}))
	}
	dst = le.AppendUint32(dst, 0) // end of options
	return endBlock(dst, at)
}

func (e *pcapngEncoder) end(dst []byte, ifaces []Interface) []byte {
	if e.begun {
		return dst
	}
	return e.interfaces(dst, ifaces)
}

func (e *pcapngEncoder) commentsLost() int { return 0 }

// beginBlock appends type and room for the length; endBlock fills it in.
func beginBlock(dst []byte, typ uint32) []byte {
	return le.AppendUint32(le.AppendUint32(dst, typ), 0)
}

// endBlock ends the block that begins at dst[at:].
func endBlock(dst []byte, at int) []byte {
	n := uint32(len(dst) - at + blockTail)
	le.PutUint32(dst[at+4:], n)
	return le.AppendUint32(dst, n)
}

// appendPadded appends p and zeros to whole words.
func appendPadded(dst, p []byte) []byte {
	dst = append(dst, p...)
	return append(dst, "\x00\x00\x00"[:pad4(len(p))-len(p)]...)
}

// appendOption appends an option, whose text is cut to what an option can hold.
func appendOption(dst []byte, code uint16, v string) []byte {
	v = v[:min(len(v), math.MaxUint16)]
	dst = le.AppendUint16(le.AppendUint16(dst, code), uint16(len(v)))
	return appendPadded(dst, []byte(v))
}
