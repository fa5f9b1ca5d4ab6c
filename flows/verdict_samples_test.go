package flows

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"tcptui/capture"
	"tcptui/testdata/samples"
)

// TestVerdictsOfSamples compares the verdicts on recorded connections with what
// the wire was told to do to single segments: nothing else was lost, doubled or
// held back there.
func TestVerdictsOfSamples(t *testing.T) {
	for _, test := range []struct {
		name string
		want [][]Verdict // for each deed of the wire: the verdicts on the segments with these octets, in order
		rest []string    // the verdicts on all others but original: "verdict @frame"
	}{
		{"reorder", [][]Verdict{{OutOfOrder, SpuriousRetransmission}}, nil},
		{"duplicate", [][]Verdict{{Original, NetworkDuplicate}}, nil},
		{"loss_sack", [][]Verdict{{FastRetransmission}, {FastRetransmission}}, nil},
		{"loss_sender", [][]Verdict{{Original, FastRetransmission}, {Original, FastRetransmission}}, nil},
		{"tail_loss", [][]Verdict{{Original, FastRetransmission}, {Original, TailLossProbe}}, nil},
		{"fin_lost", [][]Verdict{{Original, Retransmission}}, nil},
		{"syn_lost", [][]Verdict{{Original, Retransmission}}, nil},
		{"syn_ack_lost", [][]Verdict{{Original, Retransmission}}, []string{"spurious-retransmission @5"}},
		{"last_ack_lost", [][]Verdict{nil}, []string{"spurious-retransmission @14"}},
		{"handshake_ack_lost", [][]Verdict{{Original}}, []string{"spurious-retransmission @6"}},
		{"keep_alive", nil, []string{"keep-alive @8", "keep-alive @10"}},
		{"zero_window", nil, []string{"window-probe @11", "window-probe @13"}},
		{"simultaneous_open", nil, nil},
		{"chat", nil, nil},
		{"half_close", nil, nil},
		{"server_closes", nil, nil},
		{"abort", nil, nil},
		{"mid_stream", nil, nil},
		{"port_reuse", nil, nil},
		{"ipv6", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := sampleSnapshot(t, test.name)
			truth, err := samples.TruthOf(test.name)
			if err != nil {
				t.Fatal(err)
			}
			touched := map[uint32]bool{}
			if len(truth.Wire) != len(test.want) {
				t.Fatalf("the wire did %d things, the test knows %d", len(truth.Wire), len(test.want))
			}
			for n, e := range truth.Wire {
				var got []Verdict
				for i := range uint32(s.Rows()) {
					r := s.Row(i)
					if r.Conn != NoConn && s.Conn(r.Conn).Sides[r.From].AddrPort() == e.Source && uint32(r.Seq) == e.Seq && rowEnd(&r) != r.Seq {
						got = append(got, r.Verdict)
						touched[i] = true
					}
				}
				if !slices.Equal(got, test.want[n]) {
					t.Errorf("%s seq %d: %v, want %v", e.Action, e.Seq, got, test.want[n])
				}
			}
			var rest []string
			for i := range uint32(s.Rows()) {
				if r := s.Row(i); r.Verdict > Original && !touched[i] {
					rest = append(rest, fmt.Sprintf("%v @%d", r.Verdict, i+1))
				}
			}
			if !slices.Equal(rest, test.rest) {
				t.Errorf("verdicts on others: %q, want %q", rest, test.rest)
			}
		})
	}
}

// TestEvidenceOfSamples: whatever is not simply the first sending has reasons,
// and these are of its connection.
func TestEvidenceOfSamples(t *testing.T) {
	for _, sample := range samples.All() {
		l, s := sampleLive(t, sample.Name)
		r := l.NewReader()
		for i := range uint32(s.Rows()) {
			row, e := s.Row(i), r.Evidence(s, i)
			if text := e.String(); row.Verdict > Original && text == "" || row.Verdict == VerdictNone && text != "" {
				t.Errorf("%s frame %d, %v: evidence %q", sample.Name, i+1, row.Verdict, text)
			}
			for _, at := range []uint32{e.Copy, e.Over, e.Acked, e.Ask, e.Closed} {
				if at != NoRow && (at >= i || s.Row(at).Conn != row.Conn) {
					t.Errorf("%s frame %d: evidence in frame %d", sample.Name, i+1, at+1)
				}
			}
			if e.DSACK != NoRow && (e.DSACK <= i || e.DSACK >= uint32(s.Rows()) || s.Row(e.DSACK).From == row.From) {
				t.Errorf("%s frame %d: DSACK in frame %d", sample.Name, i+1, e.DSACK+1)
			}
		}
	}
}

// sampleSnapshot reads a sample to its end.
func sampleSnapshot(t *testing.T, name string) *Snapshot {
	t.Helper()
	_, s := sampleLive(t, name)
	return s
}

func sampleLive(t *testing.T, name string) (*Live, *Snapshot) {
	t.Helper()
	i := slices.IndexFunc(samples.All(), func(s samples.Sample) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("there is no sample called %q", name)
	}
	src, err := capture.OpenBytes(name, samples.All()[i].Data)
	if err != nil {
		t.Fatal(err)
	}
	l := Start(context.Background(), src)
	t.Cleanup(func() {
		l.Stop()
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	})
	s := l.Wait()
	if s.Err != nil {
		t.Fatal(s.Err)
	}
	return l, s
}
