package capture

import (
	"errors"
	"io/fs"
)

// left says what became of what was written, when the newest file can be written no further.
func (w *liveFile) left() string {
	switch {
	case w.size > 0:
		return "what was written before is in the file"
	case len(w.kept) > 1:
		return leftInFiles
	}
	return "nothing was written"
}

// leftInFiles is what is left when the next of several cannot begin.
const leftInFiles = "what was written before is in the files before it"

// writeError words what went wrong in writing a capture to path. left says what became of
// what was written; with an empty one only what to do is told.
func writeError(path string, err error, left string) *Error {
	e := &Error{Path: path, Off: -1, What: "cannot be written", Err: systemCause(err), Hint: left}
	advice := ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Hint = "is there such a directory?" // with files before it they have gone as well
		return e
	case errors.Is(err, fs.ErrPermission):
		advice = "you may not write there; write elsewhere"
	case errors.Is(err, fs.ErrExist):
		advice = "give -w another name"
	case isFull(err):
		advice = "the disk is full"
	case left == "":
		advice = "write elsewhere"
	}
	switch {
	case left == "":
		e.Hint = advice
	case advice != "":
		e.Hint = advice + "; " + left
	}
	return e
}
