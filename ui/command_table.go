package ui

import (
	"errors"
	"fmt"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/keymap"
)

// command is a row of the table of commands.
type command struct {
	name, args string // "filter", "[EXPR]"
	help       string // one line

	// complete gives words for the end of what was typed behind the name, and where
	// in it, in characters, they begin; nil: nothing can be completed.
	complete func(s *shell, args string) (found []candidate, from int)

	// do does it. An error is what is wrong with args: then the line stays.
	do func(s *shell, args string) error
}

// ownCommands are the commands that take something, and those that no key does.
func ownCommands() []command {
	return []command{
		{"go", "TIME", "to the first packet from a time on: +1.5s, 12:00:03, 2.5", nil, (*shell).goTime},
		{"connection", "NUMBER", "to the first packet of a connection", nil, (*shell).goConn},
		{"filter", "[EXPR]", "list only packets that a display filter keeps", completeFilter, (*shell).commandFilter},
		{"filters", "", "the saved filters", nil, func(s *shell, _ string) error { return s.commandSaved() }},
		{"find", "[TEXT]", "find text, in this pane or in the list", nil, (*shell).commandFind},
		{"mark", "[LETTER]", "mark the packet, or give it a letter", nil, (*shell).commandMark},
		{"marks", "", "the marks", nil, func(s *shell, _ string) error { s.takes(keymap.GoMark); return nil }},
		{"open", "[FILE]", "open another capture", completePath, (*shell).commandOpen},
		{"save", "[FILE]", "save the listed packets as pcapng or pcap", completePath, (*shell).commandSave},
		{"export", "FILE", "write the list as text: .txt, .tsv or .csv", completePath, (*shell).commandExport},
		{"capture", "", "what is known of the capture: its file, or how it goes on", nil, func(s *shell, _ string) error { return s.commandCapture() }},
		{"summary", "", "the selected packet's connection: what its time went to, what each end did", nil, func(s *shell, _ string) error { return s.commandSummary() }},
		{"say", "[TEXT]", "let the client of a chat in the lab say something; without a text it closes", nil, (*shell).commandSay},
		{"time", "FORMAT", "how times are written", completeSetting("time"), func(s *shell, args string) error { return s.set("time " + args) }},
		{"theme", "[NAME]", "the colours", completeSetting("theme"), (*shell).commandTheme},
		{"layout", "[NUMBER]", "how the panes are placed", completeSetting("layout"), (*shell).commandLayout},
		{"set", "NAME VALUE", "change how things are shown, for this run", completeSet, (*shell).set},
		{"sockets", "", "this host's sockets: who holds and leaks them", nil, func(s *shell, _ string) error { s.toggleView(viewSockets); return nil }},
		{"help", "[TOPIC]", "what the keys do here, or what a command does", completeHelp, (*shell).commandHelp},
		{"q", "", "quit", nil, func(s *shell, _ string) error { return s.commandQuit() }},
	}
}

// commands are all commands that there are where the user is: those of the table,
// and every action of the keymap by its name.
func (s *shell) commands() []command {
	out := ownCommands()
	known := make(map[string]bool)
	for i := range out {
		known[out[i].name] = true
	}
	for _, section := range s.keys.Help(s.scope()) {
		for _, l := range section.Lines {
			a := l.Action
			if name := string(a); !known[name] && name != "" && a != keymap.Digit && a != keymap.Command {
				known[name] = true
				out = append(out, command{name: name, args: "[COUNT]", help: l.Help,
					do: func(s *shell, args string) error { return s.commandAction(a, args) }})
			}
		}
	}
	return out
}

// run does what was typed into the command line.
func (s *shell) run(all []command, text string) error {
	if n, ok := isNumber(text); ok {
		return s.commandGo(n)
	}
	if strings.ContainsRune("+-0123456789", rune(text[0])) {
		return s.goTime(text)
	}
	name, args, _ := splitCommand(text)
	for i := range all {
		if all[i].name == name {
			return all[i].do(s, strings.TrimSpace(args))
		}
	}
	return s.unknownCommand(all, name)
}

// unknownCommand says that there is no command of a name here, and which is near.
func (s *shell) unknownCommand(all []command, name string) error {
	for _, a := range keymap.Actions() {
		if string(a) == name {
			return fmt.Errorf("%s does nothing in this pane", name)
		}
	}
	near := filter.Nearest(name, func(yield func(string) bool) {
		for i := range all {
			if !yield(all[i].name) {
				return
			}
		}
	})
	if near == "" {
		return fmt.Errorf("there is no command %q", name)
	}
	return fmt.Errorf("there is no command %q; did you mean %s?", name, near)
}

// commandAction does an action of the keymap, with the number that was typed
// behind its name.
func (s *shell) commandAction(a keymap.Action, args string) error {
	n := -1
	if args != "" {
		var ok bool
		if n, ok = isNumber(args); !ok {
			return fmt.Errorf("%s takes a number, not %q", a, args)
		}
	}
	s.act(a, n)
	return nil
}

// commandGo goes to the packet of a number.
func (s *shell) commandGo(n int) error {
	if err := allowed(s.m, n); err != nil {
		return err
	}
	s.leap(uint32(n - 1))
	return nil
}

func (s *shell) goConn(args string) error {
	n, ok := isNumber(args)
	conns := s.m.snap.Conns()
	switch {
	case conns == 0:
		return errors.New("there are no TCP connections here" + soFar(s.m))
	case !ok || args == "" || n >= conns:
		return fmt.Errorf("connections are 0 to %s%s", group(conns-1), soFar(s.m))
	}
	if s.m.only != flows.NoConn {
		s.push(s.here())
	}
	s.leap(s.m.firstKept(flows.ConnID(n)))
	return nil
}

func (s *shell) commandFilter(args string) error {
	if args == "" {
		s.askFilter()
		return nil
	}
	f, err := filter.Compile(args, s.catalog())
	if err != nil {
		return errors.New(expected(err))
	}
	s.push(s.here())
	s.applyFilter(f)
	return nil
}

// commandSaved opens the filter line with the menu of saved filters over it.
func (s *shell) commandSaved() error {
	if len(s.past.saved()) == 0 {
		return errors.New("no filter is saved yet; " + s.keys.KeyOf(keymap.InFilter, keymap.SaveFilter) + " in the filter line saves one")
	}
	s.askFilter()
	s.prompt.act(s, keymap.SavedFilters)
	return nil
}

func (s *shell) commandFind(args string) error {
	if args == "" {
		s.askFind("")
		return nil
	}
	at := inList
	if s.target() != nil {
		at = inPane
	}
	q, err := newQuery(at, args, true, false, s.catalog())
	if err != nil {
		return err
	}
	s.past.add(historyFind, args)
	s.find(q)
	return nil
}

func (s *shell) commandMark(args string) error {
	switch {
	case args == "":
		s.takes(keymap.Mark)
	case len(args) != 1 || args[0] < 'a' || args[0] > 'z':
		return errors.New("the names of marks are a to z")
	case s.m.sel == flows.NoRow:
		return errors.New("there is no packet yet")
	default:
		s.nameMark(rune(args[0]))
	}
	return nil
}

func (s *shell) commandOpen(args string) error {
	if args == "" {
		s.askFile()
		return nil
	}
	s.openCapture(Choice{Path: homePath(args)})
	return nil
}

// commandSave saves what is listed; the prompt asks what is not clear.
func (s *shell) commandSave(args string) error {
	s.askSave()
	p, ok := s.prompt.(*savePrompt)
	if ok && args != "" {
		p.own, p.text = true, []rune(args)
		p.accept()
	}
	return nil
}

func (s *shell) commandLayout(args string) error {
	if args == "" {
		s.nextLayout()
		return nil
	}
	return s.set("layout " + args)
}

// commandTheme goes on to the next theme, or to one by its name.
func (s *shell) commandTheme(args string) error {
	if args == "" {
		s.nextTheme()
		return nil
	}
	return s.setTheme(args)
}

// commandQuit quits, unless that would lose what is being saved.
func (s *shell) commandQuit() error {
	if s.saving != nil || s.copying != nil {
		return errors.New("a file is being written; " + s.sign(keymap.Back) + " cancels that, " + s.sign(keymap.Exit) + " cancels it and quits")
	}
	if n := s.m.unsaved(); n > 0 && s.sure != keymap.Quit {
		s.asked = keymap.Quit
		return errors.New(notSaved(n) + ": " + s.keys.KeyOf(keymap.InCommand, keymap.Accept) + " again quits")
	}
	s.quit()
	return nil
}

// commandCapture shows the properties of the capture.
func (s *shell) commandCapture() error {
	s.panes[viewStats].(*statsPane).page = statCapture
	s.open(viewStats)
	return nil
}

// commandSummary opens the page of the connection.
func (s *shell) commandSummary() error {
	s.panes[viewStats].(*statsPane).page = statConn
	s.open(viewStats)
	return nil
}

// commandHelp opens the help, or says what a command or an action is for.
func (s *shell) commandHelp(args string) error {
	if args == "" {
		s.help = newHelp(s.keys, s.scope())
		return nil
	}
	for _, c := range s.commands() {
		if c.name != args {
			continue
		}
		text := strings.TrimSpace(c.name+" "+c.args) + ": " + c.help
		if key := s.sign(keymap.Action(args)); key != "" {
			text += " (" + key + ")"
		}
		s.say(text)
		return nil
	}
	h := newHelp(s.keys, s.scope())
	if !h.mentions(args) {
		return fmt.Errorf("the help has nothing about %q in this pane", args)
	}
	s.help, h.topic = h, args
	return nil
}

// completeHelp gives the names of the commands.
func completeHelp(s *shell, args string) ([]candidate, int) {
	var all []candidate
	for _, c := range s.commands() {
		all = append(all, candidate{c.name, c.help})
	}
	return beginning(all, args), 0
}

// completeFilter gives the names of fields.
func completeFilter(s *shell, args string) ([]candidate, int) {
	c := complete(s.catalog(), []rune(args))
	out := make([]candidate, len(c.found))
	for i, f := range c.found {
		out[i] = candidate{f.Name, f.Label}
	}
	return out, c.from
}
