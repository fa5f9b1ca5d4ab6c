package lab

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// promise is what a scenario has to show, whatever machine plays it.
type promise struct {
	name   string
	states [2]fsm.State            // of the last connection at its end
	end    flows.EndKind           // and how it ended
	conns  int                     // connections; 0: one
	passes [2][]fsm.State          // states that each end is in at some row, in this order
	count  map[flows.Verdict]int   // how many segments have a verdict; those that are absent: none
	any    []flows.Verdict         // verdicts of which there may be more, as it depends on the machine
	wire   []string                // what the wire says that it does, in order
	sent   map[decode.Flags][2]int // how many segments have exactly these flags, by who sends them
}

const (
	closed, listening  = fsm.Closed, fsm.Listen
	synSent, synRcvd   = fsm.SynSent, fsm.SynReceived
	estab, closeWait   = fsm.Established, fsm.CloseWait
	finWait1, finWait2 = fsm.FinWait1, fsm.FinWait2
	lastAck, closing   = fsm.LastAck, fsm.Closing
	timeWait           = fsm.TimeWait
)

var (
	activeClose  = []fsm.State{estab, finWait1, finWait2, timeWait}
	passiveClose = []fsm.State{estab, closeWait, lastAck, closed}
	clientFirst  = [2][]fsm.State{activeClose, passiveClose}
	serverFirst  = [2][]fsm.State{passiveClose, activeClose}
	clientWaits  = [2]fsm.State{timeWait, closed}
	serverWaits  = [2]fsm.State{closed, timeWait}
	bothClosed   = [2]fsm.State{closed, closed}
)

var promises = []promise{
	{name: "chat", states: clientWaits, end: flows.EndFIN, passes: clientFirst},
	{name: "close-client", states: clientWaits, end: flows.EndFIN, passes: clientFirst},
	{name: "close-server", states: serverWaits, end: flows.EndFIN, passes: serverFirst},
	{name: "half-close", states: clientWaits, end: flows.EndFIN, passes: clientFirst},
	{name: "simultaneous-close", states: [2]fsm.State{timeWait, timeWait}, end: flows.EndFIN,
		passes: [2][]fsm.State{{estab, finWait1, closing, timeWait}, {estab, finWait1, closing, timeWait}},
		wire:   []string{"?holds back the client's FIN", "?holds back the server's FIN"}},
	{name: "last-ack-lost", states: clientWaits, end: flows.EndFIN, passes: clientFirst,
		count: map[flows.Verdict]int{flows.SpuriousRetransmission: 1}, wire: []string{"loses the client's ACK of the FIN"},
		sent: map[decode.Flags][2]int{decode.FIN | decode.ACK: {1, 2}}},
	{name: "fin-lost", states: clientWaits, end: flows.EndFIN, passes: clientFirst, wire: []string{"loses the client's FIN"},
		sent: map[decode.Flags][2]int{decode.FIN | decode.ACK: {2, 1}}, count: map[flows.Verdict]int{flows.Retransmission: 1}},
	{name: "refused", states: bothClosed, end: flows.EndRefused, passes: [2][]fsm.State{{synSent, closed}, {closed}},
		sent: map[decode.Flags][2]int{decode.SYN: {1, 0}, decode.RST | decode.ACK: {0, 1}}},
	{name: "reset-late", states: bothClosed, end: flows.EndReset, passes: [2][]fsm.State{{estab, finWait1, finWait2, closed}, {estab, closeWait, closed}},
		sent: map[decode.Flags][2]int{decode.RST: {1, 0}, decode.FIN | decode.ACK: {1, 0}}},
	{name: "reset-unread", states: bothClosed, end: flows.EndReset, passes: [2][]fsm.State{{estab, closed}, {estab, closed}},
		sent: map[decode.Flags][2]int{decode.RST | decode.ACK: {0, 1}, decode.FIN | decode.ACK: {0, 0}}},
	{name: "reset-linger", states: bothClosed, end: flows.EndReset, passes: [2][]fsm.State{{estab, closed}, {estab, closed}},
		sent: map[decode.Flags][2]int{decode.RST | decode.ACK: {1, 0}, decode.FIN | decode.ACK: {0, 0}}},
	{name: "syn-lost", states: clientWaits, end: flows.EndFIN, passes: [2][]fsm.State{append([]fsm.State{synSent}, activeClose...), passiveClose},
		sent: map[decode.Flags][2]int{decode.SYN: {2, 0}, decode.SYN | decode.ACK: {0, 1}}, wire: []string{"loses the client's SYN"},
		count: map[flows.Verdict]int{flows.Retransmission: 1}},
	{name: "synack-lost", states: clientWaits, end: flows.EndFIN, passes: [2][]fsm.State{append([]fsm.State{synSent}, activeClose...), append([]fsm.State{synRcvd}, passiveClose...)},
		wire: []string{"loses the server's SYN,ACK"}, any: []flows.Verdict{flows.Retransmission, flows.SpuriousRetransmission}},
	{name: "handshake-ack-lost", states: clientWaits, end: flows.EndFIN, passes: [2][]fsm.State{append([]fsm.State{synSent}, activeClose...), append([]fsm.State{synRcvd}, passiveClose...)},
		sent: map[decode.Flags][2]int{decode.SYN: {1, 0}, decode.SYN | decode.ACK: {0, 2}}, wire: []string{"loses the client's ACK"},
		count: map[flows.Verdict]int{flows.SpuriousRetransmission: 1}},
	{name: "simultaneous-open", states: clientWaits, end: flows.EndFIN,
		passes: [2][]fsm.State{append([]fsm.State{synSent, synRcvd}, activeClose...), append([]fsm.State{synSent, synRcvd}, passiveClose...)},
		sent:   map[decode.Flags][2]int{decode.SYN: {1, 1}, decode.SYN | decode.ACK: {1, 1}}, wire: []string{"?holds back the client's SYN", "?holds back the server's SYN"}},
	{name: "loss", states: serverWaits, end: flows.EndFIN, passes: serverFirst, count: map[flows.Verdict]int{flows.FastRetransmission: 2},
		wire: []string{"loses the server's data (number 6)", "loses the server's data (number 8)"}},
	{name: "tail-loss", states: serverWaits, end: flows.EndFIN, passes: serverFirst, any: []flows.Verdict{flows.TailLossProbe, flows.FastRetransmission, flows.Retransmission},
		wire: []string{"loses the server's data (number 5)", "loses the server's data (number 6)"}},
	{name: "reorder", states: serverWaits, end: flows.EndFIN, passes: serverFirst, count: map[flows.Verdict]int{flows.OutOfOrder: 1},
		any: []flows.Verdict{flows.SpuriousRetransmission}, wire: []string{"holds back the server's data (number 4)"}},
	{name: "duplicate", states: serverWaits, end: flows.EndFIN, passes: serverFirst, count: map[flows.Verdict]int{flows.NetworkDuplicate: 1},
		wire: []string{"delivers the server's data (number 3) twice"}},
	{name: "path-mtu", states: clientWaits, end: flows.EndFIN, passes: clientFirst, count: map[flows.Verdict]int{flows.Retransmission: 4},
		wire: []string{"returns the client's data (number 1)", "returns the client's data (number 2)"}},
	{name: "zero-window", states: clientWaits, end: flows.EndFIN, passes: clientFirst, any: []flows.Verdict{flows.SpuriousRetransmission, flows.TailLossProbe, flows.WindowProbe},
		count: map[flows.Verdict]int{flows.WindowProbe: 2}},
	{name: "keep-alive", states: clientWaits, end: flows.EndFIN, passes: clientFirst, count: map[flows.Verdict]int{flows.KeepAlive: 2}},
	{name: "port-reuse", states: serverWaits, end: flows.EndFIN, passes: serverFirst, conns: 2},
	{name: "syn-scan", states: bothClosed, end: flows.EndRefused, conns: 24},
	{name: "fin-scan", states: bothClosed, end: flows.EndReset, conns: 12},
}

// played is what came of a scenario.
type played struct {
	live   *flows.Live
	snap   *flows.Snapshot
	events []Event
}

// playOut plays a scenario to its end; the test is skipped where that is not
// permitted.
func playOut(t *testing.T, s Scenario) played {
	t.Helper()
	return playWith(t, func(o Options) (*Running, error) {
		o.Vantage = s.Vantage
		return Run(t.Context(), s, o)
	})
}

func playWith(t *testing.T, run func(o Options) (*Running, error)) played {
	t.Helper()
	var p played
	var mu sync.Mutex
	r, err := run(Options{Tell: func(e Event) { mu.Lock(); p.events = append(p.events, e); mu.Unlock() }})
	if err != nil {
		if !permitted(t) {
			t.Skip("no network namespaces may be made here: ", err)
		}
		t.Fatal(err)
	}
	src := r.Source()
	p.live = flows.Start(context.Background(), src)
	t.Cleanup(func() {
		p.live.Stop()
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	})
	p.snap = p.live.Wait()
	if p.snap.Err != nil {
		t.Fatal(p.snap.Err)
	}
	if err := r.Wait(); err != nil {
		t.Fatal(err)
	}
	return p
}

// attempts is how often a scenario may be played until it shows what it promises.
// A machine that is busy with other things makes a kernel send again what was not
// lost; what is wrong with a scenario is wrong each time.
const attempts = 3

// TestScenarios plays every scenario for real and holds what it promises against
// what tcptui says of the capture, and that against the kernels' own account.
func TestScenarios(t *testing.T) {
	for i, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			if i >= len(promises) || promises[i].name != s.Name {
				t.Fatal("the table of promises lacks it, or has another order")
			}
			var broken []string
			for range attempts {
				p := playOut(t, s)
				if broken = promises[i].broken(p); len(broken) == 0 {
					return
				}
				t.Logf("not as promised: %s\n%s", strings.Join(broken, "; "), ladder(p))
			}
			t.Error(strings.Join(broken, "; "))
		})
	}
}

func (p played) last() *flows.Conn { return p.snap.Conn(flows.ConnID(p.snap.Conns() - 1)) }

// kernels are the states of the two sockets of the last connection as the kernels
// held them at the end: a socket that is none any more is CLOSED.
func kernels(p played) (states [2]fsm.State) {
	states = [2]fsm.State{fsm.Closed, fsm.Closed}
	c := p.last()
	for _, e := range p.events {
		if e.Socket == nil {
			continue
		}
		for role := range c.Sides {
			if c.Sides[role].AddrPort() == e.Socket.Local {
				states[role] = e.Socket.State
			}
		}
	}
	return states
}

// broken says what is not as promised.
func (want *promise) broken(p played) (out []string) {
	complain := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if got := p.snap.Conns(); got != max(want.conns, 1) {
		complain("%d connections, want %d", got, max(want.conns, 1))
		return out
	}
	c := p.last()
	if c.Now.State != want.states {
		complain("states at the end: %v, want %v", c.Now.State, want.states)
	}
	if account := kernels(p); want.conns < scanned && c.Now.State != account {
		complain("states at the end %v; the kernels say %v", c.Now.State, account)
	}
	sum := p.live.NewReader().Summary(p.snap, c.ID)
	if sum.End.Kind != want.end {
		complain("end %v (%v), want %v", sum.End.Kind, sum.End.String(), want.end)
	}
	rows := p.snap.ConnRows(c.ID, nil)
	for role, states := range want.passes {
		if left := unseen(p.snap, rows, role, states); len(left) > 0 {
			complain("the %s never came to %v", fsm.Role(role), left)
		}
	}
	want.segments(p.snap, complain)
	want.deeds(p.events, complain)
	return out
}

// scanned is how many connections a scan makes at least: no kernel knows of them.
const scanned = 10

// unseen takes the states that an end is in, row after row, off the front of a list.
func unseen(s *flows.Snapshot, rows []uint32, role int, states []fsm.State) []fsm.State {
	for _, i := range rows {
		r := s.Row(i)
		for len(states) > 0 && r.Moment.State[role] == states[0] {
			states = states[1:]
		}
	}
	return states
}

// ladder is the last connection, a line a segment.
func ladder(p played) string {
	if p.snap.Conns() == 0 {
		return "no connection"
	}
	s := p.snap
	var b strings.Builder
	for _, i := range s.ConnRows(p.last().ID, nil) {
		r := s.Row(i)
		fmt.Fprintf(&b, "%3d %v flags %03x seq %d len %d: %v, %v %v\n", i+1, r.From, uint16(r.Flags), s.RelSeq(&r), r.Len, r.Moment.State[0], r.Moment.State[1], r.Verdict)
	}
	return b.String()
}

// segments compares verdicts and flags of all segments.
func (want *promise) segments(s *flows.Snapshot, complain func(string, ...any)) {
	verdicts, sent := map[flows.Verdict]int{}, map[decode.Flags][2]int{}
	for i := range uint32(s.Rows()) {
		r := s.Row(i)
		if r.Conn == flows.NoConn {
			continue
		}
		verdicts[r.Verdict]++
		n := sent[r.Flags&^decode.PSH]
		n[r.From]++
		sent[r.Flags&^decode.PSH] = n
	}
	for v := flows.Retransmission; v <= flows.WindowProbe; v++ {
		if n := want.count[v]; verdicts[v] < n || verdicts[v] > n && !slices.Contains(want.any, v) {
			complain("%d segments are %v, want %d", verdicts[v], v, n)
		}
	}
	for flags, n := range want.sent {
		if sent[flags] != n {
			complain("segments with flags %#x: %v by client and server, want %v", uint16(flags), sent[flags], n)
		}
	}
}

// deeds compares what the wire said. A "?" marks what need not be: of two that
// wait for each other, the one that comes last does not wait.
func (want *promise) deeds(events []Event, complain func(string, ...any)) {
	var said []string
	for _, e := range events {
		if e.Who == "wire" {
			said = append(said, e.Text)
		}
	}
	rest := said
	for _, text := range want.wire {
		text, may := strings.CutPrefix(text, "?")
		if len(rest) > 0 && strings.HasPrefix(rest[0], text) {
			rest = rest[1:]
		} else if !may {
			complain("the wire did %q, want %q", said, want.wire)
			return
		}
	}
	if len(rest) > 0 {
		complain("the wire did %q, want %q", said, want.wire)
	}
}
