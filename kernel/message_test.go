package kernel

import (
	"encoding/binary"
	"errors"
	"syscall"
	"testing"
	"time"

	"tcptui/fsm"
)

// The parts of a message, as a kernel would write them.

func attr(kind uint16, value []byte) []byte {
	b := binary.NativeEndian.AppendUint16(nil, uint16(attrLen+len(value)))
	b = binary.NativeEndian.AppendUint16(b, kind)
	b = append(b, value...)
	return append(b, make([]byte, (4-len(b)%4)%4)...)
}

func diagMessage(family, state, timer byte, attrs ...[]byte) []byte {
	b := make([]byte, messageLen)
	b[0], b[offState], b[offTimer], b[offTries] = family, state, timer, 3
	binary.BigEndian.PutUint16(b[offSport:], 8899)
	binary.BigEndian.PutUint16(b[offDport:], 50412)
	copy(b[offSource:], []byte{10, 0, 0, 1})
	copy(b[offDest:], []byte{10, 0, 0, 2})
	if family == familyIPv6 {
		mapped := []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1}
		copy(b[offSource:], mapped)
		mapped[15] = 2
		copy(b[offDest:], mapped)
	}
	order := binary.NativeEndian
	for off, v := range map[int]uint32{offIface: 4, offCookie: 5, offCookie + 4: 6, offExpires: 1500, offRecvQ: 7, offSendQ: 8, offUID: 1000, offInode: 9} {
		order.PutUint32(b[off:], v)
	}
	for _, a := range attrs {
		b = append(b, a...)
	}
	return b
}

func netlink(kind uint16, seq uint32, body []byte) []byte {
	b := binary.NativeEndian.AppendUint32(nil, uint32(headerLen+len(body)))
	b = binary.NativeEndian.AppendUint16(b, kind)
	b = append(b, 0, 0)
	b = binary.NativeEndian.AppendUint32(b, seq)
	b = append(b, 0, 0, 0, 0)
	return append(b, body...)
}

func number(v int32) []byte { return binary.NativeEndian.AppendUint32(nil, uint32(v)) }

// infoBytes is a tcp_info of so many bytes whose bytes count up.
func infoBytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func TestParseSocket(t *testing.T) {
	var a arena
	mem := append(number(100), number(200)...)
	b := diagMessage(familyIPv4, 1, byte(RetransmitTimer), attr(attrInfo, infoBytes(240)), attr(attrCong, []byte("cubic\x00")), attr(attrSkMem, mem),
		attr(attrShutdown, []byte{2}), attr(77, []byte("later kernels say more")))
	s, err := a.parseSocket(b)
	if err != nil {
		t.Fatal(err)
	}
	want := Socket{Tuple: Tuple{ap("10.0.0.1:8899"), ap("10.0.0.2:50412")}, State: fsm.Established, Cookie: 6<<32 | 5, Inode: 9, UID: 1000, Iface: 4,
		RecvQ: 7, SendQ: 8, Timer: Timer{RetransmitTimer, 1500 * time.Millisecond, 3}, Shutdown: SendShut, Cong: "cubic", Info: s.Info, Mem: s.Mem}
	if s != want {
		t.Errorf("%+v, want %+v", s, want)
	}
	if *s.Mem != (Memory{Rmem: 100, RcvBuf: 200}) {
		t.Errorf("%+v", s.Mem)
	}
	if i := s.Info; i.Size != 240 || i.RTT != micro(uint64(binary.NativeEndian.Uint32([]byte{68, 69, 70, 71}))) || i.RcvWnd == 0 || i.SndWscale+i.RcvWscale != 6 {
		t.Errorf("%+v", i)
	}
}

// What states and small records are, and what listeners' queues mean.
func TestParseStates(t *testing.T) {
	info := attr(attrInfo, infoBytes(104))
	for _, tt := range []struct {
		name string
		b    []byte
		want fsm.State
		is   func(s *Socket) bool
	}{
		{"request", diagMessage(familyIPv4, 3, 1), fsm.SynReceived, func(s *Socket) bool { return s.Request && s.Info == nil }},
		{"request by its own number", diagMessage(familyIPv4, kernelNewSynRecv, 1), fsm.SynReceived, func(s *Socket) bool { return s.Request }},
		{"fast open", diagMessage(familyIPv4, 3, 1, info), fsm.SynReceived, func(s *Socket) bool { return !s.Request }},
		{"time-wait", diagMessage(familyIPv4, 6, 3), fsm.TimeWait, func(s *Socket) bool { return s.Small && s.Timer.Kind == TimeWaitTimer }},
		{"small fin-wait-2", diagMessage(familyIPv4, 5, 3), fsm.FinWait2, func(s *Socket) bool { return s.Small }},
		{"whole fin-wait-2", diagMessage(familyIPv4, 5, 2, info), fsm.FinWait2, func(s *Socket) bool { return !s.Small }},
		{"listener", diagMessage(familyIPv6, 10, 0, info, attr(attrV6Only, []byte{1})), fsm.Listen, func(s *Socket) bool {
			return s.Backlog == 7 && s.BacklogMax == 8 && s.RecvQ+s.SendQ == 0 && s.Info.Unacked+s.Info.Sacked == 0 && s.V6Only && !s.Full()
		}},
		{"mapped", diagMessage(familyIPv6, 8, 0), fsm.CloseWait, func(s *Socket) bool { return s.Mapped && s.Local == ap("10.0.0.1:8899") }},
		{"state of a later kernel", diagMessage(familyIPv4, 99, 0), fsm.None, func(*Socket) bool { return true }},
		{"older kernel", diagMessage(familyIPv4, 1, 0, info), fsm.Established, func(s *Socket) bool {
			return s.Info.TotalRetrans != 0 && s.Info.PacingRate == 0 && !s.Info.HasDeliveryRate() && !s.Info.HasSndWnd()
		}},
	} {
		var a arena
		s, err := a.parseSocket(tt.b)
		if err != nil || s.State != tt.want || !tt.is(&s) {
			t.Errorf("%s: %+v %v", tt.name, s, err)
		}
	}
}

func TestParseDump(t *testing.T) {
	one := netlink(typeDiag, 4, diagMessage(familyIPv4, 1, 0))
	for _, tt := range []struct {
		name string
		b    []byte
		n    int
		done bool
		err  error
	}{
		{"two and the end", append(append(append([]byte(nil), one...), one...), netlink(typeDone, 4, number(0))...), 2, true, nil},
		{"of an earlier dump", append(netlink(typeDone, 3, number(0)), one...), 1, false, nil},
		{"refused", netlink(typeError, 4, number(-int32(syscall.ENOENT))), 0, true, syscall.ENOENT},
		{"refused at the end", append(append([]byte(nil), one...), netlink(typeDone, 4, number(-int32(syscall.EPERM)))...), 1, true, syscall.EPERM},
		{"cut off", one[:len(one)-1], 0, false, errShort},
		{"short socket", netlink(typeDiag, 4, make([]byte, messageLen-1)), 0, false, errShort},
		{"short attribute", netlink(typeDiag, 4, diagMessage(familyIPv4, 1, 0, []byte{9, 0, 2, 0})), 0, false, errShort},
		{"length of nothing", []byte{3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0, false, errShort},
	} {
		var a arena
		out, done, err := a.parseDump(tt.b, 4, nil)
		if len(out) != tt.n || done != tt.done || !errors.Is(err, tt.err) {
			t.Errorf("%s: %d sockets, done %v, %v", tt.name, len(out), done, err)
		}
	}
}

// The request asks for every state but CLOSED, and for what is wanted.
func TestRequest(t *testing.T) {
	b := appendRequest(nil, familyIPv6, 7)
	order := binary.NativeEndian
	if len(b) != headerLen+requestLen || int(order.Uint32(b)) != len(b) || order.Uint32(b[8:]) != 7 || b[headerLen] != familyIPv6 || b[headerLen+1] != 6 {
		t.Errorf("% x", b)
	}
	mask := order.Uint32(b[headerLen+4:])
	for n, st := range states {
		if asked := mask>>n&1 != 0; asked != (st != fsm.None && st != fsm.Closed) {
			t.Errorf("state %d (%v) asked for: %v", n, st, asked)
		}
	}
}

// The arena does not move what it handed out.
func TestArena(t *testing.T) {
	var a arena
	var all []*Info
	for i := range 3 * arenaStep {
		p := take(&a.infos)
		p.SndCwnd = uint32(i)
		all = append(all, p)
	}
	for i, p := range all {
		if p.SndCwnd != uint32(i) {
			t.Fatalf("place %d holds %d", i, p.SndCwnd)
		}
	}
}

// Whatever comes, nothing is read beyond it, and every socket has two addresses and a
// state that is one.
func FuzzParseDump(f *testing.F) {
	f.Add(netlink(typeDiag, 4, diagMessage(familyIPv4, 1, 0, attr(attrInfo, infoBytes(240)), attr(attrCong, []byte("bbr\x00")))))
	f.Add(append(netlink(typeDiag, 4, diagMessage(familyIPv6, 10, 3, attr(attrSkMem, infoBytes(36)))), netlink(typeDone, 4, number(0))...))
	f.Add(netlink(typeError, 4, number(-2)))
	f.Fuzz(func(t *testing.T, b []byte) {
		var a arena
		out, _, _ := a.parseDump(b, 4, nil)
		if len(out)*(headerLen+messageLen) > len(b) {
			t.Fatalf("%d sockets in %d bytes", len(out), len(b))
		}
		for i := range out {
			s := &out[i]
			if !s.Local.Addr().IsValid() || !s.Remote.Addr().IsValid() || s.State > fsm.TimeWait {
				t.Errorf("%+v", s)
			}
			if s.Info != nil && (s.Info.RTT < 0 || s.Info.Busy < 0 || s.Info.Size > len(b)) {
				t.Errorf("%+v", s.Info)
			}
		}
	})
}
