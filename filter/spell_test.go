package filter

import (
	"context"
	"testing"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/testdata/samples"
)

// States may be written as RFC 9293 does or as systems do.
func TestStateSpellings(t *testing.T) {
	sample, err := samples.Get("half_close")
	if err != nil {
		t.Fatal(err)
	}
	src, err := capture.OpenBytes("test", sample.Data)
	if err != nil {
		t.Fatal(err)
	}
	live := flows.Start(context.Background(), src)
	defer func() {
		live.Stop()
		src.Close()
	}()
	snap, reader, names := live.Wait(), live.NewReader(), NewCatalog(flows.Fields())
	count := func(text string) (n int) {
		f, err := Compile(text, names)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		m := f.Matcher()
		for i := range uint32(snap.Rows()) {
			if m.Match(reader.At(snap, i)) {
				n++
			}
		}
		return n
	}
	want := count(`fsm.client == "FIN-WAIT-2"`)
	if want == 0 {
		t.Fatal("the client was never in FIN-WAIT-2")
	}
	for _, text := range []string{`fsm.client == "FIN_WAIT2"`, `fsm.client == FIN_WAIT2`, `fsm.client == FIN-WAIT-2`, `fsm.client in {"fin_wait_2", "LISTEN"}`,
		`fsm.client contains "FIN_WAIT2"`, `fsm.client matches "^fin-wait-2$"`} {
		if got := count(text); got != want {
			t.Errorf("%s keeps %d frames, want %d", text, got, want)
		}
	}
	if got := count(`conn.client.time_in.FIN-WAIT-2 > 0.01`); got == 0 {
		t.Error("no time in FIN-WAIT-2")
	}
}
