package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// commandBox is the command line: a packet's number, a time, or a command with
// what it takes.
type commandBox struct {
	typed
	s     *shell
	all   []command
	err   string // what is wrong with it; "" while it is typed
	found []candidate
	from  int // where the word begins that found completes, in characters
	pick  int // of found, that stands in the text; -1: none
}

// candidate is a word that completes a command.
type candidate struct{ word, help string }

// commandMost is how long a command can be, in characters.
const commandMost = 4096

// askCommand opens the command line.
func (s *shell) askCommand() {
	b := &commandBox{typed: newTyped(commandMost, s.past.history(historyCommand)), s: s, all: s.commands()}
	b.check()
	s.prompt = b
}

// scope is where the line's keys are looked up.
func (b *commandBox) scope() keymap.Scope { return keymap.InCommand }

// check looks for words that complete what is before the cursor.
func (b *commandBox) check() {
	b.err, b.pick = "", -1
	before := string(b.text[:b.at])
	name, args, spaced := splitCommand(before)
	b.found, b.from = nil, 0
	switch {
	case strings.TrimSpace(before) == "" || before[0] >= '0' && before[0] <= '9':
	case !spaced:
		b.from = b.at - len([]rune(name))
		for i := range b.all {
			b.found = append(b.found, candidate{b.all[i].name, b.all[i].help})
		}
		b.found = beginning(b.found, name)
	default:
		c := b.command(name)
		if c == nil || c.complete == nil {
			break
		}
		b.found, b.from = c.complete(b.s, args)
		b.from += b.at - len([]rune(args))
	}
	slices.SortStableFunc(b.found, func(x, y candidate) int { return strings.Compare(x.word, y.word) })
	if len(b.found) == 1 && b.found[0].word == string(b.text[b.from:b.at]) {
		b.found = nil // it is complete
	}
}

// splitCommand divides a line into the command and what it takes. spaced says that
// there is a blank between them.
func splitCommand(text string) (name, args string, spaced bool) {
	name, args, spaced = strings.Cut(strings.TrimLeft(text, " "), " ")
	return name, strings.TrimLeft(args, " "), spaced
}

// beginning are the candidates that begin with a word, else those that have it
// inside.
func beginning(all []candidate, word string) []candidate {
	lower := strings.ToLower(word)
	for _, fits := range []func(name, word string) bool{strings.HasPrefix, strings.Contains} {
		var out []candidate
		for _, c := range all {
			if fits(strings.ToLower(c.word), lower) {
				out = append(out, c)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// command is the command of a name; nil when there is none.
func (b *commandBox) command(name string) *command {
	for i := range b.all {
		if b.all[i].name == name {
			return &b.all[i]
		}
	}
	return nil
}

func (b *commandBox) insert(r rune) {
	if _, number := isNumber(b.String()); number && b.err != "" && r >= '0' && r <= '9' {
		b.put(nil) // there is no such packet: another number begins
	}
	if b.typed.insert(r) {
		b.check()
	}
}

func (b *commandBox) key(k keymap.Key) {
	if r, ok := runeOf(k); ok {
		b.insert(r)
	}
}

func (b *commandBox) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Accept:
		b.accept()
	case keymap.Complete:
		b.completeWord()
	case keymap.Erase:
		if len(b.text) == 0 { // there is nothing left to erase but the line
			s.prompt = nil
			return
		}
		fallthrough
	default:
		if b.typed.act(a) {
			b.check()
		} else {
			b.found = nil
		}
	}
}

// list offers all commands, where nothing is typed yet.
func (b *commandBox) list() {
	b.put(nil)
	for i := range b.all {
		b.found = append(b.found, candidate{b.all[i].name, b.all[i].help})
	}
	slices.SortStableFunc(b.found, func(x, y candidate) int { return strings.Compare(x.word, y.word) })
}

// completeWord goes on with the word before the cursor: first as far as all
// candidates agree, then through them one by one.
func (b *commandBox) completeWord() {
	if len(b.found) == 0 {
		b.check()
	}
	if len(b.found) == 0 {
		if strings.TrimSpace(b.String()) == "" {
			b.list()
		}
		return
	}
	word := commonWord(b.found)
	if b.pick >= 0 || len([]rune(word)) <= b.at-b.from {
		b.pick = (b.pick + 1) % len(b.found)
		word = b.found[b.pick].word
	}
	found, from, pick := b.found, b.from, b.pick
	b.text = slices.Replace(b.text, b.from, b.at, []rune(word)...)
	b.at = b.from + len([]rune(word))
	if b.check(); len(found) > 1 {
		b.found, b.from, b.pick = found, from, pick // Tab again goes on among the same
	}
}

// commonWord is how all candidates begin, as far as it is the same.
func commonWord(found []candidate) string {
	out := []rune(found[0].word)
	for _, c := range found[1:] {
		n := 0
		for _, r := range c.word {
			if n == len(out) || out[n] != r {
				break
			}
			n++
		}
		out = out[:n]
	}
	return string(out)
}

// accept does the command. With an error the line stays, so that it can be
// corrected.
func (b *commandBox) accept() {
	text := strings.TrimSpace(b.String())
	s := b.s
	s.prompt = nil
	if text == "" {
		return
	}
	if err := s.run(b.all, text); err != nil {
		b.err, s.prompt = err.Error(), b
		b.found = nil
		return
	}
	s.past.add(historyCommand, text)
}

func (b *commandBox) draw(screen tcell.Screen, x, y, width int, th *theme) {
	var tail line
	if b.err != "" {
		tail = line{{"  ", th.bar}, {b.err, th.onBar(th.bad)}}
	}
	b.typed.draw(screen, rect{x, y, width, 1}, line{{" : ", th.key}}, th.key, tail, th)
}

// drawAbove draws above the line what can be done, and the words that complete it.
func (b *commandBox) drawAbove(screen tcell.Screen, r rect, th *theme) {
	y := r.y + r.h - 2
	if y < r.y {
		return
	}
	lines := []line{b.status(th)}
	if b.err != "" && textWidth(b.err)+len(b.text)+5 > r.w { // it does not fit beside the text
		lines = wrapText(b.err, max(r.w-2, 1), th.onBar(th.bad))
		lines = lines[:min(len(lines), y-r.y+1, statusMost)]
	}
	y -= len(lines) - 1
	for i, l := range lines {
		filled(append(line{{" ", th.bar}}, l...), th.bar, r.w).draw(screen, r.x, y+i, r.w)
	}
	drawCandidates(screen, rect{r.x, r.y, r.w, y - r.y}, b.found, b.pick, th)
}

// drawCandidates draws words with what they mean at the bottom of r, the picked
// one marked.
func drawCandidates(screen tcell.Screen, r rect, found []candidate, pick int, th *theme) {
	n := min(candidatesMost, max(r.h, 0))
	from := max(min(pick-n/2, len(found)-n), 0)
	shown := found[from:min(from+n, len(found))]
	wide := 0
	for _, c := range shown {
		wide = max(wide, min(textWidth(c.word), r.w/2))
	}
	for i, c := range shown {
		mark, name, text := "   ", th.key, th.bar
		if from+i == pick {
			mark, name, text = " ▸ ", th.selected, th.selected
		}
		l := line{{mark, name}, {padRight(fit(c.word, wide), wide), name}, {"  " + c.help, text}}
		filled(l, text, r.w).draw(screen, r.x, r.y+r.h-len(shown)+i, r.w)
	}
}

// status says in words what can be done.
func (b *commandBox) status(th *theme) line {
	k := func(a keymap.Action) span { return span{b.s.keys.KeyOf(keymap.InCommand, a), th.key} }
	name, _, spaced := splitCommand(b.String())
	l := line{{"a packet, 1 to " + group(b.s.m.snap.Rows()) + ", a time as +1.5s, or a command", th.bar}}
	if b.s.m.snap.Rows() == 0 {
		l[0].text = "a command; there are no packets" + soFar(b.s.m)
	}
	if c := b.command(name); c != nil && (spaced || len(b.found) == 0) {
		l = line{{strings.TrimSpace(c.name + " " + c.args), th.key}, {"  " + c.help, th.bar}}
	}
	switch n := len(b.found); {
	case n == 0 && strings.TrimSpace(b.String()) == "":
		l = append(l, span{"  ", th.bar}, k(keymap.Complete), span{" lists them", th.bar})
	case n > 0:
		l = line{k(keymap.Complete), span{" completes: " + plural(n, "word"), th.bar}}
	}
	if len(b.earlier) > 0 {
		l = append(l, span{"  ", th.bar}, k(keymap.Up), span{" earlier", th.bar})
	}
	return append(l, span{"  ", th.bar}, k(keymap.Back), span{" cancel", th.bar})
}

// isNumber reports whether a text is a packet's number, and which.
func isNumber(text string) (int, bool) {
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
