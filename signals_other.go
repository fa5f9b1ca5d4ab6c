//go:build !unix

package main

import "os"

// writeSignals come of writes that fail: not here.
var writeSignals []os.Signal
