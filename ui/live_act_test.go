package ui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/testdata/samples"
)

// TestLiveStop: the capture is stopped by a key, and begun anew by the next, once
// the user knows what is not saved.
func TestLiveStop(t *testing.T) {
	t.Parallel()
	st, f := liveStage(t, 160, 24, capturing("lo"))
	var shown []*Opened
	st.shell.replace = func(o *Opened) { shown = append(shown, o) }
	f.again = func() (*Opened, error) { return nil, errors.New("it goes \x1b[31mon") }
	st.press("Ctrl-E")
	st.wants("the capture is stopped; Ctrl-E captures anew")
	if !f.stopped {
		t.Fatal("it is not stopped")
	}
	st.becomes(func(s *capture.LiveStatus) { s.Ended = true })
	st.press("k", "j")
	st.wants("Ctrl-E capture anew")
	st.press("Ctrl-E")
	st.wants("50 packets are not saved: Ctrl-E again begins anew without them, Ctrl-S saves")
	st.press("k", "Ctrl-E")
	st.wants("50 packets are not saved: Ctrl-E again")
	if st.shell.opening != nil {
		t.Fatal("another key between does not take the answer back")
	}
	st.press("Ctrl-E")
	st.until(func() bool { return st.shell.opening == nil })
	st.wants("it goes ␛[31mon")
	f.again = func() (*Opened, error) { return &Opened{Title: "next", Close: func() {}}, nil }
	st.press("Ctrl-R", "Ctrl-R")
	st.until(func() bool { return st.shell.opening == nil })
	if len(shown) != 1 || shown[0].Title != "next" {
		t.Errorf("shown is %v", shown)
	}
}

// TestLiveQuit: what is not saved is not lost by one key.
func TestLiveQuit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		keys  []string
		says  string
		again string
	}{
		{"q", []string{"q"}, "50 packets are not saved: q again quits, Ctrl-S saves", "q"},
		{"Ctrl-C", []string{"Ctrl-C"}, "50 packets are not saved: Ctrl-C again quits, Ctrl-S saves", "Ctrl-C"},
		{":q", []string{":", "q", "Enter"}, "50 packets are not saved: Enter again quits", "Enter"},
	} {
		st, _ := liveStage(t, 160, 24, capturing("lo"))
		st.press(tt.keys...)
		if st.wants(tt.says); st.quit {
			t.Errorf("%s quits at once", tt.name)
		}
		if st.press(tt.again); !st.quit {
			t.Errorf("%s and %s do not quit", tt.name, tt.again)
		}
	}
	st, _ := liveStage(t, 160, 24, capturing("lo"))
	st.becomes(func(s *capture.LiveStatus) { s.File = "x.pcapng" })
	if st.press("q"); !st.quit {
		t.Errorf("q does not quit although a file has it all: %s", st.lastLine())
	}
	st, feed := fedStage(t)
	st.becomes(func(s *capture.LiveStatus) { s.Frames, s.Unseen = 50, 50 })
	if st.press("q"); !st.quit {
		t.Errorf("q does not quit although nothing is there: %s", st.lastLine())
	}
	close(feed)
	st, _ = liveStage(t, 160, 24, capturing("lo"))
	st.becomes(func(s *capture.LiveStatus) { s.Frames = 0 }) // a status of before
	if st.press("q"); st.quit {
		t.Error("q quits although packets are shown")
	}
	st, _ = liveStage(t, 160, 24, capturing("lo"))
	st.becomes(func(s *capture.LiveStatus) { s.File, s.FileErr = "x.pcapng", errors.New("full") })
	if st.press("k", "q"); st.quit {
		t.Error("q quits although the file is not complete")
	}
}

// TestLiveSaved: what was saved is not asked about.
func TestLiveSaved(t *testing.T) {
	t.Parallel()
	st, _ := liveStage(t, 160, 24, capturing("lo"))
	path := filepath.Join(t.TempDir(), "x.pcapng")
	st.press("Ctrl-S")
	if got := string(st.shell.prompt.(*savePrompt).text); got != "lo-all.pcapng" {
		t.Errorf("the name that is offered is %q", got)
	}
	st.press("Ctrl-U")
	st.paste(path)
	st.press("Enter")
	st.saved()
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	st.becomes(func(s *capture.LiveStatus) { s.Frames += 2 })
	st.press("q")
	st.wants("2 packets are not saved: q again quits")
	st.becomes(func(s *capture.LiveStatus) { s.Frames -= 2 })
	if st.press("k", "q"); !st.quit {
		t.Errorf("q does not quit: %s", st.lastLine())
	}
}

// TestLiveReplaced: another capture takes the place of a live one when the user
// wants it.
func TestLiveReplaced(t *testing.T) {
	t.Parallel()
	st, _ := liveStage(t, 160, 24, capturing("lo"))
	var shown []*Opened
	st.shell.replace = func(o *Opened) { shown = append(shown, o) }
	st.shell.opener = func(_ context.Context, c Choice) (*Opened, error) {
		return &Opened{Title: c.name(), Close: func() {}}, nil
	}
	st.shell.openCapture(Choice{Sample: "chat"})
	st.draw()
	st.wants("50 packets are not saved", "drop them and open", "sample: chat")
	st.press("k")
	if st.shell.opening != nil || len(shown) > 0 {
		t.Fatal("it is opened all the same")
	}
	st.shell.openCapture(Choice{Sample: "chat"})
	st.press("d")
	st.until(func() bool { return st.shell.opening == nil })
	if len(shown) != 1 {
		t.Error("it is not opened")
	}
}

// fedSource is a capture of which so many frames have come as a test says.
type fedSource struct {
	capture.Source
	all  capture.Batch
	feed <-chan int
	seen int
}

// Size is not known of a capture that goes on: what has come is handed on at once.
func (f *fedSource) Size() int64 { return -1 }

func (f *fedSource) Next(ctx context.Context, b *capture.Batch) error {
	select {
	case n, ok := <-f.feed:
		if !ok {
			return io.EOF
		}
		*b = f.all
		b.Frames, f.seen = f.all.Frames[f.seen:n], n
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// givenUp is a store that has given up what is before an offset.
type givenUp struct {
	capture.Store
	before int64
}

func (g givenUp) ReadAt(p []byte, off int64) (int, error) {
	if off < g.before {
		return 0, &capture.Error{Path: "spool", Off: off, What: "is not kept any more", Err: capture.ErrGivenUp}
	}
	return g.Store.ReadAt(p, off)
}

// givenUpSource is a source with that store.
type givenUpSource struct {
	capture.Source
	store givenUp
}

func (g givenUpSource) Store() capture.Store { return g.store }

// TestLiveSaveGivenUp: what the capture has given up is left out of what is saved,
// and said.
func TestLiveSaveGivenUp(t *testing.T) {
	t.Parallel()
	src, err := capture.OpenBytes("test", samples.Chat())
	if err != nil {
		t.Fatal(err)
	}
	const gone = 10
	offs := read(t, samples.Chat()).Snapshot()
	live := flows.Start(context.Background(), givenUpSource{src, givenUp{src.Store(), offs.Row(gone).Off - 100}})
	atEnd(t, func() {
		live.Stop()
		src.Close()
	})
	live.Wait()
	f := &fakeCapture{status: capturing("lo")}
	st := &stage{t: t, screen: canvas(t, 160, 24), th: darkTheme()}
	st.shell = newShell(Config{Title: "lo (live)", Live: live, Zone: time.UTC, Capture: &Capture{Status: f.Status, Stop: f.Stop, Rights: confinedAll}}, st.th)
	st.until(func() bool { return st.shell.m.capture.version > 0 })
	path := filepath.Join(t.TempDir(), "x.pcapng")
	st.press("Ctrl-S", "Ctrl-U")
	st.paste(path)
	st.press("Enter")
	st.saved()
	st.wants("saved 40 packets", "without 10 packets that the capture had given up")
	st.press("Ctrl-S", "Ctrl-U")
	st.paste(filepath.Join(t.TempDir(), "no-such-directory", "x.pcapng"))
	st.press("Enter")
	st.saved()
	if strings.Contains(st.text(), "may write only") {
		t.Error("a directory that is not there is taken for one that may not be written to")
	}
	st.shell.saving = &saveJob{path: "/etc/x.pcapng", err: &fs.PathError{Op: "open", Path: "/etc/x.pcapng", Err: fs.ErrPermission}, ended: make(chan struct{})}
	close(st.shell.saving.ended)
	st.shell.saved()
	st.draw()
	st.wants("permission denied (since it captures, this program may write only in /tmp, /home/me)")
	st.shell.startCopy(copyable{what: "a list", write: func(context.Context, io.Writer) (string, error) {
		return "", &fs.PathError{Op: "open", Path: "/etc/x.txt", Err: fs.ErrPermission}
	}}, filepath.Join(t.TempDir(), "x.txt"), false)
	st.until(func() bool { return st.shell.copying == nil })
	if !strings.HasPrefix(st.shell.message, "nothing was copied: ") || !strings.HasSuffix(st.shell.message, "(since it captures, this program may write only in /tmp, /home/me)") {
		t.Errorf("of a copy it says %q", st.shell.message)
	}
}

// fed reads the sample as far as feed says.
func fed(t *testing.T, feed <-chan int) *flows.Live {
	t.Helper()
	src, err := capture.OpenBytes("test", samples.Chat())
	if err != nil {
		t.Fatal(err)
	}
	f := &fedSource{Source: src, feed: feed}
	if err := src.Next(t.Context(), &f.all); err != nil {
		t.Fatal(err)
	}
	live := flows.Start(context.Background(), f)
	atEnd(t, func() {
		live.Stop()
		src.Close()
	})
	return live
}

// fedStage is a stage with a live capture that begins without packets.
func fedStage(t *testing.T) (*stage, chan int) {
	t.Helper()
	feed := make(chan int)
	f := &fakeCapture{status: capturing("lo")}
	st := &stage{t: t, screen: canvas(t, 160, 48), th: darkTheme()}
	st.shell = newShell(Config{Title: "lo (live)", Live: fed(t, feed), Zone: time.UTC, Capture: &Capture{Status: f.Status, Stop: f.Stop, Rights: confinedAll}}, st.th)
	st.shell.quit = func() { st.quit = true }
	st.until(func() bool { return st.shell.m.capture.version > 0 })
	return st, feed
}

// TestLiveNewest: the newest packet is selected until the user selects another.
func TestLiveNewest(t *testing.T) {
	t.Parallel()
	st, feed := fedStage(t)
	live := st.shell.m.live
	rows := func(n int) {
		feed <- n
		for s := live.Snapshot(); s.Rows() < n; s = live.Snapshot() {
			<-s.Newer()
		}
		st.shell.take(live.Snapshot())
		st.draw()
	}
	at := func(what string, want uint32) {
		t.Helper()
		if st.shell.m.sel != want {
			t.Errorf("%s: packet %d is selected, want %d", what, st.shell.m.sel+1, want+1)
		}
	}
	rows(5)
	at("at the beginning", 4)
	st.wants("Packets 5 of 5, the newest")
	rows(8)
	at("after more", 7)
	st.press("j")
	rows(9)
	at("after a step beyond the end", 8)
	st.press("k")
	rows(12)
	at("after a step up", 7)
	st.press("F")
	rows(14)
	at("after F", 13)
	st.press("F")
	rows(15)
	at("after F again", 13)
	st.press("G")
	rows(16)
	at("after G", 15)
	st.press("p")
	st.wants("the display is paused, the capture goes on; Ctrl-P shows what has come")
	rows(20)
	at("while paused", 15)
	st.wants("display paused, 4 more", "16 packets")
	st.press("p")
	at("when it goes on", 19)
	close(feed)
	live.Wait()
}
