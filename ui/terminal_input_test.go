package ui

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// silence in what a fakeTty sends is time in which nothing comes: long enough for
// what is pending, never otherwise.
const silence = "silence"

// fakeTty is a terminal that sends what it is told to.
type fakeTty struct {
	mu      sync.Mutex
	started int
	sends   chan string
	drained chan struct{}
	wrote   bytes.Buffer
}

func newFakeTty(sends ...string) *fakeTty {
	f := &fakeTty{sends: make(chan string, len(sends)+64)}
	for _, s := range sends {
		f.sends <- s
	}
	return f
}

func (f *fakeTty) Start() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.started++
	f.drained = make(chan struct{})
	return nil
}

func (f *fakeTty) Drain() error {
	close(f.drained)
	return nil
}

func (f *fakeTty) Read(p []byte) (int, error) {
	f.mu.Lock()
	drained := f.drained
	f.mu.Unlock()
	select {
	case s, ok := <-f.sends:
		if !ok {
			return 0, io.EOF
		}
		return copy(p, s), nil
	case <-drained:
		return 0, os.ErrDeadlineExceeded
	}
}

func (f *fakeTty) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.wrote.Write(p)
}

func (f *fakeTty) Stop() error         { return nil }
func (f *fakeTty) Close() error        { return nil }
func (f *fakeTty) NotifyResize(func()) {}
func (f *fakeTty) WindowSize() (tcell.WindowSize, error) {
	return tcell.WindowSize{Width: 80, Height: 24}, nil
}

// scanned is what comes out when chunks come in; silence is one of them.
func scanned(e *escapes, chunks ...string) string {
	var out []byte
	for _, c := range chunks {
		if c == silence {
			out = append(out, e.release()...)
			continue
		}
		out = e.scan(out, []byte(c))
	}
	return string(out)
}

// TestEscapes: what is the Escape key and what is not.
func TestEscapes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		in   []string
		want string
	}{
		{"text", []string{"abc\r\t\x7f"}, "abc\r\t\x7f"},
		{"escape alone waits", []string{"\x1b"}, ""},
		{"escape alone, then silence", []string{"\x1b", silence}, escapeKey},
		{"silence without anything", []string{silence, "a", silence}, "a"},
		{"twice", []string{"\x1b\x1b", silence}, escapeKey + escapeKey},
		{"twice, one by one", []string{"\x1b", silence, "\x1b", silence, "q"}, escapeKey + escapeKey + "q"},
		{"and a key at once", []string{"\x1bq"}, "\x1bq"},
		{"twice and a key at once", []string{"\x1b\x1bq"}, escapeKey + "\x1bq"},
		{"and a key after silence", []string{"\x1b", silence, "q"}, escapeKey + "q"},
		{"an arrow", []string{"\x1b[A"}, "\x1b[A"},
		{"an arrow in three pieces", []string{"\x1b", "[", "A"}, "\x1b[A"},
		{"an arrow with Alt of rxvt", []string{"\x1b\x1b[A"}, "\x1b\x1b[A"},
		{"escape before an arrow with Alt", []string{"\x1b\x1b\x1b[A"}, escapeKey + "\x1b\x1b[A"},
		{"F1", []string{"\x1bO", "P"}, "\x1bOP"},
		{"F1 of the Linux console", []string{"\x1b[[", "A"}, "\x1b[[A"},
		{"Alt-[", []string{"\x1b[", silence, "j"}, altKey('[') + "j"},
		{"Alt-O", []string{"\x1bO", silence}, altKey('O')},
		{"Alt-O and Escape", []string{"\x1bO\x1b", silence}, altKey('O') + escapeKey},
		{"Alt-]", []string{"\x1b]", silence, "a"}, altKey(']') + "a"},
		{"Escape, ] and j at once", []string{"\x1b]j"}, altKey(']') + "j"},
		{"keys that tcell takes for strings", []string{"\x1bX\x1b^\x1b_\x1bN\x1b\\a"}, altKey('X') + altKey('^') + altKey('_') + altKey('N') + altKey('\\') + "a"},
		{"Escape and what is no ASCII", []string{"\x1bü"}, escapeKey + "ü"},
		{"the mouse", []string{"\x1b[<0;1", "0;5M\x1b[<0;10;5m"}, "\x1b[<0;10;5M\x1b[<0;10;5m"},
		{"a sequence that another one breaks off", []string{"\x1b[1;\x1b[B"}, "\x1b[1;\x1b[B"},
		{"a sequence that Escape breaks off", []string{"\x1b[1;\x1b", silence}, "\x1b[1;" + escapeKey},
		{"pasted text", []string{"\x1b[200~a\x1b", silence, "b\x1b[20", silence, "1~c"}, "\x1b[200~ab\x1b[201~c"},
		{"pasted sequences", []string{"\x1b[200~\x1b]0;x\x07\x1b[2J\x1b[20\x1b\x1b[201~\x1b", silence}, "\x1b[200~]0;x\x07[2J[20\x1b[201~" + escapeKey},
		{"an answer", []string{"\x1b]11;rgb:0/0/0\x1b", silence, "\\a"}, "\x1b]11;rgb:0/0/0\x1b\\a"},
		{"no UTF-8", []string{"a\xffb\xe4", "\xbdc\x9b31m\xc3(", "\x1b\xe9", silence, "x"}, "a\ufffdb\ufffd\ufffdc\ufffd31m\ufffd(" + escapeKey + "\ufffdx"},
		{"a character in pieces", []string{"\xe4", silence, "\xbd", "\xa0"}, "你"},
		{"CSI u", []string{"\x1b[27u\x1b[97;3u"}, "\x1b[27u\x1b[97;3u"},
	} {
		e := &escapes{}
		if got := scanned(e, tt.in...); got != tt.want {
			t.Errorf("%s: %q becomes %q, want %q (%v)", tt.name, tt.in, got, tt.want, e)
		}
	}
}

// TestGroundAnswer: what terminals answer for the colour behind their text.
func TestGroundAnswer(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]ground{
		"11;rgb:0000/0000/0000": darkGround, "11;rgb:ffff/ffff/ffff": lightGround, "11;rgb:00/2b/36": darkGround,
		"11;rgb:fd/f6/e3": lightGround, "11;rgb:f/f/f": lightGround, "11;rgb:1e1e/1e1e/2e2e": darkGround,
		"11;rgb:///": unknownGround, "11;rgb:zz/00/00": unknownGround, "10;rgb:ff/ff/ff": unknownGround, "11;rgb:ff/ff": unknownGround,
		"11;rgb:fffff/0/0": unknownGround, "11;rgb:" + strings.Repeat("f", 500): unknownGround,
	} {
		for _, end := range []string{"\x07", "\x1b\\"} {
			got := unknownGround
			e := &escapes{ground: func(g ground) { got = g }}
			scanned(e, "\x1b]"+answer+end)
			if got != want {
				t.Errorf("%.40q: ground %d, want %d", answer, got, want)
			}
		}
	}
}

// recorded is what terminals send: keys of many kinds, the mouse, pasted text,
// answers, characters of several bytes.
const recorded = "jk5G\x1b[A\x1b[1;5B\x1bOP\x1b[24~\x1b[Z\t\r\x7f\x01你好é🙂\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<64;3;3M\x1bx\x1b1\x1b\x1b[C\x1b[200~pasted 你好\x1b[31m\n\x1b[201~/" +
	"tcp\x1b[27u\x1b[97;3u\x1b[I\x1b[O\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\q\x1b[3~\x1b[[A\x1bOHz"

// endOfInput ends what is recorded.
const endOfInput = "\x1b[15~" // F5

// eventsOf are the events that tcell makes of what a terminal sends, up to
// endOfInput. It runs the real screen; time stands still for what is pending.
func eventsOf(t testing.TB, chunks []string) []string {
	t.Helper()
	ti, err := tcell.LookupTerminfo("xterm-256color")
	if err != nil {
		t.Fatal(err)
	}
	tty := newKeyedTty(newFakeTty(append(chunks, endOfInput)...), time.Hour, nil)
	tty.after = func(time.Duration) <-chan time.Time { return nil }
	screen, err := tcell.NewTerminfoScreenFromTtyTerminfo(tty, ti)
	if err != nil {
		t.Fatal(err)
	}
	if err := screen.Init(); err != nil {
		t.Fatal(err)
	}
	defer screen.Fini()
	var out []string
	for {
		switch e := screen.PollEvent().(type) {
		case nil:
			t.Fatalf("the screen ended after %v", out)
		case *tcell.EventError:
			t.Fatalf("%v after %v", e, out)
		case *tcell.EventKey:
			if e.Key() == tcell.KeyF5 {
				return out
			}
			out = append(out, e.Name())
		case *tcell.EventMouse:
			x, y := e.Position()
			out = append(out, fmt.Sprintf("mouse %d,%d %d", x, y, e.Buttons()))
		case *tcell.EventPaste:
			out = append(out, fmt.Sprintf("paste %v", e.Start()))
		case *tcell.EventFocus:
			out = append(out, fmt.Sprintf("focus %v", e.Focused))
		}
	}
}

// cut cuts text into chunks at places that a source of random numbers says.
func cut(text string, rnd *rand.Rand) []string {
	var out []string
	for len(text) > 0 {
		n := min(1+rnd.IntN(12), len(text))
		out, text = append(out, text[:n]), text[n:]
	}
	return out
}

// TestInputInPieces: how the input is cut makes no difference to the events.
func TestInputInPieces(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	want := eventsOf(t, []string{recorded})
	text := strings.Join(want, " ")
	for _, event := range []string{"Rune[j]", "Up", "Ctrl+Down", "F1", "F12", "Rune[你]", "Rune[🙂]", "mouse 9,4 1", "mouse 9,4 0", "mouse 2,2 256",
		"Alt+Rune[x]", "Alt+Right", "paste true", "paste false", "Esc", "Alt+Rune[a]", "focus true", "Delete", "Home", "Rune[z]"} {
		if !strings.Contains(text, event) {
			t.Errorf("what is recorded makes no %s: %s", event, text)
		}
	}
	if strings.Contains(text, "rgb") || strings.Count(text, "Rune[3]") != 1 {
		t.Errorf("an answer became keys, or pasted text a sequence: %s", text)
	}
	one := strings.Split(recorded, "")
	for i, chunks := range [][]string{one, cut(recorded, rand.New(rand.NewPCG(1, 1))), cut(recorded, rand.New(rand.NewPCG(1, 2)))} {
		if got := strings.Join(eventsOf(t, chunks), " "); got != text {
			t.Errorf("%d: in pieces: %s\nin one:   %s", i, got, text)
		}
	}
}

// FuzzInput: any input, however it is cut, makes the same events; nothing waits
// for ever and nothing panics.
func FuzzInput(f *testing.F) {
	f.Add([]byte(recorded), uint64(1))
	f.Add([]byte("\x1b\x1b\x1b[\x1bO\x1b]\x1b[200~\x1b[20\x1b[201~\x1b]1\x1b\x1b\\"), uint64(2))
	f.Add([]byte("\x1b]0;\xff\xfe\x1b[[\x1b[<\xc3"), uint64(3))
	f.Fuzz(func(t *testing.T, in []byte, seed uint64) {
		whole, pieces := &escapes{}, &escapes{}
		chunks := cut(string(in), rand.New(rand.NewPCG(seed, 0)))
		want, got := scanned(whole, string(in)), scanned(pieces, chunks...)
		if got != want || whole.String() != pieces.String() || string(whole.text) != string(pieces.text) {
			t.Fatalf("%q cut into %q: %q (%v), whole %q (%v)", in, chunks, got, pieces, want, whole)
		}
		if whole.release(); whole.pending() {
			t.Fatalf("%q: something is pending after silence: %v", in, whole)
		}
		if !utf8.ValidString(want) {
			t.Fatalf("%q becomes %q", in, want)
		}
		if len(want) > 6*len(in) || len(whole.text) > answerMost || len(whole.held) > len(in) {
			t.Fatalf("%q becomes %d bytes: %v", in, len(want), whole)
		}
	})
}

// TestEscapeComesAlone: the Escape key comes after the time that was set, and only
// then; the goroutine that reads ends with the screen.
func TestEscapeComesAlone(t *testing.T) {
	t.Parallel()
	fake := newFakeTty()
	tty := newKeyedTty(fake, 7*time.Millisecond, nil)
	clock, asked := make(chan time.Time), make(chan time.Duration, 8)
	tty.after = func(d time.Duration) <-chan time.Time {
		asked <- d
		return clock
	}
	for round := range 2 { // a suspended program starts it again
		if err := tty.Start(); err != nil {
			t.Fatal(err)
		}
		fake.sends <- "\x1b"
		read := make(chan string)
		next := func() {
			p := make([]byte, 64)
			n, err := tty.Read(p)
			if err != nil {
				read <- err.Error()
				return
			}
			read <- string(p[:n])
		}
		go next()
		if d := <-asked; d != 7*time.Millisecond {
			t.Fatalf("it waits %v", d)
		}
		clock <- time.Time{}
		if got := <-read; got != escapeKey {
			t.Fatalf("round %d: %q", round, got)
		}
		go next()
		fake.sends <- "a"
		if got := <-read; got != "a" {
			t.Fatalf("round %d: %q", round, got)
		}
		go next()
		if err := tty.Drain(); err != nil {
			t.Fatal(err)
		}
		if got := <-read; got != os.ErrDeadlineExceeded.Error() {
			t.Fatalf("round %d: %q after Drain", round, got)
		}
		if err := tty.Stop(); err != nil { // waits for the goroutine
			t.Fatal(err)
		}
		if len(asked) != 0 {
			t.Errorf("round %d: it waited for what was not pending", round)
		}
	}
}

// TestTerminalGone: Read reports the end of the terminal, whatever is pending.
func TestTerminalGone(t *testing.T) {
	t.Parallel()
	fake := newFakeTty("\x1b")
	close(fake.sends)
	tty := newKeyedTty(fake, time.Hour, nil)
	if err := tty.Start(); err != nil {
		t.Fatal(err)
	}
	if n, err := tty.Read(make([]byte, 8)); err != io.EOF {
		t.Errorf("%d, %v", n, err)
	}
	tty.Drain()
	tty.Stop()
}

// TestAnswerIsAwaited: who quits at once does not leave the terminal's answer to
// the shell.
func TestAnswerIsAwaited(t *testing.T) {
	t.Parallel()
	fake := newFakeTty()
	told := make(chan ground, 1)
	tty := newKeyedTty(fake, time.Hour, func(g ground) { told <- g })
	if err := tty.Start(); err != nil {
		t.Fatal(err)
	}
	if fake.wrote.String() != askGround {
		t.Errorf("it asked %q", fake.wrote.String())
	}
	go func() { fake.sends <- "\x1b]11;rgb:ffff/ffff/ffff\x1b\\" }()
	tty.Drain()
	if g := <-told; g != lightGround {
		t.Errorf("ground %d", g)
	}
	tty.Stop()
	if err := tty.Start(); err != nil {
		t.Fatal(err)
	}
	if strings.Count(fake.wrote.String(), askGround) != 1 {
		t.Error("it asked again")
	}
	tty.Drain()
	tty.Stop()
}

func TestEscapeWait(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		env  map[string]string
		want time.Duration
	}{{nil, escapeLocal}, {map[string]string{"SSH_TTY": "/dev/pts/1"}, escapeRemote}, {map[string]string{"SSH_CONNECTION": "a 1 b 2"}, escapeRemote}} {
		if got := escapeWait(func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("%v: %v", tt.env, got)
		}
	}
}

// TestAltKeys: a key with Alt that nothing is bound to is Esc and then the key.
func TestAltKeys(t *testing.T) {
	t.Parallel()
	for k, want := range map[keymap.Key]keymap.Key{"Alt-x": "x", "Alt-Up": "Up", "Ctrl-Alt-M": "Enter", "Ctrl-Alt-I": "Tab", "Alt-Backspace": "Backspace",
		"Ctrl-Alt-D": "Ctrl-D", "Alt--": "-", "x": "", "Up": "", "Ctrl-A": ""} {
		if got := afterEscape(k); got != want {
			t.Errorf("afterEscape(%s) = %q, want %q", k, got, want)
		}
	}
	st := chat(t, 160, 48)
	st.press("s")
	st.wants("┏━ 3 Connection 0")
	st.press("Alt-j")
	st.wants("1 Packets 4 of 50", "┏━ 1 Packets")
	st.press(":", "7", "Alt-G")
	st.wants("1 Packets 50 of 50")
	st.press("?", "Alt-g")
	st.wants("1 Packets 1 of 50")
	st.press("Alt-4")
	st.wants("┏━ 4 Stream")
	for e, want := range map[*tcell.EventKey]keymap.Key{
		tcell.NewEventKey(tcell.KeyRune, 'x', tcell.ModAlt):               "Alt-x",
		tcell.NewEventKey(tcell.KeyRune, 'm', tcell.ModAlt|tcell.ModCtrl): "Ctrl-Alt-M",
		tcell.NewEventKey(tcell.KeyRune, 0x7f, tcell.ModAlt):              "Alt-Backspace",
	} {
		if got := keyOf(e); got != want {
			t.Errorf("keyOf(%s) = %q, want %q", e.Name(), got, want)
		}
	}
}
