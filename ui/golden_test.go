package ui

import (
	"fmt"
	"testing"

	"tcptui/internal/golden"
	"tcptui/testdata/samples"
)

// screens are the sizes at which the screens are compared.
var screens = [...]size{{160, 48}, {120, 36}, {80, 24}}

// TestGoldenScreens compares whole screens, text and style, at all sizes.
func TestGoldenScreens(t *testing.T) {
	tests := []struct {
		name string
		keys []string
	}{
		{"start", nil},
		{"data", []string{"5", "G"}},
		{"header", []string{"Enter", "Down", "Down"}},
		{"state_zoomed", []string{"7", "G", "s"}},
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
				golden.Check(t, "testdata/screens/"+name+".golden", picture(st.screen, &st.th))
			})
		}
	}
}

// TestGoldenPlain compares the screens without colours: NO_COLOR.
func TestGoldenPlain(t *testing.T) {
	for _, s := range screens {
		name := fmt.Sprintf("plain_%dx%d", s.w, s.h)
		t.Run(name, func(t *testing.T) {
			st := newStage(t, samples.Chat(), s.w, s.h, plainTheme())
			golden.Check(t, "testdata/screens/"+name+".golden", picture(st.screen, &st.th))
		})
	}
}

// TestGoldenIPv6 compares the screens of addresses that need room.
func TestGoldenIPv6(t *testing.T) {
	sample, err := samples.Get("ipv6")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range screens {
		name := fmt.Sprintf("ipv6_%dx%d", s.w, s.h)
		t.Run(name, func(t *testing.T) {
			st := newStage(t, sample.Data, s.w, s.h, darkTheme())
			golden.Check(t, "testdata/screens/"+name+".golden", picture(st.screen, &st.th))
		})
	}
}
