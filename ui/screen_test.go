package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/internal/golden"
	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// read reads a capture to its end. The test ends it.
func read(t testing.TB, data []byte) *flows.Live {
	t.Helper()
	src, err := capture.OpenBytes("test", data)
	if err != nil {
		t.Fatal(err)
	}
	live := flows.Start(context.Background(), src)
	atEnd(t, func() {
		live.Stop()
		src.Close()
	})
	live.Wait()
	return live
}

// atEnd does something when a test has ended, and lets go of it then: a parallel test
// is kept, with what its cleanups hold, until the last has ended.
func atEnd(t testing.TB, do func()) {
	t.Cleanup(func() {
		do()
		do = nil
	})
}

// stage is a shell on a screen of its own, without an application: keys do what
// they do before press returns.
type stage struct {
	t      testing.TB
	shell  *shell
	screen tcell.SimulationScreen
	th     theme
	quit   bool
}

func newStage(t testing.TB, data []byte, w, h int, th theme) *stage {
	t.Helper()
	return stageOf(t, read(t, data), w, h, th)
}

// stageOf is newStage for a capture that is being read.
func stageOf(t testing.TB, live *flows.Live, w, h int, th theme) *stage {
	t.Helper()
	st := &stage{t: t, screen: canvas(t, w, h), th: th}
	st.shell = newShell(Config{Title: "chat.pcapng", Live: live, Zone: time.UTC}, th)
	st.shell.quit = func() { st.quit = true }
	st.shell.sync = st.screen.Sync
	st.draw()
	return st
}

// chat is the stage with the sample that the program opens by itself.
func chat(t testing.TB, w, h int) *stage {
	t.Helper()
	return newStage(t, samples.Chat(), w, h, darkTheme())
}

// draw draws the screen as the application does.
func (st *stage) draw() {
	w, h := st.screen.Size()
	st.shell.SetRect(0, 0, w, h)
	st.screen.Clear()
	st.shell.Draw(st.screen)
	st.screen.Show()
}

// resize gives the screen another size.
func (st *stage) resize(w, h int) {
	st.screen.SetSize(w, h)
	st.draw()
}

// press presses keys, named as in the keymap.
func (st *stage) press(keys ...string) {
	st.t.Helper()
	for _, name := range keys {
		k, err := keymap.ParseKey(name)
		if err != nil {
			st.t.Fatal(err)
		}
		st.shell.key(k)
		st.draw()
	}
}

// text is the text on the screen.
func (st *stage) text() string { return screenText(st.screen) }

// wants fails the test unless the screen shows all the texts.
func (st *stage) wants(texts ...string) {
	st.t.Helper()
	for _, text := range texts {
		if got := st.text(); !strings.Contains(got, text) {
			st.t.Errorf("the screen does not show %q:\n%s", text, got)
		}
	}
}

// screenText is the text of a screen, a line each.
func screenText(screen tcell.Screen) string {
	w, h := screen.Size()
	var b strings.Builder
	for y := range h {
		var row strings.Builder
		for x := 0; x < w; {
			text, _, n := screen.Get(x, y)
			row.WriteString(text)
			x += n
		}
		b.WriteString(strings.TrimRight(row.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// legend names the styles of a theme by letters; of equal styles the first
// counts.
func legend(th *theme) []struct {
	letter byte
	name   string
	style  tcell.Style
} {
	return []struct {
		letter byte
		name   string
		style  tcell.Style
	}{
		{'.', "text", th.text}, {'d', "dim", th.dim}, {'l', "label", th.label}, {'v', "value", th.value},
		{'S', "strong", th.strong}, {'s', "selected", th.selected}, {'m', "marked", th.marked},
		{'f', "frame", th.frame}, {'F', "focus", th.focus}, {'b', "bar", th.bar}, {'k', "key", th.key},
		{'c', "client", th.client}, {'r', "server", th.server}, {'g', "good", th.good}, {'w', "warn", th.warn},
		{'x', "bad", th.bad}, {'o', "open", th.open}, {'e', "closing", th.closing}, {'1', "flagOn", th.flagOn},
		{'0', "flagOff", th.flagOff}, {'t', "column title", th.label.Underline(true)}, {'B', "name", th.bar.Bold(true)},
		{'H', "heading", th.strong.Underline(true)}, {'K', "key in the help", th.label.Bold(true)},
	}
}

// compare holds the screen against its golden file: the text, its styles in colour,
// and those without colours, together with the text where it differs then.
func (st *stage) compare(t *testing.T, name string) {
	t.Helper()
	text, coloured := screenText(st.screen), picture(st.screen, &st.th)
	was := st.shell.m.th
	defer func() {
		st.shell.m.th = was
		st.draw()
	}()
	st.shell.m.th = plainTheme()
	st.draw()
	plain := picture(st.screen, &st.shell.m.th)
	if rest, same := strings.CutPrefix(plain, text); same {
		plain = rest
	}
	golden.Check(t, "testdata/screens/"+name+".golden", coloured+"=== without colours\n"+plain)
}

// picture is a screen for a golden file: its text, then the style of every
// cell as a letter, then what the letters are.
func picture(screen tcell.Screen, th *theme) string {
	w, h := screen.Size()
	names := legend(th)
	used := make(map[byte]string)
	letter := func(s tcell.Style) byte {
		for _, n := range names {
			if n.style == s {
				used[n.letter] = n.name
				return n.letter
			}
		}
		for i := range 26 {
			c := byte('A' + i)
			if d, ok := used[c]; ok && d != styleText(s) {
				continue
			}
			if !strings.ContainsRune("SFBHK", rune(c)) {
				used[c] = styleText(s)
				return c
			}
		}
		return '?'
	}
	var styles strings.Builder
	for y := range h {
		var row []byte
		for x := 0; x < w; x++ {
			_, s, n := screen.Get(x, y)
			c := letter(s)
			for range n {
				row = append(row, c)
			}
			x += n - 1
		}
		fmt.Fprintf(&styles, "%s\n", strings.TrimRight(string(row), "."))
	}
	var key strings.Builder
	for c := byte('!'); c < 0x7f; c++ {
		if name, ok := used[c]; ok {
			fmt.Fprintf(&key, "%c %s\n", c, name)
		}
	}
	return screenText(screen) + "--- styles\n" + styles.String() + "--- legend\n" + key.String()
}

// styleText writes a style that has no name in the legend.
func styleText(s tcell.Style) string {
	fg, bg, attr := s.Decompose()
	out := fmt.Sprintf("colours %d on %d", fg&0xff, bg&0xff)
	for _, a := range []struct {
		mask tcell.AttrMask
		name string
	}{{tcell.AttrBold, "bold"}, {tcell.AttrDim, "dim"}, {tcell.AttrUnderline, "underlined"}, {tcell.AttrReverse, "reversed"}} {
		if attr&a.mask != 0 {
			out += ", " + a.name
		}
	}
	return out
}

// merged are samples read as one capture, ordered by time.
func merged(t testing.TB, names ...string) *flows.Live {
	t.Helper()
	var all []capture.Source
	for _, name := range names {
		sample, err := samples.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, must(capture.OpenBytes(name, sample.Data)))
	}
	src := must(capture.Merge(all))
	live := flows.Start(context.Background(), src)
	atEnd(t, func() {
		live.Stop()
		src.Close()
	})
	live.Wait()
	return live
}

// until waits until what workers do has made something true.
func (st *stage) until(holds func() bool) {
	st.t.Helper()
	atEnd(st.t, st.shell.stopWork)
	for !holds() {
		<-st.shell.more
		st.shell.take(st.shell.m.live.Snapshot())
	}
	st.draw()
}
