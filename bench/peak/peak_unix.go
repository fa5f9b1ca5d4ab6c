//go:build unix

// Package peak tells how much memory a process took.
package peak

import (
	"os"
	"runtime"
	"syscall"
)

// Of is the most memory that a process that has ended took, in bytes; 0 where it is not
// known.
func Of(p *os.ProcessState) int64 {
	u, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(u.Maxrss) // others count in KiB
	}
	return int64(u.Maxrss) << 10
}
