package flows

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket/layers"

	"tcptui/decode"
)

// act is one segment of a conversation between hostC and hostS that both began
// to number at 0, so that data begins at 1.
type act struct {
	c          bool // the client sent it
	wait       int  // ms since the one before
	flags      decode.Flags
	seq, ack   uint32
	len        int
	id         uint16
	ts, echo   uint32 // timestamps, none when both are 0
	sack       [][2]uint32
	closed     bool // announces a closed window
	want       Verdict
	confidence Confidence // ConfidenceNone: not asked for
}

const noTS = 0

// play sends the acts and returns the verdicts.
func play(t *testing.T, acts []act) (*Live, *Snapshot) {
	t.Helper()
	w := newWire(t)
	for _, a := range acts {
		s := seg{from: hostS, to: hostC, flags: a.flags | decode.ACK, seq: a.seq, ack: a.ack, window: 500, data: strings.Repeat("x", a.len), id: a.id}
		if a.c {
			s.from, s.to = hostC, hostS
		}
		if a.flags == decode.SYN && a.ack == 0 {
			s.flags = decode.SYN
		}
		if a.closed {
			s.window = 0
		}
		if a.ts != noTS {
			b := binary.BigEndian.AppendUint32(nil, a.ts)
			s.options = append(s.options, layers.TCPOption{OptionType: layers.TCPOptionKindTimestamps, OptionLength: 10, OptionData: binary.BigEndian.AppendUint32(b, a.echo)})
		}
		if len(a.sack) > 0 {
			var b []byte
			for _, e := range a.sack {
				b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, e[0]), e[1])
			}
			s.options = append(s.options, layers.TCPOption{OptionType: layers.TCPOptionKindSACK, OptionLength: uint8(2 + len(b)), OptionData: b})
		}
		w.at = w.at.Add(time.Duration(a.wait)*time.Millisecond - time.Millisecond) // send adds one
		w.send(s)
	}
	return w.open()
}

// withClocks is a handshake with timestamps over 20 ms, captured 5 ms from the client.
var withClocks = []act{
	{c: true, wait: 1, flags: decode.SYN, id: 100, ts: 1000, want: Original},
	{wait: 15, flags: decode.SYN, ack: 1, ts: 7000, echo: 1000, want: Original},
	{c: true, wait: 5, seq: 1, ack: 1, id: 101, ts: 1020, echo: 7000},
}

// withoutClocks is one without timestamps and identifications.
var withoutClocks = []act{
	{c: true, wait: 1, flags: decode.SYN, want: Original},
	{wait: 15, flags: decode.SYN, ack: 1, want: Original},
	{c: true, wait: 5, seq: 1, ack: 1},
}

func TestVerdict(t *testing.T) {
	for _, test := range []struct {
		name  string
		begin []act
		acts  []act
		says  string // part of the evidence of the last segment
	}{
		{"SYN sent again", nil, []act{
			{c: true, wait: 1, flags: decode.SYN, id: 100, ts: 1000, want: Original},
			{c: true, wait: 1000, flags: decode.SYN, id: 101, ts: 2000, want: Retransmission, confidence: Certain},
		}, "frame 1 had octets of it, 1s before"},
		{"SYN,ACK whose first sending was lost on the way", nil, []act{
			{c: true, wait: 1, flags: decode.SYN, id: 100, ts: 1000, want: Original},
			{c: true, wait: 1000, flags: decode.SYN, id: 101, ts: 2000, want: Retransmission},
			{wait: 20, flags: decode.SYN, ack: 1, ts: 7000, echo: 1000, want: Retransmission, confidence: Likely},
		}, "first sending was not captured"},
		{"SYN,ACK that answers the second SYN", nil, []act{
			{c: true, wait: 1, flags: decode.SYN, id: 100, ts: 1000, want: Original},
			{c: true, wait: 1000, flags: decode.SYN, id: 101, ts: 2000, want: Retransmission},
			{wait: 20, flags: decode.SYN, ack: 1, ts: 7000, echo: 2000, want: Original},
		}, ""},
		{"overtaken: an older timestamp", withClocks, []act{
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, ts: 1031, echo: 7000, want: Original},
			{c: true, wait: 40, seq: 1, ack: 1, len: 100, ts: 1030, echo: 7000, want: OutOfOrder, confidence: Certain},
		}, "older than that of frame 4 by 1: sent before it"},
		{"overtaken: a lower identification", withClocks, []act{
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, id: 103, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 40, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: OutOfOrder},
		}, "IP identification 0x0066 is -1 from that of frame 4"},
		{"overtaken: no clock, within a round trip", withoutClocks, []act{
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, want: Original},
			{c: true, wait: 6, seq: 1, ack: 1, len: 100, want: OutOfOrder, confidence: Likely},
		}, "frame 4 with later octets came 6ms before"},
		{"lost before the capture: a newer timestamp", withClocks, []act{
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, ts: 1030, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 1, ts: 7040, echo: 1020, sack: [][2]uint32{{101, 201}}},
			{c: true, wait: 6, seq: 1, ack: 1, len: 100, ts: 1052, echo: 7040, want: FastRetransmission, confidence: Certain},
		}, "acknowledgments from frame 5 on reported later octets (SACK) and not it"},
		{"lost before the capture: no clock, asked for, after a round trip", withoutClocks, []act{
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, want: Original},
			{wait: 15, seq: 1, ack: 1, sack: [][2]uint32{{101, 201}}},
			{c: true, wait: 6, seq: 1, ack: 1, len: 100, want: FastRetransmission, confidence: Likely},
		}, "(SACK)"},
		{"three duplicate acknowledgments, no SACK", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, id: 103, ts: 1030, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 1, ts: 7040, echo: 1020},
			{wait: 1, seq: 1, ack: 1, ts: 7041, echo: 1020},
			{wait: 1, seq: 1, ack: 1, ts: 7042, echo: 1020},
			{c: true, wait: 5, seq: 1, ack: 1, len: 100, id: 104, ts: 1054, echo: 7042, want: FastRetransmission},
		}, "3 acknowledgments from frame 6 on asked for it"},
		{"timeout", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 300, seq: 1, ack: 1, len: 100, id: 103, ts: 1330, echo: 7000, want: Retransmission, confidence: Certain},
		}, "newer than that of frame 4 by 300: sent after it"},
		{"tail loss probe", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, id: 103, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 45, seq: 101, ack: 1, len: 100, id: 104, ts: 1075, echo: 7000, want: TailLossProbe},
		}, ""},
		{"needless: acknowledged before", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 101, ts: 7040, echo: 1030},
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 103, ts: 1046, echo: 7000, want: SpuriousRetransmission, confidence: Certain},
		}, "frame 5 had acknowledged it before"},
		{"needless: a DSACK says so later", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 300, seq: 1, ack: 1, len: 100, id: 103, ts: 1330, echo: 7000, want: SpuriousRetransmission, confidence: Certain},
			{wait: 15, seq: 1, ack: 101, ts: 7400, echo: 1030},
			{wait: 1, seq: 1, ack: 101, ts: 7401, echo: 1030, sack: [][2]uint32{{1, 101}}},
		}, ""},
		{"half of it had arrived: the DSACK is of that half", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, id: 103, ts: 1031, echo: 7000, want: Original},
			{c: true, wait: 300, seq: 1, ack: 1, len: 200, id: 104, ts: 1330, echo: 7000, want: Retransmission, confidence: Certain},
			{wait: 15, seq: 1, ack: 201, ts: 7400, echo: 1330, sack: [][2]uint32{{1, 101}}},
		}, ""},
		{"all of it had arrived: a DSACK of each half", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 200, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 300, seq: 1, ack: 1, len: 200, id: 103, ts: 1330, echo: 7000, want: SpuriousRetransmission, confidence: Certain},
			{wait: 15, seq: 1, ack: 201, ts: 7400, echo: 1030, sack: [][2]uint32{{1, 101}}},
			{wait: 1, seq: 1, ack: 201, ts: 7401, echo: 1030, sack: [][2]uint32{{101, 201}}},
		}, ""},
		{"both open at once: each SYN,ACK answers a SYN", nil, []act{
			{c: true, wait: 1, flags: decode.SYN, id: 100, ts: 1000, want: Original},
			{wait: 5, flags: decode.SYN, id: 500, ts: 7000, want: Original},
			{c: true, wait: 5, flags: decode.SYN, ack: 1, id: 101, ts: 1010, echo: 7000, want: Original},
			{wait: 5, flags: decode.SYN, ack: 1, id: 501, ts: 7010, echo: 1000, want: Original},
			{c: true, wait: 5, seq: 1, ack: 1, id: 102, ts: 1020, echo: 7010, sack: [][2]uint32{{0, 1}}},
		}, ""},
		{"and one of them is sent again", nil, []act{
			{c: true, wait: 1, flags: decode.SYN, id: 100, ts: 1000, want: Original},
			{wait: 5, flags: decode.SYN, id: 500, ts: 7000, want: Original},
			{c: true, wait: 5, flags: decode.SYN, ack: 1, id: 101, ts: 1010, echo: 7000, want: Original},
			{c: true, wait: 1000, flags: decode.SYN, ack: 1, id: 102, ts: 2010, echo: 7000, want: Retransmission, confidence: Certain},
		}, "frame 3 had octets of it"},
		{"the first sending comes after the second", withClocks, []act{
			{c: true, wait: 300, seq: 1, ack: 1, len: 100, id: 104, ts: 1330, echo: 7000, want: Retransmission},
			{c: true, wait: 10, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
		}, ""},
		{"and something above it too", withClocks, []act{
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, id: 103, ts: 1031, echo: 7000, want: Original},
			{c: true, wait: 300, seq: 1, ack: 1, len: 100, id: 104, ts: 1330, echo: 7000, want: Retransmission},
			{c: true, wait: 10, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: OutOfOrder},
		}, "frame 5 had octets of it"},
		{"doubled by the network", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: NetworkDuplicate, confidence: Certain},
		}, "frame 4 has the same IP identification 0x0066 and TSval 1030: both are one sending"},
		{"doubled, nothing but time tells", withoutClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, want: Original},
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, want: NetworkDuplicate, confidence: Likely},
		}, ""},
		{"an acknowledgment doubled", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, id: 101, ts: 1020, echo: 7000, want: NetworkDuplicate},
		}, "frame 3 has the same"},
		{"all after it was lost too: a gap in the identifications", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, id: 103, ts: 1031, echo: 7000, want: Original},
			{c: true, wait: 1, seq: 201, ack: 1, len: 100, id: 104, ts: 1032, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 301, ts: 7050, echo: 1032},
			{c: true, wait: 250, seq: 301, ack: 1, len: 100, id: 106, ts: 1300, echo: 7050, want: Retransmission},
		}, "its first sending was not captured"},
		{"quiet, and nothing is missing", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 1, seq: 101, ack: 1, len: 100, id: 103, ts: 1031, echo: 7000, want: Original},
			{c: true, wait: 1, seq: 201, ack: 1, len: 100, id: 104, ts: 1032, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 301, ts: 7050, echo: 1032},
			{c: true, wait: 250, seq: 301, ack: 1, len: 100, id: 105, ts: 1300, echo: 7050, want: Original, confidence: Certain},
		}, ""},
		{"keep-alive", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 101, ts: 7040, echo: 1030},
			{c: true, wait: 5000, seq: 100, ack: 1, id: 103, ts: 6040, echo: 7040, want: KeepAlive, confidence: Certain},
			{wait: 15, seq: 1, ack: 101, ts: 12040, echo: 1030},
			{c: true, wait: 5000, seq: 100, ack: 1, len: 1, id: 104, ts: 11040, echo: 12040, want: KeepAlive},
		}, "5s after the segment before"},
		{"window probe", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 101, ts: 7040, echo: 1030, closed: true},
			{c: true, wait: 220, seq: 100, ack: 1, id: 103, ts: 1260, echo: 7040, want: WindowProbe, confidence: Certain},
		}, "frame 5 closed the window"},
		{"window probe that has not seen the window open", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 101, ts: 7040, echo: 1030, closed: true},
			{wait: 1600, seq: 1, ack: 101, ts: 8640, echo: 1030},
			{c: true, wait: 1, seq: 100, ack: 1, id: 103, ts: 2661, echo: 7040, want: WindowProbe, confidence: Certain},
		}, ""},
		{"keep-alive after the window was opened", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 101, ts: 7040, echo: 1030, closed: true},
			{wait: 160, seq: 1, ack: 101, ts: 7200, echo: 1030},
			{c: true, wait: 5000, seq: 100, ack: 1, id: 103, ts: 6230, echo: 7200, want: KeepAlive, confidence: Certain},
		}, ""},
		{"window probe with an octet, refused and repeated", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 100, id: 102, ts: 1030, echo: 7000, want: Original},
			{wait: 15, seq: 1, ack: 101, ts: 7040, echo: 1030, closed: true},
			{c: true, wait: 220, seq: 101, ack: 1, len: 1, id: 103, ts: 1260, echo: 7040, want: WindowProbe},
			{wait: 15, seq: 1, ack: 101, ts: 7280, echo: 1030, closed: true},
			{c: true, wait: 440, seq: 101, ack: 1, len: 1, id: 104, ts: 1720, echo: 7280, want: WindowProbe},
			{wait: 15, seq: 1, ack: 101, ts: 7740, echo: 1030},
			{c: true, wait: 5, seq: 101, ack: 1, len: 100, id: 105, ts: 1740, echo: 7740, want: Original},
		}, ""},
		{"an octet typed and lost is no keep-alive", withClocks, []act{
			{c: true, wait: 1, seq: 1, ack: 1, len: 1, id: 102, ts: 1030, echo: 7000, want: Original},
			{c: true, wait: 300, seq: 1, ack: 1, len: 1, id: 103, ts: 1330, echo: 7000, want: Retransmission},
		}, ""},
		{"a late acknowledgment is no keep-alive", withClocks, []act{
			{c: true, wait: 1, seq: 2, ack: 1, id: 104, ts: 1032, echo: 7000},
			{c: true, wait: 1, seq: 1, ack: 1, id: 102, ts: 1031, echo: 7000},
		}, ""},
		{"the capture begins with a keep-alive", nil, []act{
			{c: true, wait: 1, seq: 99, ack: 1, want: KeepAlive, confidence: Likely},
			{wait: 15, seq: 1, ack: 100},
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			acts := append(append([]act{}, test.begin...), test.acts...)
			l, s := play(t, acts)
			for i, a := range acts {
				r := s.Row(uint32(i))
				if r.Verdict != a.want || a.confidence != ConfidenceNone && r.Confidence != a.confidence {
					t.Errorf("frame %d: %v (%v), want %v (%v)", i+1, r.Verdict, r.Confidence, a.want, a.confidence)
				}
			}
			if got := l.NewReader().Evidence(s, uint32(len(acts)-1)).String(); !strings.Contains(got, test.says) {
				t.Errorf("evidence %q, want %q in it", got, test.says)
			}
		})
	}
}
