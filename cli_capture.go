package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"time"

	"tcptui/capture"
	"tcptui/capture/bpf"
	"tcptui/flows"
	"tcptui/report"
)

// lookUpTimeout is how long the names of hosts in a capture filter are waited for.
const lookUpTimeout = 5 * time.Second

// namesDirectory has the files of services, protocols, networks and ethers.
const namesDirectory = "/etc"

// linkEthernet is the link type that programs are printed for without a capture.
const linkEthernet capture.LinkType = 1

// validateCapture checks -f as far as that is possible before the link types of
// the frames are known, and what does not go with -d.
func (s *settings) validateCapture() error {
	if s.program == 0 {
		return bpf.Check(s.capture)
	}
	if s.capture == "" {
		return errors.New("-d prints the program of a capture filter: give it with -f FILTER (no protocol is decoded as another)")
	}
	if s.program > 3 {
		return errors.New("-d, -dd or -ddd: there are no more forms of a program")
	}
	if s.asksForFrames() || s.save != "" || len(s.taps) > 0 || s.filter != "" || s.check {
		return errors.New("-d prints the program of -f and nothing else")
	}
	return bpf.Check(s.capture)
}

// compile compiles -f for frames of a link type.
func (s *settings) compile(link capture.LinkType) (*bpf.Program, error) {
	return bpf.Compile(s.capture, bpf.Options{Link: link, Resolve: s.resolver(), Etc: os.DirFS(namesDirectory)})
}

// liveProgram compiles -f for the frames of an interface, of which snap bytes are
// kept; 0: all.
func (s *settings) liveProgram(link capture.LinkType, snap int) ([]capture.Instruction, error) {
	p, err := bpf.Compile(s.capture, bpf.Options{Link: link, SnapLen: uint32(snap), Live: runtime.GOOS == "linux", Resolve: s.resolver(), Etc: os.DirFS(namesDirectory)})
	if err != nil {
		return nil, err
	}
	if p.Never() {
		return nil, capture.ErrNever
	}
	return p.Instructions(), nil
}

// resolver is who finds the addresses of hosts whose names stand in a capture filter;
// nil: nobody may ask for them.
func (s *settings) resolver() func(name string) ([]netip.Addr, error) {
	if s.numeric {
		return nil
	}
	return lookUp
}

// lookUp finds the addresses of a host whose name stands in a capture filter.
func lookUp(name string) ([]netip.Addr, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookUpTimeout)
	defer cancel()
	return net.DefaultResolver.LookupNetIP(ctx, "ip", name)
}

// filtered is the source with -f, if it was given, and its title then.
func (s *settings) filtered(src capture.Source, title string) (capture.Source, string) {
	if s.capture == "" {
		return src, title
	}
	return capture.Filter(src, func(link capture.LinkType) (capture.Accept, error) {
		p, err := s.compile(link)
		if err != nil || p.Never() {
			return nil, err
		}
		return p.Accepts, nil
	}), title + ", only " + s.capture
}

// printProgram prints the program of -f for the first link type of the capture,
// for Ethernet without one, and returns the exit status.
func (s *settings) printProgram(stdin io.Reader, stdout, stderr io.Writer) int {
	link := linkEthernet
	if len(s.files) > 0 {
		var err error
		if link, err = s.firstLink(stdin); err != nil {
			report.Complain(stderr, err)
			return exitFile
		}
	}
	p, err := s.compile(link)
	if err != nil {
		return complain(stderr, err)
	}
	form := []bpf.Form{bpf.FormText, bpf.FormC, bpf.FormNumbers}[s.program-1]
	return s.outcome(stderr, new(flows.Snapshot), p.Print(stdout, form))
}

// firstLink is the link type of the first interface of the first capture.
func (s *settings) firstLink(stdin io.Reader) (capture.LinkType, error) {
	src, err := s.openOne(s.files[0], stdin, false)
	if err != nil {
		return 0, err
	}
	defer src.Close()
	var b capture.Batch
	for len(b.Ifaces) == 0 {
		if err := src.Next(context.Background(), &b); err != nil && len(b.Ifaces) == 0 {
			if errors.Is(err, io.EOF) {
				return linkEthernet, nil // no interface, no frames: any link type is as good
			}
			return 0, err
		}
	}
	return b.Ifaces[0].Link, nil
}

// complainInput complains of what ended the input early, and returns the exit
// status: a capture filter that cannot be is a bad filter.
func (s *settings) complainInput(stderr io.Writer, err error) int {
	if e, ok := errors.AsType[*bpf.Error](err); ok {
		report.ComplainFilter(stderr, e.Src, err)
		return exitFilter
	}
	report.Complain(stderr, err)
	if errors.Is(err, capture.ErrNever) {
		return exitFilter
	}
	return exitFile
}
