//go:build unix && !aix && !solaris

package indexcache

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// inodeOf is what the system says of the file beside its size and time. The file may be
// closed meanwhile.
func inodeOf(f File) (inode, device uint64, touched int64) {
	open, ok := f.(syscall.Conn)
	if !ok {
		return 0, 0, 0
	}
	raw, err := open.SyscallConn()
	if err != nil {
		return 0, 0, 0
	}
	var st unix.Stat_t
	var failed error
	if err = raw.Control(func(fd uintptr) { failed = unix.Fstat(int(fd), &st) }); err != nil || failed != nil {
		return 0, 0, 0
	}
	return uint64(st.Ino), uint64(st.Dev), st.Ctim.Nano()
}
