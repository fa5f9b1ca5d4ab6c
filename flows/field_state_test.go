package flows

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket/layers"

	"tcptui/decode"
	"tcptui/fsm"
	"tcptui/testdata/samples"
)

// openSample reads a sample to its end.
func openSample(tb testing.TB, name string) (*Live, *Snapshot) {
	tb.Helper()
	sample, err := samples.Get(name)
	if err != nil {
		tb.Fatal(err)
	}
	return openBytes(tb, sample.Data)
}

// fieldText is a field's values in a frame, counted from 1, with commas.
func fieldText(t *testing.T, r *Reader, s *Snapshot, frame int, name string) string {
	t.Helper()
	for _, f := range stateFields() {
		if f.Name != name {
			continue
		}
		var out []string
		for _, x := range f.Of(r.At(s, uint32(frame-1)), nil) {
			out = append(out, string(f.Format(nil, x)))
		}
		return strings.Join(out, ", ")
	}
	t.Fatalf("there is no field %s", name)
	return ""
}

func TestStateFields(t *testing.T) {
	for _, c := range []struct {
		sample string
		frame  int
		field  string
		want   string
	}{
		{"last_ack_lost", 3, "fsm.event", "sends SYN, SYN on its way"},
		{"last_ack_lost", 3, "fsm.rule", "CLOSED: sends SYN, LISTEN: SYN on its way"},
		{"last_ack_lost", 3, "fsm.client.snd_una", "0"},
		{"last_ack_lost", 3, "fsm.client.snd_nxt", "1"},
		{"last_ack_lost", 3, "fsm.client.snd_wnd", ""}, // the server has announced nothing yet
		{"last_ack_lost", 6, "fsm.client.flight", "12"},
		{"last_ack_lost", 7, "fsm.client.flight", "0"},
		{"last_ack_lost", 7, "fsm.server.rcv_nxt", "13"},
		{"last_ack_lost", 13, "fsm.server", "LAST-ACK"},
		{"last_ack_lost", 13, "fsm.rule", "TIME-WAIT: sends ACK"}, // it never reached the server
		{"last_ack_lost", 13, "fsm.revised_by", "14"},
		{"last_ack_lost", 13, "fsm.lost_by", "14"},
		{"last_ack_lost", 14, "fsm.revised_by", ""},
		{"last_ack_lost", 14, "fsm.client.time_wait", "0.000000000"}, // the FIN came again
		{"last_ack_lost", 11, "fsm.client.time_wait", ""},
		{"syn_ack_lost", 4, "fsm.client", "SYN-SENT"},
		{"syn_ack_lost", 4, "fsm.lost_by", "5"},
		{"simultaneous_open", 3, "fsm.rule", "CLOSED: sends SYN, CLOSED: SYN on its way"},
		{"port_reuse", 11, "conn.reuse", ""},
		{"port_reuse", 12, "conn.reuse", "timestamp"},
		{"port_reuse", 20, "conn.reuse.legal", "1"},
		{"chat", 1, "fsm.client", ""}, // ARP
	} {
		l, s := openSample(t, c.sample)
		if got := fieldText(t, l.NewReader(), s, c.frame, c.field); got != c.want {
			t.Errorf("%s frame %d: %s is %q, want %q", c.sample, c.frame, c.field, got, c.want)
		}
	}
}

// The scoreboard of a sender names what the receiver has above a hole, and is
// empty when the hole is filled.
func TestScoreboard(t *testing.T) {
	l, s := openSample(t, "loss_sack")
	r := l.NewReader()
	blocks := 0
	for i := range uint32(s.Rows()) {
		for role, v := range r.Vars(s, i) {
			var sum uint32
			for k, b := range v.SACKed {
				if !b.Left.Less(b.Right) || !v.SndUna.Less(b.Left) || !b.Right.LessEq(v.SndNxt) || k > 0 && !v.SACKed[k-1].Right.Less(b.Left) {
					t.Fatalf("frame %d, %v: block %v of %v; SND.UNA %d, SND.NXT %d", i+1, fsm.Role(role), b, v.SACKed, v.SndUna, v.SndNxt)
				}
				sum += uint32(b.Right - b.Left)
			}
			if sum > v.Flight {
				t.Errorf("frame %d: %d octets reported of %d in flight", i+1, sum, v.Flight)
			}
			blocks += len(v.SACKed)
		}
	}
	if blocks == 0 {
		t.Error("no block was reported in a capture with SACK")
	}
}

// Blocks stay ascending and apart whatever is reported.
func TestAddBlock(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	var list []decode.SACKBlock
	for range 2000 {
		left := decode.Seq(rng.Uint32N(4000))
		list = addBlock(list, decode.SACKBlock{Left: left, Right: left + 1 + decode.Seq(rng.Uint32N(20))})
		for k, b := range list {
			if !b.Left.Less(b.Right) || k > 0 && !list[k-1].Right.Less(b.Left) {
				t.Fatalf("%v", list)
			}
		}
		if len(list) > maxBlocks {
			t.Fatalf("%d blocks", len(list))
		}
	}
	if list = acknowledgedBlocks(list, list[1].Left+1); list[0].Left >= list[0].Right {
		t.Errorf("%v", list[0])
	}
}

// Replaying a connection gives what ingest wrote: the states of the last row,
// and for each row that was corrected a proof. Asking in any order gives the
// same as asking in order.
func TestReplayIsWhatWasIngested(t *testing.T) {
	for _, sample := range samples.All() {
		l, s := openBytes(t, sample.Data)
		r, fresh := l.NewReader(), l.NewReader()
		var order []uint32
		want := make(map[uint32]string)
		for i := range uint32(s.Rows()) {
			if s.Row(i).Conn != NoConn {
				order = append(order, i)
				want[i] = fmt.Sprint(r.Vars(s, i))
			}
		}
		rng := rand.New(rand.NewPCG(1, 2))
		rng.Shuffle(len(order), func(i, k int) { order[i], order[k] = order[k], order[i] })
		for _, i := range order {
			if got := fmt.Sprint(fresh.Vars(s, i)); got != want[i] {
				t.Fatalf("%s frame %d: %s, in order %s", sample.Name, i+1, got, want[i])
			}
		}
		for id := range ConnID(s.Conns()) {
			said := make(map[uint32]fsm.Moment)
			c := newCursor()
			for {
				if _, _, ok := c.next(s, id, r.states.bytes); !ok {
					break
				}
				var m fsm.Moment
				for role := range m.State {
					m.State[role], m.How[role] = c.pair.Ends[role].State, c.pair.Ends[role].How
				}
				said[c.last] = m
			}
			conn := s.Conn(id)
			if m := said[conn.Last]; m.State != conn.Now.State || m.How != conn.Now.How {
				t.Errorf("%s connection %d ends in %v, ingest says %v", sample.Name, id, m, conn.Now)
			}
			for _, i := range s.ConnRows(id, nil) {
				row, proofs := s.Row(i), r.Proofs(s, i)
				for role := range proofs {
					if said[i].State[role] != row.Moment.State[role] && !proofs[role].Known() {
						t.Errorf("%s frame %d: %v was %v and is %v, without a proof", sample.Name, i+1, fsm.Role(role), said[i].State[role], row.Moment.State[role])
					}
					if proofs[role].Known() && (proofs[role].Row <= i || s.Row(proofs[role].Row).Conn != id) {
						t.Errorf("%s frame %d: proven by frame %d", sample.Name, i+1, proofs[role].Row+1)
					}
				}
			}
		}
	}
}

// Every change of a state in the samples has a rule that made it.
func TestRulesExplainEveryChange(t *testing.T) {
	for _, sample := range samples.All() {
		_, s := openBytes(t, sample.Data)
		for i := range uint32(s.Rows()) {
			row := s.Row(i)
			if row.Conn == NoConn {
				continue
			}
			before := s.Before(&row)
			for _, role := range []fsm.Role{fsm.Client, fsm.Server} {
				at := before.State[role]
				for _, r := range s.Rules(&row, role) {
					if r.From != at {
						t.Errorf("%s frame %d: rule %s begins elsewhere than %v", sample.Name, i+1, r.ID(), at)
					}
					at = r.To
				}
				if at != row.Moment.State[role] {
					t.Errorf("%s frame %d: the rules lead %v to %v, not to %v", sample.Name, i+1, role, at, row.Moment.State[role])
				}
			}
		}
	}
}

func TestParseState(t *testing.T) {
	for text, want := range map[string]fsm.State{
		"FIN-WAIT-2": fsm.FinWait2, "FIN_WAIT2": fsm.FinWait2, "FIN_WAIT_2": fsm.FinWait2, "fin-wait-2": fsm.FinWait2, "FINWAIT2": fsm.FinWait2,
		"SYN_RECV": fsm.SynReceived, "SYN-RECV": fsm.SynReceived, "SYN-RECEIVED": fsm.SynReceived, "SYN_RCVD": fsm.SynReceived,
		"ESTAB": fsm.Established, "established": fsm.Established, "CLOSE": fsm.Closed, "CLOSE_WAIT": fsm.CloseWait, "LAST_ACK": fsm.LastAck,
		"TIME_WAIT": fsm.TimeWait, "LISTEN": fsm.Listen, "SYN_SENT": fsm.SynSent, "CLOSING": fsm.Closing, "FIN_WAIT1": fsm.FinWait1,
		"": fsm.None, "FIN": fsm.None, "-": fsm.None, "FIN-WAIT-3": fsm.None,
	} {
		if got, ok := ParseState(text); got != want || ok != (want != fsm.None) {
			t.Errorf("ParseState(%q) = %v, %v; want %v", text, got, ok, want)
		}
	}
}

// The times of all states add up to the connection's duration, and the server
// of the half-closed connection spends most of it in CLOSE-WAIT.
func TestTimeIn(t *testing.T) {
	for _, sample := range samples.All() {
		_, s := openBytes(t, sample.Data)
		for id := range ConnID(s.Conns()) {
			c := s.Conn(id)
			for role, times := range s.TimeIn(id) {
				var sum int64
				for _, ns := range times {
					sum += ns
				}
				if sum != c.End-c.Start {
					t.Errorf("%s connection %d, %v: %d ns in states, it lasted %d", sample.Name, id, fsm.Role(role), sum, c.End-c.Start)
				}
			}
		}
	}
	_, s := openSample(t, "half_close")
	times := s.TimeIn(0)[fsm.Server]
	for st, ns := range times {
		if ns > times[fsm.CloseWait] {
			t.Errorf("%v in %v, but %v in CLOSE-WAIT", time.Duration(ns), fsm.State(st), time.Duration(times[fsm.CloseWait]))
		}
	}
}

// A FIN that comes again begins the clock of TIME-WAIT again.
func TestTimeWaitClock(t *testing.T) {
	l, s := openSample(t, "last_ack_lost")
	r := l.NewReader()
	first, last := r.TimeWaits(s, 12), r.TimeWaits(s, 14)
	if len(first) != 1 || len(last) != 1 {
		t.Fatalf("%v, %v", first, last)
	}
	if first[0].Role != fsm.Client || first[0].Row != 11 || first[0].Entered != 11 {
		t.Errorf("after frame 13: %+v", first[0])
	}
	if last[0].Row != 13 || last[0].Entered != 11 {
		t.Errorf("after frame 15: %+v", last[0])
	}
	if got := last[0].End(MSL) - s.Row(13).Time; got != int64(4*time.Minute) {
		t.Errorf("it lasts %v", time.Duration(got))
	}
}

// TestReuseReason: a closed connection and a SYN on the same four-tuple.
func TestReuseReason(t *testing.T) {
	stamp := func(v byte) []layers.TCPOption {
		return []layers.TCPOption{{OptionType: layers.TCPOptionKindTimestamps, OptionLength: 10, OptionData: []byte{0, 0, 0, v, 0, 0, 0, 0}}}
	}
	for _, c := range []struct {
		name   string
		closes func(w *wire)
		after  time.Duration
		syn    seg
		want   ReuseReason
	}{
		{"server waits, number beyond", serverCloses, time.Second, seg{from: hostC, to: hostS, seq: 5000}, ReuseSequence},
		{"server waits, number below", serverCloses, time.Second, seg{from: hostC, to: hostS, seq: 50}, ReuseEarly},
		{"server waits, number below, later", serverCloses, 5 * time.Minute, seg{from: hostC, to: hostS, seq: 50}, ReuseOver},
		{"server waits, number below, first timestamp", serverCloses, time.Second, seg{from: hostC, to: hostS, seq: 50, options: stamp(9)}, ReuseTimestamp},
		{"server waits and opens itself", serverCloses, time.Second, seg{from: hostS, to: hostC, seq: 99000}, ReuseOwn},
		{"reset before", func(w *wire) { w.send(seg{from: hostC, to: hostS, flags: decode.RST, seq: 101}) }, time.Millisecond, seg{from: hostC, to: hostS, seq: 50}, ReuseGone},
		{"still open", func(*wire) {}, time.Minute, seg{from: hostC, to: hostS, seq: 50}, ReuseAlive},
	} {
		w := newWire(t)
		w.handshake()
		c.closes(w)
		w.at = w.at.Add(c.after)
		c.syn.flags = decode.SYN
		w.send(c.syn)
		l, s := w.open()
		if s.Conns() != 2 {
			t.Fatalf("%s: %d connections", c.name, s.Conns())
		}
		r := l.NewReader()
		u, ok := r.Reuse(s, 1)
		if got := u.Reason(MSL); !ok || got != c.want {
			t.Errorf("%s: %v %+v, want %v", c.name, got, u, c.want)
		}
		if again, _ := r.Reuse(s, 1); again != u {
			t.Errorf("%s: asked again %+v", c.name, again)
		}
		if _, ok := r.Reuse(s, 0); ok {
			t.Errorf("%s: the first connection is a reuse", c.name)
		}
	}
	legal := []ReuseReason{ReuseGone, ReuseOver, ReuseSequence, ReuseTimestamp}
	for r := ReuseNone; r <= ReuseAlive; r++ {
		if r.Legal() != slices.Contains(legal, r) {
			t.Errorf("%v legal: %v", r, r.Legal())
		}
	}
}

// TestReuseInAChangedFile: where the frames are not those any more that were captured, what the
// index knows of the old connection counts.
func TestReuseInAChangedFile(t *testing.T) {
	w := newWire(t)
	w.handshake()
	serverCloses(w)
	w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 5000})
	l, s := w.open()
	const flags = 14 + 20 + 13
	for row := range uint32(6) {
		w.buf.Bytes()[s.Row(row).Off+flags] = byte(decode.ACK)
	}
	u, ok := l.NewReader().Reuse(s, 1)
	if !ok || !u.Gone || u.Peer != s.Row(6).Time-s.Row(5).Time {
		t.Errorf("%v %+v", ok, u)
	}
}

// serverCloses closes a connection that handshake opened, the server first.
func serverCloses(w *wire) {
	w.send(seg{from: hostS, to: hostC, flags: decode.FIN | decode.ACK, seq: 901, ack: 101, window: 65000})
	w.send(seg{from: hostC, to: hostS, flags: decode.FIN | decode.ACK, seq: 101, ack: 902, window: 500})
	w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 902, ack: 102, window: 65000})
}

// What a Reader keeps lets it go on: a long connection that is read backwards
// costs no more than a stretch for each row.
func TestReplayGoesOnFromMarks(t *testing.T) {
	w := newWire(t)
	w.handshake()
	for i := range 3 * marksEvery {
		w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101 + uint32(i), ack: 901, window: 500, data: "x"})
	}
	l, s := w.open()
	r := l.NewReader()
	last := uint32(s.Rows() - 1)
	if v := r.Vars(s, last)[0]; v.Flight != 3*marksEvery {
		t.Fatalf("flight is %d", v.Flight)
	}
	x := r.stateReplay(0)
	parts := 0
	for !r.Replay(s, 0, 1000) {
		parts++
	}
	if parts != 3 || x.front.last != last {
		t.Errorf("%d parts, then at row %d", parts, x.front.last)
	}
	for _, back := range []uint32{1, 500, 2000, 3000} {
		if v := r.Vars(s, last-back)[0]; v.Flight != 3*marksEvery-back {
			t.Errorf("%d rows back the flight is %d", back, v.Flight)
		}
	}
	if len(x.marks) != 3 {
		t.Errorf("%d marks", len(x.marks))
	}
}
