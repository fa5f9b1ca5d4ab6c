//go:build unix

package private

import (
	"io/fs"
	"syscall"
)

// ownerOf is the number of the user whose a file is; told is false where that is not known.
func ownerOf(st fs.FileInfo) (uid int, told bool) {
	if sys, ok := st.Sys().(*syscall.Stat_t); ok {
		return int(sys.Uid), true
	}
	return 0, false
}
