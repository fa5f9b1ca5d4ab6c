// Command startup measures how a person meets tcptui: it runs the real binary
// in a pseudo terminal, opens a capture and says when the first row of the
// packet list and when the last of the capture was on the screen, and what
// memory that took.
//
//	go run ./bench/startup [-cmd ./tcptui] [-rounds 5] FILE
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"

	"tcptui/internal/vt"
)

func main() {
	cmd := flag.String("cmd", "./tcptui", "the binary")
	rounds := flag.Int("rounds", 5, "how many times; the median counts")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: startup [-cmd ./tcptui] [-rounds N] FILE")
		os.Exit(1)
	}
	var all []run
	for range *rounds {
		r, err := measure(*cmd, flag.Arg(0))
		if err != nil {
			fmt.Fprintln(os.Stderr, "startup:", err)
			os.Exit(1)
		}
		fmt.Printf("first row %v, all after %v, %s packets, peak memory %d MiB\n", r.first.Round(time.Millisecond), r.all.Round(time.Millisecond), r.packets, r.peak>>20)
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b run) int { return int(a.all - b.all) })
	m := all[len(all)/2]
	n, err := strconv.ParseFloat(strings.ReplaceAll(m.packets, ",", ""), 64)
	if err != nil {
		fmt.Fprintln(os.Stderr, "startup: the screen's packet count:", err)
		os.Exit(1)
	}
	fmt.Printf("median: %.2f M packets/s, %.1f bytes of memory a packet\n", n/m.all.Seconds()/1e6, float64(m.peak)/n)
}

// run is what one start showed.
type run struct {
	first, all time.Duration // after exec
	packets    string        // as the screen writes them
	peak       int64         // largest resident set, bytes
}

// measure starts cmd on a terminal of 160x48 and watches its screen. The top
// line shows a percent sign while the capture is being read.
func measure(cmd, file string) (run, error) {
	var r run
	c := exec.Command(cmd, file)
	c.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8")
	start := time.Now()
	tty, err := pty.StartWithSize(c, &pty.Winsize{Rows: rows, Cols: cols})
	if err != nil {
		return r, err
	}
	defer tty.Close()
	screen := vt.New(cols, rows)
	buf := make([]byte, 1<<16)
	for r.all == 0 {
		n, err := tty.Read(buf)
		if err != nil {
			return r, fmt.Errorf("%s ended early: %w", cmd, err)
		}
		screen.Write(buf[:n])
		text, _ := screen.Text()
		if r.first == 0 && strings.Contains(text, firstTime) {
			r.first = time.Since(start)
		}
		top, _, _ := strings.Cut(text, "\n")
		if m := topLine.FindStringSubmatch(top); r.first > 0 && m != nil && !strings.Contains(top, "%") {
			r.all, r.packets, r.peak = time.Since(start), m[1], peak(c.Process.Pid)
		}
	}
	go io.Copy(io.Discard, tty)
	if _, err := tty.Write([]byte{ctrlC}); err != nil {
		return r, err
	}
	return r, c.Wait()
}

const (
	cols, rows = 160, 48
	firstTime  = "0.000000" // the time column of the first row
	ctrlC      = 3
)

// topLine finds the packet count in the top line.
var topLine = regexp.MustCompile(`([0-9,]+) packets`)

// peak returns the largest resident set of a process, bytes.
func peak(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmHWM:" {
			kib, _ := strconv.ParseInt(f[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}
