package ui

import (
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/testdata/samples"
)

// TestLateness: a drawing that a waiting key will replace is left out, but not for
// long, and not because of text that is pasted.
func TestLateness(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	l := &lateness{now: func() time.Time { return now }}
	l.live.Store(read(t, samples.Chat()))
	key := tcell.NewEventKey(tcell.KeyRune, 'j', tcell.ModNone)
	expect := func(want bool, when string) {
		t.Helper()
		if got := l.leaveOut(); got != want {
			t.Errorf("%s: left out %v, want %v", when, got, want)
		}
	}
	expect(false, "at the beginning")
	l.came(key)
	l.came(key)
	l.done()
	expect(true, "a key waits")
	now = now.Add(lateAtMost)
	expect(false, "a key waits, and nothing was drawn for long")
	l.done()
	expect(false, "no key waits")
	l.came(tcell.NewEventPaste(true))
	l.came(key)
	l.came(tcell.NewEventPaste(false))
	expect(false, "after a paste")
	l.came(key)
	expect(true, "a key after a paste")
	l.shown()
}

// TestLeftOut: a drawing that is left out changes nothing on the terminal.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	terminal := canvas(t, 10, 2)
	s := newSteady(terminal)
	s.PutStr(0, 0, "before")
	s.Show()
	want := screenText(terminal)
	s.Clear()
	s.leftOut = true
	s.Show()
	if got := screenText(terminal); got != want {
		t.Errorf("shown\n%s\nwant\n%s", got, want)
	}
	s.Clear()
	s.leftOut = false
	s.PutStr(0, 0, "after")
	s.Show()
	if got := screenText(terminal); got == want {
		t.Errorf("shown\n%s\nafter another drawing", got)
	}
}
