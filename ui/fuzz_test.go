package ui

import (
	"fmt"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/keymap"
)

// positive makes any number a size.
func positive(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}

// The largest screen of a user at random, in cells.
const (
	randomWide = 300
	randomHigh = 90
)

// randomUser turns bytes into keys, mouse events and new sizes of the screen.
type randomUser struct {
	st   *stage
	data []byte
}

// next is the next byte, 0 when there is none.
func (u *randomUser) next() byte {
	if len(u.data) == 0 {
		return 0
	}
	b := u.data[0]
	u.data = u.data[1:]
	return b
}

// randomKeys are the keys that have no character, by the byte that presses them.
var randomKeys = [' ']keymap.Key{"Esc", "Tab", "Shift-Tab", "Enter", "Up", "Down", "Left", "Right", "PgUp", "PgDn", "Home", "End",
	"Backspace", "Ctrl-U", "Ctrl-D", "Ctrl-L", "Alt-1", "Alt-2", "Alt-3", "Alt-4", "Alt-5", "Alt-6", "F1",
	"Ctrl-F", "Ctrl-S", "Ctrl-O", "Ctrl-T", "Alt-n", "Alt-c", "Alt-r", "Space", "Ctrl-G"}

// do does what the next byte means, which may take more of them: a key, another
// size, or something with the mouse.
func (u *randomUser) do() {
	switch b := u.next(); {
	case int(b) < len(randomKeys):
		u.st.shell.key(randomKeys[b])
	case b < 0x7f:
		u.st.shell.key(keymap.Key(b))
	case b < 0x90:
		u.st.screen.SetSize(1+(int(u.next())<<1|int(b&1))%randomWide, 1+int(u.next())%randomHigh)
	default:
		u.mouse(randomGestures[int(b)%len(randomGestures)])
	}
}

// randomGestures are what is done with the mouse: actions at one place, and after
// moving, at another.
var randomGestures = [...]struct{ first, then []tview.MouseAction }{
	{[]tview.MouseAction{tview.MouseLeftDown, tview.MouseLeftUp, tview.MouseLeftClick}, nil},
	{[]tview.MouseAction{tview.MouseLeftDown, tview.MouseLeftUp, tview.MouseLeftClick,
		tview.MouseLeftDown, tview.MouseLeftUp, tview.MouseLeftDoubleClick}, nil},
	{[]tview.MouseAction{tview.MouseLeftDown, tview.MouseMove}, []tview.MouseAction{tview.MouseMove, tview.MouseLeftUp}},
	{[]tview.MouseAction{tview.MouseLeftDown}, nil}, // and never up
	{[]tview.MouseAction{tview.MouseScrollUp}, nil},
	{[]tview.MouseAction{tview.MouseScrollDown, tview.MouseScrollDown}, nil},
	{[]tview.MouseAction{tview.MouseMove, tview.MouseRightDown, tview.MouseRightUp, tview.MouseRightClick}, nil},
	{[]tview.MouseAction{tview.MouseMiddleDown, tview.MouseScrollLeft, tview.MouseScrollRight}, nil},
}

// mouse makes a gesture at the place that the next bytes say.
func (u *randomUser) mouse(g struct{ first, then []tview.MouseAction }) {
	for _, actions := range [][]tview.MouseAction{g.first, g.then} {
		if actions == nil {
			return
		}
		w, h := u.st.screen.Size()
		x, y := int(u.next())*w/256, int(u.next())*h/256
		for _, a := range actions {
			u.st.shell.MouseHandler()(a, tcell.NewEventMouse(x, y, tcell.Button1, 0), func(tview.Primitive) {})
		}
	}
}

// FuzzKeys presses keys, uses the mouse and resizes at random, from every view, on
// captures of several kinds: nothing may panic, no text may leave its cells, and
// Esc leads back to the packets.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("jjG]o\x00fs?q:12\n"), 80, 24, 0, 0)
	f.Add([]byte("|||zz\\tttr[]{}x.X,"), 160, 48, 1, 0)
	f.Add([]byte("55555555555555555555G"), 20, 5, 2, 1)
	f.Add([]byte("\x0dGET\x03nNyhY4\x03acan:filter tcp\x03Mma'a"), 100, 30, 3, 0)
	f.Add([]byte("\x90\x80\x80\x91\x20\x20\x92\x10\x10\xf0\xf0\x80\x00\x00\x81\xff\xff"), 1, 1, 6, 2)
	f.Add([]byte("/tcp\x80\x00\x00.port\x81\x95\x59 ==\x93\x80\xff\x03"), 80, 24, 7, 0)
	f.Add([]byte("C\x80\x05\x05w\x80\x96\x30y\x80\x00\x30\x00a\x80\x28\x0a\x03"), 80, 24, 9, 3)
	captures := walkCaptures(f)
	views := walkPlaces()
	f.Fuzz(func(t *testing.T, data []byte, w, h, view, capture int) {
		w, h = 1+positive(w)%randomWide, 1+positive(h)%randomHigh
		t.Chdir(t.TempDir()) // where files are saved by default
		c := captures[positive(capture)%len(captures)]
		st := newWalkStage(t, c.live)
		st.resize(w, h)
		place := views[positive(view)%len(views)]
		walk := walker{st, fmt.Sprintf("%s, %s", c.name, place)}
		walk.open(place)
		u := randomUser{st: st, data: data}
		for n := 0; len(u.data) > 0 && n < 200; n++ {
			u.do()
			select {
			case <-st.shell.more:
				st.shell.take(st.shell.m.live.Snapshot())
			default:
			}
			st.draw()
		}
		intact(t, st, "after all")
		walk.homeIn(escMost + 2*len(data)) // a key opens two things at most
	})
}
