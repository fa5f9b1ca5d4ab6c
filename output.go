package main

import (
	"errors"
	"io"

	"tcptui/report"
)

// checked is an output that remembers why it failed.
type checked struct {
	io.Writer
	err error
}

func (c *checked) Write(p []byte) (n int, err error) {
	if c.err == nil {
		n, c.err = c.Writer.Write(p)
	}
	return n, c.err
}

// closed closes the standard output at the end and returns the exit status that the program
// has then. Some file systems, such as those of other hosts, say only when a file is closed
// that they could not write it.
func closed(stdout io.Closer, stderr io.Writer, status int) int {
	if err := stdout.Close(); err != nil && (status == exitOK || status == exitFound) {
		report.Complain(stderr, err)
		return exitFile
	}
	return status
}

// say has write print to the standard output, and returns the exit status: it is another
// one where that cannot be done.
func say(stdout, stderr io.Writer, write func(io.Writer)) int {
	out := &checked{Writer: stdout}
	write(out)
	return printed(stderr, out.err)
}

// printed is the exit status of an output that ended with err. Who has seen enough, as
// head has, is no failure.
func printed(stderr io.Writer, err error) int {
	if err == nil || errors.Is(report.Closed(err), report.ErrClosed) {
		return exitOK
	}
	report.Complain(stderr, err)
	return exitFile
}
