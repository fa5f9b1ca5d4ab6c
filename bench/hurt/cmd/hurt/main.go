// Command hurt has tcptui read captures that are made to hurt, each in several ways, and
// says how long it took and how much memory at most:
//
//	go build && go run ./bench/hurt/cmd/hurt --cmd ./tcptui
//	go run ./bench/hurt/cmd/hurt --scale 0.01 syn reverse
//	go run ./bench/hurt/cmd/hurt --write syn.pcap --scale 0.1 syn
//
// What takes more memory or time than it may is killed, and the command fails.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"tcptui/bench/hurt"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, pflag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "hurt:", err)
		os.Exit(1)
	}
}

// plan is what the command line asked for.
type plan struct {
	program string
	scale   float64
	write   string
	dir     string
	list    bool
	limits  limits
	shapes  []hurt.Shape
	tasks   []task
}

func run(args []string, stdout, stderr io.Writer) error {
	p, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if p.list {
		for _, s := range p.shapes {
			fmt.Fprintf(stdout, "%-13s %10d  %s\n", s.Name, s.Full, s.Hurts)
		}
		return nil
	}
	if p.write != "" {
		return write(p.write, p.shapes[0], p.size(p.shapes[0]))
	}
	dir, err := os.MkdirTemp(p.dir, "hurt-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Fprintf(stdout, "%-13s %10s %9s  %-14s %8s %8s %8s  %s\n", "capture", "size", "MB", "task", "seconds", "CPU s", "peak MB", "ends")
	failed := 0
	for _, s := range p.shapes {
		bad, err := p.measure(stdout, dir, s)
		if err != nil {
			return err
		}
		failed += bad
	}
	if failed > 0 {
		return fmt.Errorf("%d tasks took more than they may, or crashed", failed)
	}
	return nil
}

// size is how large a capture is to be.
func (p *plan) size(s hurt.Shape) int { return max(1, int(float64(s.Full)*p.scale)) }

// measure runs all tasks on one capture and returns how many failed.
func (p *plan) measure(stdout io.Writer, dir string, s hurt.Shape) (failed int, err error) {
	path := filepath.Join(dir, s.Name)
	if err := p.apart(path, s); err != nil {
		return 0, err
	}
	defer os.Remove(path)
	st, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	for _, t := range p.tasks {
		r, err := p.limits.run(p.program, t, path)
		if err != nil {
			return failed, err
		}
		fmt.Fprintf(stdout, "%-13s %10d %9.1f  %-14s %8.2f %8.2f %8.0f  %s\n", s.Name, p.size(s), float64(st.Size())/1e6, t.name, r.took.Seconds(), r.cpu.Seconds(), float64(r.peak)/1e6, r.ends)
		if r.failed {
			failed++
		}
	}
	return failed, nil
}

// apart has a process of its own make a capture: Linux counts the memory of who starts a
// process as memory of that process, and packing a bomb takes much.
func (p *plan) apart(path string, s hurt.Shape) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "--write", path, "--scale", strconv.FormatFloat(p.scale, 'g', -1, 64), s.Name)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("write %s: %w", s.Name, err)
	}
	return nil
}

// write makes a capture as a file.
func write(path string, s hurt.Shape, n int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return s.Write(f, n)
}

// parse turns the arguments into a plan.
func parse(args []string, stderr io.Writer) (*plan, error) {
	p := new(plan)
	flags := pflag.NewFlagSet("hurt", pflag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&p.program, "cmd", "./tcptui", "the program that reads")
	flags.Float64Var(&p.scale, "scale", 1, "share of the full size")
	flags.StringVar(&p.write, "write", "", "only write the capture to this file")
	flags.StringVar(&p.dir, "dir", "", "where captures are written while they are read; the directory of temporary files if not given")
	flags.BoolVar(&p.list, "list", false, "list the captures and their full sizes")
	flags.IntVar(&p.limits.memory, "memory", 0, "MiB of address space at most; 0 does not limit it")
	flags.IntVar(&p.limits.soft, "gomemlimit", 0, "MiB that the garbage collector keeps to; 0 leaves it alone")
	flags.DurationVar(&p.limits.time, "time", 10*time.Minute, "a task may take so long")
	only := flags.StringSlice("task", nil, "only these tasks")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	var err error
	if p.shapes, err = pick("capture", hurt.Shapes(), flags.Args(), func(s hurt.Shape) string { return s.Name }); err != nil {
		return nil, err
	}
	if p.tasks, err = pick("task", tasks, *only, func(t task) string { return t.name }); err != nil {
		return nil, err
	}
	if p.write != "" && len(p.shapes) != 1 {
		return nil, errors.New("--write writes one capture: name it")
	}
	return p, nil
}

// pick returns those of all that have the names, in their own order; all without names.
func pick[T any](what string, all []T, names []string, name func(T) string) ([]T, error) {
	if len(names) == 0 {
		return all, nil
	}
	for _, n := range names {
		if !slices.ContainsFunc(all, func(t T) bool { return name(t) == n }) {
			return nil, fmt.Errorf("no %s is called %q: --list lists captures, tasks are %s", what, n, cmp.Or(taskNames(), "none"))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(t T) bool { return !slices.Contains(names, name(t)) }), nil
}
