package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	user "tcptui/internal/settings"
)

// TestConfig runs tcptui config over settings files.
func TestConfig(t *testing.T) {
	for _, tt := range []struct {
		name     string
		file     string // "" for none
		args     []string
		status   int
		out, err string // what they contain; "" is nothing
	}{
		{"without a file", "", nil, 0, "theme = \"auto\"\n", ""},
		{"check without a file", "", []string{"--check"}, 0, "", ""},
		{"path", "", []string{"--path"}, 0, filepath.Join("tcptui", "config.toml") + "\n", ""},
		{"help", "", []string{"--help"}, 0, "usage: tcptui config", ""},
		{"right", "theme = \"light\"\n", nil, 0, "# Differs from the default, by line 1 of the file: \"auto\".\ntheme = \"light\"\n", ""},
		{"check what is right", "theme = \"light\"\n", []string{"--check"}, 0, "", ""},
		{"wrong", "theme = \"lihgt\"\nmouse = false\n", nil, 0, "mouse = false\n", "config.toml:1:9: theme: expected \"auto\""},
		{"check what is wrong", "theme = \"lihgt\"\n", []string{"--check"}, 1, "", "found \"lihgt\" (did you mean light?)\n"},
		{"field", "columns = [{field = \"tcp.windw_size\"}]\n", []string{"--check"}, 1, "", "1:21: columns[1]: there is no field tcp.windw_size (did you mean tcp.window_size?)\n"},
		{"filter", "[filters]\nbad = \"tcp.flags.syn ==\"\n", []string{"--check"}, 1, "", "2:7: filters.bad: column 17: "},
		{"filter with a macro", "[filters]\nx = \"${it:1}\"\n", []string{"--check"}, 0, "", ""},
		{"no TOML", "theme = \n", []string{"--check"}, 1, "", "config.toml:1:9: this is no TOML: "},
		{"escapes", "\"\\u001b[31m\" = 1\n", []string{"--check"}, 1, "", "there is no setting \"\\u001B[31m\" here"},
		{"option", "", []string{"--paht"}, 1, "", "config --paht: expected --path, --check or --config FILE"},
		{"options", "", []string{"--path", "--check"}, 1, "", "config takes one of --path and --check: "},
		{"another file", "theme = \"light\"\n", []string{"--config", "testdata/config_dark.toml"}, 0, "# Differs from the default, by line 2 of the file: \"auto\".\ntheme = \"dark\"\n", ""},
		{"another file, checked", "theme = \"lihgt\"\n", []string{"--check", "--config=testdata/config_dark.toml"}, 0, "", ""},
		{"path of another file", "", []string{"--config", "testdata/config_dark.toml", "--path"}, 0, filepath.Join("testdata", "config_dark.toml") + "\n", ""},
		{"another file that is not there", "", []string{"--config", "testdata/none.toml"}, 1, "", "--config stat testdata/none.toml: no such file or directory"},
		{"no file", "", []string{"--config"}, 1, "", "config --config needs a FILE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("XDG_CONFIG_HOME", dir)
			if tt.file != "" {
				path := filepath.Join(dir, "tcptui", "config.toml")
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out, errs bytes.Buffer
			if got := run(append([]string{"config"}, tt.args...), nil, &out, &errs); got != tt.status {
				t.Errorf("status %d, want %d: %s", got, tt.status, errs.String())
			}
			for _, stream := range []struct{ name, got, want string }{{"output", out.String(), tt.out}, {"errors", errs.String(), tt.err}} {
				if !strings.Contains(stream.got, stream.want) || stream.want == "" && stream.got != "" {
					t.Errorf("%s %q, want %q", stream.name, stream.got, stream.want)
				}
			}
		})
	}
}

// TestDefaultColumnsPassTheChecks holds that a fresh installation has nothing to
// complain of.
func TestDefaultColumnsPassTheChecks(t *testing.T) {
	var text bytes.Buffer
	if err := user.Load("", settingsChecks()).Print(&text); err != nil {
		t.Fatal(err)
	}
	if c := user.Parse("config.toml", text.Bytes(), settingsChecks()); len(c.Warnings) > 0 {
		t.Errorf("what tcptui config prints is wrong: %v", c.Warnings)
	}
}
