package hurt

import "encoding/binary"

// streams are captures of one connection that is made to be expensive.
var streams = []Shape{
	{Name: "reverse", Hurts: "segments of one byte, the last first", Full: 10_000_000, write: inOne(15, func(f *file, i, n int) {
		s := up(ack, uint32(n-i), 1)
		s.data = []byte{'x'}
		f.send(s)
	})},
	{Name: "gaps", Hurts: "segments of one byte with one missing after each", Full: 5_000_000, write: inOne(14, func(f *file, i, _ int) {
		s := up(ack, 1+2*uint32(i), 1)
		s.data = []byte{'x'}
		f.send(s)
	})},
	{Name: "shuffle", Hurts: "segments of one byte in no order", Full: 5_000_000, write: inOne(14, func(f *file, i, n int) {
		s := up(ack, 1+mix(i)%uint32(n), 1)
		s.data = []byte{'x'}
		f.send(s)
	})},
	{Name: "unacked", Hurts: "segments that nobody acknowledges, each sent twice", Full: 5_000_000, write: inOne(14, func(f *file, i, _ int) {
		s := up(ack, 1+uint32(i/2), 1)
		s.data = []byte{'x'}
		f.send(s)
	})},
	{Name: "chunks", Hurts: "bytes that go one by one to and fro", Full: 10_000_000, write: inOne(15, func(f *file, i, _ int) {
		k := uint32(i / 2)
		s := up(psh|ack, 1+k, 1+k)
		if i&1 != 0 {
			s = down(psh|ack, 1+k, 2+k)
		}
		s.data = []byte{'a' + byte(k%26)}
		f.send(s)
	})},
	{Name: "contradict", Hurts: "segments at the same place whose bytes differ", Full: 5_000_000, write: inOne(15, func(f *file, i, _ int) {
		s := up(ack, 1+uint32(i%64), 1)
		s.data = binary.BigEndian.AppendUint64(nil, uint64(mix(i)))
		f.send(s)
	})},
	{Name: "wrap", Hurts: "segments of 64 KiB of which only headers were captured: 656,000 of them go around the sequence space ten times", Full: 656_000, write: inOne(14, func(f *file, i, _ int) {
		const length = 0xffff - 40
		s := up(ack, 1+uint32(i*length), 1)
		s.length = length
		f.send(s)
		f.send(down(ack, 1, s.seq+length))
	})},
	{Name: "sack", Hurts: "acknowledgments with blocks that lie anywhere, in a flight without end", Full: 5_000_000, write: inOne(14, sacked)},
	{Name: "dupack", Hurts: "acknowledgments that repeat", Full: 5_000_000, write: inOne(14, func(f *file, i, _ int) {
		if i%1000 == 0 {
			s := down(ack, 1+uint32(i), 1)
			s.length = 1400
			f.send(s)
		}
		f.send(up(ack, 1, 1))
	})},
	{Name: "window", Hurts: "windows that open and shut, scaled anew by a SYN now and then", Full: 5_000_000, write: inOne(14, func(f *file, i, _ int) {
		s := up(ack, 1, 1)
		switch s.window = uint16(mix(i)) * uint16(i&1); i % 64 {
		case 0:
			s = up(syn, 0, 0)
			s.options = []byte{1, 3, 3, byte(mix(i))}
		case 1:
			s = down(syn|ack, 0, 1)
			s.options = []byte{1, 3, 3, byte(mix(i))}
		case 2, 3, 4:
			s = down(ack, uint32(i), 1) // a probe
			s.data = []byte{0}
		}
		f.send(s)
	})},
	{Name: "jump", Hurts: "segments whose sequence numbers lie anywhere", Full: 5_000_000, write: inOne(14, func(f *file, i, _ int) {
		s := up(ack, mix(i), mix(i+1))
		if i&1 != 0 {
			s = down(ack, mix(i), mix(i+1))
		}
		s.length = 1400
		f.send(s)
	})},
	{Name: "resets", Hurts: "a RST and a FIN after the other, and data behind them", Full: 5_000_000, write: inOne(15, func(f *file, i, _ int) {
		s := up([]byte{rst, fin | ack, ack, syn | fin | rst}[i%4], 1+uint32(i), 1)
		s.data = []byte("data")
		f.send(s)
	})},
}

// inOne is a capture of one connection that is made segment by segment. Its options
// scale windows by 2^scale; 15 for no scale.
func inOne(scale byte, one func(f *file, i, n int)) func(f *file, n int) {
	return func(f *file, n int) {
		f.pcap(linkRaw)
		f.handshake(scale)
		for i := range n {
			one(f, i, n)
		}
	}
}

// sacked sends a segment that is never acknowledged, and an ACK with four blocks.
func sacked(f *file, i, _ int) {
	if i&1 == 0 {
		s := up(ack, 1+uint32(i/2)*1400, 1)
		s.length = 1400
		f.send(s)
		return
	}
	s := down(ack, 1, 1)
	s.options = []byte{1, 1, 5, 34}
	for k := range 4 {
		left := mix(4*i + k)
		if k > 1 {
			left = 1 + 1400*(left%uint32(i))
		}
		s.options = binary.BigEndian.AppendUint32(s.options, left)
		s.options = binary.BigEndian.AppendUint32(s.options, left+1400)
	}
	f.send(s)
}
