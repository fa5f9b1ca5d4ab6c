// Command take makes the pictures in screenshots/ from the real screen on a
// simulated terminal:
//
//	go run ./screenshots/take          write them
//	go run ./screenshots/take -check   say which are stale, and exit with 1
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/screenshots"
	"tcptui/testdata/samples"
	"tcptui/ui"
)

// patience is how long a picture may take.
const patience = time.Minute

// lull is how long nothing is drawn any more when all that workers look up for a
// picture is on it.
const lull = 2 * time.Second

func main() {
	dir := flag.String("dir", "screenshots", "where the pictures are")
	check := flag.Bool("check", false, "compare instead of writing")
	flag.Parse()
	if err := run(*dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, "take:", err)
		os.Exit(1)
	}
}

func run(dir string, check bool) error {
	var stale []string
	for _, s := range shots() {
		files, err := s.files(func(files map[string][]byte) bool { return check && fresh(dir, files) })
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		for name, data := range files {
			path := filepath.Join(dir, name)
			if !check {
				if err := os.WriteFile(path, data, 0o644); err != nil {
					return err
				}
			} else if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, data) {
				stale = append(stale, path)
			}
		}
	}
	if len(stale) > 0 {
		return fmt.Errorf("not what the screen shows now: %s (run go run ./screenshots/take)", strings.Join(stale, ", "))
	}
	return nil
}

// fresh reports whether files are what is in a directory.
func fresh(dir string, files map[string][]byte) bool {
	for name, data := range files {
		if old, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(old, data) {
			return false
		}
	}
	return true
}

// files returns the shot's pictures by file name: the first that will do, or the last
// that the screen shows.
func (s *shot) files(willDo func(map[string][]byte) bool) (files map[string][]byte, err error) {
	end := s.take(func(screen screenshots.Screen) bool {
		var svg, png bytes.Buffer
		if err = screenshots.SVG(&svg, screen, screenshots.Dark()); err == nil {
			err = screenshots.PNG(&png, screen, screenshots.Dark(), 1)
		}
		files = map[string][]byte{s.name + ".svg": svg.Bytes(), s.name + ".png": png.Bytes()}
		return err != nil || willDo(files)
	})
	return files, errors.Join(err, end)
}

// take runs the screen on the shot's sample, types its keys, and gives what is shown
// then to done until it says true, or nothing new comes.
func (s *shot) take(done func(screenshots.Screen) bool) error {
	sample, err := samples.Get(s.sample)
	if err != nil {
		return err
	}
	src, err := capture.OpenBytes(sample.File, sample.Data)
	if err != nil {
		return err
	}
	defer src.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	live := flows.Start(ctx, src)
	defer live.Stop()
	live.Wait()

	watched := &watched{
		SimulationScreen: tcell.NewSimulationScreen("UTF-8"),
		w:                s.w,
		h:                s.h,
		shown:            make(chan struct{}, 1),
	}
	ended := make(chan error, 1)
	go func() {
		ended <- ui.Run(ctx, ui.Config{Title: sample.File, Live: live, Zone: time.UTC, Screen: watched})
	}()
	if err := watched.until(ctx, "tcptui"); err != nil {
		return err
	}
	for _, st := range s.steps {
		watched.InjectKey(tcell.KeyRune, []rune(st.key)[0], 0)
		if err := watched.until(ctx, st.until); err != nil {
			return err
		}
	}
	for more := true; more && !done(watched.picture()); {
		more = watched.next(lull)
	}
	cancel()
	return <-ended
}

// watched is a simulated screen that keeps what it showed last.
type watched struct {
	tcell.SimulationScreen
	w, h  int // cells
	mu    sync.Mutex
	last  screenshots.Screen
	shown chan struct{} // room for one: something was shown
}

// Init gives the screen its size before anything is drawn: what a list shows after a
// jump depends on what it showed before.
func (w *watched) Init() error {
	if err := w.SimulationScreen.Init(); err != nil {
		return err
	}
	w.SetSize(w.w, w.h)
	return nil
}

// Show shows what was drawn, and keeps it.
func (w *watched) Show() {
	w.SimulationScreen.Show()
	picture := screenshots.FromTcell(w.SimulationScreen)
	w.mu.Lock()
	w.last = picture
	w.mu.Unlock()
	select {
	case w.shown <- struct{}{}:
	default:
	}
}

func (w *watched) picture() screenshots.Screen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// next waits for something to be shown, and reports whether it was within a time.
func (w *watched) next(within time.Duration) bool {
	select {
	case <-w.shown:
		return true
	case <-time.After(within):
		return false
	}
}

// until waits for a screen that shows text.
func (w *watched) until(ctx context.Context, text string) error {
	for {
		picture := w.picture()
		if strings.Contains(picture.Text(), text) && len(picture.Cells) > 0 {
			return nil
		}
		select {
		case <-w.shown:
		case <-ctx.Done():
			return fmt.Errorf("the screen never showed %q but:\n%s", text, picture.Text())
		}
	}
}
