package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"tcptui/capture"
	"tcptui/filter"
	"tcptui/report"
)

// settings is what the command line asked for.
type settings struct {
	files   []string
	follow  bool // wait for more at the end of the file
	format  string
	fields  []string
	output  []string // -E
	filter  string
	save    string   // -w
	taps    []string // -z
	prefs   []string // -o
	count   int
	quiet   bool
	twoPass bool
	numeric bool
	start   bool // begin with the start page
	version bool
	help    bool
	check   bool    // the check command
	over    string  // --over
	share   float64 // of over, in percent; 0: every frame counts

	print report.Format // of output
	stats []report.Tap  // of taps
}

// option is a row of the table of options. Exactly one of its targets is set.
type option struct {
	long, short string
	arg         string // name of the argument in the help; "" for a switch
	help        string
	on          func(s *settings) *bool
	text        func(s *settings) *string
	number      func(s *settings) *int
	list        func(s *settings) *[]string // may be given several times
}

// options is the table that parsing and help come from. Short names and
// meanings are tshark's.
var options = []option{
	{long: "read-file", short: "r", arg: "FILE", help: "open this capture, - is the standard input; several are merged by time", list: func(s *settings) *[]string { return &s.files }},
	{long: "follow", help: "wait at the end of the file for what is still written to it", on: func(s *settings) *bool { return &s.follow }},
	{long: "display-filter", short: "Y", arg: "FILTER", help: "only frames that this display filter keeps", text: func(s *settings) *string { return &s.filter }},
	{long: "write", short: "w", arg: "FILE", help: "write the frames that -Y keeps to this file, pcapng or pcap by its name; - is the standard output", text: func(s *settings) *string { return &s.save }},
	{long: "count", short: "c", arg: "N", help: "only the first N frames of the capture", number: func(s *settings) *int { return &s.count }},
	{long: "format", short: "T", arg: "FORMAT", help: "print to the standard output: text, tabs, or with -e fields, json, ek", text: func(s *settings) *string { return &s.format }},
	{long: "field", short: "e", arg: "FIELD", help: "print this field with -T fields, json or ek; several times for several columns", list: func(s *settings) *[]string { return &s.fields }},
	{long: "fields-option", short: "E", arg: "OPTION=VALUE", help: "how -T fields prints: header=y|n bom=y|n separator=/t|/s|CHAR aggregator=,|/s|CHAR occurrence=f|l|a quote=d|s|n", list: func(s *settings) *[]string { return &s.output }},
	{long: "statistics", short: "z", arg: "STATISTICS", help: "print this after the frames: " + report.TapUsage(), list: func(s *settings) *[]string { return &s.taps }},
	{long: "quiet", short: "q", help: "no frames, only what -z prints", on: func(s *settings) *bool { return &s.quiet }},
	{long: "preference", short: "o", arg: "NAME:VALUE", help: "a preference of tshark's; only values that change nothing here are accepted", list: func(s *settings) *[]string { return &s.prefs }},
	{long: "two-pass", short: "2", help: "wait for the end of the capture before the first line", on: func(s *settings) *bool { return &s.twoPass }},
	{long: "no-names", short: "n", help: "accepted and always so: names are never looked up", on: func(s *settings) *bool { return &s.numeric }},
	{long: "over", arg: "PERCENT", help: "with check: only connections of whose segments more than this match", text: func(s *settings) *string { return &s.over }},
	{long: "start-page", help: "begin with what can be opened: recent captures, samples, interfaces", on: func(s *settings) *bool { return &s.start }},
	{long: "version", short: "v", help: "print the version and exit", on: func(s *settings) *bool { return &s.version }},
	{long: "help", short: "h", help: "print this help and exit", on: func(s *settings) *bool { return &s.help }},
}

// flagSet makes the parser of the table.
func flagSet(s *settings) *pflag.FlagSet {
	f := pflag.NewFlagSet("tcptui", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.SortFlags = false
	for _, o := range options {
		switch {
		case o.on != nil:
			f.BoolVarP(o.on(s), o.long, o.short, false, o.help)
		case o.text != nil:
			f.StringVarP(o.text(s), o.long, o.short, "", o.help)
		case o.number != nil:
			f.IntVarP(o.number(s), o.long, o.short, 0, o.help)
		case o.list != nil:
			f.StringArrayVarP(o.list(s), o.long, o.short, nil, o.help)
		}
	}
	return f
}

// parseArgs reads the command line. Errors are of usage, one line each.
func parseArgs(args []string) (*settings, error) {
	s := &settings{print: report.DefaultFormat()}
	f := flagSet(s)
	if s.check = len(args) > 0 && args[0] == checkCommand; s.check {
		args = args[1:]
	}
	if err := f.Parse(args); err != nil {
		return nil, usage(err)
	}
	if s.help || s.version {
		return s, nil
	}
	files := f.Args()
	if s.check {
		var err error
		if files, err = s.checkArgs(files); err != nil {
			return nil, err
		}
	}
	s.files = append(s.files, files...)
	if err := s.percent(); err != nil {
		return nil, err
	}
	return s, s.validate()
}

// usage words an error of the parser and names the nearest known option.
func usage(err error) error {
	e, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return err
	}
	name := e.GetSpecifiedName()
	if len(name) == 1 {
		return fmt.Errorf("there is no option -%s%s", name, otherCase(name))
	}
	near := filter.Nearest(name, func(yield func(string) bool) {
		for _, o := range options {
			if !yield(o.long) {
				return
			}
		}
	})
	if near != "" {
		near = " (did you mean --" + near + "?)"
	}
	return fmt.Errorf("there is no option --%s%s", name, near)
}

// otherCase is the hint for a short option whose other case exists.
func otherCase(name string) string {
	for _, o := range options {
		if o.short != "" && o.short != name && strings.EqualFold(o.short, name) {
			return fmt.Sprintf(" (did you mean -%s, %s?)", o.short, o.help)
		}
	}
	return " (tcptui -h lists the options)"
}

// formats are the values of -T.
var formats = []string{"text", "tabs", "fields", "json", "ek"}

// validate checks what options mean together.
func (s *settings) validate() error {
	switch s.format {
	case "", "text", "tabs":
		if len(s.fields) > 0 {
			return errors.New("-e needs -T fields, json or ek")
		}
	case "fields", "json", "ek":
		if len(s.fields) == 0 && !s.quiet {
			return fmt.Errorf("-T %s needs at least one -e FIELD", s.format)
		}
	default:
		return fmt.Errorf("-T %s: expected one of %s", s.format, strings.Join(formats, ", "))
	}
	if s.count < 0 {
		return fmt.Errorf("-c %d: expected a number of frames", s.count)
	}
	if err := s.validateSave(); err != nil {
		return err
	}
	for _, arg := range s.output {
		if err := s.print.Set(arg); err != nil {
			return err
		}
	}
	for _, arg := range s.taps {
		tap, err := report.ParseTap(arg)
		if err != nil {
			return err
		}
		s.stats = append(s.stats, tap)
	}
	for _, arg := range s.prefs {
		if err := checkPreference(arg); err != nil {
			return err
		}
	}
	return nil
}

// validateSave checks where -w writes to before anything is read.
func (s *settings) validateSave() error {
	switch s.save {
	case "":
		return nil
	case "-":
		if s.format != "" || len(s.taps) > 0 {
			return errors.New("-w - writes a capture to the standard output: -T and -z cannot print there too")
		}
		return nil
	}
	if _, _, err := capture.FormatOf(s.save); err != nil {
		return fmt.Errorf("-w %w", err)
	}
	return nil
}

// preferences are tshark's that scripts set, with the values that describe what
// tcptui does anyway.
var preferences = []struct {
	name   string
	values []string
	does   string
}{
	{"tcp.check_checksum", []string{"TRUE"}, "checksums are always verified"},
	{"ip.check_checksum", []string{"TRUE"}, "checksums are always verified"},
	{"tcp.relative_sequence_numbers", []string{"TRUE"}, "tcp.seq_raw is the number in the header"},
	{"tcp.analyze_sequence_numbers", []string{"TRUE"}, "connections are always followed"},
	{"tcp.desegment_tcp_streams", []string{"TRUE", "FALSE"}, ""},
	{"ip.defragment", []string{"TRUE"}, "fragments are always put together"},
}

func checkPreference(arg string) error {
	name, value, ok := strings.Cut(arg, ":")
	if !ok {
		return fmt.Errorf("-o %s: expected NAME:VALUE", arg)
	}
	for _, p := range preferences {
		if p.name != name {
			continue
		}
		for _, v := range p.values {
			if strings.EqualFold(v, strings.TrimSpace(value)) {
				return nil
			}
		}
		return fmt.Errorf("-o %s: only %s is possible: %s", arg, p.values[0], p.does)
	}
	near := filter.Nearest(name, func(yield func(string) bool) {
		for _, p := range preferences {
			if !yield(p.name) {
				return
			}
		}
	})
	if near != "" {
		near = " (did you mean " + near + "?)"
	}
	return fmt.Errorf("-o %s: there is no such preference%s", arg, near)
}

// printHelp writes the table of options.
func printHelp(w io.Writer) {
	fmt.Fprint(w, "tcptui: a TCP microscope for the terminal\n\n"+
		"usage: tcptui [options] [FILE...]\n"+
		"       tcptui check [options] FILTER FILE...\n"+
		"       tcptui config [--path | --check]\n\n"+
		"Opens captures on the screen, or a sample without FILE. Prints one line a frame when the\n"+
		"standard output is no terminal, or what -T, -e and -z ask for.\n\n")
	for _, o := range options {
		name := "    --" + o.long
		if o.short != "" {
			name = "-" + o.short + ", --" + o.long
		}
		if o.arg != "" {
			name += " " + o.arg
		}
		fmt.Fprintf(w, "  %s\n        %s\n", name, o.help)
	}
	fmt.Fprint(w, "\nExit status: 0 fine, 1 usage, 2 file trouble (what could be read was printed), 4 bad filter.\n"+
		"check prints the frames that FILTER keeps and ends with 1 if there are any, else with 0.\n")
}
