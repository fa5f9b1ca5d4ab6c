package flows

import (
	"testing"
	"unsafe"

	"tcptui/fsm"
)

// TestRowSize holds what the index costs: at most 60 bytes a frame.
func TestRowSize(t *testing.T) {
	if got := float64(unsafe.Sizeof(chunk{})) / chunkRows; got > 60 {
		t.Errorf("a row takes %.2f bytes, want 60 at most", got)
	}
}

// TestPackState puts every state, way of knowing and event through its word.
func TestPackState(t *testing.T) {
	for st := fsm.None; st < fsm.NumStates; st++ {
		for how := fsm.Unknown; how <= fsm.Observed; how++ {
			for ev := fsm.NoEvent; ev < fsm.NumEvents; ev++ {
				m := fsm.Moment{State: [2]fsm.State{st, fsm.NumStates - 1 - st}, How: [2]fsm.How{how, fsm.Observed - how},
					Event: ev, Rcv: fsm.NumEvents - 1 - ev}
				if got := unpackState(packState(m)); got != m {
					t.Fatalf("unpack(pack(%+v)) = %+v", m, got)
				}
			}
		}
	}
}
