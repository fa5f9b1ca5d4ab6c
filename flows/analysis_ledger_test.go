package flows

import (
	"cmp"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"tcptui/decode"
	"tcptui/fsm"
)

// slowAccount is one direction of a ledger as plainly as it can be written:
// every question walks the whole list, which is in the order of the stream when
// it has one.
type slowAccount struct {
	sent  []unacked
	blind bool
}

// segment returns what a ledger has to say of acknowledgments and bytes in
// flight.
func (a *slowAccount) segment(rev *slowAccount, s *heard, row uint32, lost bool, base decode.Seq, sacked uint32) (acks, flight uint32) {
	if s.flags.Has(decode.ACK) {
		rev.blind = false
	}
	a.blind = a.blind || lost
	if s.len > 0 || s.flags.Any(decode.SYN|decode.FIN) {
		a.add(unacked{time: s.time, row: row, seq: s.seq, end: s.end()})
	}
	acks = rev.settle(s.ack)
	if s.len == 0 || a.blind || len(a.sent) == 0 {
		return acks, 0
	}
	low, high := ^uint32(0), uint32(0)
	for _, u := range a.sent {
		low, high = min(low, uint32(u.seq-base)), max(high, uint32(u.end-base))
	}
	if n := high - low - sacked; n < maxFlight {
		flight = n
	}
	if flight > 0 && s.flags.Any(decode.SYN|decode.FIN) {
		flight--
	}
	return acks, flight
}

// add remembers a segment, within the bounds.
func (a *slowAccount) add(u unacked) {
	all := append(slices.Clone(a.sent), u)
	if len(all) > maxUnacked || len(all) > maxWide && !ordered(all) {
		return
	}
	if a.sent = all; ordered(all) {
		slices.SortStableFunc(all, func(u, v unacked) int { return int(u.seq.Sub(v.seq)) })
	}
}

// settle drops what ack covers and returns the oldest row that ends there.
func (a *slowAccount) settle(ack decode.Seq) (acks uint32) {
	sorted := ordered(a.sent)
	if acks = NoRow; sorted && len(a.sent) > maxWide && a.split(ack) {
		return acks
	}
	var part, rest []unacked
	for _, u := range a.sent {
		switch {
		case !ack.Less(u.end):
			if u.end == ack {
				acks = min(acks, u.row)
			}
		case u.seq.Less(ack):
			u.seq = ack
			part = append(part, u)
		default:
			rest = append(rest, u)
		}
	}
	if sorted && len(part) > maxPartial {
		for _, u := range part[maxPartial:] {
			if last := &part[maxPartial-1]; last.end.Less(u.end) {
				*last = u
			}
		}
		part = part[:maxPartial]
	}
	a.sent = append(part, rest...)
	if !sorted && ordered(a.sent) {
		slices.SortFunc(a.sent, func(u, v unacked) int { return cmp.Or(int(u.seq.Sub(v.seq)), int(u.row)-int(v.row)) })
	}
	return acks
}

// split reports whether ack is before the first segment, and yet after the end
// of one.
func (a *slowAccount) split(ack decode.Seq) bool {
	return ack.LessEq(a.sent[0].seq) && slices.ContainsFunc(a.sent, func(u unacked) bool { return u.end.Less(ack) })
}

// ordered reports whether segments lie within half the sequence space.
func ordered(list []unacked) bool {
	if len(list) == 0 {
		return true
	}
	return slices.ContainsFunc(list, func(low unacked) bool {
		return !slices.ContainsFunc(list, func(u unacked) bool { return uint64(uint32(u.seq-low.seq))+uint64(u.end-u.seq) >= 1<<31 })
	})
}

// script turns bytes into segments near each other, so that they collide.
func script(data []byte) (out []heard) {
	next := [2]decode.Seq{decode.Seq(^uint32(0) - 300), 900}
	var at int64
	for ; len(data) >= 8; data = data[8:] {
		from := fsm.Role(data[0] & 1)
		s := heard{from: from, flags: decode.Flags(data[1]) & 0x3f, window: uint16(data[2] & 3 * 100), len: uint32(data[3] & 3 * 50),
			peerScale: int8(data[2]>>2&3) - 2, cookie: data[0]&2 != 0, reused: data[0]&0xfc == 4}
		s.seq = next[from] + decode.Seq(int32(int8(data[4]&^0x0f))) + decode.Seq(data[4]>>2&1)
		s.ack = next[from.Peer()] + decode.Seq(int32(int8(data[5]&^0x0f)))
		if data[0]&0xfc == 8 {
			s.seq = decode.Seq(binary.BigEndian.Uint32(data[3:]))
		}
		if data[0]&0xfc == 12 {
			s.hidden = []Note{noteNoLen, noteNoLen | noteBad, noteCut, 0}[data[7]&3]
		}
		if data[1]&0x40 == 0 {
			s.flags |= decode.ACK
		}
		if data[1]&0x80 == 0 {
			s.flags &^= decode.SYN | decode.FIN | decode.RST
		}
		if data[4]&2 != 0 {
			next[from] = s.end()
		}
		at += int64(int8(data[6])) * 200_000
		s.time = at
		out = append(out, s)
	}
	return out
}

// run feeds a script to analyser and ledger and holds everything that is true
// of any script.
func run(t *testing.T, segments []heard) {
	t.Helper()
	var a analyser
	l := newLedger()
	var slow [2]slowAccount
	var sacked [2]uint32
	for i := range segments {
		s := &segments[i]
		before, again := a.flows[s.from], a
		n := a.segment(s)
		if m := again.segment(s); m != n || again != a {
			t.Fatalf("segment %d: %q, then %q from the same state", i, n, m)
		}
		if n.Any(noteCondition) && !n.Has(NoteRetransmission) || n.Has(NoteRetransmission|NoteOutOfOrder) || n.Has(noteCondition) {
			t.Fatalf("segment %d: %q cannot be together", i, n)
		}
		if s.hidden&noteNoLen != 0 {
			continue
		}
		sacked[s.from] = uint32(s.window) / 10
		oldest := NoRow // that is under way before the segment
		for _, u := range slow[s.from].sent {
			oldest = min(oldest, u.row)
		}
		out := l.segment(s, uint32(i), n, &before, &a.flows[s.from], sacked[s.from])
		acks, flight := slow[s.from].segment(&slow[s.from.Peer()], s, uint32(i), n.Has(NoteLostSegment), a.flows[s.from].base, sacked[s.from.Peer()])
		if out.AcksRow != acks || out.InFlight != flight {
			t.Fatalf("segment %d: acknowledges row %d with %d bytes in flight, want %d and %d", i, int32(out.AcksRow), out.InFlight, int32(acks), flight)
		}
		if out.RTORow != NoRow && oldest != NoRow && out.RTORow != oldest {
			t.Fatalf("segment %d: timed from row %d, want %d", i, out.RTORow, oldest)
		}
		if out.AcksRow != NoRow && out.AcksRow >= uint32(i) || out.RTO != 0 && out.RTORow >= uint32(i) {
			t.Fatalf("segment %d refers to what comes later: %+v", i, out)
		}
		if n.Has(NoteDuplicateAck) != (out.DupAckNum > 0) {
			t.Fatalf("segment %d: %q is duplicate %d", i, n, out.DupAckNum)
		}
		for role := range l.sides {
			if got, want := l.sides[role].sent.count(), len(slow[role].sent); got != want || got > maxUnacked {
				t.Fatalf("segment %d: %d segments of side %d are remembered, want %d", i, got, role, want)
			}
		}
	}
}

// TestLedgerReference compares with the slow account on random scripts.
func TestLedgerReference(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		data := make([]byte, 8*300)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		run(t, script(data))
	}
}

// FuzzAnalysis: any sequence of segments is analysed the same way twice, by the
// same rules, and the ledger agrees with the slow account.
func FuzzAnalysis(f *testing.F) {
	f.Add([]byte("\x00\xc2\x03\x00\x02\x00\x01\x00\x01\xc2\x03\x00\x02\x00\x01\x00\x00\x10\x03\x02\x02\x00\x01\x00\x01\x10\x00\x00\x00\x00\x01\x00"))
	f.Add([]byte("\x00\x10\x01\x01\xf2\x10\x01\x00\x00\x10\x01\x01\x12\x10\x01\x00\x01\x10\x01\x00\x00\x20\x01\x00\x04\xc2\x01\x00\x00\x00\x01\x00"))
	f.Fuzz(func(t *testing.T, data []byte) { run(t, script(data[:min(len(data), 8*2000)])) })
}

// TestLedgerForgets: of a direction that nothing acknowledges only so much is
// remembered.
func TestLedgerForgets(t *testing.T) {
	var a analyser
	l := newLedger()
	var last Analysis
	for i := range uint32(maxUnacked + 10) {
		s := heard{flags: decode.ACK, seq: decode.Seq(1 + 10*i), ack: 1, len: 10, window: 1, time: int64(i)}
		before := a.flows[0]
		n := a.segment(&s)
		last = l.segment(&s, i, n, &before, &a.flows[0], 0)
	}
	if last.InFlight != 10*maxUnacked {
		t.Errorf("%d bytes in flight, want what %d segments hold", last.InFlight, maxUnacked)
	}
}

// BenchmarkAnalyser is the work of the ingest goroutine for a segment: bulk data
// with an ACK for every second segment.
func BenchmarkAnalyser(b *testing.B) {
	segments := bulk(3000)
	var a analyser
	var sink Note
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		sink |= a.segment(&segments[n%len(segments)])
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "segments/s")
	_ = sink
}

// BenchmarkReplay adds the numbers.
func BenchmarkReplay(b *testing.B) {
	segments := bulk(3000)
	round := segments[len(segments)-2].end() - segments[0].seq
	var a analyser
	l := newLedger()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		s := &segments[n%len(segments)]
		if s.from == fsm.Client {
			s.seq += round * decode.Seq(min(n/len(segments), 1)) // on and on, around 4 GiB
		} else {
			s.ack += round * decode.Seq(min(n/len(segments), 1))
		}
		s.time += int64(len(segments)) * 1000
		before := a.flows[s.from]
		note := a.segment(s)
		l.segment(s, uint32(n), note, &before, &a.flows[s.from], 0)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "segments/s")
}

func bulk(n int) (out []heard) {
	seq := decode.Seq(1)
	for i := range n {
		s := heard{flags: decode.ACK, seq: seq, ack: 900, len: 1448, window: 500, time: int64(i) * 1000}
		if i%3 == 2 {
			s = heard{from: fsm.Server, flags: decode.ACK, seq: 900, ack: seq - 2896*10, window: 60000, time: int64(i) * 1000}
		} else {
			seq = seq.Add(1448)
		}
		out = append(out, s)
	}
	return out
}

// TestAnalyserAllocates: following a segment costs no memory.
func TestAnalyserAllocates(t *testing.T) {
	segments := bulk(300)
	var a analyser
	if n := testing.AllocsPerRun(10, func() {
		for i := range segments {
			a.segment(&segments[i])
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
