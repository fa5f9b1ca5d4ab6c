package ui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tcptui/decode"
	"tcptui/flows"
)

// taskRow is a row of the table of tasks: docs/keys-for-tasks.md.
type taskRow struct {
	what, from string
	keys       []string
	count      int
}

// readTasks reads the table of the document.
func readTasks(t *testing.T) []taskRow {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "keys-for-tasks.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out []taskRow
	for _, row := range strings.Split(string(text), "\n") {
		cells := strings.Split(strings.Trim(row, "|"), "|")
		if !strings.HasPrefix(row, "| ") || len(cells) != 4 || strings.TrimSpace(cells[0]) == "task" {
			continue
		}
		r := taskRow{what: strings.TrimSpace(cells[0]), from: strings.TrimSpace(cells[1])}
		for _, k := range strings.Fields(cells[2]) {
			r.keys = append(r.keys, strings.Trim(k, "`"))
		}
		if r.count, err = strconv.Atoi(strings.TrimSpace(cells[3])); err != nil {
			t.Fatalf("%q: %v", row, err)
		}
		out = append(out, r)
	}
	return out
}

// starts are the places where tasks begin.
var starts = map[string]func(st *stage){
	"the start":                    func(*stage) {},
	"a retransmission":             (*stage).toRetransmission,
	"a reset gone to with `x`":     func(st *stage) { st.press("x"); st.found() },
	"the diagram":                  func(st *stage) { st.press("d") },
	"the stream":                   func(st *stage) { st.press("f") },
	"an original gone to with `u`": func(st *stage) { st.toRetransmission(); st.press("u") },
	"the packets with a problem":   func(st *stage) { st.press("e"); st.when(problemsThere); st.press("2", "Enter"); st.settled() },
}

// tasks say of each task how many keys it may take, and what must be on the screen
// after it; holds returns what is missing, "" when nothing is.
var tasks = map[string]struct {
	most  int
	holds func(st *stage) string
}{
	"the first reset (RST) of the capture":                  {3, onFirstReset},
	"the diagram of its connection's states":                {1, onDiagram},
	"the connection's stream":                               {1, onStream},
	"what the client sent, in a file with the default name": {2, onSaved},
	"the connection with the most retransmissions":          {3, onMostResent},
	"the next packet with a problem":                        {1, onNextProblem},
	"the original of a retransmission":                      {1, onOriginal},
	"all packets with the second kind of problem":           {3, onSecondKind},
	"only the packets of a connection":                      {1, onOnly},
	"the window of the TCP header as a column":              {3, onWindow},
	"the graph of sequence numbers":                         {2, func(st *stage) string { return st.misses("Sequence numbers 0", "S SYN") }},
	"what the connection's time went to":                    {2, func(st *stage) string { return st.misses("What its time went to", partTexts[0], " %") }},
	"back to where you were, from a reset":                  {1, onStart},
	"back to where you were, from the diagram":              {1, onStart},
	"back to where you were, from the stream":               {1, onStart},
	"back to where you were, from an original": {1, func(st *stage) string {
		return st.misses(fmt.Sprintf("Packets %d of", st.retransmission()+1))
	}},
	"back to where you were, from the packets with a problem": {1, func(st *stage) string {
		text := problemText(st.secondKind())
		return st.misses("Problems, ", "▸ "+text[:min(len(text), 20)])
	}},
}

// TestTasks does what the document says, on a capture of several connections, and
// looks whether the wanted thing is on the screen.
func TestTasks(t *testing.T) {
	rows := readTasks(t)
	t.Chdir(t.TempDir()) // where files are saved
	live := merged(t, "chat", "loss_sender", "duplicate", "fin_lost")
	if len(rows) != len(tasks) {
		t.Errorf("the document has %d tasks, the test %d", len(rows), len(tasks))
	}
	for _, s := range []size{{80, 24}, {160, 48}} {
		var st *stage
		for _, r := range rows {
			os.Remove("chat-stream-1-client.bin")
			want, ok := tasks[r.what]
			if !ok {
				t.Errorf("the test does not know the task %q", r.what)
				continue
			}
			if len(r.keys) != r.count || r.count > want.most {
				t.Errorf("%s: %d keys are said to be %d, and %d at most are good", r.what, len(r.keys), r.count, want.most)
			}
			if r.from != "there" {
				begin, ok := starts[r.from]
				if !ok {
					t.Errorf("the test does not know the place %q", r.from)
					continue
				}
				st = stageOf(t, live, s.w, s.h, darkTheme())
				atEnd(t, st.shell.stopSaving)
				atEnd(t, st.shell.stopWork)
				begin(st)
			}
			st.press(r.keys...)
			st.when(want.holds)
		}
	}
}

// when waits until the screen shows what is wanted.
func (st *stage) when(holds func(st *stage) string) {
	st.t.Helper()
	limit := time.After(patience)
	for missing := holds(st); missing != ""; missing = holds(st) {
		select {
		case <-st.shell.more:
			st.shell.take(st.shell.m.live.Snapshot())
			st.draw()
		case <-limit:
			st.t.Fatalf("%s:\n%s", missing, st.text())
		}
	}
}

// misses says which of the texts the screen does not show; "" when it shows all.
func (st *stage) misses(texts ...string) string {
	got := st.text()
	for _, text := range texts {
		if !strings.Contains(got, text) {
			return fmt.Sprintf("the screen does not show %q", text)
		}
	}
	return ""
}

// selected says what is missing of a row that is the selected one in the list on
// the screen.
func (st *stage) selected(row uint32) string {
	if !regexp.MustCompile(fmt.Sprintf(`▸ *%d `, row+1)).MatchString(st.text()) {
		return fmt.Sprintf("packet %d is not the selected one in the list", row+1)
	}
	return ""
}

// firstRow is the first row that a test holds of.
func (st *stage) firstRow(is func(r *flows.Row) bool) uint32 {
	snap := st.shell.m.snap
	for no := range uint32(snap.Rows()) {
		if row := snap.Row(no); is(&row) {
			return no
		}
	}
	st.t.Fatal("the capture has no such packet")
	return flows.NoRow
}

// resent reports whether a segment is a retransmission of any kind.
func resent(r *flows.Row) bool {
	switch r.Verdict {
	case flows.Retransmission, flows.FastRetransmission, flows.TailLossProbe, flows.SpuriousRetransmission:
		return r.Conn != flows.NoConn
	}
	return false
}

// retransmission is the first one whose original was captured.
func (st *stage) retransmission() uint32 {
	return st.firstRow(func(r *flows.Row) bool { return resent(r) && r.Len > 0 && st.original(r) < r.No })
}

// original is the first row with the data of a row.
func (st *stage) original(of *flows.Row) uint32 {
	return st.firstRow(func(r *flows.Row) bool {
		return r.Conn == of.Conn && r.From == of.From && r.Len > 0 && r.Seq == of.Seq
	})
}

func (st *stage) toRetransmission() {
	st.press(append(strings.Split(strconv.Itoa(int(st.retransmission()+1)), ""), "G")...)
}

func onStart(st *stage) string {
	if v := st.shell.view; v.focus != panePackets || v.zoom {
		return "the packet list is not where the user is"
	}
	return st.selected(2)
}

func onFirstReset(st *stage) string {
	row := st.firstRow(func(r *flows.Row) bool { return r.Flags.Has(decode.RST) && r.Conn != flows.NoConn })
	if missing := st.selected(row); missing != "" {
		return missing
	}
	return st.misses(fmt.Sprintf("\n %d RST,ACK from the client", row+1))
}

func onDiagram(st *stage) string {
	if _, h := st.screen.Size(); h < 40 { // the figure has no room: both ends' ways through it
		return st.misses("Connection 1", "ESTABLISHED", "SYN-RECEIVED", "▸ CLOSED", "30 client sends RST")
	}
	return st.misses("Connection 1", "[  ESTABLISHED  ]", "close, or RST", "client ESTABLISHED → CLOSED  frame 30: sends RST")
}

func onStream(st *stage) string {
	return st.misses("4 Stream 1 of 5", "▸ 8 B", "历史消息 · an old line of the history, number 30")
}

func onSaved(st *stage) string {
	data, err := os.ReadFile("chat-stream-1-client.bin")
	switch {
	case err != nil:
		return err.Error()
	case !bytes.Equal(data, []byte("history\n")):
		return fmt.Sprintf("the file holds %q", data)
	}
	return st.misses("saved what the client sent")
}

func onMostResent(st *stage) string {
	counts := make(map[flows.ConnID]int)
	most := flows.ConnID(0)
	snap := st.shell.m.snap
	for no := range uint32(snap.Rows()) {
		if row := snap.Row(no); resent(&row) {
			counts[row.Conn]++
		}
	}
	for conn, n := range counts {
		if n > counts[most] {
			most = conn
		}
	}
	for conn, n := range counts {
		if n == counts[most] && conn != most {
			st.t.Errorf("connections %d and %d have as many retransmissions", conn, most)
		}
	}
	return st.misses(fmt.Sprintf("Packets 1 of %d of connection %d", snap.Conn(most).Segments(), most))
}

func onNextProblem(st *stage) string {
	return st.selected(st.firstRow(func(r *flows.Row) bool { return r.No > 2 && isProblem(r) }))
}

func onOriginal(st *stage) string {
	again := st.shell.m.snap.Row(st.retransmission())
	return st.selected(st.original(&again))
}

// problemsThere reports what is missing until all problems are found.
func problemsThere(st *stage) string {
	p := st.shell.panes[paneProblems].(*problemsPane)
	if p.found.looked < st.shell.m.snap.Rows() {
		return "the problems are not found"
	}
	return ""
}

func onSecondKind(st *stage) string {
	if missing := problemsThere(st); missing != "" {
		return missing
	}
	x := st.secondKind()
	text, _ := problemFilter(x, st.shell.catalog())
	return st.misses(fmt.Sprintf("Packets 1 of %d ", x.Count), "/ "+text[:8], fmt.Sprintf("▸%4d ", x.Rows[0]+1))
}

// secondKind is the second kind of problem, as it was found.
func (st *stage) secondKind() *flows.Problem {
	return &st.shell.panes[paneProblems].(*problemsPane).found.problems[1]
}

func onOnly(st *stage) string {
	return st.misses(fmt.Sprintf("Packets 1 of %d of connection 0", st.shell.m.snap.Conn(0).Segments()))
}

func onWindow(st *stage) string {
	if !regexp.MustCompile(`No\. .* Window`).MatchString(st.text()) {
		return "the list has no column Window"
	}
	if !regexp.MustCompile(`▸ *3 .* 64240 `).MatchString(st.text()) {
		return "the column does not show the window"
	}
	return ""
}
