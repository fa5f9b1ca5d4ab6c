//go:build linux

package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/capture"
	"tcptui/internal/records"
	"tcptui/lab"
)

// TestLab plays scenarios with the real program.
func TestLab(t *testing.T) {
	program := build(t)
	if out, err := exec.Command(program, "lab", "refused").CombinedOutput(); err != nil {
		if strings.Contains(string(out), "operation not permitted") || strings.Contains(string(out), "no space left") {
			t.Skipf("no network namespaces may be made here: %s", out)
		}
		t.Fatalf("%v: %s", err, out)
	}
	t.Run("lines", func(t *testing.T) { testLabLines(t, program) })
	t.Run("typed", func(t *testing.T) { testLabTyped(t, program) })
	t.Run("saved", func(t *testing.T) { testLabSaved(t, program) })
	t.Run("predicted", func(t *testing.T) { testLabPredicted(t, program) })
	t.Run("screen", func(t *testing.T) { testLabScreen(t, program) })
}

// labRun runs the program and returns what it prints.
func labRun(t *testing.T, stdin, program string, args ...string) string {
	t.Helper()
	cmd := exec.Command(program, append([]string{"lab"}, args...)...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil || errs.Len() > 0 {
		t.Fatalf("%v: %v: %s", args, err, errs.String())
	}
	return out.String()
}

// wantInOrder fails unless the texts are there, one after the other.
func wantInOrder(t *testing.T, out string, texts ...string) {
	t.Helper()
	rest := out
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			t.Fatalf("%q is not there, or not in this order:\n%s", text, out)
		}
		rest = after
	}
}

// testLabLines: one line a frame with both states, and what the ends and the wire do
// between them.
func testLabLines(t *testing.T, program string) {
	out := labRun(t, "", program, "last-ack-lost")
	wantInOrder(t, out, "last-ack-lost: the last ACK is lost", "client: connects", "SYN-SENT", "LISTEN", "[SYN] Seq=0",
		"ESTABLISHED  SYN-RECEIVED", "[SYN, ACK]", "ESTABLISHED  ESTABLISHED", "client: closes", "FIN-WAIT-1   CLOSE-WAIT", "FIN-WAIT-2   CLOSE-WAIT",
		"server: closes too", "TIME-WAIT    LAST-ACK", "wire: loses the client's ACK of the FIN", "(spurious-retransmission)", "TIME-WAIT    CLOSED",
		"client: has 10.0.0.2:50412, TIME-WAIT, in its kernel for another 60 s")
	fields := labRun(t, "", program, "close-server", "-T", "fields", "-e", "fsm.client", "-e", "fsm.server")
	wantInOrder(t, fields, "SYN-SENT\tLISTEN\n", "CLOSE-WAIT\tFIN-WAIT-2\n", "CLOSED\tTIME-WAIT\n")
}

// testLabTyped: the lines of the standard input are said.
func testLabTyped(t *testing.T, program string) {
	out := labRun(t, "你好\nand goodbye", program, "chat", "--text", "-", "-q", "-z", "follow,tcp,utf-8,0")
	wantInOrder(t, out, "你好", "got 你好", "and goodbye", "got and goodbye")
	out = labRun(t, "", program, "chat", "--text", "no UTF-8: \xff", "-q", "-z", "follow,tcp,raw,0")
	wantInOrder(t, out, hex.EncodeToString([]byte("no UTF-8: \xff\n")), hex.EncodeToString([]byte("got no UTF-8: \xff\n")))
	out = labRun(t, "", program, "chat", "--text", "only this", "-q", "-z", "follow,tcp,utf-8,0")
	wantInOrder(t, out, "only this", "got only this")
}

// testLabSaved: what is saved opens again, with what the wire did as comments.
func testLabSaved(t *testing.T, program string) {
	path := filepath.Join(t.TempDir(), "loss.pcapng")
	out := labRun(t, "", program, "loss", "-w", path)
	wantInOrder(t, out, "wire: loses the server's data (number 6)", "(fast-retransmission)", "(fast-retransmission)")
	src, err := capture.Open(path, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	frames, comments := 0, ""
	for rec, err := range records.Of(t.Context(), src) {
		if err != nil {
			t.Fatal(err)
		}
		frames++
		comments += strings.Join(rec.Note.Comments, "") + "\n"
	}
	if frames < 30 {
		t.Errorf("only %d frames", frames)
	}
	wantInOrder(t, comments, "the wire loses the server's data (number 6)", "the wire loses the server's data (number 8)")
}

// testLabPredicted asks, judges, and answers itself when nobody does.
func testLabPredicted(t *testing.T, program string) {
	out := labRun(t, "2\n9\n", program, "reset-linger", "--predict")
	wantInOrder(t, out, "The client is in CLOSED and sends SYN. Which state is it in then?", "1 CLOSED  2 SYN-SENT", "Right: 2 SYN-SENT.", "[SYN]",
		"The server is in LISTEN and sends SYN,ACK.", "No: 3 SYN-RECEIVED.", "The client is in SYN-SENT and receives SYN,ACK.", "\n  4 ESTABLISHED.",
		"The client is in ESTABLISHED and sends RST.", "[RST, ACK]", "1 of 2 right")
}

// testLabScreen shows a scenario on the screen while it is played, and asks.
func testLabScreen(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, nil, program, "lab", "chat", "--pace", "0")
	p.until("lab: two programs talk in UTF-8", "你好", "1 connection", "10.0.0.2:50412")
	p.send("G")
	p.until("TIME-WAIT")
	p.send("q")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
	p = openTerminal(t, 160, 48, nil, program, "lab", "refused", "--predict")
	p.until("predict", "2 packets")
	p.send("j")
	p.until("The client is in SYN-SENT and receives RST", "3  SYN-RECEIVED")
	p.send("1")
	p.until("right, it is in CLOSED")
	p.send("\x03")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
	testLabSay(t, program)
	testLabStartPage(t, program)
}

// testLabSay types what the client says into the command line of the screen.
func testLabSay(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, nil, program, "lab", "chat", "--text", "-")
	p.until("1 connection")
	p.send(":say 你好 from the keys\r")
	p.until("got 你好 from the keys")
	p.send(":say\r")
	p.until("server: closes too")
	p.send("G")
	p.until("TIME-WAIT")
	p.send("q")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
	p = openTerminal(t, 160, 48, nil, program)
	p.until("50 packets")
	p.send(":say hello\r")
	p.until("nobody here says what is typed")
	p.send("\x03")
	p.exit()
}

// testLabStartPage plays a scenario from the start page.
func testLabStartPage(t *testing.T, program string) {
	p := openTerminal(t, 160, 80, nil, program, "--start-page")
	p.until("Lab, played now by real sockets", "Interfaces of this host")
	p.send(fmt.Sprintf("G%dk\r", len(lab.Scenarios())-1)) // the scenarios are the last
	p.until("lab: two programs talk in UTF-8", "1 connection", "SYN-SENT")
	p.send("\x03")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}
