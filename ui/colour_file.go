package ui

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"tcptui/filter"
)

// A file of colouring rules is Wireshark's colorfilters: a rule each line,
//
//	@name@display filter@[r,g,b][r,g,b]
//
// with the colours of ground and text, 0 to 65535 each. A ! in front switches a
// rule off, # begins a comment. Names have no @; filters may.

// colourLine is what a rule's line ends in.
var colourLine = regexp.MustCompile(`^\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\]\s*\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\]`)

// ReadColours reads the rules of a colorfilters file; file is its name, for
// errors. A rule that cannot be is left out and told by one of problems, which
// begin "file:line:column: "; the others are in force. Rules that are switched
// off are left out. A file without any rule gives an empty list, not nil: then
// no packet is coloured.
func ReadColours(file string, data []byte, names *filter.Catalog) (rules []ColourRule, problems []error) {
	rules = []ColourRule{}
	text := strings.TrimPrefix(string(data), "\ufeff")
	for i, line := range strings.Split(text, "\n") {
		rest := strings.TrimLeft(line, " \t\r!")
		at := len(line) - len(rest)
		if rest == "" && !strings.Contains(line, "!") || strings.HasPrefix(rest, "#") || strings.Contains(line[:at], "!") {
			continue
		}
		rule, off, err := colourRule(rest, names)
		if err != nil {
			column := utf8.RuneCountInString(line[:at+off]) + 1
			problems = append(problems, fmt.Errorf("%s:%d:%d: %w; the rule is left out", file, i+1, column, err))
			continue
		}
		rules = append(rules, rule)
	}
	return rules, problems
}

// colourRule reads a rule. With an error comes where in the line it is, in bytes.
func colourRule(line string, names *filter.Catalog) (rule ColourRule, off int, err error) {
	const form = "expected @name@display filter@[r,g,b][r,g,b]"
	if !strings.HasPrefix(line, "@") {
		return rule, 0, errors.New("no colouring rule: " + form)
	}
	name, rest, ok := strings.Cut(line[1:], "@")
	from := len(line) - len(rest) // of the filter
	end := strings.LastIndex(rest, "@")
	switch {
	case !ok || end < 0:
		return rule, len(line), errors.New("the rule ends too early: " + form)
	case strings.TrimSpace(name) == "":
		return rule, 1, errors.New("the rule has no name: " + form)
	}
	colours := colourLine.FindStringSubmatch(rest[end+1:])
	if colours == nil {
		return rule, from + end + 1, errors.New("expected two colours as [r,g,b][r,g,b], the ground's first")
	}
	rule.Name = name
	for k, c := range colours[1:] {
		n, err := strconv.ParseUint(c, 10, 16)
		if err != nil {
			return rule, from + end + 1, fmt.Errorf("%s is no part of a colour: they go from 0 to 65535", c)
		}
		if k < 3 {
			rule.Back[k] = uint8(n >> 8)
		} else {
			rule.Fore[k-3] = uint8(n >> 8)
		}
	}
	if rule.Filter, err = filter.Compile(rest[:end], names); err != nil {
		what := err.Error()
		if e, ok := errors.AsType[*filter.Error](err); ok {
			if from, what = from+e.Off, e.What; e.Near != "" { // the line tells the place
				what += " (did you mean " + e.Near + "?)"
			}
		}
		return rule, from, fmt.Errorf("rule %q: %s", name, what)
	}
	return rule, 0, nil
}
