package main

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"

	"tcptui/bench/peak"
)

// tool is a command that is measured.
type tool struct {
	what string   // what it does with a capture
	args []string // FILE stands for the capture
	on   []string // shapes that it reads; nil: all that are not packed
	slow []string // shapes that take it minutes
}

// capturePlace is replaced by the name of the capture.
const capturePlace = "FILE"

// packed are the shapes that only some read.
var packed = []string{"bulk-gz", "bulk-zst"}

// peers are the tools beside tcptui, which comes first in each round.
var peers = []tool{
	{what: "copies the packets", args: []string{"tcpdump", "-n", "-r", capturePlace, "-w", "/dev/null"}},
	{what: "follows the connections", args: []string{"tcptrace", "-n", capturePlace}, slow: []string{"many"}},
	{what: "the same table", args: []string{"tshark", "-n", "-q", "-z", "conv,tcp", "-r", capturePlace}, slow: []string{"small", "many"}},
	{what: "counts the packets", args: []string{"capinfos", "-c", capturePlace}},
	{what: "reads the bytes", args: []string{"cat", capturePlace}},
	{what: "unpacks", args: []string{"gzip", "-dc", capturePlace}, on: []string{"bulk-gz"}},
	{what: "unpacks", args: []string{"zstd", "-q", "-dc", capturePlace}, on: []string{"bulk-zst"}},
}

// tools are those that read a shape, tcptui first.
func (o *options) tools(shape string) []tool {
	out := []tool{{what: "all that there is to know, and the table of conversations",
		args: []string{o.tcptui, "--no-cache", "-q", "-z", "conv,tcp", "-r", capturePlace}}}
	for _, t := range peers {
		reads := slices.Contains(t.on, shape) || t.on == nil && !slices.Contains(packed, shape)
		if reads && (o.slow || !slices.Contains(t.slow, shape)) {
			out = append(out, t)
		}
	}
	return out
}

// installed divides tools into those that there are and the names of the others. The first
// must be there.
func installed(tools []tool) (there []tool, missing []string, err error) {
	for i, t := range tools {
		if _, err := exec.LookPath(t.args[0]); err == nil {
			there = append(there, t)
		} else if i == 0 {
			return nil, nil, fmt.Errorf("nothing to compare with: %w", err)
		} else {
			missing = append(missing, t.name())
		}
	}
	return there, missing, nil
}

// name is the tool's, without where it lies.
func (t *tool) name() string { return t.args[0][strings.LastIndexByte(t.args[0], '/')+1:] }

// command is what is measured, as a user would type it.
func (t *tool) command() string {
	return t.name() + " " + strings.Join(t.args[1:], " ")
}

// cost is what one run of a tool took.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // bytes at most; 0: not known
}

// measure runs the tool once.
func (t *tool) measure(path string) (cost, error) {
	args := make([]string, len(t.args))
	for i, a := range t.args {
		args[i] = strings.ReplaceAll(a, capturePlace, path)
	}
	var said bytes.Buffer
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = io.Discard, &said
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, last(said.String()))
	}
	p := cmd.ProcessState
	return cost{wall: time.Since(begin), cpu: p.UserTime() + p.SystemTime(), memory: peak.Of(p)}, nil
}

// last is the last line of what a tool said.
func last(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
