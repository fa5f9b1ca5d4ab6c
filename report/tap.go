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
// at commas.
type tapKind struct {
	name  string
	usage string
	parse func(args []string) (Tap, error)
}

func tapKinds() []tapKind {
	return []tapKind{
		{"follow", "follow,tcp,MODE,STREAM", parseFollow},
		{"conv", "conv,tcp[,FILTER]", parseConv},
		{"conn", "conn,json[,FILTER]", parseConn},
		{"expert", "expert[,error|warn|note|chat][,FILTER]", parseExpert},
	}
}

// ParseTap reads the argument of -z. The error says what is expected.
func ParseTap(arg string) (Tap, error) {
	parts := strings.Split(arg, ",")
	var names []string
	for _, k := range tapKinds() {
		if k.name != parts[0] {
			names = append(names, k.name)
			continue
		}
		tap, err := k.parse(parts[1:])
		if err != nil {
			return nil, fmt.Errorf("-z %s: %w", arg, err)
		}
		return tap, nil
	}
	return nil, fmt.Errorf("-z %s: expected one of %s%s", arg, TapUsage(), didYouMean(parts[0], names))
}

// TapUsage lists the forms of -z.
func TapUsage() string {
	var all []string
	for _, k := range tapKinds() {
		all = append(all, k.usage)
	}
	return strings.Join(all, " ")
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

// tapFilter compiles the filter of a tap, which may hold commas; nil for none.
func tapFilter(args []string) (*filter.Filter, string, error) {
	text := strings.Join(args, ",")
	if text == "" {
		return nil, "", nil
	}
	f, err := filter.Compile(text, filter.NewCatalog(flows.Fields()))
	if err != nil {
		return nil, "", fmt.Errorf("in the filter %q: %w", text, err)
	}
	return f, text, nil
}
