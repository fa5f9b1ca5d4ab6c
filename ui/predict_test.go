package ui

import (
	"strconv"
	"strings"
	"testing"

	"tcptui/explain"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/testdata/samples"
)

// predicting is the stage with a sample of which only the first segment is shown.
func predicting(t *testing.T, name string, w, h int) (*stage, *statePane) {
	t.Helper()
	sample, err := samples.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	st := newStage(t, sample.Data, w, h, darkTheme())
	st.press("s", "g", "P")
	return st, st.shell.panes[paneState].(*statePane)
}

// answers presses Down and answers what is asked, rightly or wrongly, and gives
// what was asked.
func answers(st *stage, p *statePane, right bool) (asked []explain.Question) {
	st.t.Helper()
	st.press("Down")
	for st.shell.menu != nil {
		now := p.quiz.left[0]
		asked = append(asked, now)
		choice := now.Right
		if !right {
			choice = (choice + 1) % explain.NumChoices
		}
		st.press(strconv.Itoa(choice + 1))
	}
	return asked
}

// TestPredict goes through a connection by predicting: nothing is shown before it
// was asked for, all that changes is asked, and the score counts.
func TestPredict(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"server_closes", "simultaneous_close", "last_ack_lost", "abort", "loss_sack", "refused"} {
		t.Run(name, func(t *testing.T) {
			st, p := predicting(t, name, 160, 48)
			m := st.shell.m
			st.wants("predict", "what comes after is hidden")
			asked, rightly := 0, 0
			for at := m.placeInConn(); at < len(m.connRows)-1; at = m.placeInConn() {
				if shown, want := p.lines(), p.story.lineOf(at)+1; shown != want {
					t.Fatalf("%d lines are shown at place %d, want %d", shown, at, want)
				}
				right := asked%3 != 0
				qs := answers(st, p, right)
				asked += len(qs)
				if right {
					rightly += len(qs)
				}
				to := m.placeInConn()
				if to <= at {
					t.Fatalf("the place is %d after %d", to, at)
				}
				for _, q := range qs {
					row := m.snap.Row(m.sel)
					if got := row.Moment.State[q.Role]; got != q.Choices[q.Right] {
						t.Errorf("frame %d: the %s is in %v, the question says %v", m.sel+1, q.Role, got, q.Choices[q.Right])
					}
				}
				checkAsked(t, m, qs, at, to)
			}
			if p.quiz.asked != asked || p.quiz.right != rightly || asked == 0 {
				t.Errorf("score %d of %d, want %d of %d", p.quiz.right, p.quiz.asked, rightly, asked)
			}
			st.press("Down")
			st.wants("that was all of this connection: "+strconv.Itoa(rightly)+" of "+strconv.Itoa(asked)+" right", "predict: ")
			st.press("P")
			if p.quiz.on || p.lines() != len(p.story.items)+1 || strings.Contains(st.text(), "predict: ") {
				t.Error("it is still on")
			}
		})
	}
}

// checkAsked: each change of a state between two places was asked for.
func checkAsked(t *testing.T, m *model, qs []explain.Question, at, to int) {
	t.Helper()
	before, after := m.snap.Row(m.connRows[at]).Moment.State, m.snap.Row(m.connRows[to]).Moment.State
	for _, role := range []fsm.Role{fsm.Client, fsm.Server} {
		asked := false
		for _, q := range qs {
			asked = asked || q.Role == role
		}
		if before[role] != after[role] && before[role] != fsm.None && !asked {
			t.Errorf("frame %d: the %s goes from %v to %v and is not asked for", m.connRows[to]+1, role, before[role], after[role])
		}
	}
}

// TestPredictScreen is what a question and an answer look like.
func TestPredictScreen(t *testing.T) {
	t.Parallel()
	st, p := predicting(t, "server_closes", 80, 24)
	st.press("Down")
	st.wants("The server is in LISTEN and sends SYN,ACK", "1  LISTEN", "3  SYN-RECEIVED", explain.Which)
	if strings.Contains(st.text(), "MSS") && p.quiz.known != 0 {
		t.Error("the next segment is shown before the answer")
	}
	st.press("4")
	st.wants("no, it is in SYN-RECEIVED", "The client is in SYN-SENT and receives SYN,ACK")
	st.press("4")
	st.wants("right, it is in ESTABLISHED", "predict: 1 of 2 right")
}

// TestPredictAtTheEnd: at the last packet of a connection nothing is promised.
func TestPredictAtTheEnd(t *testing.T) {
	t.Parallel()
	st, p := predicting(t, "server_closes", 160, 48)
	st.press("P", "G", "P")
	st.wants("this is the last packet of its connection; begin to predict at an earlier one")
	if p.quiz.on || strings.Contains(st.text(), "what comes after is hidden") {
		t.Error("it promises what does not come")
	}
	if st.press("Up", "P"); !p.quiz.on {
		t.Error("it does not begin at an earlier packet")
	}
}

// TestPredictElsewhere: Esc leaves a question open, who looks further has seen it,
// and another connection begins anew.
func TestPredictElsewhere(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("s", "g", "P", "Down")
	p, m := st.shell.panes[paneState].(*statePane), st.shell.m
	if st.press("Esc"); st.shell.menu != nil || m.placeInConn() != 0 || p.quiz.asked != 0 {
		t.Error("Esc answers the question")
	}
	st.press("End")
	if st.shell.menu == nil {
		t.Fatal("End shows what is hidden")
	}
	st.press("Esc")
	m.selectRow(m.connRows[5])
	st.shell.refresh()
	if p.quiz.known != 5 {
		t.Errorf("known up to %d, want 5", p.quiz.known)
	}
	st.press("Up", "Up", "PgDn")
	if at := m.placeInConn(); at != 5 || st.shell.menu != nil {
		t.Errorf("PgDn goes to place %d, want 5, the last that is known", at)
	}
	st.press("]")
	if m.conn == 0 || p.quiz.conn != m.conn || p.quiz.known != m.placeInConn() {
		t.Errorf("connection %d, the quiz is at %d of %d", m.conn, p.quiz.known, p.quiz.conn)
	}
	if st.press("d", "Down"); st.shell.menu == nil {
		t.Error("the diagram does not ask")
	}
}

// TestBeginsWithPrediction: the screen can begin with it, before there is a segment.
func TestBeginsWithPrediction(t *testing.T) {
	t.Parallel()
	sample, err := samples.Get("abort")
	if err != nil {
		t.Fatal(err)
	}
	s := newShell(Config{Title: "lab", Live: read(t, sample.Data), Predict: true}, darkTheme())
	p := s.panes[paneState].(*statePane)
	if s.view.focus != paneState || !s.view.zoom || !p.quiz.on || p.lines() != 1 {
		t.Errorf("focus %d, zoom %v, on %v, %d lines", s.view.focus, s.view.zoom, p.quiz.on, p.lines())
	}
	for i := range uint32(s.m.snap.Rows()) {
		if s.m.snap.Row(i).Conn == flows.NoConn && Questions(s.m.snap, i) != nil {
			t.Errorf("frame %d has no connection and is asked about", i+1)
		}
	}
}
