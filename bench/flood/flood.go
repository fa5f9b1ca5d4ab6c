//go:build linux

package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// burst is how many packets one system call sends.
const burst = 64

// flood sends prepared packets.
type flood struct {
	fd     int
	frames [burst][]byte
	iov    [burst]unix.Iovec
	msgs   [burst]message
	script script
}

// message is struct mmsghdr of sendmmsg(2).
type message struct {
	head unix.Msghdr
	sent uint32
	_    [4]byte
}

func newFlood(name string, size int) (*flood, error) {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return nil, err
	}
	f := &flood{script: script{size: size}}
	if f.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0); err != nil {
		return nil, fmt.Errorf("a raw socket: %w", err)
	}
	if err := unix.SetsockoptInt(f.fd, unix.SOL_PACKET, unix.PACKET_QDISC_BYPASS, 0); err != nil {
		return nil, err
	}
	if err := unix.Bind(f.fd, &unix.SockaddrLinklayer{Ifindex: i.Index}); err != nil {
		return nil, err
	}
	for k := range f.frames {
		f.frames[k] = make([]byte, frameHead+size)
		f.iov[k].Base = &f.frames[k][0]
		f.msgs[k].head.Iov = &f.iov[k]
		f.msgs[k].head.SetIovlen(1)
	}
	return f, nil
}

// send sends packets at a rate for a time and returns how many went out.
func (f *flood) send(rate int, span time.Duration) (sent int, err error) {
	for begun := time.Now(); ; {
		at := time.Since(begun)
		if at >= span {
			return sent, nil
		}
		due := int(at.Seconds() * float64(rate))
		if sent+burst > due {
			time.Sleep(100 * time.Microsecond)
			continue
		}
		for k := range f.frames {
			n := f.script.next(f.frames[k])
			f.iov[k].SetLen(n)
		}
		n, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(f.fd), uintptr(unsafe.Pointer(&f.msgs[0])), burst, 0, 0, 0)
		if errno != 0 && errno != unix.ENOBUFS && errno != unix.EAGAIN {
			return sent, fmt.Errorf("sendmmsg: %w", errno)
		}
		if errno == 0 {
			sent += int(n)
		}
	}
}

func (f *flood) close() { unix.Close(f.fd) }

const (
	etherLen  = 14
	ipLen     = 20
	frameHead = etherLen + ipLen + 20 // with TCP's header
)

// Flags of TCP, as they stand in its header.
const (
	fin = 1 << iota
	syn
	rst
	psh
	ack
)

// step is a segment of a connection.
type step struct {
	server bool
	flags  byte
	data   bool
}

// steps is the life of each connection; a UDP packet comes between two.
var steps = [...]step{
	{false, syn, false}, {true, syn | ack, false}, {false, ack, false},
	{false, psh | ack, true}, {true, ack, false}, {true, psh | ack, true}, {false, ack, false},
	{false, psh | ack, true}, {true, ack, false}, {true, psh | ack, true}, {false, ack, false},
	{false, fin | ack, false}, {true, fin | ack, false}, {false, ack, false},
}

// script writes one packet after the other, without checksums.
type script struct {
	size int // bytes of data
	conn uint32
	step int
	seq  [2]uint32 // of client and server
}

// next writes a packet into p, which is long enough, and returns its length.
func (s *script) next(p []byte) int {
	if s.step == len(steps) {
		s.step = 0
		s.conn++
		s.seq = [2]uint32{}
		return s.udp(p)
	}
	t := steps[s.step]
	s.step++
	from, to := 0, 1
	if t.server {
		from, to = 1, 0
	}
	n := 0
	if t.data {
		n = s.size
	}
	s.ip(p, t.server, unix.IPPROTO_TCP, 20+n)
	h := p[etherLen+ipLen:]
	clear(h[:20+n])
	ports := [2]uint16{uint16(1024 + s.conn%60000), 80}
	binary.BigEndian.PutUint16(h, ports[from])
	binary.BigEndian.PutUint16(h[2:], ports[to])
	binary.BigEndian.PutUint32(h[4:], s.seq[from])
	if t.flags&ack != 0 {
		binary.BigEndian.PutUint32(h[8:], s.seq[to])
	}
	h[12], h[13] = 5<<4, t.flags
	binary.BigEndian.PutUint16(h[14:], 65535)
	s.seq[from] += uint32(n)
	if t.flags&(syn|fin) != 0 {
		s.seq[from]++
	}
	return frameHead + n
}

func (s *script) udp(p []byte) int {
	s.ip(p, false, unix.IPPROTO_UDP, 20)
	h := p[etherLen+ipLen:]
	clear(h[:20])
	binary.BigEndian.PutUint16(h, 9)
	binary.BigEndian.PutUint16(h[2:], 9)
	binary.BigEndian.PutUint16(h[4:], 20)
	return frameHead
}

// ip writes the headers of Ethernet and of IP. Clients are many, the server one.
func (s *script) ip(p []byte, server bool, proto byte, n int) {
	clear(p[:etherLen+ipLen])
	binary.BigEndian.PutUint16(p[12:], unix.ETH_P_IP)
	h := p[etherLen:]
	h[0], h[8], h[9] = 4<<4|ipLen/4, 64, proto
	binary.BigEndian.PutUint16(h[2:], uint16(ipLen+n))
	client := [4]byte{198, 18, byte(s.conn / 60000), 1}
	host := [4]byte{198, 19, 0, 1}
	if server {
		client, host = host, client
	}
	copy(h[12:], client[:])
	copy(h[16:], host[:])
	var sum uint32
	for i := 0; i < ipLen; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(h[i:]))
	}
	sum = sum&0xffff + sum>>16
	binary.BigEndian.PutUint16(h[10:], ^uint16(sum+sum>>16))
}
