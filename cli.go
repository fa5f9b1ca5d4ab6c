package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/lab"
	"tcptui/report"
	"tcptui/ui"
)

// settings is what the command line asked for.
type settings struct {
	files   []string
	noCache bool  // indexes are neither kept nor used
	cache   bool  // wait at the end until the index is kept
	large   int64 // bytes from which captures' indexes are kept
	follow  bool  // wait for more at the end of the file
	kernel  bool  // ask this host's kernel for its sockets beside
	format  string
	fields  []string
	output  []string // -E
	filter  string
	capture string           // -f
	program int              // -d: how often it was given
	save    string           // -w
	taps    []string         // -z
	prefs   []string         // -o
	look    flows.Options    // of prefs
	trust   decode.Checksums // of prefs
	count   int
	stops   []string // -a
	types   string   // -F
	clock   string   // -t
	unit    string   // -u
	color   bool     // --color
	details bool     // -V
	only    string   // -O
	dump    bool     // -x
	between string   // -S
	summary bool     // -P
	flush   bool     // -l
	noDup   bool     // --no-duplicate-keys
	list    string   // -G
	quiet   bool
	twoPass bool
	numeric bool
	memory  int  // MiB
	start   bool // begin with the start page
	theme   string
	ascii   bool
	noMouse bool
	config  string // a settings file in place of the user's
	live    liveSettings
	kept    []keptCapture // by the screen, for who reads the standard error
	opened  openedCaptures
	asking  *asking // of the screen
	version bool
	help    bool
	check   bool     // the check command
	over    string   // --over
	of      string   // --of
	rules   []string // --rule
	ruleSet []string // --rules

	lab        bool         // the lab command
	scenario   lab.Scenario // that it plays; without a name it lists them
	text       []string     // --text
	vantage    string       // --vantage
	pace       string       // --pace
	predict    bool         // --predict
	labOptions lab.Options  // of text, vantage and pace
	told       *diary       // what the scenario tells
	talk       *ui.Talk     // with the screen
	stdin      io.Reader    // where answers to --predict come from

	print report.Format    // of output
	style report.TextStyle // of -T text
	stats []report.Tap     // of taps
}

// option is a row of the table of options: exactly one of its targets is set. A
// row with a group begins that group in the help and has nothing else.
type option struct {
	group       string
	long, short string
	arg         string // name of the argument in the help; "" for a switch
	help        string
	on          func(s *settings) *bool
	text        func(s *settings) *string
	number      func(s *settings) *int
	list        func(s *settings) *[]string // may be given several times
	times       func(s *settings) *int      // a switch that counts how often it was given

	of     string                   // of a group: the command whose options these are
	values func(typed string) offer // what completes the argument; nil: the words in arg, if bars part them
}

// options is the table that parsing and help come from. Short names and
// meanings are tshark's.
var options = []option{
	{group: "Input"},
	{long: "read-file", short: "r", arg: "FILE", help: "open this capture, - is the standard input; several are merged by time", list: func(s *settings) *[]string { return &s.files }, values: captureFiles},
	{long: "follow", help: "wait at the end of the file for what is still written to it", on: func(s *settings) *bool { return &s.follow }},
	{long: "kernel", help: "the capture is of this host and still being written: ask the kernel for its sockets each second, for the fields kernel.*", on: func(s *settings) *bool { return &s.kernel }},
	{long: "no-cache", help: "read the capture even if its index is kept from an earlier run, and keep none", on: func(s *settings) *bool { return &s.noCache }},
	{long: "cache", help: "wait at the end until the index of a large capture is kept for the next run, where else the program would end before; tcptui config has the room for it", on: func(s *settings) *bool { return &s.cache }},
	{long: "count", short: "c", arg: "N", help: "only the first N frames of the capture; a live capture ends with them", number: func(s *settings) *int { return &s.count }},
	{long: "autostop", short: "a", arg: "CONDITION", help: "when to stop: packets:N as -c, and of a live capture duration:SECONDS, filesize:KB of its file, files:N of those of -b", list: func(s *settings) *[]string { return &s.stops }, values: begun("packets:", "duration:", "filesize:", "files:")},
	{long: "two-pass", short: "2", help: "wait for the end of the capture before the first line", on: func(s *settings) *bool { return &s.twoPass }},
	{long: "preference", short: "o", arg: "NAME:VALUE", help: "a preference of tshark's: tcp.relative_sequence_numbers:FALSE shows raw numbers; ip.check_checksum:TRUE and udp verify checksums, as the screen always does, tcp.check_checksum:FALSE does not; others are accepted where they change nothing", list: func(s *settings) *[]string { return &s.prefs }, values: preferenceNames},
	{long: "memory", arg: "MIB", help: "how much memory the packets of a live capture or a pipe may take, after which what comes is not followed any more; half of what is free if not given", number: func(s *settings) *int { return &s.memory }},
	{long: "no-names", short: "n", help: "names are never looked up, which is always so but for names of hosts in -f: with it, those are refused", on: func(s *settings) *bool { return &s.numeric }},

	{group: "Live capture"},
	{long: "interface", short: "i", arg: "NAME", help: "capture on this interface, or the one with this number of -D, or any; several times for several", list: func(s *settings) *[]string { return &s.live.names }, values: interfaceNames},
	{long: "remote", arg: "HOST", help: "capture on another host: [USER@]HOST[:IFACE] or ssh://[USER@]HOST[:PORT][/IFACE]; tcpdump runs there over ssh with -f, -s, -p, -B and -c, and leaves the connection of ssh out", text: func(s *settings) *string { return &s.live.remote }},
	{long: "list-interfaces", short: "D", help: "list the interfaces, whether they may be captured on, and exit", on: func(s *settings) *bool { return &s.live.list }},
	{long: "no-promiscuous-mode", short: "p", help: "only frames for this host, and what it sends", on: func(s *settings) *bool { return &s.live.notOthers }},
	{long: "snapshot-length", short: "s", arg: "BYTES", help: "keep only so many bytes of each frame", number: func(s *settings) *int { return &s.live.snap }},
	{long: "buffer-size", short: "B", arg: "MIB", help: "how much the kernel keeps for each interface while tcptui is busy; 16 if not given", number: func(s *settings) *int { return &s.live.buffer }},
	{long: "ring-buffer", short: "b", arg: "CONDITION", help: "with -w: begin the next file NAME_00001_DATE after duration:SECONDS, filesize:KB, packets:N or when the time is a multiple of interval:SECONDS; files:N keeps the newest N only", list: func(s *settings) *[]string { return &s.live.ring }, values: begun("duration:", "filesize:", "packets:", "interval:", "files:")},

	{group: "Which frames"},
	{long: "capture-filter", short: "f", arg: "FILTER", help: "only frames that this capture filter keeps, in the language of pcap-filter(7); the others are as if they were not in the capture", text: func(s *settings) *string { return &s.capture }},
	{long: "print-program", short: "d", help: "print the program of -f, for the link type of FILE or for Ethernet, and exit; -dd as an array in C, -ddd as numbers", times: func(s *settings) *int { return &s.program }},
	{long: "display-filter", short: "Y", arg: "FILTER", help: "only frames that this display filter keeps", text: func(s *settings) *string { return &s.filter }, values: filterOffer},

	{group: "Printed for each frame"},
	{long: "format", short: "T", arg: "FORMAT", help: "text (one line, in tshark's columns), tabs, fields (those of -e), json, ek or pdml (the fields of -e, or all that is known, layer by layer), or jsonraw (where all of that stands, and its bytes)", text: func(s *settings) *string { return &s.format }, values: oneOf(formats...)},
	{long: "field", short: "e", arg: "FIELD", help: "print this field with -T fields, json, ek or pdml; several times for several columns; -G fields lists them, and _ws.col.Info and its like are the columns of text", list: func(s *settings) *[]string { return &s.fields }, values: fieldNames},
	{long: "fields-option", short: "E", arg: "OPTION=VALUE", help: "how -T fields prints: header=y|n bom=y|n separator=/t|/s|CHAR aggregator=,|/s|CHAR occurrence=f|l|a quote=d|s|n escape=y|n; the occurrence also holds for json and ek", list: func(s *settings) *[]string { return &s.output }, values: formatWords},
	{long: "time-format", short: "t", arg: "FORMAT", help: "the time of text: r since the first frame, d since the frame before, dd since the one printed before, e since 1970, a time of day, ad with the date, adoy with the day of the year, u ud udoy the same in UTC", text: func(s *settings) *string { return &s.clock }, values: clockNames},
	{long: "seconds", short: "u", arg: "s", help: "accepted and always so: times since others are seconds", text: func(s *settings) *string { return &s.unit }, values: oneOf("s")},
	{long: "color", help: "accepted where the output is no terminal, as nothing is coloured there; the screen has colours anyway", on: func(s *settings) *bool { return &s.color }},
	{long: "details", short: "V", help: "all that is known of each frame, layer by layer, instead of a line", on: func(s *settings) *bool { return &s.details }},
	{long: "details-of", short: "O", arg: "PROTOCOLS", help: "the same, in full only of these protocols, such as tcp,fsm,conn", text: func(s *settings) *string { return &s.only }, values: protocolList},
	{long: "bytes", short: "x", help: "the bytes of each frame in hexadecimal, instead of a line; with -T json without -e those of each field", on: func(s *settings) *bool { return &s.dump }},
	{long: "print", short: "P", help: "the line too, with -V, -x or -w", on: func(s *settings) *bool { return &s.summary }},
	{long: "separator", short: "S", arg: "TEXT", help: "the line after each frame with -V and -x; an empty one if not given", text: func(s *settings) *string { return &s.between }},
	{long: "no-duplicate-keys", help: "with -T json without -e and jsonraw: values of one name become a list", on: func(s *settings) *bool { return &s.noDup }},
	{long: "line-buffered", short: "l", help: "accepted and always so: what is printed is handed over before tcptui waits for more", on: func(s *settings) *bool { return &s.flush }},
	{long: "quiet", short: "q", help: "no frames, only what -z prints; with check only the exit status", on: func(s *settings) *bool { return &s.quiet }},

	{group: "Printed at the end"},
	{long: "statistics", short: "z", arg: "STATISTICS", help: report.TapUsage(), list: func(s *settings) *[]string { return &s.taps }, values: tapOffer},

	{group: "Saved"},
	{long: "write", short: "w", arg: "FILE", help: "write the frames that -Y keeps to this file, pcapng or pcap by its name, compressed if it ends with .gz; - is the standard output; with -i, all frames as they come", text: func(s *settings) *string { return &s.save }, values: anyFiles},
	{long: "file-type", short: "F", arg: "TYPE", help: "pcapng or pcap, for -w - and for a live capture", text: func(s *settings) *string { return &s.types }, values: oneOf("pcapng", "pcap")},

	{group: "tcptui check", of: checkCommand},
	{long: "over", arg: "PERCENT", help: "a match is wrong only where more than this share of the frames counted by --of match", text: func(s *settings) *string { return &s.over }},
	{long: "of", arg: "connection|capture", help: "what the share of --over is of: the segments of each connection (if not given), or all frames of the capture", text: func(s *settings) *string { return &s.of }},
	{long: "rule", arg: "RULE", help: "one more check: NAME: FILTER, or NAME over PERCENT% [of capture]: FILTER", list: func(s *settings) *[]string { return &s.rules }},
	{long: "rules", arg: "FILE", help: "the checks in this file, a RULE a line; # begins a comment", list: func(s *settings) *[]string { return &s.ruleSet }, values: anyFiles},

	{group: "tcptui lab", of: labCommand},
	{long: "text", arg: "LINE", help: "what the client says in chat; several times for several lines, - for the lines of the standard input, or :say on the screen", list: func(s *settings) *[]string { return &s.text }},
	{long: "vantage", arg: "client|server", help: "whose interface is captured; each scenario has its own if not given", text: func(s *settings) *string { return &s.vantage }},
	{long: "pace", arg: "SECONDS", help: "wait before each step of the scenario, to follow it", text: func(s *settings) *string { return &s.pace }},
	{long: "predict", help: "hide the next state and ask for it", on: func(s *settings) *bool { return &s.predict }},

	{group: "The screen"},
	{long: "start-page", help: "begin with what can be opened: recent captures, samples, interfaces", on: func(s *settings) *bool { return &s.start }},
	{long: "theme", arg: "NAME", help: "the colours of the screen: auto, dark, light, high-contrast, 16-colours, monochrome", text: func(s *settings) *string { return &s.theme }, values: themeNames},
	{long: "ascii", help: "draw boxes and signs in ASCII", on: func(s *settings) *bool { return &s.ascii }},
	{long: "no-mouse", help: "leave the mouse to the terminal", on: func(s *settings) *bool { return &s.noMouse }},
	{long: "config", arg: "FILE", help: "take the settings from this file; tcptui config tells of them", text: func(s *settings) *string { return &s.config }, values: anyFiles},

	{group: "About tcptui"},
	{long: "list", short: "G", arg: "fields|protocols", help: "list the fields or protocols that filters and -e know, in tshark's layout, and exit", text: func(s *settings) *string { return &s.list }},
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
		case o.group != "":
		case o.on != nil:
			f.BoolVarP(o.on(s), o.long, o.short, false, o.help)
		case o.text != nil:
			f.StringVarP(o.text(s), o.long, o.short, "", o.help)
		case o.number != nil:
			f.IntVarP(o.number(s), o.long, o.short, 0, o.help)
		case o.list != nil:
			f.StringArrayVarP(o.list(s), o.long, o.short, nil, o.help)
		case o.times != nil:
			f.CountVarP(o.times(s), o.long, o.short, o.help)
		}
	}
	return f
}

// parseArgs reads the command line. Errors are of usage, one line each.
func parseArgs(args []string) (*settings, error) {
	s := &settings{print: report.DefaultFormat(), large: keptFrom}
	f := flagSet(s)
	if s.check = len(args) > 0 && args[0] == checkCommand; s.check {
		args = args[1:]
	} else if s.lab = len(args) > 0 && args[0] == labCommand; s.lab {
		args = args[1:]
	}
	if err := f.Parse(args); err != nil {
		return nil, usage(err)
	}
	if s.help || s.version || s.list != "" || s.live.list {
		return s, s.validateList()
	}
	if f.Changed("count") && s.count == 0 {
		return nil, errors.New("-c 0: expected a number of frames above 0")
	}
	files := f.Args()
	if s.capturing() {
		s.files = append(s.files, files...)
		return s, s.validateLive()
	}
	if s.check {
		var err error
		if files, err = s.checkArgs(files); err != nil {
			return nil, err
		}
	}
	if s.lab {
		if err := s.labArgs(files); err != nil {
			return nil, err
		}
		files = nil
	}
	s.files = append(s.files, files...)
	if err := s.validateTheme(); err != nil {
		return nil, err
	}
	return s, s.validate()
}

// usage words an error of the parser and names the nearest known option.
func usage(err error) error {
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return valueMissing(e)
	}
	e, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return err
	}
	name := e.GetSpecifiedName()
	if why := refusal(name); why != "" {
		return errors.New(why)
	}
	if len(name) == 1 {
		return fmt.Errorf("there is no option -%s%s", name, otherCase(name))
	}
	var names []string
	for _, o := range options {
		names = append(names, o.long)
	}
	hint := didYouMean("--", name, names)
	if hint == "" {
		hint = listHint
	}
	return fmt.Errorf("there is no option --%s%s", name, hint)
}

// listHint is the hint where nothing nearer is known.
const listHint = " (tcptui -h lists the options)"

// valueMissing says what has to follow an option.
func valueMissing(e *pflag.ValueRequiredError) error {
	dashes := "--"
	if e.GetSpecifiedShortnames() != "" {
		dashes = "-"
	}
	for _, o := range options {
		if o.long == e.GetFlag().Name {
			return fmt.Errorf("%s%s needs %s after it%s", dashes, e.GetSpecifiedName(), o.arg, listHint)
		}
	}
	return e
}

// otherCase is the hint for a short option whose other case exists.
func otherCase(name string) string {
	for _, o := range options {
		if o.short != "" && o.short != name && strings.EqualFold(o.short, name) {
			return fmt.Sprintf(" (did you mean -%s, %s?)", o.short, o.help)
		}
	}
	return listHint
}
