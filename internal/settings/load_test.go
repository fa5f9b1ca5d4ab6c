package settings

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcptui/internal/golden"
	"tcptui/keymap"
)

// TestParse reads files that are right and files that are not: what differs from
// the default, and what is said.
func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name string
		text string
		want func(s *Settings) // changes the defaults to what is expected
		warn []string          // without the file's name, in order
	}{
		{"empty", "", nil, nil},
		{"all that is simple", `
theme = "high-contrast"
ascii = true
mouse = false
escape-time = 25
layout = "one-pane"
minimap = false
start = "start-page"
time = "delta-displayed"
relative-numbers = false
colour-rules = false
colour-rules-file = "rules"
msl = 30
save-directory = "/captures"
state = false
recent-files = 0
`, func(s *Settings) {
			s.Theme, s.ASCII, s.Mouse, s.EscapeTime, s.Layout, s.Minimap = ThemeHighContrast, On, false, 25, LayoutOnePane, false
			s.Start, s.Time, s.RelativeNumbers = StartPage, TimeDeltaDisplayed, false
			s.ColourRules, s.ColourRulesFile, s.SaveDirectory = false, "/etc/tcptui/rules", "/captures"
			s.MSL, s.State, s.RecentFiles = 30e9, false, 0
		}, nil},
		{"ascii", "ascii = \"auto\"", nil, nil},
		{"ascii off", "ascii = false", func(s *Settings) { s.ASCII = Off }, nil},
		{"ascii, not so", "ascii = \"on\"", nil, []string{`1:9: ascii: expected "auto", true or false, found "on"`}},
		{"wrong values, each by itself", "theme = \"drak\"\nmouse = 1\nmsl = 0\ntime = \"utc\"\n  start = ['sample']\nstate = 1979-05-27\n",
			func(s *Settings) { s.Time = TimeUTC }, []string{
				`1:9: theme: expected "auto", "dark", "light", "high-contrast", "16-colours" or "monochrome", found "drak" (did you mean dark?)`,
				`2:9: mouse: expected true or false, found 1`,
				`3:7: msl: expected a whole number from 1 to 3600, found 0`,
				`5:3: start: expected "sample" or "start-page", found an array`,
				`6:9: state: expected true or false, found a date or a time`,
			}},
		{"unknown", "them = 1\n[colours]\nred = 1\n[filters]\nx = \"tcp\"", func(s *Settings) { s.Filters = []Named{{"x", "tcp"}} }, []string{
			`1:1: there is no setting "them" here (did you mean theme?)`,
			`2:2: there is no setting "colours" here (did you mean columns?)`,
		}},
		{"a column in characters", "\"\u00e9\u00e9\" = 1", nil, []string{`1:1: there is no setting "` + "\u00e9\u00e9" + `" here`}},
		{"after wide characters", "filters = {\u0022\u4f60\u597d\u0022 = 1}", nil, []string{`1:19: filters."` + "\u4f60\u597d" + `": expected a string, found 1`}},
		{"no TOML", "mouse = false\ntheme = dark\n", nil, []string{`2:9: this is no TOML: `}},
		{"twice", "mouse = false\nmouse = true\n", nil, []string{`2:1: this is no TOML: `}},
		{"a table for a value", "[theme]\nx = 1\n", nil, []string{`1:2: theme: expected "auto"`}},
		{"a value for a table", "keys = 3\nfilters = []\n", nil, []string{`1:8: keys: expected sections [keys.PLACE]`, `2:1: filters: expected a section`}},
		{"columns", `columns = [{builtin = "no"}, {field = "tcp.len", title = "Bytes", width = 6, align = "right"}]`, func(s *Settings) {
			s.Columns = []Column{{"No.", "no", "", 0, Right}, {"Bytes", "", "tcp.len", 6, Right}}
		}, nil},
		{"columns in sections", "[[columns]]\nbuiltin = \"time\"\n[[columns]]\nfield = \"bad\"\n", func(s *Settings) {
			s.Columns = []Column{{"Time", "time", "", 0, Right}}
		}, []string{`4:9: columns[2]: bad field`}},
		{"wrong columns", "columns = [\n{builtin = \"tmie\"},\n{width = 3},\n7,\n{builtin = \"no\", field = \"x\"},\n{field = \"x\", width = -1, align = \"rigth\", titel = \"X\", title = 5}]", func(s *Settings) {
			s.Columns = []Column{{"x", "", "x", 0, Left}}
		}, []string{
			`2:12: columns[1]: expected "no", "time", "source", "destination", "protocol", "flags", "seq", "ack", "window", "length" or "info", found "tmie" (did you mean time?)`,
			`3:1: columns[2]: a column needs builtin or field: what it shows`,
			`4:1: columns[3]: expected a table with title and builtin or field, found 7`,
			`5:26: columns[4]: builtin and field exclude each other`,
			`6:23: columns[5]: expected a whole number from 0 to 500, found -1`,
			`6:35: columns[5]: expected "left" or "right", found "rigth" (did you mean right?)`,
			`6:44: columns[5]: there is no entry "titel" here (did you mean title?)`,
			`6:65: columns[5]: expected a string that is not empty, for title, found 5`,
		}},
		{"no column", "columns = []", nil, []string{`1:1: columns: there is no column that can be shown; the default ones are`}},
		{"filters and macros", "[filters]\nb = \"tcp\"\na = \"bad\"\n\"\" = \"tcp\"\n[macros]\nm_1 = \"$1\"\n\"a b\" = \"x\"\n", func(s *Settings) {
			s.Filters = []Named{{"b", "tcp"}, {"a", "bad"}}
			s.Macros = []Named{{"m_1", "$1"}}
		}, []string{`3:5: filters.a: bad filter`, `4:6: filters."": the name is empty`, `7:9: macros."a b": a name here has only letters, digits and _`}},
		{"keys", "[keys.screen]\nup = [\"k\", \"ctrl-k\"]\nfollow-stream = []\n[keys]\nhelp.down = [\"J\"]\n", func(s *Settings) {
			s.Keys = Keys{keymap.Screen: {keymap.Up: {"k", "Ctrl-K"}, keymap.Follow: {}}, keymap.InHelp: {keymap.Down: {"J"}}}
		}, nil},
		{"keys as by default", "[keys.screen]\nup = [\"Up\", \"k\"]\n", nil, nil},
		{"wrong keys", "[keys.screen]\nup = \"k\"\ndwon = [\"j\"]\nleft = [1, \"Hyper-h\", \"H\"]\nright = [\"Hyper-l\"]\n[keys.scren]\n[keys]\npackets = 1\n", func(s *Settings) {
			s.Keys = Keys{keymap.Screen: {keymap.Left: {"H"}}}
		}, []string{
			`2:6: keys.screen.up: expected an array of keys, such as ["Ctrl-F", "n"], or [] for none, found "k"`,
			`3:1: keys.screen: there is no entry "dwon" here (did you mean down?)`,
			`4:9: keys.screen.left: expected the name of a key, such as "Ctrl-F", found 1`,
			`4:12: keys.screen.left: "Hyper-h" is not the name of a key`,
			`5:10: keys.screen.right: "Hyper-l" is not the name of a key`,
			`6:7: keys: there is no entry "scren" here (did you mean screen?)`,
			`8:11: keys.packets: expected a section with lines of action = ["key", ...], found 1`,
		}},
		{"keys that collide", "[keys.screen]\ndown = [\"Q\"]\nup = [\"Up\", \"Q\"]\nzoom = [\"q\", \"Z\"]\n", func(s *Settings) {
			s.Keys = Keys{keymap.Screen: {keymap.Down: {"Q"}, keymap.Up: {"Up"}, keymap.Zoom: {"Z"}}}
		}, []string{
			`1:7: keys.screen.quit: quit must have a key: it keeps its default`,
			`3:13: keys.screen.up: Q is wanted for down and for up; it stays with down`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bad := func(what string) func(string) error {
				return func(text string) error {
					if text == "bad" {
						return &os.SyscallError{Syscall: "bad " + what, Err: os.ErrInvalid}
					}
					return nil
				}
			}
			c := Parse("/etc/tcptui/config.toml", []byte(tt.text), Checks{Field: bad("field"), Filter: bad("filter")})
			want := Defaults()
			if tt.want != nil {
				tt.want(&want)
			}
			if diff := cmp.Diff(want, c.Settings); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
			for i, w := range c.Warnings {
				got := strings.TrimPrefix(w.Error(), "/etc/tcptui/config.toml:")
				if i >= len(tt.warn) || !strings.Contains(got, tt.warn[i]) || strings.Contains(got, "\n") {
					t.Errorf("warning %d: %s", i, got)
				}
			}
			if len(c.Warnings) < len(tt.warn) {
				t.Errorf("%d warnings, want %q", len(c.Warnings), tt.warn)
			}
			reread(t, c)
		})
	}
}

// reread holds that what is printed of settings gives the same settings, without
// a warning.
func reread(t *testing.T, c *Config) {
	t.Helper()
	var b bytes.Buffer
	if err := c.Print(&b); err != nil {
		t.Fatal(err)
	}
	again := Parse(c.Path, b.Bytes(), Checks{})
	if len(again.Warnings) > 0 {
		t.Errorf("what is printed is wrong: %v\n%s", again.Warnings, b.String())
	}
	if diff := cmp.Diff(c.Settings, again.Settings); diff != "" {
		t.Errorf("what is printed gives other settings (-was +read):\n%s\n%s", diff, b.String())
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, tt := range []struct {
		name, path string
		theme      Theme
		warn       string // "" for none
	}{
		{"no file", filepath.Join(dir, "none"), ThemeAuto, ""},
		{"no path", "", ThemeAuto, ""},
		{"a file", file("right", `theme = "dark"`), ThemeDark, ""},
		{"a directory", dir, ThemeAuto, "the defaults are used: this is no file"},
		{"too large", file("large", strings.Repeat("# much\n", mostConfig/7+1)), ThemeAuto, "settings have at most 65536"},
		{"a file for a directory", filepath.Join(file("x", ""), "config.toml"), ThemeAuto, "the defaults are used: not a directory"},
		{"binary", file("binary", "\x00\xff\xfe"), ThemeAuto, "binary:1:1: this is no TOML"},
		{"deep", file("deep", "x = "+strings.Repeat("[", 50_000)), ThemeAuto, "this is no TOML"},
	} {
		c := Load(tt.path, Checks{})
		if c.Settings.Theme != tt.theme {
			t.Errorf("%s: theme %s, want %s", tt.name, c.Settings.Theme, tt.theme)
		}
		if tt.warn == "" && len(c.Warnings) > 0 || tt.warn != "" && (len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0].Error(), tt.warn)) {
			t.Errorf("%s: warnings %v, want %q", tt.name, c.Warnings, tt.warn)
		}
	}
}

// TestManyMistakes reads the largest file there may be, of mistakes.
func TestManyMistakes(t *testing.T) {
	var b strings.Builder
	for b.Len() < mostConfig-10 {
		b.WriteString("k" + strconv.Itoa(b.Len()) + "=1\n")
	}
	c := Parse("config.toml", []byte(b.String()), Checks{})
	if n := len(c.Warnings); n != mostWarnings+1 || !strings.Contains(c.Warnings[n-1].What, "there is more") {
		t.Errorf("%d warnings", n)
	}
}

func TestExpand(t *testing.T) {
	t.Setenv("HOME", "/home/ann")
	for _, tt := range []struct{ in, want string }{
		{"~", "/home/ann"}, {"~/x", "/home/ann/x"}, {"~x", "/etc/~x"}, {"/a/../b", "/a/../b"}, {"../b", "/b"},
	} {
		got, err := expand(tt.in, "/etc")
		if want := filepath.Clean(tt.want); err != nil || got != want {
			t.Errorf("expand(%q) = %q, %v, want %q", tt.in, got, err, want)
		}
	}
}

func TestUserPlaces(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", "/c")
	t.Setenv("XDG_STATE_HOME", "/s")
	t.Setenv("XDG_CACHE_HOME", "/i")
	t.Setenv(NoState, "")
	if got, want := UserPlaces(), (Places{"/c/tcptui/config.toml", "/s/tcptui", "/i/tcptui/index"}); got != want {
		t.Errorf("places %v, want %v", got, want)
	}
	t.Setenv(NoState, "0")
	if got := UserPlaces(); got.State+got.Index != "" {
		t.Errorf("state in %q, indexes in %q although %s is set", got.State, got.Index, NoState)
	}
}

// TestDocuments holds that the documents show the table of settings.
func TestDocuments(t *testing.T) {
	var b bytes.Buffer
	c := Parse("~/.config/tcptui/config.toml", nil, Checks{})
	if err := c.Print(&b); err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(b.String(), "[keys.screen]") // the keys change with every new action
	golden.Check(t, "testdata/config.toml", text)
	golden.Check(t, "../../docs/settings.md", settingsPage(reference()))
}

// settingsPage is the page of the documents around the table.
func settingsPage(table string) string {
	return `# Settings

tcptui reads ` + "`$XDG_CONFIG_HOME/tcptui/config.toml`" + ` (` + "`tcptui config --path`" + ` says where that is). The file need not
exist; what is wrong in it keeps its default and is said at the start. ` + "`tcptui config --check`" + ` lists it all, with line
and column. ` + "`tcptui config`" + ` prints the settings that are in force in the form of the file, with comments: a file to begin
with, and the list of all keys.

` + table + `
## Keys

` + "```toml" + `
[keys.screen]
follow-stream = ["f", "F5"]    # instead of its default keys
state = []                     # no key

[keys.stream]
zoom = ["Enter"]               # in this pane only; the keys of the screen work too
` + "```" + `

A key is taken from the action that had it in the same place. Keys of a pane come before those of the screen. exit, quit,
back and help can be moved, but not left without a key. In the prompts only keys that write nothing can be bound.

## What the program remembers

Recent captures with the place where you were, what was typed, marks and time references, and columns that were changed
on the screen are in ` + "`$XDG_STATE_HOME/tcptui/`" + `, readable for you alone. Several tcptui at once keep each other's entries.
Marks belong to a capture's content: they are found again after it was moved or renamed, and after it grew; a file that
became shorter or that begins otherwise is another capture. ` + "`state = false`" + ` or ` + "`TCPTUI_NO_STATE=1`" + ` turns all this off;
deleting the directory forgets it.

What was computed of a capture of 128 MiB or more is kept in ` + "`$XDG_CACHE_HOME/tcptui/index/`" + `, readable for you alone,
and the same file opens at once the next time: nothing of it is read but what is shown. It is used only as long as the
program and the file are the same, by size, times, inode and some blocks of its content. The screen writes it when all
is read and you are not waited for; without a screen there is mostly no time for that, and ` + "`--cache`" + ` waits for it.
` + "`--no-cache`" + `, ` + "`index-cache = 0`" + `, ` + "`state = false`" + ` and ` + "`TCPTUI_NO_STATE=1`" + ` turn it off; the directory may be deleted at
any time.
`
}

// reference returns the table of settings for the documents, in Markdown.
func reference() string {
	var b strings.Builder
	b.WriteString("| setting | default | values | what it is |\n|---|---|---|---|\n")
	def := Defaults()
	for _, o := range options() {
		usual := "`" + o.kind.show(&def) + "`"
		if strings.Contains(usual, "\n") {
			usual = "see `tcptui config`"
		}
		cell := strings.NewReplacer("|", `\|`, "<", "&lt;")
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.key, usual, cell.Replace(o.kind.accepts()), cell.Replace(o.help))
	}
	return b.String()
}
