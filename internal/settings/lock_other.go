//go:build (!unix && !windows) || aix || solaris

package settings

import (
	"errors"
	"os"
)

// privateModes is whether a file's mode says who may read it.
const privateModes = true

// lockFile cannot lock here.
func lockFile(*os.File) error { return errors.ErrUnsupported }
