package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"tcptui/flows"
	"tcptui/report"
)

// checkCommand is the word that makes a command line a gate: tcptui check
// FILTER FILE.
const checkCommand = "check"

// checkArgs takes the filter of the check command from the positional arguments
// and returns the rest, which are files.
func (s *settings) checkArgs(args []string) ([]string, error) {
	if len(args) == 0 {
		return nil, errors.New("check needs a filter and a capture: tcptui check 'tcp.flags.reset == 1' FILE")
	}
	if s.filter != "" || s.format != "" || s.save != "" || len(s.taps) > 0 || len(s.fields) > 0 {
		return nil, errors.New("check takes no -Y, -T, -e, -w and -z: it prints the frames that its filter keeps")
	}
	s.filter = args[0]
	if len(args)+len(s.files) == 1 {
		return nil, errors.New("check needs a capture after the filter")
	}
	return args[1:], nil
}

// percent reads --over: a number with or without a percent sign.
func (s *settings) percent() (err error) {
	if s.over == "" {
		return nil
	}
	if !s.check {
		return errors.New("--over belongs to tcptui check")
	}
	s.share, err = strconv.ParseFloat(strings.TrimSuffix(s.over, "%"), 64)
	if err != nil || !(s.share > 0 && s.share < 100) {
		return fmt.Errorf("--over %s: expected a percentage between 0 and 100", s.over)
	}
	return nil
}

// gate prints what the check finds and returns the exit status.
func (j *job) gate(stdout, stderr io.Writer, live *flows.Live) int {
	if j.s.quiet {
		stdout = io.Discard
	}
	kept, snap, err := report.Check(stdout, live, j.s.share, j.o)
	if status := outcome(stderr, snap, err); status != exitOK {
		return status
	}
	if kept > 0 {
		report.Complain(stderr, fmt.Errorf("check: %d frames match %s", kept, j.s.filter))
		return exitFound
	}
	return exitOK
}
