//go:build unix

package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// home is a directory with a directory of each kind in it.
type home struct {
	*testing.T
	dir string
}

func (h *home) path(name string) string { return filepath.Join(h.dir, name) }

// make makes a directory with a mode, of a user; -1: of this one.
func (h *home) make(name string, mode fs.FileMode, user int) {
	h.Helper()
	if err := errors.Join(os.Mkdir(h.path(name), 0o700), os.Chmod(h.path(name), mode)); err != nil {
		h.Fatal(err)
	}
	h.give(name, user)
}

func (h *home) link(name, to string, user int) {
	h.Helper()
	if err := os.Symlink(h.path(to), h.path(name)); err != nil {
		h.Fatal(err)
	}
	h.give(name, user)
}

func (h *home) give(name string, user int) {
	h.Helper()
	if user >= 0 {
		if err := os.Lchown(h.path(name), user, user); err != nil {
			h.Fatal(err)
		}
	}
}

// TestDirectories: which directories are used, and what becomes of them.
func TestDirectories(t *testing.T) {
	const me, other = -1, 65534
	for _, tt := range []struct {
		name    string
		at      string // the directory
		make    func(h *home)
		usable  error
		trusted error       // before it is made
		mode    fs.FileMode // after it was made; 0: it is not used, and as before
		as      string      // what has this mode; "": at
	}{
		{"none yet", "a/b", func(*home) {}, nil, fs.ErrNotExist, 0o700, ""},
		{"private", "a", func(h *home) { h.make("a", 0o700, me) }, nil, nil, 0o700, ""},
		{"others may read", "a", func(h *home) { h.make("a", 0o755, me) }, nil, nil, 0o700, ""},
		{"others may write", "a", func(h *home) { h.make("a", 0o777, me) }, nil, ErrOthers, 0o700, ""},
		{"a file", "a", func(h *home) {
			if err := os.WriteFile(h.path("a"), nil, 0o600); err != nil {
				h.Fatal(err)
			}
		}, errNoDirectory, errNoDirectory, 0, ""},
		{"own link", "l", func(h *home) { h.make("a", 0o755, me); h.link("l", "a", me) }, nil, nil, 0o755, "a"},
		{"own link to where others may write", "l", func(h *home) { h.make("a", 0o777, me); h.link("l", "a", me) }, ErrOthers, ErrOthers, 0, ""},
		{"of another", "a", func(h *home) { h.make("a", 0o755, other) }, ErrOthers, ErrOthers, 0, ""},
		{"link of another", "l", func(h *home) { h.make("a", 0o755, me); h.link("l", "a", other) }, ErrOthers, ErrOthers, 0, ""},
		{"own link to another's", "l", func(h *home) { h.make("a", 0o755, other); h.link("l", "a", me) }, ErrOthers, ErrOthers, 0, ""},
		{"in a directory of another", "a/b/c", func(h *home) { h.make("a", 0o755, other) }, ErrOthers, fs.ErrNotExist, 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := &home{t, t.TempDir()}
			if os.Geteuid() != 0 && tt.usable != nil && tt.at != "a" {
				t.Skip("only root can give something to another")
			}
			tt.make(h)
			dir := h.path(tt.at)
			before := h.modes()
			if err := Usable(dir); !errors.Is(err, tt.usable) || tt.usable == nil && err != nil {
				t.Errorf("usable: %v", err)
			}
			if err := Trusted(dir); !errors.Is(err, tt.trusted) || tt.trusted == nil && err != nil {
				t.Errorf("trusted: %v", err)
			}
			if now := h.modes(); now != before {
				t.Errorf("looking changed %s to %s", before, now)
			}
			err := MakeDir(dir)
			if tt.mode == 0 {
				if now := h.modes(); err == nil || now != before {
					t.Errorf("made: %v; there was %s and is %s", err, before, now)
				}
				return
			}
			what := dir
			if tt.as != "" {
				what = h.path(tt.as)
			}
			if st, e := os.Stat(what); err != nil || e != nil || st.Mode().Perm() != tt.mode {
				t.Errorf("made: %v; mode %v, %v", err, st, e)
			}
		})
	}
}

// modes is what is there, with the modes.
func (h *home) modes() (all string) {
	h.Helper()
	err := filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		st, err := d.Info()
		if err == nil {
			all += path + " " + st.Mode().String() + "\n"
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

// TestOurs: whose a file is.
func TestOurs(t *testing.T) {
	h := &home{t, t.TempDir()}
	h.make("a", 0o700, -1)
	st, err := os.Stat(h.path("a"))
	if err != nil || !Ours(st) {
		t.Errorf("an own one: %v", err)
	}
	if os.Geteuid() != 0 {
		return
	}
	h.give("a", 65534)
	if st, err = os.Stat(h.path("a")); err != nil || Ours(st) {
		t.Errorf("that of another: %v", err)
	}
}
