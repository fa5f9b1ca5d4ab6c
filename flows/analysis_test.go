package flows

import (
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket/layers"

	"tcptui/decode"
)

// heardStep is a segment of a scenario and what the analysis has to say of it.
type heardStep struct {
	wait time.Duration // beyond the millisecond that lies between segments
	seg
	want Note
}

func fromC(fl decode.Flags, seq, ack uint32, n int, window uint16) seg {
	return seg{from: hostC, to: hostS, flags: fl, seq: seq, ack: ack, window: window, data: strings.Repeat("x", n)}
}

func fromS(fl decode.Flags, seq, ack uint32, n int, window uint16) seg {
	return seg{from: hostS, to: hostC, flags: fl, seq: seq, ack: ack, window: window, data: strings.Repeat("y", n)}
}

func option(kind layers.TCPOptionKind, data ...byte) []layers.TCPOption {
	return []layers.TCPOption{{OptionType: kind, OptionLength: uint8(2 + len(data)), OptionData: data}}
}

const (
	ackFlag = decode.ACK
	synFlag = decode.SYN
	finFlag = decode.FIN | decode.ACK
)

// agreed is a handshake without window scaling; the numbers go on at 101 and
// 901, the round trip is 2 ms.
func agreed(rest ...heardStep) []heardStep {
	return append([]heardStep{
		{seg: fromC(synFlag, 100, 0, 0, 1000)},
		{seg: fromS(synFlag|ackFlag, 900, 101, 0, 1000)},
		{seg: fromC(ackFlag, 101, 901, 0, 1000)},
	}, rest...)
}

func withOptions(s seg, o []layers.TCPOption) seg {
	s.options = o
	return s
}

// TestNotes holds the rules: what each flag needs, and what is just not enough.
func TestNotes(t *testing.T) {
	const ms = time.Millisecond
	cookie := option(layers.TCPOptionKind(34), 1, 2, 3, 4)
	for name, steps := range map[string][]heardStep{
		"nothing": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000)},
			heardStep{seg: fromC(finFlag, 111, 901, 0, 1000)},
			heardStep{seg: fromS(finFlag, 901, 112, 0, 1000)},
			heardStep{seg: fromC(ackFlag, 112, 902, 0, 1000)}),
		"retransmission": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)},
			heardStep{wait: 200 * ms, seg: fromC(ackFlag, 101, 901, 10, 1000), want: NoteRetransmission}),
		"SYN sent again": {
			{seg: fromC(synFlag, 100, 0, 0, 1000)},
			{seg: fromC(synFlag, 100, 0, 0, 1000), want: NoteRetransmission}},
		"FIN sent again": agreed(
			heardStep{seg: fromC(finFlag, 101, 901, 0, 1000)},
			heardStep{seg: fromC(finFlag, 101, 901, 0, 1000), want: NoteRetransmission}),
		"spurious retransmission": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000)},
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000), want: NoteRetransmission | NoteSpuriousRetransmission}),
		"fast retransmission": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)},
			heardStep{seg: fromC(ackFlag, 111, 901, 10, 1000)},
			heardStep{seg: fromC(ackFlag, 121, 901, 10, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteDuplicateAck},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteDuplicateAck},
			heardStep{wait: 18 * ms, seg: fromC(ackFlag, 111, 901, 10, 1000), want: NoteRetransmission | NoteFastRetransmission}),
		"one duplicate ACK is not enough": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)},
			heardStep{seg: fromC(ackFlag, 111, 901, 10, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteDuplicateAck},
			heardStep{wait: 18 * ms, seg: fromC(ackFlag, 111, 901, 10, 1000), want: NoteRetransmission}),
		"20 ms is too late": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)},
			heardStep{seg: fromC(ackFlag, 111, 901, 10, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteDuplicateAck},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteDuplicateAck},
			heardStep{wait: 19 * ms, seg: fromC(ackFlag, 111, 901, 10, 1000), want: NoteRetransmission}),
		"out of order": agreed(
			heardStep{seg: fromC(ackFlag, 111, 901, 10, 1000), want: NoteLostSegment},
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000), want: NoteOutOfOrder}),
		"out of order within a round trip only": agreed(
			heardStep{seg: fromC(ackFlag, 111, 901, 10, 1000), want: NoteLostSegment},
			heardStep{wait: ms, seg: fromC(ackFlag, 101, 901, 10, 1000), want: NoteRetransmission}),
		"out of order within 3 ms without a handshake": {
			{seg: fromC(ackFlag, 101, 901, 10, 1000)},
			{seg: fromC(ackFlag, 121, 901, 10, 1000), want: NoteLostSegment},
			{wait: ms, seg: fromC(ackFlag, 111, 901, 10, 1000), want: NoteOutOfOrder}},
		"lost segment": agreed(
			heardStep{seg: fromC(ackFlag, 102, 901, 10, 1000), want: NoteLostSegment},
			heardStep{seg: fromC(decode.RST, 500, 0, 0, 0)}),
		"acknowledges a lost segment": agreed(
			heardStep{seg: fromS(ackFlag, 901, 301, 0, 1000), want: NoteAckLostSegment},
			heardStep{seg: fromS(ackFlag, 901, 311, 0, 1000)},
			heardStep{seg: fromC(ackFlag, 311, 901, 10, 1000), want: NoteLostSegment},
			heardStep{seg: fromS(ackFlag, 901, 331, 0, 1000), want: NoteAckLostSegment}),
		"keep-alive": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000)},
			heardStep{wait: time.Second, seg: fromC(ackFlag, 110, 901, 1, 1000), want: NoteKeepAlive},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteKeepAliveAck},
			heardStep{wait: time.Second, seg: fromC(ackFlag, 110, 901, 0, 1000), want: NoteKeepAlive},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteKeepAliveAck},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteKeepAliveAck},
			heardStep{seg: fromC(ackFlag, 111, 901, 0, 1000), want: NoteDuplicateAck},
			heardStep{seg: fromS(ackFlag, 901, 111, 0, 1000), want: NoteDuplicateAck}),
		"zero window and probe": agreed(
			heardStep{seg: fromS(ackFlag, 901, 101, 0, 0), want: NoteZeroWindow},
			heardStep{seg: fromC(ackFlag, 101, 901, 1, 1000), want: NoteZeroWindowProbe},
			heardStep{seg: fromS(ackFlag, 901, 101, 0, 0), want: NoteZeroWindow | NoteZeroWindowProbeAck},
			heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)}),
		"a window of 0 in SYN, FIN and RST is none": {
			{seg: fromC(synFlag, 100, 0, 0, 0)},
			{seg: fromS(decode.RST|ackFlag, 0, 101, 0, 0)}},
		"window full": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 999, 1000)},
			heardStep{seg: fromC(ackFlag, 1100, 901, 1, 1000), want: NoteWindowFull}),
		"window full, scaled": {
			{seg: withOptions(fromC(synFlag, 100, 0, 0, 1000), scale(2))},
			{seg: withOptions(fromS(synFlag|ackFlag, 900, 101, 0, 1000), scale(3))},
			{seg: fromC(ackFlag, 101, 901, 0, 10)},
			{seg: fromC(ackFlag, 101, 901, 1000, 10), want: NoteWindowFull}, // the window of a SYN is not scaled
			{seg: fromS(ackFlag, 901, 1101, 40, 10), want: NoteWindowFull},
			{seg: fromC(ackFlag, 1101, 941, 80, 10), want: NoteWindowFull}},
		"a window of unknown scale is never full": {
			{seg: fromS(ackFlag, 901, 101, 0, 10)},
			{seg: fromC(ackFlag, 101, 901, 10, 10)}},
		"window update": agreed(
			heardStep{seg: fromC(ackFlag, 101, 901, 0, 2000), want: NoteWindowUpdate},
			heardStep{seg: fromC(ackFlag, 101, 901, 0, 2000), want: NoteDuplicateAck}),
		"reused ports": agreed(
			heardStep{seg: fromC(synFlag, 5000, 0, 0, 1000), want: NoteReusedPorts},
			heardStep{seg: fromS(synFlag|ackFlag, 7000, 5001, 0, 1000)},
			heardStep{seg: fromS(synFlag|ackFlag, 8000, 5001, 0, 1000), want: NoteReusedPorts | NoteLostSegment}),
		"fast open": {
			{seg: withOptions(fromC(synFlag, 100, 0, 20, 1000), cookie), want: NoteTFOSyn},
			{seg: fromS(synFlag|ackFlag, 900, 121, 0, 1000), want: NoteTFOAck}},
		"fast open refused": {
			{seg: withOptions(fromC(synFlag, 100, 0, 20, 1000), cookie), want: NoteTFOSyn},
			{seg: fromS(synFlag|ackFlag, 900, 101, 0, 1000), want: NoteTFOIgnored}},
		"fast open asked for": {
			{seg: withOptions(fromC(synFlag, 100, 0, 0, 1000), option(layers.TCPOptionKind(34)))},
			{seg: fromS(synFlag|ackFlag, 900, 101, 0, 1000)}},
		"around 4 GiB": {
			{seg: fromC(synFlag, 0xffffffff, 0, 0, 1000)},
			{seg: fromS(synFlag|ackFlag, 900, 0, 0, 1000)},
			{seg: fromC(ackFlag, 0, 901, 10, 1000)},
			{wait: 10 * ms, seg: fromC(ackFlag, 0, 901, 10, 1000), want: NoteRetransmission}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			for _, s := range steps {
				w.at = w.at.Add(s.wait)
				w.send(s.seg)
			}
			_, snap := w.open()
			for i, s := range steps {
				if got := snap.Row(uint32(i)).Notes & noteMask; got != s.want {
					t.Errorf("segment %d: %q, want %q", i, got, s.want)
				}
			}
		})
	}
}

// TestNoteNames: every bit has a name of its own, and a set tells all of them.
func TestNoteNames(t *testing.T) {
	seen := map[string]bool{}
	for n := range Note(noteMask).Each() {
		name := n.String()
		if name == "" || seen[name] {
			t.Errorf("bit %#x: name %q", uint32(n), name)
		}
		if n.Severity().String() == "" {
			t.Errorf("%s has no severity", name)
		}
		seen[name] = true
	}
	if len(seen) != len(noteTable) {
		t.Errorf("%d names in a table of %d", len(seen), len(noteTable))
	}
	if got := (NoteKeepAlive | NoteZeroWindow).String(); got != "keep_alive zero_window" {
		t.Errorf("a set reads %q", got)
	}
	if got := (NoteKeepAlive | NoteZeroWindow).Severity(); got != SeverityWarn {
		t.Errorf("its severity is %s", got)
	}
}
