package main

import (
	"fmt"
	"strings"

	"tcptui/keymap"
)

const keysHead = `# Keys: what every key does

` + note + `
These are the default keys. ` + "`?`" + ` shows on the screen what works where you are, and the footer the most useful ones. Each
action can have other keys, in the section ` + "`[keys.PLACE]`" + ` of the settings ([settings.md](settings.md#keys)), and can be
typed by its name behind ` + "`:`" + `. The keys of a pane come before those of the screen.
`

// places are the words for where keys work, in the order of the document.
var places = []struct {
	scope keymap.Scope
	title string
}{
	{keymap.Screen, "Everywhere on the screen"}, {keymap.InPackets, "In the packet list"}, {keymap.InHeader, "In the TCP header"},
	{keymap.InState, "In the states of a connection"}, {keymap.InStream, "In the stream of a connection"}, {keymap.InBytes, "In the bytes"},
	{keymap.InLayers, "In the layers"}, {keymap.InConns, "In the connections"}, {keymap.InProblems, "In the list of problems"},
	{keymap.InStats, "In the statistics"}, {keymap.InGraph, "In the graphs"}, {keymap.InSockets, "In the sockets of this host"},
	{keymap.InStart, "On the start page"}, {keymap.InHelp, "In the help"}, {keymap.InMenu, "In a menu"},
	{keymap.InPrompt, "In a line that asks for something"}, {keymap.InFilter, "In the filter line"}, {keymap.InFind, "In the line that finds"},
	{keymap.InCommand, "In the command line"},
}

// keysPage is the document of all keys, a section for each place.
func keysPage() string {
	var b strings.Builder
	b.WriteString(keysHead)
	for _, p := range places {
		var groups []string
		rows := make(map[string][]keymap.Binding)
		for _, row := range keymap.Defaults() {
			if row.Where != p.scope {
				continue
			}
			if rows[row.Group] == nil {
				groups = append(groups, row.Group)
			}
			rows[row.Group] = append(rows[row.Group], row)
		}
		if len(groups) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\nPlace in the settings: `%s`.\n", p.title, p.scope)
		for _, group := range groups {
			if len(groups) > 1 {
				fmt.Fprintf(&b, "\n### %s\n", group)
			}
			b.WriteString("\n| keys | what they do | action |\n|---|---|---|\n")
			for _, row := range rows[group] {
				fmt.Fprintf(&b, "| %s | %s | `%s` |\n", signs(row), cell(row.Help), row.Action)
			}
		}
	}
	return b.String()
}

// signs are the keys of a row.
func signs(row keymap.Binding) string {
	if row.Show != "" {
		return "`" + row.Show + "`"
	}
	var out []string
	for _, k := range row.Keys {
		out = append(out, "`"+strings.ReplaceAll(k.Sign(), "|", `\|`)+"`")
	}
	return strings.Join(out, " ")
}
