// Command keys measures how tcptui feels under the fingers: it runs the real
// binary in a pseudo terminal, presses keys while the capture is being read and
// after, and says how long each took to be on the screen.
//
//	go run ./bench/keys [-cmd ./tcptui] [-size 200x50] [-n 300] [-what keys|views|jumps|streams] FILE
//
// With -what views it opens the problems, the connections and a stream, and presses keys
// while they work. With -what jumps it goes to packets anywhere after all is read; with -what streams it
// also opens their streams there and pages on, in a capture that has nothing but long ones. The user's cache
// is used then, so that a second run begins at once.
//
// A key has been shown when the screen says what only it can have brought there:
// the number of the packet that is selected now, or the title of a view. What is
// told is the time until the last byte of that drawing has come, by the clock at
// the arrival of the bytes: what this program does with them is not counted.
package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"

	"tcptui/internal/vt"
)

func main() {
	cmd := flag.String("cmd", "./tcptui", "the binary")
	size := flag.String("size", "200x50", "columns and lines of the terminal")
	n := flag.Int("n", 300, "keys of each kind, while reading and after")
	what := flag.String("what", "keys", "keys of all kinds, views, jumps or streams")
	flag.Parse()
	var w, h int
	if _, err := fmt.Sscanf(*size, "%dx%d", &w, &h); err != nil || flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: keys [-cmd ./tcptui] [-size 200x50] [-n N] [-what keys|views|jumps|streams] FILE")
		os.Exit(1)
	}
	m := measurement{cmd: *cmd, file: flag.Arg(0), w: w, h: h, n: *n, strokes: strokes, env: []string{"TCPTUI_NO_STATE=1"}}
	switch *what {
	case "views":
		m.strokes = views
	case "jumps":
		m.strokes, m.env, m.prepare = jumps[:1], nil, func(*person) error { return nil }
	case "streams":
		m.strokes, m.env, m.prepare = jumps, nil, prepareStreams
	}
	if err := m.measure(); err != nil {
		fmt.Fprintln(os.Stderr, "keys:", err)
		os.Exit(1)
	}
}

// patience is how long a key may take before the measurement gives up.
const patience = 20 * time.Second

// person is who presses keys and looks at the screen.
type person struct {
	tty    *os.File
	pieces <-chan piece
	screen *vt.Screen
	at     int // number of the selected packet
	rows   int // of which there are that many, as the screen says
}

// piece is what came from the terminal in one read.
type piece struct {
	bytes []byte
	at    time.Time
}

// listen reads what comes from the terminal, with the time when it came.
func listen(tty io.Reader) <-chan piece {
	pieces := make(chan piece, 4096)
	go func() {
		defer close(pieces)
		for {
			buf := make([]byte, 64<<10)
			n, err := tty.Read(buf)
			if err != nil {
				return
			}
			pieces <- piece{buf[:n], time.Now()}
		}
	}()
	return pieces
}

// stroke is a kind of key: what is pressed, and when it is on the screen.
type stroke struct {
	name  string
	press func(p *person) (keys string, shown func(text string) bool)
}

// strokes are what is pressed. Each leaves the packet list as it was before.
var strokes = []stroke{
	{"j, the next packet", func(p *person) (string, func(string) bool) { return "j", p.selects(p.at + 1) }},
	{"k, the one before", func(p *person) (string, func(string) bool) { return "k", p.selects(p.at - 1) }},
	{"NG, any packet", func(p *person) (string, func(string) bool) {
		to := rand.IntN(p.rows-2) + 2
		return strconv.Itoa(to) + "G", p.selects(to)
	}},
	{"g, the first", func(p *person) (string, func(string) bool) { return "g", p.selects(1) }},
	{"z, the list alone", func(p *person) (string, func(string) bool) { return "z", lacks("TCP header") }},
	{"z, all panes again", func(p *person) (string, func(string) bool) { return "z", has("TCP header") }},
	{"e, the problems", func(p *person) (string, func(string) bool) { return "e", has("Problems") }},
	{"Esc, back", func(p *person) (string, func(string) bool) { return "\x1b", has("1 Packets ") }},
	{"?, the help", func(p *person) (string, func(string) bool) { return "?", has("Help: what") }},
	{"q, closed", func(p *person) (string, func(string) bool) { return "q", lacks("Help: what") }},
}

func has(text string) func(string) bool {
	return func(screen string) bool { return strings.Contains(screen, text) }
}

func lacks(text string) func(string) bool {
	return func(screen string) bool { return !strings.Contains(screen, text) }
}

// title finds the selected packet in the title of the packet list.
var title = regexp.MustCompile(`1 Packets ([0-9,]+) of ([0-9,]+)`)

// selects is true of a screen on which a packet is selected.
func (p *person) selects(no int) func(string) bool {
	p.at = no
	return func(screen string) bool {
		at, _, ok := selected(screen)
		return ok && at == no
	}
}

// selected reads the title of the packet list.
func selected(screen string) (at, rows int, ok bool) {
	m := title.FindStringSubmatch(screen)
	if m == nil {
		return 0, 0, false
	}
	at, _ = strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	rows, _ = strconv.Atoi(strings.ReplaceAll(m[2], ",", ""))
	return at, rows, true
}

// lull is how long nothing comes after the last byte of a drawing. Longer than
// the terminal takes to hand on its next 4 KiB, shorter than to the next drawing.
const lull = 2 * time.Millisecond

// wait waits for a screen, and returns it and when it had come whole.
func (p *person) wait(shown func(string) bool, what string) (string, time.Time, error) {
	limit := time.After(patience)
	var at time.Time
	for {
		text, _ := p.screen.Text()
		if shown(text) {
			return text, p.rest(at), nil
		}
		select {
		case piece, ok := <-p.pieces:
			if !ok {
				return "", at, fmt.Errorf("%s: the program has ended", what)
			}
			at = piece.at
			p.screen.Write(piece.bytes)
			at = p.queued(at)
		case <-limit:
			return "", at, fmt.Errorf("%s: not on the screen after %v:\n%s", what, patience, text)
		}
	}
}

// queued takes what has come already, and returns when the last of it came: looking
// at the screen after each piece would keep a core from the program.
func (p *person) queued(at time.Time) time.Time {
	for {
		select {
		case piece, ok := <-p.pieces:
			if !ok {
				return at
			}
			at = piece.at
			p.screen.Write(piece.bytes)
		default:
			return at
		}
	}
}

// rest takes the rest of a drawing of which the last piece came at at, and
// returns when its end came.
func (p *person) rest(at time.Time) time.Time {
	for {
		select {
		case piece, ok := <-p.pieces:
			if !ok {
				return at
			}
			p.screen.Write(piece.bytes)
			if piece.at.Sub(at) > lull {
				return at // the next drawing has begun
			}
			at = piece.at
		case <-time.After(lull):
			return at
		}
	}
}

// reading is true of a screen while the capture is being read: the top line has
// a percent sign.
func reading(screen string) bool {
	top, _, _ := strings.Cut(screen, "\n")
	return strings.Contains(top, "%")
}

// measurement is what is measured.
type measurement struct {
	cmd, file string
	w, h, n   int
	strokes   []stroke
	env       []string
	prepare   func(p *person) error // before the first key, when all is read; nil: the keys begin at once
}

// measure presses keys while the capture is being read, and n times each after.
func (m *measurement) measure() error {
	c := exec.Command(m.cmd, m.file)
	c.Env = append(append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8"), m.env...)
	tty, err := pty.StartWithSize(c, &pty.Winsize{Rows: uint16(m.h), Cols: uint16(m.w)})
	if err != nil {
		return err
	}
	defer tty.Close()
	p := &person{tty: tty, pieces: listen(tty), screen: vt.New(m.w, m.h)}
	took := make([][2][]time.Duration, len(m.strokes))
	screen, _, err := p.wait(func(s string) bool {
		_, rows, ok := selected(s)
		return ok && rows > 100 && (m.prepare == nil || !reading(s))
	}, "the packet list")
	if err == nil && m.prepare != nil {
		err = m.prepare(p)
	}
	if err != nil {
		return err
	}
	for rounds := 0; rounds < m.n; {
		for i := range m.strokes {
			p.at, p.rows, _ = selected(screen)
			when := 1
			if reading(screen) {
				when = 0
			}
			d, after, err := p.stroke(&m.strokes[i])
			if err != nil {
				return err
			}
			took[i][when] = append(took[i][when], d)
			if _, _, ok := selected(after); ok {
				screen = after
			}
		}
		if !reading(screen) {
			rounds++
		}
	}
	report(m.strokes, took)
	fmt.Println("peak memory:", memory(c.Process.Pid))
	if _, err := tty.WriteString("\x03"); err != nil {
		return err
	}
	return c.Wait()
}

// stroke presses a key and waits until it is on the screen.
func (p *person) stroke(s *stroke) (time.Duration, string, error) {
	keys, shown := s.press(p)
	began := time.Now()
	if _, err := p.tty.WriteString(keys); err != nil {
		return 0, "", err
	}
	screen, at, err := p.wait(shown, s.name)
	return max(at.Sub(began), 0), screen, err
}

// report prints the medians, the 99th percentiles and the longest.
func report(strokes []stroke, took [][2][]time.Duration) {
	var all [2][]time.Duration
	line := func(name string, t [2][]time.Duration) {
		fmt.Printf("%-30s", name)
		for _, d := range t {
			if len(d) == 0 {
				fmt.Printf("  %58s", "-")
				continue
			}
			slices.Sort(d)
			fmt.Printf("  %5d keys %6.2f ms median %6.2f ms p99 %7.2f ms at most", len(d), ms(d[len(d)/2]), ms(d[min(len(d)*99/100, len(d)-1)]), ms(d[len(d)-1]))
		}
		fmt.Println()
	}
	fmt.Printf("%-30s  %-58s  %s\n", "", "while reading", "when all is read")
	for i := range strokes {
		line(strokes[i].name, took[i])
		for k := range all {
			all[k] = append(all[k], took[i][k]...)
		}
	}
	line("all", all)
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
