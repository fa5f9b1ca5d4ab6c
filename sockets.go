package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"tcptui/kernel"
	"tcptui/report"
)

// socketsCommand is the word that makes a command line one about the sockets of
// this host: tcptui sockets.
const socketsCommand = "sockets"

// socketsHelp explains it.
const socketsHelp = `usage: tcptui sockets [-T text | -T json]

Prints the TCP sockets of this host as its kernel knows them: listeners with their
backlog, connections with their state, queues, round-trip time and timer, who
holds each; then which processes leak sockets or hang, the worst first. Linux only.
Owners of other users' sockets are shown to root, or with CAP_SYS_PTRACE.
  -T, --format FORMAT  text, or json with all that is known

Exit status: 0 fine; 1 usage; 2 the kernel did not tell.
`

// hostSockets is the program for that command line: it returns its exit status.
func hostSockets(args []string, stdout, stderr io.Writer) int {
	f := pflag.NewFlagSet("tcptui sockets", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	format := f.StringP("format", "T", "text", "")
	help := f.BoolP("help", "h", false, "")
	err := f.Parse(args)
	switch {
	case err != nil:
	case *help:
		return say(stdout, stderr, func(w io.Writer) { fmt.Fprint(w, socketsHelp) })
	case f.NArg() > 0:
		err = fmt.Errorf("sockets takes no %s: it prints the sockets of this host (tcptui sockets -h)", f.Arg(0))
	case *format != "text" && *format != "json":
		err = fmt.Errorf("sockets -T %s: expected text or json%s", *format, didYouMean("", *format, []string{"text", "json"}))
	}
	if err != nil {
		report.Complain(stderr, err)
		return exitUsage
	}
	s, err := pollHost()
	if err == nil {
		if *format == "json" {
			err = report.SocketsJSON(stdout, s)
		} else {
			err = report.Sockets(stdout, s)
		}
	}
	if err != nil && !errors.Is(err, report.ErrClosed) {
		report.Complain(stderr, err)
		return exitFile
	}
	return exitOK
}

// pollHost asks the kernel once.
func pollHost() (*kernel.Snapshot, error) {
	ctx, stop := untilSignalled()
	defer stop()
	w, err := kernel.WatchHost(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer w.Stop()
	s := w.First(ctx)
	if s.Err == nil && s.Polls == 0 {
		return nil, context.Cause(ctx)
	}
	return s, s.Err
}
