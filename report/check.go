package report

import (
	"encoding/json"
	"fmt"
	"io"

	"tcptui/flows"
)

// Finding is what a rule found.
type Finding struct {
	rule   *Rule
	groups []finding // by connection; one of the whole capture where the rule does not count by connection
	rows   int       // frames that are wrong
}

// finding is a group of frames that are wrong.
type finding struct {
	conn flows.ConnID // NoConn: of the capture
	rows []uint32
	of   uint64 // segments of the connection, or frames of the capture
}

func (g *finding) share() float64 { return 100 * float64(len(g.rows)) / float64(max(g.of, 1)) }

// Check applies rules to the whole capture, and returns what each found, in their
// order: with nothing in it where the rule is kept. Of o the filter does not
// matter.
func Check(l *flows.Live, rules []Rule, o Options) ([]Finding, *flows.Snapshot, error) {
	var all []Finding
	s := l.WaitRows(o.Count)
	for i := range rules {
		f := Finding{rule: &rules[i]}
		whole := o
		whole.Filter, whole.Whole = rules[i].Filter, o.Count == 0 || rules[i].Over > 0
		rows, snap, err := matching(l, whole)
		if s = snap; err != nil {
			return nil, s, err
		}
		f.groups = rules[i].judge(s, rows, covered(s, o.Count))
		for _, g := range f.groups {
			f.rows += len(g.rows)
		}
		all = append(all, f)
	}
	return all, s, nil
}

// matching lists the rows that o covers.
func matching(l *flows.Live, o Options) (rows []uint32, s *flows.Snapshot, err error) {
	s, err = visit(l, l.NewReader(), newWriter(io.Discard), o, flows.NeedRow, func(_ *flows.Snapshot, row uint32, _ *flows.View) { rows = append(rows, row) })
	return rows, s, err
}

// judge groups the rows that are wrong by the rule, of so many that were looked at.
func (r *Rule) judge(s *flows.Snapshot, rows []uint32, of uint32) []finding {
	if r.Over == 0 || r.Capture {
		g := finding{conn: flows.NoConn, rows: rows, of: uint64(of)}
		if len(rows) == 0 || r.Over > 0 && g.share() <= r.Over {
			return nil
		}
		return []finding{g}
	}
	var out []finding
	byConn := make(map[flows.ConnID][]uint32)
	for _, row := range rows {
		if c := s.Row(row).Conn; c != flows.NoConn {
			byConn[c] = append(byConn[c], row)
		}
	}
	for id := range flows.ConnID(s.Conns()) {
		if rows := byConn[id]; len(rows) > 0 {
			g := finding{conn: id, rows: rows, of: uint64(s.Conn(id).Segments())}
			if g.share() > r.Over {
				out = append(out, g)
			}
		}
	}
	return out
}

// Failed is how many of the rules found something.
func Failed(all []Finding) (n int) {
	for i := range all {
		if all[i].rows > 0 {
			n++
		}
	}
	return n
}

// WriteFindings prints a line a rule, after those that failed the frames that are
// wrong, one line each as Text does, and what all comes to.
func WriteFindings(w io.Writer, l *flows.Live, s *flows.Snapshot, all []Finding, o Options) error {
	out := newWriter(w)
	p := newTextPrinter(w, TextStyle{Line: true})
	r := l.NewReader()
	for i := range all {
		f := &all[i]
		if f.rows == 0 {
			out.put(fmt.Appendf(nil, "ok      %s\n", safeText(f.rule.Name)))
			continue
		}
		out.put(fmt.Appendf(nil, "FAILED  %s: %s\n", safeText(f.rule.Name), f.count(s)))
		for _, g := range f.groups {
			if g.conn != flows.NoConn {
				c := s.Conn(g.conn)
				out.put(fmt.Appendf(nil, "tcp.stream %d, %s ⇄ %s: %d of %d segments, %.2f %%\n", g.conn,
					c.Sides[0].AddrPort(), c.Sides[1].AddrPort(), len(g.rows), g.of, g.share()))
			}
			for _, row := range g.rows {
				out.put(p.frame(r.At(s, row)))
				if out.err != nil || o.stopped() {
					return out.push()
				}
			}
		}
	}
	if failed := Failed(all); failed > 0 {
		out.put(fmt.Appendf(nil, "%d of %s failed\n", failed, plural(len(all), "check")))
	} else {
		out.put(fmt.Appendf(nil, "%s passed\n", plural(len(all), "check")))
	}
	return out.push()
}

// count is how much a rule found, in words.
func (f *Finding) count(s *flows.Snapshot) string {
	switch g := &f.groups[0]; {
	case g.conn != flows.NoConn:
		return fmt.Sprintf("%s on %s", plural(f.rows, "frame"), plural(len(f.groups), "connection"))
	case f.rule.Over > 0:
		return fmt.Sprintf("%d of %s, %.2f %%", f.rows, plural(int(g.of), "frame"), g.share())
	default:
		return fmt.Sprintf("%d of %s", f.rows, plural(int(g.of), "frame"))
	}
}

func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprint(n, " ", thing)
}

func safeText(text string) string { return string(appendSafe(nil, []byte(text))) }

// checkRecord is what WriteFindingsJSON prints. The names are stable: members are
// added, none is renamed or removed.
type checkRecord struct {
	Passed bool         `json:"passed"`
	Frames int          `json:"frames"` // looked at
	Checks []ruleRecord `json:"checks"`
}

type ruleRecord struct {
	Name    string        `json:"name"`
	Filter  string        `json:"filter"`
	Over    float64       `json:"over"` // percent; 0: no frame may match
	Of      string        `json:"of"`   // of what: connection, capture
	Passed  bool          `json:"passed"`
	Matches int           `json:"matches"` // frames that are wrong
	Groups  []groupRecord `json:"groups"`
}

type groupRecord struct {
	Stream *uint32  `json:"stream"`   // tcp.stream; null: of the capture
	Of     uint64   `json:"segments"` // of the connection, or frames of the capture
	Share  float64  `json:"share"`    // percent that match
	Frames []uint32 `json:"frames"`   // numbers of those
}

// WriteFindingsJSON prints one JSON object with all that was found.
func WriteFindingsJSON(w io.Writer, s *flows.Snapshot, all []Finding, o Options) error {
	rec := checkRecord{Passed: Failed(all) == 0, Frames: int(covered(s, o.Count)), Checks: []ruleRecord{}}
	for i := range all {
		f := &all[i]
		r := ruleRecord{Name: f.rule.Name, Filter: f.rule.Filter.String(), Over: f.rule.Over, Of: "connection",
			Passed: f.rows == 0, Matches: f.rows, Groups: []groupRecord{}}
		if f.rule.Over == 0 || f.rule.Capture {
			r.Of = "capture"
		}
		for _, g := range f.groups {
			x := groupRecord{Of: g.of, Share: g.share()}
			if g.conn != flows.NoConn {
				id := uint32(g.conn)
				x.Stream = &id
			}
			for _, row := range g.rows {
				x.Frames = append(x.Frames, row+1)
			}
			r.Groups = append(r.Groups, x)
		}
		rec.Checks = append(rec.Checks, r)
	}
	out := newWriter(w)
	b, err := json.Marshal(rec)
	if err != nil {
		return err
	}
	out.put(append(b, '\n'))
	return out.push()
}
