//go:build !linux

package kernel

import (
	"errors"
	"runtime"
)

// ErrSystem is the error of systems whose kernel is not asked.
var ErrSystem = errors.New("sockets of this host can be listed on Linux only, not on " + runtime.GOOS)

// Diag is nothing here.
type Diag struct{}

// Open returns ErrSystem.
func Open() (*Diag, error) { return nil, ErrSystem }

// Sockets returns ErrSystem.
func (*Diag) Sockets(dst []Socket) ([]Socket, error) { return dst, ErrSystem }

// Close does nothing.
func (*Diag) Close() error { return nil }

// Helper is nothing here.
type Helper struct {
	*asker
	Rights HelperRights
}

// StartHelper returns ErrSystem.
func StartHelper() (*Helper, error) { return nil, ErrSystem }

// Close does nothing.
func (h *Helper) Close() {}

// Help returns an exit status: there is no helper here.
func Help() int { return 1 }
