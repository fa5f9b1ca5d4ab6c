package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/report"
)

// listInterfaces prints the interfaces of this host, numbered as -i takes them.
func listInterfaces(stdout, stderr io.Writer) int {
	all, err := capture.Interfaces()
	if err != nil {
		report.Complain(stderr, err)
		return exitFile
	}
	var lines []string
	for n, i := range all {
		lines = append(lines, fmt.Sprintf("%d. %s", n+1, describe(&i)))
	}
	if err := report.Lines(stdout, lines); err != nil && !errors.Is(err, report.ErrClosed) {
		report.Complain(stderr, err)
		return exitFile
	}
	return exitOK
}

// describe is what -D tells of an interface, in tshark's form and more.
func describe(i *capture.InterfaceInfo) string {
	s := i.Name
	if i.Alias != "" {
		s += " (" + i.Alias + ")"
	}
	state := []string{"down"}
	if i.Up {
		state = []string{"up"}
	}
	if i.Running {
		state = append(state, "running")
	}
	if i.Loopback {
		state = append(state, "loopback")
	}
	s += " [" + strings.Join(state, ", ") + "]"
	for _, a := range i.Addrs {
		s += " " + a.String()
	}
	if i.MayCapture {
		return s
	}
	s += ": cannot be captured on: " + i.Why
	if i.Fix != "" {
		s += " (" + i.Fix + ")"
	}
	return s
}

// numbered replaces numbers of -D by the names of their interfaces. A name that is
// a number comes first.
func numbered(names []string) ([]string, error) {
	out := append([]string(nil), names...)
	var all []capture.InterfaceInfo
	for k, name := range out {
		n, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		if all == nil {
			if all, err = capture.Interfaces(); err != nil {
				return nil, err
			}
		}
		for _, i := range all {
			if i.Name == name {
				n = 0
			}
		}
		switch {
		case n == 0:
		case n < 1 || n > len(all):
			return nil, fmt.Errorf("-i %s: there are %d interfaces (tcptui -D lists them)", name, len(all))
		default:
			out[k] = all[n-1].Name
		}
	}
	return out, nil
}

// liveOptions are what the command line says of a live capture. shown says that
// somebody looks at its frames.
func (s *settings) liveOptions(stdout io.Writer, shown bool) (o capture.LiveOptions, err error) {
	names, err := numbered(s.live.names)
	if err != nil {
		return o, err
	}
	if s.live.remote != "" {
		names = []string{s.live.far.String()}
	}
	o = capture.LiveOptions{Interfaces: names, Promiscuous: !s.live.notOthers, SnapLen: uint32(s.live.snap),
		BufferBytes: s.live.buffer << 20, Stop: s.live.stop}
	if s.capture != "" {
		o.FilterText = s.capture // all that counts for --remote
		o.Filter = func(link capture.LinkType) ([]capture.Instruction, error) { return s.liveProgram(link, s.live.snap) }
	}
	if s.save != "" {
		w := s.live.write
		if s.save == "-" {
			out, ok := stdout.(*os.File)
			if !ok {
				return o, errors.New("-w -: the standard output is no file")
			}
			w.Out = out
		}
		o.Write = &w
	}
	if !shown {
		o.SpoolCap = -1
		o.Stop.OnWriteError = true
	}
	return o, nil
}

// needs is what a live capture needs from now on: its spool, the files of -b, and
// with a screen where settings, what is remembered, indexes, what is saved and
// temporary files go.
func (s *settings) needs(src *capture.LiveSource, screen bool) capture.Needs {
	var n capture.Needs
	if spool := src.Status().SpoolDir; spool != "" {
		n.Write, n.Remove = append(n.Write, spool), append(n.Remove, spool)
	}
	if s.save != "" && s.save != "-" && (screen || len(s.live.ring) > 0) { // the next file, also that of a capture that begins anew
		n.Write = append(n.Write, filepath.Dir(s.save))
	}
	if !screen {
		return n
	}
	n.Write = append(append(n.Write, s.ownDirectories()...), os.TempDir())
	if dir := s.own().SaveDirectory; dir != "" {
		n.Write = append(n.Write, dir)
	}
	if here, err := os.Getwd(); err == nil {
		n.Write = append(n.Write, here)
	}
	return n
}

// capture runs a live capture until its end or ctx's and returns the exit status. It
// gives up the rights of this process.
func (j *job) capture(ctx context.Context, stdout, stderr io.Writer) int {
	s := j.s
	screen := s.onScreen(stdout)
	shown := screen || s.save == "" || s.asksForFrames() || len(s.stats) > 0
	left := capture.Leftovers("", time.Now())
	o, err := s.liveOptions(stdout, shown)
	if err != nil {
		return s.complainInput(stderr, err)
	}
	src, err := s.openCapture(o)
	if err != nil {
		return s.complainInput(stderr, err)
	}
	defer src.Close()
	asks := s.kernel || screen && s.live.remote == "" // a screen has room for what the kernel says
	w := watcher{out: stderr, src: src, quiet: s.quiet || screen}
	given, err := s.giveUp(context.Background(), src, screen, asks)
	defer given.close()
	if err != nil && s.kernel {
		report.Complain(stderr, err)
		return exitFile
	}
	if screen {
		makeThreads()
		show := s.liveShow(ctx, o, given)
		show.remote = s.live.remote != ""
		status := s.showOpened(ctx, stderr, show.opened(src), given.host, strings.Join(leftTexts(left), "; "))
		w.src = show.newest()
		w.src.Stop()
		return max(w.end(), status)
	}
	defer context.AfterFunc(ctx, src.Stop)() // in good order
	w.begin(given, left)
	if shown {
		look := s.look
		look.Host = given.host.sockets()
		live := flows.StartWith(context.Background(), boundedLive(src, &gauge{most: s.memoryMost(false)}), look)
		spareMemory(live)
		live.Trust(s.trust)
		defer live.Stop()
		done := w.watch()
		snap, err := j.write(stdout, live)
		src.Stop() // -c may have been reached, or the reader of the output has gone
		done()
		return max(w.end(), s.outcome(stderr, snap, err))
	}
	done := w.watch()
	src.Wait()
	done()
	return w.end()
}

// openCapture begins to capture, here or on another host.
func (s *settings) openCapture(o capture.LiveOptions) (*capture.LiveSource, error) {
	if s.live.remote != "" {
		return capture.OpenRemote(s.live.far, o)
	}
	return capture.OpenLive(o)
}
