package ui

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcptui/flows"
	"tcptui/testdata/samples"
)

// fakeMemory remembers in the test.
type fakeMemory struct {
	marks   Marks
	texts   map[string][]string // the newest first
	filters []NamedFilter
	broken  bool
}

func (f *fakeMemory) Marks() Marks                 { return f.marks }
func (f *fakeMemory) SetMarks(m Marks)             { f.marks = m }
func (f *fakeMemory) History(kind string) []string { return f.texts[kind] }
func (f *fakeMemory) Filters() []NamedFilter       { return f.filters }

func (f *fakeMemory) AddHistory(kind, text string) {
	if f.texts == nil {
		f.texts = make(map[string][]string)
	}
	f.texts[kind] = append([]string{text}, f.texts[kind]...)
}

func (f *fakeMemory) SaveFilter(name, text string) error {
	if f.broken {
		return errors.New("the disk is full")
	}
	f.filters = append(f.filters, NamedFilter{name, text})
	return nil
}

// remembering is the stage with a memory.
func remembering(t *testing.T, mem Memory) *stage {
	t.Helper()
	st := chat(t, 160, 48)
	st.shell.past = remembered{memory: mem}
	st.shell.recallMarks()
	st.draw()
	return st
}

func TestMarks(t *testing.T) {
	t.Parallel()
	mem := &fakeMemory{}
	st := remembering(t, mem)
	m := st.shell.m
	st.press("Alt-n")
	st.wants("no packet is marked; M marks the selected one")
	st.press("'")
	st.wants("there are no marks; m and a letter makes one")
	st.press("5", "G", "M", "9", "G", "M", "7", "G")
	st.wants("┃│●  5 ", "┃│●  9 ")
	for _, tt := range []struct {
		key  string
		want uint32
	}{{"Alt-n", 9}, {"Alt-n", 9}, {"Alt-p", 5}, {"Alt-p", 5}, {"Esc", 9}, {"Esc", 7}} {
		if st.press(tt.key); m.sel+1 != tt.want {
			t.Errorf("after %s packet %d is selected, want %d", tt.key, m.sel+1, tt.want)
		}
	}
	st.press("m", "x")
	st.wants("packet 7 has the mark x", "▸x  7 ")
	st.press("2", "0", "G", "'", "x")
	if m.sel != 6 {
		t.Errorf("packet %d is selected, want 7", m.sel+1)
	}
	if st.press("'", "'"); m.sel != 19 {
		t.Errorf("'' went to %d, want back to 20", m.sel+1)
	}
	if st.press("'", "'"); m.sel != 6 {
		t.Errorf("'' went to %d, want 7 again", m.sel+1)
	}
	st.press("m", "5")
	st.wants(`"5" is no name for a mark`)
	st.press("m")
	st.wants("Mark packet 7 as: a to z", "in use: x")
	st.press("Esc", "T")
	st.wants("times count from packet 7 on")
	want := Marks{Plain: []uint32{5, 9}, Named: map[rune]uint32{'x': 7}, Times: []uint32{7}}
	if diff := cmp.Diff(want, mem.marks); diff != "" {
		t.Errorf("remembered (-want +got):\n%s", diff)
	}
	again := remembering(t, mem)
	if a := again.shell.m; !slices.Equal(a.marks, m.marks) || a.named != m.named || !slices.Equal(a.timeRefs, m.timeRefs) {
		t.Error("the next run has other marks")
	}
	st.press("m", "x", "T", "5", "G", "M")
	if diff := cmp.Diff(Marks{Plain: []uint32{9}, Named: map[rune]uint32{}, Times: []uint32{}}, mem.marks); diff != "" {
		t.Errorf("remembered (-want +got):\n%s", diff)
	}
}

// TestMarksOfMemory: what a memory says may be wrong, or of packets to come.
func TestMarksOfMemory(t *testing.T) {
	t.Parallel()
	mem := &fakeMemory{marks: Marks{Plain: []uint32{0, 60, 4, 4, flows.NoRow}, Named: map[rune]uint32{'A': 1, 'b': 0, 'c': 70, 'é': 2, 'd': 3}}}
	st := remembering(t, mem)
	st.press("g", "Alt-n")
	if st.shell.m.sel != 3 {
		t.Errorf("packet %d is selected, want 4", st.shell.m.sel+1)
	}
	st.press("Alt-n")
	st.wants("no marked packet comes after this one")
	st.press("'")
	st.wants("c  packet 70", "not read yet", "d  packet 3 ", "● packet 60")
	st.press("c")
	st.wants("there is no packet 70")
}

func TestMarksAsFilter(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("5", "G", "M", "9", "G", "m", "a", "T")
	st.filter("frame.marked == 1")
	if got := listedRows(st.shell.m); !slices.Equal(got, []int{5, 9}) {
		t.Errorf("%v are listed, want 5 and 9", got)
	}
	st.press("M") // 9 has a mark still
	st.settled()
	st.press("m", "a", "M")
	st.settled()
	if got := listedRows(st.shell.m); !slices.Equal(got, []int{5}) {
		t.Errorf("%v are listed, want 5", got)
	}
	st.filter("frame.ref_time")
	if got := listedRows(st.shell.m); !slices.Equal(got, []int{9}) {
		t.Errorf("%v are listed, want 9", got)
	}
}

func TestSaveMarked(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("5", "G", "M", "9", "G", "m", "a", "Ctrl-S", "Tab")
	st.wants("Save the 2 marked packets as: ", "chat-marked.pcapng")
	path := filepath.Join(t.TempDir(), "marked.pcapng")
	st.paste(path)
	st.press("Enter")
	st.saved()
	st.wants("saved 2 packets")
}

func TestSavedFilters(t *testing.T) {
	t.Parallel()
	mem := &fakeMemory{texts: map[string][]string{historyFilter: {"udp", "arp"}}}
	st := remembering(t, mem)
	st.press("/", "Ctrl-O")
	st.wants("no filter is saved yet; Ctrl-S saves the one in this line")
	st.press("Ctrl-S")
	st.wants("there is no filter here that could be saved")
	st.press("Up")
	st.wants("/ udp")
	st.press("Up")
	st.wants("/ arp")
	st.paste("tcp.flags.syn == 1")
	st.press("Ctrl-S", "Enter")
	st.wants("type a name")
	st.shell.PasteHandler()("syn", nil)
	mem.broken = true
	st.press("Enter")
	st.wants("the disk is full")
	mem.broken = false
	st.press("Enter")
	st.wants("saved as syn", "/ tcp.flags.syn == 1")
	st.press("Ctrl-U", "t", "Ctrl-O")
	st.wants("Saved filters", "1  syn", "tcp.flags.syn == 1")
	st.press("Esc")
	st.wants("/ t")
	st.press("Ctrl-O", "1", "Enter")
	st.settled()
	st.wants("/ tcp.flags.syn == 1   4 of 50")
	if got := mem.texts[historyFilter][0]; got != "tcp.flags.syn == 1" {
		t.Errorf("the newest of the history is %q", got)
	}
	st.press("Esc", ":", "f", "i", "l", "t", "e", "r", "s", "Enter")
	st.wants("Saved filters")
}

// TestRemembered: without a memory texts and filters live as long as the run.
func TestRemembered(t *testing.T) {
	t.Parallel()
	var r remembered
	for _, text := range []string{"a", "b", "b", "a", ""} {
		r.add(historyFind, text)
	}
	if got := r.history(historyFind); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("history %v, want b, a", got)
	}
	for i := range 2 * historyMost {
		r.add(historyFind, fmt.Sprint(i))
	}
	if n := len(r.history(historyFind)); n != historyMost {
		t.Errorf("%d texts are kept, want %d", n, historyMost)
	}
	for _, f := range []NamedFilter{{"b", "udp"}, {"a", "tcp"}, {"b", "arp"}, {"c", "ip"}, {"c", ""}} {
		if err := r.save(f.Name, f.Text); err != nil {
			t.Error(err)
		}
	}
	if got := r.saved(); !slices.Equal(got, []NamedFilter{{"a", "tcp"}, {"b", "arp"}}) {
		t.Errorf("saved %v", got)
	}
	if len(slices.Collect(maps.Keys(r.texts))) != 1 {
		t.Error("histories are mixed up")
	}
}

func TestGoldenMarks(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{160, 48}, {80, 24}} {
		name := fmt.Sprintf("marks_%dx%d", s.w, s.h)
		t.Run(name, func(t *testing.T) {
			st := newStage(t, samples.Chat(), s.w, s.h, darkTheme())
			st.press("5", "G", "M", "7", "G", "m", "q", "9", "G", "'")
			st.compare(t, name)
		})
	}
}
