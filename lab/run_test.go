package lab

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/internal/records"
)

// TestTypedChat: what is typed is said, answered and captured, as UTF-8.
func TestTypedChat(t *testing.T) {
	t.Parallel()
	r, events := begin(t, "chat", Options{Typed: true})
	typed := []string{"hello", "你好, 在吗", "two\nlines", strings.Repeat("much ", 1<<20), "e\x1b[31mn\xffd"}
	for _, line := range typed {
		if err := r.Say(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Finish(); err != nil {
		t.Fatal(err)
	}
	if err := r.Say("too late"); !errors.Is(err, errSilent) || !errors.Is(r.Finish(), errSilent) {
		t.Errorf("after the end: %v", err)
	}
	src := r.Source()
	defer src.Close()
	live := flows.Start(t.Context(), src)
	defer live.Stop()
	snap := live.Wait()
	if snap.Err != nil || snap.Conns() != 1 {
		t.Fatal(snap.Err, snap.Conns())
	}
	want := 0
	for _, line := range typed {
		want += len(line) + 1
	}
	if got := snap.Conn(0).Sides[fsm.Client].Bytes; got != uint64(want) {
		t.Errorf("the client sent %d bytes, want %d", got, want)
	}
	var said []string
	for _, e := range events() {
		if strings.Contains(e.Text, "\x1b") {
			t.Errorf("an escape sequence is in %q", e.Text)
		}
		if text, ok := strings.CutPrefix(e.Text, "says "); ok && e.Who == "client" {
			said = append(said, text)
		}
	}
	much := `"` + strings.Repeat("much ", 24) + `" and so on, 5242881 octets`
	if got := strings.Join(said, " "); got != `"hello\n" "你好, 在吗\n" "two lines\n" `+much+` "e\x1b[31mn\xffd\n"` {
		t.Errorf("the client said %s", got)
	}
}

// begin begins a scenario, and gives what it told so far.
func begin(t *testing.T, name string, o Options) (*Running, func() []Event) {
	t.Helper()
	sc, err := Get(name)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var events []Event
	o.Tell = func(e Event) { mu.Lock(); events = append(events, e); mu.Unlock() }
	r, err := Run(t.Context(), sc, o)
	if err != nil && !permitted(t) {
		t.Skip("no network namespaces may be made here: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r, func() []Event { mu.Lock(); defer mu.Unlock(); return events }
}

// TestVantage: a segment that the wire loses is in the capture of its sender, with
// a comment, and not in that of its receiver.
func TestVantage(t *testing.T) {
	for _, at := range []fsm.Role{fsm.Client, fsm.Server} {
		t.Run(at.String(), func(t *testing.T) {
			t.Parallel()
			r, _ := begin(t, "syn-lost", Options{Vantage: at})
			src := r.Source()
			defer src.Close()
			sc, _ := Get("syn-lost")
			syns, comments := 0, ""
			tell := newClassifier()
			for rec, err := range records.Of(t.Context(), src) {
				if err != nil {
					t.Fatal(err)
				}
				if tell.kinds(fsm.Client, rec.Data) == SYN {
					syns++
				}
				comments += strings.Join(rec.Note.Comments, "; ") + "\n"
			}
			wantSYNs, wantComments := 2, sc.Title+". "+sc.Watch+"; the wire loses the client's SYN"
			if at == fsm.Server {
				wantSYNs, wantComments = 1, sc.Title+". "+sc.Watch
			}
			if comments = strings.TrimSpace(comments); syns != wantSYNs || comments != wantComments {
				t.Errorf("%d SYNs and %q, want %d and %q", syns, comments, wantSYNs, wantComments)
			}
		})
	}
}

// TestEndedEarly: closing the capture, or the end of a context, ends the player.
func TestEndedEarly(t *testing.T) {
	for name, end := range map[string]func(r *Running, cancel func()){
		"closed":    func(r *Running, _ func()) { r.Source().Close() },
		"cancelled": func(_ *Running, cancel func()) { cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sc, _ := Get("chat")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			r, err := Run(ctx, sc, Options{Typed: true}) // nobody types: it would go on for ever
			if err != nil && !permitted(t) {
				t.Skip("no network namespaces may be made here: ", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer r.Source().Close()
			var b capture.Batch
			if err := r.Source().Next(t.Context(), &b); err != nil || len(b.Frames) == 0 {
				t.Fatal("no frame came: ", err)
			}
			end(r, cancel)
			if err := r.Wait(); !errors.Is(err, errStopped) {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

// TestCannotStart: what keeps the player from starting is told, in one line.
func TestCannotStart(t *testing.T) {
	sc, _ := Get("loss")
	for _, tt := range []struct {
		name    string
		program []string
		want    string
	}{
		{"no program", []string{"/no/such/program"}, "no such file"},
		{"a program that is no player", []string{"/bin/sh", "-c", "read line; echo went wrong >&2; exit 3"}, "exit status 3: went wrong"},
		{"a player that gives up", []string{"/bin/sh", "-c", `read line; echo '{"Failed":"veth pair: not supported"}' >&4`}, "veth pair: not supported"},
		{"a player that says nothing", []string{"/bin/sh", "-c", "read line"}, "ended before"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !permitted(t) && tt.program[0] == "/bin/sh" {
				t.Skip("no network namespaces may be made here")
			}
			_, err := Run(t.Context(), sc, Options{Program: tt.program})
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%v, want a line with %q", err, tt.want)
			}
			if e, ok := errors.AsType[*Error](err); !ok || e.Hint == "" {
				t.Errorf("%#v does not say what to do", err)
			}
		})
	}
}

// TestBrokenOff: a player that ends in the middle of a scenario ends the capture
// with an error, after its frames.
func TestBrokenOff(t *testing.T) {
	if !permitted(t) {
		t.Skip("no network namespaces may be made here")
	}
	sc, _ := Get("loss")
	r, err := Run(t.Context(), sc, Options{Program: []string{"/bin/sh", "-c", `read line; echo '{"Ready":true}' >&4; exit 9`}})
	if err != nil {
		t.Fatal(err)
	}
	src := r.Source()
	defer src.Close()
	var b capture.Batch
	err = src.Next(t.Context(), &b)
	if err == nil || errors.Is(err, io.EOF) || !strings.Contains(err.Error(), "exit status 9") {
		t.Errorf("the capture ended with %v", err)
	}
}

// TestUnknownScenario: requests that cannot be met are refused.
func TestUnknownScenario(t *testing.T) {
	if _, err := Get("nonsense"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
	var told strings.Builder
	teller := newTeller(&told)
	for _, tt := range []struct{ request, want string }{
		{"", "no request came"},
		{"{]\n", "cannot be read"},
		{`{"Scenario":"nonsense"}` + "\n", "no scenario called nonsense"},
	} {
		if err := play(strings.NewReader(tt.request), io.Discard, teller); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q", tt.request, err, tt.want)
		}
	}
}

// TestSights: who waits for a segment is woken by it, and by the end of the context.
func TestSights(t *testing.T) {
	seen := newSights()
	woken := make(chan error)
	go func() { woken <- seen.wait(t.Context(), Sight{fsm.Server, FIN, 2}) }()
	seen.add(fsm.Server, FIN|Data)
	seen.add(fsm.Client, FIN)
	if n := seen.of(fsm.Server, FIN); n != 1 {
		t.Errorf("%d FINs, want 1", n)
	}
	seen.add(fsm.Server, FIN)
	if err := <-woken; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeoutCause(t.Context(), time.Nanosecond, errTooLong)
	defer cancel()
	err := seen.wait(ctx, Sight{fsm.Client, RST, 1})
	if !errors.Is(err, errTooLong) || !strings.Contains(err.Error(), "the client's RST") {
		t.Errorf("%v", err)
	}
}
