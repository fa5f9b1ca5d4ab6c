package explain

import (
	"slices"
	"testing"

	"tcptui/fsm"
)

// TestPredict holds some questions.
func TestPredict(t *testing.T) {
	for _, tt := range []struct {
		role    fsm.Role
		before  fsm.State
		events  []fsm.Event
		fact    string
		after   fsm.State
		choices [NumChoices]fsm.State
	}{
		{fsm.Client, fsm.Closed, []fsm.Event{fsm.SndSYN}, "The client is in CLOSED and sends SYN",
			fsm.SynSent, [NumChoices]fsm.State{fsm.Closed, fsm.SynSent, fsm.SynReceived, fsm.Established}},
		{fsm.Client, fsm.Established, []fsm.Event{fsm.SndFIN}, "The client is in ESTABLISHED and sends FIN",
			fsm.FinWait1, [NumChoices]fsm.State{fsm.Closed, fsm.Established, fsm.FinWait1, fsm.CloseWait}},
		{fsm.Server, fsm.LastAck, []fsm.Event{fsm.ReFIN}, "The server is in LAST-ACK and retransmits FIN",
			fsm.LastAck, [NumChoices]fsm.State{fsm.Closed, fsm.CloseWait, fsm.LastAck, fsm.TimeWait}},
	} {
		state, rules := tt.before, []fsm.Row(nil)
		for _, ev := range tt.events {
			r := fsm.Step(state, ev)
			state, rules = r.To, append(rules, r)
		}
		q, ok := Predict(tt.role, tt.before, state, rules)
		if !ok || q.Fact != tt.fact || q.Choices[q.Right] != tt.after || q.Choices != tt.choices || q.Why == "" || q.Ref == "" {
			t.Errorf("%v %v:\n%+v %v\nwant %q, %v among %v", tt.before, tt.events, q, ok, tt.fact, tt.after, tt.choices)
		}
	}
}

// TestPredictAll: each rule of the machine makes a question with four different
// answers, of which the right one is marked; that of two rules tells of both.
func TestPredictAll(t *testing.T) {
	asked := 0
	for from := fsm.Closed; from < fsm.NumStates; from++ {
		for ev := fsm.SndSYN; ev < fsm.TimeoutUser; ev++ {
			r := fsm.Step(from, ev)
			if r.Verdict == fsm.Impossible {
				continue
			}
			q, ok := Predict(fsm.Server, from, r.To, []fsm.Row{r})
			different := slices.Compact(q.Choices[:])
			if !ok || len(different) != NumChoices || slices.Contains(different, fsm.None) || q.Choices[q.Right] != r.To || !slices.Contains(different, from) {
				t.Errorf("%s: %+v", r.ID(), q)
			}
			if Asks(r) {
				asked++
			} else if r.To != from {
				t.Errorf("%s moves and is not asked for", r.ID())
			}
		}
	}
	if asked < 50 {
		t.Errorf("only %d rules are asked for", asked)
	}
	both := []fsm.Row{fsm.Step(fsm.Established, fsm.RcvFIN), fsm.Step(fsm.CloseWait, fsm.SndFIN)}
	if q, ok := Predict(fsm.Server, fsm.Established, fsm.LastAck, both); !ok || q.Fact != "The server is in ESTABLISHED and receives FIN, then sends FIN" {
		t.Errorf("%+v", q)
	}
	for _, none := range []Question{first(Predict(fsm.Client, fsm.None, fsm.Established, both)), first(Predict(fsm.Client, fsm.Established, fsm.None, both)), first(Predict(fsm.Client, fsm.Closed, fsm.Closed, nil))} {
		if none != (Question{}) {
			t.Errorf("a question about nothing: %+v", none)
		}
	}
}

func first(q Question, _ bool) Question { return q }
