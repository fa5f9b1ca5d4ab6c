package vt

import (
	"strings"
	"testing"

	_ "tcptui/internal/golden" // the -update flag
)

func TestScreen(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"text", "ab\r\ncd", "ab\ncd\n\n"},
		{"wide", "a你b", "a你b\n\n\n"},
		{"combining", "e\u0301x", "e\u0301x\n\n\n"},
		{"move", "\x1b[2;3Hx\x1b[1;1Hy\x1b[3Gz", "y z\n  x\n\n"},
		{"colours", "\x1b[38;5;12m\x1b(Ba\x1b[m", "a\n\n\n"},
		{"clear", "abc\x1b[H\x1b[2Jd", "d\n\n\n"},
		{"rest of the line", "abc\x1b[1;2H\x1b[K", "a\n\n\n"},
		{"title", "\x1b]0;title\x07a\x1bPx\x1b\\b", "ab\n\n\n"},
		{"past the edge", "0123456789abc", "0123456789\n\n\n"},
		{"cursor", "\x1b[9B\x1b[9Ca\x1b[9A\x1b[4Db", "     b\n\n         a\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := New(10, 3)
			for i := range len(tt.in) { // a byte at a time: sequences come in pieces
				s.Write([]byte{tt.in[i]})
			}
			if got, _ := s.Text(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if s.Raw() != tt.in {
				t.Error("the raw bytes are others")
			}
		})
	}
}

func TestModes(t *testing.T) {
	s := New(2, 2)
	s.Write([]byte("\x1b[?1049h\x1b[?25l\x1b[?1000;1006h\x1b[?1000l"))
	for name, want := range map[string]bool{"1049": true, "25": false, "1006": true, "1000": false} {
		if s.Mode(name) != want {
			t.Errorf("mode %s is %v", name, !want)
		}
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("\x1b[99;99Hx\x1b[K\x1b[;H\x1b[-1C你")
	f.Add("\x1b]0;\x1b\\\x1b(")
	f.Fuzz(func(t *testing.T, in string) {
		s := New(7, 3)
		s.Write([]byte(in))
		text, _ := s.Text()
		if n := strings.Count(text, "\n"); n != 3 {
			t.Errorf("%d lines", n)
		}
	})
}
