package ui

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// escapes reads what a terminal sends and makes it unambiguous. ESC is a key of
// its own and begins the sequences of other keys; only time tells them apart. What
// may still become a sequence is held back: until it has, or until release says
// that nothing followed. Everything else goes through as it comes.
//
// How the input is cut into chunks makes no difference to what comes out.
type escapes struct {
	state inputState
	char  []byte // the beginning of a character of several bytes
	held  []byte // ESC, several, or ESC with what begins a sequence
	text  []byte // parameters of a control sequence, or the text of a command

	// ground is told of the colour behind the text when the terminal answers the
	// question for it; nil: nobody asks.
	ground func(ground)
}

type inputState int

const (
	inText    inputState = iota
	inEscape             // after ESC
	inIntro              // after ESC [, ESC O, ESC ]
	inControl            // in a control sequence
	inLinuxF             // after ESC [ [, with which the Linux console begins F1 to F5
	inCommand            // in an operating system command, which a terminal answers with
	inCommandEnd
	inPaste
)

// What tcell takes for the Escape key without waiting, and how it knows the end
// of pasted text.
const (
	esc        = 0x1b
	escapeKey  = "\x1b[27u"
	pasteBegin = "200~"
	pasteEnd   = "\x1b[201~"
)

// answerMost bounds what is kept of a command.
const answerMost = 64

// altKey is a character with Alt, as tcell takes it without waiting.
func altKey(c byte) string { return "\x1b[" + strconv.Itoa(int(c)) + ";3u" }

// pending reports whether something is held back that time can make a key.
func (e *escapes) pending() bool { return e.state == inEscape || e.state == inIntro }

// release is what was held back when nothing followed it.
func (e *escapes) release() []byte {
	if !e.pending() {
		return nil
	}
	keys := len(e.held)
	out := ""
	if e.state == inIntro {
		keys -= 2
		out = altKey(e.held[len(e.held)-1])
	}
	e.held, e.state = e.held[:0], inText
	return []byte(strings.Repeat(escapeKey, keys) + out)
}

// scan takes a chunk and appends what can be told of it to out. What is no UTF-8
// becomes U+FFFD: tcell would look at it for ever.
func (e *escapes) scan(out, chunk []byte) []byte {
	for _, c := range chunk {
		if c < utf8.RuneSelf && len(e.char) == 0 {
			out = e.step(out, c)
			continue
		}
		e.char = append(e.char, c)
		for len(e.char) > 0 && utf8.FullRune(e.char) {
			r, n := utf8.DecodeRune(e.char)
			for _, b := range utf8.AppendRune(nil, r) {
				out = e.step(out, b)
			}
			e.char = append(e.char[:0], e.char[n:]...)
		}
	}
	return out
}

func (e *escapes) step(out []byte, c byte) []byte {
	switch e.state {
	case inEscape:
		return e.afterEscape(out, c)
	case inIntro:
		return e.afterIntro(out, c)
	case inControl:
		return e.control(out, c)
	case inCommand, inCommandEnd:
		return e.command(out, c)
	case inPaste:
		return e.paste(out, c)
	case inLinuxF:
		e.state = inText
	case inText:
		if c == esc {
			e.held, e.state = append(e.held[:0], c), inEscape
			return out
		}
	}
	return append(out, c)
}

// afterEscape takes what follows ESC, or several.
func (e *escapes) afterEscape(out []byte, c byte) []byte {
	switch c {
	case esc:
		e.held = append(e.held, c)
		return out
	case '[', 'O', ']':
		e.held, e.state = append(e.held, c), inIntro
		return out
	}
	keys := len(e.held) - 1
	if c >= utf8.RuneSelf { // tcell knows no Alt with it
		keys++
	}
	e.held, e.state = e.held[:0], inText
	out = append(out, strings.Repeat(escapeKey, keys)...)
	if c >= utf8.RuneSelf {
		return append(out, c)
	}
	switch c {
	case 'N', 'X', '^', '_', '\\': // tcell would wait for the end of a string, or drop it
		return append(out, altKey(c)...)
	}
	return append(out, esc, c)
}

// afterIntro takes what follows ESC [, ESC O or ESC ].
func (e *escapes) afterIntro(out []byte, c byte) []byte {
	last := len(e.held) - 1
	kind, escs := e.held[last], e.held[:last]
	if kind == ']' && (c < '0' || c > '9') || kind == 'O' && c == esc {
		return e.step(append(out, e.release()...), c) // no sequence of a terminal's
	}
	for len(escs) > 2 || len(escs) > 1 && kind == ']' { // rxvt sends two for a key with Alt
		out, escs = append(out, escapeKey...), escs[1:]
	}
	out = append(append(out, escs...), kind)
	e.held, e.text = e.held[:0], e.text[:0]
	switch kind {
	case '[':
		e.state = inControl
		return e.control(out, c)
	case ']':
		e.state = inCommand
		return e.command(out, c)
	}
	e.state = inText
	return append(out, c)
}

// control takes a control sequence.
func (e *escapes) control(out []byte, c byte) []byte {
	if len(e.text) < answerMost {
		e.text = append(e.text, c)
	}
	switch {
	case c == esc: // another sequence begins
		e.held, e.state = append(e.held[:0], c), inEscape
		return out
	case c >= 0x20 && c <= 0x3f:
	case string(e.text) == "[":
		e.state = inLinuxF
	case string(e.text) == pasteBegin:
		e.state = inPaste
	default:
		e.state = inText
	}
	return append(out, c)
}

// paste takes pasted text up to its end. Nothing in it is a key: ESC is left out.
func (e *escapes) paste(out []byte, c byte) []byte {
	if len(e.held) == 0 && c != esc {
		return append(out, c)
	}
	e.held = append(e.held, c)
	switch {
	case string(e.held) == pasteEnd:
		out = append(out, e.held...)
		e.held, e.state = e.held[:0], inText
	case !strings.HasPrefix(pasteEnd, string(e.held)):
		n := len(e.held) - 1
		text := append(bytes.TrimPrefix(e.held[:n:n], []byte{esc}), c)
		if e.held = e.held[:0]; c == esc {
			e.held, text = append(e.held, c), text[:len(text)-1]
		}
		out = append(out, text...)
	}
	return out
}

// command takes an operating system command.
func (e *escapes) command(out []byte, c byte) []byte {
	switch {
	case e.state == inCommandEnd && c == '\\', c == 0x07:
		e.state = inText
		e.answered(string(e.text))
	case e.state == inCommandEnd:
		e.state = inCommand
	case c == esc:
		e.state = inCommandEnd
	case len(e.text) < answerMost:
		e.text = append(e.text, c)
	}
	return append(out, c)
}

// askGround asks the terminal for the colour behind its text.
const askGround = "\x1b]11;?\x1b\\"

// answered takes the terminal's answer to it: "11;rgb:1e1e/1e1e/1e1e".
func (e *escapes) answered(text string) {
	var r, g, b string
	text, ok := strings.CutPrefix(text, "11;rgb:")
	if !ok || e.ground == nil {
		return
	}
	if part := strings.Split(text, "/"); len(part) == 3 {
		r, g, b = part[0], part[1], part[2]
	}
	var level [3]float64
	for i, digits := range []string{r, g, b} {
		n, err := strconv.ParseUint(digits, 16, 16)
		if err != nil {
			return
		}
		level[i] = float64(n) / float64(uint64(1)<<(4*len(digits))-1)
	}
	if luminance(level) > middleGround {
		e.ground(lightGround)
		return
	}
	e.ground(darkGround)
}

// String says where in the input it is, for tests.
func (e *escapes) String() string {
	return fmt.Sprintf("state %d, held %q, character %q", e.state, e.held, e.char)
}
