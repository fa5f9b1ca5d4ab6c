package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tcptui/bench/hurt"
	"tcptui/capture"
	"tcptui/flows"
	"tcptui/keymap"
)

// everything opens each view of a capture, goes to both ends of it, enters what the cursor
// is on and comes back, and looks whether the screen is whole each time. Workers are
// waited for.
func everything(t testing.TB, live *flows.Live, what string) {
	t.Helper()
	st := newWalkStage(t, live)
	w := walker{st, what}
	views := viewsAlone()
	// A worker of the start page looks at the interfaces until the screen ends: it comes last.
	order := slices.DeleteFunc(slices.Sorted(maps.Keys(views)), func(pane int) bool { return pane == paneStart })
	for _, pane := range append(order, paneStart) {
		w.open(views[pane])
		st.rest()
		intact(t, st, fmt.Sprintf("%s, pane %d", what, pane))
		for _, key := range []string{"G", "k", "Tab", "l", "Enter"} {
			st.shell.key(keymap.Key(key))
			st.rest()
			intact(t, st, fmt.Sprintf("%s, pane %d after %s", what, pane, key))
			if st.quit {
				t.Fatalf("%s, pane %d: %s quits", what, pane, key)
			}
		}
		w.homeIn(2 * escMost)
	}
}

// rest waits for workers until none begins anew with what the others have made. It gives
// up after some rounds: a screen that never rests is a fault.
func (st *stage) rest() {
	st.t.Helper()
	for range 100 {
		st.draw()
		if st.shell.view.focus != paneStart { // there a worker looks at the interfaces, again and again
			st.shell.panes[paneStart].(*startPane).watch.stop()
			st.shell.work.Wait()
		}
		select {
		case <-st.shell.more:
			st.shell.take(st.shell.m.live.Snapshot())
		default:
			if !st.shell.refreshPanes() {
				return
			}
		}
	}
	st.t.Errorf("the screen never comes to rest:\n%s", st.text())
}

// capturesDir names the variable of the environment with a directory of captures.
const capturesDir = "TCPTUI_CAPTURES"

// TestCaptures opens every capture under a directory, and each view of it:
//
//	TCPTUI_CAPTURES=DIR go test ./ui -run TestCaptures -timeout 0
//
// What is no capture has to be refused with an error.
func TestCaptures(t *testing.T) {
	dir := os.Getenv(capturesDir)
	if dir == "" {
		t.Skip("needs a directory of captures in " + capturesDir)
	}
	var opened, refused, broken int
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		t.Run(d.Name(), func(t *testing.T) {
			t.Chdir(t.TempDir()) // where files are saved
			src, err := capture.Open(path, capture.Options{})
			if err != nil {
				if _, ok := errors.AsType[*capture.Error](err); !ok {
					t.Errorf("%s: refused with %v, which does not say where", path, err)
				}
				refused++
				return
			}
			defer src.Close()
			live := flows.Start(context.Background(), src)
			defer live.Stop()
			if live.Wait().Err != nil {
				broken++
			}
			opened++
			everything(t, live, path)
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d captures opened, %d of them end early; %d files refused", opened, broken, refused)
}

// TestHurtScreens opens every view of captures that are made to hurt.
func TestHurtScreens(t *testing.T) {
	for _, s := range hurt.Shapes() {
		t.Run(s.Name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			n := min(s.Full/1000, 3000)
			if s.Pack {
				n = 4
			}
			var file bytes.Buffer
			if err := s.Write(&file, max(n, 1)); err != nil {
				t.Fatal(err)
			}
			src, err := capture.OpenStream(s.Name, &file, capture.Options{})
			if err != nil {
				return // refused at once
			}
			defer src.Close()
			live := flows.Start(context.Background(), src)
			defer live.Stop()
			live.Wait()
			everything(t, live, s.Name)
		})
	}
}
