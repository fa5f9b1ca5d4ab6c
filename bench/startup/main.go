// Command startup measures how a person meets tcptui: it runs the real binary
// in a pseudo terminal, opens a capture and says when the first row of the
// packet list and when the last of the capture was on the screen, and what
// memory that took.
//
//	go run ./bench/startup [-cmd ./tcptui] [-rounds 5] FILE
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
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

// measure starts cmd on a terminal of 160x48 and watches what it writes. The
// top line shows a percent sign while the capture is being read.
func measure(cmd, file string) (run, error) {
	var r run
	c := exec.Command(cmd, file)
	c.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8")
	start := time.Now()
	tty, err := pty.StartWithSize(c, &pty.Winsize{Rows: 48, Cols: 160})
	if err != nil {
		return r, err
	}
	defer tty.Close()
	var seen []byte
	buf := make([]byte, 1<<16)
	asked := false
	for {
		n, err := tty.Read(buf)
		if errors.Is(err, io.EOF) || n == 0 {
			return r, fmt.Errorf("%s ended early: %w", cmd, err)
		}
		seen = append(seen, buf[:n]...)
		if r.first == 0 && bytes.Contains(seen, []byte("0.000000")) {
			r.first = time.Since(start)
		}
		if r.first > 0 && !asked && loaded(seen) {
			asked = true
			r.all = time.Since(start)
			r.packets = count(seen)
			r.peak = peak(c.Process.Pid)
			break
		}
	}
	if _, err := tty.Write([]byte{3}); err != nil {
		return r, err
	}
	go io.Copy(io.Discard, tty)
	return r, c.Wait()
}

// loaded reports whether the screen says that the whole capture is there.
func loaded(seen []byte) bool {
	return bytes.Contains(seen, []byte("connections")) && count(seen) != "" && !loading(seen)
}

// loading reports whether the newest text about progress still shows one.
func loading(seen []byte) bool {
	return bytes.LastIndex(seen, []byte("%")) > bytes.LastIndex(seen, []byte("packets"))
}

// count returns the newest packet count on the screen, or "".
func count(seen []byte) string {
	i := bytes.LastIndex(seen, []byte(" packets"))
	if i < 0 {
		return ""
	}
	j := i
	for j > 0 && (seen[j-1] >= '0' && seen[j-1] <= '9' || seen[j-1] == ',') {
		j--
	}
	return string(seen[j:i])
}

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
