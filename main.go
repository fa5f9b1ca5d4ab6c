// Command tcptui opens a capture and shows every TCP connection in it, packet by
// packet, on the screen or as text.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"golang.org/x/term"

	"tcptui/capture"
	"tcptui/capture/bpf"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/report"
	"tcptui/testdata/samples"
	"tcptui/ui"
)

// Exit statuses.
const (
	exitOK     = 0
	exitUsage  = 1
	exitFound  = 1 // check: frames match
	exitFile   = 2 // what could be read was printed
	exitFilter = 4
	exitBroken = 130 // ended by an interrupt
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	takeWriteSignals()
	os.Exit(closed(os.Stdout, os.Stderr, run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)))
}

// run is the program: it returns its exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if c := findCommand(args); c != nil && c.run != nil {
		return c.run(args[1:], stdout, stderr)
	}
	s, err := parseArgs(args)
	if err != nil {
		return complain(stderr, err)
	}
	return s.run(stdin, stdout, stderr)
}

// run does what the command line asked for and returns the exit status.
func (s *settings) run(stdin io.Reader, stdout, stderr io.Writer) int {
	switch {
	case s.help:
		return say(stdout, stderr, printHelp)
	case s.version:
		return say(stdout, stderr, func(w io.Writer) { fmt.Fprintln(w, "tcptui", version()) })
	case s.list != "":
		return s.outcome(stderr, new(flows.Snapshot), report.List(stdout, s.list))
	case s.program > 0:
		return s.printProgram(stdin, stdout, stderr)
	case s.lab && s.scenario.Name == "":
		return say(stdout, stderr, listLab)
	}
	if s.live.list {
		return listInterfaces(stdout, stderr)
	}
	if err := s.refuseColor(stdout); err != nil {
		return complain(stderr, err)
	}
	job, status := s.job(stderr)
	if status != exitOK {
		return status
	}
	ctx, stop := untilSignalled()
	defer stop()
	if s.capturing() {
		return job.capture(ctx, stdout, stderr)
	}
	src, title, err := s.open(stdin, stdout)
	if err != nil {
		report.Complain(stderr, err)
		return exitFile
	}
	defer src.Close()
	host, err := beginBeside(ctx, s.kernel, nil)
	if err != nil {
		report.Complain(stderr, err)
		return exitFile
	}
	defer host.stop()
	look := s.look
	look.Host, look.Screen = host.sockets(), s.onScreen(stdout)
	live, wait, leave := s.begin(ctx, s.boundedStream(src, s.onScreen(stdout)), s.indexed(), look)
	defer leave()
	if s.check {
		live.Trust(s.trust)
		job.o.Stop = ctx
		status = job.check(stdout, stderr, live)
		wait()
		if ctx.Err() != nil {
			return exitBroken
		}
		return status
	}
	if s.onScreen(stdout) {
		makeThreads()
		s.opened.add(live)
		closes := func() { // when another takes its place
			leave()
			src.Close()
		}
		status = s.showOpened(ctx, stderr, &ui.Opened{Title: title, Live: live, Close: s.leaver(wait, closes)}, host, "")
		wait()
		return status
	}
	live.Trust(s.trust)
	job.o.Stop = ctx
	status = job.print(ctx, stdout, stderr, live)
	wait()
	if ctx.Err() != nil {
		return exitBroken
	}
	return status
}

// makeThreads has more threads than cores while there is a screen: its goroutine need
// not wait for one of those that read to give theirs up. GOMAXPROCS overrides it.
func makeThreads() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + screenThreads)
	}
}

// screenThreads are those of the event loop and of a pane's worker.
const screenThreads = 2

// complain writes an error of the command line and returns the exit status: a
// filter has one of its own, wherever it stands.
func complain(stderr io.Writer, err error) int {
	if _, ok := errors.AsType[*filter.Error](err); ok {
		report.Complain(stderr, err)
		return exitFilter
	}
	if e, ok := errors.AsType[*bpf.Error](err); ok {
		report.ComplainFilter(stderr, e.Src, err)
		return exitFilter
	}
	report.Complain(stderr, err)
	return exitUsage
}

// showOpened shows a capture, which may be a live one, on the screen and returns the exit
// status. host is what the kernel says beside it; nil where it is not asked. notice is a
// line to begin with.
func (s *settings) showOpened(ctx context.Context, stderr io.Writer, o *ui.Opened, host *beside, notice string) int {
	k, err := s.keep()
	if err != nil {
		return complain(stderr, err)
	}
	c := ui.Config{Title: o.Title, Live: o.Live, Capture: o.Capture, Close: o.Close, Notice: notice, Filter: s.filter, NoColor: os.Getenv("NO_COLOR") != "",
		Open: k.openChoice(ctx, s), Starts: k.startPage, Predict: s.predict, Talk: s.talk}
	k.configure(s, &c)
	s.asking = &asking{ctx: ctx, host: host}
	defer s.asking.stop()
	s.asking.configure(&c)
	err = ui.Run(ctx, c)
	for _, left := range s.kept {
		for _, err := range left.told() {
			report.Complain(stderr, err)
		}
	}
	if e := k.store.Close(); e != nil {
		report.Complain(stderr, e)
	}
	if err != nil {
		return complain(stderr, err)
	}
	return exitOK
}

// refuseColor reports that text on a terminal was to be coloured.
func (s *settings) refuseColor(stdout io.Writer) error {
	if f, ok := stdout.(*os.File); s.color && ok && term.IsTerminal(int(f.Fd())) && !s.onScreen(stdout) {
		return errors.New("--color: text is not coloured; leave it out, or see the packets in colours on the screen: without -T, -V, -x and the like")
	}
	return nil
}

// onScreen reports whether the screen is wanted: there is a terminal and nothing
// asks for text.
func (s *settings) onScreen(stdout io.Writer) bool {
	f, ok := stdout.(*os.File)
	written := s.save != "" && (!s.capturing() || s.save == "-") // a live capture is shown while it is written
	return ok && !s.asksForText() && !written && term.IsTerminal(int(f.Fd()))
}

// asksForText reports whether an option says what is to be printed.
func (s *settings) asksForText() bool {
	return s.asksForFrames() || len(s.stats) > 0 || s.quiet || s.clock != ""
}

// asksForFrames reports whether an option says that frames are printed, and how.
func (s *settings) asksForFrames() bool {
	return s.format != "" || s.summary || s.details || s.only != "" || s.dump
}

// open opens the captures that were asked for, merged by time, the scenario, or the
// sample, and says their title. An input that is piped in counts as asked for.
func (s *settings) open(stdin io.Reader, stdout io.Writer) (src capture.Source, title string, err error) {
	if s.lab {
		return s.openLab(stdin, s.onScreen(stdout))
	}
	if len(s.files) == 0 && piped(stdin) {
		s.files = []string{"-"}
	}
	if len(s.files) == 0 {
		chat := samples.All()[0]
		src, err = capture.OpenBytes(chat.File, chat.Data)
		if err != nil {
			return nil, "", err
		}
		src, title = s.filtered(src, "sample: "+chat.Shows)
		return src, title, nil
	}
	var sources []capture.Source
	for _, path := range s.files {
		if src, err = s.openOne(path, stdin, s.quiet && s.save == "" && !s.onScreen(stdout)); err != nil {
			break
		}
		sources = append(sources, src)
	}
	if err == nil {
		src, err = capture.Merge(sources)
	}
	if err != nil {
		for _, src := range sources {
			src.Close()
		}
		return nil, "", err
	}
	if title = s.files[0]; title == "-" {
		title = "standard input"
	}
	if n := len(s.files) - 1; n > 0 {
		title = fmt.Sprintf("%s and %d more", title, n)
	}
	src, title = s.filtered(src, title)
	return src, title, nil
}

// piped reports whether somebody gave the program an input without naming it, as
// in tcpdump -w - | tcptui, or tcptui < FILE.
func piped(stdin io.Reader) bool {
	f, ok := stdin.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && (st.Mode().IsRegular() || st.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0)
}

// openOne opens one of the captures. lazy says that perhaps no frame is looked at again, as
// for a table of connections.
func (s *settings) openOne(path string, stdin io.Reader, lazy bool) (capture.Source, error) {
	opts := capture.Options{Follow: s.follow, Lazy: lazy}
	if path == "-" && stdin != io.Reader(os.Stdin) {
		return capture.OpenStream("standard input", stdin, opts)
	}
	return capture.Open(path, opts)
}

// job is what is printed when there is no screen.
type job struct {
	s      *settings
	o      report.Options
	fields []*flows.Field
	rules  []report.Rule // of the check command
}

// job looks up what the command line names. It complains itself and returns the
// exit status then.
func (s *settings) job(stderr io.Writer) (*job, int) {
	j := &job{s: s, o: report.Options{Count: s.count, Whole: s.twoPass, Once: len(s.stats) == 0 && s.save == "" && !s.check}}
	names := s.catalog()
	fields, err := report.FindFields(s.fields, names, s.style.Clock)
	if err != nil {
		report.Complain(stderr, err)
		return nil, exitUsage
	}
	j.fields = fields
	if s.check {
		if j.rules, err = s.readRules(names); err == nil {
			return j, exitOK
		}
		if s.filter != "" && len(s.rules)+len(s.ruleSet) == 0 {
			report.ComplainFilter(stderr, s.filter, err)
			return nil, exitFilter
		}
		return nil, complain(stderr, err)
	}
	if s.filter != "" {
		if j.o.Filter, err = filter.Compile(s.filter, names); err != nil {
			report.ComplainFilter(stderr, s.filter, err)
			return nil, exitFilter
		}
	}
	return j, exitOK
}

// print writes the report and returns the exit status.
func (j *job) print(ctx context.Context, stdout, stderr io.Writer, live *flows.Live) int {
	snap, err := j.write(stdout, live)
	if err == nil && j.s.save != "" {
		snap, err = j.save(ctx, stdout, stderr, live)
	}
	return j.s.outcome(stderr, snap, err)
}

// outcome complains of what broke the output or ended the input early, and
// returns the exit status.
func (s *settings) outcome(stderr io.Writer, snap *flows.Snapshot, err error) int {
	switch {
	case errors.Is(err, report.ErrClosed):
		return exitOK // the reader has seen enough, as head does
	case err != nil:
		report.Complain(stderr, err)
		return exitFile
	case s.count > 0 && snap.Rows() >= s.count:
		// What is wrong behind the last frame that was asked for was perhaps not even read.
	case snap.Err != nil && !errors.Is(snap.Err, context.Canceled):
		return s.complainInput(stderr, snap.Err)
	}
	return exitOK
}

func (j *job) write(stdout io.Writer, live *flows.Live) (snap *flows.Snapshot, err error) {
	snap = live.Snapshot()
	if j.s.lab && !j.s.asksForText() && j.s.save != "-" {
		return j.printLab(stdout, live)
	}
	if !j.s.quiet && (j.s.save == "" || j.s.asksForFrames()) { // as tshark: -w alone prints no frames
		switch j.s.format {
		case "fields":
			snap, err = report.Fields(stdout, live, j.fields, j.s.print, j.o)
		case "json", "jsonraw":
			snap, err = report.JSON(stdout, live, j.fields, j.s.print, j.o)
		case "pdml":
			snap, err = report.PDML(stdout, live, j.fields, j.o)
		case "ek":
			snap, err = report.EK(stdout, live, j.fields, j.s.print, j.o)
		default:
			snap, err = report.Text(stdout, live, j.s.style, j.o)
		}
	} else if len(j.s.stats) == 0 {
		snap = live.WaitRows(j.o.Count)
	}
	for _, tap := range j.s.stats {
		if err == nil {
			snap, err = tap.Print(stdout, live, j.o)
		}
	}
	return snap, err
}
