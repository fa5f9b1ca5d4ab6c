package bpf

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/internal/records"
	"tcptui/testdata/samples"
)

// packet is a network-layer packet, or what stands in its place, with its EtherType.
type packet struct {
	ether uint32
	data  []byte
}

func be16(n uint32) []byte { return []byte{byte(n >> 8), byte(n)} }
func be32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// ip4 is an IPv4 packet; words is the length of its header in words, offset what
// stands in the field of fragments.
func ip4(proto byte, src, dst uint32, words byte, offset uint32, payload []byte) packet {
	header := join([]byte{0x40 | words, 0}, be16(uint32(words)*4+uint32(len(payload))), be16(7), be16(offset), []byte{64, proto, 0, 0}, be32(src), be32(dst))
	for len(header) < int(words)*4 {
		header = append(header, 1)
	}
	return packet{etherIP4, join(header, payload)}
}

// ip6 is an IPv6 packet.
func ip6(next byte, src, dst byte, payload []byte) packet {
	a := []byte{0xfd, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, src}
	b := []byte{0xfd, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, dst}
	if dst == 0xff {
		b = []byte{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}
	}
	return packet{etherIP6, join([]byte{0x60, 0, 0, 0}, be16(uint32(len(payload))), []byte{next, 64}, a, b, payload)}
}

// ext6 is an extension header with 8 bytes more than it must have, words of 8.
func ext6(next, words byte, payload []byte) []byte {
	return join([]byte{next, words}, make([]byte, 6+8*int(words)), payload)
}

func tcp(src, dst uint32, flags byte) []byte {
	return join(be16(src), be16(dst), be32(1000), be32(2000), []byte{0x50, flags, 1, 0, 0, 0, 0, 0}, []byte("GET / HTTP/1.1\r\n"))
}

func udp(src, dst uint32, payload []byte) []byte {
	return join(be16(src), be16(dst), be16(uint32(8+len(payload))), []byte{0, 0}, payload)
}

// ports are those that the expressions ask for, and others.
var framePorts = []uint32{22, 53, 80, 443, 514, 1023, 6000, 6005, 8899, 49152}

// packets are packets of every kind that filters tell from others.
func packets() (all []packet) {
	const a, b, c = 0x0a000001, 0xc0a80105, 0xac100001
	for i, port := range framePorts {
		flags := []byte{0x02, 0x12, 0x10, 0x18, 0x11, 0x04, 0x29, 0xc2, 0x14, 0x00}[i]
		all = append(all,
			ip4(ipTCP, a, b, 5, 0x4000, tcp(40000, port, flags)), ip4(ipTCP, b, a, 6, 0, tcp(port, 40000, flags)),
			ip4(ipUDP, c, a, 5, 0, udp(port, 5353, []byte("dns"))), ip4(ipSCTP, a, c, 15, 0, udp(5000, port, make([]byte, 20))),
			ip6(ipTCP, 1, 2, tcp(port, 1234, flags)), ip6(ipUDP, 2, 1, udp(1234, port, nil)), ip6(ipSCTP, 1, 2, udp(port, port, make([]byte, 8))))
	}
	for _, proto := range []byte{ipICMP, 2, 9, 50, ipAH, 47, 89, 103, 112, 132, 255} {
		all = append(all, ip4(proto, a, 0xe0000001, 5, 0, join([]byte{8, 0, 1, 2, 3, 4}, make([]byte, 24))))
	}
	for _, kind := range []byte{0, 3, 5, 8, 11} {
		all = append(all, ip4(ipICMP, b, a, 5, 0, []byte{kind, kind % 4, 0, 0, 0, 0, 0, 0}))
	}
	for _, kind := range []byte{1, 128, 129, 133, 135, 136, 151} {
		all = append(all, ip6(ipICMP6, 1, 0xff, []byte{kind, 0, 0, 0, 0, 0, 0, 0}))
	}
	t := tcp(443, 80, 0x12)
	all = append(all,
		ip4(ipTCP, a, b, 5, 0x2000, t), ip4(ipTCP, a, b, 5, 0x00b9, t), ip4(ipUDP, a, 0xffffffff, 5, 0x2001, t), ip4(ipUDP, a, 0x0affffff, 5, 0, t),
		ip4(ipUDP, 0, 0xf0000001, 5, 0, t), ip4(ipUDP, a, 0, 5, 0, t),
		ip6(ipHopByHop, 1, 2, ext6(ipTCP, 0, t)), ip6(ipHopByHop, 1, 2, ext6(ipRouting, 1, ext6(ipDestOpts, 2, ext6(ipFragment, 0, ext6(ipUDP, 0, t))))),
		ip6(ipFragment, 1, 2, ext6(ipTCP, 0, t)), ip6(ipFragment, 1, 2, ext6(ipICMP6, 0, []byte{128, 0, 0, 0})), ip6(ipNoNext, 1, 2, nil),
		ip6(ipFragment, 1, 2, ext6(ipSCTP, 0, t)), ip6(50, 1, 2, t), ip6(103, 1, 2, t),
		arp(etherARP, a, b), arp(etherARP, c, a), arp(etherRARP, b, a),
		packet{etherDECnet, make([]byte, 40)}, packet{0x6004, make([]byte, 40)}, packet{0x9000, make([]byte, 40)}, packet{0x88cc, make([]byte, 40)},
		packet{0x6007, make([]byte, 4)}, packet{0x6001, make([]byte, 4)}, packet{0x6002, make([]byte, 4)}, packet{etherAppleT, make([]byte, 40)},
		packet{etherAARP, make([]byte, 40)}, packet{etherIPX, make([]byte, 40)}, packet{etherPPPoED, make([]byte, 20)},
	)
	once := inside(all)
	var some []packet
	for i := 0; i < len(once); i += 5 {
		some = append(some, once[i])
	}
	return append(append(all, once...), inside(some)...)
}

func arp(ether, sender, target uint32) packet {
	return packet{ether, join([]byte{0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1}, be32(sender), make([]byte, 6), be32(target))}
}

// inside puts some packets into what can carry them.
func inside(some []packet) (all []packet) {
	pppNumber := map[uint32]uint32{etherIP4: 0x21, etherIP6: 0x57}
	for i, p := range some {
		if isIP := p.ether == etherIP4 || p.ether == etherIP6; isIP && i%7 > 2 {
			continue // there are many
		}
		label := uint32(100+i%5) << 12
		all = append(all,
			packet{etherVLAN, join(be16(uint32(5+i%3)), be16(p.ether), p.data)},
			packet{etherQinQ, join(be16(0x2000+100), be16(etherVLAN), be16(200), be16(p.ether), p.data)},
			packet{etherOldQinQ, join(be16(0xefff), be16(p.ether), p.data)},
			packet{etherMPLS, join(be32(label|0x100|64), p.data)}, packet{etherMPLS, join(be32(label|64), be32(0x400<<12|0x140), p.data)},
			packet{etherMPLS, join(be32(label), be32(0x400<<12), be32(16<<12|0x140), p.data)},
		)
		if n, ok := pppNumber[p.ether]; ok {
			all = append(all, packet{etherPPPoES, join([]byte{0x11, 0}, be16(uint32(0x27+i%2)), be16(uint32(2+len(p.data))), be16(n), p.data)})
		}
		mac := []byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, byte(i)}
		if i%4 == 0 {
			mac = []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1}
		}
		geneve := join([]byte{byte(i % 3), 0}, be16(p.ether), []byte{0, 0, byte(11 + i%2), 0}, make([]byte, 4*(i%3)), p.data)
		bridged := join([]byte{byte(i % 2), 0}, be16(etherTEB), []byte{0, 0, byte(11 + i%2), 0}, make([]byte, 4*(i%2)), mac, be16(p.ether), p.data)
		vxlan := join([]byte{8, 0, 0, 0, 0, 0, byte(7 + i%2), 0}, mac, be16(p.ether), p.data)
		for _, payload := range [][]byte{udp(1, portGeneve, geneve), udp(2, portGeneve, bridged), udp(3, portVXLAN, vxlan)} {
			all = append(all, ip4(ipUDP, 0x0a000001, 0x0a000002, 5+byte(i%2), 0, payload), ip6(ipUDP, 1, 2, payload))
		}
	}
	return all
}

// llcs are 802.3 frames' contents behind the length.
var llcs = [][]byte{
	{0xfe, 0xfe, 0x03, 0x83, 0, 0, 0, 15, 1}, {0xfe, 0xfe, 0x03, 0x83, 0, 0, 0, 18, 1}, {0xfe, 0xfe, 0x03, 0x83, 0, 0, 0, 27, 1}, {0xfe, 0xfe, 0x03, 0x83, 0, 0, 0, 24, 1},
	{0xfe, 0xfe, 0x03, 0x82, 0, 0}, {0xfe, 0xfe, 0x03, 0x81, 0, 0}, {0x42, 0x42, 0x03, 0, 0, 0}, {0xf0, 0xf0, 0x03, 0, 0}, {0xf0, 0xf1, 0x7f, 0},
	{0xff, 0xff, 0, 30, 0, 0}, {0xe0, 0xe0, 0x03, 0xff, 0xff}, {0xaa, 0xaa, 0x03, 0, 0, 0, 0x81, 0x37, 0}, {0xaa, 0xaa, 0x03, 8, 0, 7, 0x80, 0x9b, 0},
	{0xaa, 0xaa, 0x03, 0, 0, 0, 0x80, 0xf3, 0}, {0xaa, 0xaa, 0x03, 0, 0, 0, 8, 0, 0x45}, {0x06, 0x06, 0x03, 0x45}, {0x10, 0x11, 0x01, 2}, {0x10, 0x11, 0x05, 2},
	{0x10, 0x11, 0x09, 2}, {0x10, 0x11, 0x02, 2}, {0x10, 0x11, 0x63}, {0x10, 0x11, 0x53}, {0x10, 0x11, 0x6f}, {0x10, 0x11, 0xe3}, {0x10, 0x11, 0xaf},
	{0x10, 0x11, 0x87}, {0x10, 0x11, 0x0f}, {0x10, 0x11, 0x43},
}

// framesOf are frames of a link type: all packets with its header before them,
// then each of them cut off and changed at random, the same in every run.
func framesOf(t testing.TB, link capture.LinkType) [][]byte {
	var frames [][]byte
	for i, p := range packets() {
		frames = append(frames, framed(link, p, i)...)
	}
	for i, llc := range llcs {
		llc = join(llc, make([]byte, 30))
		switch link {
		case linkEthernet, 240, 241:
			frames = append(frames, join(make([]byte, layouts[link].header), []byte{1, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, byte(i)}, be16(uint32(len(llc))), llc))
		case linkSLL, linkSLL2:
			frames = append(frames, framed(link, packet{sll8022, llc}, i)...)
			frames = append(frames, framed(link, packet{sll8023, llc}, i)...)
		case 6, 10, 11, 19, 100, 106, 122:
			header := len(framed(link, packet{}, 0)[0]) - snapLen
			frames = append(frames, join(framed(link, packet{}, i)[0][:header], llc))
		case linkWLAN, linkPrism, linkRadiotap, linkAVS, linkPPI:
			data := wlanFrame(packet{}, i%7)
			frames = append(frames, radioed(link, join(data[:len(data)-8-6], llc), i))
		case 104:
			frames = append(frames, join([]byte{0x0f, 0}, be16(0xfefe), []byte{0}, llc[3:]))
		case 9, 50:
			frames = append(frames, join([]byte{0xff, 3}, be16([]uint32{0x23, 0x31, 0x2b, 0x29, 0x27, 0x281}[i%6]), llc[3:]))
		}
	}
	if link == linkEthernet {
		frames = append(frames, recorded(t)...)
	}
	return append(frames, mutants(frames)...)
}

// framed puts the header of a link type before a packet.
func framed(link capture.LinkType, p packet, i int) [][]byte {
	ppp, isPPP := map[uint32]uint32{etherIP4: 0x21, etherIP6: 0x57, etherMPLS: 0x281, etherDECnet: 0x27, etherAppleT: 0x29, etherIPX: 0x2b}[p.ether]
	family := map[uint32][]byte{etherIP4: {2}, etherIP6: {24, 28, 30}}[p.ether]
	isIP := p.ether == etherIP4 || p.ether == etherIP6
	switch link {
	case linkWLAN, linkPrism, linkRadiotap, linkAVS, linkPPI:
		return [][]byte{radioed(link, wlanFrame(p, i), i)}
	case 240, 241:
		return [][]byte{join(make([]byte, layouts[link].header), framed(linkEthernet, p, i)[0])}
	case 138:
		return [][]byte{join(make([]byte, 16), be16(p.ether), p.data)}
	case 109:
		var all [][]byte
		for _, af := range family {
			all = append(all, join([]byte{af, 0, 0, 0}, make([]byte, 8), p.data))
		}
		return all
	case 6, 10, 11, 19, 100, 106, 122:
		header := map[capture.LinkType][]byte{6: {0x10, 0x40, 2, 0, 0, 0, 0, byte(i % 3), 0, 0x11, 0x22, 0x33, 0x44, 0x55},
			10: {0x50, 1, 0, 0, 0, 0, byte(i % 3), 0, 0x11, 0x22, 0x33, 0x44, 0x55}, 122: {0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0x11, 0x22, 0x33, 0x44, 0x55}}
		return [][]byte{join(header[link], []byte{0xaa, 0xaa, 3, 0, 0, 0}, be16(p.ether), p.data)}
	case linkEthernet:
		dst := [][]byte{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {1, 0, 0x5e, 0, 0, 1}, {2, 0, 0, 0, 0, 1}, {0, 0x11, 0x22, 0x33, 0x44, 0x55}}[i%4]
		src := [][]byte{{2, 0, 0, 0, 0, 2}, {0, 0x11, 0x22, 0x33, 0x44, 0x55}, {2, 0, 0, 0, 0, 1}}[i%3]
		return [][]byte{join(dst, src, be16(p.ether), p.data)}
	case linkSLL:
		return [][]byte{join(be16(uint32(i%5)), be16(1), be16(6), make([]byte, 8), be16(p.ether), p.data)}
	case linkSLL2:
		return [][]byte{join(be16(p.ether), []byte{0, 0}, be32(uint32(i%3)), be16(1), []byte{byte(i % 5), 6}, make([]byte, 8), p.data)}
	case 104:
		return [][]byte{join([]byte{0x0f, 0}, be16(p.ether), p.data)}
	case 0, 108:
		var all [][]byte
		for _, af := range family {
			all = append(all, join([]byte{0, 0, 0, af}, p.data))
			if link == 0 {
				all[len(all)-1] = join([]byte{af, 0, 0, 0}, p.data)
			}
		}
		return all
	case 9, 50:
		if isPPP {
			return [][]byte{join([]byte{0xff, 3}, be16(ppp), p.data)}
		}
	case linkPPPD:
		if isPPP {
			return [][]byte{join([]byte{byte(i % 3), 3}, be16(ppp), p.data)}
		}
	case 51:
		if isPPP {
			return [][]byte{join([]byte{0x11, 0, 0, 7, 0, 9}, be16(ppp), p.data)}
		}
	default:
		if isIP {
			return [][]byte{p.data}
		}
	}
	return nil
}

// wlanFrame is an 802.11 frame, most of them with the packet as data.
func wlanFrame(p packet, i int) []byte {
	control := [][]byte{{0x08, 0}, {0x88, 1}, {0x08, 2}, {0x88, 3}, {0x88, 0}, {0x08, 1}, {0x48, 1}, {0x80, 0}, {0xc0, 2}, {0xb4, 0}, {0xd4, 0}, {0xc4, 0}, {0x0c, 0}}[i%13]
	macs := [][]byte{{0, 0x11, 0x22, 0x33, 0x44, 0x55}, {2, 0, 0, 0, 0, 1}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {2, 0, 0, 0, 0, 2}}
	frame := join(control, []byte{0, 0}, macs[i%4], macs[(i/4)%4], macs[(i/2)%4], []byte{0x10, 0})
	if control[0]&0x80 != 0 {
		frame = append(frame, 0, 0)
	}
	return join(frame, []byte{0xaa, 0xaa, 3, 0, 0, 0}, be16(p.ether), p.data, macs[i%3])
}

// radioed puts what is said of the radio before a frame.
func radioed(link capture.LinkType, frame []byte, i int) []byte {
	switch link {
	case linkPrism:
		if i%3 == 0 {
			return join(be32(0x80211001), be32(64), make([]byte, 56), frame)
		}
		return join(be32(0x44), be32(prismLen), make([]byte, prismLen-8), frame)
	case linkAVS:
		return join(be32(0x80211001), be32(uint32(64+i%3)), make([]byte, 56+i%3), frame)
	case linkPPI:
		return join([]byte{0, 0, byte(8 + i%4), 0, []byte{linkWLAN, 1}[i/5%2], 0, 0, 0}, make([]byte, i%4), frame)
	case linkRadiotap:
		present := []byte{0x02, 0x03, 0x0f, 0x01, 0x00, 0x82}[i%6]
		rest := make([]byte, 16+i%3)
		rest[0], rest[8] = byte(i%2)*0x20, byte(i/2%2)*0x20
		return join([]byte{0, 0, byte(8 + len(rest)), 0, present, 0, 0, byte(i % 5 / 4 * 0x80)}, rest, frame)
	}
	return frame
}

// recorded are frames of the samples and of the generator of captures.
func recorded(t testing.TB) (frames [][]byte) {
	config := gen.Config{Seed: 3, Packets: 400, Connections: 12, Concurrent: 5, MeanFrame: 200, RTT: time.Millisecond, IPv6: 0.3, Other: 0.2}
	var generated bytes.Buffer
	g, err := gen.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.WriteTo(&generated); err != nil {
		t.Fatal(err)
	}
	files := [][]byte{generated.Bytes()}
	for _, s := range samples.All() {
		files = append(files, s.Data)
	}
	for _, file := range files {
		src, err := capture.OpenBytes("a capture of the test", file)
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range records.Of(context.Background(), src) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Ifaces[r.Frame.Iface].Link == linkEthernet && len(frames) < 800 {
				frames = append(frames, bytes.Clone(r.Data))
			}
		}
		src.Close()
	}
	return frames
}

// mutants are frames cut off at any length, and with some bytes changed.
func mutants(frames [][]byte) (all [][]byte) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, f := range frames {
		if len(f) == 0 {
			continue
		}
		all = append(all, f[:r.IntN(len(f))])
		changed := bytes.Clone(f)
		for range 1 + r.IntN(3) {
			changed[r.IntN(min(len(f), 80))] = []byte{0, 1, 4, 6, 8, 17, 0x45, 0x60, 0x86, 0xff, byte(r.Uint32())}[r.IntN(11)]
		}
		all = append(all, changed)
	}
	return all
}
