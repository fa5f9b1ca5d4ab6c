package report

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"tcptui/filter"
)

// Rule is one check: frames that its filter keeps are wrong.
type Rule struct {
	Name   string
	Filter *filter.Filter

	// Over is how many percent of the frames may match: 0: none. By connection,
	// of the segments of each; else of all frames of the capture.
	Over    float64
	Capture bool
}

// ParseRule reads NAME: FILTER, or NAME over PERCENT% [of connection|capture]:
// FILTER. The colon that ends the name is the first one before a space.
func ParseRule(text string, names *filter.Catalog) (r Rule, err error) {
	name, src, ok := strings.Cut(text, ": ")
	if name, src = strings.TrimSpace(name), strings.TrimSpace(src); !ok || name == "" || src == "" {
		return r, fmt.Errorf("%q is no rule: expected NAME: FILTER, or NAME over PERCENT%% [of capture]: FILTER", text)
	}
	r.Name = name
	if at := strings.LastIndex(name, " over "); at >= 0 {
		words := strings.Fields(name[at:])[1:]
		of := ""
		if len(words) == 3 && words[1] == "of" {
			of, words = words[2], words[:1]
		}
		if len(words) == 1 && strings.HasSuffix(words[0], "%") {
			if err := r.SetOver(words[0], of); err != nil {
				return r, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if r.Filter, err = filter.Compile(src, names); err != nil {
		return r, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// SetOver sets the share that may match: a number with or without a percent sign,
// of what "connection", "capture" or nothing, which is the first, names.
func (r *Rule) SetOver(percent, of string) (err error) {
	r.Over, err = strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64)
	if err != nil || !(r.Over > 0 && r.Over < 100) {
		return fmt.Errorf("over %s: expected a percentage between 0 and 100", percent)
	}
	switch of {
	case "", "connection":
	case "capture":
		r.Capture = true
	default:
		return fmt.Errorf("of %s: expected connection or capture%s", of, didYouMean(of, []string{"connection", "capture"}))
	}
	return nil
}

// maxRules bounds a file of rules, in bytes.
const maxRules = 1 << 20

// ReadRules reads rules, one a line. Empty lines and those that begin with # are
// left out. An error tells the line.
func ReadRules(in io.Reader, names *filter.Catalog) (rules []Rule, err error) {
	data, err := io.ReadAll(io.LimitReader(in, maxRules+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxRules:
		return nil, fmt.Errorf("more than %d bytes are no file of rules", maxRules)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		r, err := ParseRule(line, names)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rules = append(rules, r)
	}
	if len(rules) == 0 {
		return nil, errors.New("there is no rule in it")
	}
	return rules, nil
}
