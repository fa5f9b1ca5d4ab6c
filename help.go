package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/term"

	"tcptui/docs"
	"tcptui/flows"
	"tcptui/internal/spell"
	"tcptui/report"
)

// helpCommand shows the documents in the terminal.
const helpCommand = "help"

// The widths of documents in cells: where it is not known, and beyond which lines are
// hard to read.
const (
	plainWidth  = 80
	widestPlain = 100
)

// help is the command: it lists the topics, or shows one, or tells of a field. It
// returns the exit status.
func help(args []string, stdout, stderr io.Writer) int {
	if len(args) > 1 {
		return complain(stderr, fmt.Errorf("help takes one topic, not %d (tcptui help lists them)", len(args)))
	}
	if len(args) == 0 {
		return printHelpText(stdout, stderr, topics())
	}
	if args[0] == "-h" || args[0] == "--help" {
		return say(stdout, stderr, printHelp)
	}
	name := strings.ToLower(strings.TrimSuffix(args[0], ".md"))
	if page, ok := docs.Page(name); ok {
		return printHelpText(stdout, stderr, docs.Plain(page, helpColumns(stdout)))
	}
	fields := flows.Fields()
	for i := range fields {
		if fields[i].Name == args[0] {
			return printHelpText(stdout, stderr, docs.Plain(aboutField(&fields[i]), helpColumns(stdout)))
		}
	}
	return complain(stderr, noTopic(args[0], fields))
}

// topics lists what help can be asked for.
func topics() string {
	var b strings.Builder
	b.WriteString("tcptui help TOPIC shows one of these; tcptui help NAME tells of a field, such as\ntcp.analysis.retransmission. tcptui -h lists the options.\n\n")
	widest := 0
	for _, t := range docs.Topics() {
		widest = max(widest, len(t.Name))
	}
	for _, t := range docs.Topics() {
		fmt.Fprintf(&b, "  %-*s  %s\n", widest, t.Name, t.Title)
	}
	return b.String()
}

// aboutField is what is known of a field, in Markdown.
func aboutField(f *flows.Field) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s. %s\n", f.Name, f.Label, f.Help)
	if f.Ref != "" {
		fmt.Fprintf(&b, "\n%s\n", f.Ref)
	}
	return b.String()
}

// noTopic says that there is none of that name, and which was meant.
func noTopic(name string, fields []flows.Field) error {
	near := spell.Nearest(name, func(yield func(string) bool) {
		for _, t := range docs.Topics() {
			if !yield(t.Name) {
				return
			}
		}
		for i := range fields {
			if !yield(fields[i].Name) {
				return
			}
		}
	})
	if near != "" {
		near = "did you mean " + near + "? "
	}
	return fmt.Errorf("there is no topic and no field %q (%stcptui help lists the topics)", name, near)
}

// helpColumns is how wide the text may be.
func helpColumns(stdout io.Writer) int {
	if f, ok := stdout.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return min(w, widestPlain)
		}
	}
	return plainWidth
}

// printHelpText writes text, through the user's pager where the output is a terminal.
func printHelpText(stdout, stderr io.Writer, text string) int {
	f, ok := stdout.(*os.File)
	if ok && term.IsTerminal(int(f.Fd())) {
		done, err := page(f, text)
		if err != nil {
			report.Complain(stderr, err)
		}
		if done {
			return exitOK
		}
	}
	if _, err := io.WriteString(stdout, text); err != nil && !errors.Is(err, syscall.EPIPE) {
		report.Complain(stderr, err)
		return exitFile
	}
	return exitOK
}

// page gives text to the program in PAGER, or to less, and reports whether it was
// shown. PAGER is a program and its options, parted by spaces: no shell reads it.
func page(terminal *os.File, text string) (shown bool, err error) {
	words := strings.Fields(os.Getenv("PAGER"))
	asked := len(words) > 0
	if !asked {
		words = []string{"less"}
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		if asked {
			return false, fmt.Errorf("PAGER: %w: the text is printed without it", err)
		}
		return false, nil
	}
	cmd := exec.Command(path, words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), terminal, os.Stderr
	if _, set := os.LookupEnv("LESS"); !set {
		cmd.Env = append(os.Environ(), "LESS=FRX") // as git has it: what fits is only printed
	}
	taken := make(chan os.Signal, 1) // and left there: an interrupt is the pager's, which would ignore it if this program did
	signal.Notify(taken, os.Interrupt)
	defer signal.Stop(taken)
	if err := cmd.Start(); err != nil {
		return false, fmt.Errorf("PAGER: %w: the text is printed without it", err)
	}
	if err := cmd.Wait(); err != nil {
		if _, ended := errors.AsType[*exec.ExitError](err); ended {
			return true, nil // what it found to say, it has said
		}
	}
	return true, nil
}
