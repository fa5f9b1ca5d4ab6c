// Package packaging has no code: its tests run what packages bring along.
package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPostinstall runs the script that is run after an installation, in a directory in
// place of / and with commands that note how they were called.
func TestPostinstall(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	const all = "setcap cap_net_raw=ep /usr/bin/tcptui"
	const group = "chgrp -- capturers /usr/bin/tcptui, chmod 0750 /usr/bin/tcptui, " + all
	tests := []struct {
		name   string
		asked  []string // what the file holds; nil without one
		absent string   // a command that is not there
		fails  string   // one that fails
		did    string
		says   string
	}{
		{name: "nothing asked", says: "as root only. To let others"},
		{name: "everybody", asked: []string{""}, did: all, says: "every user of this machine may capture"},
		{name: "only remarks", asked: []string{"# who may", ""}, did: all, says: "every user of this machine may capture"},
		{name: "a group", asked: []string{"capturers"}, did: group, says: "the members of the group capturers, who alone"},
		{name: "a group among remarks", asked: []string{"# who may", "", "  capturers  # for now", "others"}, did: group, says: "group capturers"},
		{name: "a group like an option", asked: []string{"-R"}, did: strings.ReplaceAll(group, "capturers", "-R"), says: "group -R"},
		{name: "what a shell would do", asked: []string{"$(touch oops)"}, fails: "chgrp", did: "chgrp -- $(touch /usr/bin/tcptui", says: "is no group here"},
		{name: "no such group", asked: []string{"capturers"}, fails: "chgrp", did: "chgrp -- capturers /usr/bin/tcptui", says: "names capturers, which is no group here"},
		{name: "no setcap", asked: []string{"capturers"}, absent: "setcap", says: "there is no setcap here"},
		{name: "no capabilities", asked: []string{""}, fails: "setcap", did: all, says: "takes no capabilities"},
		{name: "no capabilities for a group", asked: []string{"capturers"}, fails: "setcap",
			did: group + ", chgrp 0 /usr/bin/tcptui, chmod 0755 /usr/bin/tcptui", says: "takes no capabilities"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root, bin := t.TempDir(), t.TempDir()
			calls := filepath.Join(bin, "calls")
			for _, name := range []string{"setcap", "chgrp", "chmod"} {
				status := "0"
				if name == tt.fails {
					status = "1"
				}
				if name != tt.absent {
					write(t, filepath.Join(bin, name), "#!"+sh+"\necho "+name+" \"$*\" >>'"+calls+"'\nexit "+status+"\n", 0o755)
				}
			}
			cat, err := exec.LookPath("cat")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(cat, filepath.Join(bin, "cat")); err != nil {
				t.Fatal(err)
			}
			if tt.asked != nil {
				write(t, filepath.Join(root, "etc", "tcptui", "setcap"), strings.Join(tt.asked, "\n"), 0o644)
			}
			cmd := exec.Command(sh, "postinstall", "configure")
			cmd.Env = []string{"PATH=" + bin, "DPKG_ROOT=" + root}
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v: a package that cannot give a right is installed all the same", err)
			}
			if !strings.HasPrefix(string(out), "tcptui: ") || !strings.Contains(string(out), tt.says) {
				t.Errorf("it says %q", out)
			}
			did, err := os.ReadFile(calls)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(strings.TrimSpace(string(did)), "\n", ", ")
			if got = strings.ReplaceAll(got, root, ""); got != tt.did {
				t.Errorf("it did %q, want %q", got, tt.did)
			}
		})
	}
}

func write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
