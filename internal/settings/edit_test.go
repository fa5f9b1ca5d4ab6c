package settings

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/internal/private"
	"tcptui/keymap"
)

// TestEdit changes settings in the text of a file.
func TestEdit(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		change     func(s *Settings)
		want       string // "" is an error
	}{
		{"nothing", "# mine\n", func(*Settings) {}, "# mine\n"},
		{"into an empty file", "", func(s *Settings) { s.Theme = ThemeLight }, "theme = \"light\"\n"},
		{"in its place", "# mine\ntheme  =  'dark'  # night\nmouse = true\n", func(s *Settings) { s.Theme = ThemeLight },
			"# mine\ntheme  =  \"light\"  # night\nmouse = true\n"},
		{"without an end of line", "mouse = true", func(s *Settings) { s.Theme = ThemeLight }, "mouse = true\ntheme = \"light\"\n"},
		{"before the sections", "# mine\nmouse = true # yes\n\n[filters]\na = \"x\"\n", func(s *Settings) { s.MSL = 30e9 },
			"# mine\nmouse = true # yes\nmsl = 30\n\n[filters]\na = \"x\"\n"},
		{"a wrong value", "theme = [\n 1,\n 2] # ?\nmouse = false\n", func(s *Settings) { s.Theme = ThemeLight }, "mouse = false\ntheme = \"light\"\n"},
		{"a wrong entry stays", "them = 1\n", func(s *Settings) { s.Theme = ThemeLight }, "them = 1\ntheme = \"light\"\n"},
		{"a section is begun", "mouse = true\n", func(s *Settings) { s.Filters = []Named{{"a b", "tcp"}} }, "mouse = true\n\n[filters]\n\"a b\" = \"tcp\"\n"},
		{"a section grows", "[filters]\n# good\na = \"x\"\n# end\n[macros]\nm = \"1\"\n", func(s *Settings) { s.Filters = append(s.Filters, Named{"b", "y"}) },
			"[filters]\na = \"x\"\nb = \"y\"\n# good\n# end\n[macros]\nm = \"1\"\n"},
		{"a section goes", "[filters]\na = \"x\"\n[macros]\nm = \"1\"\n", func(s *Settings) { s.Filters = nil }, "[macros]\nm = \"1\"\n"},
		{"an inline table", "filters = {a = \"x\"}\nmouse = true\n", func(s *Settings) { s.Filters[0].Text = "y" }, "mouse = true\n\n[filters]\na = \"y\"\n"},
		{"dotted keys", "filters.a = \"x\"\nmouse = true\n", func(s *Settings) { s.Filters[0].Text = "y" }, "mouse = true\n\n[filters]\na = \"y\"\n"},
		{"columns in sections", "mouse = true\n[[columns]]\nbuiltin = \"no\"\n[[columns]]\nbuiltin = \"time\"\n[filters]\na = \"x\"\n", func(s *Settings) {
			s.Columns = []Column{{"Bytes", "", "tcp.len", 5, Right}}
		}, "mouse = true\ncolumns = [\n    {title = \"Bytes\", field = \"tcp.len\", width = 5, align = \"right\"},\n]\n[filters]\na = \"x\"\n"},
		{"keys", "[keys.screen]\nup = [\"x\"]\n[keys.help]\ndown = [\"J\"]\n", func(s *Settings) {
			s.Keys = Keys{keymap.Screen: {keymap.Up: {"Z"}}}
		}, "[keys.screen]\nup = [\"Z\"]\n"},
		{"no TOML", "theme = \n", func(s *Settings) { s.Theme = ThemeLight }, ""},
		{"what cannot be said", "", func(s *Settings) { s.Filters = []Named{{"a\xff", "x"}} }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			was := Parse("/etc/config.toml", []byte(tt.text), Checks{}).Settings
			want := was
			want.Filters = append([]Named(nil), was.Filters...)
			tt.change(&want)
			got, err := edit("/etc/config.toml", []byte(tt.text), &was, &want)
			if string(got) != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("got %q, %v\nwant %q", got, err, tt.want)
			}
		})
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sub", "config.toml")
	s, warnings := Open(Options{Places: Places{Config: path}})
	defer s.Close()
	if len(warnings) > 0 {
		t.Error(warnings)
	}
	save := func(change func(*Settings)) {
		t.Helper()
		want := s.Settings()
		change(&want)
		if err := s.Save(want); err != nil {
			t.Fatal(err)
		}
	}
	save(func(s *Settings) { s.Theme = ThemeLight })
	text, err := os.ReadFile(path)
	if err != nil || string(text) != "theme = \"light\"\n" {
		t.Errorf("file %q, %v", text, err)
	}
	// The user edits the file while the program runs.
	if err := os.WriteFile(path, append([]byte("mouse = false # mine\n"), text...), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.toml")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	s.config.Path = link
	save(func(s *Settings) { s.Theme = ThemeDark })
	text, err = os.ReadFile(path)
	if err != nil || string(text) != "mouse = false # mine\ntheme = \"dark\"\n" {
		t.Errorf("file %q, %v", text, err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is gone: %v, %v", st, err)
	}
	if st, err := os.Stat(path); err != nil || private.Modes && st.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	if got := s.Settings(); got.Theme != ThemeDark || got.Mouse {
		t.Errorf("in force: %v, mouse %v", got.Theme, got.Mouse)
	}
	if err := os.WriteFile(path, []byte("theme ="), 0o600); err != nil {
		t.Fatal(err)
	}
	want := s.Settings()
	want.Theme = ThemeLight
	if err := s.Save(want); err == nil || !strings.Contains(err.Error(), "put it right") {
		t.Errorf("a file that is no TOML was changed: %v", err)
	}
}

// TestSaveOthers: root, whom sudo has left another user's HOME, takes no settings file from
// that user, and makes none there.
func TestSaveOthers(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root could")
	}
	const other = 65534
	dir := t.TempDir()
	there, missing := filepath.Join(dir, "there", "config.toml"), filepath.Join(dir, "missing", "sub", "config.toml")
	for _, path := range []string{filepath.Dir(there), filepath.Join(dir, "missing")} {
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(path, other, other); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(there, []byte("mouse = false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(there, other, other); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(there)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{there, missing} {
		s, _ := Open(Options{Places: Places{Config: path}})
		want := s.Settings()
		want.Theme = ThemeLight
		if err := s.Save(want); !errors.Is(err, private.ErrOthers) {
			t.Errorf("saving to %s: %v", path, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if after, err := os.Stat(there); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file of the other user was replaced: %v", err)
	}
	if _, err := os.Lstat(filepath.Dir(missing)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory was made: %v", err)
	}
}
