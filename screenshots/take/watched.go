package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/screenshots"
)

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

// settle gives what is shown to done until it says true, or nothing new comes, and
// returns what it gave last.
func (w *watched) settle(check bool, done func(screenshots.Screen) bool) screenshots.Screen {
	within := lull
	if check {
		within = lullCheck
	}
	for {
		picture := w.picture()
		if done(picture) || !w.next(within) {
			return picture
		}
	}
}

// press types the keys of a step and waits for its texts.
func (w *watched) press(ctx context.Context, st step) error {
	for _, name := range st.keys {
		key, r, err := keyOf(name)
		if err != nil {
			return err
		}
		w.InjectKey(key, r, tcell.ModNone)
	}
	return w.until(ctx, st.until...)
}

// keyOf is what the terminal reports for a key: a character, or one with a name as
// keymap writes it.
func keyOf(name string) (tcell.Key, rune, error) {
	if runes := []rune(name); len(runes) == 1 {
		return tcell.KeyRune, runes[0], nil
	}
	for key, known := range tcell.KeyNames {
		if known == name {
			return key, 0, nil
		}
	}
	return 0, 0, fmt.Errorf("there is no key %q", name)
}

// until waits for a screen that shows texts.
func (w *watched) until(ctx context.Context, texts ...string) error {
	for {
		picture := w.picture()
		missing := ""
		for _, text := range texts {
			if !strings.Contains(picture.Text(), text) {
				missing = text
			}
		}
		if missing == "" && len(picture.Cells) > 0 {
			return nil
		}
		select {
		case <-w.shown:
		case <-ctx.Done():
			return fmt.Errorf("the screen never showed %q but:\n%s", missing, picture.Text())
		}
	}
}
