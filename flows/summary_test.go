package flows

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket/layers"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
	"tcptui/testdata/samples"
)

// openBytes reads a capture to its end.
func openBytes(tb testing.TB, data []byte) (*Live, *Snapshot) {
	tb.Helper()
	src, err := capture.OpenBytes("test", data)
	if err != nil {
		tb.Fatal(err)
	}
	l := Start(context.Background(), src)
	tb.Cleanup(func() {
		l.Stop()
		src.Close()
	})
	return l, l.Wait()
}

// TestSummaryOfSamples: how connections of a real kernel ended, and what was
// sent again on them.
func TestSummaryOfSamples(t *testing.T) {
	type want struct {
		conn  ConnID
		known Opening
		end   string
		again [2]uint32
	}
	wants := map[string][]want{
		"chat":              {{0, BySYN, "client closed first, server followed", [2]uint32{}}, {1, BySYN, "client reset it", [2]uint32{}}},
		"server_closes":     {{0, BySYN, "server closed first, client followed", [2]uint32{}}},
		"refused":           {{0, BySYN, "server refused it", [2]uint32{}}},
		"abort":             {{0, BySYN, "client reset it", [2]uint32{}}},
		"simultaneous_open": {{0, BySYN, "client closed first, server followed", [2]uint32{}}},
		"loss_sack":         {{0, BySYN, "server closed first, client followed", [2]uint32{0, 2}}},
		"loss_sender":       {{0, BySYN, "server closed first, client followed", [2]uint32{0, 2}}},
		"reorder":           {{0, BySYN, "server closed first, client followed", [2]uint32{0, 1}}},
		"duplicate":         {{0, BySYN, "server closed first, client followed", [2]uint32{}}},
		"syn_lost":          {{0, BySYN, "client closed first, server followed", [2]uint32{1, 0}}},
		"fin_lost":          {{0, BySYN, "client closed first, server followed", [2]uint32{1, 0}}},
		"mid_stream":        {{0, ByPort, "client closed first, server followed", [2]uint32{}}},
	}
	for _, sample := range samples.All() {
		l, s := openBytes(t, sample.Data)
		r := l.NewReader()
		for _, w := range wants[sample.Name] {
			sum := r.Summary(s, w.conn)
			if sum.Known != w.known || sum.End.String() != w.end {
				t.Errorf("%s %d: known by %v, %q; want %v, %q", sample.Name, w.conn, sum.Known, sum.End.String(), w.known, w.end)
			}
			if got := [2]uint32{sum.Sides[0].Resent, sum.Sides[1].Resent}; got != w.again {
				t.Errorf("%s %d: sent again %v, want %v", sample.Name, w.conn, got, w.again)
			}
		}
		checkSums(t, sample.Name, s, r)
	}
}

// checkSums checks what holds for every capture: counters add up, and the parts
// of the time add up to the duration.
func checkSums(t *testing.T, name string, s *Snapshot, r *Reader) {
	t.Helper()
	for id := range ConnID(s.Conns()) {
		c, sum := s.Conn(id), r.Summary(s, id)
		if got := sum.Budget.Total(); got != sum.Duration || sum.Duration < 0 {
			t.Errorf("%s %d: the parts of the time %v add up to %d, the duration is %d", name, id, sum.Budget, got, sum.Duration)
		}
		for part, ns := range sum.Budget {
			if ns < 0 {
				t.Errorf("%s %d: %v took %d", name, id, Part(part), ns)
			}
		}
		for role := range sum.Sides {
			got, want := &sum.Sides[role], &c.Sides[role]
			if got.Segments != want.Segments || got.Bytes != want.Bytes {
				t.Errorf("%s %d %v: %d segments of %d bytes, the table has %d of %d", name, id, fsm.Role(role), got.Segments, got.Bytes, want.Segments, want.Bytes)
			}
			if got.ResentBytes > got.Bytes || got.Resent > got.Segments || got.DataSegments > got.Segments {
				t.Errorf("%s %d %v: %+v", name, id, fsm.Role(role), got)
			}
			if x := &got.RTT; x.Min > x.Median || x.Median > x.P95 || x.Min < 0 || (x.Samples == 0) != (x.P95 == 0 && x.Samples == 0) {
				t.Errorf("%s %d %v: round trips %+v", name, id, fsm.Role(role), x)
			}
			if got.ZeroWindow < 0 || got.ZeroWindow > sum.Duration {
				t.Errorf("%s %d %v: window closed for %d of %d", name, id, fsm.Role(role), got.ZeroWindow, sum.Duration)
			}
		}
	}
}

// after sends a segment so many ms after the one before.
func (w *wire) after(ms int, s seg) {
	w.at = w.at.Add(time.Duration(ms-1) * time.Millisecond)
	w.send(s)
}

// talk is a connection with round trips of 10 ms, captured at the client.
func (w *wire) talk(offers ...layers.TCPOption) {
	opts := append(scale(0), offers...)
	w.after(1, seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100, window: 1000, options: opts})
	w.after(10, seg{from: hostS, to: hostC, flags: decode.SYN | decode.ACK, seq: 900, ack: 101, window: 1000, options: opts})
	w.after(1, seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 901, window: 1000})
}

const pshAck = decode.PSH | decode.ACK

// TestBudget: where the time of small plays went, in ms.
func TestBudget(t *testing.T) {
	type parts [NumParts]int64 // handshake, client, server, window, recovery, network
	x := func(n int) string { return strings.Repeat("x", n) }
	for _, tt := range []struct {
		name string
		play func(w *wire)
		want parts
	}{
		{"request and answer", func(w *wire) {
			w.talk()
			w.after(100, seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: x(10)})
			w.after(10, seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 111, window: 1000})
			w.after(70, seg{from: hostS, to: hostC, flags: pshAck, seq: 901, ack: 111, window: 1000, data: x(10)})
			w.after(1, seg{from: hostC, to: hostS, flags: decode.ACK, seq: 111, ack: 911, window: 1000})
		}, parts{PartHandshake: 11, PartClient: 100, PartServer: 70, PartNetwork: 11}},
		{"answer with its acknowledgment", func(w *wire) {
			w.talk()
			w.after(5, seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: x(10)})
			w.after(60, seg{from: hostS, to: hostC, flags: pshAck, seq: 901, ack: 111, window: 1000, data: x(10)})
		}, parts{PartHandshake: 11, PartClient: 5, PartServer: 50, PartNetwork: 10}},
		{"closed window", func(w *wire) {
			w.talk()
			w.after(5, seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: x(1000)})
			w.after(10, seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 1101, window: 0})
			w.after(300, seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 1101, window: 1000})
			w.after(2, seg{from: hostC, to: hostS, flags: pshAck, seq: 1101, ack: 901, window: 1000, data: x(10)})
		}, parts{PartHandshake: 11, PartClient: 7, PartWindow: 310}},
		{"timeout", func(w *wire) {
			w.talk()
			w.after(5, seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: x(10)})
			w.after(200, seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: x(10)})
			w.after(10, seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 111, window: 1000})
		}, parts{PartHandshake: 11, PartClient: 5, PartRecovery: 210}},
		{"no answer to the end", func(w *wire) {
			w.talk()
			w.after(5, seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: x(10)})
			w.after(10, seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 111, window: 1000})
			w.after(40, seg{from: hostC, to: hostS, flags: decode.ACK, seq: 110, ack: 901, window: 1000})
		}, parts{PartHandshake: 11, PartClient: 5, PartServer: 40, PartNetwork: 10}},
		{"no answer at all", func(w *wire) {
			w.after(1, seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100, window: 1000})
			w.after(1000, seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100, window: 1000})
		}, parts{PartHandshake: 1000}},
	} {
		w := newWire(t)
		tt.play(w)
		l, s := w.open()
		sum := l.NewReader().Summary(s, 0)
		var got parts
		for i, ns := range sum.Budget {
			got[i] = ns / int64(time.Millisecond)
		}
		if got != tt.want {
			t.Errorf("%s: handshake, client, server, window, recovery, network took %v ms, want %v", tt.name, got, tt.want)
		}
		checkSums(t, tt.name, s, l.NewReader())
	}
}

// TestSummaryFacts: round trips, what was agreed on, windows, bytes in flight.
func TestSummaryFacts(t *testing.T) {
	w := newWire(t)
	sack := layers.TCPOption{OptionType: layers.TCPOptionKindSACKPermitted, OptionLength: 2}
	w.talk(sack)
	w.after(5, seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: strings.Repeat("x", 600)})
	w.after(1, seg{from: hostC, to: hostS, flags: pshAck, seq: 701, ack: 901, window: 1000, data: strings.Repeat("x", 300)})
	w.after(19, seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 701, window: 0})
	w.after(11, seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 1001, window: 900})
	l, s := w.open()
	sum := l.NewReader().Summary(s, 0)
	c, v := &sum.Sides[fsm.Client], &sum.Sides[fsm.Server]
	ms := int64(time.Millisecond)
	if c.RTT.Samples != 3 || c.RTT.Min != 10*ms || c.RTT.Median != 20*ms || c.RTT.P95 != 30*ms || v.RTT.Samples != 1 || v.RTT.Min != ms {
		t.Errorf("round trips %+v, %+v", c.RTT, v.RTT)
	}
	if c.MaxInFlight != 900 || v.MaxInFlight != 0 || v.ZeroWindow != 11*ms || v.ZeroWindows != 1 {
		t.Errorf("in flight %d, %d; window closed %d times, %d ns", c.MaxInFlight, v.MaxInFlight, v.ZeroWindows, v.ZeroWindow)
	}
	if got, want := sum.Agreed(), OfferSACK|OfferScale; got != want {
		t.Errorf("agreed on %b, want %b", got, want)
	}
	if sum.InitialRTT != 11*ms || sum.End.Kind != EndOpen || !sum.Quality.Good() {
		t.Errorf("%+v", sum)
	}
}

// TestEndings: how plays end that samples do not show.
func TestEndings(t *testing.T) {
	other := seg{from: "10.9.9.9:1", to: "10.9.9.8:2", flags: decode.SYN, seq: 5}
	data := seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: "hello"}
	for _, tt := range []struct {
		name string
		kind EndKind
		by   fsm.Role
		play func(w *wire)
	}{
		{"silence", EndSilence, 0, func(w *wire) { w.talk(); w.after(60_001, other) }},
		{"still open", EndOpen, 0, func(w *wire) { w.talk(); w.after(59_000, other) }},
		{"no answer", EndNoAnswer, fsm.Server, func(w *wire) {
			w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100})
			w.after(1000, seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100})
		}},
		{"timeout", EndTimeout, fsm.Server, func(w *wire) { w.talk(); w.send(data); w.after(300, data); w.after(600, data) }},
		{"half closed", EndHalfClosed, fsm.Server, func(w *wire) {
			w.talk()
			w.send(seg{from: hostS, to: hostC, flags: decode.FIN | decode.ACK, seq: 901, ack: 101, window: 1000})
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 902, window: 1000})
		}},
		{"a RST outside the window ends nothing", EndOpen, 0, func(w *wire) {
			w.talk()
			w.send(seg{from: hostS, to: hostC, flags: decode.RST, seq: 90000, window: 0})
			w.send(data)
			w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 106, window: 1000})
		}},
	} {
		w := newWire(t)
		tt.play(w)
		l, s := w.open()
		if e := l.NewReader().Summary(s, 0).End; e.Kind != tt.kind || e.By != tt.by {
			t.Errorf("%s: %v by %v", tt.name, e.Kind, e.By)
		}
	}
}

// TestQuality: what a capture lacks.
func TestQuality(t *testing.T) {
	type q = Quality
	for _, tt := range []struct {
		name string
		want q
		play func(w *wire)
	}{
		{"one direction", q{MidStream: true, OneDirection: true, Missing: fsm.Server}, func(w *wire) {
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 901, window: 1000})
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 1901, window: 1000})
		}},
		{"unanswered", q{}, func(w *wire) { w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100}) }},
		{"lost by the capture", q{Lost: 1}, func(w *wire) {
			w.talk()
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 2901, window: 1000})
		}},
		{"larger than the MSS", q{Supersegments: 1}, func(w *wire) {
			w.talk(layers.TCPOption{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{2, 0}})
			w.send(seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: strings.Repeat("x", 513)})
		}},
		{"captured twice", q{Doubled: 1}, func(w *wire) {
			w.talk()
			w.send(seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: "hello", id: 77})
			w.send(seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: "hello", id: 77})
		}},
	} {
		w := newWire(t)
		tt.play(w)
		l, s := w.open()
		if got := l.NewReader().Summary(s, 0).Quality; got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// TestQuantiles: exact while samples are few, within 1 % when they are many.
func TestQuantiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 100, exactSamples, exactSamples + 1, 50_000} {
		var q RTT
		var all []int64
		for range n {
			ns := int64(rng.ExpFloat64() * 3e7)
			all = append(all, ns)
			q.add(ns)
		}
		q.settle()
		slices.Sort(all)
		within := 0.0
		if n > exactSamples {
			within = 0.01
		}
		for _, x := range []struct{ got, want int64 }{{q.Min, all[0]}, {q.Median, all[(n+1)/2-1]}, {q.P95, all[(n*95+99)/100-1]}} {
			if d := float64(max(x.got-x.want, x.want-x.got)); d > within*float64(x.want) {
				t.Errorf("%d samples: %d, want %d", n, x.got, x.want)
			}
		}
	}
	for _, ns := range []int64{0, 1, 127, 128, 255, 256, 257, 1 << 40, 1<<63 - 1} {
		if v := binValue(bin(ns)); float64(max(v-ns, ns-v)) > float64(ns)/128 {
			t.Errorf("%d falls into the bin of %d", ns, v)
		}
	}
}

// TestSummaryOfRetransmission: the timestamp tells which sending was answered.
func TestSummaryOfRetransmission(t *testing.T) {
	ts := func(val, echo byte) []layers.TCPOption {
		return []layers.TCPOption{{OptionType: layers.TCPOptionKindTimestamps, OptionLength: 10, OptionData: []byte{0, 0, 0, val, 0, 0, 0, echo}}}
	}
	for _, tt := range []struct {
		name string
		echo byte
		want uint32 // samples
		ms   int64
	}{{"the first", 10, 1, 230}, {"the second", 20, 1, 30}, {"neither", 15, 0, 0}} {
		w := newWire(t)
		w.send(seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: "hello", options: ts(10, 1)})
		w.after(200, seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: "hello", options: ts(20, 1)})
		w.after(30, seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 106, window: 1000, options: ts(2, tt.echo)})
		l, s := w.open()
		if got := l.NewReader().Summary(s, 0).Sides[0].RTT; got.Samples != tt.want || got.Min != tt.ms*int64(time.Millisecond) {
			t.Errorf("%s was answered: %+v", tt.name, got)
		}
	}
}

// TestSummaryIsKept: it is made again only when the connection has grown.
func TestSummaryIsKept(t *testing.T) {
	l, s := openBytes(t, samples.All()[0].Data)
	r := l.NewReader()
	v := r.At(s, s.Conn(0).First)
	before, err := v.Data()
	if err != nil {
		t.Fatal(err)
	}
	before = bytes.Clone(before)
	a := v.Summary()
	if after, _ := v.Data(); !bytes.Equal(before, after) {
		t.Error("summing up has changed the bytes of the view that asked")
	}
	if b := r.Summary(s, 0); a != b {
		t.Error("an unchanged connection was summed up again")
	}
}

// TestSummaryWithin: who stops gets no summary, and who comes after gets a whole one.
func TestSummaryWithin(t *testing.T) {
	t.Parallel()
	l, s := openBytes(t, samples.All()[0].Data)
	r := l.NewReader()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if sum, err := r.SummaryWithin(ctx, s, 0); sum != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v, %v", sum, err)
	}
	sum, err := r.SummaryWithin(t.Context(), s, 0)
	if err != nil || sum.Sides[0].Segments+sum.Sides[1].Segments != s.Conn(0).Segments() {
		t.Errorf("then: %+v, %v", sum, err)
	}
	if sum != r.Summary(s, 0) {
		t.Error("it was summed up again")
	}
}

func BenchmarkSummary(b *testing.B) {
	l, s := openBytes(b, samples.All()[0].Data)
	r := l.NewReader()
	rows := s.Conn(0).Segments()
	b.ReportAllocs()
	for b.Loop() {
		summarise(b.Context(), s, 0, r)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "segments/s")
}
