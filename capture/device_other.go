//go:build !linux

package capture

import "os"

// deviceCounts knows nothing here: each system has another way to tell.
func deviceCounts() map[string]deviceCount { return nil }

// MayCapture reports whether this process may capture, as far as it can be told
// without trying: root may.
func MayCapture() bool { return os.Geteuid() == 0 }
