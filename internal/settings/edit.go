package settings

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pelletier/go-toml/v2/unstable"

	"tcptui/internal/private"
)

// Save writes settings to the user's file: the only time that the program
// changes it. Only the settings that differ from those in force are written, the
// rest of the file stays as it is, with its comments. It waits for the disk.
func (s *Store) Save(want Settings) error {
	c := s.Config()
	if c.Path == "" {
		s.mu.Lock()
		s.config = &Config{Settings: want}
		s.mu.Unlock()
		return nil
	}
	data, err := readConfig(c.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", c.Path, err)
	}
	text, err := edit(c.Path, data, &c.Settings, &want)
	if err != nil {
		return err
	}
	if err := replaceConfig(c.Path, text); err != nil {
		return err
	}
	saved := Parse(c.Path, text, s.checks)
	s.mu.Lock()
	s.config = saved
	s.mu.Unlock()
	return nil
}

// replaceConfig writes the file. A link stays one, and the mode stays.
func replaceConfig(path string, text []byte) error {
	if err := private.Changeable(path); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	mode := os.FileMode(0o600)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if st, err := os.Stat(path); err == nil {
		mode = st.Mode().Perm()
	}
	return writeFile(path, text, mode)
}

// splice is a part of a text and what comes in its place.
type splice struct {
	from, to int
	text     string
}

// edit changes the text of a settings file so that the settings that differ
// between was and want are as in want.
func edit(file string, data []byte, was, want *Settings) ([]byte, error) {
	root, err := parseTree(data)
	if err != nil {
		return nil, fmt.Errorf("%w: put it right before settings can be saved", noTOML(file, data, err))
	}
	doc := outline(data)
	var all []splice
	for _, o := range options() {
		if o.differs(was, want) {
			all = append(all, doc.set(&o, root.child(o.key), want)...)
		}
	}
	text := apply(data, all)
	before, after := Parse(file, data, Checks{}), Parse(file, text, Checks{})
	for _, o := range options() {
		goal := &before.Settings
		if o.differs(was, want) {
			goal = want
		}
		if o.differs(goal, &after.Settings) {
			return nil, fmt.Errorf("%s: %s cannot be saved there: write it yourself", file, o.key)
		}
	}
	return text, nil
}

// differs reports whether a setting is not the same in a and b.
func (o *option) differs(a, b *Settings) bool { return o.kind.show(a) != o.kind.show(b) }

// document is where the lines of a settings file belong.
type document struct {
	data  []byte
	parts []part
	top   int // where a new setting goes: after the last before the first heading
}

// part is the lines of an expression.
type part struct {
	key      string // the setting that it belongs to
	from, to int
}

// outline finds the lines of a document that was parsed before.
func outline(data []byte) *document {
	d := &document{data: data}
	var p unstable.Parser
	p.Reset(data)
	heading, inSection := "", false
	for p.NextExpression() {
		e := p.Expression()
		keys := e.Key()
		if !keys.Next() {
			continue
		}
		first := keys.Node()
		at := part{string(first.Data), int(first.Raw.Offset), int(first.Raw.Offset)}
		if e.Kind == unstable.KeyValue {
			at.to = int(e.Raw.Offset + e.Raw.Length)
		} else {
			heading, inSection = at.key, true
		}
		at.from = bytes.LastIndexByte(data[:at.from], '\n') + 1
		at.to = lineEnd(data, at.to)
		if inSection {
			at.key = heading
		} else {
			d.top = at.to
		}
		d.parts = append(d.parts, at)
	}
	return d
}

// lineEnd is where the line after off begins.
func lineEnd(data []byte, off int) int {
	if i := bytes.IndexByte(data[off:], '\n'); i >= 0 {
		return off + i + 1
	}
	return len(data)
}

// set says what must be changed for a setting; n is its value in the document.
func (d *document) set(o *option, n *node, want *Settings) []splice {
	sec, isSection := o.kind.(section)
	if !isSection && n != nil && n.size > 0 {
		return []splice{{n.off, n.off + n.size, o.kind.show(want)}}
	}
	var out []splice
	first := -1
	for _, p := range d.parts {
		if p.key == o.key {
			out = append(out, splice{p.from, p.to, ""})
			if first < 0 {
				first = p.from
			}
		}
	}
	text, at := "", d.top
	switch {
	case isSection:
		at = len(d.data)
		if text = sec.lines(want); text == "" {
			return out
		}
		if first >= d.top {
			at = first
		} else if at > 0 {
			text = "\n" + text
		}
	default:
		text = o.key + " = " + o.kind.show(want) + "\n"
	}
	if at > 0 && d.data[at-1] != '\n' {
		text = "\n" + text
	}
	return append(out, splice{at, at, text})
}

// apply makes the changes. Those at the same place keep their order.
func apply(data []byte, all []splice) []byte {
	slices.SortStableFunc(all, func(a, b splice) int { return cmp.Compare(a.from, b.from) })
	var out []byte
	at := 0
	for _, s := range all {
		out = append(out, data[at:max(s.from, at)]...)
		out = append(out, s.text...)
		at = max(at, s.to)
	}
	return append(out, data[at:]...)
}
