package hurt

import (
	"bytes"
	"encoding/binary"
)

// files are captures whose file hurts more than its packets.
var files = []Shape{
	{Name: "interfaces", Hurts: "descriptions of interfaces", Full: 5_000_000, write: func(f *file, n int) {
		f.section()
		for i := range n {
			f.iface(option(2, []byte("interface of which there are many")))
			if i%1000 == 0 {
				f.packet(uint32(i), uint64(epoch/1000), one(i))
			}
		}
	}},
	{Name: "sections", Hurts: "sections of one interface and one packet each", Full: 2_000_000, write: func(f *file, n int) {
		for i := range n {
			f.section()
			f.iface(option(2, binary.BigEndian.AppendUint32(nil, uint32(i))))
			f.packet(0, uint64(epoch/1000)+uint64(i), one(i))
		}
	}},
	{Name: "names", Hurts: "blocks of names, secrets and unknown kinds between the packets", Full: 2_000_000, write: func(f *file, n int) {
		f.section()
		f.iface()
		for i := range n {
			name := binary.BigEndian.AppendUint32(nil, scatter(i))
			record := append([]byte{1, 0, 11, 0}, name...)
			f.block(blockNames, record, []byte("a.host\x00\x00\x00\x00\x00\x00"))
			f.block(blockSecrets, []byte{'K', 'S', 'L', 'T', 4, 0, 0, 0}, name)
			f.block(0x80000000|scatter(i), name)
			if i%100 == 0 {
				f.packet(0, uint64(epoch/1000)+uint64(i), one(i))
			}
		}
	}},
	{Name: "comments", Hurts: "packets with 128 KiB of comments each", Full: 20_000, write: func(f *file, n int) {
		f.section()
		comment := option(1, bytes.Repeat([]byte("why?"), 1<<14-1))
		f.iface(comment)
		for i := range n {
			f.packet(0, uint64(epoch/1000)+uint64(i), one(i), comment, comment)
		}
	}},
	{Name: "remarks", Hurts: "packets with 8,000 comments each", Full: 5_000, write: func(f *file, n int) {
		f.section()
		f.iface()
		comments := bytes.Repeat(option(1, []byte("why?")), 8000)
		for i := range n {
			f.packet(0, uint64(epoch/1000)+uint64(i), one(i), comments)
		}
	}},
	{Name: "clock", Hurts: "packets whose time goes back, and lies anywhere in 2^64 units of any size", Full: 2_000_000, write: func(f *file, n int) {
		f.section()
		for _, unit := range []byte{6, 9, 0, 0x80, 0xff, 127, 20} {
			f.iface(option(9, []byte{unit}), option(14, binary.LittleEndian.AppendUint64(nil, uint64(mix(int(unit)))<<uint(unit%40))))
		}
		for i := range n {
			at := uint64(mix(i))<<32 | uint64(mix(i+1))
			if i%3 == 0 {
				at = uint64(epoch/1000) - uint64(i)
			}
			f.packet(uint32(i%7), at, one(i%1000))
		}
	}},
	{Name: "backwards", Hurts: "packets of one connection, each a second before the one before", Full: 2_000_000, write: func(f *file, n int) {
		f.pcap(linkRaw)
		f.at = 4_000_000_000 * 1e9
		f.handshake(14)
		for i := range n {
			f.at -= 1e9
			s := up(ack, 1+uint32(i), 1)
			s.data = []byte{'x'}
			f.send(s)
		}
	}},
	{Name: "lengths", Hurts: "blocks whose lengths lie, after good ones", Full: 100_000, write: func(f *file, n int) {
		f.section()
		f.iface()
		for i := range n {
			f.packet(0, uint64(epoch/1000)+uint64(i), one(i))
		}
		f.put([]byte{6, 0, 0, 0, 0xfc, 0xff, 0xff, 0xff})
		f.put(make([]byte, 4096))
	}},
	{Name: "record", Hurts: "records of pcap, and one that says it has 4 GiB", Full: 100_000, write: func(f *file, n int) {
		f.pcap(linkRaw)
		for i := range n {
			f.record(one(i))
		}
		f.put(bytes.Repeat([]byte{0xff}, 16), make([]byte, 4096))
	}},
}

// one is the i-th frame of a capture whose packets do not matter.
func one(i int) []byte {
	s := up(ack, uint32(i), 1)
	return s.append(nil)
}
