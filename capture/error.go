package capture

import "fmt"

// Error says what is wrong with an input, where, and what to do about it. It is
// one line of text.
type Error struct {
	Path   string // the input as the user named it: hostile text
	Off    int64  // byte offset of the damage; -1 when there is no such place
	Frames int    // whole frames before it
	What   string // what was found there
	Hint   string // what the user can do
	Err    error  // the cause, if another error is
}

// Error returns "PATH: WHAT: ERR at byte OFF, after N frames (HINT)".
func (e *Error) Error() string {
	s := e.Path + ": " + e.What
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	if e.Off >= 0 {
		s += fmt.Sprintf(" at byte %d", e.Off)
	}
	switch {
	case e.Frames == 1:
		s += ", after 1 frame"
	case e.Frames > 1:
		s += fmt.Sprintf(", after %d frames", e.Frames)
	}
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// cutOff is the error of an input that ends inside a record: of its need bytes
// from off on, only have are there.
func cutOff(off int64, have, need int64) *Error {
	return &Error{
		Off:  off,
		What: fmt.Sprintf("is cut off: only %d of the next %d bytes are there", have, need),
		Hint: "the writer was stopped or the copy is not whole; the frames before it are shown",
	}
}
