package ui

import (
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// TestTimeReferences: rows with a reference say so, and later ones count from
// them, in every list.
func TestTimeReferences(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(10, 2), 160, 48, darkTheme())
	m, list := st.shell.m, st.shell.packets()
	m.setTimeRef(4, true)
	m.setTimeRef(2, true)
	m.setTimeRef(7, true)
	m.setTimeRef(7, false)
	m.setTimeRef(4, true)
	if len(m.timeRefs) != 2 || !m.isTimeRef(2) || m.isTimeRef(7) {
		t.Fatalf("the references are %v", m.timeRefs)
	}
	times := func() string {
		st.draw()
		var out []string
		for i := range list.rows {
			b, _ := list.cell(i, list.columnNamed("time"))
			out = append(out, string(b))
		}
		return strings.Join(out, " ")
	}
	if got, want := times(), "0.000000 0.000001 *REF* 0.000001 *REF* 0.000001 0.000002 0.000003 0.000004 0.000005"; got != want {
		t.Errorf("the times are\n%s, want\n%s", got, want)
	}
	st.press("1", "G", "o") // rows 0, 2, 4, 6, 8
	if got, want := times(), "0.000000 *REF* *REF* 0.000002 0.000004"; got != want {
		t.Errorf("of one connection the times are\n%s, want\n%s", got, want)
	}
	st.press("t")
	if got, want := times(), "0.000000 0.000002 0.000002 0.000002 0.000002"; got != want {
		t.Errorf("since the packet above: %s, want %s", got, want)
	}
	st.press("t")
	if got, want := times(), "0.000000 0.000001 0.000001 0.000001 0.000001"; got != want {
		t.Errorf("since the packet captured before: %s, want %s", got, want)
	}
}

// TestClocksComeRound: the key goes through all formats and back to the first.
func TestClocksComeRound(t *testing.T) {
	t.Parallel()
	st := newStage(t, samples.Chat(), 200, 60, darkTheme())
	want := st.listText()
	for i := range clocks {
		st.press("t")
		st.wants("times: " + clocks[(i+1)%len(clocks)].says)
	}
	if got := st.listText(); got != want {
		t.Errorf("after all formats the list is\n%s, want\n%s", got, want)
	}
	seen := make(map[string]bool)
	for i, c := range clocks {
		if f, ok := clockNamed(c.name); !ok || int(f) != i || seen[c.says] {
			t.Errorf("format %d: name %s, %s", i, c.name, c.says)
		}
		seen[c.says] = true
	}
}
