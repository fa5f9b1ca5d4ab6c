package hurt

import "encoding/binary"

// crowds are captures of very many of a kind.
var crowds = []Shape{
	{Name: "syn", Hurts: "connections of one SYN each, from addresses that are made up", Full: 10_000_000, write: eachRaw(func(f *file, i int) {
		f.send(segment{src: scatter(i), dst: serverIP, srcPort: uint16(mix(i)), dstPort: serverPort, seq: mix(i), flags: syn, window: 1024})
	})},
	{Name: "half-open", Hurts: "connections that are asked for, answered and reset when all are open", Full: 1_000_000, write: halfOpen},
	{Name: "reuse", Hurts: "connections of one SYN each, all of the same four-tuple", Full: 5_000_000, write: eachRaw(func(f *file, i int) {
		f.send(up(syn, uint32(i)*1000, 0))
	})},
	{Name: "scan", Hurts: "probes of one host to the ports of many, each refused", Full: 5_000_000, write: eachRaw(func(f *file, i int) {
		s := segment{src: clientIP, dst: 0x0a800000 + uint32(i>>16), srcPort: 40000, dstPort: uint16(i), seq: 7, flags: syn}
		f.send(s)
		f.send(segment{src: s.dst, dst: s.src, srcPort: s.dstPort, dstPort: s.srcPort, ack: 8, flags: rst | ack})
	})},
	{Name: "scanners", Hurts: "hosts that each probe once, of every kind of scan", Full: 5_000_000, write: eachRaw(func(f *file, i int) {
		f.send(segment{src: scatter(i), dst: serverIP, srcPort: 40000, dstPort: uint16(mix(i)), flags: []byte{syn, fin, 0, fin | psh | 32, ack}[i%5]})
	})},
	{Name: "ping", Hurts: "echo requests that nobody answers", Full: 10_000_000, write: eachRaw(func(f *file, i int) {
		b := appendIPv4(f.frame[:0], scatter(i), serverIP, 1, 8, 0, 0)
		b = append(b, 8, 0, 0, 0, byte(i>>24), byte(i>>16), byte(i>>8), byte(i))
		binary.BigEndian.PutUint16(b[22:], ^fold(sum16(0, b[20:])))
		f.frame = b
		f.record(b)
	})},
	{Name: "udp", Hurts: "streams of UDP of one datagram each", Full: 10_000_000, write: eachRaw(func(f *file, i int) {
		b := appendIPv4(f.frame[:0], scatter(i), serverIP, 17, 8, 0, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(mix(i)))
		f.frame = append(b, 0, 53, 0, 8, 0, 0)
		f.record(f.frame)
	})},
	{Name: "ftp", Hurts: "data connections of FTP that are announced and never opened", Full: 2_000_000, write: announce},
	{Name: "fragments", Hurts: "first fragments of datagrams whose others never come", Full: 5_000_000, write: eachRaw(func(f *file, i int) {
		f.frame = append(appendIPv4(f.frame[:0], scatter(i), serverIP, 6, 24, uint16(i), moreFragments), make([]byte, 24)...)
		f.record(f.frame)
	})},
	{Name: "teardrop", Hurts: "fragments that overlap and contradict each other", Full: 5_000_000, write: teardrop},
	{Name: "pieces", Hurts: "fragments of eight bytes from the last to the second, so that no datagram is ever whole", Full: 5_000_000, write: eachRaw(func(f *file, i int) {
		const last = 8190
		offset := uint16(last - i%last)
		f.frame = append(appendIPv4(f.frame[:0], clientIP, serverIP, 17, 8, uint16(i/last), offset|moreFragments), make([]byte, 8)...)
		if offset == last {
			binary.BigEndian.PutUint16(f.frame[6:], offset)
		}
		f.record(f.frame)
	})},
	{Name: "covered", Hurts: "copies of one fragment of a datagram that has a hole, after all others came", Full: 5_000_000, write: covered},
}

// eachRaw is a capture of raw IP that is made piece by piece.
func eachRaw(one func(f *file, i int)) func(f *file, n int) {
	return func(f *file, n int) {
		f.pcap(linkRaw)
		for i := range n {
			one(f, i)
		}
	}
}

func halfOpen(f *file, n int) {
	f.pcap(linkRaw)
	client := func(i int) segment {
		return segment{src: scatter(i), dst: serverIP, srcPort: clientPort, dstPort: serverPort, seq: mix(i), flags: syn, window: 1024}
	}
	for i := range n {
		s := client(i)
		f.send(s)
		f.send(segment{src: serverIP, dst: s.src, srcPort: serverPort, dstPort: clientPort, seq: 1, ack: s.seq + 1, flags: syn | ack, window: 1024})
	}
	for i := range n {
		s := client(i)
		s.seq, s.flags = s.seq+1, rst
		f.send(s)
	}
}

// announce has one connection of FTP's commands tell of data connections.
func announce(f *file, n int) {
	f.pcap(linkRaw)
	a, b := up(syn, 0, 0), down(syn|ack, 0, 1)
	a.dstPort, b.srcPort = 21, 21
	f.send(a)
	f.send(b)
	seq := uint32(1)
	for i := range n {
		p := mix(i)
		b = down(psh|ack, seq, 1)
		b.srcPort = 21
		b.data = []byte("227 Entering Passive Mode (")
		for _, v := range []byte{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i), byte(p >> 8), byte(p)} {
			b.data = append(b.data, '0'+v/100, '0'+v/10%10, '0'+v%10, ',')
		}
		b.data = append(b.data[:len(b.data)-1], ").\r\n"...)
		seq += uint32(len(b.data))
		f.send(b)
	}
}

// teardrop makes datagrams of fragments that lie inside each other, each eighth of them
// whole.
func teardrop(f *file, n int) {
	f.pcap(linkRaw)
	const each = 8
	for i := range n {
		k := i % each
		offset, length, more := uint16(k), 64, uint16(moreFragments)
		if k == each-1 {
			offset, more = 4, 0
			if i/each%8 != 0 {
				offset = 16 // a hole before
			}
		}
		f.frame = appendIPv4(f.frame[:0], clientIP, serverIP, 6, length, uint16(i/each), offset|more)
		for range length {
			f.frame = append(f.frame, byte(i))
		}
		f.record(f.frame)
	}
}

// covered fills a datagram but for one hole, and then repeats its last fragment.
func covered(f *file, n int) {
	f.pcap(linkRaw)
	const last = 4095
	for i := range n {
		offset, more := uint16(i%8000), uint16(moreFragments)
		if offset >= last {
			offset, more = last, 0
		}
		if offset == 1 {
			offset = 2 // the hole
		}
		f.frame = append(appendIPv4(f.frame[:0], clientIP, serverIP, 17, 8, uint16(i/8000), offset|more), make([]byte, 8)...)
		f.record(f.frame)
	}
}
