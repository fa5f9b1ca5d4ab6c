package flows

import (
	"cmp"
	"slices"

	"tcptui/decode"
)

// udpFact is a UDP header of a frame on its way to the tracker.
type udpFact struct {
	key    tuple
	quoted bool
}

// datagram is a UDP header of a row: which stream it is of. Headers of one row follow each
// other, the outermost first.
type datagram struct {
	row    uint32
	stream uint32 // numbered from 0 in the order of first datagrams, quoted ones counted
	first  uint32 // the stream's first row
	prev   uint32 // the row of the datagram before, first itself where there was none; NoRow in a quote, which has no time in the stream
}

// udpStream is a stream as it goes on.
type udpStream struct{ id, first, last uint32 }

// udpTable gathers datagrams. Ingest goroutine only.
type udpTable struct {
	streams map[tuple]*udpStream
	list    []datagram // ascending by row; shared with snapshots, which see a prefix
}

// add puts the UDP headers of a row into their streams.
func (t *udpTable) add(row uint32, headers []udpFact) {
	for i := range headers {
		h := &headers[i]
		s := t.streams[h.key]
		if s == nil {
			if t.streams == nil {
				t.streams = make(map[tuple]*udpStream)
			}
			s = &udpStream{uint32(len(t.streams)), row, row}
			t.streams[h.key] = s
		}
		d := datagram{row, s.id, s.first, NoRow}
		if !h.quoted {
			d.prev, s.last = s.last, row
		}
		t.list = append(t.list, d)
	}
}

// datagrams are those of row i. Shared: read it only.
func (s *Snapshot) datagrams(i uint32) []datagram {
	from, _ := slices.BinarySearchFunc(s.udp, i, func(d datagram, row uint32) int { return cmp.Compare(d.row, row) })
	to := from
	for to < len(s.udp) && s.udp[to].row == i {
		to++
	}
	return s.udp[from:to]
}

// setUDP fills in the UDP headers of a packet.
func (f *extra) setUDP(p *decode.Packet) {
	f.udp = f.udp[:0]
	p.EachUDP(func(h decode.UDPHeader) {
		var u udpFact
		u.key.set(&h.Src, &h.Dst, h.SrcPort, h.DstPort)
		u.quoted = h.Quoted
		f.udp = append(f.udp, u)
	})
}

// udpFields are the fields that a datagram has by its stream.
var udpFields = []Field{
	{Field: decode.Field{Name: "udp.stream", Label: "Stream index", Kind: decode.KindUint, Width: 32,
		Help: "The number of the datagrams between two addresses and ports, from 0 in the order of first datagrams."},
		Of: ofDatagrams(func(_ *View, d *datagram) (decode.Value, bool) { return decode.Value{U: uint64(d.stream)}, true })},
	{Field: decode.Field{Name: "udp.time_relative", Label: "Time since first frame", Kind: decode.KindDuration,
		Help: "Seconds since the stream's first datagram."},
		Of: ofDatagrams(func(v *View, d *datagram) (decode.Value, bool) {
			return decode.Value{I: v.Row.Time - v.Snap.Row(d.first).Time}, d.prev != NoRow
		})},
	{Field: decode.Field{Name: "udp.time_delta", Label: "Time since previous frame", Kind: decode.KindDuration,
		Help: "Seconds since the stream's datagram before, of either end; 0 for the first."},
		Of: ofDatagrams(func(v *View, d *datagram) (decode.Value, bool) {
			if d.prev == NoRow {
				return decode.Value{}, false
			}
			return decode.Value{I: v.Row.Time - v.Snap.Row(d.prev).Time}, true
		})},
}

// ofDatagrams makes a getter of what each UDP header of a frame may have.
func ofDatagrams(get func(v *View, d *datagram) (decode.Value, bool)) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		all := v.Snap.datagrams(v.Row.No)
		for i := range all {
			if x, ok := get(v, &all[i]); ok {
				out = append(out, x)
			}
		}
		return out
	}
}
