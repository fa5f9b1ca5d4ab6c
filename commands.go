package main

import (
	"io"

	"tcptui/kernel"
	"tcptui/lab"
)

// command is a row of the table of commands: a word that stands first on a command
// line and gives it another meaning.
type command struct {
	name  string
	args  string // what follows the name in the usage
	about string // one line; "" for what the program only says to itself
	run   func(args []string, stdout, stderr io.Writer) int
	words func(typed string) offer // what completes its arguments that are no options; nil: nothing

	values map[string]func(typed string) offer // what completes the values of options of its own
}

// commands is the table. A command without run takes the options of the program, and
// parseArgs knows it.
func commands() []command {
	return []command{
		{name: checkCommand, args: "[options] [FILTER] FILE...", about: "look at a whole capture, and fail if any frame matches the filter", words: captureFiles},
		{name: labCommand, args: "[options] [NAME]", about: "play a scenario of TCP between two hosts of its own; without NAME list them", words: scenarioNames},
		{name: configCommand, args: "[--config FILE] [--path | --check]", about: "print the settings that are in force", run: config, words: oneOf("--path", "--check", "--config"),
			values: map[string]func(string) offer{"--config": anyFiles}},
		{name: socketsCommand, args: "[-T json]", about: "print the TCP sockets of this host, who holds them, and who leaks", run: hostSockets, words: oneOf("-T", "text", "json")},
		{name: helpCommand, args: "[TOPIC | FIELD]", about: "show a document in the terminal, or what a field is; without a name list the documents", run: help, words: helpTopics},
		{name: completionCommand, args: "bash|zsh|fish", about: "print the completion of this shell", run: printCompletion, words: shellNames},
		{name: manCommand, about: "print the manual page, in the form of man(7)", run: printManual},
		{name: completeCommand, run: printOffer},
		{name: lab.PlayerCommand, run: func([]string, io.Writer, io.Writer) int { return lab.Play() }},
		{name: kernel.HelperCommand, run: func([]string, io.Writer, io.Writer) int { return kernel.Help() }},
	}
}

// findCommand returns the command that stands first, nil if none does.
func findCommand(args []string) *command {
	if len(args) == 0 {
		return nil
	}
	all := commands()
	for i := range all {
		if all[i].name == args[0] {
			return &all[i]
		}
	}
	return nil
}

// commandUsage is what the usage tells after the name of the program, a line each.
func commandUsage() []string {
	lines := []string{"[options] [FILE...]", "-i INTERFACE [options]"}
	for _, c := range commands() {
		switch {
		case c.about == "":
		case c.args == "":
			lines = append(lines, c.name)
		default:
			lines = append(lines, c.name+" "+c.args)
		}
	}
	return lines
}
