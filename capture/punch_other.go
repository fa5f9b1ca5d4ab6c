//go:build !linux

package capture

import (
	"errors"
	"os"
)

// punchHole cannot make holes in files here.
func punchHole(*os.File, int64, int64) error { return errors.ErrUnsupported }
