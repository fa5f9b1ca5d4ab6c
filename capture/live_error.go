package capture

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"tcptui/internal/spell"
)

// namesTold is how many interfaces an error names at most.
const namesTold = 12

// noInterface says that there is no interface of a name, and which was meant.
func noInterface(name string, names []string) *Error {
	e := &Error{Path: name, Off: -1, What: "there is no such interface"}
	if near := spell.Nearest(name, slices.Values(names)); near != "" {
		e.Hint = "did you mean " + near + "?"
	} else if len(names) > namesTold {
		e.Hint = fmt.Sprintf("tcptui -D lists the %d that there are", len(names))
	} else {
		e.Hint = "there are " + strings.Join(names, ", ")
	}
	return e
}

// openLiveError words why an interface cannot be captured on.
func openLiveError(name string, err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	e := &Error{Path: name, Off: -1, What: "cannot be captured on", Err: err}
	switch {
	case errors.Is(err, fs.ErrPermission):
		why, fix := captureRight()
		if why == "" {
			why, fix = "the system does not allow it", "a sandbox or a security module is in the way"
		}
		e.Err, e.Hint = errors.New(why), fix+"; everything but -i works without"
	case errors.Is(err, syscall.ENETDOWN):
		e.Err, e.Hint = errDown, upCommand(name)
	case errors.Is(err, errRemoved):
		e.Hint = "tcptui -D lists what there is"
	case errors.Is(err, syscall.ENOMEM):
		e.Hint = "a smaller buffer may do: -B"
	}
	return e
}
