package flows

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
)

func sackOf(blocks ...uint32) (data []byte) {
	for _, b := range blocks {
		data = binary.BigEndian.AppendUint32(data, b)
	}
	return data
}

// TestAnalysisNumbers follows a loss: what the ledger says of every segment.
func TestAnalysisNumbers(t *testing.T) {
	const ms = int64(time.Millisecond)
	w := newWire(t)
	none := Analysis{AcksRow: NoRow, RTORow: NoRow, DupAckRow: NoRow, InitialRTT: 2 * ms}
	want := func(change func(a *Analysis)) Analysis {
		a := none
		a.Any = true
		change(&a)
		return a
	}
	steps := []struct {
		seg
		want Analysis
	}{
		{fromC(synFlag, 100, 0, 0, 1000), none},
		{fromS(synFlag|ackFlag, 900, 101, 0, 1000), want(func(a *Analysis) { a.AcksRow, a.AckRTT = 0, ms })},
		{fromC(ackFlag, 101, 901, 0, 1000), want(func(a *Analysis) { a.AcksRow, a.AckRTT = 1, ms })},
		{fromC(ackFlag|decode.PSH, 101, 901, 10, 1000), want(func(a *Analysis) { a.InFlight, a.Pushed = 10, 10 })},
		{fromC(ackFlag, 111, 901, 10, 1000), want(func(a *Analysis) { a.InFlight, a.Pushed = 20, 10 })},
		{fromC(ackFlag, 121, 901, 10, 1000), want(func(a *Analysis) { a.InFlight, a.Pushed = 30, 20 })},
		{fromS(ackFlag, 901, 111, 0, 1000), want(func(a *Analysis) { a.AcksRow, a.AckRTT = 3, 3*ms })},
		{withOptions(fromS(ackFlag, 901, 111, 0, 1000), option(5, sackOf(121, 131)...)),
			want(func(a *Analysis) { a.Notes, a.DupAckNum, a.DupAckRow = NoteDuplicateAck, 1, 6 })},
		{fromC(ackFlag, 131, 901, 10, 1000), want(func(a *Analysis) { a.InFlight, a.Pushed = 20, 30 })}, // ten are known to have come
		{fromC(ackFlag, 111, 901, 10, 1000), want(func(a *Analysis) {
			a.Notes, a.InFlight, a.Pushed, a.RTO, a.RTORow = NoteRetransmission, 20, 40, 15*ms, 4
		})},
		{fromS(ackFlag, 901, 116, 0, 1000), none}, // part of a segment
		{fromS(ackFlag, 901, 141, 0, 1000), want(func(a *Analysis) { a.AcksRow, a.AckRTT = 8, 13*ms })},
	}
	for i, s := range steps {
		if i == 9 {
			w.at = w.at.Add(10 * time.Millisecond) // later than a round trip
		}
		w.send(s.seg)
	}
	l, snap := w.open()
	r := l.NewReader()
	for i, s := range steps {
		got := *r.At(snap, uint32(i)).Analysis()
		got.Notes &= noteMask
		if got != s.want {
			t.Errorf("segment %d:\n got %+v\nwant %+v", i, got, s.want)
		}
	}
}

// generated reads a capture with losses and reordering.
func generated(t testing.TB, change func(cfg *gen.Config)) (*Live, *Snapshot) {
	cfg := gen.Small()
	cfg.Packets, cfg.Connections, cfg.Concurrent, cfg.Loss, cfg.Reorder = 20_000, 40, 10, 0.05, 0.05
	change(&cfg)
	file, err := gen.Bytes(cfg)
	if err != nil {
		t.Fatal(err)
	}
	src, err := capture.OpenBytes("generated", file)
	if err != nil {
		t.Fatal(err)
	}
	l := Start(context.Background(), src)
	t.Cleanup(func() { l.Stop(); src.Close() })
	return l, l.Wait()
}

// TestReplayEqualsIngest: the rows give the flags again that the segments gave,
// but for the one that needs the window's scale.
func TestReplayEqualsIngest(t *testing.T) {
	_, s := generated(t, func(*gen.Config) {})
	seen := Note(0)
	for id := range s.Conns() {
		var a analyser
		for _, row := range s.ConnRows(ConnID(id), nil) {
			r := s.Row(row)
			heard := heardRow(s.Conn(ConnID(id)), &r)
			if got, want := a.segment(&heard)&noteMask&^NoteWindowFull, r.Notes&noteMask&^NoteWindowFull; got != want {
				t.Fatalf("row %d: %q, ingest said %q", row, got, want)
			}
			seen |= r.Notes
		}
	}
	if !seen.Has(NoteRetransmission | NoteOutOfOrder | NoteLostSegment | NoteDuplicateAck) {
		t.Errorf("the capture shows %q only", seen)
	}
}

// TestReplayOrder: a row's numbers are the same in whatever order rows are asked
// for, and when there are more connections than a Reader keeps.
func TestReplayOrder(t *testing.T) {
	l, s := generated(t, func(cfg *gen.Config) {
		cfg.Packets, cfg.Connections, cfg.Concurrent = 60_000, maxReplays+200, maxReplays+100
	})
	forward, back := l.NewReader(), l.NewReader()
	var all []Analysis
	for i := range uint32(s.Rows()) {
		v := forward.At(s, i)
		if v.Row.Conn == NoConn {
			all = append(all, Analysis{})
			continue
		}
		all = append(all, *v.Analysis())
		if again := *v.Analysis(); again != all[i] {
			t.Fatalf("row %d: %+v, then %+v", i, all[i], again)
		}
	}
	if n := len(forward.replays.by); n > maxReplays {
		t.Errorf("%d connections are kept", n)
	}
	for _, i := range rand.New(rand.NewPCG(3, 4)).Perm(s.Rows())[:5000] {
		if v := back.At(s, uint32(i)); v.Row.Conn != NoConn && *v.Analysis() != all[i] {
			t.Fatalf("row %d: %+v, in order %+v", i, *v.Analysis(), all[i])
		}
	}
}

// TestReplayBytes: what a Reader's replays hold is counted, and bounded in bytes;
// the numbers do not depend on what was forgotten.
func TestReplayBytes(t *testing.T) {
	l, s := generated(t, func(cfg *gen.Config) { cfg.Packets, cfg.Connections, cfg.Concurrent = 10_000, 100, 100 })
	ample, small := l.NewReader(), l.NewReader()
	small.replays.limit = 4 << 10
	forgotten := 0
	for i := range uint32(s.Rows()) {
		if s.Row(i).Conn == NoConn {
			continue
		}
		want, got := *ample.At(s, i).Analysis(), *small.At(s, i).Analysis()
		if got != want {
			t.Fatalf("row %d: %+v, want %+v", i, got, want)
		}
		for _, p := range []*replays{&ample.replays, &small.replays} {
			held := 0
			for _, x := range p.by {
				held += x.l.bytes()
			}
			if held != p.held || p == &small.replays && held > p.limit && len(p.by) > 1 {
				t.Fatalf("row %d: %d connections hold %d bytes, counted are %d", i, len(p.by), held, p.held)
			}
		}
		forgotten = max(forgotten, len(ample.replays.by)-len(small.replays.by))
	}
	if forgotten == 0 {
		t.Error("nothing was forgotten")
	}
}

// TestCompleteness: what was captured of a connection, as Wireshark shows it at
// each of its segments.
func TestCompleteness(t *testing.T) {
	whole := agreed(
		heardStep{seg: fromC(ackFlag, 101, 901, 10, 1000)},
		heardStep{seg: fromS(finFlag, 901, 111, 0, 1000)},
		heardStep{seg: fromC(decode.RST, 111, 0, 0, 0)})
	for name, c := range map[string]struct {
		steps       []heardStep
		first, rest Completeness
		text        string
	}{
		"whole":         {whole, 63, 63, "RFDASS"},
		"no SYN":        {whole[1:], 60, 62, "RFDAS·"},
		"data only":     {whole[3:4], 0, 8, "··D···"},
		"FIN first":     {whole[4:5], 0, 20, "·F·A··"},
		"SYN only":      {whole[:1], 1, 1, "·····S"},
		"SYN with data": {[]heardStep{{seg: fromC(synFlag, 100, 0, 5, 1000)}}, 9, 9, "··D··S"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			for _, s := range c.steps {
				w.send(s.seg)
			}
			_, s := w.open()
			conn := s.Conn(0)
			if got := conn.Shown(0); got != c.first {
				t.Errorf("first row: %d, want %d", got, c.first)
			}
			if got := conn.Shown(1); got != c.rest || got.String() != c.text {
				t.Errorf("other rows: %d %s, want %d %s", got, got, c.rest, c.text)
			}
		})
	}
}

// TestFINEnds: the first FIN closes actively, whoever repeats it.
func TestFINEnds(t *testing.T) {
	w := newWire(t)
	for _, s := range agreed(
		heardStep{seg: fromS(finFlag, 901, 101, 0, 1000)},
		heardStep{seg: fromC(finFlag, 101, 902, 0, 1000)},
		heardStep{seg: fromS(finFlag, 901, 101, 0, 1000)}) {
		w.send(s.seg)
	}
	l, s := w.open()
	if got := s.Conn(0).closer; got != int8(fsm.Server) {
		t.Errorf("closed by %d", got)
	}
	r := l.NewReader()
	for _, f := range analysisFields() {
		var want []uint32
		switch f.Name {
		case "tcp.connection.fin_active":
			want = []uint32{3, 5}
		case "tcp.connection.fin_passive":
			want = []uint32{4}
		default:
			continue
		}
		var got []uint32
		for i := range uint32(s.Rows()) {
			if len(f.Of(r.At(s, i), nil)) > 0 {
				got = append(got, i)
			}
		}
		if len(got) != len(want) || got[0] != want[0] || got[len(got)-1] != want[len(want)-1] {
			t.Errorf("%s in rows %d, want %d", f.Name, got, want)
		}
	}
}

// TestAnalysisFields: names are in the table once, and every getter copes
// with a frame that has no segment.
func TestAnalysisFields(t *testing.T) {
	l, s := generated(t, func(cfg *gen.Config) { cfg.Packets, cfg.Connections, cfg.Other = 500, 5, 0.3 })
	r := l.NewReader()
	seen := map[string]bool{}
	for _, f := range analysisFields() {
		if seen[f.Name] || f.Label == "" || f.Help == "" {
			t.Errorf("%s: twice, or without a label or help", f.Name)
		}
		seen[f.Name] = true
		for i := range uint32(s.Rows()) {
			v := r.At(s, i)
			if out := f.Of(v, nil); v.Row.Conn == NoConn && len(out) > 0 {
				t.Fatalf("%s in row %d, which has no segment", f.Name, i)
			}
		}
	}
}
