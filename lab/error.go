package lab

// Error says why a scenario cannot be played, and what to do about it. It is one
// line of text.
type Error struct {
	What string // what cannot be done
	Err  error  // the cause, if another error is
	Hint string // what the user can do
}

// Error returns "WHAT: ERR (HINT)".
func (e *Error) Error() string {
	s := e.What
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
