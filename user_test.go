package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcptui/filter"
	"tcptui/flows"
	user "tcptui/internal/settings"
	"tcptui/testdata/samples"
	"tcptui/ui"
)

// keeperAt is a keeper of a user whose settings file holds text, and the directory
// of that user's state.
func keeperAt(t *testing.T, text string, args ...string) (*keeper, *settings) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	t.Setenv(user.NoState, "")
	file := user.UserPlaces().Config
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if text != "" {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return reopen(t, args...)
}

// reopen is the next run of the same user's program.
func reopen(t *testing.T, args ...string) (*keeper, *settings) {
	t.Helper()
	s, err := parseArgs(args)
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.keep()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.store.Close() })
	return k, s
}

// TestConfigure: the settings reach the screen, the command line goes before them.
func TestConfigure(t *testing.T) {
	const text = "theme = \"light\"\nascii = true\nmouse = false\nescape-time = 25\nlayout = \"list-above\"\nstart = \"start-page\"\ntime = \"epoch\"\n" +
		"relative-numbers = false\nmsl = 30\nsave-directory = \"/captures\"\n[keys.screen]\nquit = [\"Q\"]\n"
	k, s := keeperAt(t, text)
	var c ui.Config
	k.configure(s, &c)
	if key := c.Keys.KeyOf("screen", "quit"); key != "Q" {
		t.Errorf("quit has the key %q", key)
	}
	if c.Memory == nil || c.Warnings == nil || c.Left != nil {
		t.Errorf("memory %v, warnings %v, left %v", c.Memory, c.Warnings != nil, c.Left != nil)
	}
	c.Keys, c.Memory, c.Warnings = nil, nil, nil
	want := ui.Config{Theme: "light", ASCII: "true", NoMouse: true, EscapeTime: 25 * time.Millisecond, Layout: "list-above", AtStart: true, Time: "epoch",
		RawNumbers: true, MSL: 30 * time.Second, SaveDirectory: "/captures"}
	if diff := cmp.Diff(want.Theme+want.ASCII+want.Layout+want.Time+want.SaveDirectory, c.Theme+c.ASCII+c.Layout+c.Time+c.SaveDirectory); diff != "" {
		t.Error(diff)
	}
	if c.NoMouse != want.NoMouse || c.EscapeTime != want.EscapeTime || !c.AtStart || !c.RawNumbers || c.MSL != want.MSL {
		t.Errorf("%+v", c)
	}
	k, s = reopen(t, "--theme", "dark", "--ascii", "--no-mouse", filepath.Join(t.TempDir(), "none.pcap"))
	c = ui.Config{}
	if k.configure(s, &c); c.Theme != "dark" || c.ASCII != "true" || !c.NoMouse || c.AtStart {
		t.Errorf("with options: %+v", c)
	}
}

// TestUserWarnings: what is wrong is told once, with its place.
func TestUserWarnings(t *testing.T) {
	k, _ := keeperAt(t, "theme = \"drak\"\nmsl = 0\n")
	got := k.warnings()
	if len(got) != 2 || !strings.HasSuffix(got[0].Where, "config.toml:1:9") || !strings.HasPrefix(got[0].Text, "theme: expected") || !strings.HasSuffix(got[0].Text, "(did you mean dark?)") {
		t.Errorf("%+v", got)
	}
	if again := k.warnings(); len(again) != 0 {
		t.Errorf("told again: %+v", again)
	}
}

// TestLargeRules: of a file that is too long for colouring rules nothing is used, also not
// its beginning.
func TestLargeRules(t *testing.T) {
	path := filepath.Join(t.TempDir(), "colorfilters")
	k, _ := keeperAt(t, "")
	for _, tt := range []struct{ more, rules, warnings int }{{0, 1, 0}, {mostRules, 0, 1}} {
		text := "@resets@tcp.flags.reset == 1@[65535,0,0][0,0,0]\n" + strings.Repeat("#", tt.more)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		rules := k.rules(path, filter.NewCatalog(flows.Fields()))
		if warnings := k.warnings(); len(rules) != tt.rules || len(warnings) != tt.warnings {
			t.Errorf("%d bytes: %d rules, warnings %v", len(text), len(rules), warnings)
		}
	}
}

// TestConfigOption: --config names a file that must be there.
func TestConfigOption(t *testing.T) {
	keeperAt(t, "theme = \"light\"\n")
	other := filepath.Join(t.TempDir(), "other.toml")
	s := &settings{config: other}
	if _, err := s.keep(); err == nil || !strings.Contains(err.Error(), "--config") || !strings.Contains(err.Error(), "other.toml") {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.WriteFile(other, []byte("theme = \"monochrome\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	k, _ := reopen(t, "--config", other)
	if got := k.store.Settings().Theme; got != "monochrome" {
		t.Errorf("theme %s", got)
	}
	if _, err := parseArgs([]string{"--theme", "drak"}); err == nil || !strings.Contains(err.Error(), "did you mean dark?") {
		t.Errorf("--theme drak: %v", err)
	}
}

// TestMacros: filters of the command line may call the user's macros, wherever they stand.
func TestMacros(t *testing.T) {
	keeperAt(t, "[macros]\nport = \"tcp.port == $1\"\n")
	rules := filepath.Join(t.TempDir(), "rules")
	if err := os.WriteFile(rules, []byte("port 1: ${port:1}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sample := filepath.Join("testdata", "samples", "chat.pcapng")
	for _, args := range [][]string{
		{"-Y", "${port:1}", "-T", "text", sample},
		{"check", "${port:1}", sample},
		{"check", "--rule", "port 1: ${port:1}", sample},
		{"check", "--rules", rules, sample},
	} {
		var out, errs bytes.Buffer
		if status := run(args, strings.NewReader(""), &out, &errs); status != exitOK || errs.Len() > 0 {
			t.Errorf("%q: exit status %d, complains %q", args, status, errs.String())
		}
	}
}

// TestMacrosOfTaps: a filter inside -z may call the user's macros as -Y does: what is printed
// is what the macro's text keeps, and what is wrong with it ends as any bad filter.
func TestMacrosOfTaps(t *testing.T) {
	keeperAt(t, "[macros]\nport = \"tcp.port in {$1, 1}\"\n")
	sample := filepath.Join("testdata", "samples", "chat.pcapng")
	says := func(tap string) (out, errs string, status int) {
		var o, e bytes.Buffer
		status = run([]string{"-q", "-r", sample, "-z", tap}, strings.NewReader(""), &o, &e)
		return o.String(), e.String(), status
	}
	const call, text = "${port:8899}", "tcp.port in {8899, 1}"
	for _, tap := range []string{"conv,tcp,", "conv,ip,", "conv,json,", "conn,json,", "endpoints,tcp,", "endpoints,ip,", "expert,", "expert,note,", "io,phs,",
		"io,stat,1,", "io,stat,1,BYTES()tcp,SUM(tcp.len)"} {
		called, errs, status := says(tap + call)
		if status != exitOK || errs != "" {
			t.Errorf("-z %s%s: exit status %d, complains %q", tap, call, status, errs)
		}
		// Headings name the filter as it was typed, in tables that are as wide as it.
		written, _, _ := says(tap + text)
		if a, b := numbersOf(strings.ReplaceAll(called, call, "")), numbersOf(strings.ReplaceAll(written, text, "")); len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("-z %s%s prints\n%s\nwith the macro's text\n%s", tap, call, called, written)
		}
		if none, _, _ := says(tap + "${port:2}"); none == called {
			t.Errorf("-z %s%s prints the same for another port:\n%s", tap, call, called)
		}
		if _, errs, status := says(tap + "${prt:8899}"); status != exitFilter || !strings.Contains(errs, "there is no macro prt") || !strings.Contains(errs, "did you mean port?") {
			t.Errorf("-z %s with an unknown macro: exit status %d, complains %q", tap, status, errs)
		}
	}
}

// numbersOf are the runs of digits in a text.
func numbersOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// TestRecent: a capture that was opened is on the start page of the next run, with
// where the user was.
func TestRecent(t *testing.T) {
	k, s := keeperAt(t, "")
	file := filepath.Join(t.TempDir(), "chat.pcapng")
	if err := os.WriteFile(file, samples.Chat(), 0o600); err != nil {
		t.Fatal(err)
	}
	s.files = []string{file}
	var c ui.Config
	k.configure(s, &c)
	if c.Place != 0 {
		t.Errorf("a capture that was never opened has place %d", c.Place)
	}
	if page := k.startPage(); len(page.Recent) != 1 || page.Recent[0].Path != file || page.Recent[0].Size != int64(len(samples.Chat())) || len(page.Samples) == 0 {
		t.Errorf("while it is open: %+v", page)
	}
	c.Left(50, 37)
	if err := k.store.Close(); err != nil {
		t.Fatal(err)
	}
	k, _ = reopen(t)
	if page := k.startPage(); len(page.Recent) != 1 || page.Recent[0].Packets != 50 || page.Recent[0].Place != 37 || page.Recent[0].Opened.IsZero() {
		t.Errorf("in the next run: %+v", page.Recent)
	}
	if _, place, left := k.opened(file); place != 37 || left == nil {
		t.Errorf("place %d", place)
	}
	if _, place, left := k.opened(filepath.Dir(file)); place != 0 || left != nil {
		t.Error("a directory is remembered")
	}
}

// TestNoStateIsKept: who wants nothing remembered finds nothing.
func TestNoStateIsKept(t *testing.T) {
	for _, how := range []string{"environment", "setting"} {
		text := ""
		if how == "setting" {
			text = "state = false\n"
		}
		keeperAt(t, text)
		if how == "environment" {
			t.Setenv(user.NoState, "1")
		}
		file := filepath.Join(t.TempDir(), "chat.pcapng")
		if err := os.WriteFile(file, samples.Chat(), 0o600); err != nil {
			t.Fatal(err)
		}
		k, _ := reopen(t)
		memory, _, left := k.opened(file)
		memory.AddHistory("filter", "tcp")
		memory.SetMarks(ui.Marks{Plain: []uint32{1}})
		left(50, 1)
		if err := k.store.Close(); err != nil {
			t.Fatal(err)
		}
		if got := memory.History("filter"); len(got) != 1 {
			t.Errorf("%s: the run itself forgot: %v", how, got)
		}
		if names, _ := os.ReadDir(filepath.Join(os.Getenv("XDG_STATE_HOME"), "tcptui")); len(names) != 0 {
			t.Errorf("%s: %v were written", how, names)
		}
	}
}

// TestMemory: marks, histories and filters come back in the next run as they were.
func TestMemory(t *testing.T) {
	k, _ := keeperAt(t, "# mine\n[filters]\nold = \"udp\"\n")
	file := filepath.Join(t.TempDir(), "chat.pcapng")
	if err := os.WriteFile(file, samples.Chat(), 0o600); err != nil {
		t.Fatal(err)
	}
	memory, _, _ := k.opened(file)
	marks := ui.Marks{Plain: []uint32{3, 7, 9}, Named: map[rune]uint32{'a': 3, 'b': 3, 'z': 12}, Times: []uint32{1, 20}}
	memory.SetMarks(marks)
	memory.AddHistory("filter", "tcp.port == 80")
	memory.AddHistory("filter", "udp")
	if err := memory.SaveFilter("web", "tcp.port == 80"); err != nil {
		t.Fatal(err)
	}
	if err := memory.SaveFilter("", "tcp"); err == nil {
		t.Error("a filter without a name was saved")
	}
	if err := k.store.Close(); err != nil {
		t.Fatal(err)
	}
	k, _ = reopen(t)
	memory, _, _ = k.opened(file)
	if diff := cmp.Diff(marks, memory.Marks()); diff != "" {
		t.Errorf("marks: %s", diff)
	}
	if diff := cmp.Diff([]string{"udp", "tcp.port == 80"}, memory.History("filter")); diff != "" {
		t.Errorf("history: %s", diff)
	}
	if diff := cmp.Diff([]ui.NamedFilter{{Name: "old", Text: "udp"}, {Name: "web", Text: "tcp.port == 80"}}, memory.Filters()); diff != "" {
		t.Errorf("filters: %s", diff)
	}
	if err := memory.SaveFilter("old", ""); err != nil {
		t.Fatal(err)
	}
	if got := memory.Filters(); len(got) != 1 || got[0].Name != "web" {
		t.Errorf("after one was taken away: %v", got)
	}
	text, err := os.ReadFile(user.UserPlaces().Config)
	if err != nil || !strings.HasPrefix(string(text), "# mine\n") {
		t.Errorf("the settings file: %q, %v", text, err)
	}
	memory.SetMarks(ui.Marks{Plain: []uint32{9}})
	if diff := cmp.Diff(ui.Marks{Plain: []uint32{9}, Named: map[rune]uint32{}}, memory.Marks()); diff != "" {
		t.Errorf("marks that were taken away: %s", diff)
	}
	other, _, _ := k.opened("")
	other.SetMarks(marks)
	if got := other.Marks(); len(got.Plain) != 0 {
		t.Errorf("what is no file has marks: %v", got)
	}
}
