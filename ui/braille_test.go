package ui

import (
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
)

// drawn is the text of a picture.
func (d *dots) drawn(t *testing.T, ascii bool) string {
	t.Helper()
	screen := canvas(t, max(d.w, 1), max(d.h, 1))
	inks := []dotInk{{ascii: '?'}, {ascii: 'a'}, {ascii: 'b'}}
	d.draw(screen, 0, 0, inks, ascii)
	return strings.TrimRight(screenText(screen), "\n")
}

func TestDots(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, want, ascii string
		w, h              int
		draw              func(d *dots)
	}{
		{"one of each place", "⠁⠂⠄⡀⠈⠐⠠⢀", "aaaaaaaa", 8, 1, func(d *dots) {
			for i := range 8 {
				d.dot(2*i+i/4, i%4, 1)
			}
		}},
		{"outside", "", "", 2, 1, func(d *dots) {
			for _, at := range [][2]int{{-1, 0}, {0, -1}, {4, 0}, {0, 4}} {
				d.dot(at[0], at[1], 1)
				d.mark(at[0], at[1], 'X', 1)
			}
			d.down(-1, 0, 3, false, 1)
			d.down(4, 0, 3, false, 1)
			d.down(0, 4, 9, false, 1)
			d.down(0, -5, -1, false, 1)
			d.across(-1, 0, 3, 1, 1)
			d.across(4, 0, 3, 1, 1)
			d.across(0, 4, 9, 1, 1)
		}},
		{"down", "⡀⣸\n⡇⡇\n⠇", "aa\naa\na", 2, 3, func(d *dots) {
			d.down(0, 3, 10, false, 1)
			d.down(2, 7, 3, false, 1)
			d.down(3, -20, 3, false, 1)
		}},
		{"thin", "⠅⠅\n⠅", "aa\na", 2, 2, func(d *dots) {
			d.down(0, 0, 7, true, 1)
			d.down(2, 0, 3, true, 1)
		}},
		{"thin, where it has one dot", "⠂", "a", 1, 1, func(d *dots) { d.down(0, 1, 1, true, 1) }},
		{"across", "⠒⠒⠂", "aaa", 4, 1, func(d *dots) { d.across(1, 4, 0, 1, 1) }},
		{"across, with gaps", "⠁⠈ ⠁", "aa a", 4, 1, func(d *dots) { d.across(0, -7, 99, 3, 1) }},
		{"signs cover dots, the higher one", "Xb", "Xb", 2, 1, func(d *dots) {
			d.down(0, 0, 3, false, 2)
			d.mark(0, 0, 'X', 2)
			d.mark(1, 3, 'Y', 1)
			d.mark(2, 0, 'a', 1)
			d.mark(3, 0, 'b', 1)
		}},
		{"the higher rank counts", "⠉", "b", 1, 1, func(d *dots) {
			d.dot(0, 0, 2)
			d.dot(1, 0, 1)
		}},
	} {
		var d dots
		d.reset(tt.w, tt.h)
		tt.draw(&d)
		if got := d.drawn(t, false); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if got := d.drawn(t, true); got != tt.ascii {
			t.Errorf("%s in ASCII: %q, want %q", tt.name, got, tt.ascii)
		}
		d.reset(tt.w, tt.h)
		if got := d.drawn(t, false); got != "" {
			t.Errorf("%s: %q is left", tt.name, got)
		}
	}
}

// A line down is the dots of it, whatever its ends.
func TestDotsDownIsItsDots(t *testing.T) {
	t.Parallel()
	for a := -3; a < 20; a++ {
		for b := -3; b < 20; b++ {
			var got, want dots
			got.reset(2, 4)
			want.reset(2, 4)
			got.down(3, a, b, false, 1)
			for y := min(a, b); y <= max(a, b); y++ {
				want.dot(3, y, 1)
			}
			for i := range got.cells {
				if got.cells[i] != want.cells[i] {
					t.Fatalf("from %d to %d cell %d is %+v, want %+v", a, b, i, got.cells[i], want.cells[i])
				}
			}
		}
	}
}

// BenchmarkDots draws a picture of 200x50 cells in which every cell has something.
func BenchmarkDots(b *testing.B) {
	screen := canvas(b, 200, 50)
	inks := []dotInk{{}, {style: tcell.StyleDefault}, {style: tcell.StyleDefault.Bold(true)}}
	var d dots
	for b.Loop() {
		d.reset(200, 50)
		for x := range d.dotsWide() {
			d.down(x, x%d.dotsHigh(), d.dotsHigh()-1, false, 1)
			d.down(x, 0, x%d.dotsHigh(), true, 2)
		}
		d.draw(screen, 0, 0, inks, false)
	}
}
