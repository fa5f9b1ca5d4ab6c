package ui

import (
	"io"
	"testing"

	"github.com/gdamore/tcell/v2"

	"tcptui/bench/gen"
	"tcptui/keymap"
)

// sink is a terminal of 200 by 50 cells that is never behind.
type sink struct{ n int64 }

func (*sink) Start() error             { return nil }
func (*sink) Stop() error              { return nil }
func (*sink) Drain() error             { return nil }
func (*sink) Close() error             { return nil }
func (*sink) NotifyResize(func())      {}
func (*sink) Read([]byte) (int, error) { return 0, io.EOF }
func (s *sink) Write(p []byte) (int, error) {
	s.n += int64(len(p))
	return len(p), nil
}
func (*sink) WindowSize() (tcell.WindowSize, error) {
	return tcell.WindowSize{Width: 200, Height: 50}, nil
}

// BenchmarkKey is what a key costs from the program's having it to what is sent to
// the terminal: its action, the drawing of all panes, the search for what changed.
func BenchmarkKey(b *testing.B) {
	cfg := gen.Small()
	cfg.Packets, cfg.Connections, cfg.Concurrent = 100_000, 500, 50
	file, err := gen.Bytes(cfg)
	if err != nil {
		b.Fatal(err)
	}
	live := read(b, file)
	b.Setenv("TERM", "xterm-256color")
	for _, c := range []struct {
		name string
		keys []keymap.Key
	}{{"next and back", []keymap.Key{"j", "k"}}, {"next", []keymap.Key{"j"}}, {"zoom", []keymap.Key{"z"}}, {"problems and back", []keymap.Key{"e", "Esc"}}} {
		b.Run(c.name, func(b *testing.B) {
			tty := new(sink)
			terminal, err := tcell.NewTerminfoScreenFromTty(tty)
			if err != nil {
				b.Fatal(err)
			}
			if err := terminal.Init(); err != nil {
				b.Fatal(err)
			}
			screen := newSteady(terminal)
			s := newShell(Config{Live: live}, darkTheme())
			b.Cleanup(s.stopWork)
			s.SetRect(0, 0, 200, 50)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.key(c.keys[i%len(c.keys)])
				screen.Clear()
				s.Draw(screen)
				screen.Show()
			}
			b.ReportMetric(float64(tty.n)/float64(b.N), "sent/op")
		})
	}
}
