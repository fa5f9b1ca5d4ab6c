package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"tcptui/capture"
	"tcptui/fsm"
)

// PlayerCommand is the argument that makes the program a player: main calls Play
// then and nothing else.
const PlayerCommand = "lab-player"

// Options say how a scenario is played.
type Options struct {
	Lines   []string      // what the client says, where the scenario takes text; nil: something
	Typed   bool          // what it says comes from Running.Say instead
	Vantage fsm.Role      // at whose interface the capture is taken; see Scenario.Vantage
	Place   Place         // where it may be played
	Pace    time.Duration // before each step, for who wants to follow it
	Tell    func(Event)   // is called for each event, by one goroutine, in order; nil: nobody wants to know
	Program []string      // starts the player; nil: this program with PlayerCommand
}

// Running is a scenario that is being played. Its methods may be used by any
// goroutine.
type Running struct {
	src   capture.Source
	in    *os.File // what the user types
	life  *os.File // the player lives until it is closed
	ended chan struct{}
	err   error // how it ended; read it when ended is closed
	close sync.Once
}

// Run starts to play a scenario. It returns when the scenario begins, or with an
// *Error that tells why it cannot be played and what to do. It is played until its
// end, ctx's, or until the Source is closed.
func Run(ctx context.Context, s Scenario, o Options) (*Running, error) {
	var causes []error
	for _, way := range ways(s.Needs, o.Place) {
		r, err := start(ctx, s, o, way)
		if err == nil {
			return r, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		causes = append(causes, fmt.Errorf("%s: %w", way.name, err))
	}
	return nil, &Error{What: fmt.Sprintf("the scenario %s cannot be played here", s.Name), Err: joined(causes), Hint: hint(s)}
}

// joined is one line of all that was tried.
func joined(causes []error) error {
	if len(causes) == 0 {
		return errNoWay
	}
	var texts []string
	for _, err := range causes {
		texts = append(texts, err.Error())
	}
	return errors.New(strings.Join(texts, "; "))
}

var errNoWay = errors.New("it " + notHere)

// way is a way to play: a place, and the namespaces that the player is born in.
type way struct {
	name  string
	place Place
	flags uintptr // of clone(2)
	user  bool    // as root of a user namespace
}

// start starts a player and waits until the scenario begins.
func start(ctx context.Context, s Scenario, o Options, way way) (*Running, error) {
	r := &Running{ended: make(chan struct{})}
	frames, events, wait, err := r.spawn(o, way)
	if err != nil {
		return nil, err
	}
	ready := make(chan struct{})
	go r.listen(events, o.Tell, ready, wait)
	req := request{Scenario: s.Name, Place: way.place, Vantage: o.Vantage, Typed: o.Typed, Pace: o.Pace}
	for _, line := range o.Lines {
		req.Lines = append(req.Lines, []byte(line))
	}
	if err := json.NewEncoder(r.in).Encode(req); err != nil {
		frames.Close()
		return nil, errors.Join(err, r.stop())
	}
	select {
	case <-ready:
	case <-r.ended:
		frames.Close()
		r.stop()
		if r.err == nil {
			return nil, errors.New("the player ended before it began")
		}
		return nil, r.err
	}
	inner, err := capture.OpenStream("lab "+s.Name, frames, capture.Options{})
	if err != nil {
		frames.Close()
		r.stop()
		return nil, err
	}
	r.src = &source{inner, r, frames}
	context.AfterFunc(ctx, func() { r.stop() })
	return r, nil
}

// spawn starts the process of the player, and gives its capture, what it tells,
// and what waits for its end.
func (r *Running) spawn(o Options, way way) (frames, events *os.File, wait func() error, err error) {
	var files [8]*os.File // the two ends of each pipe
	shut := func(from, step int) {
		for i := from; i < len(files); i += step {
			if files[i] != nil {
				files[i].Close()
			}
		}
	}
	for i := 0; i < len(files); i += 2 {
		if files[i], files[i+1], err = os.Pipe(); err != nil {
			shut(0, 1)
			return nil, nil, nil, err
		}
	}
	input, output, life, told := files[0:2], files[2:4], files[4:6], files[6:8]
	program := o.Program
	if program == nil {
		program = []string{self(), PlayerCommand}
	}
	var crash bytes.Buffer
	cmd := exec.Command(program[0], program[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = input[0], output[1], &beginning{&crash}, []*os.File{life[0], told[1]}
	cmd.SysProcAttr = way.attributes()
	if err = cmd.Start(); err != nil {
		shut(0, 1)
		return nil, nil, nil, err
	}
	for _, f := range []*os.File{input[0], output[1], life[0], told[1]} {
		f.Close()
	}
	r.in, r.life = input[1], life[1]
	return output[0], told[0], func() error {
		err := cmd.Wait()
		if e, ok := errors.AsType[*exec.ExitError](err); ok && e.ExitCode() == exitStopped {
			return errStopped
		}
		if err != nil {
			return fmt.Errorf("the player broke off: %w%s", err, lastLine(crash.String()))
		}
		return nil
	}, nil
}

// errStopped is how a scenario ends that is not wanted any more.
var errStopped = errors.New("it was stopped")

// listen takes what the player tells, until its end.
func (r *Running) listen(events io.ReadCloser, tell func(Event), ready chan<- struct{}, wait func() error) {
	defer close(r.ended)
	defer events.Close()
	dec := json.NewDecoder(events)
	told, done := error(nil), false
	for {
		var m message
		if err := dec.Decode(&m); err != nil {
			break
		}
		switch {
		case m.Ready:
			close(ready)
		case m.Event != nil && tell != nil:
			tell(*m.Event)
		case m.Failed != "":
			told = errors.New(m.Failed)
		case m.Done:
			done = true
		}
	}
	broke := wait()
	switch {
	case told != nil:
		r.err = told
	case !done && broke == nil:
		r.err = errors.New("the player ended before the scenario did")
	case !done:
		r.err = broke
	}
}

// stop ends the player and waits for it.
func (r *Running) stop() error {
	r.close.Do(func() {
		r.life.Close()
		r.in.Close()
	})
	<-r.ended
	return r.err
}

// Source gives the frames as they pass. Its Close ends the scenario.
func (r *Running) Source() capture.Source { return r.src }

// Say lets the client say a line, without its end, in a scenario that is Typed. It
// fails after Finish, and when the scenario is over.
func (r *Running) Say(line string) error {
	if _, err := io.WriteString(r.in, strings.ReplaceAll(line, "\n", " ")+"\n"); err != nil {
		return errSilent
	}
	return nil
}

// Finish tells the client that nothing more will be said.
func (r *Running) Finish() error {
	if r.in.Close() != nil {
		return errSilent
	}
	return nil
}

var errSilent = errors.New("the client says nothing more: it has closed")

// Wait waits for the end of the scenario; all events were told then. The error
// says why it was not played to its end.
func (r *Running) Wait() error {
	<-r.ended
	return r.err
}

// source is the capture of a scenario; it ends with the scenario's error where
// there is one.
type source struct {
	capture.Source
	r      *Running
	frames *os.File
}

// Next implements capture.Source.
func (s *source) Next(ctx context.Context, b *capture.Batch) error {
	err := s.Source.Next(ctx, b)
	var why error
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case err == io.EOF:
		why = s.r.Wait()
	default: // the player may still be there, or be the reason
		if why = s.r.stop(); errors.Is(why, errStopped) {
			return err
		}
	}
	if why != nil {
		return &Error{What: "the scenario was not played to its end", Err: why}
	}
	return err
}

// Info implements capture.Informer.
func (s *source) Info() capture.Info {
	if i, ok := s.Source.(capture.Informer); ok {
		return i.Info()
	}
	return capture.Info{}
}

// Close implements capture.Source.
func (s *source) Close() error {
	s.r.stop()
	return errors.Join(s.Source.Close(), s.frames.Close())
}

// beginning keeps the beginning of what is written to it.
type beginning struct{ w *bytes.Buffer }

const beginningMost = 4096 // bytes

func (t *beginning) Write(p []byte) (int, error) {
	t.w.Write(p[:min(len(p), max(0, beginningMost-t.w.Len()))])
	return len(p), nil
}

// lastLine is ": " and the first line of what a crash said.
func lastLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if line == "" {
		return ""
	}
	return ": " + line
}
