package ui

import (
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/testdata/samples"
)

// testRules is a file of rules in Wireshark's words.
const testRules = `# This file was created by hand.

@Bad TCP@tcp.analysis.flags && !tcp.analysis.window_update@[4718,10030,11822][63479,34695,34695]
!@switched off@no.such.field@[0,0,0][0,0,0]
@TCP SYN/FIN@tcp.flags & 0x02 || tcp.flags.fin == 1@[41120, 41120, 41120][4718, 10030, 11822]
  @Mail @ home@tcp.port == 25@[0,0,0][65535,65535,65535] and what follows
@TCP@tcp@[59367,59110,65535][4718,10030,11822]
`

func TestReadColours(t *testing.T) {
	t.Parallel()
	rules, problems := ReadColours("my rules", []byte("\ufeff"+strings.ReplaceAll(testRules, "\n", "\r\n")), testNames())
	var names []string
	for _, r := range rules {
		names = append(names, r.Name)
	}
	if got, want := strings.Join(names, "|"), "Bad TCP|TCP SYN/FIN|TCP"; got != want {
		t.Errorf("the rules are %s, want %s", got, want)
	}
	if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), "my rules:6:") { // names have no @: " home" begins the filter
		t.Errorf("the problems are %v", problems)
	}
	if r := rules[0]; r.Back != [3]uint8{18, 39, 46} || r.Fore != [3]uint8{247, 135, 135} {
		t.Errorf("the colours of %s are %v on %v", r.Name, r.Fore, r.Back)
	}
	tests := []struct{ line, want string }{
		{"nonsense", "f:1:1: no colouring rule: expected @name@"},
		{"@only a name", "f:1:13: the rule ends too early"},
		{"@a@tcp", "f:1:7: the rule ends too early"},
		{"@@tcp@[0,0,0][0,0,0]", "f:1:2: the rule has no name"},
		{"@a@tcp@[0,0,0]", "f:1:8: expected two colours"},
		{"@a@tcp@[0,0,65536][0,0,0]", "f:1:8: 65536 is no part of a colour"},
		{"\t@长@tcp.sec == 1@[0,0,0][0,0,0]", `f:1:5: rule "长": tcptui has no field tcp.sec (did you mean tcp.seq?)`},
		{"@a@tcp.port == @[0,0,0][0,0,0]", `f:1:16: rule "a": `},
		{"@a@@[0,0,0][0,0,0]", `f:1:4: rule "a": `},
	}
	for _, tt := range tests {
		rules, problems := ReadColours("f", []byte(tt.line+"\n@TCP@tcp@[0,0,0][0,0,0]"), testNames())
		if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), tt.want) {
			t.Errorf("%q: %v, want %s", tt.line, problems, tt.want)
		}
		if len(rules) != 1 {
			t.Errorf("%q: %d rules are left of the others, want 1", tt.line, len(rules))
		}
	}
	if rules, problems := ReadColours("f", nil, testNames()); rules == nil || len(rules)+len(problems) > 0 {
		t.Errorf("an empty file: %v, %v", rules, problems)
	}
}

// TestFiltersUseAt: a filter may have the sign that ends it.
func TestFiltersUseAt(t *testing.T) {
	t.Parallel()
	rules, problems := ReadColours("f", []byte(`@mail@frame contains "a@b"@[0,0,0][0,0,0]`), testNames())
	if len(problems) > 0 || len(rules) != 1 || rules[0].Filter.String() != `frame contains "a@b"` {
		t.Errorf("%v, %v", rules, problems)
	}
}

func FuzzReadColours(f *testing.F) {
	f.Add([]byte(testRules))
	f.Add([]byte("!\n!@\n@@@[1,2,3][4,5,6]\n@a@tcp@[99999999999999999999,0,0][0,0,0]"))
	names := testNames()
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, problems := ReadColours("f", data, names)
		if lines := strings.Count(string(data), "\n") + 1; len(rules)+len(problems) > lines {
			t.Errorf("%d rules and %d problems of %d lines", len(rules), len(problems), lines)
		}
		for _, r := range rules {
			if r.Filter == nil || r.Name == "" {
				t.Errorf("rule %+v", r)
			}
		}
	})
}

// TestOwnRulesAreTheirFilters: what the program's rules look at in the index is
// what their filters say.
func TestOwnRulesAreTheirFilters(t *testing.T) {
	t.Parallel()
	names := testNames()
	matchers := make([]*filter.Matcher, len(ownRules))
	for i, r := range ownRules {
		f, err := filter.Compile(r.filter, names)
		if err != nil {
			t.Fatalf("%s: %v", r.name, err)
		}
		matchers[i] = f.Matcher()
	}
	used := make([]int, len(ownRules))
	check := func(name string, data []byte) {
		m := newModel(read(t, data), darkTheme())
		list := newPacketsPane(nil)
		list.begin(m)
		reader := m.live.NewReader()
		for no := range uint32(m.snap.Rows()) {
			r := listed{m: m, row: m.snap.Row(no)}
			list.complete(&r)
			is, says := noRule, noRule
			v := reader.At(m.snap, no)
			for i := len(ownRules) - 1; i >= 0; i-- {
				if ownRules[i].is(&r) {
					is = i
				}
				if matchers[i].Match(v) {
					says = i
				}
			}
			if is != says {
				t.Errorf("%s, frame %d: rule %d applies, by the filters rule %d", name, no+1, is, says)
			}
			if is >= 0 {
				used[is]++
			}
		}
	}
	for _, s := range samples.All() {
		check(s.Name, s.Data)
	}
	check("faults", faults())
	for i, n := range used {
		if n == 0 {
			t.Errorf("no frame of the samples has the rule %s", ownRules[i].name)
		}
	}
}

// faults is a capture of ICMP messages of all types.
func faults() []byte {
	w := newWire()
	for kind := range 256 {
		w.send(fsm.Client, 0, "", func(p []byte) {
			p[9] = 1 // ICMP
			clear(p[20:])
			p[20] = byte(kind)
			p[28] = 0x45
		})
	}
	return w.buf
}

func TestRulesColourRows(t *testing.T) {
	t.Parallel()
	rules, _ := ReadColours("rules", []byte(testRules), testNames())
	s, err := samples.Get("loss_sack")
	if err != nil {
		t.Fatal(err)
	}
	st := configured(t, s.Data, 160, 48, darkTheme(), Config{Colours: rules})
	st.press("z", "g")
	st.lookedUp()
	list := st.shell.packets()
	bad := 0
	for i := range list.rows {
		r := &list.rows[i]
		want := ""
		switch {
		case r.conn == nil:
		case r.row.Notes.Any(^flows.NoteWindowUpdate & (1<<15 - 1)):
			want, bad = "Bad TCP", bad+1
		case r.row.Flags&3 != 0:
			want = "TCP SYN/FIN"
		default:
			want = "TCP"
		}
		style, got := list.rules.style(&st.th, r)
		if got != want {
			t.Errorf("frame %d has the rule %q, want %q", r.row.No+1, got, want)
		}
		if _, ground, _ := style.Decompose(); want == "Bad TCP" && ground != tcell.NewRGBColor(18, 39, 46) {
			t.Errorf("frame %d has the ground %v", r.row.No+1, ground)
		}
	}
	if bad == 0 {
		t.Error("nothing is bad")
	}
	st.press("3", "G")
	st.wants("colour rule: TCP SYN/FIN")
	st.press("K")
	st.wants("packets without colours; K colours them again")
	if style, name := list.rules.style(&st.th, &list.rows[5]); style != st.th.text || name != "" {
		t.Errorf("a row looks like %v by %q without rules", style, name)
	}
	st.press("K", "3", "G")
	st.lookedUp()
	st.wants("colour rule: TCP SYN/FIN")
}

// TestRulesWithoutColours: a theme without colours gets none from a file.
func TestRulesWithoutColours(t *testing.T) {
	t.Parallel()
	th := plainTheme()
	for _, tt := range []struct {
		back [3]uint8
		want tcell.Style
	}{{[3]uint8{18, 39, 46}, th.text.Bold(true)}, {[3]uint8{231, 230, 255}, th.text}} {
		c := ColourRule{Back: tt.back, Fore: [3]uint8{255, 0, 0}}
		if got := c.style(&th); got != tt.want {
			t.Errorf("a ground of %v gives %v", tt.back, got)
		}
	}
}
