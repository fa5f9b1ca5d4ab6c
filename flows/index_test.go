package flows

import (
	"testing"
	"unsafe"

	"tcptui/fsm"
)

// TestRowSize holds what the index costs: 64 bytes a frame.
func TestRowSize(t *testing.T) {
	if got := unsafe.Sizeof(chunk{}) / chunkRows; got != 64 {
		t.Errorf("a row takes %d bytes, want 64", got)
	}
}

// TestPackState puts every state, way of knowing and event through its word.
func TestPackState(t *testing.T) {
	for st := fsm.None; st < fsm.NumStates; st++ {
		for how := fsm.Unknown; how <= fsm.Observed; how++ {
			m := fsm.Moment{State: [2]fsm.State{st, fsm.NumStates - 1 - st}, How: [2]fsm.How{how, fsm.Observed - how}, Event: fsm.Event(st) * 7}
			if got := unpackState(packState(m)); got != m {
				t.Fatalf("unpack(pack(%+v)) = %+v", m, got)
			}
		}
	}
}
