package kernel

import (
	"encoding/binary"
	"math"
	"time"
)

// Infinite is Info.SndSsthresh before any loss, and a rate without a limit.
const (
	InfiniteSsthresh = 0x7fffffff
	UnlimitedRate    = math.MaxUint64
)

// Info is the kernel's tcp_info of a socket, from include/uapi/linux/tcp.h. Numbers
// of packets are the kernel's: segments as it sends them to the network, which are
// of SndMSS at most.
type Info struct {
	Size int // bytes of tcp_info that this kernel has; fields beyond are zero

	CAState       CAState
	Retransmits   uint8 // RTO expirations in a row for the oldest segment
	Probes        uint8 // window probes or keep-alives that were not answered
	Backoff       uint8
	Options       Options
	SndWscale     uint8 // shift of the windows that the peer announces
	RcvWscale     uint8 // shift of the windows that we announce
	AppLimited    bool  // DeliveryRate is bounded by what the process gave, not by the path
	RTO, ATO      time.Duration
	SndMSS        uint32 // bytes
	RcvMSS        uint32 // bytes, a guess from what came
	AdvMSS        uint32 // bytes, what we announced
	PMTU          uint32 // bytes
	Unacked       uint32 // packets sent and not acknowledged
	Sacked        uint32 // of these, reported as received
	Lost          uint32 // of these, taken for lost
	Retrans       uint32 // of these, sent again and not yet acknowledged
	TotalRetrans  uint32 // packets sent again in all
	Reordering    uint32 // packets that may overtake before loss is assumed
	LastDataSent  time.Duration
	LastDataRecv  time.Duration // since the last data; since the socket was made where none came
	LastAckRecv   time.Duration
	RTT, RTTVar   time.Duration // smoothed; 0 before the first measure
	MinRTT        time.Duration // 0 where not measured
	RcvRTT        time.Duration // estimated as receiver; 0 where not
	RcvSpace      uint32        // bytes, receive buffer's tuning
	RcvSsthresh   uint32        // bytes
	SndSsthresh   uint32        // packets; InfiniteSsthresh
	SndCwnd       uint32        // packets
	SndWnd        uint32        // bytes, the peer's window
	RcvWnd        uint32        // bytes, our window
	PacingRate    uint64        // bytes a second; UnlimitedRate
	MaxPacingRate uint64        // bytes a second; UnlimitedRate
	DeliveryRate  uint64        // bytes a second
	BytesAcked    uint64        // of data that the peer acknowledged; the SYN counts
	BytesReceived uint64
	BytesSent     uint64 // of data, with what was sent again
	BytesRetrans  uint64
	NotSent       uint32 // bytes queued that were never sent
	SegsOut       uint32
	SegsIn        uint32
	DataSegsOut   uint32
	DataSegsIn    uint32
	Delivered     uint32        // packets that arrived
	DeliveredCE   uint32        // of these, with the mark of congestion
	DSACKDups     uint32        // reports that a packet came twice
	ReordSeen     uint32        // reorderings seen
	OutOfOrder    uint32        // packets received out of order
	Busy          time.Duration // with something to send or acknowledge
	RwndLimited   time.Duration // of it, held up by the peer's window
	SndBufLimited time.Duration // of it, held up by our send buffer
}

// Options are what the handshake agreed on (TCPI_OPT).
type Options uint8

// The options.
const (
	Timestamps Options = 1 << iota
	SACK
	WindowScale
	ECN
	ECNSeen     // a packet with an ECN mark came
	FastOpen    // the data of the SYN was acknowledged
	Microsecond // timestamps in microseconds
	FastOpenChild
)

// optionNames are their short names, in the order of the bits.
var optionNames = [...]string{"ts", "sack", "wscale", "ecn", "ecnseen", "fastopen", "usects", "fastopen-child"}

// Names returns the names of the options that are set.
func (o Options) Names() []string {
	var out []string
	for i, name := range optionNames {
		if o>>i&1 != 0 {
			out = append(out, name)
		}
	}
	return out
}

// CAState is the state of congestion control.
type CAState uint8

var caStateNames = [...]string{"open", "disorder", "cwr", "recovery", "loss"}

// String returns "open", "disorder", "cwr", "recovery" or "loss".
func (s CAState) String() string {
	if int(s) >= len(caStateNames) {
		return ""
	}
	return caStateNames[s]
}

// Sizes of tcp_info from which on it has a member that older kernels lack.
const (
	infoMinRTT       = 152 // Linux 4.6
	infoDeliveryRate = 168 // 4.9
	infoSndWnd       = 232 // 5.4
)

// HasDeliveryRate reports whether this kernel tells DeliveryRate.
func (i *Info) HasDeliveryRate() bool { return i.Size >= infoDeliveryRate }

// HasSndWnd reports whether this kernel tells SndWnd.
func (i *Info) HasSndWnd() bool { return i.Size >= infoSndWnd }

// member is a number of tcp_info: where it is and where it goes.
type member struct {
	off, size int // bytes
	set       func(i *Info, v uint64)
}

// infoMembers are the numbers of tcp_info. Times are in microseconds, but for the
// three "last" ones in milliseconds. What is left out: fackets, which is always 0
// since Linux 4.15, and last_ack_sent, which is never set.
var infoMembers = [...]member{
	{1, 1, func(i *Info, v uint64) { i.CAState = CAState(v) }},
	{2, 1, func(i *Info, v uint64) { i.Retransmits = uint8(v) }},
	{3, 1, func(i *Info, v uint64) { i.Probes = uint8(v) }},
	{4, 1, func(i *Info, v uint64) { i.Backoff = uint8(v) }},
	{5, 1, func(i *Info, v uint64) { i.Options = Options(v) }},
	{8, 4, func(i *Info, v uint64) { i.RTO = micro(v) }},
	{12, 4, func(i *Info, v uint64) { i.ATO = micro(v) }},
	{16, 4, func(i *Info, v uint64) { i.SndMSS = uint32(v) }},
	{20, 4, func(i *Info, v uint64) { i.RcvMSS = uint32(v) }},
	{24, 4, func(i *Info, v uint64) { i.Unacked = uint32(v) }},
	{28, 4, func(i *Info, v uint64) { i.Sacked = uint32(v) }},
	{32, 4, func(i *Info, v uint64) { i.Lost = uint32(v) }},
	{36, 4, func(i *Info, v uint64) { i.Retrans = uint32(v) }},
	{44, 4, func(i *Info, v uint64) { i.LastDataSent = milli(v) }},
	{52, 4, func(i *Info, v uint64) { i.LastDataRecv = milli(v) }},
	{56, 4, func(i *Info, v uint64) { i.LastAckRecv = milli(v) }},
	{60, 4, func(i *Info, v uint64) { i.PMTU = uint32(v) }},
	{64, 4, func(i *Info, v uint64) { i.RcvSsthresh = uint32(v) }},
	{68, 4, func(i *Info, v uint64) { i.RTT = micro(v) }},
	{72, 4, func(i *Info, v uint64) { i.RTTVar = micro(v) }},
	{76, 4, func(i *Info, v uint64) { i.SndSsthresh = uint32(v) }},
	{80, 4, func(i *Info, v uint64) { i.SndCwnd = uint32(v) }},
	{84, 4, func(i *Info, v uint64) { i.AdvMSS = uint32(v) }},
	{88, 4, func(i *Info, v uint64) { i.Reordering = uint32(v) }},
	{92, 4, func(i *Info, v uint64) { i.RcvRTT = micro(v) }},
	{96, 4, func(i *Info, v uint64) { i.RcvSpace = uint32(v) }},
	{100, 4, func(i *Info, v uint64) { i.TotalRetrans = uint32(v) }},
	{104, 8, func(i *Info, v uint64) { i.PacingRate = v }},
	{112, 8, func(i *Info, v uint64) { i.MaxPacingRate = v }},
	{120, 8, func(i *Info, v uint64) { i.BytesAcked = v }},
	{128, 8, func(i *Info, v uint64) { i.BytesReceived = v }},
	{136, 4, func(i *Info, v uint64) { i.SegsOut = uint32(v) }},
	{140, 4, func(i *Info, v uint64) { i.SegsIn = uint32(v) }},
	{144, 4, func(i *Info, v uint64) { i.NotSent = uint32(v) }},
	{148, 4, func(i *Info, v uint64) { i.MinRTT = measured(v) }},
	{152, 4, func(i *Info, v uint64) { i.DataSegsIn = uint32(v) }},
	{156, 4, func(i *Info, v uint64) { i.DataSegsOut = uint32(v) }},
	{160, 8, func(i *Info, v uint64) { i.DeliveryRate = v }},
	{168, 8, func(i *Info, v uint64) { i.Busy = micro(v) }},
	{176, 8, func(i *Info, v uint64) { i.RwndLimited = micro(v) }},
	{184, 8, func(i *Info, v uint64) { i.SndBufLimited = micro(v) }},
	{192, 4, func(i *Info, v uint64) { i.Delivered = uint32(v) }},
	{196, 4, func(i *Info, v uint64) { i.DeliveredCE = uint32(v) }},
	{200, 8, func(i *Info, v uint64) { i.BytesSent = v }},
	{208, 8, func(i *Info, v uint64) { i.BytesRetrans = v }},
	{216, 4, func(i *Info, v uint64) { i.DSACKDups = uint32(v) }},
	{220, 4, func(i *Info, v uint64) { i.ReordSeen = uint32(v) }},
	{224, 4, func(i *Info, v uint64) { i.OutOfOrder = uint32(v) }},
	{228, 4, func(i *Info, v uint64) { i.SndWnd = uint32(v) }},
	{232, 4, func(i *Info, v uint64) { i.RcvWnd = uint32(v) }},
}

// micro is a time of so many microseconds, none longer than a Duration holds.
func micro(v uint64) time.Duration {
	return time.Duration(min(v, math.MaxInt64/uint64(time.Microsecond))) * time.Microsecond
}

func milli(v uint64) time.Duration { return time.Duration(v) * time.Millisecond }

// measured is micro of a time that is all ones before the first measure.
func measured(v uint64) time.Duration {
	if v == math.MaxUint32 {
		return 0
	}
	return micro(v)
}

// fill sets i from a tcp_info of the kernel, of any length.
func (i *Info) fill(b []byte) {
	*i = Info{Size: len(b)}
	for k := range infoMembers {
		m := &infoMembers[k]
		if m.off+m.size > len(b) {
			continue
		}
		switch p := b[m.off:]; m.size {
		case 1:
			m.set(i, uint64(p[0]))
		case 4:
			m.set(i, uint64(binary.NativeEndian.Uint32(p)))
		case 8:
			m.set(i, binary.NativeEndian.Uint64(p))
		}
	}
	if len(b) >= 8 {
		i.SndWscale, i.RcvWscale, i.AppLimited = bitFields(b[6], b[7])
	}
}

// bitFields reads the bit fields of tcp_info, which C lays out from the lowest bit
// where numbers begin with their lowest byte, and from the highest elsewhere.
func bitFields(scales, limits byte) (snd, rcv uint8, appLimited bool) {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return scales & 15, scales >> 4, limits&1 != 0
	}
	return scales >> 4, scales & 15, limits&0x80 != 0
}
