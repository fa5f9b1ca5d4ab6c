package report

import (
	"errors"
	"io"

	"tcptui/filter"
)

// Complain writes an error as one line that is harmless on a terminal.
func Complain(w io.Writer, err error) {
	line := appendSafe([]byte("tcptui: "), []byte(err.Error()))
	w.Write(append(line, '\n'))
}

// ComplainFilter writes an error in a filter, the filter, and a mark under the
// place that is meant.
func ComplainFilter(w io.Writer, src string, err error) {
	Complain(w, err)
	e, ok := errors.AsType[*filter.Error](err)
	if !ok || string(appendSafe(nil, []byte(src))) != src {
		return // the mark would not stand under its place
	}
	w.Write([]byte("    " + src + "\n    " + e.Mark() + "\n"))
}
