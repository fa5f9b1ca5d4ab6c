package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/flows"
	"tcptui/keymap"
)

// largeModel is a capture of one connection with so many packets of 1,000 bytes
// on average, in a file; its stream is that large.
func largeModel(b *testing.B, packets int) *model {
	c := gen.Bulk()
	c.Packets, c.Connections, c.Concurrent, c.MeanFrame, c.RTT, c.Other = packets, 1, 1, 1000, time.Millisecond, 0
	g, err := gen.New(c)
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "large.pcap")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := g.WriteTo(f); err != nil {
		b.Fatal(err)
	}
	f.Close()
	src, err := capture.Open(path, capture.Options{})
	if err != nil {
		b.Fatal(err)
	}
	live := flows.Start(context.Background(), src)
	b.Cleanup(func() {
		live.Stop()
		src.Close()
	})
	live.Wait()
	m := newModel(live, darkTheme())
	m.take(live.Snapshot())
	return m
}

// BenchmarkStreamLarge is what the eye waits for in a large stream: the first
// page, the next page, another place, another form; and how long the whole takes
// to be put together and to be searched in vain.
func BenchmarkStreamLarge(b *testing.B) {
	m := largeModel(b, 100_000)
	screen := tcell.NewSimulationScreen("UTF-8")
	if err := screen.Init(); err != nil {
		b.Fatal(err)
	}
	defer screen.Fini()
	screen.SetSize(160, 48)
	d := newStreamDesk(b, m)
	show := func(p *streamPane) {
		p.SetRect(0, 0, 160, 48)
		p.Refresh(m)
		p.Draw(screen)
	}
	whole := func() *streamPane {
		p := newStreamPane(d)
		show(p)
		d.settled(p)
		show(p)
		return p
	}
	act := func(a keymap.Action) func(b *testing.B) {
		return func(b *testing.B) {
			p := whole()
			for b.Loop() {
				p.Act(m, a)
				show(p)
			}
		}
	}
	b.Run("first page", func(b *testing.B) {
		for b.Loop() {
			p := newStreamPane(d)
			show(p)
			show(p)
			p.close()
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			whole()
		}
		b.ReportMetric(float64(m.snap.Rows())*float64(b.N)/b.Elapsed().Seconds(), "segments/s")
	})
	b.Run("next page", act(keymap.PageDown))
	b.Run("next form", act(keymap.StreamForm))
	b.Run("place", func(b *testing.B) {
		p := whole()
		for i := 0; b.Loop(); i++ {
			m.selectRow(uint32(i * 7919 % m.snap.Rows()))
			show(p)
		}
	})
	b.Run("search", func(b *testing.B) {
		p := whole()
		never := func(line string) bool { return strings.Contains(line, "no such text") }
		for b.Loop() {
			for p.Find(m, never, false); p.Busy(); p.Find(m, never, false) {
				<-d.bell
			}
		}
		b.ReportMetric(float64(p.fed.dirs[0].bytes+p.fed.dirs[1].bytes)*float64(b.N)/b.Elapsed().Seconds()/1e6, "MB/s")
	})
}
