package lab

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"
	"time"

	"tcptui/fsm"
)

// The player's files beside the standard ones; see the package's comment.
const (
	lifeFile  = 3
	eventFile = 4
)

// exitStopped is the player's exit status when nobody wants it any more.
const exitStopped = 75

// playMost is how long a scenario may take that does not wait for a user.
const playMost = 30 * time.Second

var errTooLong = fmt.Errorf("it did not come to its end within %v", playMost)

// Play is the player: the program with PlayerCommand as its argument. It returns
// the exit status.
func Play() int {
	life, events := os.NewFile(lifeFile, "life"), os.NewFile(eventFile, "events")
	go func() {
		io.Copy(io.Discard, life)
		os.Exit(exitStopped) // whoever wanted this is gone
	}()
	t := newTeller(events)
	if err := play(os.Stdin, os.Stdout, t); err != nil {
		t.tell(message{Failed: err.Error()})
	} else {
		t.tell(message{Done: true})
	}
	if t.err != nil {
		fmt.Fprintf(os.Stderr, "%s is started by tcptui lab only: %v\n", PlayerCommand, t.err)
		return 1
	}
	return 0
}

// play plays what is asked for.
func play(in io.Reader, frames io.Writer, t *teller) error {
	typed := bufio.NewReader(in)
	first, err := typed.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("no request came: %w", err)
	}
	var req request
	if err := json.Unmarshal(first, &req); err != nil {
		return fmt.Errorf("the request cannot be read: %w", err)
	}
	s, err := Get(req.Scenario)
	if err != nil {
		return err
	}
	w, ends, err := makeWorld(s, req.Place)
	if err != nil {
		return err
	}
	w.tell = func(who, text string) {
		t.tell(message{Event: &Event{At: time.Now().UnixNano(), Who: who, Text: text}})
	}
	w.pace, w.line = req.Pace, lines(req, typed)
	return perform(s, req, w, ends, frames, t)
}

// makeWorld makes the place of a scenario: a world, and the frames that each of its
// hosts sends and takes.
func makeWorld(s Scenario, place Place) (*world, wire, error) {
	if place == OnLoopback {
		return makeLoopback()
	}
	return makeNamespaces()
}

// wire is what is captured: either the frames of both ends, which the relay carries,
// or those of an interface that carries them itself.
type wire struct {
	ends  [2]io.ReadWriter // by fsm.Role
	watch io.Reader        // in place of ends
	name  string           // of the interface that is watched
}

// perform runs a script and the wire side by side.
func perform(s Scenario, req request, w *world, x wire, frames io.Writer, t *teller) error {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	if !req.Typed {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, playMost, errTooLong)
		defer stop()
	}
	w.ctx, w.seen = ctx, newSights()
	begin := time.Now()
	name := x.name
	if name == "" {
		name = "eth0 of the " + req.Vantage.String()
	}
	rec, err := newRecorder(frames, name, s.Title+". "+s.Watch, begin)
	if err != nil {
		return err
	}
	idle, carried := make(chan struct{}), make(chan error, 1)
	go func() {
		err := carry(ctx, s, req.Vantage, w, x, rec, begin, idle)
		if err != nil {
			cancel(err) // the script waits for segments that nobody will carry
		}
		carried <- err
	}()
	t.tell(message{Ready: true})
	s.play(w)
	close(idle)
	err = <-carried
	if w.err != nil {
		return w.err
	}
	if err != nil {
		return err
	}
	return account(w, t)
}

// carry carries and records frames until idle is closed.
func carry(ctx context.Context, s Scenario, vantage fsm.Role, w *world, x wire, rec *recorder, begin time.Time, idle <-chan struct{}) error {
	if x.watch != nil {
		o := &onlooker{from: x.watch, client: w.hosts[fsm.Client].addr, record: rec, seen: w.seen, begin: begin}
		return o.run(ctx, idle)
	}
	p := &pump{relay: newRelay(s.rules, ordinarily), ends: x.ends, vantage: vantage, record: rec, seen: w.seen, tell: w.tell, begin: begin}
	return p.run(ctx, idle)
}

// lines gives what the client says.
func lines(req request, typed *bufio.Reader) func(ctx context.Context) (string, bool) {
	if req.Typed {
		return typedLines(typed)
	}
	said := defaultLines[:]
	if len(req.Lines) > 0 {
		said = nil
		for _, line := range req.Lines {
			said = append(said, string(line))
		}
	}
	return func(context.Context) (string, bool) {
		if len(said) == 0 {
			return "", false
		}
		line := said[0]
		said = said[1:]
		return line, true
	}
}

// typedLines gives lines as they are typed.
func typedLines(r *bufio.Reader) func(ctx context.Context) (string, bool) {
	all := make(chan string)
	go func() {
		defer close(all)
		for {
			line, err := r.ReadString('\n')
			if line != "" {
				all <- strings.TrimSuffix(line, "\n")
			}
			if err != nil {
				return
			}
		}
	}()
	return func(ctx context.Context) (string, bool) {
		select {
		case line, ok := <-all:
			return line, ok
		case <-ctx.Done():
			return "", false
		}
	}
}

// account tells what the kernels still hold when the scenario is over.
func account(w *world, t *teller) error {
	at := time.Now().UnixNano()
	for _, h := range w.hosts {
		var all []Socket
		var err error
		h.in(func() { all, err = socketsOf(h.addr) })
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
			continue // no /proc: then it is not told
		}
		if err != nil {
			return fmt.Errorf("what the %s's kernel holds: %w", h.role, err)
		}
		for _, s := range all {
			text := fmt.Sprintf("has %s, %s, in its kernel", s.Local, s.State)
			if s.Left > 0 {
				text += fmt.Sprintf(" for another %.0f s", s.Left.Seconds())
			}
			t.tell(message{Event: &Event{At: at, Who: h.role.String(), Text: text, Socket: &s}})
		}
	}
	return nil
}

// onlooker records what an interface carries by itself: the packets of the
// scenario's port and of its two addresses, which tell who sent them.
type onlooker struct {
	from   io.Reader
	client netip.Addr
	record *recorder
	seen   *sights
	begin  time.Time
}

// run works until idle is closed, until ctx ends, or until something fails.
func (o *onlooker) run(ctx context.Context, idle <-chan struct{}) error {
	arrivals, broken := make(chan arrival, 64), make(chan error, 1)
	go func() { broken <- listen(ctx, fsm.Client, o.from, arrivals) }()
	tell := newClassifier()
	for {
		select {
		case a := <-arrivals:
			if err := o.look(tell, a.frame); err != nil {
				return err
			}
		case err := <-broken:
			return err
		case <-idle:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (o *onlooker) look(tell *classifier, frame []byte) error {
	tell.pkt.Decode(ethernet, frame, uint32(len(frame)))
	g := &tell.pkt.TCP
	from := fsm.Server
	switch {
	case !tell.pkt.HasTCP:
		return nil
	case tell.pkt.Src.IP() == o.client && g.DstPort == port:
		from = fsm.Client
	case tell.pkt.Dst.IP() != o.client || g.SrcPort != port:
		return nil
	}
	if err := o.record.frame(time.Since(o.begin), frame, ""); err != nil {
		return err
	}
	o.seen.add(from, tell.kinds(from, frame))
	return nil
}
