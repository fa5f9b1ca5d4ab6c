package ui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/decode"
	"tcptui/fsm"
)

func TestBitmap(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, odds := range []int{1, 3, 100, 5000, 1 << 30} {
		var b bitmap
		want := make([]bool, 64*(1+r.IntN(2000)))
		words := make([]uint64, len(want)/64)
		for i := range want {
			if want[i] = r.IntN(odds) == 0; want[i] {
				words[i/64] |= 1 << (i % 64)
			}
		}
		for at := 0; at < len(words); { // in pieces, some of them twice
			n := min(1+r.IntN(20), len(words)-at)
			b.set(at, slices.Repeat([]uint64{^uint64(0)}, n))
			b.set(at, words[at:at+n])
			at += n
		}
		for range 5000 {
			from, to := r.IntN(len(want)), r.IntN(len(want)+70)
			has := 0
			for i := from; i < min(to, len(want)); i++ {
				has += bit(want[i])
			}
			if got := b.count(from, to); got != has {
				t.Fatalf("1 in %d, %d to %d of %d: %d, want %d", odds, from, to, len(want), got, has)
			}
		}
	}
}

// troubled is a capture of n segments, in which those at some rows are a RST or
// come again.
func troubled(n int, resets, again map[int]bool) []byte {
	w := newWire()
	w.handshake()
	for i := 3; i < n; i++ {
		switch {
		case resets[i]:
			w.send(fsm.Client, decode.RST, "", func(p []byte) { p[12+3] = 9 }) // of an address of its own
		case again[i]:
			w.next[fsm.Client] -= 4
			w.send(fsm.Client, decode.PSH|decode.ACK, "data", nil)
		default:
			w.send(fsm.Client, decode.PSH|decode.ACK, "data", nil)
		}
	}
	return w.buf
}

// barSigns are the signs of the scroll bar, from the top on.
func (st *stage) barSigns() string {
	x, y, w, h := st.shell.packets().GetRect()
	var b strings.Builder
	for row := y + 1; row < y+h; row++ {
		text, _, _ := st.screen.Get(x+w-1, row)
		b.WriteString(text)
	}
	return b.String()
}

// TestMinimapShowsTrouble: a cell has a sign when a row that it stands for is in
// trouble, in the whole list and in parts of it, however many rows there are.
func TestMinimapShowsTrouble(t *testing.T) {
	t.Parallel()
	for _, n := range []int{200, 5000, 70_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			resets := map[int]bool{n / 2: true, n - 1: true}
			again := map[int]bool{n / 4: true, 3 * n / 4: true}
			st := configured(t, troubled(n, resets, again), 100, 30, plainTheme(), Config{})
			st.press("z", "g")
			st.lookedUp()
			check := func() {
				t.Helper()
				list := st.shell.packets()
				signs := []rune(st.barSigns())
				for cell, sign := range signs {
					from, to := list.placesOf(cell)
					worst := isFine
					for i := from; i < to; i++ {
						row := st.shell.m.snap.Row(st.shell.m.at(i))
						worst = max(worst, gradeOf(row.Remark()))
					}
					want := map[grade]string{isFine: trackSign + thumbSign, isOdd: oddSign, isBad: badSign}[worst]
					if !strings.ContainsRune(want+hereSign, sign) {
						t.Errorf("cell %d of %d has %c, want %s: %s", cell, len(signs), sign, want, string(signs))
					}
				}
				if strings.Count(string(signs), badSign) < 2 {
					t.Errorf("the signs are %s", string(signs))
				}
			}
			check()
			st.press("/")
			for _, r := range "tcp.srcport==50000" {
				st.press(string(r))
			}
			st.press("Enter")
			for st.shell.m.filt.run != nil {
				<-st.shell.more
				st.shell.take(st.shell.m.live.Snapshot())
			}
			st.lookedUp()
			check()
		})
	}
}

func TestMinimapShowsMarks(t *testing.T) {
	t.Parallel()
	st := configured(t, manyPackets(1000, 4), 100, 30, plainTheme(), Config{})
	m, list := st.shell.m, st.shell.packets()
	st.press("z", "g")
	m.setMark(500, true)
	m.hits = []uint32{250, 750}
	st.lookedUp()
	signs := func() map[string]int {
		out := make(map[string]int)
		for i, r := range []rune(st.barSigns()) {
			if s := string(r); s != trackSign && s != thumbSign {
				out[s] = i
			}
		}
		return out
	}
	got := signs()
	if got[markSign] != list.cellOf(500, 0, 1) || got[hitSign] != list.cellOf(750, 0, 1) || got[hereSign] != 0 || len(got) != 3 {
		t.Errorf("the signs are %v", got)
	}
	st.press("2", "G", "o") // a list without them
	if got := signs(); len(got) != 1 {
		t.Errorf("in a list without marks the signs are %v", got)
	}
	st.press("o", "5", "0", "1", "G")
	st.wants("▸●")
	m.setMark(500, false)
	st.draw()
	if strings.Contains(st.text(), markSign) {
		t.Error("the mark was not taken away")
	}
}

// TestMinimapClicks: a click on a sign brings what it stands for to the screen.
func TestMinimapClicks(t *testing.T) {
	t.Parallel()
	st := configured(t, manyPackets(100_000, 4), 100, 30, darkTheme(), Config{})
	list := st.shell.packets()
	st.press("z")
	x, y, w, h := list.GetRect()
	for cell := range h - 1 {
		st.shell.MouseHandler()(tview.MouseLeftDown, tcell.NewEventMouse(x+w-1, y+1+cell, tcell.Button1, 0), func(tview.Primitive) {})
		st.shell.MouseHandler()(tview.MouseLeftUp, tcell.NewEventMouse(x+w-1, y+1+cell, tcell.ButtonNone, 0), func(tview.Primitive) {})
		if from, to := list.placesOf(cell); list.top > to || list.top+list.page < from {
			t.Errorf("cell %d stands for %d to %d, and the list begins at %d", cell, from, to, list.top)
		}
	}
}

func TestPlainScrollBar(t *testing.T) {
	t.Parallel()
	st := configured(t, troubled(200, map[int]bool{100: true}, nil), 100, 30, darkTheme(), Config{PlainScrollBar: true})
	if got := strings.Trim(st.barSigns(), trackSign+thumbSign); got != "" {
		t.Errorf("the scroll bar has the signs %q", got)
	}
}

// BenchmarkTrouble is what it costs to look through a list.
func BenchmarkTrouble(b *testing.B) {
	snap := read(b, manyPackets(1_000_000, 50)).Snapshot()
	for b.Loop() {
		t := &trouble{}
		t.work(b.Context(), snap, nil, 0, snap.Rows())
	}
	b.ReportMetric(float64(snap.Rows())*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkBar is what it costs to draw the scroll bar of ten million packets of
// which none is in trouble.
func BenchmarkBar(b *testing.B) {
	const rows = 10_000_000
	words := make([]uint64, rows/64)
	t := &trouble{}
	t.put(0, rows, words, words)
	found := 0
	for b.Loop() {
		for cell := range 50 {
			found += t.bad.count(cell*(rows/50), (cell+1)*(rows/50)) + t.odd.count(cell*(rows/50), (cell+1)*(rows/50))
		}
	}
	if found > 0 {
		b.Fatal("there is no trouble")
	}
}

// TestMinimapSaysHowMuch: where nearly every cell has some trouble, those with
// most of it stand out.
func TestMinimapSaysHowMuch(t *testing.T) {
	t.Parallel()
	resets := make(map[int]bool)
	for i := 10; i < 3000; i += 10 {
		if i%100 == 0 || i >= 1500 && i < 1800 {
			resets[i] = true
		}
	}
	st := configured(t, troubled(3000, resets, nil), 100, 30, plainTheme(), Config{})
	st.press("z", "g")
	st.lookedUp()
	for cell, sign := range []rune(st.barSigns()) {
		from, to := st.shell.packets().placesOf(cell)
		want := someSign
		if st.shell.packets().minimap.odd.much(cell) {
			want = oddSign
		}
		if from >= 1500 && to <= 1800 {
			want = badSign
		}
		if (from >= 1500 && to <= 1800 || to <= 1500 || from >= 1800) && string(sign) != want && string(sign) != hereSign {
			t.Errorf("cell %d, rows %d to %d, has %c, want %s", cell, from, to, sign, want)
		}
	}
}
