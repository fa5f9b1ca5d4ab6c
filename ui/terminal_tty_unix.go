//go:build unix

package ui

import (
	"os"

	"github.com/gdamore/tcell/v2"
)

// openTty opens the terminal that the program was started from.
func openTty(w wanted, term string) (tcell.Tty, error) {
	tty, err := tcell.NewDevTty()
	if err != nil {
		return nil, err
	}
	if w.escape == 0 {
		w.escape = escapeWait(os.Getenv)
	}
	if !asksGround(term) {
		w.told = nil
	}
	return newKeyedTty(tty, w.escape, w.told), nil
}
