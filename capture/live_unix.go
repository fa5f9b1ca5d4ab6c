//go:build unix

package capture

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockFile locks a file until it is closed, or its process ends. It waits for
// another who has the lock only where it is told to.
func lockFile(f *os.File, wait bool) error {
	how := unix.LOCK_EX
	if !wait {
		how |= unix.LOCK_NB
	}
	return os.NewSyscallError("flock", unix.Flock(int(f.Fd()), how))
}

// isFull reports whether err says that no room is left.
func isFull(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }
