package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"tcptui/bench/peak"
)

// task is one way to read a capture.
type task struct {
	name string
	args []string
}

// tasks read everything, but for those that print a tree for each frame.
var tasks = []task{
	{"read", []string{"-q"}},
	{"text", nil},
	{"conv", []string{"-q", "-z", "conv,tcp"}},
	{"layers", []string{"-q", "-z", "conv,udp", "-z", "endpoints,ip"}},
	{"expert", []string{"-q", "-z", "expert"}},
	{"follow", []string{"-q", "-z", "follow,tcp,ascii,0"}},
	{"check", []string{"check", "--rule", "problems: tcp.analysis.flags", "--rule", "resets over 1%: tcp.flags.reset == 1", "--rule", "slow: tcp.analysis.ack_rtt > 1"}},
	{"fields", []string{"-T", "fields", "-e", "frame.time", "-e", "tcp.analysis.flags", "-e", "tcp.analysis.ack_rtt", "-e", "tcp.analysis.bytes_in_flight", "-e", "fsm.client", "-e", "fsm.server", "-e", "conn.reuse", "-e", "tcp.stream", "-e", "udp.stream", "-e", "ip.reassembled_in", "-e", "icmp.resp_in", "-e", "_ws.col.Info"}},
	{"tree", []string{"-c", "2000", "-T", "json", "-x"}},
	{"phs", []string{"-q", "-z", "io,phs", "-z", "io,stat,1"}},
}

func taskNames() string {
	var names []string
	for _, t := range tasks {
		names = append(names, t.name)
	}
	return strings.Join(names, ", ")
}

// on are the arguments for a file; an index that a task before has kept would save its work.
func (t task) on(path string) []string {
	args := t.args
	if args == nil {
		args = []string{"-T", "text"}
	}
	return append(slices.Clone(args), "--no-cache", "-r", path)
}

// limits are what a task may take.
type limits struct {
	memory int // MiB of address space
	soft   int // MiB for the garbage collector
	time   time.Duration
}

// result is what it took.
type result struct {
	took   time.Duration
	cpu    time.Duration // user and system
	peak   int64         // bytes that were resident
	ends   string
	failed bool
}

// run runs a task on a file; an error says that it could not be.
func (l limits) run(program string, t task, path string) (result, error) {
	ctx, stop := context.WithTimeout(context.Background(), l.time)
	defer stop()
	script := `exec "$0" "$@"`
	if l.memory > 0 {
		script = fmt.Sprintf("ulimit -v %d; ", l.memory<<10) + script
	}
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", script, program}, t.on(path)...)...)
	var said firstLine
	cmd.Stderr = &said
	if l.soft > 0 {
		cmd.Env = append(os.Environ(), fmt.Sprintf("GOMEMLIMIT=%dMiB", l.soft))
	}
	begin := time.Now()
	err := cmd.Run()
	r := result{took: time.Since(begin), ends: "ok"}
	exit, exited := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		r.ends, r.failed = "KILLED: too slow", true
	case !exited:
		return r, err
	case t.name == "check" && exit.ExitCode() == 1 && said.first == "":
		r.ends = "found"
	default: // 2 says that the file is broken, and is right where it is
		r.ends, r.failed = fmt.Sprintf("%d %s", exit.ExitCode(), said.first), exit.ExitCode() != 2 || said.crash
	}
	if cmd.ProcessState != nil {
		r.peak, r.cpu = peak.Of(cmd.ProcessState), cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
	}
	return r, nil
}

// firstLine keeps what is worth telling of the standard error.
type firstLine struct {
	first string
	crash bool
}

func (l *firstLine) Write(p []byte) (int, error) {
	s := string(p)
	l.crash = l.crash || strings.Contains(s, "goroutine ") || strings.Contains(s, "fatal error") || strings.Contains(s, "panic")
	if line, _, _ := strings.Cut(s, "\n"); l.first == "" {
		l.first = line
	}
	return len(p), nil
}
