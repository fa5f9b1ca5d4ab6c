package ui

import (
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gdamore/tcell/v2"
)

// How long nothing may follow ESC until it is the Escape key. A terminal on this
// host sends a sequence in one piece; the way over a network may break it.
const (
	escapeLocal  = 5 * time.Millisecond
	escapeRemote = 50 * time.Millisecond
)

// escapeWait is that time where the user does not say another one.
func escapeWait(env func(string) string) time.Duration {
	if env("SSH_CONNECTION") != "" || env("SSH_TTY") != "" {
		return escapeRemote
	}
	return escapeLocal
}

// answerWait is how long after the question the end of the program waits for the
// terminal's answer, which else would come to the shell as if it were typed.
const answerWait = 200 * time.Millisecond

// keyedTty is a terminal whose Escape key comes at once: tcell itself waits 50 ms
// for what may follow it, and takes a key that comes before for one with Alt.
type keyedTty struct {
	tcell.Tty
	wait  time.Duration
	after func(time.Duration) <-chan time.Time // time.After
	ask   bool                                 // for the colour behind the text, once

	mu  sync.Mutex // of in
	in  escapes
	out []byte // ready to be read; Read's own

	running  atomic.Bool
	chunks   chan []byte // from the goroutine that reads; closed when it has ended
	err      error       // why it did; before chunks is closed
	stop     chan struct{}
	reader   sync.WaitGroup
	paused   chan struct{} // closed by pause
	quiet    bool          // it is; under mu
	parked   chan struct{} // closed when Read gives nothing any more
	passed   chan struct{} // has a place: the last event before that was taken
	marked   bool          // lastKey was given; Read's own
	asked    time.Time
	answered chan struct{} // closed by the answer
}

// newKeyedTty puts a terminal's input in order. ground is told what the terminal
// answers to the question for its colour, from a goroutine of its own; nil: it is
// not asked.
func newKeyedTty(tty tcell.Tty, wait time.Duration, told func(ground)) *keyedTty {
	t := &keyedTty{Tty: tty, wait: wait, after: time.After, ask: told != nil, answered: make(chan struct{}), passed: make(chan struct{}, 1)}
	if told != nil {
		once := sync.OnceFunc(func() { close(t.answered) })
		t.in.ground = func(g ground) {
			told(g)
			once()
		}
	}
	return t
}

// Start begins to read.
func (t *keyedTty) Start() error {
	if err := t.Tty.Start(); err != nil {
		return err
	}
	t.running.Store(true)
	t.in = escapes{ground: t.in.ground}
	t.out, t.err, t.marked = nil, nil, false
	t.chunks, t.stop = make(chan []byte), make(chan struct{})
	t.mu.Lock()
	t.paused, t.parked, t.quiet = make(chan struct{}), make(chan struct{}), false
	t.mu.Unlock()
	chunks, stop := t.chunks, t.stop
	t.reader.Go(func() { t.read(chunks, stop) })
	if t.ask {
		t.ask, t.asked = false, time.Now()
		t.Tty.Write([]byte(askGround))
	}
	return nil
}

// read hands on what comes until the terminal is stopped or goes away.
func (t *keyedTty) read(chunks chan<- []byte, stop <-chan struct{}) {
	defer close(chunks)
	for {
		chunk := make([]byte, 256)
		n, err := t.Tty.Read(chunk)
		if n > 0 {
			select {
			case chunks <- chunk[:n]:
			case <-stop:
				t.err = os.ErrDeadlineExceeded
				return
			}
		}
		if err != nil {
			t.err = err
			return
		}
	}
}

// Read returns input as soon as it can be told what it is.
func (t *keyedTty) Read(p []byte) (int, error) {
	for {
		select {
		case <-t.paused:
			if !t.marked {
				t.marked = true
				return copy(p, string(lastKey)), nil
			}
			close(t.parked)
			<-t.stop
			return 0, os.ErrDeadlineExceeded
		default:
		}
		if len(t.out) > 0 {
			break
		}
		var late <-chan time.Time
		t.mu.Lock()
		if t.in.pending() {
			late = t.after(t.wait)
		}
		t.mu.Unlock()
		select {
		case chunk, ok := <-t.chunks:
			if !ok {
				t.tellPassed() // there will be no last key
				close(t.parked)
				return 0, t.err
			}
			t.take(chunk)
		case <-t.paused:
		case <-late:
			t.mu.Lock()
			t.out = append(t.out, t.in.release()...)
			t.mu.Unlock()
		}
	}
	n := copy(p, t.out)
	t.out = t.out[n:]
	return n, nil
}

func (t *keyedTty) take(chunk []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out = t.in.scan(t.out, chunk)
}

// pauseWait bounds the time that a terminal may take for a pause.
const pauseWait = time.Second

// lastKey is what Read gives before it gives nothing any more: a character that no
// keyboard has. When it was taken, so was all that came before it.
const lastKey = '\U0010FFFD'

// isLast reports whether an event is lastKey, and tells who waits for it.
func (t *keyedTty) isLast(e tcell.Event) bool {
	key, ok := e.(*tcell.EventKey)
	if !ok || key.Key() != tcell.KeyRune || key.Rune() != lastKey {
		return false
	}
	t.tellPassed()
	return true
}

func (t *keyedTty) tellPassed() {
	select {
	case t.passed <- struct{}{}:
	default:
	}
}

// pause makes Read give nothing any more until the terminal is started again, and
// waits until the events of what it gave were taken. tcell ends its goroutines
// without that, and hangs when one of them still has an event that nobody takes.
func (t *keyedTty) pause() {
	t.mu.Lock()
	parked := t.parked
	if t.paused != nil && !t.quiet {
		select {
		case <-t.passed: // of a pause before, or somebody typed it
		default:
		}
		t.quiet = true
		close(t.paused)
	}
	t.mu.Unlock()
	if parked == nil {
		return // it was never started
	}
	late := time.NewTimer(pauseWait)
	defer late.Stop()
	select {
	case <-parked:
	case <-late.C:
		return
	}
	select {
	case <-t.passed:
	case <-late.C:
	}
}

// drain pauses the input of a screen that is to be ended or suspended, and drops
// what was typed until the function that it returns is called. tcell waits for its
// goroutines then, which wait for somebody to take their events.
func drain(screen tcell.Screen) (end func()) {
	typed, done := make(chan tcell.Event), make(chan struct{})
	go screen.ChannelEvents(typed, done)
	t, ok := keyed(screen)
	go func() {
		for e := range typed {
			if ok {
				t.isLast(e)
			}
		}
	}()
	if ok {
		t.pause()
	}
	return sync.OnceFunc(func() { close(done) })
}

// keyed is the terminal under a screen.
func keyed(screen tcell.Screen) (*keyedTty, bool) {
	tty, _ := screen.Tty()
	t, ok := tty.(*keyedTty)
	return t, ok
}

// Drain ends a Read that waits.
func (t *keyedTty) Drain() error {
	t.awaitAnswer()
	close(t.stop)
	return t.Tty.Drain()
}

// awaitAnswer takes the terminal's answer, if it may still be on its way.
func (t *keyedTty) awaitAnswer() {
	left := answerWait - time.Since(t.asked)
	if t.asked.IsZero() || left <= 0 {
		return
	}
	late := time.After(left)
	for {
		select {
		case <-t.answered:
			return
		case chunk, ok := <-t.chunks:
			if !ok {
				return
			}
			t.mu.Lock()
			t.in.scan(nil, chunk)
			t.mu.Unlock()
		case <-late:
			return
		}
	}
}

// Stop gives the terminal back.
func (t *keyedTty) Stop() error {
	t.running.Store(false)
	err := t.Tty.Stop()
	t.reader.Wait()
	return err
}
