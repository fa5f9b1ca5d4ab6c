package ui

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"

	"tcptui/testdata/samples"
)

// clip is a clipboard that keeps what was copied.
type clip struct {
	data string
	err  error
}

func (c *clip) set(data []byte) error {
	if c.err == nil {
		c.data = string(data)
	}
	return c.err
}

// copied waits for the end of what is being copied.
func (st *stage) copied() {
	st.t.Helper()
	atEnd(st.t, st.shell.stopWork)
	for st.shell.copying != nil {
		<-st.shell.more
		st.shell.take(st.shell.m.live.Snapshot())
	}
	st.draw()
}

func TestCopy(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	c := &clip{}
	st.shell.clip = c
	st.press("2", "3", "G", "<", "<")                // the number of the packet
	for _, tt := range []struct{ key, want string }{ // regular expressions
		{"l", `^23  1\.\d+  10\.0\.0\.2:50414  10\.0\.0\.1:8899  TCP  PSH,ACK  1  33  64512  8$`},
		{"t", `^23\t1\.\d+\t10\.0\.0\.2:50414\t10\.0\.0\.1:8899\tTCP\tPSH,ACK\t1\t33\t64512\t8\t$`},
		{"i", `^ 23 PSH,ACK from the client with 8 bytes$`},
		{"h", `^0200[0-9a-f]+686973746f72790a$`},
		{"d", `(?s)^0000  02 00 .*\n0040  .. .. 68 69 73 74 6f 72 79 0a +\.\.history\.\n$|(?s)^0000  02 00 .*\n0040  .*\n$`},
		{"c", `(?s)^static const unsigned char packet_23\[74\] = \{\n\t0x02, 0x00, .*0x0a,\n\};\n$`},
		{"e", `^"\\x02\\x00.*history\\n"$`},
		{"4", `^tcp 10\.0\.0\.2:50414 10\.0\.0\.1:8899$`},
		{"f", `^frame\.number == 23$`},
		{"n", `^frame\.number$`},
		{"<", `^history\n$`},
		{">", `^.{25}`},
		{"s", `(?s)^.*history\n.*$`},
	} {
		st.press("y", tt.key)
		st.copied()
		if !regexp.MustCompile(tt.want).MatchString(c.data) {
			t.Errorf("y %s copied %q, want %s", tt.key, c.data, tt.want)
		}
		st.wants("copied ", "if nothing arrives, the terminal forbids OSC 52: Y writes a file")
	}
	st.press("s", "y", "n") // there the cursor is on a segment
	st.wants("the cursor is on no field", "┏━ Copy ━")
	st.press("Esc", "Esc", "g", "y", "s")
	st.wants("this packet belongs to no TCP connection")
	c.err = errors.New("no")
	st.press("Esc", "y", "h")
	st.wants("nothing was copied: no; Y writes a file")
	st.shell.clip = nil
	st.press("y", "h")
	st.wants("there is no clipboard here; Y writes a file")
}

func TestCopyIntoFile(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	path := filepath.Join(t.TempDir(), "out.bin")
	st.press("]", "Y", "<")
	st.wants("Copy stream, from the client into: chat-stream-1-client.bin")
	st.paste(path)
	st.press("Enter")
	st.copied()
	st.wants("copied stream, from the client, 8 bytes, into ")
	read := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("the file has %q, %v; want %q", got, err, want)
		}
	}
	read("history\n")
	st.press("y", "Y", "4")
	st.paste(path)
	st.press("Enter")
	st.wants("exists: overwrite it?")
	st.press("x")
	st.wants("Copy connection's four-tuple into: ")
	read("history\n")
	st.press("Enter", "y")
	st.copied()
	read("tcp 10.0.0.2:50414 10.0.0.1:8899")
	st.press("Y", "4")
	for _, tt := range []struct{ path, want string }{{"", "type a file name"}, {t.TempDir(), "that is a directory"}} {
		st.paste(tt.path)
		st.press("Enter")
		st.wants(tt.want)
	}
	st.paste(filepath.Join(t.TempDir(), "no", "such"))
	st.press("Enter")
	st.copied()
	st.wants("nothing was copied: ", "cannot be saved: ")
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".tcptui*")); left != nil {
		t.Errorf("%v were left", left)
	}
}

// TestCopyTooMuch: what a terminal would drop is not sent.
func TestCopyTooMuch(t *testing.T) {
	t.Parallel()
	var sent strings.Builder
	c := ttyClipboard{&sent, noMultiplexer}
	if err := c.set(make([]byte, clipMost+1)); err == nil || sent.Len() > 0 {
		t.Errorf("%d bytes were sent, %v", sent.Len(), err)
	}
	if err := c.set(make([]byte, clipMost)); err != nil || sent.Len() < clipMost {
		t.Errorf("%d bytes were sent, %v", sent.Len(), err)
	}
	var n tallied
	n.w, n.most, n.put = &sent, 10, func(int) {}
	if _, err := n.Write(make([]byte, 10)); err != nil {
		t.Error(err)
	}
	if _, err := n.Write([]byte{1}); err == nil {
		t.Error("more was written than may be")
	}
}

func TestOSC52(t *testing.T) {
	t.Parallel()
	data := []byte(strings.Repeat("\x1b[31mé", 100))
	text := base64.StdEncoding.EncodeToString(data)
	bare := "\x1b]52;c;" + text + "\a"
	if got := osc52(data, noMultiplexer); got != bare {
		t.Errorf("bare: %q", got)
	}
	if got := osc52(data, tmux); got != bare+"\x1bPtmux;\x1b"+bare+"\x1b\\" {
		t.Errorf("tmux: %q", got)
	}
	got := osc52(data, gnuScreen)
	var joined strings.Builder
	for _, part := range regexp.MustCompile(`(?s)\x1bP(.*?)\x1b\\`).FindAllStringSubmatch(got, -1) {
		joined.WriteString(part[1])
		if len(part[1]) > 250 {
			t.Errorf("a part of %d bytes is more than screen takes", len(part[1]))
		}
	}
	if joined.String() != bare {
		t.Errorf("screen: %q", got)
	}
	for _, tt := range []struct {
		env  map[string]string
		want multiplexer
	}{
		{map[string]string{"TERM": "xterm-256color"}, noMultiplexer},
		{map[string]string{"TERM": "screen-256color", "TMUX": "/tmp/x"}, tmux},
		{map[string]string{"TERM": "tmux-256color"}, tmux},
		{map[string]string{"TERM": "screen"}, gnuScreen},
		{map[string]string{"TERM": "xterm", "STY": "1.x"}, gnuScreen},
	} {
		if got := multiplexerOf(func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.env, got, tt.want)
		}
	}
}

// tty is a terminal that keeps what is written to it.
type tty struct {
	tcell.Tty
	sent strings.Builder
}

func (t *tty) Write(b []byte) (int, error) { return t.sent.Write(b) }

// onTTY is a screen that has a terminal under it.
type onTTY struct {
	tcell.SimulationScreen
	tty *tty
}

func (s onTTY) Tty() (tcell.Tty, bool) { return s.tty, true }

func TestClipboardOf(t *testing.T) {
	t.Parallel()
	env := func(term string) func(string) string {
		return func(name string) string { return map[string]string{"TERM": term}[name] }
	}
	screen := tcell.NewSimulationScreen("UTF-8")
	if err := clipboardOf(screen, env("xterm")).set([]byte("x")); err != nil || string(screen.GetClipboardData()) != "x" {
		t.Errorf("%q, %v", screen.GetClipboardData(), err)
	}
	on := onTTY{screen, &tty{}}
	if err := clipboardOf(on, env("xterm")).set([]byte("x")); err != nil || on.tty.sent.String() != "\x1b]52;c;eA==\a" {
		t.Errorf("%q, %v", on.tty.sent.String(), err)
	}
	if err := clipboardOf(on, env("linux")).set([]byte("x")); err == nil {
		t.Error("the Linux console was said to have a clipboard")
	}
}

func TestBytesAsText(t *testing.T) {
	t.Parallel()
	data := []byte("a\"\\\n\x00" + "1z\xff~")
	for _, tt := range []struct{ got, want string }{
		{hexText(data), "61225c0a00317aff7e"},
		{dumpText(data), "0000  61 22 5c 0a 00 31 7a ff 7e" + strings.Repeat(" ", 3*7) + "   a\"\\..1z.~\n"},
		{dumpText(nil), ""},
		{cText("x", data[:2]), "static const unsigned char x[2] = {\n\t0x61, 0x22,\n};\n"},
		{escapedText(data), `"a\"\\\n\x00\x31z\xff~"`},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	m := st.shell.m
	st.press("2", "3", "G", "<", "<") // the number of the packet
	for _, tt := range []struct{ keys, want string }{
		{"a s", "frame.number == 23"},
		{"a n", "!(frame.number == 23)"},
		{"Esc a c", "tcp.stream == 1"},
		{"a v", "ip.addr == 10.0.0.2 && ip.addr == 10.0.0.1"},
		{"a a", "(ip.addr == 10.0.0.2 && ip.addr == 10.0.0.1) && frame.number == 23"},
		{"Esc a o", "(ip.addr == 10.0.0.2 && ip.addr == 10.0.0.1) || frame.number == 23"},
		{"Esc a 1", "ip.addr == 10.0.0.2"},
		{"a A", "ip.addr == 10.0.0.2 && !(frame.number == 23)"},
		{"Esc 2 3 G a O", "ip.addr == 10.0.0.2 || !(frame.number == 23)"},
		{"a 3", "tcp.port == 50414"}, {"a 4", "tcp.port == 8899"}, {"a 2", "ip.addr == 10.0.0.1"},
	} {
		st.press(strings.Fields(tt.keys)...)
		st.settled()
		if m.filt == nil || m.filt.f.String() != tt.want {
			t.Errorf("after %s the filter is %q, want %q", tt.keys, m.filterText(), tt.want)
		}
	}
	st.press("a", "p")
	st.wants("/ frame.number == ")
	st.press("Esc", "/", "Ctrl-U", "Enter", "g", "a", "a")
	st.wants("no filter is in force that it could be added to")
	st.press("c")
	st.wants("this packet belongs to no TCP connection")
}

// TestApplyCell: a pane says what its cursor is on.
func TestApplyCell(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	c := &clip{}
	st.shell.clip = c
	st.shell.panes[paneStream] = cellPane{st.shell.panes[paneStream]}
	st.press("f")
	for _, tt := range []struct{ key, want string }{{"v", "8899"}, {"n", "tcp.port"}, {"f", "tcp.port == 8899"}, {"l", "Port 8899"}} {
		if st.press("y", tt.key); c.data != tt.want {
			t.Errorf("y %s copied %q, want %q", tt.key, c.data, tt.want)
		}
	}
	st.press("a", "n")
	st.settled()
	st.wants("/ !(tcp.port == 8899)")
}

// cellPane is a pane whose cursor is on a port.
type cellPane struct{ pane }

func (cellPane) Cell(*model) (cell, bool) { return cell{"8899", "tcp.port == 8899", "tcp.port"}, true }
func (cellPane) Line(*model) string       { return "Port 8899" }

func TestGoldenMenus(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{160, 48}, {80, 24}} {
		for _, key := range []string{"y", "a", "Y"} {
			name := fmt.Sprintf("menu_%s_%dx%d", map[string]string{"y": "copy", "Y": "copy_file", "a": "apply"}[key], s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st := newStage(t, samples.Chat(), s.w, s.h, darkTheme())
				st.press("2", "3", "G", key)
				st.compare(t, name)
			})
		}
	}
}

// TestMenuLettersDiffer: each letter of a menu does one thing.
func TestMenuLettersDiffer(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	for _, key := range []string{"y", "Y", "a"} {
		st.press(key)
		var letters []string
		for _, item := range st.shell.menu.items {
			if item.key != "" {
				letters = append(letters, string(item.key))
			}
		}
		n := len(letters)
		slices.Sort(letters)
		if len(slices.Compact(letters)) != n {
			t.Errorf("the menu of %s has a letter twice: %v", key, letters)
		}
		st.press("Esc")
	}
}
