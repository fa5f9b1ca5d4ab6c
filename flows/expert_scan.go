package flows

import (
	"fmt"
	"slices"

	"tcptui/decode"
	"tcptui/fsm"
)

// watch is a row of the table of what is counted: attempts of one kind, by who
// makes them or whom they reach, of which `least` different ones within a time
// are a problem.
type watch struct {
	rule   ruleID
	least  int
	within int64 // ns
	what   string
	is     func(c *Conn, first decode.Flags) bool
	key    func(c *Conn) target // whom they are counted by
	other  func(c *Conn) target // what must differ
}

// target is an address, or an address and a port.
type target struct {
	addr decode.Addr
	port uint16
}

func source(c *Conn, role fsm.Role) target { return target{addr: c.Sides[role].Addr} }

func listener(c *Conn, role fsm.Role) target {
	return target{c.Sides[role].Addr, c.Sides[role].Port}
}

const scanWithin = 60_000_000_000 // ns

const allSix = decode.FIN | decode.SYN | decode.RST | decode.PSH | decode.ACK | decode.URG

// watches is the table. A probe without SYN tells nothing of the roles but who
// sent it; the roles of such a connection are swapped where the guess was wrong.
var watches = [...]watch{
	{ruleScanSYN, 20, scanWithin, "targets",
		func(c *Conn, first decode.Flags) bool {
			return first&allSix == decode.SYN && c.Sides[0].Bytes == 0 && c.Sides[1].Bytes == 0
		},
		func(c *Conn) target { return source(c, fsm.Client) },
		func(c *Conn) target { return listener(c, fsm.Server) }},
	{ruleScanFIN, 5, scanWithin, "targets", firstHas(decode.FIN), nil, nil},
	{ruleScanNULL, 5, scanWithin, "targets", firstHas(0), nil, nil},
	{ruleScanXmas, 5, scanWithin, "targets", firstHas(decode.FIN | decode.PSH | decode.URG), nil, nil},
	{ruleFlood, 100, 10_000_000_000, "half-open handshakes",
		func(c *Conn, first decode.Flags) bool {
			return first&allSix == decode.SYN && c.parts()&^CompleteSYNACK == CompleteSYN
		},
		func(c *Conn) target { return listener(c, fsm.Server) },
		func(c *Conn) target { return listener(c, fsm.Client) }},
}

func firstHas(fl decode.Flags) func(c *Conn, first decode.Flags) bool {
	return func(_ *Conn, first decode.Flags) bool { return first&allSix == fl }
}

// maxWatched is how many sources or listeners of a kind are counted at the same
// time. When there are more, those that are no problem so far are forgotten.
const maxWatched = 1 << 14

// tally counts attempts of one key.
type tally struct {
	begin  int64 // of the time that is counted, ns since the epoch
	others map[target]struct{}
	rows   []uint32 // of the attempts in that time
	ids    []ConnID
	p      *Problem // once there were enough
}

// scanProblems counts attempts over the connections of a snapshot, in the order
// of their first segments.
func scanProblems(s *Snapshot, found *[numRules][]Problem) {
	for i := range watches {
		w := &watches[i]
		found[w.rule] = w.count(s)
	}
}

func (w *watch) count(s *Snapshot) (out []Problem) {
	tallies := make(map[target]*tally)
	var order []target
	for id := range ConnID(s.conns) {
		c := s.Conn(id)
		first := s.Row(c.First)
		if !w.is(c, first.Flags) {
			continue
		}
		key, other := w.ends(c, first.From)
		t := tallies[key]
		if t == nil {
			if len(tallies) >= maxWatched {
				forgetHarmless(tallies)
			}
			if len(tallies) >= maxWatched {
				continue
			}
			t = &tally{begin: first.Time, others: make(map[target]struct{})}
			tallies[key] = t
		}
		if t.add(w, other, c, first.Time) {
			order = append(order, key)
		}
	}
	for _, key := range order {
		t := tallies[key]
		t.p.About = fmt.Sprintf("%s, %d %s", key, t.p.Count, w.what)
		slices.Sort(t.p.Rows)
		out = append(out, *t.p)
	}
	return out
}

// ends says by whom an attempt is counted and what must differ. Without own rules
// the sender of the first segment is the source.
func (w *watch) ends(c *Conn, from fsm.Role) (key, other target) {
	if w.key != nil {
		return w.key(c), w.other(c)
	}
	return source(c, from), listener(c, from.Peer())
}

// add counts an attempt and reports whether it is the one that makes a problem.
func (t *tally) add(w *watch, other target, c *Conn, at int64) bool {
	if t.p != nil {
		t.p.found(c.First, c.ID)
		return false
	}
	if at-t.begin > w.within {
		t.begin, t.rows, t.ids = at, t.rows[:0], t.ids[:0]
		clear(t.others)
	}
	if _, seen := t.others[other]; seen {
		return false
	}
	t.others[other] = struct{}{}
	t.rows, t.ids = append(t.rows, c.First), append(t.ids, c.ID)
	if len(t.rows) < w.least {
		return false
	}
	t.p = new(Problem)
	for i, row := range t.rows {
		t.p.found(row, t.ids[i])
	}
	t.others, t.rows, t.ids = nil, nil, nil
	return true
}

func forgetHarmless(tallies map[target]*tally) {
	for key, t := range tallies {
		if t.p == nil {
			delete(tallies, key)
		}
	}
}

// String returns the address, with the port if there is one.
func (t target) String() string {
	if t.port == 0 {
		return t.addr.IP().String()
	}
	return (&Side{Addr: t.addr, Port: t.port}).AddrPort().String()
}
