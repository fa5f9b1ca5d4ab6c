package ui

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// filePrompt is the line that asks for the name of a capture.
type filePrompt struct {
	entry
	s     *shell
	found []string // names that complete what was typed
	pick  int      // the one that is shown; -1: none
	base  string   // what they complete
}

// askFile asks for the name of a capture to be opened.
func (s *shell) askFile() {
	s.prompt = &filePrompt{entry: entry{most: pathMost}, s: s, pick: -1}
}

func (p *filePrompt) insert(r rune) {
	p.found = nil
	p.entry.insert(r)
}

func (p *filePrompt) key(k keymap.Key) {
	p.found = nil
	p.entry.key(k)
}

func (p *filePrompt) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Clear:
		p.found = nil
		p.clear()
	case keymap.Erase:
		p.found = nil
		if !p.erase() {
			s.prompt = nil
		}
	case keymap.NextPane:
		p.complete()
	case keymap.Accept:
		path := homePath(strings.TrimSpace(string(p.text)))
		if st, err := os.Stat(path); err == nil && st.IsDir() {
			p.err = "that is a directory; Tab goes through what is in it"
			return
		}
		if s.prompt = nil; path != "" {
			s.openCapture(Choice{Path: path})
		}
	}
}

// complete goes on with what was typed: first as far as all names agree, then
// through the names one by one.
func (p *filePrompt) complete() {
	p.err = ""
	if p.found == nil {
		p.base = string(p.text)
		if p.found, p.pick = filesLike(p.base), -1; len(p.found) == 0 {
			p.err = "no file has a name that begins so"
			return
		}
		if most := commonPrefix(p.found); len(most) > len(p.base) || len(p.found) == 1 {
			p.text = []rune(most)
			if len(p.found) == 1 {
				p.found = nil
			}
			return
		}
	}
	p.pick = (p.pick + 1) % len(p.found)
	p.text = []rune(p.found[p.pick])
}

// filesLike are the files and directories whose names begin with what was typed,
// directories with a separator at their end. Hidden ones have to be asked for.
func filesLike(typed string) []string {
	dir, begin := filepath.Split(typed)
	where := homePath(dir)
	if where == "" {
		where = "."
	}
	entries, err := os.ReadDir(where)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, begin) || begin == "" && strings.HasPrefix(name, ".") {
			continue
		}
		if st, err := os.Stat(filepath.Join(where, name)); err == nil && st.IsDir() {
			name += string(filepath.Separator)
		}
		out = append(out, dir+name)
	}
	return out
}

// commonPrefix is how far all texts agree, in whole characters.
func commonPrefix(texts []string) string {
	most := texts[0]
	for _, t := range texts[1:] {
		n := 0
		for i, r := range most {
			if !strings.HasPrefix(t[min(i, len(t)):], string(r)) {
				break
			}
			n = i + len(string(r))
		}
		most = most[:min(n, len(most))]
	}
	return most
}

// homePath is a path as a shell reads it: ~ at its beginning is the home
// directory.
func homePath(path string) string {
	rest, ok := strings.CutPrefix(path, "~/")
	if home, err := os.UserHomeDir(); ok && err == nil {
		return filepath.Join(home, rest)
	}
	return path
}

func (p *filePrompt) draw(screen tcell.Screen, x, y, width int, th *theme) {
	l := line{{" Open: ", th.bar}}
	more := line{{"   Tab completes", th.bar}}
	if n := len(p.found); n > 1 {
		more = line{{"   " + plural(n, "name"), th.bar}}
	}
	if p.err != "" {
		more = line{{"  ", th.bar}, {p.err, th.onBar(th.bad)}}
	}
	text := string(p.text)
	room := max(width-l.width()-1-min(more.width(), width/2), 8)
	for textWidth(text) > room { // the end of a long name is what is being typed
		_, _, n := nextCell(text)
		text = text[n:]
	}
	l = append(l, span{text, th.key})
	cursor := l.width()
	filled(append(l, more...), th.bar, width).draw(screen, x, y, width)
	screen.ShowCursor(x+min(cursor, width-1), y)
}
