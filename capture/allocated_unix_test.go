//go:build unix

package capture

import (
	"os"
	"syscall"
)

// allocated is how many bytes a file takes on the disk.
func allocated(st os.FileInfo) int64 { return st.Sys().(*syscall.Stat_t).Blocks * 512 }
