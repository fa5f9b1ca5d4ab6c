package fsm

import (
	"math/rand/v2"
	"testing"

	"tcptui/decode"
)

// life makes two endpoints with random users.
func life(rng *rand.Rand, n *network) {
	for role := range n.ends {
		e := &tcpEnd{n: n, role: Role(role), rto: 4*n.delay + 20, tsBase: rng.Uint32(), id: uint16(rng.Uint32())}
		e.iss = 1000 + 100000*decode.Seq(role)
		e.una = e.iss
		e.end = e.iss + 1
		t := 3 * n.delay
		for range rng.IntN(5) {
			t += rng.Int64N(3 * n.delay)
			e.writeAt = append(e.writeAt, t)
		}
		e.closeLag = rng.Int64N(3 * n.delay)
		e.hist = []was{{0, Closed, false}}
		e.state = Closed
		n.ends[role] = e
	}
	first := rng.IntN(2)
	n.ends[first].closeAt = 5*n.delay + rng.Int64N(10*n.delay)
	if rng.IntN(4) == 0 {
		n.ends[1-first].closeAt = n.ends[first].closeAt - n.delay + rng.Int64N(2*n.delay)
	}
	if n.aborts && rng.IntN(4) == 0 {
		n.ends[rng.IntN(2)].abortAt = 3*n.delay + rng.Int64N(12*n.delay)
	}
	switch rng.IntN(12) {
	case 0: // refused
	case 1:
		n.ends[1].set(SynSent)
		n.ends[1].nxt = n.ends[1].iss + 1
	default:
		n.ends[1].state = Listen
	}
}

// play runs one life and returns the tracked moments, corrected.
func play(n *network) ([]Moment, Pair) {
	n.ends[0].open()
	if n.ends[1].state == SynSent {
		n.now += n.rng.Int64N(n.delay)
		n.ends[1].state = Closed
		n.ends[1].hist = n.ends[1].hist[:1]
		n.ends[1].open()
	}
	n.run(60000)
	return follow(n.rows)
}

func follow(rows []captured) ([]Moment, Pair) {
	var p Pair
	ms := make([]Moment, 0, len(rows))
	var flip Role
	if len(rows) > 0 && rows[0].seg.Flags&18 == 2 {
		flip = rows[0].from
	}
	for i := range rows {
		m, past := p.Segment(rows[i].from^flip, &rows[i].seg, uint32(i), rows[i].at*1e6)
		for _, v := range past.List[:past.N] {
			for k := int(v.From); k < i; k++ {
				ms[k].State[v.Role], ms[k].How[v.Role] = v.State, v.How
			}
		}
		ms = append(ms, m)
	}
	if flip == Server {
		for i := range ms {
			ms[i].State[0], ms[i].State[1] = ms[i].State[1], ms[i].State[0]
			ms[i].How[0], ms[i].How[1] = ms[i].How[1], ms[i].How[0]
		}
	}
	return ms, p
}

// course is the sequence of distinct states, without those before the opening.
func course(ms []Moment, role Role) (out []State) {
	for _, m := range ms {
		s := m.State[role]
		if s == Listen {
			s = Closed
		}
		if s == None || len(out) == 0 && s == Closed || len(out) > 0 && out[len(out)-1] == s {
			continue
		}
		out = append(out, s)
	}
	return out
}

// agrees compares a course with an endpoint's history, in which states that
// were left while one segment was processed may be missing.
func agrees(got []State, hist []was) bool {
	if len(hist) > 0 && hist[0].state == Closed {
		hist = hist[1:]
	}
	i := 0
	for _, h := range hist {
		s := h.state
		if s == Listen {
			s = Closed
		}
		switch {
		case i < len(got) && got[i] == s:
			i++
		case h.passing:
		default:
			return false
		}
	}
	return i == len(got)
}

// models are the kinds of network, and how many of 800 endpoints may be
// tracked wrongly: none where nothing is lost before the capture, few where a
// lost segment leaves no trace.
var models = []struct {
	kind  string
	allow int // of 800
}{
	{"clean", 0}, {"dup", 0}, {"near-client", 0}, {"near-server", 0},
	{"jitter", 8}, {"mid", 24}, {"near-client-both", 24}, {"near-server-both", 24},
}

// TestModel follows random lives of two RFC 9293 endpoints over networks that
// lose, duplicate and reorder.
func TestModel(t *testing.T) {
	for _, m := range models {
		t.Run(m.kind, func(t *testing.T) {
			t.Parallel()
			wrong := 0
			for seed := range uint64(400) {
				n := modelNet(m.kind, seed)
				ms, _ := play(n)
				if m.kind != "jitter" { // where rows are not in the order of sending
					checkObserved(t, n, ms, seed)
				}
				for role := range Role(2) {
					got := course(ms, role)
					if agrees(got, n.ends[role].hist) {
						continue
					}
					wrong++
					if m.allow == 0 {
						t.Errorf("seed %d, %v: %v, want %v", seed, role, got, n.ends[role].hist)
					}
				}
			}
			if wrong > m.allow {
				t.Errorf("%d endpoints wrong, at most %d", wrong, m.allow)
			}
			t.Logf("%d of 800 endpoints wrong", wrong)
		})
	}
}

// checkObserved: what is called observed is what the sender was.
func checkObserved(t *testing.T, n *network, ms []Moment, seed uint64) {
	t.Helper()
	for i, m := range ms {
		from := n.rows[i].from
		earlier := m.Event == SndInFlight || m.Event == SndCopy
		if m.How[from] == Observed && !earlier && m.State[from] != n.rows[i].sent.state && m.Event != SndRST {
			t.Errorf("seed %d, row %d: %v observed in %v (%v), was in %v", seed, i, from, m.State[from], m.Event, n.rows[i].sent.state)
		}
	}
}

// TestModelAborts lets users abort, too: the last state is right whatever
// crosses the RST.
func TestModelAborts(t *testing.T) {
	for seed := range uint64(400) {
		n := modelNet("aborts", seed)
		ms, _ := play(n)
		for role := range Role(2) {
			got, hist := course(ms, role), n.ends[role].hist
			last := hist[len(hist)-1].state
			if last == Listen {
				last = Closed
			}
			if len(got) > 0 && got[len(got)-1] != last {
				t.Errorf("seed %d, %v: %v, want %v", seed, role, got, hist)
			}
		}
	}
}

// modelNet is a network of one kind.
func modelNet(kind string, seed uint64) *network {
	rng := rand.New(rand.NewPCG(seed, 1))
	n := &network{rng: rng, delay: 20}
	loss := 0.1
	switch kind {
	case "jitter":
		n.jitter, n.split = 10, []int64{0, 10, 20}[rng.IntN(3)]
	case "dup":
		n.dup, n.split = 0.1, []int64{0, 10, 20}[rng.IntN(3)]
	case "near-client":
		n.after[Client] = loss
	case "near-server":
		n.split = 20
		n.after[Server] = loss
	case "near-client-both":
		n.after[Client], n.before[Server] = loss, loss
	case "near-server-both":
		n.split = 20
		n.after[Server], n.before[Client] = loss, loss
	case "mid":
		n.split = 10
		n.before, n.after = [2]float64{loss / 2, loss / 2}, [2]float64{loss / 2, loss / 2}
	case "clean", "aborts":
		n.split = []int64{0, 10, 20}[rng.IntN(3)]
	}
	n.aborts = kind == "aborts"
	life(rng, n)
	return n
}
