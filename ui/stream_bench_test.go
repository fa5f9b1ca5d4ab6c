package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
)

// Drawing costs what is on the screen, not what is in the capture.
func BenchmarkPanesDraw(b *testing.B) {
	m := openModel(b, "loss_sack.pcap", 20)
	screen := tcell.NewSimulationScreen("UTF-8")
	if err := screen.Init(); err != nil {
		b.Fatal(err)
	}
	defer screen.Fini()
	screen.SetSize(80, 40)
	for _, c := range []struct {
		name string
		pane pane
	}{{"header", newHeaderPane()}, {"states", newStatePane()}, {"stream", newStreamPane(newStreamDesk(b, m))}} {
		b.Run(c.name, func(b *testing.B) {
			c.pane.SetRect(0, 0, 80, 40)
			b.ReportAllocs()
			for b.Loop() {
				c.pane.Refresh(m)
				c.pane.Draw(screen)
			}
		})
	}
}

// Laying out one block is what a jump to any place of a stream costs.
func BenchmarkStreamLayout(b *testing.B) {
	var frames []sent
	for range blockBytes / 1448 {
		frames = append(frames, cl(strings.Repeat("lines of text and some 你好, as streams have them\n\x00\xff", 26)))
	}
	blocks, src := blocksOf(frames)
	for i := range streamForms {
		form := &streamForms[i]
		b.Run(form.file, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(blocks.at(0).size))
			for b.Loop() {
				blocks.layout(0, form, 78, src)
			}
		})
	}
}

// BenchmarkStreamFeed is what it costs to put a connection's segments together.
func BenchmarkStreamFeed(b *testing.B) {
	const n = 100000
	m := modelOf(b, bulk(n), 4)
	for b.Loop() {
		newStreamFeed(m.live, m.conn).run(context.Background(), m.snap, time.Hour)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "segments/s")
}
