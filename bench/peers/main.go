// Command peers measures tcptui beside the tools that people use for the same, on captures
// that the generator makes, and prints a table of ratios in Markdown:
//
//	go run ./bench/peers                  all shapes, some minutes and 4 GB of disk
//	go run ./bench/peers --shapes bulk --rounds 5
//
// Rounds go through the tools in turn, so that what else the machine does meets all of them.
// What counts is the ratio within a round. Tools that are not installed are said to be missing.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/pflag"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, pflag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// options are what the user asked for.
type options struct {
	rounds  int
	shapes  []string
	packets int    // of each capture; 0: as many as its shape has
	dir     string // where captures are kept
	tcptui  string // the program; "": it is built
	slow    bool   // also tools that take minutes
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := pflag.NewFlagSet("peers", pflag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.rounds, "rounds", 3, "how often each tool runs")
	flags.StringSliceVar(&o.shapes, "shapes", shapeNames(), "the captures to read")
	flags.IntVar(&o.packets, "packets", 0, "packets of each capture, 0 for as many as its shape has")
	flags.StringVar(&o.dir, "dir", "bench/out", "where captures are kept between runs")
	flags.StringVar(&o.tcptui, "tcptui", "", "the program to measure, built from here when not given")
	flags.BoolVar(&o.slow, "slow", false, "also run the tools that take minutes for a capture")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	for _, name := range o.shapes {
		if shapes[name].make == nil {
			return o, fmt.Errorf("no shape is called %q: %s", name, strings.Join(shapeNames(), ", "))
		}
	}
	if o.rounds < 1 {
		return o, fmt.Errorf("%d rounds: at least one is needed", o.rounds)
	}
	return o, nil
}

func run(args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	if o.tcptui == "" {
		o.tcptui = filepath.Join(o.dir, "tcptui")
		fmt.Fprintln(stderr, "building", o.tcptui)
		if out, err := exec.Command("go", "build", "-o", o.tcptui, ".").CombinedOutput(); err != nil {
			return fmt.Errorf("go build, in the directory of the module: %w\n%s", err, out)
		}
	}
	fmt.Fprintf(stdout, "%d cores, %s/%s, %s, %d rounds\n", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), o.rounds)
	for _, name := range o.shapes {
		if err := o.shape(name, stdout, stderr); err != nil {
			return err
		}
	}
	return nil
}

// shape measures all tools on one capture and prints their table.
func (o *options) shape(name string, stdout, stderr io.Writer) error {
	c, err := o.capture(name, stderr)
	if err != nil {
		return err
	}
	tools, missing, err := installed(o.tools(name))
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "\n### %s\n\n", c)
	results := make([]result, len(tools))
	for round := range o.rounds {
		for i := range tools {
			fmt.Fprintf(stderr, "round %d of %d: %s\n", round+1, o.rounds, tools[i].name())
			r, err := tools[i].measure(c.path)
			if err != nil {
				return err
			}
			results[i].runs = append(results[i].runs, r)
		}
	}
	table(stdout, tools, results)
	for _, t := range missing {
		fmt.Fprintf(stdout, "\n%s is not installed.\n", t)
	}
	return nil
}
