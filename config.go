package main

import (
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

// configHelp explains it.
const configHelp = `usage: tcptui config [--path | --check]

Prints the settings that are in force, with comments, in the form of the settings file.
  --path   print where the settings file is, or would be
  --check  print nothing but what is wrong with the file; the exit status is 1 then
`

// config is the program for that command line: it returns its exit status.
func config(args []string, stdout, stderr io.Writer) int {
	if len(args) > 1 {
		report.Complain(stderr, fmt.Errorf("config takes one option, not %d: tcptui config [--path | --check]", len(args)))
		return exitUsage
	}
	path := user.UserPlaces().Config
	switch strings.Join(args, "") {
	case "":
		c := user.Load(path, settingsChecks())
		complainAll(stderr, c.Warnings)
		return printed(stderr, c.Print(stdout))
	case "--path":
		return say(stdout, stderr, func(w io.Writer) { fmt.Fprintln(w, path) })
	case "--check":
		c := user.Load(path, settingsChecks())
		complainAll(stderr, c.Warnings)
		if len(c.Warnings) > 0 {
			return exitUsage
		}
	case "-h", "--help":
		return say(stdout, stderr, func(w io.Writer) { fmt.Fprint(w, configHelp) })
	default:
		report.Complain(stderr, fmt.Errorf("config %s: expected --path or --check", args[0]))
		return exitUsage
	}
	return exitOK
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
