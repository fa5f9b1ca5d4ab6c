package flows

import (
	"context"
	"testing"

	"tcptui/capture"
	"tcptui/testdata/samples"
)

// TestRawSeq: with raw numbers each frame of each sample shows those of its header
// where it would show relative ones, and nothing else differs.
func TestRawSeq(t *testing.T) {
	raw := map[string]string{"tcp.seq": "tcp.seq_raw", "tcp.options.sack_le": "tcp.options.sack_le_raw", "tcp.options.sack_re": "tcp.options.sack_re_raw"}
	own := map[string]bool{"tcp.ack": true, "tcp.nxtseq": true, "tcp.options.sack.dsack_le": true, "tcp.options.sack.dsack_re": true}
	for _, role := range []string{"client", "server"} {
		for _, v := range []string{"snd_una", "snd_nxt", "rcv_nxt", "sacked"} {
			own["fsm."+role+"."+v] = true
		}
	}
	fields := Fields()
	byName := make(map[string]*Field)
	for i := range fields {
		byName[fields[i].Name] = &fields[i]
	}
	sacks := 0
	for _, sample := range samples.All() {
		l, s := openBytes(t, sample.Data)
		src, err := capture.OpenBytes("test", sample.Data)
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		live := StartWith(context.Background(), src, Options{RawSeq: true})
		defer live.Stop()
		as, r, q := live.Wait(), l.NewReader(), live.NewReader()
		text := func(r *Reader, s *Snapshot, row uint32, f *Field) (out string) {
			for _, v := range f.Of(r.At(s, row), nil) {
				out += string(f.Format(nil, v)) + ","
			}
			return out
		}
		for row := range s.AllRows() {
			for i := range fields {
				f := &fields[i]
				if own[f.Name] {
					continue
				}
				same := f
				if name := raw[f.Name]; name != "" {
					same = byName[name]
				}
				want := text(r, s, row, same)
				if got := text(q, as, row, f); got != want {
					t.Fatalf("%s frame %d: %s is %s, want %s", sample.Name, row+1, f.Name, got, want)
				}
				if f.Name == "tcp.options.sack_le" && want != "" {
					sacks++
				}
			}
			if x := s.Row(row); x.Conn != NoConn {
				if got, want := as.RelAck(&x), uint32(x.Ack); got != want {
					t.Errorf("%s frame %d: acknowledges %d, want %d", sample.Name, row+1, got, want)
				}
			}
		}
	}
	if sacks == 0 {
		t.Error("no sample has a SACK block")
	}
}
