package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/screenshots"
	"tcptui/testdata/samples"
	"tcptui/ui"
)

// patience is how long a picture may take.
const patience = 2 * time.Minute

// How long nothing is drawn any more when all that workers look up is on the screen. A
// picture that is compared is mostly there at once; when it is not, a machine with much
// to do is given more time than one that makes pictures.
const (
	lull      = 2 * time.Second
	lullCheck = 15 * time.Second
)

// take runs the screen on the shot's captures, types its keys, and gives what is shown
// then to done until it says true, or nothing new comes. It returns the screen that was
// given last.
func (s *shot) take(theme string, check bool, done func(screenshots.Screen) bool) (screen screenshots.Screen, err error) {
	err = s.onScreen(theme, func(ctx context.Context, w *watched) error {
		for _, st := range s.steps {
			if err := w.press(ctx, st); err != nil {
				return err
			}
		}
		screen = w.settle(check, done)
		return nil
	})
	return screen, err
}

// onScreen shows the shot's captures while use types.
func (s *shot) onScreen(theme string, use func(context.Context, *watched) error) error {
	src, title, err := s.open()
	if err != nil {
		return err
	}
	defer src.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	live := flows.Start(ctx, src)
	defer live.Stop()
	live.WaitRows(s.live)

	w := &watched{
		SimulationScreen: tcell.NewSimulationScreen("UTF-8"),
		w:                s.w,
		h:                s.h,
		shown:            make(chan struct{}, 1),
	}
	ended := make(chan error, 1)
	go func() {
		c := ui.Config{Title: title, Live: live, Zone: time.UTC, Theme: theme, ASCII: "false", Screen: w, Starts: startPage}
		if s.live > 0 {
			c.Capture, c.Kernel = liveCapture(live.Snapshot()), hostSockets()
		}
		ended <- ui.Run(ctx, c)
	}()
	err = w.until(ctx, strings.TrimSuffix(title, " (live)"))
	if err == nil {
		err = use(ctx, w)
	}
	cancel()
	if end := <-ended; err == nil {
		err = end
	}
	return err
}

// open opens the shot's captures: samples, or what has come of the first one.
func (s *shot) open() (src capture.Source, title string, err error) {
	if s.live == 0 {
		return merged(s.samples)
	}
	src, _, err = merged(s.samples)
	return &coming{src, s.live}, "eth0 (live)", err
}

// merged opens samples, merged by time.
func merged(names []string) (src capture.Source, title string, err error) {
	var sources []capture.Source
	for _, name := range names {
		sample, err := samples.Get(name)
		if err != nil {
			return nil, "", err
		}
		one, err := capture.OpenBytes(sample.File, sample.Data)
		if err != nil {
			return nil, "", err
		}
		sources = append(sources, one)
		if title == "" {
			title = sample.File
		}
	}
	if n := len(names) - 1; n > 0 {
		title = fmt.Sprintf("%s and %d more", title, n)
	}
	src, err = capture.Merge(sources)
	return src, title, err
}
