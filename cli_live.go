package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tcptui/capture"
)

// liveSettings is what the command line says of a live capture.
type liveSettings struct {
	names     []string // -i
	remote    string   // --remote
	list      bool     // -D
	notOthers bool     // -p
	snap      int      // -s
	buffer    int      // -B, MiB
	ring      []string // -b

	far   capture.Remote       // of remote
	write capture.WriteOptions // of -w, -F and -b
	stop  capture.StopOptions  // of -a and -c
}

// capturing reports whether a live capture is wanted: -i - is the standard input,
// as a capture.
func (s *settings) capturing() bool { return len(s.live.names) > 0 || s.live.remote != "" }

// validateNotLive refuses what only a live capture has.
func (s *settings) validateNotLive() error {
	l := &s.live
	for _, o := range []struct {
		given bool
		name  string
	}{{len(l.ring) > 0, "b"}, {l.notOthers, "p"}, {l.snap != 0, "s"}, {l.buffer != 0, "B"}} {
		if o.given && !s.capturing() {
			return fmt.Errorf("-%s belongs to a live capture: give an interface with -i", o.name)
		}
	}
	return nil
}

// validateLive checks the options of a live capture.
func (s *settings) validateLive() error {
	l := &s.live
	switch {
	case s.check:
		return errors.New("check looks at a capture that has ended: capture with -i and -w, then check the file")
	case s.lab:
		return errors.New("lab makes its own capture: leave out -i and --remote")
	}
	if l.remote != "" {
		if err := s.validateRemote(); err != nil {
			return err
		}
	}
	if len(s.files) > 0 && !slices.Contains(l.names, "-") {
		return fmt.Errorf("-i captures, %s is a file: give one of both", s.files[0])
	}
	if i := slices.Index(l.names, "-"); i >= 0 {
		if len(l.names) > 1 {
			return errors.New("-i - is a capture that is piped in: give it alone")
		}
		l.names, s.files = nil, append([]string{"-"}, s.files...)
		if err := s.validateTheme(); err != nil {
			return err
		}
		return s.validate()
	}
	for _, check := range []func() error{s.validateTheme, s.validate, s.liveLimits, s.liveWrite, s.liveStops} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// validateRemote reads --remote, and refuses what belongs to this host.
func (s *settings) validateRemote() (err error) {
	switch {
	case len(s.live.names) > 0:
		return errors.New("--remote HOST:IFACE captures there, -i captures here: give one of both")
	case len(s.files) > 0:
		return fmt.Errorf("--remote captures, %s is a file: give one of both", s.files[0])
	case s.kernel:
		return errors.New("--kernel asks the kernel of this host, and --remote captures on another")
	}
	if s.live.far, err = capture.ParseRemote(s.live.remote); err != nil {
		return fmt.Errorf("--remote %w", err)
	}
	return nil
}

// liveLimits checks -s and -B, and what makes no sense while capturing.
func (s *settings) liveLimits() error {
	l := &s.live
	switch {
	case s.start:
		return errors.New("--start-page begins with what can be opened: leave out -i")
	case l.snap < 0 || l.snap > capture.MaxFrame:
		return fmt.Errorf("-s %d: expected 1 to %d bytes, or 0 for all", l.snap, capture.MaxFrame)
	case l.buffer < 0 || l.buffer > math.MaxInt32>>20:
		return fmt.Errorf("-B %d: expected 1 to %d MiB", l.buffer, math.MaxInt32>>20)
	}
	return nil
}

// liveWrite reads -w, -F and -b.
func (s *settings) liveWrite() error {
	w := &s.live.write
	if s.save == "" {
		if len(s.live.ring) > 0 {
			return errors.New("-b switches files: give their name with -w")
		}
		return nil
	}
	format, gz, err := capture.FormatOf(s.save)
	switch {
	case gz:
		return fmt.Errorf("-w %s: what is written while it is captured is not compressed, so that it can be read at any time; end the name with .pcapng", s.save)
	case err != nil: // a name that tells nothing
		format = capture.FormatPcapng
	}
	if s.types != "" {
		t := fileType(s.types)
		if t == nil {
			return fmt.Errorf("-F %s: expected pcapng or pcap", s.types)
		}
		if err == nil && *t != format {
			return fmt.Errorf("-F %s: the name %s asks for another format; end it with .pcapng or .pcap", s.types, s.save)
		}
		format = *t
	}
	if s.filter != "" {
		return errors.New("-Y chooses what is shown, and -w writes all that is captured: give one of both, or save what -Y keeps later, from the file")
	}
	if s.save == "-" && (s.asksForFrames() || len(s.taps) > 0) {
		return errors.New("-w - writes a capture to the standard output: frames and -z cannot be printed there too")
	}
	w.Path, w.Format = s.save, format
	return s.ring()
}

// ring reads -b.
func (s *settings) ring() error {
	w := &s.live.write
	var packets, files int64
	for _, arg := range s.live.ring {
		err := condition("-b", arg, map[string]any{"duration": &w.Every, "interval": &w.Interval, "filesize": &w.FileSize,
			"packets": &packets, "files": &files})
		if err != nil {
			return err
		}
	}
	w.Packets, w.Files = int(packets), int(files)
	switch several := w.Every > 0 || w.Interval > 0 || w.FileSize > 0 || w.Packets > 0; {
	case len(s.live.ring) > 0 && !several:
		return errors.New("-b files:N keeps N files: say with another -b when the next begins: duration, filesize, packets or interval")
	case several && s.save == "-":
		return errors.New("-b switches files, and -w - is one: the standard output")
	}
	return nil
}

// liveStops reads -a and -c.
func (s *settings) liveStops() error {
	stop := &s.live.stop
	var packets, files int64
	for _, arg := range s.stops {
		err := condition("-a", arg, map[string]any{"duration": &stop.After, "filesize": &stop.FileSize, "packets": &packets, "files": &files})
		if err != nil {
			return err
		}
	}
	if packets > 0 && (s.count == 0 || int(packets) < s.count) {
		s.count = int(packets)
	}
	stop.Packets, stop.Files = s.count, int(files)
	if stop.Files > 0 && len(s.live.ring) == 0 {
		return errors.New("-a files:N counts files: say with -b when the next begins")
	}
	return nil
}

// condition reads NAME:VALUE into the place of that name: a *time.Duration takes
// seconds, with a fraction if need be; a *int64 a number, which for filesize is
// of 1,000 bytes, as in tshark.
func condition(option, arg string, places map[string]any) error {
	name, value, _ := strings.Cut(arg, ":")
	var names []string
	for n := range places {
		names = append(names, n)
	}
	slices.Sort(names)
	const most = 1 << 31
	switch p := places[name].(type) {
	case *time.Duration:
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || !(v >= 0.001 && v < most) {
			return fmt.Errorf("%s %s: expected %s:SECONDS, at least 0.001", option, arg, name)
		}
		*p = time.Duration(v * float64(time.Second))
	case *int64:
		v, err := strconv.ParseUint(value, 10, 31)
		if err != nil || v == 0 {
			return fmt.Errorf("%s %s: expected %s:N with a number above 0", option, arg, name)
		}
		*p = int64(v)
		if name == "filesize" {
			*p *= 1000
		}
	default:
		return fmt.Errorf("%s %s: expected one of %s, a colon and a value%s", option, arg, strings.Join(names, ", "), didYouMean("", name, names))
	}
	return nil
}
