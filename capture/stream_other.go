//go:build !unix

package capture

import (
	"io"
	"os"
)

// tempVariable names the directory for temporary files.
const tempVariable = "TMP"

func openNonblock(path string) (*os.File, error) { return os.Open(path) }

// interruptible gives a reader of f. A Read that waits cannot be made to return
// here, so there is no stop.
func interruptible(f *os.File) (begin func() (io.ReadCloser, error), stop func(), err error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(f), nil }, nil, nil
}
