package flows

import (
	"context"
	"testing"

	"tcptui/bench/gen"
	"tcptui/decode"
	"tcptui/testdata/samples"
)

func ignored(float64) {}

// TestRowStats compares what is counted over the columns with a count over whole
// rows: of all of them, and of those that a filter could keep.
func TestRowStats(t *testing.T) {
	_, s := generated(t, func(cfg *gen.Config) { cfg.IPv6, cfg.Reset = 0.3, 0.3 })
	var odd []uint32
	for row := range s.AllRows() {
		if row%3 == 1 {
			odd = append(odd, row)
		}
	}
	for _, kept := range []Kept{{All: true}, {Rows: odd, UpTo: uint32(s.Rows())}} {
		var x RowStats
		if err := x.Advance(context.Background(), s, &kept, ignored); err != nil {
			t.Fatal(err)
		}
		var total StatCount
		var captured, disordered uint64
		sent := make(map[ConnID]*[2]StatCount)
		lengths := make(map[int]uint64)
		before := int64(0)
		for i := range kept.len(s) {
			r := s.Row(kept.row(i))
			total.add(r.OrigLen)
			captured += uint64(r.CapLen)
			class := 0
			for limit := uint32(firstLength); class < 9 && r.OrigLen >= limit; limit *= 2 {
				class++
			}
			lengths[class]++
			if r.Time < before {
				disordered++
			}
			before = r.Time
			if r.Conn == NoConn {
				continue
			}
			if sent[r.Conn] == nil {
				sent[r.Conn] = new([2]StatCount)
			}
			sent[r.Conn][r.From].add(r.OrigLen)
		}
		if x.Total != total || x.Captured != captured || x.Disordered != disordered || x.Untimed != 0 || x.Ifaces[0] != total {
			t.Errorf("counted %+v, %d captured, %d disordered; want %+v, %d, %d", x.Total, x.Captured, x.Disordered, total, captured, disordered)
		}
		for i, c := range x.Lengths {
			if c.Frames != lengths[i] || c.Frames > 0 && (c.Min < c.From || c.Max > c.To) {
				t.Errorf("class %d: %+v, want %d frames", i, c, lengths[i])
			}
		}
		conns := 0
		for id, f := range x.Flows {
			if conns++; sent[id] == nil || f.Sent != *sent[id] || s.ConnOf(f.First) != id || s.ConnOf(f.Last) != id {
				t.Errorf("connection %d: %+v, want %+v", id, *f, sent[id])
			}
		}
		if conns != len(sent) {
			t.Errorf("%d connections were counted, want %d", conns, len(sent))
		}
	}
}

// TestStatsGrow: counted in two parts it is the same, and an end of the context
// loses nothing.
func TestStatsGrow(t *testing.T) {
	l, s := generated(t, func(cfg *gen.Config) { cfg.Other = 0.2 })
	half := *s
	half.rows /= 2
	kept, ctx := Kept{All: true}, context.Background()
	ended, cancel := context.WithCancel(ctx)
	cancel()
	var once, grown RowStats
	deep, deeper := l.NewFrameStats(), l.NewFrameStats()
	once.Advance(ctx, s, &kept, ignored)
	grown.Advance(ctx, &half, &kept, ignored)
	if err := grown.Advance(ended, s, &kept, ignored); err == nil {
		t.Error("the end of the context is not told")
	}
	grown.Advance(ctx, s, &kept, ignored)
	if once.Total != grown.Total || once.Lengths != grown.Lengths || once.First != grown.First || once.Last != grown.Last {
		t.Errorf("in two parts %+v, at once %+v", grown.Total, once.Total)
	}
	deep.Advance(ctx, s, &kept, ignored)
	deeper.Advance(ctx, &half, &kept, ignored)
	if err := deeper.Advance(ended, s, &kept, ignored); err == nil {
		t.Error("the end of the context is not told")
	}
	deeper.Advance(ctx, s, &kept, ignored)
	if deep.Total != deeper.Total || len(deep.Protocols) != len(deeper.Protocols) || deep.Total != once.Total {
		t.Errorf("in two parts %+v, at once %+v", deeper.Total, deep.Total)
	}
	var n StatCount
	for path, c := range deep.Protocols {
		n.Add(*c)
		if *deeper.Protocols[path] != *c {
			t.Errorf("%s: %+v in two parts, %+v at once", path, *deeper.Protocols[path], *c)
		}
	}
	if n != deep.Total {
		t.Errorf("the protocols add up to %+v of %+v", n, deep.Total)
	}
}

// TestFrameStatsQuote: what an ICMP error quotes is neither a protocol nor an end
// of its frame.
func TestFrameStatsQuote(t *testing.T) {
	p := decode.Packet{NLayers: 5, Quote: decode.Quote{First: 3}}
	for i, pr := range []decode.Proto{decode.ProtoEthernet, decode.ProtoIPv4, decode.ProtoICMP, decode.ProtoIPv4, decode.ProtoUDP} {
		p.Layers[i].Proto = pr
	}
	if got := string(appendOwn(nil, &p)); got != "eth:ethertype:ip:icmp" || p.NLayers != 5 {
		t.Errorf("the protocols are %s", got)
	}
}

// TestHandshakes compares with the round trip of the analysis, which is measured
// apart, wherever nothing was sent again.
func TestHandshakes(t *testing.T) {
	measured := 0
	for _, sample := range samples.All() {
		s := started(t, sample.Data).Wait()
		for id := range ConnID(s.Conns()) {
			h, ok := s.Handshake(id)
			if !ok {
				continue
			}
			measured++
			if rtt := s.Conn(id).InitialRTT; !h.Again && h.Total() != rtt {
				t.Errorf("%s, connection %d: %d + %d ns, the analysis has %d", sample.File, id, h.SYNACK, h.ACK, rtt)
			}
		}
	}
	if measured < 10 {
		t.Errorf("only %d handshakes were measured", measured)
	}
	for file, again := range map[string]bool{"syn_lost": true, "syn_ack_lost": true, "refused": false, "mid_stream": false} {
		sample, err := samples.Get(file)
		if err != nil {
			t.Fatal(err)
		}
		h, ok := started(t, sample.Data).Wait().Handshake(0)
		if ok != again || h.Again != again && ok {
			t.Errorf("%s: %+v, %v", file, h, ok)
		}
	}
}

// TestInfoInSnapshot: what the file says of itself comes with the last snapshot.
func TestInfoInSnapshot(t *testing.T) {
	s := started(t, samples.Chat()).Wait()
	if s.Info == nil || s.Info.Format != "pcapng" || len(s.Info.Sections) != 1 || s.Info.Sections[0].Application == "" {
		t.Errorf("the snapshot says %+v", s.Info)
	}
}

// BenchmarkRowStats counts over the columns, BenchmarkFrameStats over the frames.
func BenchmarkRowStats(b *testing.B) {
	_, s := generated(b, func(cfg *gen.Config) { cfg.Packets, cfg.Connections, cfg.Concurrent = 500_000, 50_000, 5_000 })
	kept := Kept{All: true}
	for b.Loop() {
		var x RowStats
		x.Advance(context.Background(), s, &kept, ignored)
	}
	b.ReportMetric(float64(s.Rows())*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkFrameStats(b *testing.B) {
	l, s := generated(b, func(cfg *gen.Config) { cfg.Packets, cfg.Connections, cfg.Concurrent = 500_000, 5_000, 500 })
	kept := Kept{All: true}
	for b.Loop() {
		l.NewFrameStats().Advance(context.Background(), s, &kept, ignored)
	}
	b.ReportMetric(float64(s.Rows())*float64(b.N)/b.Elapsed().Seconds(), "frames/s")
}
