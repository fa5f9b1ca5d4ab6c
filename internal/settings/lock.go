package settings

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// How long the lock is waited for. It is held for some milliseconds at a time.
const (
	lockBriefly   = 100 * time.Millisecond
	lockPatiently = 2 * time.Second
	lockRetry     = 10 * time.Millisecond
)

// errHeld is of a lock that another process has.
var errHeld = errors.New("it is locked")

// lockDir locks the directory of the state against other processes. Where the
// system or the file system knows no locks it goes on without.
func lockDir(dir string, patience time.Duration) (unlock func(), err error) {
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(patience); ; time.Sleep(lockRetry) {
		err = lockFile(f)
		if !errors.Is(err, errHeld) {
			return func() { f.Close() }, nil // closing unlocks
		}
		if time.Now().After(end) {
			f.Close()
			return nil, fmt.Errorf("another process has held %s for %v", path, patience)
		}
	}
}
