package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/lab"
	"tcptui/report"
	"tcptui/ui"
)

// labCommand is the word that makes a command line one about the lab: tcptui lab
// NAME.
const labCommand = "lab"

// typedText is the value of --text that asks for lines from the standard input.
const typedText = "-"

// screenPace is how long a step of a scenario waits on the screen, so that the eye
// can follow.
const screenPace = 300 * time.Millisecond

// labArgs takes the name of a scenario from the positional arguments.
func (s *settings) labArgs(args []string) error {
	switch {
	case len(s.files) > 0:
		return errors.New("lab takes no -r: it makes its own capture")
	case len(args) > 1:
		return fmt.Errorf("lab plays one scenario, not %d; tcptui lab lists them", len(args))
	case len(args) == 0 && (len(s.text) > 0 || s.vantage != "" || s.pace != "" || s.predict || s.save != ""):
		return errors.New("which scenario? tcptui lab lists them")
	case len(args) == 0:
		return nil
	}
	var err error
	if s.scenario, err = lab.Get(args[0]); err == nil {
		return nil
	}
	var names []string
	for _, other := range lab.Scenarios() {
		names = append(names, other.Name)
	}
	return fmt.Errorf("there is no scenario called %s%s; tcptui lab lists them", args[0], didYouMean("", args[0], names))
}

// validateLab checks what belongs to the lab, and only there.
func (s *settings) validateLab() error {
	if !s.lab {
		for _, o := range []struct {
			given bool
			name  string
		}{{len(s.text) > 0, "--text"}, {s.vantage != "", "--vantage"}, {s.pace != "", "--pace"}, {s.predict, "--predict"}} {
			if o.given {
				return fmt.Errorf("%s belongs to tcptui lab", o.name)
			}
		}
		return nil
	}
	if len(s.text) > 0 && !s.scenario.Typed {
		return fmt.Errorf("the scenario %s says the same always: --text belongs to chat", s.scenario.Name)
	}
	s.labOptions.Vantage = s.scenario.Vantage
	switch s.vantage {
	case "":
	case "client":
		s.labOptions.Vantage = fsm.Client
	case "server":
		s.labOptions.Vantage = fsm.Server
	default:
		return fmt.Errorf("--vantage %s: expected client or server%s", s.vantage, didYouMean("", s.vantage, []string{"client", "server"}))
	}
	if s.labOptions.Typed = len(s.text) == 1 && s.text[0] == typedText; !s.labOptions.Typed {
		s.labOptions.Lines = s.text
	}
	if s.predict && (s.labOptions.Typed || s.asksForText()) {
		return errors.New("--predict reads answers from the standard input and prints in a form of its own: it takes no --text - and no -T, -V, -x, -z, -q")
	}
	if s.pace != "" {
		seconds, err := strconv.ParseFloat(s.pace, 64)
		if err != nil || !(seconds >= 0 && seconds <= 60) {
			return fmt.Errorf("--pace %s: expected seconds before each step, 0 to 60", s.pace)
		}
		s.labOptions.Pace = time.Duration(seconds * float64(time.Second))
	}
	return nil
}

// diary keeps what a scenario tells. Any goroutine may use it.
type diary struct {
	mu  sync.Mutex
	all []report.Remark
}

func (d *diary) write(e lab.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, report.Remark{At: e.At, Text: remark(e)})
}

func remark(e lab.Event) string { return e.Who + ": " + e.Text }

func (d *diary) read() []report.Remark {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.all
}

// openLab begins to play the scenario, and gives its capture and what it tells.
func (s *settings) openLab(stdin io.Reader, onScreen bool) (src capture.Source, title string, err error) {
	o := s.labOptions
	s.told, s.stdin = new(diary), stdin
	o.Tell = s.told.write
	if onScreen && s.pace == "" {
		o.Pace = screenPace
	}
	if onScreen {
		s.talk = new(ui.Talk)
		o.Tell = func(e lab.Event) { s.talk.Tell(remark(e)) }
	}
	r, err := lab.Run(context.Background(), s.scenario, o)
	if err != nil {
		return nil, "", err
	}
	keys := false // the standard input is where the screen's keys come from
	if f, ok := stdin.(*os.File); ok {
		keys = onScreen && term.IsTerminal(int(f.Fd()))
	}
	switch {
	case o.Typed && keys:
		s.talk.Say, s.talk.End = r.Say, r.Finish
		s.talk.Tell("type :say TEXT to let the client say it, and :say to let it close")
	case o.Typed:
		go hear(stdin, r)
	}
	return r.Source(), "lab: " + s.scenario.Title, nil
}

// playChosen begins to play a scenario that was chosen on the screen.
func playChosen(name string) (capture.Source, *ui.Opened, error) {
	s, err := lab.Get(name)
	if err != nil {
		return nil, nil, err
	}
	talk := new(ui.Talk)
	tell := func(e lab.Event) { talk.Tell(remark(e)) }
	r, err := lab.Run(context.Background(), s, lab.Options{Vantage: s.Vantage, Pace: screenPace, Tell: tell})
	if err != nil {
		return nil, nil, err
	}
	return r.Source(), &ui.Opened{Title: "lab: " + s.Title, Talk: talk}, nil
}

// hear lets the client say what is typed. What goes wrong ends the scenario, which
// says so itself.
func hear(stdin io.Reader, r *lab.Running) {
	lines := bufio.NewReader(stdin)
	for {
		line, err := lines.ReadString('\n')
		if line != "" && r.Say(strings.TrimSuffix(line, "\n")) != nil {
			return
		}
		if err != nil {
			r.Finish()
			return
		}
	}
}

// printLab prints a scenario: what to watch, and one line a frame.
func (j *job) printLab(stdout io.Writer, live *flows.Live) (*flows.Snapshot, error) {
	if _, err := io.WriteString(stdout, labHead(&j.s.scenario)+"\n"); err != nil {
		return live.Snapshot(), err
	}
	if !j.s.predict {
		return report.Life(stdout, live, j.s.told.read, nil, j.o)
	}
	q := &quiz{out: stdout, answers: bufio.NewScanner(j.s.stdin)}
	snap, err := report.Life(stdout, live, j.s.told.read, q.ask, j.o)
	if err == nil {
		err = q.end()
	}
	return snap, err
}

// labHead is a scenario in words.
func labHead(s *lab.Scenario) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", s.Name, s.Title)
	writeWrapped(&b, s.Watch, 2)
	return b.String()
}

const labUsage = `tcptui lab NAME plays a scenario and shows it: on the screen, or one line a
frame where the standard output is no terminal. With -w FILE it is saved, too.
`

// listLab lists the scenarios.
func listLab(w io.Writer) {
	var b strings.Builder
	b.WriteString(labUsage)
	for _, s := range lab.Scenarios() {
		b.WriteString("\n" + labHead(&s))
		if s.Needs != lab.Loopback {
			b.WriteString("  (" + s.Needs.String() + ")\n")
		}
	}
	io.WriteString(w, b.String())
}

// writeWrapped writes text in lines that are no longer than those of the help.
func writeWrapped(b *strings.Builder, text string, indent int) {
	at := 0
	for word := range strings.FieldsSeq(text) {
		switch n := len([]rune(word)); {
		case at == 0:
			b.WriteString(strings.Repeat(" ", indent))
			at = indent + n
		case at+1+n > helpWidth:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent + n
		default:
			b.WriteByte(' ')
			at += 1 + n
		}
		b.WriteString(word)
	}
	b.WriteByte('\n')
}
