package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// command types a command and does it.
func (st *stage) command(text string) {
	st.t.Helper()
	if st.shell.prompt == nil {
		st.press(":")
	}
	st.paste(text)
	st.press("Enter")
	st.found()
}

func TestCommandLineTakesNumbers(t *testing.T) {
	t.Parallel()
	st := chat(t, 100, 30)
	tests := []struct{ keys, want string }{
		{":", "a packet, 1 to 50"},
		{"9 9 9 Enter", "there is no packet 999"},
		{"7", " : 7\n"},
		{"Enter", "Packets 7 of 50"},
		{": 9 9 9 Enter Backspace", " : 99\n"},
		{"Esc : 8 Enter", "Packets 8 of 50"},
		{"Esc", "Packets 7 of 50"},
		{": Backspace", "? help"},
	}
	for _, tt := range tests {
		st.press(strings.Fields(tt.keys)...)
		st.wants(tt.want)
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	sel := func(want int) {
		t.Helper()
		if got := int(st.shell.m.sel) + 1; got != want {
			t.Errorf("packet %d is selected, want %d:\n%s", got, want, st.text())
		}
	}
	for _, tt := range []struct {
		command string
		sel     int    // 0: whatever
		shows   string // "" : nothing of interest
	}{
		{"37", 37, ""}, {"connection 1", 18, ""}, {"connection 2", 0, "connections are 0 to 1"}, {"connection x", 0, "connections are 0 to 1"},
		{"5", 5, ""}, {"next-connection", 18, ""}, {"down 3", 21, ""}, {"down x", 0, `down takes a number, not "x"`},
		{"find SYN-RECEIVED", 4, "match 1 of 2"},
		{"filter tcp.prt == 1", 0, "did you mean tcp.port?"}, {"filter tcp.stream == 1", 0, "tcp.stream == 1   11 of 50"}, {"filter", 0, "/ tcp.stream == 1"},
		{"set", 0, "type what to set: time, numbers, layout"}, {"set numbers raw", 0, ""}, {"set numbers", 0, "numbers is raw; it can be relative, raw"},
		{"set numbers relative", 0, ""}, {"set x", 0, `there is no "x" to be set`}, {"time epoch", 0, "times: seconds since 1970"},
		{"time never", 0, `time cannot be "never"`}, {"layout 2", 0, "the list above"}, {"layout 1", 0, ""}, {"layout 9", 0, `layout cannot be "9"`},
		{"mark b", 0, "has the mark b"}, {"mark", 0, "is marked"}, {"mark 1", 0, "a to z"}, {"marks", 0, "Go to mark"},
		{"help filter", 0, "filter [EXPR]: list only packets"}, {"help zoom", 0, "this pane alone"}, {"help quantum", 0, "nothing about"},
		{"fliter x", 0, "did you mean filter?"}, {"quantum", 0, `there is no command "quantum"`}, {"why", 0, "why does nothing in this pane"},
		{"save", 0, "Save "}, {"export x.pdf", 0, ".txt, .tsv or .csv"}, {"go yesterday", 0, "times are +1.5s"},
	} {
		st.command(tt.command)
		st.settled()
		if tt.sel > 0 {
			sel(tt.sel)
		}
		if tt.shows != "" {
			st.wants(tt.shows)
		}
		for st.shell.prompt != nil || st.shell.menu != nil || st.shell.help != nil {
			st.press("Esc")
		}
	}
	st.command("help")
	st.wants("Help: what the keys do here")
	st.press("Esc")
	st.command("help change of a state")
	st.wants("Help: what the keys do here")
	st.press("Esc")
	if st.command("q"); !st.quit {
		t.Error(":q did not quit")
	}
}

// TestEveryActionIsACommand: all that a key does in a pane can be typed, and is
// explained.
func TestEveryActionIsACommand(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	for i := range st.shell.panes {
		st.shell.focus(i)
		known := make(map[string]bool)
		for _, c := range st.shell.commands() {
			if known[c.name] {
				t.Errorf("two commands are called %s", c.name)
			}
			known[c.name] = true
			if c.help == "" {
				t.Errorf("%s is not explained", c.name)
			}
		}
		for _, s := range st.shell.keys.Help(st.shell.scope()) {
			for _, l := range s.Lines {
				if a := l.Action; a != keymap.Digit && a != keymap.Command && !known[string(a)] {
					t.Errorf("%s is no command in pane %d", a, i)
				}
			}
		}
	}
}

func TestGoTime(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(1000, 3), 100, 30, darkTheme()) // a packet each microsecond, from 22:13:20 UTC on
	for _, tt := range []struct {
		text string
		want int
	}{
		{"go 0.000500", 501}, {":+100us", 601}, {"-200us", 401}, {"+0.0001", 501}, {"go 1700000000.000300", 301}, {"0", 1},
		{"go 22:13:20", 1}, {"go 2023-11-14 22:13:20", 1}, {"go 2023-11-14T22:13", 1}, {"go 2023-11-14", 1},
	} {
		st.command(strings.TrimPrefix(tt.text, ":"))
		if tt.text == "0" {
			st.wants("there is no packet 0")
			st.press("Esc")
			continue
		}
		if got := int(st.shell.m.sel) + 1; got != tt.want {
			t.Errorf("%s went to %d, want %d", tt.text, got, tt.want)
		}
	}
	st.command("+1h")
	st.wants("no packet comes at that time or later")
	st.command("-1h")
	st.wants("no packet comes at that time or earlier")
	for _, bad := range []string{"", ".", "1.x", "1e5", "9999999999999999999", "1.0000000001"} {
		if ns, err := parseSpan(bad); err == nil {
			t.Errorf("%q is a span of %v", bad, time.Duration(ns))
		}
	}
}

func TestCommandCompletes(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	dir := t.TempDir()
	for _, name := range []string{"alpha.pcap", "alpine.txt", "beta"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	st.press(":")
	box := st.shell.prompt.(*commandBox)
	for _, tt := range []struct{ typed, keys, want string }{
		{"conn", "Tab", "connection"},
		{"next-i", "Tab", "next-in-connection"},
		{"filter tcp.dstp", "Tab", "filter tcp.dstport"},
		{"set ti", "Tab", "set time"}, {"theme l", "Tab", "theme light"},
		{"set time ep", "Tab", "set time epoch"},
		{"time ep", "Tab", "time epoch"},
		{"help conn", "Tab", "help connection"},
		{"save " + dir + "/al", "Tab", "save " + dir + "/alp"},
		{"save " + dir + "/alpi", "Tab", "save " + dir + "/alpine.txt"},
		{"save " + dir + "/d", "Tab", "save " + dir + "/deep/"},
		{"save " + dir + "/nothing/x", "Tab", "save " + dir + "/nothing/x"},
		{"zzz", "Tab", "zzz"},
		{"12", "Tab", "12"},
		{"quit x", "Tab", "quit x"},
	} {
		st.paste(tt.typed)
		st.press(strings.Fields(tt.keys)...)
		if got := box.String(); got != tt.want {
			t.Errorf("%s and %s make %q, want %q", tt.typed, tt.keys, got, tt.want)
		}
	}
	st.paste("37")
	st.press("Enter", ":", "Up")
	if got := st.shell.prompt.(*commandBox).String(); got != "37" {
		t.Errorf("the history has %q, want 37", got)
	}
}

func TestExport(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.filter("tcp.flags.syn == 1")
	for _, tt := range []struct{ ext, first, second string }{
		{".csv", "No.,Time,Source,Destination,Protocol,Flags,", "3,0.010695,10.0.0.2:50412,10.0.0.1:8899,TCP,SYN,0,,64240,0,client SYN-SENT"},
		{".tsv", "No.\tTime\t", "3\t0.010695\t10.0.0.2:50412\t"},
		{".txt", "No.  Time", "3    0.010695  10.0.0.2:50412  "},
	} {
		path := filepath.Join(t.TempDir(), "list"+tt.ext)
		st.command("export " + path)
		st.copied()
		st.wants("copied 4 packets of the list")
		data, err := os.ReadFile(path)
		lines := strings.Split(string(data), "\n")
		if err != nil || len(lines) != 6 || !strings.HasPrefix(lines[0], tt.first) || !strings.HasPrefix(lines[1], tt.second) {
			t.Errorf("%s: %v\n%s", tt.ext, err, data)
		}
	}
}

// The columns that are shown are those that are exported and found in: the user's
// own, and without those that were taken away.
func TestExportOwnColumns(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	list := st.shell.packets()
	list.setColumns([]ColumnSpec{{Name: "no"}, {Name: "tcp.nxtseq", Title: "Next"}, {Name: "ip.ttl"}})
	st.filter("tcp.flags.syn == 1")
	path := filepath.Join(t.TempDir(), "list.csv")
	st.command("export " + path)
	st.copied()
	data, err := os.ReadFile(path)
	if want := "No.,Next,Time to Live\n3,1,64\n"; err != nil || !strings.HasPrefix(string(data), want) {
		t.Errorf("%v\n%s\nwant the beginning %s", err, data, want)
	}
	m := st.shell.m
	if text, want := packetText(m, 2), "3  1  64"; text != want {
		t.Errorf("the text of a packet is %q, want %q", text, want)
	}
	of := m.listOf()
	list.setColumns([]ColumnSpec{{Name: "no"}})
	if m.listOf() == of {
		t.Error("what was found in other columns is taken for what is in these")
	}
	if text := packetText(m, 2); text != "3" {
		t.Errorf("the text of a packet is %q, want its number only", text)
	}
}

func TestGoldenCommand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, key string }{
		{"command_words", "next", "Tab"}, {"command_help", "filter tcp.flags.s", "End"}, {"command_unknown", "fliter x", "Enter"},
	} {
		for _, s := range []size{{160, 48}, {80, 24}} {
			name := fmt.Sprintf("%s_%dx%d", tt.name, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st := newStage(t, samples.Chat(), s.w, s.h, darkTheme())
				st.press(":")
				st.paste(tt.text)
				st.press(tt.key)
				st.compare(t, name)
			})
		}
	}
}
