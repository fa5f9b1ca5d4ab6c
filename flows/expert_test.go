package flows

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/gopacket/layers"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/testdata/samples"
)

// problems finds the problems of a capture: "rule count about".
func problems(t testing.TB, l *Live, s *Snapshot) []Problem {
	t.Helper()
	e := l.NewExperts()
	if err := e.Advance(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	return e.Problems(s)
}

func problem(ps []Problem, name string) *Problem {
	for i := range ps {
		if ps[i].Rule.Name == name {
			return &ps[i]
		}
	}
	return nil
}

// TestRules: each rule has its place, a name of its own and a text.
func TestRules(t *testing.T) {
	names := map[string]bool{}
	for i, r := range Rules() {
		if r.Name == "" || r.Text == "" || r.Group == "" || r.Severity.String() == "" || names[r.Name] {
			t.Errorf("rule %d: %+v", i, r)
		}
		names[r.Name] = true
	}
	for i, row := range noteTable {
		if rules[i].Name != "tcp.analysis."+row.name || rules[i].Severity != row.severity {
			t.Errorf("rule %d is %s %v, the flag %s %v", i, rules[i].Name, rules[i].Severity, row.name, row.severity)
		}
	}
	told := slices.Sorted(slices.Values(tellingOrder[:]))
	for i, id := range told {
		if int(id) != i {
			t.Errorf("rule %d is told twice or not at all", i)
		}
	}
	if len(told) != int(ruleResetTTL) {
		t.Errorf("%d rules are told of rows, want %d", len(told), ruleResetTTL)
	}
}

// TestProblems: plays, what they show, and what they must not.
func TestProblems(t *testing.T) {
	host := func(i int) string { return fmt.Sprintf("10.1.%d.%d:80", i/250, 1+i%250) }
	far := seg{from: "10.9.9.9:1", to: "10.9.9.8:2", flags: decode.ACK, seq: 5, ack: 7}
	reset := seg{from: hostS, to: hostC, flags: decode.RST, seq: 901}
	for _, tt := range []struct {
		name  string
		play  func(w *wire)
		want  string // "rule count about"
		never string // a rule that must not be there
	}{
		{"SYN scan", func(w *wire) {
			for i := range 25 {
				w.send(seg{from: "10.0.0.9:4000", to: host(i), flags: decode.SYN, seq: 1})
			}
		}, "scan.syn 25 10.0.0.9, 25 targets", "flood.syn"},
		{"few attempts", func(w *wire) {
			for i := range 19 {
				w.send(seg{from: "10.0.0.9:4000", to: host(i), flags: decode.SYN, seq: 1})
			}
		}, "conn.no_answer 19 ", "scan.syn"},
		{"slow attempts", func(w *wire) {
			for i := range 40 {
				w.after(4000, seg{from: "10.0.0.9:4000", to: host(i), flags: decode.SYN, seq: 1})
			}
		}, "conn.no_answer 40 ", "scan.syn"},
		{"NULL scan", func(w *wire) {
			for i := range 6 {
				w.send(seg{from: "10.0.0.9:40", to: host(i), seq: 1})
			}
		}, "scan.null 6 10.0.0.9, 6 targets", "scan.fin"},
		{"FIN scan", func(w *wire) {
			for i := range 6 {
				w.send(seg{from: "10.0.0.9:40", to: host(i), flags: decode.FIN, seq: 1})
			}
		}, "scan.fin 6 10.0.0.9, 6 targets", "scan.xmas"},
		{"half-open flood", func(w *wire) {
			for i := range 120 {
				c := fmt.Sprintf("10.2.0.%d:%d", 1+i, 1000+i)
				w.send(seg{from: c, to: hostS, flags: decode.SYN, seq: 1})
				w.send(seg{from: hostS, to: c, flags: decode.SYN | decode.ACK, seq: 9, ack: 2})
			}
		}, "flood.syn 120 10.0.0.1:80, 120 half-open handshakes", "scan.syn"},
		{"refused", func(w *wire) {
			w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100})
			w.send(seg{from: hostS, to: hostC, flags: decode.RST | decode.ACK, ack: 101})
		}, "conn.refused 1 ", "conn.no_answer"},
		{"octets reported to have come twice", func(w *wire) {
			w.talk()
			sack := func(edges ...uint32) []layers.TCPOption {
				var b []byte
				for _, e := range edges {
					b = binary.BigEndian.AppendUint32(b, e)
				}
				return []layers.TCPOption{{OptionType: layers.TCPOptionKindSACK, OptionLength: uint8(2 + len(b)), OptionData: b}}
			}
			ack := seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 1000}
			for _, o := range [][]layers.TCPOption{sack(900, 1000), sack(1100, 1200, 1050, 1300), sack(1100, 1200), sack(1000, 1001, 900, 1000)} {
				ack.options = o
				w.send(ack)
			}
		}, "tcp.options.sack.dsack 2 ", "segment.urgent"},
		{"SYN with options, but no MSS", func(w *wire) {
			w.handshake()
			w.send(seg{from: "10.0.0.7:7", to: hostS, flags: decode.SYN, seq: 5})
		}, "tcp.options.mss.absent 2 ", "tcp.urgent_pointer.non_zero"},
		{"urgent", func(w *wire) {
			w.talk()
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK | decode.URG, seq: 101, ack: 901})
		}, "segment.urgent 1 ", "tcp.options.sack.dsack"},
		{"RST of a middlebox", func(w *wire) {
			w.talk()
			r := reset
			r.ttl = 51
			w.send(r)
		}, "reset.ttl 1 ", "reset.ipid"},
		{"RST with a foreign identification", func(w *wire) {
			w.talk()
			for i := range 4 {
				w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 101, window: uint16(900 + i), id: uint16(100 + i)})
			}
			r := reset
			r.id, r.flags, r.ack = 40000, decode.RST|decode.ACK, 101
			w.send(r)
		}, "reset.ipid 1 ", "reset.ttl"},
		{"RST of a host that has forgotten the connection", func(w *wire) {
			w.talk()
			for i := range 4 {
				w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 101, window: uint16(900 + i), id: uint16(100 + i)})
			}
			r := reset
			r.id = 40000
			w.send(r)
		}, "tcp.connection.rst 1 ", "reset.ipid"},
		{"RST of the server itself", func(w *wire) { w.talk(); w.send(reset) }, "tcp.connection.rst 1 ", "reset.ttl"},
		{"RST out of the window", func(w *wire) { w.talk(); r := reset; r.seq = 70000; w.send(r) }, "reset.far 1 ", "reset.near"},
		{"RST in the window", func(w *wire) { w.talk(); r := reset; r.seq = 950; w.send(r) }, "reset.near 1 ", "reset.far"},
		{"octets that differ", func(w *wire) {
			w.talk()
			w.send(seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: "GET /a"})
			w.after(300, seg{from: hostC, to: hostS, flags: pshAck, seq: 105, ack: 901, window: 1000, data: "/b HTTP"})
			w.after(300, seg{from: hostC, to: hostS, flags: pshAck, seq: 105, ack: 901, window: 1000, data: "/b HTTP"})
		}, "stream.overlap 2 ", "reset.far"},
		{"octets that do not", func(w *wire) {
			w.talk()
			w.send(seg{from: hostC, to: hostS, flags: pshAck, seq: 101, ack: 901, window: 1000, data: "GET /a"})
			w.after(300, seg{from: hostC, to: hostS, flags: pshAck, seq: 105, ack: 901, window: 1000, data: "/a HTTP"})
		}, "tcp.analysis.retransmission 1 ", "stream.overlap"},
		{"CLOSE-WAIT", func(w *wire) {
			w.talk()
			w.send(seg{from: hostS, to: hostC, flags: decode.FIN | decode.ACK, seq: 901, ack: 101, window: 1000})
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 902, window: 1000})
			w.after(60_000, far)
		}, "conn.close_wait 1 ", "conn.refused"},
		{"CLOSE-WAIT of an end that was not captured", func(w *wire) {
			w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100, window: 1000})
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 901, window: 1000})
			w.send(seg{from: hostC, to: hostS, flags: decode.FIN | decode.ACK, seq: 101, ack: 901, window: 1000})
			w.after(60_000, far)
		}, "tcp.connection.fin 1 ", "conn.close_wait"},
		{"CLOSE-WAIT for a moment", func(w *wire) {
			w.talk()
			w.send(seg{from: hostS, to: hostC, flags: decode.FIN | decode.ACK, seq: 901, ack: 101, window: 1000})
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 902, window: 1000})
			w.after(59_000, far)
		}, "tcp.connection.fin 1 ", "conn.close_wait"},
	} {
		w := newWire(t)
		tt.play(w)
		l, s := w.open()
		var got []string
		for _, p := range problems(t, l, s) {
			got = append(got, fmt.Sprintf("%s %d %s", p.Rule.Name, p.Count, p.About))
			if p.Rule.Name == tt.never {
				t.Errorf("%s: found %s", tt.name, tt.never)
			}
			if !slices.IsSorted(p.Rows) || uint64(len(p.Rows)) != min(p.Count, MaxProblemRows) || p.Conns > p.Count || p.Conns == 0 {
				t.Errorf("%s: %+v", tt.name, p)
			}
		}
		if !slices.Contains(got, tt.want) {
			t.Errorf("%s: want %q among\n%s", tt.name, tt.want, strings.Join(got, "\n"))
		}
	}
}

// TestProblemsOfSamples: a real kernel gives no ground for suspicion.
func TestProblemsOfSamples(t *testing.T) {
	for _, sample := range samples.All() {
		l, s := openBytes(t, sample.Data)
		ps := problems(t, l, s)
		for _, p := range ps {
			if p.Rule.Group == GroupSecurity {
				t.Errorf("%s: %s in %v", sample.Name, p.Rule, p.Rows)
			}
		}
		switch sample.Name {
		case "refused":
			if problem(ps, "conn.refused") == nil {
				t.Error("the refused connection is not told")
			}
		case "port_reuse":
			if problem(ps, "conn.time_wait_reuse") == nil {
				t.Error("the reused ports are not told")
			}
		}
	}
}

// TestExpertsGrow: rows that come later are added to what was found before, and
// counts go beyond the rows that are kept.
func TestExpertsGrow(t *testing.T) {
	w := newWire(t)
	w.talk()
	const n = MaxProblemRows + 5
	for range n {
		w.send(seg{from: hostC, to: hostS, flags: decode.RST, seq: 90000})
	}
	l, s := w.open()
	e := l.NewExperts()
	half := *s
	half.rows /= 2
	for _, snap := range []*Snapshot{&half, s} {
		if err := e.Advance(context.Background(), snap); err != nil {
			t.Fatal(err)
		}
	}
	p := problem(e.Problems(s), "reset.far")
	if p == nil || p.Count != n || len(p.Rows) != MaxProblemRows || p.Conns != 1 {
		t.Errorf("%+v", p)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.NewExperts().Advance(ctx, s); err != context.Canceled {
		t.Errorf("a cancelled search says %v", err)
	}
}

// FuzzExperts: whatever the segments, counts are those of the rows.
func FuzzExperts(f *testing.F) {
	for _, sample := range samples.All() {
		f.Add(sample.Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := capture.OpenBytes("fuzz", data)
		if err != nil {
			return
		}
		defer src.Close()
		l := Start(context.Background(), src)
		defer l.Stop()
		s := l.Wait()
		for _, p := range problems(t, l, s) {
			if p.Rule == nil || p.Count == 0 || p.Conns == 0 || p.Conns > p.Count || uint64(len(p.Rows)) != min(p.Count, MaxProblemRows) {
				t.Errorf("%+v", p)
			}
			for _, row := range p.Rows {
				if int(row) >= s.Rows() || s.Row(row).Conn == NoConn {
					t.Errorf("%v: row %d", p.Rule, row)
				}
			}
		}
	})
}
