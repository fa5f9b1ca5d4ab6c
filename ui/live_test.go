package ui

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"tcptui/capture"
	"tcptui/fsm"
	"tcptui/kernel"
	"tcptui/testdata/samples"
)

// fakeCapture is a live capture that a test tells how it is.
type fakeCapture struct {
	mu      sync.Mutex
	status  capture.LiveStatus
	stopped bool
	again   func() (*Opened, error)
}

func (f *fakeCapture) Status() capture.LiveStatus {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}

func (f *fakeCapture) Stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stopped = true
}

// capturing is a status of a capture on interfaces.
func capturing(names ...string) capture.LiveStatus {
	began := time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)
	s := capture.LiveStatus{Began: began, Frames: 50, Bytes: 4000, Spooled: 6000, SpoolDir: "/tmp/spool"}
	for _, name := range names {
		s.Interfaces = append(s.Interfaces, capture.LiveInterface{Name: name, Since: began, Received: 50, Delivered: 50})
	}
	return s
}

// confinedAll is what a process on Linux gives up.
var confinedAll = capture.Sandbox{CapsDropped: true, NoNewPrivs: true, Landlock: true, Writable: []string{"/tmp", "/home/me"}}

// liveStage is a stage on which the sample is a live capture.
func liveStage(t *testing.T, w, h int, status capture.LiveStatus) (*stage, *fakeCapture) {
	t.Helper()
	f := &fakeCapture{status: status}
	st := &stage{t: t, screen: canvas(t, w, h), th: darkTheme()}
	st.shell = newShell(Config{Title: "lo (live)", Live: read(t, samples.Chat()), Zone: time.UTC, Capture: &Capture{
		Status: f.Status, Stop: f.Stop, Rights: confinedAll, Helper: "process 7, user nobody, CAP_SYS_PTRACE", Again: func() (*Opened, error) { return f.again() }}}, st.th)
	st.shell.quit = func() { st.quit = true }
	st.until(func() bool { return st.shell.m.capture.version > 0 })
	return st, f
}

// becomes tells the screen that the capture is otherwise now.
func (st *stage) becomes(change func(*capture.LiveStatus)) {
	now := st.shell.m.capture.now
	now.Interfaces = append([]capture.LiveInterface(nil), now.Interfaces...)
	change(&now)
	st.shell.m.capture.take(now)
	st.shell.refresh()
	st.draw()
}

// TestLiveTop: the first line says how a live capture is, and where there is little
// room what matters most.
func TestLiveTop(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		w         int
		change    func(*capture.LiveStatus)
		has, nots []string
	}{
		{"all is well", 160, func(*capture.LiveStatus) {}, []string{"capturing on lo · 50 packets · 2 connections · rights given up"}, []string{"dropped", "given up ·"}},
		{"dropped", 160, func(s *capture.LiveStatus) { s.Interfaces[0].Dropped = 1234 }, []string{"· 1,234 dropped"}, nil},
		{"narrow and dropped", 80, func(s *capture.LiveStatus) {
			s.Interfaces[0].Dropped, s.File = 1234, "/captures/a-very-long-name-of-a-file.pcapng"
		}, []string{"capturing on lo", "50 packets", "1,234 dropped"}, []string{"a-very-long-name", "rights"}},
		{"tiny and dropped", 44, func(s *capture.LiveStatus) { s.Interfaces[0].Dropped = 1234 }, []string{"capturing on lo · 1,234 dropped"}, []string{"50 packets"}},
		{"given up", 160, func(s *capture.LiveStatus) { s.GivenUp, s.Lost = 3000, 5 }, []string{"3,005 given up"}, nil},
		{"no room", 160, func(s *capture.LiveStatus) { s.SpoolErr = errors.New("full") }, []string{"no room to keep them"}, nil},
		{"written", 160, func(s *capture.LiveStatus) { s.File, s.FileBytes = "/captures/x.pcapng", 2_500_000 }, []string{"to x.pcapng, 2,500,000 bytes"}, nil},
		{"not written", 80, func(s *capture.LiveStatus) {
			s.File, s.FileErr = "/captures/x.pcapng", errors.New("no space left on device")
		}, []string{"x.pcapng not written"}, nil},
		{"stopped", 160, func(s *capture.LiveStatus) { s.Ended = true }, []string{"lo, stopped ·"}, []string{"capturing"}},
		{"down", 160, func(s *capture.LiveStatus) { s.Interfaces[0].State = capture.LiveDown }, []string{"capturing on lo (down)"}, nil},
		{"hostile", 160, func(s *capture.LiveStatus) { s.Interfaces[0].Name = "a\x1b[31mb" }, []string{"capturing on a␛[31mb"}, nil},
	} {
		st, _ := liveStage(t, tt.w, 24, capturing("lo"))
		st.becomes(tt.change)
		top, _, _ := strings.Cut(st.text(), "\n")
		for _, text := range tt.has {
			if !strings.Contains(top, text) {
				t.Errorf("%s: %q is not in %q", tt.name, text, top)
			}
		}
		for _, text := range tt.nots {
			if strings.Contains(top, text) {
				t.Errorf("%s: %q is in %q", tt.name, text, top)
			}
		}
	}
}

// TestLiveWaits: a capture that has no packets yet waits for them.
func TestLiveWaits(t *testing.T) {
	t.Parallel()
	in, out := io.Pipe()
	src, err := capture.OpenStream("stream", in, capture.Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	live := start(t, src)
	atEnd(t, func() { out.Close() })
	st := &stage{t: t, screen: canvas(t, 80, 24), th: darkTheme()}
	f := &fakeCapture{status: capturing("lo")}
	st.shell = newShell(Config{Title: "lo (live)", Live: live, Zone: time.UTC, Capture: &Capture{Status: f.Status, Stop: f.Stop}}, st.th)
	st.draw()
	st.wants("waiting for packets", "Ctrl-E stop", "c connections", "e problems")
	if strings.Contains(st.text(), "reading ...") {
		t.Error("it reads and waits")
	}
	st.press(":")
	st.wants("a command; there are no packets so far")
	st.press("7", "Enter")
	st.wants("there are no packets so far")
}

// TestLiveNews: what happens is told, each thing once and one after the other.
func TestLiveNews(t *testing.T) {
	t.Parallel()
	st, _ := liveStage(t, 160, 24, capturing("lo", "eth1"))
	st.becomes(func(s *capture.LiveStatus) {
		s.Interfaces[1].State, s.Interfaces[1].Why = capture.LiveGone, errors.New("it was removed")
		s.File, s.FileErr = "x.pcapng", errors.New("x.pcapng: no space \x1b[2Jleft")
		s.Interfaces[0].Dropped = 7
	})
	want := []string{"eth1: it was removed; the others go on", "x.pcapng: no space ␛[2Jleft", "the kernel has dropped 7 packets"}
	for i, text := range want {
		if !strings.Contains(st.lastLine(), text) {
			t.Errorf("message %d is %q, want %q", i, st.lastLine(), text)
		}
		st.press("k")
	}
	st.becomes(func(s *capture.LiveStatus) { s.Interfaces[0].Dropped = 8 })
	for _, text := range want {
		if strings.Contains(st.lastLine(), text) {
			t.Errorf("%q is told again", text)
		}
	}
	st.wants("capturing on lo, eth1 (gone)", "8 dropped", "x.pcapng not written")
	st.becomes(func(s *capture.LiveStatus) {
		s.SpoolErr = &capture.Error{Path: "/tmp/spool", Off: -1, What: "full", Err: errors.New("no space left on device")}
	})
	st.wants("/tmp/spool: what is captured cannot be kept: no space left on device")
	st.press("k")
	st.becomes(func(s *capture.LiveStatus) { s.SpoolErr, s.Ended = nil, true })
	st.wants("the capture has come to its end: 50 packets")
}

// TestLiveStatusIsAsked: a change of the capture comes to the screen by itself.
func TestLiveStatusIsAsked(t *testing.T) {
	t.Parallel()
	st, f := liveStage(t, 160, 24, capturing("lo"))
	f.mu.Lock()
	f.status.Interfaces = []capture.LiveInterface{{Name: "lo", Dropped: 99}}
	f.mu.Unlock()
	st.until(func() bool { return st.shell.m.capture.now.Dropped() == 99 })
	st.wants("99 dropped")
}

// TestLiveKeysElsewhere: of a file the keys say that it is none.
func TestLiveKeysElsewhere(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 24)
	for _, key := range []string{"p", "Ctrl-E", "Ctrl-R"} {
		st.press(key)
		st.wants("this is no live capture; tcptui -i INTERFACE makes one")
	}
	st.press("F")
	st.wants("the last packet: nothing newer comes")
	if strings.Contains(st.text(), "pause") {
		t.Error("the footer has a key of live captures")
	}
}

// TestLiveProperties: the properties of the capture tell all.
func TestLiveProperties(t *testing.T) {
	t.Parallel()
	st, _ := liveStage(t, 120, 70, capturing("lo"))
	st.press(":")
	st.paste("capture")
	st.press("Enter")
	st.wants("Live capture", "capturing, since 2026-03-01 08:30:00 UTC", "6,000 bytes in /tmp/spool", "what is not saved is gone at the end",
		"Rights of this process", "It may write in", "/home/me",
		"Looks up owners of sockets", "process 7, user nobody, CAP_SYS_PTRACE")
	st.becomes(func(s *capture.LiveStatus) {
		s.GivenUp, s.Lost, s.Unseen, s.Interfaces[0].Dropped = 1000, 20, 30, 40
		s.File, s.Files, s.FileBytes = "/captures/x_00002.pcapng", 2, 123456
	})
	st.wants("1,000 packets, the oldest", "20 packets, for which there was no room", "30 packets of these", "40 packets",
		"/captures/x_00002.pcapng, 123,456 bytes", "Files begun")
	for _, tt := range []struct {
		rights capture.Sandbox
		want   []string
	}{
		{capture.Sandbox{Why: "this system has none of it"}, []string{"kept", "this system has none of it"}},
		{capture.Sandbox{CapsDropped: true, Kept: []string{"CAP_DAC_OVERRIDE"}}, []string{"none but CAP_DAC_OVERRIDE"}},
	} {
		st.shell.m.capture.Rights = tt.rights
		st.becomes(func(*capture.LiveStatus) {})
		st.wants(tt.want...)
	}
}

// TestLiveNoHelper: where nobody looks up owners of sockets, that is said where they are
// missing, and with the rights.
func TestLiveNoHelper(t *testing.T) {
	t.Parallel()
	st, _ := liveStage(t, 120, 70, capturing("lo"))
	const why = "user nobody may not run /root/\x1btcptui"
	st.shell.m.capture.Helper, st.shell.m.capture.NoHelper = "", why
	k := hostOf(seenSocket("10.0.0.1:22", "10.0.0.2:50000", fsm.Established, func(x *kernel.Seen) { x.By, x.Held = nil, kernel.HeldHidden }))
	st.shell.m.host.beside, st.shell.m.host.asked = k, k
	st.press(":")
	st.paste("capture")
	st.press("Enter")
	st.wants("Looks up owners of sockets", "nobody: user nobody may not run /root/")
	st.press("Esc", "I")
	st.wants("Owner hidden: not permitted", "Here it has none: user nobody may not run /root/")
}

// TestGoldenLive compares the screens of a live capture that drops packets and is
// written to a file.
func TestGoldenLive(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		name := fmt.Sprintf("live_%dx%d", s.w, s.h)
		t.Run(name, func(t *testing.T) {
			st, _ := liveStage(t, s.w, s.h, capturing("eth0"))
			st.becomes(func(now *capture.LiveStatus) {
				now.Interfaces[0].Dropped, now.File, now.FileBytes = 12, "/captures/today.pcapng", 6000
			})
			st.press("k", "G")
			st.compare(t, name)
		})
	}
}
