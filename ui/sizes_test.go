package ui

import (
	"fmt"
	"testing"

	evil "tcptui/internal/hostile"
	"tcptui/testdata/samples"
)

// TestSmallScreens draws every view and every layout at all sizes that are too
// small for anybody, and what lies over them: nothing panics, nothing breaks.
func TestSmallScreens(t *testing.T) {
	t.Parallel()
	const wide, high = 30, 12
	for name, data := range map[string][]byte{"chat": samples.Chat(), "hostile": evil.Capture()} {
		st := newStage(t, data, 80, 24, darkTheme())
		at := func(what string) {
			for h := 1; h <= high; h++ {
				for w := 1; w <= wide; w++ {
					st.resize(w, h)
					intact(t, st, fmt.Sprintf("%s, %s, %dx%d", name, what, w, h))
				}
			}
		}
		for i := range layouts {
			st.shell.show(view{focus: panePackets, lower: paneHeader, detail: paneHeader, upper: paneHeader, layout: i})
			st.shell.refresh()
			at("layout " + layouts[i].name)
		}
		for pane, keys := range viewsAlone() {
			st.press(keys...)
			at(fmt.Sprintf("pane %d", pane))
			st.press("G", "Enter")
			at(fmt.Sprintf("pane %d at its end", pane))
			for range 8 {
				st.press("Esc")
			}
		}
		for _, keys := range [][]string{{"?"}, {"?", "G"}, {"/", "t", "c", "p", "x"}, {":", "9", "9", "9", "9", "Enter"}, {"Ctrl-S"}, {"Ctrl-O", "/"}, {"1", "2"}, {"Q"}} {
			st.press(keys...)
			at(fmt.Sprint(keys))
			for range 3 {
				st.press("Esc")
			}
		}
	}
}
