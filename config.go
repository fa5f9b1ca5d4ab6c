package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
	user "tcptui/internal/settings"
	"tcptui/report"
)

// configCommand is the word that makes a command line one about the user's
// settings: tcptui config.
const configCommand = "config"

// configUsage is how it is called.
const configUsage = "tcptui config [--config FILE] [--path | --check]"

// configHelp explains it.
const configHelp = "usage: " + configUsage + `

Prints the settings that are in force, with comments, in the form of the settings file.
  --config FILE  the settings of this file
  --path         print where the settings file is, or would be
  --check        print nothing but what is wrong with the file; the exit status is 1 then
`

// config is the program for that command line: it returns its exit status.
func config(args []string, stdout, stderr io.Writer) int {
	s, what, err := configArgs(args)
	if err != nil {
		return complain(stderr, err)
	}
	path := s.places().Config
	switch what {
	case "--path":
		return say(stdout, stderr, func(w io.Writer) { fmt.Fprintln(w, path) })
	case "--help":
		return say(stdout, stderr, func(w io.Writer) { fmt.Fprint(w, configHelp) })
	}
	if err := s.configNamed(); err != nil {
		return complain(stderr, err)
	}
	c := user.Load(path, settingsChecks())
	complainAll(stderr, c.Warnings)
	switch {
	case what == "":
		return printed(stderr, c.Print(stdout))
	case len(c.Warnings) > 0:
		return exitUsage
	}
	return exitOK
}

// configArgs reads the arguments: the settings have the file that they name, and what is one
// of the options that say what is to be done, or "".
func configArgs(args []string) (s *settings, what string, err error) {
	s = new(settings)
	for len(args) > 0 {
		name, value, assigned := strings.Cut(args[0], "=")
		switch {
		case name == "--config" && value != "":
			s.config = value
		case name == "--config" && !assigned && len(args) > 1:
			args = args[1:]
			s.config = args[0]
		case name == "--config":
			return nil, "", errors.New("config --config needs a FILE")
		case args[0] == "-h":
			what = "--help"
		case !slices.Contains([]string{"--path", "--check", "--help"}, args[0]):
			return nil, "", fmt.Errorf("config %s: expected --path, --check or --config FILE", args[0])
		case what != "" && what != args[0]:
			return nil, "", fmt.Errorf("config takes one of %s and %s: %s", what, args[0], configUsage)
		default:
			what = args[0]
		}
		args = args[1:]
	}
	return s, what, nil
}

// complainAll writes warnings, one a line.
func complainAll(stderr io.Writer, warnings []user.Warning) {
	for _, w := range warnings {
		report.Complain(stderr, w)
	}
}

// settingsChecks look at the fields and filters of the settings. Filters that may
// use a macro are left to when they are used: only then is it known what they
// become.
func settingsChecks() user.Checks {
	names := filter.NewCatalog(flows.Fields())
	return user.Checks{
		Field: func(name string) error {
			if names.Field(name) != nil {
				return nil
			}
			return fmt.Errorf("there is no field %s%s", name, didYouMean("", name, slices.Collect(names.Names)))
		},
		Filter: func(text string) error {
			if strings.Contains(text, "$") {
				return nil
			}
			_, err := filter.Compile(text, names)
			return err
		},
	}
}
