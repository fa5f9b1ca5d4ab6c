package capture

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"tcptui/internal/private"
)

const (
	// spoolPattern names the directories of live captures among temporary files.
	spoolPattern = "tcptui-live-*"
	// spoolLock is a file in them that is locked while its process lives.
	spoolLock = "lock"
	// spoolKept is how long what a process left that was killed is kept: it is a
	// capture that was not saved.
	spoolKept = 24 * time.Hour
)

// spoolDir is the private directory of one live capture.
type spoolDir struct {
	path string
	lock *os.File
}

// newSpoolDir makes a directory in parent, "" for that of temporary files.
func newSpoolDir(parent string) (*spoolDir, error) {
	path, err := os.MkdirTemp(spoolParent(parent), spoolPattern) // 0700
	if err != nil {
		return nil, err
	}
	d := &spoolDir{path: path}
	d.lock, err = os.OpenFile(filepath.Join(path, spoolLock), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = lockFile(d.lock, true) // who looks for leftovers holds it for a moment
	}
	if err != nil {
		return nil, errors.Join(err, d.remove())
	}
	return d, nil
}

func spoolParent(dir string) string {
	if dir == "" {
		return os.TempDir()
	}
	return dir
}

func (d *spoolDir) remove() error {
	if d.lock != nil {
		d.lock.Close() // not every system removes an open file
	}
	return os.RemoveAll(d.path)
}

// leave lets it stay, as it does when the process is killed.
func (d *spoolDir) leave() error { return d.lock.Close() }

// Leftover is what a capture left whose process was killed, or that ended without its
// user: files that can be opened.
type Leftover struct {
	Dir   string
	Files []string // names with their directory, the oldest first
	Bytes int64
	Until time.Time // when a later start removes it
}

// Leftovers returns what captures in dir ("" means the directory for temporary
// files) left that were killed, and removes what has been there for a day. Only
// directories of this user are looked at, and none whose process lives. now is
// the time of day.
func Leftovers(dir string, now time.Time) []Leftover {
	names, err := filepath.Glob(filepath.Join(spoolParent(dir), spoolPattern))
	if err != nil {
		return nil
	}
	var all []Leftover
	for _, path := range names {
		if !abandoned(path) {
			continue
		}
		left, err := leftIn(path)
		if err != nil {
			continue
		}
		switch {
		case now.After(left.Until):
			os.RemoveAll(path)
		case len(left.Files) > 0:
			all = append(all, left)
		}
	}
	return all
}

// leftIn is what is in the directory of a capture.
func leftIn(path string) (Leftover, error) {
	left := Leftover{Dir: path}
	entries, err := os.ReadDir(path)
	st, e := os.Stat(path)
	if err := errors.Join(err, e); err != nil {
		return left, err
	}
	newest := st.ModTime()
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || e.Name() == spoolLock || !info.Mode().IsRegular() {
			continue
		}
		left.Files = append(left.Files, filepath.Join(path, e.Name()))
		left.Bytes += info.Size()
		if info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	left.Until = newest.Add(spoolKept)
	return left, nil
}

// abandoned reports whether path is a private directory of this user whose
// process has ended.
func abandoned(path string) bool {
	st, err := os.Lstat(path)
	if err != nil || !st.IsDir() || st.Mode().Perm()&0o077 != 0 && private.Modes || !private.Ours(st) {
		return false
	}
	lock, err := os.OpenFile(filepath.Join(path, spoolLock), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer lock.Close()
	return lockFile(lock, false) == nil
}
