package kernel

import (
	"net/netip"
	"time"

	"tcptui/fsm"
)

// Tuple is the four-tuple of a connection, as the host sees it. Addresses that an
// IPv6 socket writes for IPv4 (::ffff:10.0.0.1) are those of IPv4, and none has a
// zone: so they equal what packets have.
type Tuple struct {
	Local, Remote netip.AddrPort
}

// Socket is one TCP socket of this host, as the kernel told it in one dump.
type Socket struct {
	Tuple
	Mapped bool // an IPv6 socket that speaks IPv4
	V6Only bool // of a listener on ::, that does not take IPv4

	State   fsm.State
	Request bool // SYN-RECEIVED, and only a request that its listener keeps: no socket yet
	Small   bool // only a small record is left of it: TIME-WAIT, or FIN-WAIT-2 whose process has closed

	Cookie uint64 // the kernel's own number of the socket; TIME-WAIT gets another
	Inode  uint32 // by which processes hold it; 0 where none does
	UID    uint32 // user that made it; 0 for requests and Small, where it is not told
	Iface  uint32 // index of the interface that it is bound to; 0 for any

	RecvQ, SendQ uint32 // bytes that were not read; bytes that were not acknowledged, or not sent; FIN and SYN count one
	Backlog      uint32 // of a listener: connections that wait for accept
	BacklogMax   uint32 // and how many may; the kernel lets in one more

	Timer    Timer
	Shutdown Shutdown
	Cong     string  // congestion control: "cubic"; "" where there is none
	Info     *Info   // nil where the kernel has none: requests, Small
	Mem      *Memory // nil where not told
}

// Full reports whether a listener's backlog is full: the last ACK of a handshake
// is dropped then, and clients are left in doubt.
func (s *Socket) Full() bool { return s.State == fsm.Listen && s.Backlog > s.BacklogMax }

// Unread is the bytes of data that wait to be read. A FIN that the process has not
// read about counts in RecvQ, but is none.
func (s *Socket) Unread() uint32 {
	if s.RecvQ > 0 && s.Shutdown&ReceiveShut != 0 {
		return s.RecvQ - 1
	}
	return s.RecvQ
}

// TimerKind is what a socket waits for.
type TimerKind uint8

// The timers, by the kernel's numbers.
const (
	NoTimer         TimerKind = iota
	RetransmitTimer           // to send again; also reordering and the tail loss probe
	KeepaliveTimer            // keep-alive; in FIN-WAIT-2 of a closed socket, its end
	TimeWaitTimer             // the end of TIME-WAIT, or of a small record in FIN-WAIT-2
	ProbeTimer                // a zero window is probed
)

var timerNames = [...]string{"", "retransmit", "keepalive", "time-wait", "probe"}

// String returns "retransmit", "keepalive", "time-wait" or "probe"; "" for none.
func (k TimerKind) String() string {
	if int(k) >= len(timerNames) {
		return ""
	}
	return timerNames[k]
}

// Timer is the one timer that runs on a socket.
type Timer struct {
	Kind  TimerKind
	In    time.Duration // until it expires, ms exact; 0 where it is due
	Tries uint8         // how many times it expired in a row: retransmissions, probes
}

// Shutdown is which directions of a socket were closed.
type Shutdown uint8

// The directions.
const (
	ReceiveShut Shutdown = 1 << iota // nothing more will be received: the peer's FIN came, or the process shut it down
	SendShut                         // the process closed its direction
)

// Memory is what a socket uses and may use, bytes (SK_MEMINFO).
type Memory struct {
	Rmem, RcvBuf uint32 // received and kept, with the kernel's overhead; the limit
	Wmem, SndBuf uint32 // given to the network, not yet freed; the limit of what may be queued
	Forward      uint32 // set aside for it
	Queued       uint32 // to be sent or acknowledged, with overhead
	Options      uint32
	Backlog      uint32 // packets that came while the process held the socket
	Drops        uint32 // packets dropped: a number, not bytes
}
