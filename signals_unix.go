//go:build unix

package main

import (
	"os"
	"syscall"
)

// writeSignals come of writes that fail.
var writeSignals = []os.Signal{syscall.SIGPIPE, syscall.SIGXFSZ}
