//go:build unix

package capture

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// ownersTold says that the system tells whose a file is.
const ownersTold = true

// lockFile locks a file until it is closed, or its process ends. It waits for
// another who has the lock only where it is told to.
func lockFile(f *os.File, wait bool) error {
	how := unix.LOCK_EX
	if !wait {
		how |= unix.LOCK_NB
	}
	return os.NewSyscallError("flock", unix.Flock(int(f.Fd()), how))
}

// owned reports whether a file is this user's.
func owned(st fs.FileInfo) bool {
	sys, ok := st.Sys().(*syscall.Stat_t)
	return ok && int(sys.Uid) == os.Geteuid()
}

// isFull reports whether err says that no room is left.
func isFull(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }
