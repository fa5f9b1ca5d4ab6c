package ui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
	"tcptui/keymap"
)

// keysIn are the keys that a walk tries in a place: those that something is bound
// to, in a menu all letters, elsewhere some that mean nothing or are text.
func keysIn(where keymap.Scope) []keymap.Key {
	known := map[keymap.Key]bool{"Q": true, "a": true, "1": true, "~": true, "Alt-z": true}
	keys := keymap.Default()
	for _, b := range keymap.Defaults() {
		for _, k := range b.Keys {
			if _, ok := keys.Lookup(where, k); ok {
				known[k] = true
			}
		}
	}
	for c := '!'; c <= '~' && where == keymap.InMenu; c++ {
		known[keymap.Key(c)] = true
	}
	return slices.Sorted(maps.Keys(known))
}

// walkCaptures are the captures that the keys are tried on.
func walkCaptures(t testing.TB) []struct {
	name string
	live *flows.Live
} {
	udp := manyPackets(20, 3)
	for at := 24 + 16; at < len(udp); at += 16 + 40 {
		udp[at+9] = 17
	}
	return []struct {
		name string
		live *flows.Live
	}{
		{"with problems", merged(t, "chat", "loss_sender", "zero_window")},
		{"empty", read(t, manyPackets(0, 1))},
		{"one packet", read(t, manyPackets(1, 1))},
		{"no TCP", read(t, udp)},
	}
}

// overViews are what can lie over the panes, by the keys that open it.
var overViews = [][]string{{"?"}, {"/"}, {"/", "t", "c", "p"}, {":"}, {":", "f", "i", "n"}, {"Ctrl-F"}, {"Ctrl-F", "a"}, {"Ctrl-S"}, {"Ctrl-O"},
	{"m"}, {"C"}, {"C", "a"}, {"y"}, {"Y"}, {"a"}, {"M", "'"}, {"c", "/"}, {"v", "m"}, {"f", "V"}, {"f", "Ctrl-S"}, {"3"}}

// TestWalk presses every key in every view, and in what can lie over it: nothing
// panics, the footer tells something that works, and Esc leads back to the packets.
func TestWalk(t *testing.T) {
	t.Chdir(t.TempDir()) // where files are saved
	for i, c := range walkCaptures(t) {
		places := walkPlaces()
		if i == 0 || c.live.Snapshot().Rows() == 0 {
			places = append(places, overViews...)
		}
		for _, place := range places {
			w := walker{newWalkStage(t, c.live), c.name + ", " + strings.Join(place, " ")}
			for _, k := range w.keys(place) {
				w.open(place)
				w.press(k)
				w.home()
			}
		}
	}
}

// walkPlaces are the views and layouts, by the keys that lead there.
func walkPlaces() [][]string {
	var places [][]string
	for _, keys := range viewsAlone() {
		places = append(places, keys)
	}
	for i := range layouts {
		places = append(places, slices.Repeat([]string{"|"}, i))
	}
	for i := range numPanes {
		places = append(places, []string{fmt.Sprintf("Alt-%d", i+1)})
	}
	return places
}

func newWalkStage(t testing.TB, live *flows.Live) *stage {
	st := stageOf(t, live, 80, 24, darkTheme())
	st.shell.starts = func() StartPage {
		return StartPage{Samples: []Sample{{Name: "chat", Shows: "a chat"}}, Recent: []Recent{{Path: "gone.pcap", Size: 1, Packets: 2}}}
	}
	atEnd(t, st.shell.stopSaving)
	atEnd(t, st.shell.stopWork)
	return st
}

// walker tries keys on a stage.
type walker struct {
	st   *stage
	what string // where it is
}

// open goes to a place from the packet list.
func (w *walker) open(place []string) {
	for _, k := range place {
		w.st.shell.key(keymap.Key(k))
	}
}

// keys are those that are tried in a place.
func (w *walker) keys(place []string) []keymap.Key {
	w.open(place)
	defer w.home()
	return keysIn(w.st.shell.scope())
}

// press presses a key and looks at what the screen says then.
func (w *walker) press(k keymap.Key) {
	st, s := w.st, w.st.shell
	st.t.Helper()
	a, _ := s.keys.Lookup(s.scope(), k)
	st.press(string(k))
	if quits := a == keymap.Exit || a == keymap.Quit; st.quit && !quits {
		st.t.Errorf("%s: %s (%s) quits", w.what, k, a)
	}
	st.quit = false
	w.footer(k)
}

// footer looks whether the last line says something that works.
func (w *walker) footer(k keymap.Key) {
	st, s := w.st, w.st.shell
	if cells, wide, high := st.screen.GetContents(); !slices.ContainsFunc(cells[wide*(high-1):], func(c tcell.SimCell) bool {
		return len(c.Runes) > 0 && c.Runes[0] != ' '
	}) {
		st.t.Errorf("%s: after %s the footer is empty", w.what, k)
	}
	if s.prompt != nil || s.message != "" {
		return
	}
	for _, h := range s.important() {
		for _, key := range h.Press {
			if _, ok := s.keys.Lookup(s.scope(), key); !ok {
				st.t.Errorf("%s: after %s the footer shows %s, which does nothing", w.what, k, key)
			}
		}
	}
}

// escMost is how many times Esc has to be pressed at most to come back to the
// packets from what one key did in any view.
const escMost = 6

// home presses Esc until the list of all packets is back.
func (w *walker) home() {
	w.st.t.Helper()
	w.homeIn(escMost)
}

// homeIn is home with at most so many times Esc.
func (w *walker) homeIn(most int) {
	st, s := w.st, w.st.shell
	st.t.Helper()
	for range most {
		for s.saving != nil || s.copying != nil || s.opening != nil {
			<-s.more
			s.take(s.m.live.Snapshot())
		}
		if w.isHome() {
			return
		}
		s.key("Esc")
	}
	if st.draw(); !w.isHome() {
		st.t.Fatalf("%s: %d times Esc does not lead back:\n%s", w.what, most, st.text())
	}
}

func (w *walker) isHome() bool {
	s := w.st.shell
	return s.prompt == nil && s.menu == nil && s.help == nil && s.view.focus == panePackets && !s.view.zoom && s.count < 0 &&
		s.m.filt == nil && s.m.only == flows.NoConn
}
