package kernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"tcptui/fsm"
)

// Sizes and offsets of messages (netlink(7), sock_diag(7)); all is in the byte
// order of the machine but addresses and ports.
const (
	headerLen  = 16 // struct nlmsghdr
	requestLen = 56 // struct inet_diag_req_v2
	messageLen = 72 // struct inet_diag_msg
	attrLen    = 4  // struct nlattr

	offState   = 1
	offTimer   = 2
	offTries   = 3
	offSport   = 4 // of the socket id
	offDport   = 6
	offSource  = 8
	offDest    = 24
	offIface   = 40
	offCookie  = 44
	offExpires = 52 // ms
	offRecvQ   = 56
	offSendQ   = 60
	offUID     = 64
	offInode   = 68
)

// Families of addresses, as the kernel numbers them.
const (
	familyIPv4 = 2
	familyIPv6 = 10
)

// Types and flags of netlink messages.
const (
	typeError   = 2
	typeDone    = 3
	typeOverrun = 4
	typeDiag    = 20 // SOCK_DIAG_BY_FAMILY

	flagRequest = 1
	flagDump    = 0x300
)

// Attributes of a socket, and which of them a request can ask for: INET_DIAG_INFO,
// CONG, SKMEMINFO. SKMEMINFO says all that MEMINFO does. SHUTDOWN and SKV6ONLY come
// unasked.
const (
	attrInfo     = 2
	attrCong     = 4
	attrSkMem    = 7
	attrShutdown = 8
	attrV6Only   = 11

	wanted = 1<<(attrInfo-1) | 1<<(attrCong-1) | 1<<(attrSkMem-1) | 1<<(attrShutdown-1)
)

// appendRequest appends the message that asks for all TCP sockets of a family.
func appendRequest(dst []byte, family uint8, seq uint32) []byte {
	order := binary.NativeEndian
	dst = order.AppendUint32(dst, headerLen+requestLen)
	dst = order.AppendUint16(dst, typeDiag)
	dst = order.AppendUint16(dst, flagRequest|flagDump)
	dst = order.AppendUint32(dst, seq)
	dst = order.AppendUint32(dst, 0) // the kernel knows whom it answers
	dst = append(dst, family, syscall.IPPROTO_TCP, wanted, 0)
	dst = order.AppendUint32(dst, dumpStates)
	return append(dst, make([]byte, requestLen-8)...) // no socket in particular
}

// errShort is of a message that says it is longer than it is.
var errShort = errors.New("a message of the kernel is cut off")

// parseDump appends the sockets in one datagram of the answer to request seq. done
// says that it was the last. An error of the kernel is a syscall.Errno.
func (a *arena) parseDump(b []byte, seq uint32, dst []Socket) (out []Socket, done bool, err error) {
	order := binary.NativeEndian
	for len(b) >= headerLen {
		size := order.Uint32(b)
		if size < headerLen || uint64(size) > uint64(len(b)) {
			return dst, false, errShort
		}
		body := b[headerLen:size]
		kind, of := order.Uint16(b[4:]), order.Uint32(b[8:])
		b = b[min(int(size+3)&^3, len(b)):]
		if of != seq {
			continue // of a dump that was given up
		}
		switch kind {
		case typeDone:
			return dst, true, errno(body, false)
		case typeError:
			return dst, true, errno(body, true)
		case typeOverrun:
			return dst, false, errors.New("the kernel lost a part of its answer")
		case typeDiag:
			s, err := a.parseSocket(body)
			if err != nil {
				return dst, false, err
			}
			dst = append(dst, s)
		}
	}
	return dst, false, nil
}

// errno is the error that a message begins with: a negative number, 0 for none.
func errno(body []byte, must bool) error {
	if len(body) < 4 {
		if must {
			return errShort
		}
		return nil
	}
	if n := int32(binary.NativeEndian.Uint32(body)); n < 0 && n > -4096 {
		return syscall.Errno(-n)
	}
	return nil
}

// arena makes the parts of sockets that not all have, many at a time.
type arena struct {
	infos []Info
	mems  []Memory
	cong  string // the name before, which mostly comes again
}

// arenaStep is how many are made at a time.
const arenaStep = 128

// take returns the next place of a block, which is made anew when it is used up:
// places that were handed out stay where they are.
func take[T any](block *[]T) *T {
	if len(*block) == cap(*block) {
		*block = make([]T, 0, arenaStep)
	}
	*block = (*block)[:len(*block)+1]
	return &(*block)[len(*block)-1]
}

// parseSocket reads a struct inet_diag_msg and its attributes.
func (a *arena) parseSocket(b []byte) (s Socket, err error) {
	if len(b) < messageLen {
		return s, errShort
	}
	order := binary.NativeEndian
	if s.Local, s.Remote, s.Mapped, err = parseEnds(b); err != nil {
		return s, err
	}
	s.State = stateOf(b[offState])
	s.Timer = Timer{Kind: TimerKind(b[offTimer]), In: time.Duration(order.Uint32(b[offExpires:])) * time.Millisecond, Tries: b[offTries]}
	s.Iface, s.UID, s.Inode = order.Uint32(b[offIface:]), order.Uint32(b[offUID:]), order.Uint32(b[offInode:])
	s.Cookie = uint64(order.Uint32(b[offCookie:])) | uint64(order.Uint32(b[offCookie+4:]))<<32
	s.RecvQ, s.SendQ = order.Uint32(b[offRecvQ:]), order.Uint32(b[offSendQ:])
	if err := a.parseAttrs(b[messageLen:], &s); err != nil {
		return s, err
	}
	s.Request = b[offState] == kernelNewSynRecv || s.State == fsm.SynReceived && s.Info == nil
	s.Small = s.Timer.Kind == TimeWaitTimer
	if s.State == fsm.Listen { // the queues are those of connections, and tcp_info repeats them
		s.Backlog, s.BacklogMax, s.RecvQ, s.SendQ = s.RecvQ, s.SendQ, 0, 0
		if s.Info != nil {
			s.Info.Unacked, s.Info.Sacked = 0, 0
		}
	}
	return s, nil
}

// parseEnds reads both addresses of a struct inet_diag_msg.
func parseEnds(b []byte) (local, remote netip.AddrPort, mapped bool, err error) {
	src, dst := b[offSource:offSource+16], b[offDest:offDest+16]
	var from, to netip.Addr
	switch b[0] {
	case familyIPv4:
		from, to = netip.AddrFrom4([4]byte(src)), netip.AddrFrom4([4]byte(dst))
	case familyIPv6:
		from, to = netip.AddrFrom16([16]byte(src)), netip.AddrFrom16([16]byte(dst))
		if mapped = from.Is4In6(); mapped {
			from, to = from.Unmap(), to.Unmap()
		}
	default:
		return local, remote, false, fmt.Errorf("the kernel told a socket of address family %d, which is none of TCP", b[0])
	}
	port := binary.BigEndian
	return netip.AddrPortFrom(from, port.Uint16(b[offSport:])), netip.AddrPortFrom(to, port.Uint16(b[offDport:])), mapped, nil
}

// parseAttrs reads the attributes of a socket; those that are not known are passed
// over.
func (a *arena) parseAttrs(b []byte, s *Socket) error {
	order := binary.NativeEndian
	for len(b) >= attrLen {
		size := int(order.Uint16(b))
		if size < attrLen || size > len(b) {
			return errShort
		}
		kind, value := order.Uint16(b[2:])&0x3fff, b[attrLen:size] // the two highest bits are flags
		b = b[min((size+3)&^3, len(b)):]
		switch kind {
		case attrInfo:
			s.Info = take(&a.infos)
			s.Info.fill(value)
		case attrCong:
			s.Cong = a.congName(value)
		case attrSkMem:
			s.Mem = take(&a.mems)
			s.Mem.fill(value)
		case attrShutdown:
			if len(value) > 0 {
				s.Shutdown = Shutdown(value[0])
			}
		case attrV6Only:
			s.V6Only = len(value) > 0 && value[0] != 0
		}
	}
	return nil
}

// congName is the text of a name that ends with a zero.
func (a *arena) congName(b []byte) string {
	if end := slices.Index(b, 0); end >= 0 {
		b = b[:end]
	}
	if string(b) != a.cong {
		a.cong = string(b)
	}
	return a.cong
}

// fill sets m from the numbers of SK_MEMINFO, of which older kernels have fewer.
func (m *Memory) fill(b []byte) {
	*m = Memory{}
	for _, to := range []*uint32{&m.Rmem, &m.RcvBuf, &m.Wmem, &m.SndBuf, &m.Forward, &m.Queued, &m.Options, &m.Backlog, &m.Drops} {
		if len(b) < 4 {
			return
		}
		*to, b = binary.NativeEndian.Uint32(b), b[4:]
	}
}
