package report

import (
	"fmt"
	"io"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
)

// Tap is one -z: something that is printed after the frames, when the capture
// has been read to its end. Of the options only Count matters: a tap sees frames
// that -Y drops, as with tshark.
type Tap interface {
	Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error)
}

// tapKind is a row of the table of taps. parse gets what follows its name, cut
// at commas, without the filter at the end.
type tapKind struct {
	name  string
	usage string // a line a form
	parse func(args []string, clock Clock, names *filter.Catalog) (Tap, error)
	words func(args []string) int        // how many arguments stand before a filter
	next  func(before []string) tapWords // what may follow its name and these arguments
}

// tapWords is what may stand at a place of a tap's arguments.
type tapWords struct {
	words  []string
	filter bool // a display filter, which may hold commas
}

func tapKinds() []tapKind {
	plain := func(parse func(args []string) (Tap, error)) func([]string, Clock, *filter.Catalog) (Tap, error) {
		return func(args []string, _ Clock, _ *filter.Catalog) (Tap, error) { return parse(args) }
	}
	one := func(args []string) int { return min(len(args), 1) }
	all := func(args []string) int { return len(args) }
	return []tapKind{
		{"conv", "conv,LAYER[,FILTER] the conversations of tcp, udp, ip, ipv6 or eth, in tshark's layout", plain(parseConv), one, wordsThenFilter(append(layerNames(), "json")...)},
		{"conn", "conn,json[,FILTER] a summary of each connection as JSON, one a line", plain(parseConn), one, wordsThenFilter("json")},
		{"endpoints", "endpoints,LAYER[,FILTER] the addresses of tcp and udp with their ports, of ip, ipv6 or eth", plain(parseEndpoints), one, wordsThenFilter(layerNames()...)},
		{"expert", "expert[,error|warn|note|chat][,FILTER] the problems, from this severity on", plain(parseExpert), expertWords, nextOfExpert},
		{"follow", "follow,tcp,MODE,STREAM what a connection's ends sent; MODE is ascii, utf-8, hex, raw, yaml, c-arrays or ebcdic", plain(parseFollow), all, nextOfFollow},
		{"io", "io,phs[,FILTER] the protocols in each other\nio,stat,SECONDS[,COLUMN...] frames and bytes in each interval, 0 for one; COLUMN is FILTER or CALC(FIELD)FILTER, CALC is COUNT, SUM, MIN, MAX, AVG, LOAD, or FRAMES and BYTES without a field", parseIO, ioWords, nextOfIO},
	}
}

// ParseTap reads the argument of -z. The error says what is expected. A tap that
// tells times tells them as clock does; its filters may use names.
func ParseTap(arg string, clock Clock, names *filter.Catalog) (Tap, error) {
	parts := strings.Split(arg, ",")
	var kinds []string
	for _, k := range tapKinds() {
		if k.name != parts[0] {
			kinds = append(kinds, k.name)
			continue
		}
		n := 1 + k.words(parts[1:])
		tap, err := k.parse(parts[1:n], clock, names)
		if kept, ok := tap.(filtered); ok && err == nil {
			tap, err = keeping(kept, parts[n:], names)
		}
		if err != nil {
			return nil, fmt.Errorf("-z %s: %w", arg, err)
		}
		return tap, nil
	}
	return nil, fmt.Errorf("-z %s: expected one of %s%s", arg, strings.Join(kinds, ", "), didYouMean(parts[0], kinds))
}

// TapUsage tells the forms of -z, a line each.
func TapUsage() string {
	var all []string
	for _, k := range tapKinds() {
		all = append(all, k.usage)
	}
	return strings.Join(all, "\n")
}

// didYouMean is the hint at the name nearest to one that is not known.
func didYouMean(name string, names []string) string {
	near := filter.Nearest(name, func(yield func(string) bool) {
		for _, s := range names {
			if !yield(s) {
				return
			}
		}
	})
	if near == "" {
		return ""
	}
	return " (did you mean " + near + "?)"
}
