package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestVersion: what --version tells of the ways in which the program is built.
func TestVersion(t *testing.T) {
	const commit = "0123456789abcdef0123456789abcdef01234567"
	machine := " go1.26.0 " + runtime.GOOS + "/" + runtime.GOARCH
	for _, tt := range []struct {
		name, module, release string
		settings              []debug.BuildSetting
		want                  string
	}{
		{"go run", "(devel)", "", nil, "(devel)"},
		{"a test", "", "", nil, "(devel)"},
		{"go install of a version", "v0.1.0", "", nil, "v0.1.0"},
		{"a clone", "v0.1.1-0.20261128160000-0123456789ab", "",
			[]debug.BuildSetting{{Key: "vcs.revision", Value: commit}, {Key: "vcs.time", Value: "2026-11-28T16:00:00Z"}, {Key: "vcs.modified", Value: "false"}},
			"v0.1.1-0.20261128160000-0123456789ab (commit 0123456789ab, 2026-11-28)"},
		{"a clone with changes", "v0.1.0+dirty", "",
			[]debug.BuildSetting{{Key: "vcs.revision", Value: commit}, {Key: "vcs.time", Value: "2026-11-28T16:00:00Z"}, {Key: "vcs.modified", Value: "true"}},
			"v0.1.0+dirty (commit 0123456789ab, 2026-11-28, changed since)"},
		{"an archive", "(devel)", "v0.1.0", nil, "v0.1.0"},
		{"a short commit", "(devel)", "", []debug.BuildSetting{{Key: "vcs.revision", Value: "0123"}}, "(devel) (commit 0123)"},
	} {
		info := &debug.BuildInfo{GoVersion: "go1.26.0", Settings: tt.settings}
		info.Main.Version = tt.module
		if got := buildOf(info, tt.release).String(); got != tt.want+machine {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want+machine)
		}
	}
}
