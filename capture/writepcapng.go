package capture

import (
	"errors"
	"fmt"
	"math"
)

// pcapngEncoder writes pcapng, little-endian, times in ns. It needs one section,
// and another wherever a frame without time is not of interface 0: only a
// simple packet block has no time, and it is always of interface 0.
type pcapngEncoder struct {
	sections int
	ids      []uint32 // Record.Ifaces index -> number in the section, or noID
	count    uint32   // interfaces in the section
}

// noID is in place of the number of an interface that is not in the section.
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
	simple := fitsSimple(r)
	if simple && e.ids[r.Frame.Iface] != 0 {
		dst = e.section(dst)
	}
	if link <= math.MaxUint16 && e.ids[r.Frame.Iface] == noID {
		dst = e.tell(dst, r.Ifaces, int(r.Frame.Iface))
	}
	at := len(dst)
	switch {
	case link == LinkCustomBlock:
		typ := uint32(blockCustom)
		if r.Note.NoCopy {
			typ = blockCustomNoCopy // the user chose to save it: it says as before that nobody else should
		}
		dst = le.AppendUint32(beginBlock(dst, typ), r.Note.Enterprise)
		dst = appendPadded(dst, r.Data)
	case link == LinkJournal:
		dst = appendPadded(beginBlock(dst, blockJournal), r.Data)
	case simple:
		dst = le.AppendUint32(beginBlock(dst, blockSimplePacket), r.Frame.OrigLen)
		dst = appendPadded(dst, r.Data)
	default:
		dst = e.enhanced(dst, r)
	}
	return endBlock(dst, at), nil
}

// fitsSimple reports whether a frame can be a simple packet block: without
// time, its captured length the one that follows from the snapshot length, and
// without a note. Another frame without time becomes an enhanced packet block
// at the epoch.
func fitsSimple(r *Record) bool {
	ifc, capLen := &r.Ifaces[r.Frame.Iface], r.Frame.OrigLen
	if ifc.SnapLen != 0 {
		capLen = min(capLen, ifc.SnapLen)
	}
	return r.Frame.NoTime && ifc.Link <= math.MaxUint16 && r.Frame.CapLen == capLen &&
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

// interfaces takes note of interfaces that are new. The first section tells of
// all at once, used or not; later ones of those that they use.
func (e *pcapngEncoder) interfaces(dst []byte, ifaces []Interface) []byte {
	if e.sections == 0 {
		dst = e.section(dst)
	}
	for i := len(e.ids); i < len(ifaces); i++ {
		e.ids = append(e.ids, noID)
		if e.sections == 1 && ifaces[i].Link <= math.MaxUint16 {
			dst = e.tell(dst, ifaces, i)
		}
	}
	return dst
}

// section begins a section.
func (e *pcapngEncoder) section(dst []byte) []byte {
	e.sections++
	e.count = 0
	for i := range e.ids {
		e.ids[i] = noID
	}
	at := len(dst)
	dst = le.AppendUint32(beginBlock(dst, blockSection), orderMagic)
	dst = le.AppendUint32(dst, 1)              // version 1.0
	dst = le.AppendUint64(dst, math.MaxUint64) // length of the section: not told
	return endBlock(dst, at)
}

// tell tells of interface i in the section.
func (e *pcapngEncoder) tell(dst []byte, ifaces []Interface, i int) []byte {
	e.ids[i] = e.count
	e.count++
	return appendInterface(dst, &ifaces[i], "")
}

// appendInterface appends an interface description block (section 4.2 of the draft). filter is
// that of the capture in libpcap's language, or "".
func appendInterface(dst []byte, ifc *Interface, filter string) []byte {
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
	if filter != "" {
		dst = appendOption(dst, optFilter, "\x00"+filter) // 0: it is a text
	}
	if ifc.FCSLen >= 0 {
		dst = appendOption(dst, optFCSLen, string([]byte{byte(ifc.FCSLen)}))
	}
	dst = le.AppendUint32(dst, 0) // end of options
	return endBlock(dst, at)
}

func (e *pcapngEncoder) end(dst []byte, ifaces []Interface) []byte {
	if e.sections > 0 {
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
