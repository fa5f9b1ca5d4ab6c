package capture

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// punchHole makes a hole in a file: its blocks are given back, offsets stay.
func punchHole(f *os.File, off, n int64) error {
	for {
		err := unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, off, n)
		if !errors.Is(err, unix.EINTR) {
			return os.NewSyscallError("fallocate", err)
		}
	}
}
