package ui

import (
	"fmt"
	"testing"

	"tcptui/capture"
	"tcptui/testdata/samples"
)

// screens are the sizes at which the screens are compared.
var screens = [...]size{{80, 24}, {120, 36}, {160, 48}, {240, 70}}

// TestGoldenScreens compares whole screens, text and style, at all sizes.
func TestGoldenScreens(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		keys []string
	}{
		{"start", nil},
		{"data", []string{"5", "G"}},
		{"header", []string{"Enter", "Down", "Down"}},
		{"state_zoomed", []string{"7", "G", "s"}},
		{"diagram", []string{"7", "G", "s", "d"}},
		{"stream_zoomed", []string{"7", "G", "f"}},
		{"packets_zoomed", []string{"7", "G", "z"}},
		{"help", []string{"?"}},
		{"only", []string{"]", "o"}},
		{"reset", []string{"]", "o", "G"}},
		{"prompt", []string{":", "9", "9", "9", "Enter"}},
		{"number", []string{"1", "2"}},
		{"raw_epoch", []string{"r", "t", "t", "t", "t", "t", "t"}},
	}
	for _, tt := range tests {
		for _, s := range screens {
			name := fmt.Sprintf("%s_%dx%d", tt.name, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st := chat(t, s.w, s.h)
				st.press(tt.keys...)
				st.compare(t, name)
			})
		}
	}
}

// TestGoldenGraphs compares the graphs of a connection as screens.
func TestGoldenGraphs(t *testing.T) {
	t.Parallel()
	for kind, key := range map[graphKind]string{graphSequence: "S", graphRate: "T", graphTrips: "R", graphWindow: "W", graphPackets: "I"} {
		for _, s := range screens {
			name := fmt.Sprintf("graph_%d_%dx%d", kind+1, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st := graphStage(t, sampleData(t, "loss_sack"), s.w, s.h, darkTheme(), key)
				st.compare(t, name)
			})
		}
	}
}

// TestGoldenStart compares the start page.
func TestGoldenStart(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		name := fmt.Sprintf("start_page_%dx%d", s.w, s.h)
		t.Run(name, func(t *testing.T) {
			st, _ := startStage(t, s.w, s.h, nil)
			p := st.page()
			p.devices, p.failed = []activity{{InterfaceInfo: capture.InterfaceInfo{Name: "eth0", MayCapture: true}}}, nil
			p.relist()
			st.draw()
			st.compare(t, name)
		})
	}
}

// TestGoldenIPv6 compares the screens of addresses that need room.
func TestGoldenIPv6(t *testing.T) {
	t.Parallel()
	sample, err := samples.Get("ipv6")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range screens {
		name := fmt.Sprintf("ipv6_%dx%d", s.w, s.h)
		t.Run(name, func(t *testing.T) {
			st := newStage(t, sample.Data, s.w, s.h, darkTheme())
			st.compare(t, name)
		})
	}
}
