//go:build (!unix && !windows) || aix || solaris

package settings

import (
	"errors"
	"os"
)

// lockFile cannot lock here.
func lockFile(*os.File) error { return errors.ErrUnsupported }
