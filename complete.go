package main

import (
	"fmt"
	"io"
	"strings"

	"tcptui/internal/shellword"
	"tcptui/packaging/completions"
	"tcptui/report"
)

// completionCommand and completeCommand are the words that make a command line one
// about completion: tcptui completion SHELL prints what a shell needs, and that asks
// the program with __complete what may stand at the cursor.
const (
	completionCommand = "completion"
	completeCommand   = "__complete"
)

// printCompletion prints the completion of a shell and returns the exit status.
func printCompletion(args []string, stdout, stderr io.Writer) int {
	names := completions.Shells()
	if len(args) == 1 {
		if text, ok := completions.Of(args[0]); ok {
			return say(stdout, stderr, func(w io.Writer) { io.WriteString(w, text) })
		}
	}
	hint := ""
	if len(args) == 1 {
		hint = didYouMean("", args[0], names)
	}
	report.Complain(stderr, fmt.Errorf("completion %s: expected one of %s%s", strings.Join(args, " "), strings.Join(names, ", "), hint))
	return exitUsage
}

// shellNames offers the shells.
func shellNames(string) offer { return offer{words: plainWords(completions.Shells()...)} }

// asked is what a shell says of a command line that is being typed.
type asked struct {
	before []string                 // the words before the one at the cursor, without the program's name
	typed  string                   // the word at the cursor, up to it
	kept   int                      // bytes at the beginning of typed that the shell keeps
	quote  func(text string) string // how a value is written into the line
}

// readAsked reads the arguments of __complete: bash, the line up to the cursor and
// what bash calls the word there, which is the rest behind a quote, = or colon; or
// zsh or fish and the words up to the cursor, which these take back without quotes.
func readAsked(args []string) (asked, bool) {
	a := asked{quote: func(text string) string { return text }}
	if len(args) == 3 && args[0] == "bash" {
		words, open := shellword.Split(args[1])
		if len(words) < 2 {
			return a, false
		}
		a.before, a.typed = words[1:len(words)-1], words[len(words)-1]
		part, _ := shellword.Split(withQuote(args[2], open))
		a.kept = max(0, len(a.typed)-len(part[len(part)-1]))
		a.quote = func(text string) string { return shellword.Quote(text, open) }
		return a, true
	}
	if len(args) < 2 || args[0] != "zsh" && args[0] != "fish" {
		return a, false
	}
	a.before, a.typed = args[1:len(args)-1], args[len(args)-1]
	if args[0] == "fish" { // which hands over the last word as it was typed
		words, _ := shellword.Split(a.typed)
		a.typed = words[len(words)-1]
	}
	return a, true
}

// withQuote puts the quote before a part of a word that stands inside it.
func withQuote(part string, open shellword.Open) string {
	if open == shellword.None {
		return part
	}
	return string(byte(open)) + part
}

// printOffer answers what the completion of a shell asks. A line is "=" with a value
// and behind a tab what it is; "files" for names of files, with the ends of those
// that are meant; "word" with what is typed of such a name, and "prefix" with what
// stands before it; "open" if values may go on. Anything else is answered with nothing.
func printOffer(args []string, stdout, _ io.Writer) int {
	a, ok := readAsked(args)
	if !ok {
		return exitOK
	}
	o := offerAt(a.before, a.typed)
	var b strings.Builder
	for _, w := range o.words {
		value := o.prefix + w.text
		if !strings.HasPrefix(value, a.typed) || !report.Printable(value) {
			continue
		}
		rest := value[min(a.kept, len(value)):]
		if rest == "" {
			continue // it stands there, all of it
		}
		b.WriteString("=" + a.quote(rest))
		if w.about != "" {
			b.WriteString("\t" + brief(w.about))
		}
		b.WriteByte('\n')
	}
	if rest, ok := strings.CutPrefix(a.typed, o.prefix); ok && o.files && report.Printable(a.typed) {
		b.WriteString(strings.Join(append([]string{"files"}, o.ends...), " ") + "\n")
		b.WriteString("word " + rest + "\nprefix " + o.prefix[min(a.kept, len(o.prefix)):] + "\n")
	}
	if o.open {
		b.WriteString("open\n")
	}
	io.WriteString(stdout, b.String())
	return exitOK
}

// briefly is how many characters are told of a value.
const briefly = 60

// brief is the beginning of what is said of a value, on one line and harmless on a
// terminal.
func brief(about string) string {
	about, _, _ = strings.Cut(about, "\n")
	text := []rune(report.Safe(about))
	if len(text) > briefly {
		text = append(text[:briefly-1], '…')
	}
	return string(text)
}
