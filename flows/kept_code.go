package flows

import (
	"encoding/binary"
	"net/netip"
	"unsafe"

	"tcptui/capture"
	"tcptui/fsm"
)

// coder turns values into bytes and bytes into values. Each record is described once, for
// both ways.
type coder struct {
	buf     []byte // what was written, or what is left to be read
	reading bool
	bad     bool // there was too little to read, or what no value is
}

// integer is what is written in as many bytes as it has, the lowest first.
type integer interface {
	~int8 | ~uint8 | ~uint16 | ~uint32 | ~int32 | ~int64 | ~uint64 | ~int
}

func num[T integer](x *coder, v *T) {
	size := int(unsafe.Sizeof(*v))
	if !x.reading {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(*v))
		x.buf = append(x.buf, b[:size]...)
		return
	}
	if len(x.buf) < size {
		x.bad = true
		return
	}
	switch size {
	case 1:
		*v = T(x.buf[0])
	case 2:
		*v = T(binary.LittleEndian.Uint16(x.buf))
	case 4:
		*v = T(binary.LittleEndian.Uint32(x.buf))
	default:
		*v = T(binary.LittleEndian.Uint64(x.buf))
	}
	x.buf = x.buf[size:]
}

func (x *coder) bool(v *bool) {
	var b uint8
	if *v {
		b = 1
	}
	num(x, &b)
	if x.reading {
		*v = b == 1
		x.bad = x.bad || b > 1
	}
}

// bytes is for arrays, whose length is known.
func (x *coder) bytes(v []byte) {
	if !x.reading {
		x.buf = append(x.buf, v...)
	} else if x.bad = x.bad || len(x.buf) < len(v); !x.bad {
		copy(v, x.buf)
		x.buf = x.buf[len(v):]
	}
}

func (x *coder) text(v *string) {
	n := uint32(len(*v))
	num(x, &n)
	if !x.reading {
		x.buf = append(x.buf, *v...)
	} else if x.bad = x.bad || uint64(len(x.buf)) < uint64(n); !x.bad {
		*v = string(x.buf[:n])
		x.buf = x.buf[n:]
	}
}

// each is for a slice whose items take at least least bytes.
func each[T any](x *coder, v *[]T, least int, item func(*T)) {
	n := uint32(len(*v))
	num(x, &n)
	if x.reading {
		if x.bad = x.bad || uint64(n)*uint64(least) > uint64(len(x.buf)); x.bad || n == 0 {
			return
		}
		*v = make([]T, n)
	}
	for i := range *v {
		item(&(*v)[i])
	}
}

func (x *coder) head(h *keptHead) {
	num(x, &h.rows)
	num(x, &h.conns)
	for i := range h.counts {
		num(x, &h.counts[i])
	}
	each(x, &h.blocks, 8, func(b *keptBlock) { num(x, &b.size); num(x, &b.sum) })
}

// said is what the capture and its reading say beside frames and connections.
func (x *coder) said(s *Snapshot) {
	num(x, &s.Revised)
	num(x, &s.Read)
	num(x, &s.Size)
	each(x, &s.Ifaces, 26, x.iface)
	told := s.Info != nil
	if x.bool(&told); told {
		if x.reading {
			s.Info = new(capture.Info)
		}
		x.info(s.Info)
	}
	e, damaged := s.Err.(*capture.Error)
	if x.bool(&damaged); damaged {
		if x.reading {
			e = new(capture.Error)
			s.Err = e
		}
		x.damage(e)
	}
}

func (x *coder) iface(v *capture.Interface) {
	num(x, &v.Link)
	num(x, &v.SnapLen)
	num(x, &v.FCSLen)
	num(x, &v.Digits)
	x.text(&v.Name)
	x.text(&v.Description)
	num(x, &v.Section)
}

func (x *coder) info(v *capture.Info) {
	x.text(&v.Format)
	each(x, &v.Sections, 16, func(s *capture.Section) {
		x.text(&s.Hardware)
		x.text(&s.OS)
		x.text(&s.Application)
		each(x, &s.Comments, 4, x.text)
	})
	each(x, &v.Names, 8, func(n *capture.Name) { x.addr(&n.Addr); x.text(&n.Name) })
	each(x, &v.Counters, 42, func(c *capture.Counters) {
		num(x, &c.Iface)
		num(x, &c.Received)
		num(x, &c.Dropped)
		num(x, &c.Accepted)
		num(x, &c.OSDropped)
		num(x, &c.Delivered)
	})
	x.bool(&v.Cut)
}

func (x *coder) addr(v *netip.Addr) {
	b, _ := v.MarshalBinary() // never fails
	text := string(b)
	if x.text(&text); x.reading && !x.bad {
		x.bad = v.UnmarshalBinary([]byte(text)) != nil
	}
}

// damage is what ended the capture early. Its path is that of the file as it is named
// now, which whoever opens it knows.
func (x *coder) damage(e *capture.Error) {
	num(x, &e.Off)
	num(x, &e.Frames)
	x.text(&e.What)
	x.text(&e.Hint)
}

func (x *coder) conn(c *Conn) {
	num(x, &c.ID)
	num(x, &c.Previous)
	for i := range c.Sides {
		x.side(&c.Sides[i])
	}
	num(x, &c.First)
	num(x, &c.Last)
	num(x, &c.Start)
	num(x, &c.End)
	x.moment(&c.Now)
	x.bool(&c.Guessed)
	x.bool(&c.Announced)
	num(x, &c.Completeness)
	num(x, &c.opening)
	num(x, &c.closer)
	num(x, &c.ecn)
	num(x, &c.InitialRTT)
}

func (x *coder) side(s *Side) {
	x.bytes(s.Addr.B[:])
	num(x, &s.Addr.N)
	num(x, &s.Port)
	x.bool(&s.HasBase)
	x.bool(&s.HasISN)
	x.bool(&s.RawSeq)
	num(x, &s.Scale)
	num(x, &s.MSS)
	num(x, &s.Base)
	num(x, &s.Segments)
	num(x, &s.Largest)
	num(x, &s.Bytes)
}

func (x *coder) moment(m *fsm.Moment) {
	for i := range m.State {
		num(x, &m.State[i])
		num(x, &m.How[i])
	}
	num(x, &m.Event)
	num(x, &m.Rcv)
}

func (x *coder) whole(w *whole) {
	num(x, &w.row)
	each(x, &w.parts, 4, func(row *uint32) { num(x, row) })
}

func (x *coder) datagram(d *datagram) {
	num(x, &d.row)
	num(x, &d.stream)
	num(x, &d.first)
	num(x, &d.prev)
}
