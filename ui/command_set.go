package ui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// setting is something that :set changes for this run.
type setting struct {
	name   string
	help   string
	values []candidate
	now    func(s *shell) string
	set    func(s *shell, i int) // to the i-th of values
}

// settings are what :set changes.
func settings() []setting {
	var times, shapes []candidate
	for _, c := range clocks {
		times = append(times, candidate{c.name, c.says})
	}
	for i, l := range layouts {
		shapes = append(shapes, candidate{strconv.Itoa(i + 1), l.name})
	}
	var colours []candidate
	for _, name := range ThemeNames() {
		colours = append(colours, candidate{name, ""})
	}
	return []setting{
		{"time", "how times are written", times,
			func(s *shell) string { return clocks[s.m.clock].name },
			func(s *shell, i int) {
				s.m.clock = timeFormat(i)
				s.say("times: " + clocks[i].says)
			}},
		{"numbers", "sequence numbers", []candidate{{"relative", "counted from the start of the connection"}, {"raw", "as they were sent"}},
			func(s *shell) string { return [...]string{"relative", "raw"}[bit(s.m.raw)] },
			func(s *shell, i int) { s.m.raw = i == 1 }},
		{"layout", "how the panes are placed", shapes,
			func(s *shell) string { return strconv.Itoa(s.layoutNow() + 1) },
			func(s *shell, i int) { s.setLayout(i) }},
		{"theme", "the colours", colours,
			func(s *shell) string {
				name, _ := s.scheme.theme()
				return name
			},
			func(s *shell, i int) { s.chooseTheme(colours[i].word) }},
	}
}

// layoutNow is the layout that is in use.
func (s *shell) layoutNow() int {
	if s.view.layout >= 0 {
		return s.view.layout
	}
	_, _, w, h := s.GetRect()
	return firstLayout(w, h)
}

// set changes a setting: "NAME VALUE". Without a value it says what there is.
func (s *shell) set(args string) error {
	name, value, _ := splitCommand(args)
	var names []string
	for _, o := range settings() {
		names = append(names, o.name)
		if o.name != name {
			continue
		}
		var words []string
		for i, v := range o.values {
			if v.word == value {
				o.set(s, i)
				return nil
			}
			words = append(words, v.word)
		}
		if value == "" {
			return fmt.Errorf("%s is %s; it can be %s", o.name, o.now(s), strings.Join(words, ", "))
		}
		return fmt.Errorf("%s cannot be %q, but %s", o.name, value, strings.Join(words, ", "))
	}
	if name == "" {
		return errors.New("type what to set: " + strings.Join(names, ", "))
	}
	return fmt.Errorf("there is no %q to be set, but %s", name, strings.Join(names, ", "))
}

// completeSet gives the settings, and behind one its values.
func completeSet(s *shell, args string) ([]candidate, int) {
	name, value, spaced := splitCommand(args)
	if spaced {
		found, _ := completeSetting(name)(s, value)
		return found, len([]rune(args)) - len([]rune(value))
	}
	var all []candidate
	for _, o := range settings() {
		all = append(all, candidate{o.name, o.help + ": " + o.now(s)})
	}
	return beginning(all, name), 0
}

// completeSetting gives the values of a setting.
func completeSetting(name string) func(*shell, string) ([]candidate, int) {
	return func(_ *shell, args string) ([]candidate, int) {
		for _, o := range settings() {
			if o.name == name {
				return beginning(o.values, args), 0
			}
		}
		return nil, 0
	}
}
