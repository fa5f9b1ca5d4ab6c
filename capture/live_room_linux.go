package capture

import "golang.org/x/sys/unix"

// roomIn is how many bytes are free in a directory; -1: it cannot be told.
func roomIn(dir string) int64 {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return -1
	}
	return int64(st.Bavail) * int64(st.Bsize) // which has 32 bits on some machines
}
