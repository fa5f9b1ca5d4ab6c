package ui

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// clipboard takes what is copied.
type clipboard interface {
	// set hands data to the clipboard. Whether it arrives nobody tells; the error
	// says that it cannot.
	set(data []byte) error
}

// clipMost is how much is handed to a terminal, in bytes: as base64 that is the
// 100,000 characters that the terminals with the least room take.
const clipMost = 74994

// errLinux says why the text console of Linux copies nothing.
var errLinux = errors.New("the Linux console has no clipboard")

// tooLong is the error of what a terminal would drop.
func tooLong(n int) error {
	return fmt.Errorf("%s are more than the %s that terminals take", bytesText(n), bytesText(clipMost))
}

// multiplexer is what stands between the program and the terminal.
type multiplexer int

const (
	noMultiplexer multiplexer = iota
	tmux
	gnuScreen
)

// multiplexerOf tells it by the environment. Over ssh only TERM comes along.
func multiplexerOf(env func(string) string) multiplexer {
	term := env("TERM")
	switch {
	case env("TMUX") != "" || strings.HasPrefix(term, "tmux"):
		return tmux
	case env("STY") != "" || strings.HasPrefix(term, "screen"):
		return gnuScreen
	}
	return noMultiplexer
}

// osc52 is the escape sequence with which a terminal takes data into its
// clipboard, xterm's OSC 52. tmux and screen pass it on when it is wrapped; they
// get it bare too, as tmux with set-clipboard on takes only that one.
func osc52(data []byte, via multiplexer) string {
	const esc, end = "\x1b", "\x1b\\"
	bare := esc + "]52;c;" + base64.StdEncoding.EncodeToString(data) + "\a"
	switch via {
	case tmux:
		return bare + esc + "Ptmux;" + strings.ReplaceAll(bare, esc, esc+esc) + end
	case gnuScreen:
		const most = 250 // bytes that screen takes in one piece
		var b strings.Builder
		for rest := bare; rest != ""; {
			n := min(most, len(rest))
			b.WriteString(esc + "P" + rest[:n] + end)
			rest = rest[n:]
		}
		return b.String()
	}
	return bare
}

// ttyClipboard writes the sequence to the terminal.
type ttyClipboard struct {
	tty io.Writer
	via multiplexer
}

func (c ttyClipboard) set(data []byte) error {
	if len(data) > clipMost {
		return tooLong(len(data))
	}
	if _, err := io.WriteString(c.tty, osc52(data, c.via)); err != nil {
		return fmt.Errorf("the terminal takes nothing: %w", err)
	}
	return nil
}

// screenClipboard lets the terminal library write the sequence, where there is no
// terminal of our own to write to.
type screenClipboard struct{ screen tcell.Screen }

func (c screenClipboard) set(data []byte) error {
	if len(data) > clipMost {
		return tooLong(len(data))
	}
	c.screen.SetClipboard(data)
	return nil
}

// noClipboard takes nothing.
type noClipboard struct{ err error }

func (c noClipboard) set([]byte) error { return c.err }

// clipboardOf is the clipboard of a screen. env reads the environment.
func clipboardOf(screen tcell.Screen, env func(string) string) clipboard {
	if tty, ok := screen.Tty(); ok {
		if env("TERM") == "linux" {
			return noClipboard{errLinux}
		}
		return ttyClipboard{tty, multiplexerOf(env)}
	}
	return screenClipboard{screen}
}
