package ui

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"tcptui/keymap"
)

// Warning is something that is wrong with the settings or with what is
// remembered, and was put right. Its texts are hostile.
type Warning struct {
	Where string // file and place in it; "" where no file is to blame
	Text  string
}

// wishes are what the user set that concerns the screen as a whole.
type wishes struct {
	scheme  scheme
	dress   func(scheme, theme) // tells the screen of another theme
	saveDir string              // of files that are given by name alone; "": the working directory
	news    func() []Warning    // those that came since it was called last; nil: there are none
	warned  []Warning           // all of them
	talk    *Talk               // with the scenario that is shown; nil: it is none
	heard   string              // what it told last, as long as that is the message
	suspend func()              // stops the program until the shell continues it
}

// layoutKeys are the names of the layouts in the settings.
var layoutKeys = [len(layouts)]string{"four-panes", "list-above", "one-pane"}

// setUp takes over what the user set.
func (s *shell) setUp(c Config) {
	s.wishes = wishes{scheme: c.scheme, dress: func(scheme, theme) {}, saveDir: c.SaveDirectory, news: c.Warnings, talk: c.Talk, suspend: func() {}}
	if s.scheme.colours == 0 && c.Screen == nil { // no screen was opened yet
		s.scheme.colours = 256
	}
	s.past.memory = c.Memory
	s.m.macros = c.Macros
	s.view.layout = slices.Index(layoutKeys[:], c.Layout)
	if c.Place > 1 {
		s.say(fmt.Sprintf("last time you were at packet %s; %d%s goes there", group(c.Place), c.Place, s.keys.KeyOf(keymap.Screen, keymap.End)))
	}
	s.takeWarnings()
}

// takeWarnings shows the first of the warnings that are new.
func (s *shell) takeWarnings() {
	if s.news == nil {
		return
	}
	fresh := s.news()
	if len(fresh) == 0 {
		return
	}
	s.warned = append(s.warned, fresh...)
	text := fresh[0].Text
	if where := fresh[0].Where; where != "" {
		text = filepath.Base(where) + ": " + text
	}
	s.say(s.keys.KeyOf(keymap.Screen, keymap.Warnings) + " lists " + plural(len(s.warned), "warning") + ": " + text)
}

// showWarnings opens the list of the warnings.
func (s *shell) showWarnings() {
	if len(s.warned) == 0 {
		s.say("nothing is wrong with the settings")
		return
	}
	s.openHelp()
}

// openHelp opens the help; what is wrong with the settings comes first.
func (s *shell) openHelp() {
	s.help = newHelp(s.keys, s.scope())
	var sections []keymap.Section
	for i, w := range s.warned {
		title := w.Where
		if title == "" {
			title = "Warning"
		}
		part := keymap.Section{Title: fitTitle(title, helpColumn)}
		for k, l := range wrapText(breakWords(w.Text, helpColumn-helpKeys), helpColumn-helpKeys, s.m.th.text) {
			var text strings.Builder
			for _, sp := range l {
				text.WriteString(sp.text)
			}
			number := ""
			if k == 0 {
				number = fmt.Sprintf("warning %d", i+1)
			}
			part.Lines = append(part.Lines, keymap.HelpLine{Keys: number, Help: text.String()})
		}
		sections = append(sections, part)
	}
	s.help.sections = append(sections, s.help.sections...)
}

// breakWords makes words that are wider than a line into several.
func breakWords(text string, width int) string {
	var b strings.Builder
	cells := 0
	for len(text) > 0 {
		part, w, n := nextCell(text)
		text = text[n:]
		if part == " " {
			cells = 0
		} else if cells += w; cells > width {
			b.WriteByte(' ')
			cells = w
		}
		b.WriteString(part)
	}
	return b.String()
}

// savePath is where a file goes that is given as path: a name alone is one in the
// directory that the user set for it.
func (s *shell) savePath(path string) string {
	if s.saveDir != "" && path != "" && filepath.Base(path) == path {
		return filepath.Join(s.saveDir, path)
	}
	return path
}
