package capture

import (
	"bytes"
	"net/netip"
)

// Info is what a file says beside its frames and interfaces. All text in it is
// hostile.
type Info struct {
	Format   string // such as "pcap with nanoseconds"; "" before the first bytes were seen
	Sections []Section
	Names    []Name     // in the order of the file
	Counters []Counters // the last of every interface that has them
	Cut      bool       // the file says more than is kept
}

// Section is what a pcapng section header tells (section 4.1 of the draft).
type Section struct {
	Hardware, OS, Application string
	Comments                  []string
}

// Name is a name that the file gives to an address (section 4.5 of the draft).
type Name struct {
	Addr netip.Addr
	Name string
}

// Counters are an interface's counts at the end of the capture (section 4.6 of
// the draft), in frames; -1: not told.
type Counters struct {
	Iface     uint16 // index into Batch.Ifaces
	Received  int64
	Dropped   int64 // by the interface for want of resources
	Accepted  int64 // by the capture filter
	OSDropped int64
	Delivered int64
}

// Informer is a Source whose format can tell an Info.
type Informer interface {
	// Info returns what has been read so far. It belongs to the goroutine that
	// calls Next, and so does what it returns: the next call of Next may append.
	Info() Info
}

// infoLimit is how many bytes of text, and infoItems how many items of a kind,
// are kept of what the file says. Each text counts textCost bytes more.
const (
	infoLimit = 4 << 20
	infoItems = 1 << 16
	textCost  = 16
)

// infoKeeper gathers an Info within its limits.
type infoKeeper struct {
	Info
	text int
}

// keep returns the text of v, or "" when there has been too much.
func (k *infoKeeper) keep(v []byte) string {
	if k.text+len(v)+textCost > infoLimit {
		k.Cut = true
		return ""
	}
	k.text += len(v) + textCost
	return optionText(v)
}

// room reports whether a list of n may grow.
func (k *infoKeeper) room(n int) bool {
	if n >= infoItems {
		k.Cut = true
	}
	return n < infoItems
}

// tellSection keeps what the options of a section header tell.
func (c *pcapngCutter) tellSection(code uint16, v []byte) {
	s := &c.info.Sections[len(c.info.Sections)-1]
	switch code {
	case 1:
		if !c.info.room(len(s.Comments)) {
			return
		}
		if text := c.info.keep(v); text != "" {
			s.Comments = append(s.Comments, text)
		}
	case 2:
		s.Hardware = c.info.keep(v)
	case 3:
		s.OS = c.info.keep(v)
	case 4:
		s.Application = c.info.keep(v)
	}
}

// names keeps the records of a name resolution block: type, length, address,
// then names that each end with NUL. It is no damage when they do not fit: no
// frame depends on them.
func (c *pcapngCutter) names(k *block, _ *Batch) *Error {
	for p := k.body; len(p) >= 4; {
		typ, n := c.u16(p), int(c.u16(p[2:]))
		addrLen := map[uint16]int{1: 4, 2: 16}[typ]
		if typ == 0 || n > len(p)-4 {
			break
		}
		if v := p[4 : 4+n]; addrLen > 0 && n > addrLen {
			addr, _ := netip.AddrFromSlice(v[:addrLen])
			for name := range bytes.SplitSeq(v[addrLen:], []byte{0}) {
				if len(name) == 0 || !c.info.room(len(c.info.Names)) {
					continue
				}
				if text := c.info.keep(name); text != "" {
					c.info.Names = append(c.info.Names, Name{addr, text})
				}
			}
		}
		p = p[min(len(p), 4+pad4(n)):]
	}
	return nil
}

// counters keeps an interface statistics block. It too can be no damage.
func (c *pcapngCutter) counters(k *block, _ *Batch) *Error {
	id := c.u32(k.body)
	if id >= uint32(len(c.ids)) {
		return nil
	}
	t := Counters{Iface: c.ids[id], Received: -1, Dropped: -1, Accepted: -1, OSDropped: -1, Delivered: -1}
	into := []*int64{4: &t.Received, 5: &t.Dropped, 6: &t.Accepted, 7: &t.OSDropped, 8: &t.Delivered}
	c.options(k.body[12:], func(code uint16, v []byte) {
		if int(code) < len(into) && into[code] != nil && len(v) == 8 {
			*into[code] = int64(c.u64(v) & (1<<63 - 1))
		}
	})
	if i, ok := c.counted[t.Iface]; ok {
		c.info.Counters[i] = t
		return nil
	}
	if c.counted == nil {
		c.counted = make(map[uint16]int)
	}
	c.counted[t.Iface] = len(c.info.Counters)
	c.info.Counters = append(c.info.Counters, t)
	return nil
}

// Info implements Informer.
func (s *blockSource) Info() Info {
	switch c := s.cutter.(type) {
	case *pcapngCutter:
		info := c.info.Info
		info.Format = "pcapng"
		return info
	case *pcapCutter:
		if c.variant != nil {
			return Info{Format: c.variant.name}
		}
	}
	return Info{}
}
