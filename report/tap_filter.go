package report

import (
	"fmt"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
)

// filtered is a tap of the frames that a filter keeps. keeping returns the tap with a
// filter, nil for every frame, and its text.
type filtered interface {
	keeping(f *filter.Filter, text string) Tap
}

func (Conv) keeping(f *filter.Filter, text string) Tap      { return Conv{f, text} }
func (Endpoints) keeping(f *filter.Filter, text string) Tap { return Endpoints{f, text} }
func (Hierarchy) keeping(f *filter.Filter, text string) Tap { return Hierarchy{f, text} }
func (ConnJSON) keeping(f *filter.Filter, _ string) Tap     { return ConnJSON{f} }
func (e Expert) keeping(f *filter.Filter, _ string) Tap     { return Expert{f, e.least} }
func (c layerConv) keeping(f *filter.Filter, text string) Tap {
	return layerConv{c.layerKind, f, text}
}
func (e layerEndpoints) keeping(f *filter.Filter, text string) Tap {
	return layerEndpoints{e.layerKind, f, text}
}

// keeping gives a tap the filter that its last arguments are.
func keeping(tap filtered, args []string, names *filter.Catalog) (Tap, error) {
	f, text, err := compileTapFilter(args, names)
	return tap.keeping(f, text), err
}

// compileTapFilter compiles the filter of a tap, which may hold commas; nil for none.
func compileTapFilter(args []string, names *filter.Catalog) (*filter.Filter, string, error) {
	text := strings.Join(args, ",")
	if text == "" {
		return nil, "", nil
	}
	f, err := filter.Compile(text, names)
	if err != nil {
		return nil, "", fmt.Errorf("in the filter %q: %w", text, err)
	}
	return f, text, nil
}

// tapFilter is compileTapFilter with the names that every filter may use.
func tapFilter(args []string) (*filter.Filter, string, error) {
	return compileTapFilter(args, filter.NewCatalog(flows.Fields()))
}
