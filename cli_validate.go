package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tcptui/capture"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/report"
)

// formats are the values of -T.
var formats = []string{"text", "tabs", "fields", "json", "jsonraw", "ek", "pdml"}

// validate checks what options mean together, and reads those that have a form of
// their own.
func (s *settings) validate() error {
	for _, check := range []func() error{s.validateFormat, s.validateStyle, s.validateStops, s.validateSave, s.validateCheck, s.validateKernel,
		s.validateCapture, s.validateLab, s.validateNotLive} {
		if err := check(); err != nil {
			return err
		}
	}
	for _, arg := range s.output {
		if err := s.print.Set(arg); err != nil {
			return err
		}
	}
	if err := s.validateTaps(); err != nil {
		return err
	}
	s.trust = unverified
	for _, arg := range s.prefs {
		if err := s.prefer(arg); err != nil {
			return err
		}
	}
	return nil
}

// validateTaps reads -z.
func (s *settings) validateTaps() error {
	if len(s.taps) == 0 {
		return nil // a catalog is made of hundreds of fields
	}
	names := s.catalog()
	for _, arg := range s.taps {
		tap, err := report.ParseTap(arg, s.style.Clock, names)
		if err != nil {
			return err
		}
		s.stats = append(s.stats, tap)
	}
	return nil
}

// validateFormat checks -T and what belongs to it.
func (s *settings) validateFormat() error {
	switch s.format {
	case "", "text", "tabs":
		if len(s.fields) > 0 {
			return errors.New("-e needs -T fields, json, ek or pdml")
		}
	case "fields":
		if len(s.fields) == 0 && !s.quiet {
			return errors.New("-T fields needs at least one -e FIELD (-G fields lists them)")
		}
	case "json", "ek", "pdml":
	case "jsonraw":
		if len(s.fields) > 0 {
			return errors.New("-T jsonraw prints the bytes of all that is known: -e needs -T fields, json, ek or pdml")
		}
	default:
		return fmt.Errorf("-T %s: expected one of %s%s", s.format, strings.Join(formats, ", "), didYouMean("", s.format, formats))
	}
	whole := s.format == "jsonraw" || s.format == "json" && len(s.fields) == 0
	s.print.NoDuplicateKeys = s.noDup
	if s.noDup && !whole {
		return errors.New("--no-duplicate-keys belongs to -T json without -e, and to jsonraw")
	}
	s.print.NoText = s.format == "jsonraw"
	s.print.Hex = s.print.NoText || s.dump && whole
	return nil
}

// validateStyle checks how text is printed.
func (s *settings) validateStyle() (err error) {
	text := s.format == "" || s.format == "text" || s.format == "tabs"
	if !text && (s.details || s.only != "" || s.dump && !s.print.Hex || s.summary && s.save == "") {
		return fmt.Errorf("-V, -O, -x and -P print text, not -T %s; -x also belongs to json without -e", s.format)
	}
	switch {
	case s.unit != "" && s.unit != "s":
		return fmt.Errorf("-u %s: only s is possible: times are seconds, and -t chooses from when", s.unit)
	case s.color && s.format == "pdml":
		return errors.New("--color: -T pdml tells no colours; leave it out")
	}
	s.style = report.TextStyle{Tabs: s.format == "tabs", Details: s.details || s.only != "", Dump: s.dump, Between: s.between}
	s.style.Line = s.summary || !s.style.Details && !s.style.Dump
	if s.only != "" {
		s.style.Protocols = strings.FieldsFunc(s.only, func(r rune) bool { return r == ',' || r == ' ' })
		if err := report.CheckProtocols(s.style.Protocols, filter.NewCatalog(flows.Fields())); err != nil {
			return fmt.Errorf("-O %s: %w", s.only, err)
		}
	}
	if s.clock != "" {
		s.style.Clock, err = report.ParseClock(s.clock)
	}
	return err
}

// validateStops reads -c and -a.
func (s *settings) validateStops() error {
	if s.memory < 0 || s.memory > mostMemory {
		return fmt.Errorf("--memory %d: expected 1 to %d MiB", s.memory, mostMemory)
	}
	if s.count < 0 {
		return fmt.Errorf("-c %d: expected a number of frames", s.count)
	}
	for _, arg := range s.stops {
		if s.capturing() {
			break // those of a live capture are read with it
		}
		name, value, _ := strings.Cut(arg, ":")
		switch name {
		case "packets":
		case "duration", "filesize", "files":
			return fmt.Errorf("-a %s: only a live capture (-i) is stopped so; -a packets:N stops reading after N frames", arg)
		default:
			return fmt.Errorf("-a %s: expected packets:N%s", arg, didYouMean("", name, []string{"packets"}))
		}
		n, err := strconv.ParseUint(value, 10, 31)
		if err != nil || n == 0 {
			return fmt.Errorf("-a %s: expected packets:N with a number above 0", arg)
		}
		if s.count == 0 || int(n) < s.count {
			s.count = int(n)
		}
	}
	return nil
}

// lists are the values of -G.
var lists = []string{"fields", "protocols"}

func (s *settings) validateList() error {
	if s.list == "" || slices.Contains(lists, s.list) {
		return nil
	}
	return fmt.Errorf("-G %s: expected one of %s%s", s.list, strings.Join(lists, ", "), didYouMean("", s.list, lists))
}

// didYouMean is the hint at the nearest of some names; dashes come before it.
func didYouMean(dashes, name string, names []string) string {
	near := filter.Nearest(name, slices.Values(names))
	if near == "" {
		return ""
	}
	return " (did you mean " + dashes + near + "?)"
}

// validateSave checks where -w writes to before anything is read.
func (s *settings) validateSave() error {
	switch s.save {
	case "":
		if s.types != "" {
			return errors.New("-F belongs to -w")
		}
		return nil
	}
	if s.capturing() {
		return nil // a live capture has rules of its own
	}
	switch s.save {
	case "-":
		if s.asksForFrames() || len(s.taps) > 0 {
			return errors.New("-w - writes a capture to the standard output: frames and -z cannot be printed there too")
		}
		if s.types != "" && fileType(s.types) == nil {
			return fmt.Errorf("-F %s: expected pcapng or pcap", s.types)
		}
		return nil
	}
	format, _, err := capture.FormatOf(s.save)
	if err != nil {
		return fmt.Errorf("-w %w", err)
	}
	if t := fileType(s.types); s.types != "" && (t == nil || *t != format) {
		return fmt.Errorf("-F %s: the name %s asks for another format; end it with .pcapng or .pcap", s.types, s.save)
	}
	return nil
}

// fileType is the format of a value of -F, nil for one that is not known.
func fileType(name string) *capture.Format {
	f := capture.FormatPcapng
	switch name {
	case "pcapng":
	case "pcap", "nsecpcap":
		f = capture.FormatPcap
	default:
		return nil
	}
	return &f
}
