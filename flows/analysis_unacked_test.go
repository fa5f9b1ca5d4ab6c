package flows

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"tcptui/decode"
	"tcptui/fsm"
)

// piles are captures made to keep many segments under way, each acknowledged a
// little at a time: n segments of the client, then an acknowledgment for each
// further one.
var piles = []struct {
	name string
	seq  func(r *rand.Rand, i, n uint32) decode.Seq
	len  uint32
	ack  func(i, n uint32) decode.Seq
}{
	{"backwards", func(_ *rand.Rand, i, n uint32) decode.Seq { return decode.Seq(1 + 10*(2*n-i)) }, 10,
		func(i, _ uint32) decode.Seq { return decode.Seq(2 + i) }},
	{"shuffled", func(r *rand.Rand, _, n uint32) decode.Seq { return decode.Seq(1 + 10*r.Uint32N(n)) }, 10,
		func(i, _ uint32) decode.Seq { return decode.Seq(1 + 5*i) }},
	{"around zero", func(r *rand.Rand, _, n uint32) decode.Seq { return decode.Seq(10*r.Uint32N(n) - 5*n) }, 10,
		func(i, n uint32) decode.Seq { return decode.Seq(5*i - 5*n) }},
	{"copies of an octet", func(_ *rand.Rand, i, _ uint32) decode.Seq { return decode.Seq(1 + i%3) }, 60_000,
		func(i, _ uint32) decode.Seq { return decode.Seq(4 + i) }},
	{"wide", func(r *rand.Rand, _, _ uint32) decode.Seq { return decode.Seq(r.Uint32()) }, 10,
		func(i, _ uint32) decode.Seq { return decode.Seq(i << 20) }},
	{"half the space off", func(r *rand.Rand, _, n uint32) decode.Seq { return decode.Seq(1 + 10*r.Uint32N(n)) }, 10,
		func(i, _ uint32) decode.Seq { return decode.Seq(1<<31 + 10*i) }},
}

// pile is the capture.
func pile(k int, n uint32) (out []heard) {
	p, r := &piles[k], rand.New(rand.NewPCG(5, uint64(k)))
	for i := range n {
		out = append(out, heard{flags: decode.ACK, seq: p.seq(r, i, n), ack: 900, len: p.len, window: 500, time: int64(i)})
	}
	for i := range n {
		out = append(out,
			heard{from: fsm.Server, flags: decode.ACK, seq: 900, ack: p.ack(i, n), window: 500, time: int64(n + i)},
			heard{flags: decode.ACK, seq: p.seq(r, i, n), ack: 900, len: p.len, window: 500, time: int64(n + i)})
	}
	return out
}

// TestPilesReference: whatever piles up, the ledger says what the slow account
// says, and forgets what it forgets.
func TestPilesReference(t *testing.T) {
	for k, p := range piles {
		t.Run(p.name, func(t *testing.T) { run(t, pile(k, 2*maxPartial)) })
	}
}

// TestPilesBounds: no acknowledgment has more to look at than what it drops and
// what is stated.
func TestPilesBounds(t *testing.T) {
	for k, p := range piles {
		t.Run(p.name, func(t *testing.T) {
			var a analyser
			l := newLedger()
			sent := &l.sides[fsm.Client].sent
			for i, s := range pile(k, 3000) {
				before, held := a.flows[s.from], sent.count()
				n := a.segment(&s)
				l.segment(&s, uint32(i), n, &before, &a.flows[s.from], 0)
				part := 0
				for _, at := range sent.order {
					if sent.slots[at].seq == s.ack {
						part++
					}
				}
				if s.from == fsm.Server && part > min(held, maxPartial) || sent.wide && sent.count() > maxWide {
					t.Fatalf("segment %d: %d under way, %d of them in part", i, sent.count(), part)
				}
			}
			if most := maxUnacked * (slotBytes + placeBytes) * 2; l.bytes() > most {
				t.Errorf("%d bytes held, want at most %d", l.bytes(), most)
			}
		})
	}
}

// TestSlotBytes: the cost that is counted is the cost.
func TestSlotBytes(t *testing.T) {
	if n := unsafe.Sizeof(unacked{}); n != slotBytes {
		t.Errorf("a segment takes %d bytes, counted are %d", n, slotBytes)
	}
}

// BenchmarkPiles is the numbers' cost when someone tries to make them dear.
func BenchmarkPiles(b *testing.B) {
	for k, p := range piles {
		segments := pile(k, 10_000)
		b.Run(p.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				var a analyser
				l := newLedger()
				for i := range segments {
					s := &segments[i]
					before := a.flows[s.from]
					note := a.segment(s)
					l.segment(s, uint32(i), note, &before, &a.flows[s.from], 0)
				}
				n += len(segments)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "segments/s")
		})
	}
}
