package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"tcptui/capture"
	"tcptui/report"
)

// watchEvery is how often a live capture without a screen is asked how it is.
const watchEvery = 250 * time.Millisecond

// watcher tells on the standard error what becomes of a live capture that has no
// screen.
type watcher struct {
	out   io.Writer
	src   *capture.LiveSource
	quiet bool // only trouble

	news capture.LiveNews
}

func (w *watcher) say(format string, a ...any) { report.Complain(w.out, fmt.Errorf(format, a...)) }

// begin tells what is captured, with which rights, and what earlier captures left.
func (w *watcher) begin(given *givenUp, left []capture.Leftover) {
	box := given.box
	for _, text := range leftTexts(left) {
		w.say("%s", text)
	}
	var names []string
	for _, i := range w.src.Status().Interfaces {
		names = append(names, i.Name)
	}
	if !w.quiet {
		w.say("capturing on %s; rights: %s", strings.Join(names, ", "), box)
		if text := given.helperText(); text != "" {
			w.say("owners of sockets are looked up by %s", text)
		}
	} else if box.Why != "" {
		w.say("rights: %s", box.Why)
	}
	if text := given.noHelperText(); text != "" {
		w.say("owners of sockets are hidden: %s", text)
	}
}

// leftTexts say what captures left that nobody saved.
func leftTexts(left []capture.Leftover) (out []string) {
	for _, l := range left {
		out = append(out, fmt.Sprintf("an unsaved capture left %s", leftText(&l)))
	}
	return out
}

func leftText(l *capture.Leftover) string {
	return fmt.Sprintf("%s: tcptui %s/*.pcapng shows it; it is removed after %s", leftSize(l.Bytes), l.Dir, l.Until.Format(time.DateTime))
}

// leftSize is how much there is, in the unit that suits it.
func leftSize(bytes int64) string {
	if bytes < 1e6 {
		return fmt.Sprintf("%d kB", (bytes+999)/1000)
	}
	return fmt.Sprintf("%d MB", bytes/1e6)
}

// keptCapture is a capture whose screen ended without its user, by a signal or with the
// terminal, when packets were not saved.
type keptCapture struct {
	capture.Leftover
	src    *capture.LiveSource
	status capture.LiveStatus // at its end
	err    error              // why nothing is kept; nil: it is
	closed error              // what closing it came to
}

func keep(src *capture.LiveSource) keptCapture {
	k := keptCapture{src: src}
	k.Leftover, k.err = src.Keep()
	k.status = src.Status()
	return k
}

// told says where it is, and whether all of it is there.
func (k *keptCapture) told() (all []error) {
	if k.err != nil {
		return []error{fmt.Errorf("packets were not saved: %w", k.err)}
	}
	all = append(all, fmt.Errorf("packets were not saved and are kept, %s", leftText(&k.Leftover)))
	if n := k.status.GivenUp; n > 0 {
		all = append(all, fmt.Errorf("%s: without %s from before them: only the newest are kept", k.Dir, frames(n)))
	}
	if n := k.status.Lost; n > 0 {
		all = append(all, fmt.Errorf("%s: without %s that could not be written", k.Dir, frames(n)))
	}
	if k.closed != nil {
		all = append(all, k.closed)
	}
	return all
}

// watch looks now and then until done is called.
func (w *watcher) watch() (done func()) {
	stop := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				w.look(w.src.Status())
			case <-stop:
				return
			}
		}
	})
	return func() {
		close(stop)
		running.Wait()
	}
}

// look tells what has changed.
func (w *watcher) look(s capture.LiveStatus) {
	for _, err := range w.news.Look(&s) {
		report.Complain(w.out, err)
	}
}

// end tells what was captured and returns the exit status.
func (w *watcher) end() int {
	s := w.src.Wait()
	w.look(s)
	if !w.quiet {
		w.say("%s captured", frames(s.Frames))
	}
	if n := s.Dropped(); n > 0 {
		w.say("%s dropped by the kernel, because nobody took them in time (a larger -B may help)", frames(int64(n)))
	}
	if s.Unseen > 0 {
		w.say("%s given up before they could be shown: the capture was faster, or there was no room to keep them", frames(s.Unseen))
	}
	if s.FileErr != nil {
		return exitFile
	}
	return exitOK
}

func frames(n int64) string {
	if n == 1 {
		return "1 frame"
	}
	return fmt.Sprintf("%d frames", n)
}
