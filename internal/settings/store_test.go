package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"tcptui/internal/private"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens a store whose state is in dir, with a clock that goes a second a
// look, and closes it at the end of the test.
func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, warnings := Open(Options{Places: Places{State: dir}})
	t.Cleanup(func() { s.Close() })
	for _, w := range warnings {
		t.Errorf("a warning: %v", w)
	}
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	var mu sync.Mutex
	s.now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
	return s
}

func flush(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
}

func TestStateSurvives(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "tcptui")
	odd := "/tmp/a\nb\x1b[31m\xff\u202e.pcap"
	cols := []Column{{"Bytes", "", "tcp.len", 5, Right}}
	c := capture(t, "x.pcap", 100)
	s := open(t, dir)
	s.Touch(Recent{Path: "/tmp/x", Size: 7, Packets: 3, Position: 2})
	s.Touch(Recent{Path: odd, Size: 8, Packets: 4})
	s.Touch(Recent{Path: "/tmp/gone"})
	s.Forget("/tmp/gone")
	s.AddHistory(FilterHistory, "tcp")
	s.AddHistory(FilterHistory, "udp\xff\n")
	s.AddHistory(FilterHistory, "tcp")
	s.AddHistory(FilterHistory, " \t")
	s.AddHistory(FindHistory, "x")
	s.ClearHistory(FindHistory)
	s.SetColumns("connections", cols)
	s.SetMarks(c, Marks{[]Mark{{9, ""}, {3, "a\xff"}}, []uint64{5}})

	check := func(s *Store) {
		t.Helper()
		recent := s.Recent()
		for i := range recent {
			if recent[i].Opened.IsZero() {
				t.Errorf("%q was opened at no time", recent[i].Path)
			}
			recent[i].Opened = time.Time{}
		}
		for _, tt := range []struct{ name, diff string }{
			{"recent", cmp.Diff([]Recent{{Path: odd, Size: 8, Packets: 4}, {Path: "/tmp/x", Size: 7, Packets: 3, Position: 2}}, recent)},
			{"filters", cmp.Diff([]string{"tcp", "udp\xff\n"}, s.History(FilterHistory))},
			{"finds", cmp.Diff([]string{}, s.History(FindHistory))},
			{"columns", cmp.Diff(cols, s.Columns("connections"))},
			{"marks", cmp.Diff(Marks{[]Mark{{3, "a\xff"}, {9, ""}}, []uint64{5}}, s.Marks(c))},
		} {
			if tt.diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, tt.diff)
			}
		}
	}
	check(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	check(open(t, dir))
	if private.Modes {
		onlyOurs(t, dir)
	}
}

// onlyOurs holds that only the owner can look into the state.
func onlyOurs(t *testing.T, dir string) {
	t.Helper()
	if st, err := os.Stat(dir); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("the directory has mode %v, %v", st.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 5 {
		t.Errorf("%d files, want four and the lock: %v", len(entries), err)
	}
	for _, e := range entries {
		if st, err := e.Info(); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", e.Name(), st.Mode(), err)
		}
	}
}

// capture writes a file of n different bytes and identifies it.
func capture(t *testing.T, name string, n int) Capture {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	return identify(t, path, content(n))
}

func content(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * i >> 3)
	}
	return b
}

func identify(t *testing.T, path string, data []byte) Capture {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Identify(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestWhichCapture marks a file and asks for the marks of what became of it.
func TestWhichCapture(t *testing.T) {
	changed := func(n, at int) []byte {
		b := content(n)
		b[at]++
		return b
	}
	for _, tt := range []struct {
		name      string
		was       int // bytes of the file that is marked
		elsewhere bool
		now       []byte
		found     bool
	}{
		{"the same", 5000, false, content(5000), true},
		{"moved", 5000, true, content(5000), true},
		{"grew", 5000, false, content(9000), true},
		{"grew from little", 40, false, content(100_000), true},
		{"grew, when it was large", 100_000, false, content(200_000), true},
		{"grew and moved", 5000, true, content(9000), false},
		{"shorter", 5000, false, content(4999), false},
		{"shorter by half", 5000, false, content(2500), false},
		{"other bytes at the beginning", 5000, false, changed(5000, 10), false},
		{"other bytes at the beginning, longer", 5000, false, changed(9000, 3000), false},
		{"moved, another end", 100_000, true, changed(100_000, 99_999), false},
	} {
		dir := t.TempDir()
		s := inMemory(Defaults())
		path := filepath.Join(dir, "a.pcap")
		s.Mark(identify(t, path, content(tt.was)), Mark{Frame: 1})
		if tt.elsewhere {
			path = filepath.Join(dir, "b.pcap")
		}
		c := identify(t, path, tt.now)
		if got := len(s.Marks(c).Marks) == 1; got != tt.found {
			t.Errorf("%s: found %v, want %v", tt.name, got, tt.found)
		}
		s.Mark(c, Mark{Frame: 2})
		want := 1
		if tt.found {
			want = 2
		}
		if got := s.Marks(c); len(got.Marks) != want {
			t.Errorf("%s: marks %v, want %d", tt.name, got, want)
		}
	}
	s := inMemory(Defaults())
	s.Mark(Capture{}, Mark{Frame: 1})
	if got := s.Marks(Capture{}); len(got.Marks) > 0 {
		t.Errorf("a pipe has marks: %v", got)
	}
	if _, err := Identify(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is no regular file") {
		t.Errorf("a directory was identified: %v", err)
	}
}

// TestProcessesKeepEachOthersEntries opens several stores in one directory, as
// processes do, and lets them write in turn and at once.
func TestProcessesKeepEachOthersEntries(t *testing.T) {
	dir := t.TempDir()
	c := capture(t, "x.pcap", 100)
	a, b := open(t, dir), open(t, dir)
	a.Touch(Recent{Path: "/a"})
	a.SetMarks(c, Marks{Marks: []Mark{{1, "a"}, {2, "a"}}})
	flush(t, a)
	b.Touch(Recent{Path: "/b"})
	b.SetMarks(c, Marks{Marks: []Mark{{3, "b"}}})
	flush(t, b)
	a.Unmark(c, 2)
	flush(t, a)
	last := open(t, dir)
	if got, want := last.Marks(c).Marks, []Mark{{1, "a"}, {3, "b"}}; !slices.Equal(got, want) {
		t.Errorf("marks %v, want %v", got, want)
	}
	if got := last.Recent(); len(got) != 2 {
		t.Errorf("recent %v, want those of both", got)
	}

	var all sync.WaitGroup
	for i := range 4 {
		s := open(t, dir)
		all.Go(func() {
			for j := range 10 {
				s.AddHistory(FilterHistory, fmt.Sprintf("filter %d of %d", j, i))
				if err := s.Flush(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := open(t, dir).History(FilterHistory); len(got) != 40 {
		t.Errorf("%d texts, want 40: %q", len(got), got)
	}
}

// TestSpoiltFiles opens stores over files that cannot be used.
func TestSpoiltFiles(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		warn       string
		aside      bool
		writes     bool
	}{
		{"no JSON", "{", "it was set aside as recent.json.bad", true, true},
		{"empty", "", "it was set aside as recent.json.bad", true, true},
		{"other JSON", `{"version":1,"content":{"a":1}}`, "it was set aside", true, true},
		{"no version", `{"content":[]}`, "it was set aside", true, true},
		{"too large", strings.Repeat(" ", mostState+1), "it was set aside", true, true},
		{"newer", `{"version":2,"content":7}`, "it is of a newer tcptui (version 2, this one knows 1)", false, false},
		{"nothing", `{"version":1,"content":null}`, "", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "recent.json")
			if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			s, warnings := Open(Options{Places: Places{State: dir}})
			if len(warnings) > 0 != (tt.warn != "") || tt.warn != "" && !strings.Contains(fmt.Sprint(warnings), tt.warn) {
				t.Errorf("warnings %v, want %q", warnings, tt.warn)
			}
			if aside, err := os.ReadFile(path + ".bad"); tt.aside && (err != nil || string(aside) != tt.text) {
				t.Errorf("not set aside: %v", err)
			}
			s.Touch(Recent{Path: "/x"})
			err := s.Close()
			if (err == nil) != tt.writes {
				t.Errorf("writing: %v", err)
			}
			if got := s.Recent(); len(got) != 1 {
				t.Errorf("recent %v: what is remembered now was lost", got)
			}
			if text, _ := os.ReadFile(path); !tt.writes && string(text) != tt.text {
				t.Errorf("the file became %q", text)
			}
		})
	}
}

func TestNoState(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(config, []byte("state = false"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		places Places
		warn   bool
	}{
		{"the setting says so", Places{Config: config, State: filepath.Join(dir, "state")}, false},
		{"the environment says so", Places{}, false},
		{"it cannot be written", Places{State: filepath.Join(file, "state")}, true},
	} {
		s, warnings := Open(Options{Places: tt.places})
		s.AddHistory(FilterHistory, "tcp")
		err := s.Close()
		warnings = append(warnings, s.TakeWarnings()...)
		if (err != nil) != tt.warn || len(warnings) > 0 != tt.warn {
			t.Errorf("%s: %v, warnings %v", tt.name, err, warnings)
		}
		if got := s.History(FilterHistory); len(got) != 1 {
			t.Errorf("%s: history %q: it lives as long as the process", tt.name, got)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "state")); err == nil {
		t.Error("the directory of the state was made although nothing is to be remembered")
	}
}

// TestFailedWritesWait makes the directory writable between two flushes.
func TestFailedWritesWait(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ := Open(Options{Places: Places{State: dir}})
	defer s.Close()
	s.AddHistory(FilterHistory, "tcp")
	if err := s.Flush(); err == nil {
		t.Fatal("written into a directory that is none")
	}
	s.AddHistory(FilterHistory, "udp")
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	flush(t, s)
	if got := open(t, dir).History(FilterHistory); !slices.Equal(got, []string{"udp", "tcp"}) {
		t.Errorf("history %q", got)
	}
}

// TestStateOfOthers: a directory that another user can have to do with is neither read nor
// changed, and that is said once.
func TestStateOfOthers(t *testing.T) {
	if !private.Modes {
		t.Skip("modes say nothing here")
	}
	elsewhere := t.TempDir()
	s := open(t, elsewhere)
	s.AddHistory(FilterHistory, "tcp")
	flush(t, s)
	if err := os.Chmod(elsewhere, 0o777); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "state")
	if err := os.Symlink(elsewhere, link); err != nil {
		t.Fatal(err)
	}
	s, warnings := Open(Options{Places: Places{State: link}})
	if len(warnings) != 1 || warnings[0].File != link || !strings.Contains(warnings[0].What, NoState) {
		t.Errorf("warnings %v", warnings)
	}
	if got := s.History(FilterHistory); len(got) > 0 || s.Remembers() {
		t.Errorf("history %q", got)
	}
	s.AddHistory(FilterHistory, "udp")
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if st, err := os.Stat(elsewhere); err != nil || st.Mode().Perm() != 0o777 {
		t.Errorf("what the link leads to has mode %v, %v", st.Mode(), err)
	}
	if got := open(t, elsewhere).History(FilterHistory); !slices.Equal(got, []string{"tcp"}) {
		t.Errorf("it was written to: %q", got)
	}
}

func TestLockedByAnother(t *testing.T) {
	if !private.Modes {
		t.Skip("no locks of files here")
	}
	dir := t.TempDir()
	unlock, err := lockDir(dir, lockBriefly)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockDir(dir, 0); err == nil || !strings.Contains(err.Error(), "another process has held") {
		t.Errorf("locked twice: %v", err)
	}
	unlock()
	unlock, err = lockDir(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

// TestBounds remembers more than there may be.
func TestBounds(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	c := capture(t, "x", 100)
	for i := range mostWaiting + 10 {
		s.Mark(c, Mark{Frame: uint64(i + 1), Name: strings.Repeat("n", mostName+1)})
	}
	for i := range mostHistory + 10 {
		s.AddHistory(FindHistory, fmt.Sprint(i))
	}
	for i := range 30 {
		s.Touch(Recent{Path: fmt.Sprint("/", i)})
	}
	s.AddHistory(FilterHistory, strings.Repeat("x", mostText+1))
	flush(t, s)
	if got := len(s.Marks(c).Marks); got > mostMarks {
		t.Errorf("%d marks", got)
	}
	if got := s.History(FindHistory); len(got) != mostHistory || got[0] != fmt.Sprint(mostHistory+9) {
		t.Errorf("%d texts, the first %q", len(got), got[0])
	}
	if got := s.Recent(); len(got) != Defaults().RecentFiles || got[0].Path != "/29" {
		t.Errorf("%d recent captures, the first %v", len(got), got[0])
	}
	if got := s.History(FilterHistory); len(got) > 0 {
		t.Errorf("a text of %d bytes is remembered", len(got[0]))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if st, err := e.Info(); err != nil || st.Size() > mostState {
			t.Errorf("%s has %d bytes, %v", e.Name(), st.Size(), err)
		}
	}
}

// TestColumnsOfTheSetting holds that a setting that is changed counts more than
// what was done on the screen before.
func TestColumnsOfTheSetting(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "config.toml")
	cols := []Column{{"No.", "no", "", 0, Right}}
	s, _ := Open(Options{Places: Places{Config: config, State: dir}})
	s.SetColumns(PacketView, append(cols, Column{Title: "of nothing"}))
	if got := s.Columns(PacketView); !slices.Equal(got, cols) {
		t.Errorf("columns %v, want %v", got, cols)
	}
	s.Close()
	s, _ = Open(Options{Places: Places{Config: config, State: dir}})
	if got := s.Columns(PacketView); !slices.Equal(got, cols) {
		t.Errorf("columns of the run before %v, want %v", got, cols)
	}
	s.Close()
	if err := os.WriteFile(config, []byte("columns = [{builtin = \"time\"}]"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ = Open(Options{Places: Places{Config: config, State: dir}})
	if got := s.Columns(PacketView); len(got) != 1 || got[0].Builtin != "time" {
		t.Errorf("columns %v, want those of the changed setting", got)
	}
	s.SetColumns(PacketView, cols)
	s.ForgetColumns(PacketView)
	if got := s.Columns(PacketView); len(got) != 1 || got[0].Builtin != "time" {
		t.Errorf("columns %v, want those of the setting", got)
	}
	if got := s.Columns("other"); got != nil {
		t.Errorf("columns of a view that has none: %v", got)
	}
	s.Close()
}

// TestWriterRings waits for the writing goroutine to write by itself.
func TestWriterRings(t *testing.T) {
	dir := t.TempDir()
	bell := make(chan struct{}, 1)
	s, _ := Open(Options{Places: Places{State: dir}, Ring: func() { bell <- struct{}{} }})
	s.AddHistory(FilterHistory, "tcp")
	<-bell
	if got := open(t, dir).History(FilterHistory); !slices.Equal(got, []string{"tcp"}) {
		t.Errorf("history %q", got)
	}
	s.Close()
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

// inMemory returns a store that has these settings and writes nothing. It need
// not be closed.
func inMemory(settings Settings) *Store {
	s := newStore(&Config{Settings: settings})
	close(s.done)
	return s
}
