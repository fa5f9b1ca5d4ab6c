package ui

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
	"go.uber.org/goleak"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/testdata/samples"
)

// patience is how long a test waits for what must come; it ends a test that
// would hang, nothing depends on it otherwise.
const patience = time.Minute

// probe is a screen that keeps the text of what was shown last.
type probe struct {
	tcell.SimulationScreen
	mu    sync.Mutex
	last  string
	shown chan struct{} // a place for one: something was shown
}

func newProbe() *probe {
	return &probe{SimulationScreen: tcell.NewSimulationScreen("UTF-8"), shown: make(chan struct{}, 1)}
}

// Show shows what was drawn, and keeps it.
func (p *probe) Show() {
	p.SimulationScreen.Show()
	text := screenText(p.SimulationScreen)
	p.mu.Lock()
	p.last = text
	p.mu.Unlock()
	select {
	case p.shown <- struct{}{}:
	default:
	}
}

// until waits for a screen that shows text.
func (p *probe) until(t *testing.T, text string) {
	t.Helper()
	p.when(t, "shows "+text, func(screen string) bool { return strings.Contains(screen, text) })
}

// when waits for a screen of which ok holds; what says which.
func (p *probe) when(t *testing.T, what string, ok func(screen string) bool) {
	t.Helper()
	limit := time.After(patience)
	for {
		p.mu.Lock()
		last := p.last
		p.mu.Unlock()
		if ok(last) {
			return
		}
		select {
		case <-p.shown:
		case <-limit:
			t.Fatalf("there was no screen that %s but:\n%s", what, last)
		}
	}
}

// running is an application on a probe.
type running struct {
	*probe
	cancel context.CancelFunc
	done   chan error
}

// run starts the application on a capture. end is to be called.
func run(t *testing.T, live *flows.Live, w, h int) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{newProbe(), cancel, make(chan error, 1)}
	go func() {
		r.done <- Run(ctx, Config{Title: "chat.pcapng", Live: live, Zone: time.UTC, Screen: r.probe})
	}()
	r.until(t, "tcptui")
	// The application initialised the screen, at a size of its own.
	r.SetSize(w, h)
	r.InjectKey(tcell.KeyCtrlL, 0, tcell.ModCtrl) // draws again
	return r
}

// ended waits for the end of the application.
func (r *running) ended(t *testing.T) {
	t.Helper()
	select {
	case err := <-r.done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Fatal("the application does not end")
	}
}

func start(t *testing.T, src capture.Source) *flows.Live {
	t.Helper()
	live := flows.Start(context.Background(), src)
	atEnd(t, func() {
		live.Stop()
		src.Close()
	})
	return live
}

func TestRun(t *testing.T) {
	tests := []struct {
		name string
		end  func(r *running)
	}{
		{"q quits", func(r *running) { r.InjectKey(tcell.KeyRune, 'q', 0) }},
		{"Ctrl-C quits", func(r *running) { r.InjectKey(tcell.KeyCtrlC, 0, tcell.ModCtrl) }},
		{"the context ends it", func(r *running) { r.cancel() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			src, err := capture.OpenBytes("chat", samples.Chat())
			if err != nil {
				t.Fatal(err)
			}
			live := flows.Start(context.Background(), src)
			defer src.Close()
			defer live.Stop()
			r := run(t, live, 160, 48)
			r.until(t, "50 packets")
			r.InjectKey(tcell.KeyRune, '7', 0)
			r.InjectKey(tcell.KeyRune, 'G', 0)
			r.until(t, "Packets 7 of 50")
			tt.end(r)
			r.ended(t)
			r.cancel()
		})
	}
}

// TestLoading reads a capture that comes in pieces: rows are there at once, keys
// work meanwhile, the selection stays, and End goes with the end.
func TestLoading(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	data := manyPackets(400, 2)
	const record = 16 + 40
	at := 24 + 100*record
	in, out := io.Pipe()
	src, err := capture.OpenStream("stream", in, capture.Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	live := flows.Start(context.Background(), src)
	defer src.Close()
	defer live.Stop()
	r := run(t, live, 160, 48)
	defer r.cancel()
	write := func(b []byte) {
		if _, err := out.Write(b); err != nil {
			t.Error(err)
		}
	}
	r.until(t, "reading")
	write(data[:at])
	r.until(t, "Packets 1 of 100")
	r.until(t, "packets/s")
	r.InjectKey(tcell.KeyRune, 'j', 0)
	r.until(t, "Packets 2 of 100")
	write(data[at : at+100*record])
	r.until(t, "Packets 2 of 200")
	r.InjectKey(tcell.KeyRune, 'G', 0)
	r.until(t, "Packets 200 of 200")
	write(data[at+100*record : at+200*record])
	r.until(t, "Packets 300 of 300")
	r.InjectKey(tcell.KeyUp, 0, 0)
	r.until(t, "Packets 299 of 300")
	write(data[at+200*record : len(data)-7]) // cut in the last packet
	out.Close()
	r.until(t, "Packets 299 of 399")
	r.until(t, " ! ")
	r.InjectKey(tcell.KeyEscape, 0, 0)
	r.InjectKey(tcell.KeyRune, 'q', 0)
	r.ended(t)
}

// TestLongStream: a stream that takes longer than one refresh to put together
// gets done without a key.
func TestLongStream(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	src := must(capture.OpenBytes("long", manyPackets(150_000, 1)))
	live := flows.Start(context.Background(), src)
	defer src.Close()
	defer live.Stop()
	live.Wait()
	r := run(t, live, 160, 48)
	defer r.cancel()
	r.InjectKey(tcell.KeyRune, 'f', 0)
	r.when(t, "shows the stream and no progress", func(screen string) bool {
		return strings.Contains(screen, "Stream 0") && !strings.Contains(screen, "reading")
	})
	r.cancel()
	r.ended(t)
}

func TestRunOnManySizes(t *testing.T) {
	t.Parallel()
	live := start(t, must(capture.OpenBytes("chat", samples.Chat())))
	r := run(t, live, 80, 24)
	defer r.cancel()
	for _, s := range []size{{160, 48}, {20, 5}, {1, 1}, {400, 3}, {3, 100}, {80, 24}} {
		r.SetSize(s.w, s.h)
		r.InjectKey(tcell.KeyCtrlL, 0, tcell.ModCtrl)
		r.InjectKey(tcell.KeyTab, 0, 0)
	}
	r.until(t, "tcptui")
	r.cancel()
	r.ended(t)
}

// TestEmptyCapture shows a capture without packets.
func TestEmptyCapture(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(0, 1), 80, 24, darkTheme())
	st.wants("no packets in this capture", "0 packets · 0 connections")
	st.press("Down", "g", "G", "]", "}", "o", "Enter", "f", "Esc", "s", "Esc", "5", "G")
	st.wants("there are no packets")
	st.press(":", "1", "Enter")
	st.wants("there are no packets")
}

// TestDamage shows what is wrong with a capture in a line, until Esc.
func TestDamage(t *testing.T) {
	t.Parallel()
	data := samples.Chat()
	st := newStage(t, data[:len(data)-5], 160, 48, darkTheme())
	st.wants(" ! ", " at byte ", "49 packets")
	st.press("Esc")
	if strings.Contains(st.text(), " at byte ") {
		t.Errorf("Esc did not take the message away:\n%s", st.text())
	}
}

// TestHostileTitle shows a file name that would do harm.
func TestHostileTitle(t *testing.T) {
	t.Parallel()
	screen := canvas(t, 100, 30)
	s := newShell(Config{Title: "\x1b]0;a\x07[red]\u202e\xff\n.pcap", Live: read(t, samples.Chat())}, darkTheme())
	s.SetRect(0, 0, 100, 30)
	s.Draw(screen)
	first, _, _ := strings.Cut(screenText(screen), "\n")
	if want := `␛]0;a␇[red]\u{202e}\xff␊.pcap`; !strings.Contains(first, want) {
		t.Errorf("the top line is %q, want %q in it", first, want)
	}
}

func TestTerminalThatCannotBeUsed(t *testing.T) {
	t.Setenv("TERM", "dumb")
	err := Run(context.Background(), Config{Live: read(t, samples.Chat())})
	if err == nil || !strings.Contains(err.Error(), "TERM=dumb") || !strings.Contains(err.Error(), "set TERM") {
		t.Errorf("err = %v, want what is wrong and what to do", err)
	}
}

func must(src capture.Source, err error) capture.Source {
	if err != nil {
		panic(err)
	}
	return src
}
