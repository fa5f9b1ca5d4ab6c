package bpf

import (
	"fmt"

	"tcptui/internal/caret"
)

// Error says what is wrong with a filter and where. Its text is one line.
type Error struct {
	Src  string // the whole filter
	Off  int    // byte offset of the place in Src; len(Src) at its end
	Len  int    // bytes of Src that are meant; at least 1
	What string // what is wrong, and what was expected
	Hint string // what may be meant instead, or ""
}

// Error returns "column N: WHAT (HINT)".
func (e *Error) Error() string {
	s := fmt.Sprintf("column %d: %s", e.Column(), e.What)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Column is the place in characters, from 1.
func (e *Error) Column() int { return caret.Column(e.Src, e.Off) }

// Mark is a line that, written under Src, points at the place.
func (e *Error) Mark() string { return caret.Mark(e.Src, e.Off, e.Len) }

// span is a part of the source: bytes from off up to end.
type span struct{ off, end int }

// to is the span from the beginning of s to the end of t.
func (s span) to(t span) span { return span{s.off, max(s.end, t.end)} }

// failure is an error that is about to stop the compiler.
type failure struct{ err *Error }

// fail makes the error that lexer, parser and generator stop with; Compile
// recovers what hint or stop panic with.
func fail(at span, format string, args ...any) failure {
	return failure{&Error{Off: at.off, Len: max(at.end-at.off, 1), What: fmt.Sprintf(format, args...)}}
}

// stop stops the compiler without a hint.
func (f failure) stop() { panic(f.err) }

// hint stops the compiler.
func (f failure) hint(format string, args ...any) {
	f.err.Hint = fmt.Sprintf(format, args...)
	panic(f.err)
}

// didYouMean stops the compiler with the hint at a name, if there is one.
func (f failure) didYouMean(near string) {
	if near != "" {
		f.err.Hint = "did you mean " + near + "?"
	}
	panic(f.err)
}
