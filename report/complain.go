package report

import (
	"errors"
	"io"
)

// Complain writes an error as one line that is harmless on a terminal.
func Complain(w io.Writer, err error) {
	line := appendSafe([]byte("tcptui: "), []byte(err.Error()))
	w.Write(append(line, '\n'))
}

// marked is an error of a filter that can point at its place.
type marked interface {
	error
	Mark() string // a line that points at it when it stands under the filter
}

// ComplainFilter writes an error in a filter, the filter, and a mark under the
// place that is meant.
func ComplainFilter(w io.Writer, src string, err error) {
	Complain(w, err)
	e, ok := errors.AsType[marked](err)
	if !ok || string(appendSafe(nil, []byte(src))) != src {
		return // the mark would not stand under its place
	}
	w.Write([]byte("    " + src + "\n    " + e.Mark() + "\n"))
}
