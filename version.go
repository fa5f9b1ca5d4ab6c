package main

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// release is the version of a build that has no repository to tell it, such as
// that of an archive of the sources: go build -ldflags "-X main.release=v0.1.0".
var release string

// shownCommit is how many digits of a commit are told.
const shownCommit = 12

// origin is what a binary knows of how it was made; what it does not know is "".
type origin struct {
	version string // of the module, or (devel)
	commit  string // in full
	date    string // of the commit, RFC 3339 in UTC
	changed bool   // files differed from the commit
	tools   string // the version of Go
}

// version is what --version tells after the name of the program.
func version() string { return thisBuild().String() }

// thisBuild asks the binary. The go command notes a commit where it builds in a
// clone (-buildvcs), and a version where it installs a module of that version.
func thisBuild() origin {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return buildOf(info, release)
}

// buildOf reads what the go command noted; named goes before its version.
func buildOf(info *debug.BuildInfo, named string) origin {
	b := origin{version: info.Main.Version, tools: info.GoVersion}
	if b.version == "" {
		b.version = "(devel)"
	}
	if named != "" {
		b.version = named
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.date = s.Value
		case "vcs.modified":
			b.changed = s.Value == "true"
		}
	}
	return b
}

// day is the date of the commit without the time of day.
func (b *origin) day() string {
	day, _, _ := strings.Cut(b.date, "T")
	return day
}

// String is the version, the commit and its day as far as they are known, and what it
// was built with and for.
func (b origin) String() string {
	var parts []string
	if b.commit != "" {
		parts = append(parts, "commit "+b.commit[:min(len(b.commit), shownCommit)])
	}
	if day := b.day(); day != "" {
		parts = append(parts, day)
	}
	if b.changed {
		parts = append(parts, "changed since")
	}
	s := b.version
	if len(parts) > 0 {
		s += " (" + strings.Join(parts, ", ") + ")"
	}
	return s + " " + b.tools + " " + runtime.GOOS + "/" + runtime.GOARCH
}
