package ui

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// lastLine is the footer on the screen.
func (st *stage) lastLine() string {
	lines := strings.Split(strings.TrimRight(st.text(), "\n"), "\n")
	return lines[len(lines)-1]
}

// TestFooterTellsTheWay: in a view that has all of the screen the footer names the
// way back and what the view is for, and no key that does there what another does.
func TestFooterTellsTheWay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys string
		want []string
		none []string
	}{
		{"", []string{"q quit", "Tab pane", "/ filter", "c connections", "e problems"}, []string{"Esc back"}},
		{"z", []string{"Esc back", "Tab pane"}, []string{"q quit"}},
		{"s", []string{"Esc back", "d diagram", "w why"}, []string{"q quit"}},
		{"f", []string{"Esc back", "view as", "Enter its packet"}, []string{"q quit"}},
		{"v", []string{"Esc back", "Enter packet", "graph"}, []string{"q quit", "Tab pane"}},
		{"c", []string{"Esc back", "Enter its packets", "sort"}, []string{"q quit", "Tab pane"}},
		{"c Space", []string{"Enter the selected"}, []string{"its packets"}},
		{"c b", []string{"Enter unfold"}, []string{"its packets"}},
		{"c b Enter", []string{"Enter fold"}, []string{"its packets"}},
		{"c b Enter Down", []string{"Enter its packets"}, nil},
		{"c b ?", []string{"Esc close"}, []string{"fold"}},
		{"c >", []string{"sorted by Client; C does it at once"}, nil},
		{"c > Down", []string{"Enter its packets", "sort"}, []string{"sorted"}},
		{"e", []string{"Esc back", "Enter its packets"}, []string{"q quit", "Tab pane"}},
		{"i", []string{"Esc back", "Tab page", "Enter its packets", "sort"}, []string{"q quit"}},
		{"O", []string{"Esc back", "Enter open", "o a file", "q quit"}, []string{"/ filter", "Tab pane", "connection"}},
	} {
		st := chat(t, 80, 24)
		st.press(strings.Fields(tt.keys)...)
		for _, w := range tt.want {
			if !strings.Contains(st.lastLine(), w) {
				t.Errorf("after %q the footer does not show %q: %s", tt.keys, w, st.lastLine())
			}
		}
		for _, w := range tt.none {
			if strings.Contains(st.lastLine(), w) {
				t.Errorf("after %q the footer shows %q: %s", tt.keys, w, st.lastLine())
			}
		}
	}
}

// TestNothingToSee: where there is nothing to be seen, or a key has nothing to do,
// the screen says why and what to do.
func TestNothingToSee(t *testing.T) {
	t.Parallel()
	captures := walkCaptures(t)
	empty, noTCP := captures[1].live, captures[3].live
	for _, keys := range []string{"s", "f", "d", "u", "}", "Alt-3 w", "Alt-4 v", "x", "."} {
		st := stageOf(t, empty, 80, 24, darkTheme())
		st.press(strings.Fields(keys)...)
		st.wants("no packets in this capture; O opens another", "there are no packets")
	}
	for _, keys := range []string{"s", "f", "d", "}", "Alt-3 d"} {
		st := stageOf(t, noTCP, 80, 24, darkTheme())
		st.press(strings.Fields(keys)...)
		st.wants("there are no TCP connections here")
	}
	for _, tt := range []struct{ keys, want string }{
		{"e", "no packets in this capture"}, {"e Enter", "no problems were found"}, {"e 2 Enter", "no problems were found"}, {"e Right", "no problems were found"},
		{"v", "no packets"}, {"Alt-3 p", "there is no connection to play"}, {"v x", "there is nothing in this graph"}, {"v n", "there is nothing in this graph"},
	} {
		st := stageOf(t, empty, 80, 24, darkTheme())
		atEnd(t, st.shell.stopWork)
		st.press(strings.Fields(tt.keys)[0])
		st.when(func(st *stage) string {
			if tt.keys[0] == 'e' {
				return st.misses("no packets in this capture")
			}
			return ""
		})
		st.press(strings.Fields(tt.keys)[1:]...)
		st.wants(tt.want)
	}
	st := chat(t, 80, 24)
	st.filter("tcp.port == 9")
	st.wants("no packet is kept by the display filter; Esc shows all again", "0 of 50")
	st.press("Esc")
	st.wants("Packets 3 of 50")
}

// TestWhyInLittleRoom: the explanation is shown on a small screen when it is asked
// for, and where there is no room even then that is said.
func TestWhyInLittleRoom(t *testing.T) {
	t.Parallel()
	for _, chart := range []bool{false, true} {
		st := chat(t, 80, 24)
		if st.press("s"); chart {
			st.press("d")
		}
		if st.misses("── why ──") == "" {
			t.Errorf("the explanation is shown by itself:\n%s", st.text())
		}
		st.press("w")
		st.wants("── why ──", "Frame 3, SYN from the client")
		st.press("J", "J")
		if st.misses("Frame 3, SYN from the client") == "" {
			t.Errorf("J did not scroll the explanation:\n%s", st.text())
		}
		st.press("w")
		if st.misses("── why ──") == "" {
			t.Errorf("w did not fold the explanation away:\n%s", st.text())
		}
	}
	st := chat(t, 80, 16)
	st.press("Alt-3", "w")
	st.wants("no room for the explanation here; z shows this pane alone")
	st = chat(t, 160, 48)
	st.press("s")
	st.wants("Frame 3, SYN from the client")
	st.press("w")
	if st.misses("Frame 3, SYN from the client") == "" {
		t.Errorf("w did not fold the explanation away:\n%s", st.text())
	}
	st.press("w")
	st.wants("Frame 3, SYN from the client")
}

// TestCommandsAreListed: Tab lists all commands where nothing is typed yet, and goes
// through them then.
func TestCommandsAreListed(t *testing.T) {
	t.Parallel()
	st := chat(t, 100, 30)
	all := st.shell.commands()
	slices.SortFunc(all, func(a, b command) int { return strings.Compare(a.name, b.name) })
	st.press(":")
	st.wants("Tab lists them")
	st.press("Tab")
	st.wants("apply-as-filter ", "Tab completes: ")
	if got := st.shell.prompt.(*commandBox).String(); got != "" {
		t.Errorf("the first Tab typed %q", got)
	}
	st.press("Tab", "Tab")
	if got := st.shell.prompt.(*commandBox).String(); got != all[1].name {
		t.Errorf("three times Tab typed %q, want %q", got, all[1].name)
	}
	st.press("Esc")
}

// TestSavePromptTellsTheWay: the line that asks where to save says how to do it and
// how to leave, where there is room.
func TestSavePromptTellsTheWay(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("Ctrl-S")
	st.wants("Save all 50 packets as: chat-all.pcapng   (Tab: only connection 0)  Enter go  Esc cancel")
	st = chat(t, 40, 12)
	st.press("Ctrl-S")
	st.wants("Save all 50 packets as: ")
}

// oneSided is a pcap sample without what one host sent, as a capture of one
// direction is.
func oneSided(t *testing.T, name string, without byte) []byte {
	t.Helper()
	sample, err := samples.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	data := sample.Data
	out := slices.Clone(data[:24])
	for at := 24; at < len(data); {
		end := at + 16 + int(binary.LittleEndian.Uint32(data[at+8:]))
		if from := data[at+16+14+12:]; from[0] != 10 || from[3] != without { // the source of IPv4 in Ethernet
			out = append(out, data[at:end]...)
		}
		at = end
	}
	return out
}

// TestOneSided: of a connection of which one direction was captured, states and
// stream say so.
func TestOneSided(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		without byte
		end     string
	}{{1, "server"}, {2, "client"}} {
		st := newStage(t, oneSided(t, "server_closes", tt.without), 80, 24, darkTheme())
		st.press("]", "s")
		st.wants("Nothing that the " + tt.end + " sent was captured: its states are inferred.")
		st.press("f")
		st.until(func() bool { return !st.shell.panes[paneStream].(*streamPane).Busy() })
		st.wants(tt.end + " not captured")
	}
	for _, name := range []string{"server_closes", "refused", "abort"} {
		sample, err := samples.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		st := newStage(t, sample.Data, 80, 24, darkTheme())
		if st.press("s"); st.misses("was captured: its states") == "" {
			t.Errorf("%s: the states say that an end was not captured:\n%s", name, st.text())
		}
	}
}
