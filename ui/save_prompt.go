package ui

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// savePrompt is the line that asks what to save and where.
type savePrompt struct {
	entry
	s      *shell
	scopes []saveScope
	at     int    // the chosen one
	next   string // sign of the key to the next one
	base   string // what default names begin with
	own    bool   // the user has changed the name
	sure   bool   // it asks whether a file may be overwritten
}

// pathMost is how long a path can be that is typed, in characters.
const pathMost = 1024

// askSave opens the prompt.
func (s *shell) askSave() {
	switch {
	case s.saving != nil:
		s.say(s.saving.unit + "s are being saved already")
		return
	case s.m.snap.Rows() == 0:
		s.say("there are no packets to be saved")
		return
	}
	scopes := saveScopes(s.m)
	if own, ok := s.panes[s.view.focus].(saver); ok {
		scopes = append(own.Saves(s.m), scopes...)
	}
	p := &savePrompt{entry: entry{most: pathMost}, s: s, scopes: scopes, base: fileBase(strings.TrimSuffix(s.title, liveSuffix)),
		next: s.keys.KeyOf(keymap.InPrompt, keymap.NextPane)}
	p.suggest()
	s.prompt = p
}

// fileBase is what default names begin with: the name of the capture without
// its directory and ending, and without what makes a name hard to type.
func fileBase(title string) string {
	name := filepath.Base(strings.ReplaceAll(title, "\\", "/"))
	if i := strings.IndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return -1
	}, name)
	const most = 40
	if name = strings.Trim(name[:min(len(name), most)], "-"); name == "" || strings.HasPrefix(title, "sample: ") {
		return "capture"
	}
	return name
}

// suggest writes the default name of the choice.
func (p *savePrompt) suggest() {
	p.err = ""
	if !p.own {
		p.text = []rune(p.base + p.scopes[p.at].file)
	}
}

func (p *savePrompt) insert(r rune) {
	if p.sure { // it asked a question: no name is being typed
		return
	}
	p.own = true
	p.entry.insert(r)
}

func (p *savePrompt) key(k keymap.Key) {
	if p.sure {
		if k == "y" {
			p.start(p.s.savePath(p.path()), true)
			return
		}
		p.keep()
		return
	}
	p.own = true
	p.entry.key(k)
}

func (p *savePrompt) act(s *shell, a keymap.Action) {
	if p.sure {
		p.keep()
		return
	}
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Clear:
		p.own = true
		p.clear()
	case keymap.Erase:
		p.own = true
		p.erase()
	case keymap.NextPane:
		p.at = (p.at + 1) % len(p.scopes)
		p.suggest()
	case keymap.Accept:
		p.accept()
	}
}

// keep goes back to the name: the file that has it stays as it is.
func (p *savePrompt) keep() { p.sure, p.err = false, "not overwritten: choose another name" }

// path is the name that was typed. A ~ at its beginning is the home directory,
// as for a shell.
func (p *savePrompt) path() string {
	return homePath(strings.TrimSpace(string(p.text)))
}

// accept begins to save. With an error the prompt stays, so that the name can
// be corrected; before a file is overwritten it asks.
func (p *savePrompt) accept() {
	path := p.path()
	if path == "" {
		p.err = "type a file name"
		return
	}
	if check := p.scopes[p.at].check; check != nil {
		if err := check(path); err != nil {
			p.err = err.Error()
			return
		}
	}
	path = p.s.savePath(path)
	switch st, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		p.start(path, false)
	case err != nil:
		p.err = err.Error()
	case st.IsDir():
		p.err = "that is a directory"
	default:
		p.sure = true
	}
}

func (p *savePrompt) start(path string, overwrite bool) {
	p.s.prompt = nil
	p.s.startSave(path, p.scopes[p.at], overwrite)
}

func (p *savePrompt) draw(screen tcell.Screen, x, y, width int, th *theme) {
	if p.sure {
		ask := line{{" exists: overwrite it? ", th.onBar(th.warn)}, {"y", th.key}, {" yes, any other key: no", th.bar}}
		name := fit(string(p.text), max(width-1-ask.width(), 8))
		filled(append(line{{" " + name, th.key}}, ask...), th.bar, width).draw(screen, x, y, width)
		screen.HideCursor()
		return
	}
	what := &p.scopes[p.at]
	l := line{{" Save ", th.bar}, {what.said, th.key}, {" as: ", th.bar}}
	var more line
	if len(p.scopes) > 1 {
		other := &p.scopes[(p.at+1)%len(p.scopes)]
		more = line{{"   (", th.bar}, {p.next, th.key}, {": " + other.offered + ")", th.bar}}
	}
	if p.err != "" { // it matters more
		more = line{{"  ", th.bar}, {p.err, th.onBar(th.bad)}}
	}
	for _, h := range p.s.keys.Footer(keymap.InPrompt) { // as many as there is room for
		hint := line{{"  " + h.Keys, th.key}, {" " + h.Word, th.bar}}
		if l.width()+textWidth(string(p.text))+1+more.width()+hint.width() <= width {
			more = append(more, hint...)
		}
	}
	// The end of a long name is what is being typed.
	text := string(p.text)
	room := max(width-l.width()-1-min(more.width(), width/2), 8)
	for textWidth(text) > room {
		_, _, n := nextCell(text)
		text = text[n:]
	}
	l = append(l, span{text, th.key})
	cursor := l.width()
	filled(append(l, more...), th.bar, width).draw(screen, x, y, width)
	screen.ShowCursor(x+min(cursor, width-1), y)
}
