package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/report"
)

// checkCommand is the word that makes a command line a gate: tcptui check
// FILTER FILE.
const checkCommand = "check"

// checkArgs takes the filter of the check command from the positional arguments
// and returns the rest, which are files. With rules all are files.
func (s *settings) checkArgs(args []string) ([]string, error) {
	if s.filter != "" {
		return nil, errors.New("check takes no -Y: its filter stands before the file, or in a --rule")
	}
	ruled := len(s.rules)+len(s.ruleSet) > 0
	if !ruled {
		if len(args) == 0 {
			return nil, errors.New("check needs a filter and a capture: tcptui check 'tcp.flags.reset == 1' FILE")
		}
		s.filter, args = args[0], args[1:]
	}
	if len(args)+len(s.files) == 0 {
		return nil, errors.New("check needs a capture after the filter")
	}
	return args, nil
}

// validateCheck checks what belongs to the check command, and only there.
func (s *settings) validateCheck() error {
	if !s.check {
		switch {
		case s.over != "":
			return errors.New("--over belongs to tcptui check")
		case s.of != "":
			return errors.New("--of belongs to tcptui check")
		case len(s.rules)+len(s.ruleSet) > 0:
			return errors.New("--rule and --rules belong to tcptui check")
		}
		return nil
	}
	switch {
	case len(s.fields) > 0 || s.save != "" || len(s.taps) > 0 || s.details || s.only != "" || s.dump:
		return errors.New("check takes no -e, -w, -z, -V, -O and -x: it prints the frames that its filter keeps")
	case s.format != "" && s.format != "text" && s.format != "json":
		return fmt.Errorf("check -T %s: expected text or json", s.format)
	case s.over == "" && s.of != "":
		return errors.New("--of says what the share of --over is of: give both")
	case s.over != "" && s.filter == "":
		return errors.New("--over belongs to the filter before the file; a rule has its own: NAME over 1%: FILTER")
	case s.over != "":
		return new(report.Rule).SetOver(s.over, s.of)
	}
	return nil
}

// readRules compiles the checks of the command line.
func (s *settings) readRules(names *filter.Catalog) (all []report.Rule, err error) {
	if s.filter != "" {
		r := report.Rule{Name: s.filter}
		if r.Filter, err = filter.Compile(s.filter, names); err != nil {
			return nil, err
		}
		if s.over != "" {
			if err := r.SetOver(s.over, s.of); err != nil {
				return nil, err
			}
		}
		all = append(all, r)
	}
	for _, text := range s.rules {
		r, err := report.ParseRule(text, names)
		if err != nil {
			return nil, fmt.Errorf("--rule %w", err)
		}
		all = append(all, r)
	}
	for _, path := range s.ruleSet {
		more, err := readRuleFile(path, names)
		if err != nil {
			return nil, fmt.Errorf("--rules %s: %w", path, err)
		}
		all = append(all, more...)
	}
	return all, nil
}

func readRuleFile(path string, names *filter.Catalog) ([]report.Rule, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errors.Unwrap(err) // the path is told already
	}
	defer f.Close()
	return report.ReadRules(f, names)
}

// check prints what the checks find and returns the exit status. Trouble with
// the file comes before what was found, which is printed all the same: a capture
// that was not read to its end proves nothing.
func (j *job) check(stdout, stderr io.Writer, live *flows.Live) int {
	found, snap, err := report.Check(live, j.rules, j.o)
	if err == nil && !j.s.quiet {
		if j.s.format == "json" {
			err = report.WriteFindingsJSON(stdout, snap, found, j.o)
		} else {
			err = report.WriteFindings(stdout, live, snap, found, j.o)
		}
	}
	if errors.Is(err, report.ErrClosed) {
		err = nil // what was found counts, whoever reads it
	}
	if status := j.s.outcome(stderr, snap, err); status != exitOK {
		return status
	}
	if report.Failed(found) > 0 {
		return exitFound
	}
	return exitOK
}
