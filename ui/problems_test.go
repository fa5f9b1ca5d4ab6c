package ui

import (
	"fmt"
	"strings"
	"testing"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/testdata/samples"
)

// sampleOn is the stage with a sample, by its name.
func sampleOn(t testing.TB, name string, w, h int, th theme) *stage {
	t.Helper()
	sample, err := samples.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	return newStage(t, sample.Data, w, h, th)
}

// problems opens the list of problems and waits until the capture was looked
// through.
func (st *stage) problems() *problemsPane {
	st.t.Helper()
	st.press("e")
	p := st.shell.panes[paneProblems].(*problemsPane)
	st.until(func() bool { return p.found.looked == st.shell.m.snap.Rows() })
	return p
}

// TestProblemsTitle: the title says how far was looked.
func TestProblemsTitle(t *testing.T) {
	t.Parallel()
	st := sampleOn(t, "reorder", 120, 36, darkTheme())
	p := st.problems()
	kinds := "Problems, " + plural(len(p.found.problems), "kind")
	for _, tt := range []struct {
		change func(f *findings)
		want   string
	}{
		{func(*findings) {}, kinds},
		{func(f *findings) { f.bounded = true }, kinds + ", not all octets that came twice compared"},
		{func(f *findings) { f.looked = 0 }, kinds + ", not all octets that came twice compared  looking 0 %"},
		{func(f *findings) { f.problems = nil }, "Problems"},
	} {
		if tt.change(&p.found); p.Name() != tt.want {
			t.Errorf("the title is %q, want %q", p.Name(), tt.want)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	st := sampleOn(t, "reorder", 120, 36, darkTheme())
	at := st.shell.m.sel
	p := st.problems()
	if len(p.found.problems) < 3 {
		t.Fatalf("%d kinds were found", len(p.found.problems))
	}
	for i := 1; i < len(p.found.problems); i++ {
		if p.found.problems[i].Rule.Severity > p.found.problems[i-1].Rule.Severity {
			t.Errorf("kind %d is graver than the one above it", i+1)
		}
	}
	// Every kind lists just its packets, and Esc comes back to where one was.
	for i := range p.found.problems {
		x := p.found.problems[i]
		st.press(fmt.Sprint(i + 1)[:1])
		if i >= 9 {
			st.press(fmt.Sprint(i + 1)[1:])
		}
		st.press("Enter")
		st.settled()
		if got := listedRows(st.shell.m); len(got) != int(x.Count) || uint32(got[0]-1) != x.Rows[0] {
			t.Errorf("%s: %d packets are listed from %v on, want %d", x.Rule.Name, len(got), got, x.Count)
		}
		if st.shell.view.focus != panePackets || st.shell.m.sel != x.Rows[0] {
			t.Errorf("%s: packet %d of pane %d is selected", x.Rule.Name, st.shell.m.sel+1, st.shell.view.focus)
		}
		st.press("Esc")
		if st.shell.view.focus != paneProblems || p.table.at != i {
			t.Fatalf("%s: Esc goes to pane %d, line %d", x.Rule.Name, st.shell.view.focus, p.table.at)
		}
	}
	st.press("Esc")
	if m := st.shell.m; m.sel != at || m.filt != nil || st.shell.view.focus != panePackets {
		t.Errorf("in the end packet %d is selected, filter %q", m.sel+1, m.filterText())
	}
}

func TestProblemsUnfold(t *testing.T) {
	t.Parallel()
	st := sampleOn(t, "loss_sack", 120, 36, darkTheme())
	p := st.problems()
	x := p.found.problems[0]
	st.press("l")
	if got, want := len(p.lines), len(p.found.problems)+len(x.Rows); got != want {
		t.Fatalf("unfolded there are %d lines, want %d", got, want)
	}
	st.press("j", "Enter")
	if m := st.shell.m; m.sel != x.Rows[0] || m.filt != nil {
		t.Errorf("packet %d is selected, want %d", m.sel+1, x.Rows[0]+1)
	}
	st.press("Esc", "h")
	if len(p.lines) != len(p.found.problems) || p.table.at != 0 {
		t.Errorf("folded there are %d lines, the cursor is on %d", len(p.lines), p.table.at)
	}
	st.press("9", "9", "Enter")
	st.wants(fmt.Sprintf("there are kinds 1 to %d", len(p.found.problems)))
	c, ok := p.Cell(st.shell.m)
	if !ok || c.text == "" || p.Line(st.shell.m) == "" {
		t.Error("the cursor is on nothing")
	}
	if _, err := filter.Compile(c.filter, st.shell.catalog()); err != nil {
		t.Errorf("%s: %v", c.filter, err)
	}
}

// TestProblemFilters: every rule has a meaning, and a filter that compiles.
func TestProblemFilters(t *testing.T) {
	t.Parallel()
	names := filter.NewCatalog(flows.Fields())
	for _, rule := range flows.Rules() {
		if m := meaning(&rule); m.Say == "" {
			t.Errorf("%s has no meaning", rule.Name)
		}
		x := flows.Problem{Rule: &rule, Count: 4, Rows: []uint32{0, 1, 2, 8}}
		text, all := problemFilter(&x, names)
		if _, err := filter.Compile(text, names); err != nil || !all {
			t.Errorf("%s: %s: %v", rule.Name, text, err)
		}
		if strings.HasPrefix(text, "frame") && text != "frame.number in {1..3, 9}" {
			t.Errorf("%s: %s", rule.Name, text)
		}
	}
}

func TestGoldenProblems(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		for name, th := range map[string]theme{"problems": darkTheme(), "problems_plain": plainTheme()} {
			name = fmt.Sprintf("%s_%dx%d", name, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st := sampleOn(t, "reorder", s.w, s.h, th)
				st.problems()
				st.press("j", "l")
				st.compare(t, name)
			})
		}
	}
}
