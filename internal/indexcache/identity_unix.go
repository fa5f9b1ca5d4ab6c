//go:build unix && !aix && !solaris

package indexcache

import "golang.org/x/sys/unix"

// inodeOf is what the system says of the file beside its size and time.
func inodeOf(f File) (inode, device uint64, touched int64) {
	open, ok := f.(interface{ Fd() uintptr })
	if !ok {
		return 0, 0, 0
	}
	var st unix.Stat_t
	if unix.Fstat(int(open.Fd()), &st) != nil {
		return 0, 0, 0
	}
	return uint64(st.Ino), uint64(st.Dev), st.Ctim.Nano()
}
