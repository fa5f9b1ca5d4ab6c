package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/capture"
	"tcptui/keymap"
)

// askCopyFile asks for the name of the file that something is copied into.
func (s *shell) askCopyFile(c copyable) {
	q := &textPrompt{typed: newTyped(pathMost, nil), ask: "Copy " + c.what + " into:"}
	q.put([]rune(fileBase(s.title) + "-" + c.file))
	q.do = func(text string) string { return s.copyInto(c, text, q) }
	s.ask(q)
}

// copyInto copies into a file of a name that was typed; before one is overwritten
// it asks, and a no goes back to the line asked. It returns what is wrong with the
// name.
func (s *shell) copyInto(c copyable, text string, asked asker) string {
	path := homePath(strings.TrimSpace(text))
	if path == "" {
		return "type a file name"
	}
	switch st, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		s.startCopy(c, path, false)
	case err != nil:
		return err.Error()
	case st.IsDir():
		return "that is a directory"
	case !st.Mode().IsRegular():
		return "that is no file that could be overwritten"
	default:
		s.ask(&sureness{s: s, text: path + " exists: overwrite it?", yes: func() { s.startCopy(c, path, true) }, before: asked})
	}
	return ""
}

// sureness asks whether something is really to be done: y does it, everything else
// does not.
type sureness struct {
	s      *shell
	text   string
	yes    func()
	before asker // that a no goes back to
}

func (p *sureness) insert(rune)               {} // pasted text is no answer
func (p *sureness) key(k keymap.Key)          { p.answer(k == "y") }
func (p *sureness) act(*shell, keymap.Action) { p.answer(false) }

// answer closes the question.
func (p *sureness) answer(yes bool) {
	if !yes {
		p.s.prompt = p.before
		return
	}
	p.s.prompt = nil
	p.yes()
}

func (p *sureness) draw(screen tcell.Screen, x, y, width int, th *theme) {
	ask := line{{"  ", th.bar}, {"y", th.key}, {" yes, any other key: no", th.bar}}
	text := fit(p.text, max(width-1-ask.width(), 8))
	filled(append(line{{" " + text, th.onBar(th.warn)}}, ask...), th.bar, width).draw(screen, x, y, width)
	screen.HideCursor()
}

// copyJob is a copying under way in a goroutine of its own.
type copyJob struct {
	*task[int]        // bytes that were written
	what, path string // path "": to the clipboard

	data    bytes.Buffer // for the clipboard. These three are the worker's until the end
	size    int64        // of the file
	missing string       // see copyable.write
}

// startCopy copies in the background: into a file, or with an empty path to the
// clipboard.
func (s *shell) startCopy(c copyable, path string, overwrite bool) {
	if s.copying != nil {
		s.say("something is being copied already")
		return
	}
	j := &copyJob{what: c.what, path: path}
	j.task = startTask(s, func(ctx context.Context, put func(int)) (err error) {
		if path == "" {
			j.missing, err = c.write(ctx, &tallied{w: &j.data, put: put, most: clipMost})
			return err
		}
		j.size, err = capture.SaveBytes(path, overwrite, func(w io.Writer) (err error) {
			j.missing, err = c.write(ctx, &tallied{w: w, put: put})
			return err
		})
		return err
	})
	s.copying = j
}

// tallied counts what is written, and tells it now and then. With most it refuses
// to write more.
type tallied struct {
	w       io.Writer
	put     func(int)
	most    int // 0: any amount
	n, told int
}

// tellEvery is how many bytes are written between two looks at the progress.
const tellEvery = 1 << 20

func (c *tallied) Write(b []byte) (int, error) {
	if c.most > 0 && c.n+len(b) > c.most {
		return 0, fmt.Errorf("it has more than the %s that terminals take", bytesText(c.most))
	}
	n, err := c.w.Write(b)
	if c.n += n; c.n-c.told >= tellEvery {
		c.told = c.n
		c.put(c.n)
	}
	return n, err
}

// copied tells what came of a copying that has ended.
func (s *shell) copied() {
	j := s.copying
	if j == nil {
		return
	}
	over, err := j.over()
	if !over {
		return
	}
	s.copying = nil
	switch {
	case errors.Is(err, context.Canceled):
		s.say("copying was cancelled")
	case err != nil && j.path == "":
		s.say("nothing was copied: " + err.Error() + "; " + s.sign(keymap.CopyToFile) + " writes a file")
	case err != nil:
		s.say("nothing was copied: " + err.Error() + s.refused(err))
	case j.path == "":
		s.clipped(j.data.Bytes(), j.missing)
	default:
		s.say("copied " + j.what + ", " + bytesText(int(j.size)) + ", into " + j.path + j.missing)
	}
}

// copyingLine is the footer while something is being copied.
func (s *shell) copyingLine() line {
	th := &s.m.th
	n, _ := s.copying.take()
	return line{{" copying " + s.copying.what + " · " + bytesText(n), th.bar},
		{"  ", th.bar}, {s.keys.KeyOf(s.scope(), keymap.Back), th.key}, {" cancel", th.bar}}
}
