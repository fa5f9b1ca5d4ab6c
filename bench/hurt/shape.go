// Package hurt makes captures that are meant to hurt whoever reads them: each is as large
// as it is asked for and leans on one table, buffer or pass. None is stored. The tests
// read them small and hold how the work grows; the command in cmd/hurt reads them in
// their full size, and says time and memory.
package hurt

import (
	"bufio"
	"io"
)

// Shape is one way to hurt.
type Shape struct {
	Name  string
	Hurts string // what it leans on
	Full  int    // how large it is when it means it; what is counted, Hurts says
	Pack  bool   // a few bytes that become many: the file is small whatever n is
	write func(f *file, n int)
}

// Shapes are all ways to hurt, each by its name once.
func Shapes() []Shape {
	var all []Shape
	for _, of := range [][]Shape{crowds, streams, headers, files, bombs} {
		all = append(all, of...)
	}
	return all
}

// Write writes the capture of size n to w.
func (s Shape) Write(w io.Writer, n int) error {
	f := &file{w: bufio.NewWriterSize(w, 1<<16)}
	s.write(f, n)
	if f.err == nil {
		f.err = f.w.Flush()
	}
	return f.err
}
