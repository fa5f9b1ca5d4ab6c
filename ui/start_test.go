package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/testdata/samples"
)

// startStage is the stage with a start page, on which captures can be opened.
// What is shown in place of the first goes to replaced.
func startStage(t *testing.T, w, h int, open func(context.Context, Choice) (*Opened, error)) (st *stage, replaced *[]*Opened) {
	t.Helper()
	st = chat(t, w, h)
	replaced = new([]*Opened)
	st.shell.opener = open
	st.shell.replace = func(o *Opened) { *replaced = append(*replaced, o) }
	st.shell.starts = func() StartPage {
		return StartPage{
			Recent:  []Recent{{Path: "/captures/\x1b[31mred.pcap", Size: 2_500_000, Packets: 12345, Opened: time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)}},
			Samples: []Sample{{"chat", "a chat"}, {"refused", "nobody listens"}},
		}
	}
	return st, replaced
}

// page opens the start page and waits for the interfaces.
func (st *stage) page() *startPane {
	st.press("O")
	p := st.shell.panes[paneStart].(*startPane)
	st.until(func() bool { return p.devices != nil || p.failed != nil })
	return p
}

func TestStartPage(t *testing.T) {
	t.Parallel()
	var asked []Choice
	st, replaced := startStage(t, 100, 36, func(_ context.Context, c Choice) (*Opened, error) {
		if c.Sample == "refused" {
			return nil, errors.New("it is \x1b[2Jrefused")
		}
		return &Opened{Title: c.name(), Close: func() {}}, nil
	})
	st.page()
	st.wants("Opened before", "12,345 packets, 2", "2026-03-01 08:30", "Interfaces of this host")
	st.press("G") // a host may have many
	st.wants("Samples", "nobody listens")
	if strings.Contains(st.text(), "\x1b") {
		t.Error("an escape sequence of a file name is on the screen")
	}
	over := func() bool { return st.shell.opening == nil }
	for _, tt := range []struct {
		keys []string
		want Choice
	}{
		{[]string{"g", "Enter"}, Choice{Path: "/captures/\x1b[31mred.pcap"}},
		{[]string{"G", "k", "Enter"}, Choice{Sample: "chat"}},
	} {
		st.press(tt.keys...)
		asked = append(asked, tt.want)
		st.until(over)
	}
	var got []string
	for _, o := range *replaced {
		got = append(got, o.Title)
	}
	if want := []string{asked[0].name(), asked[1].name()}; !slices.Equal(got, want) {
		t.Errorf("shown were %q, want %q", got, want)
	}
	st.press("j", "Enter")
	st.until(over)
	st.wants("it is ", "refused")
	if len(*replaced) != 2 {
		t.Error("a capture that cannot be opened took the place of the one that is shown")
	}
}

// TestOpeningCanBeGivenUp: what nobody waits for any more is closed when it
// opens at last.
func TestOpeningCanBeGivenUp(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	goOn, closed := make(chan struct{}), make(chan struct{})
	st, replaced := startStage(t, 80, 24, func(ctx context.Context, _ Choice) (*Opened, error) {
		<-goOn
		return &Opened{Close: func() { close(closed) }}, nil
	})
	st.shell.openCapture(Choice{Path: "slow.pcap"})
	st.draw()
	st.wants("opening slow.pcap")
	st.press("Esc")
	if strings.Contains(st.text(), "opening slow.pcap") {
		t.Error("Esc does not give it up")
	}
	close(goOn)
	<-closed
	if len(*replaced) > 0 {
		t.Error("it is shown all the same")
	}
	st.shell.stopWork()
}

func TestAskFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"alpha-1.pcap", "alpha-2.pcap", "beta.pcap", ".hidden", "sub/inner.pcap"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	st, replaced := startStage(t, 160, 24, func(_ context.Context, c Choice) (*Opened, error) {
		return &Opened{Title: c.Path, Close: func() {}}, nil
	})
	typed := func(text string) *filePrompt {
		st.press("Ctrl-O")
		st.paste(dir + "/" + text)
		return st.shell.prompt.(*filePrompt)
	}
	for _, tt := range []struct{ typed, tab, again string }{
		{"al", "alpha-", "alpha-1.pcap"}, {"b", "beta.pcap", "beta.pcap"}, {"s", "sub/", "sub/inner.pcap"}, {".h", ".hidden", ".hidden"},
	} {
		p := typed(tt.typed)
		for _, want := range []string{tt.tab, tt.again} {
			st.press("Tab")
			if got := strings.TrimPrefix(string(p.text), dir+"/"); got != want {
				t.Errorf("%s and Tab is %q, want %q", tt.typed, got, want)
			}
		}
		st.press("Esc")
	}
	typed("nothing")
	st.press("Tab")
	st.wants("no file has a name that begins so")
	st.press("Esc")
	typed("sub")
	st.press("Enter")
	st.wants("that is a directory")
	st.press("Ctrl-U", "Esc")
	typed("beta.pcap")
	st.press("Enter")
	st.until(func() bool { return st.shell.opening == nil })
	if len(*replaced) != 1 || (*replaced)[0].Title != filepath.Join(dir, "beta.pcap") {
		t.Errorf("opened is %v", *replaced)
	}
}

func TestCommonPrefix(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		texts []string
		want  string
	}{
		{[]string{"abc", "abd"}, "ab"}, {[]string{"a"}, "a"}, {[]string{"é1", "è1"}, ""}, {[]string{"你好", "你们"}, "你"}, {[]string{"ab", "a"}, "a"}, {[]string{"a", "b"}, ""},
	} {
		if got := commonPrefix(tt.texts); got != tt.want {
			t.Errorf("commonPrefix(%q) = %q, want %q", tt.texts, got, tt.want)
		}
	}
}

func TestSparkline(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   []uint64
		want string
	}{
		{nil, ""}, {[]uint64{0, 0}, "  "}, {[]uint64{0, 8, 4, 1}, " █▄▁"}, {[]uint64{1, 1_000_000}, "▁█"},
	} {
		if got := sparkline(tt.in); got != tt.want {
			t.Errorf("sparkline(%v) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestCounted(t *testing.T) {
	t.Parallel()
	look := func(known []activity, packets uint64) []activity {
		return counted(known, []capture.InterfaceInfo{{Name: "eth0", Counted: true, Received: capture.Traffic{Packets: packets}}, {Name: "tun0"}})
	}
	a := look(look(look(nil, 100), 130), 20) // it was made anew between the last two
	if d := cmp.Diff([]uint64{30, 0}, a[0].rates); d != "" || len(a[1].rates) != 0 {
		t.Errorf("rates are %v and %v", a[0].rates, a[1].rates)
	}
	a = look(look(look(nil, 1<<32-5), 1<<32-2), 1) // over the end of 32 bits, where a driver has no more
	if d := cmp.Diff([]uint64{3, 0}, a[0].rates); d != "" {
		t.Errorf("over a wrap (-want +got):\n%s", d)
	}
	for i := range uint64(2 * activitySteps) {
		a = look(a, 100+i)
	}
	if len(a[0].rates) != activitySteps {
		t.Errorf("%d rates are kept", len(a[0].rates))
	}
}

// TestRunOpensAnother: the application goes on with another capture, and closes
// it in the end.
func TestRunOpensAnother(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	first, err := capture.OpenBytes("chat", samples.Chat())
	if err != nil {
		t.Fatal(err)
	}
	live := flows.Start(context.Background(), first)
	closed := make(chan string, 8)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := &running{newProbe(), cancel, make(chan error, 1)}
	go func() {
		r.done <- Run(ctx, Config{Title: "chat.pcapng", Live: live, Zone: time.UTC, Screen: r.probe,
			Starts: func() StartPage { return StartPage{Samples: []Sample{{"refused", "nobody listens"}}} },
			Open: func(_ context.Context, c Choice) (*Opened, error) {
				s, err := samples.Get(c.Sample)
				if err != nil {
					return nil, err
				}
				src, err := capture.OpenBytes(s.File, s.Data)
				if err != nil {
					return nil, err
				}
				live := flows.Start(context.Background(), src)
				return &Opened{Title: "second", Live: live, Close: func() {
					live.Stop()
					closed <- c.Sample
				}}, src.Close()
			}})
	}()
	r.until(t, "50 packets")
	for range 2 {
		r.InjectKey(tcell.KeyRune, 'O', 0)
		r.until(t, "nobody listens")
		r.InjectKey(tcell.KeyRune, 'G', 0)
		r.until(t, "▸ refused")
		r.InjectKey(tcell.KeyEnter, 0, 0)
		r.until(t, "second")
	}
	if got := <-closed; got != "refused" {
		t.Errorf("closed is %q", got)
	}
	r.InjectKey(tcell.KeyRune, 'q', 0)
	r.ended(t)
	<-closed
	live.Stop()
	if err := first.Close(); err != nil {
		t.Error(err)
	}
}

// TestStartPageLab: scenarios of the lab are on the page, and Enter plays one.
func TestStartPageLab(t *testing.T) {
	t.Parallel()
	st, replaced := startStage(t, 100, 24, func(_ context.Context, c Choice) (*Opened, error) {
		return &Opened{Title: c.name(), Close: func() {}}, nil
	})
	st.shell.starts = func() StartPage { return StartPage{Lab: []Sample{{"loss", "two segments are lost"}}} }
	st.page()
	st.press("G")
	st.wants("Lab, played now by real sockets", "loss", "two segments are lost")
	st.press("Enter")
	st.until(func() bool { return st.shell.opening == nil })
	if len(*replaced) != 1 || (*replaced)[0].Title != "lab: loss" {
		t.Errorf("shown is %+v", *replaced)
	}
}

// TestStartPageStays: interfaces that come while the page is shown do not move the
// cursor to something else.
func TestStartPageStays(t *testing.T) {
	t.Parallel()
	st, _ := startStage(t, 100, 36, nil)
	p := st.page()
	st.press("G")
	on, before := p.items[p.at].name, p.at-len(p.devices)
	p.devices = []activity{{InterfaceInfo: capture.InterfaceInfo{Name: "eth0"}}, {InterfaceInfo: capture.InterfaceInfo{Name: "lo"}}}
	p.relist()
	if got := p.items[p.at].name; got != on || p.at != before+2 {
		t.Errorf("the cursor is on %q in line %d, want %q in line %d", got, p.at, on, before+2)
	}
}
