//go:build linux

// Command flood sends packets on an interface at a steady rate, as whole TCP
// connections with some UDP between, while other programs capture them, and says
// what each of those took and what it lost.
//
//	go build -o tcptui . && go run ./bench/flood [-i lo] [-rate 200000] [-for 10s] [-size 100] \
//	    'tcpdump -i lo -w /dev/null' './tcptui -i lo -w /dev/null'
//
// It needs the right to send raw packets. The addresses are those that RFC 2544
// sets aside for benchmarks: nothing answers.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

func main() {
	name := flag.String("i", "lo", "the interface")
	rate := flag.Int("rate", 200_000, "packets a second")
	span := flag.Duration("for", 10*time.Second, "how long")
	size := flag.Int("size", 100, "bytes of data in a packet that has any")
	flag.Parse()
	if err := run(*name, *rate, *span, *size, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "flood:", err)
		os.Exit(1)
	}
}

// run floods while the commands run.
func run(name string, rate int, span time.Duration, size int, commands []string) error {
	f, err := newFlood(name, size)
	if err != nil {
		return err
	}
	defer f.close()
	var all []*capturer
	for _, c := range commands {
		k, err := startCapturer(c)
		if err != nil {
			return err
		}
		all = append(all, k)
	}
	if len(all) > 0 {
		time.Sleep(time.Second) // until they listen
	}
	begun := time.Now()
	sent, err := f.send(rate, span)
	if err != nil {
		return err
	}
	took := time.Since(begun)
	fmt.Printf("sent %d packets in %.2f s, %.0f a second\n", sent, took.Seconds(), float64(sent)/took.Seconds())
	if len(all) > 0 {
		time.Sleep(time.Second) // what the kernel still holds is taken
	}
	for _, k := range all {
		if err := k.stop(took); err != nil {
			return err
		}
	}
	return nil
}

// capturer is a program that captures meanwhile.
type capturer struct {
	line string
	cmd  *exec.Cmd
	said bytes.Buffer
}

func startCapturer(line string) (*capturer, error) {
	words := strings.Fields(line)
	k := &capturer{line: line, cmd: exec.Command(words[0], words[1:]...)}
	k.cmd.Stderr = &k.said
	return k, k.cmd.Start()
}

// stop interrupts the program and tells what it took.
func (k *capturer) stop(span time.Duration) error {
	k.cmd.Process.Signal(syscall.SIGINT) // it may have ended by itself
	if err := k.cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w: %s", k.line, err, k.said.String())
	}
	use := k.cmd.ProcessState.SysUsage().(*syscall.Rusage)
	cpu := k.cmd.ProcessState.UserTime() + k.cmd.ProcessState.SystemTime()
	fmt.Printf("%s\n    CPU %.2f s (%.2f user, %.2f system), %.0f%% of a core while sending; peak memory %d MiB\n", k.line,
		cpu.Seconds(), k.cmd.ProcessState.UserTime().Seconds(), k.cmd.ProcessState.SystemTime().Seconds(),
		100*cpu.Seconds()/span.Seconds(), use.Maxrss>>10)
	for line := range strings.Lines(k.said.String()) {
		fmt.Print("    ", line)
	}
	return nil
}
