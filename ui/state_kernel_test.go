package ui

import (
	"testing"

	"tcptui/fsm"
	"tcptui/kernel"
	"tcptui/testdata/samples"
)

func TestTryState(t *testing.T) {
	k := hostOf(
		seenSocket("10.0.0.1:8899", "10.0.0.2:50412", fsm.Established),
		seenSocket("10.0.0.2:50412", "10.0.0.1:8899", fsm.TimeWait, func(x *kernel.Seen) { x.Info, x.By, x.Small, x.Held, x.Inode = nil, nil, true, kernel.HeldTimeWait, 0 }))
	for _, s := range screens {
		st := hostStage(t, samples.Chat(), k, s.w, s.h)
		t.Log("\n" + st.text())
		st.press("7", "G", "s")
		t.Log("\n" + st.text())
		st.press("d")
		t.Log("\n" + st.text())
	}
}
