package main

import (
	"slices"
	"strings"
)

// word is something that may stand on a command line, and what it is.
type word struct{ text, about string }

// offer is what may stand at the cursor of a command line.
type offer struct {
	words  []word   // whole values
	files  bool     // names of files too
	ends   []string // how the names of files end that are meant; none: any
	open   bool     // a value may go on, so that no space follows it
	prefix string   // what of the typed word stands before the values
}

// plainWords are words that say themselves what they are.
func plainWords(texts ...string) []word {
	var out []word
	for _, t := range texts {
		out = append(out, word{text: t})
	}
	return out
}

// behind puts what was typed already before the values of an offer.
func behind(prefix string, o offer) offer {
	o.prefix = prefix + o.prefix
	return o
}

// line is what the words before the cursor say.
type line struct {
	command *command
	given   map[string]bool // options, by long name
	waiting *option         // whose value comes next
	args    int             // how many words are no options
	ended   bool            // by --
}

// offerAt tells what may stand in place of typed, which comes after other words.
func offerAt(before []string, typed string) offer {
	l := line{given: make(map[string]bool)}
	if l.command = findCommand(before); l.command != nil {
		before = before[1:]
	}
	if l.command != nil && l.command.run != nil {
		if n := len(before); n > 0 && l.command.values[before[n-1]] != nil {
			return l.command.values[before[n-1]](typed)
		}
		if l.command.words == nil {
			return offer{}
		}
		return l.command.words(typed)
	}
	for _, w := range before {
		l.read(w)
	}
	name, value, assigned := strings.Cut(typed, "=")
	switch {
	case l.waiting != nil:
		return l.waiting.offer(typed)
	case l.ended || !strings.HasPrefix(typed, "-") || typed == "-":
		o := l.arguments(typed)
		if typed == "-" && !l.ended {
			o.words = append(o.words, l.options()...)
		}
		return o
	case strings.HasPrefix(typed, "--") && assigned:
		if o := byLong(name[2:]); o != nil && o.arg != "" {
			return behind(name+"=", o.offer(value))
		}
		return offer{}
	case strings.HasPrefix(typed, "--"):
		return offer{words: l.options()}
	}
	if o, value := cluster(typed, nil); o != nil && value != "" {
		return behind(typed[:len(typed)-len(value)], o.offer(value))
	}
	return offer{words: append(l.options(), word{text: typed})}
}

// read takes a word before the cursor.
func (l *line) read(w string) {
	switch {
	case l.waiting != nil:
		l.waiting = nil
	case l.ended || !strings.HasPrefix(w, "-") || w == "-":
		l.args++
	case w == "--":
		l.ended = true
	case strings.HasPrefix(w, "--"):
		name, _, assigned := strings.Cut(w[2:], "=")
		l.given[name] = true
		if o := byLong(name); o != nil && o.arg != "" && !assigned {
			l.waiting = o
		}
	default:
		if o, value := cluster(w, l.given); o != nil && value == "" {
			l.waiting = o
		}
	}
}

// cluster goes through letters behind one dash, as -qz, and notes the options. It
// returns the one that takes a value, and the value if it is attached.
func cluster(w string, given map[string]bool) (takes *option, value string) {
	for i := 1; i < len(w); i++ {
		o := byShort(w[i : i+1])
		if o == nil {
			return nil, ""
		}
		if given != nil {
			given[o.long] = true
		}
		if o.arg != "" {
			return o, strings.TrimPrefix(w[i+1:], "=")
		}
	}
	return nil, ""
}

// arguments are what may stand where no option is.
func (l *line) arguments(typed string) offer {
	switch {
	case l.command != nil && l.command.name == checkCommand && l.args == 0 && !l.given["rule"] && !l.given["rules"]:
		return filterOffer(typed)
	case l.command != nil && l.command.name == labCommand && l.args > 0:
		return offer{}
	case l.command != nil:
		return l.command.words(typed)
	}
	o := captureFiles(typed)
	if l.args == 0 && len(l.given) == 0 && !l.ended {
		for _, c := range commands() {
			if c.about != "" {
				o.words = append(o.words, word{c.name, c.about})
			}
		}
	}
	return o
}

// options are those that may still be given: long, and short where there is one.
func (l *line) options() []word {
	var long, short []word
	ofCommand := ""
	for i := range options {
		o := &options[i]
		if o.group != "" {
			ofCommand = o.of
			continue
		}
		wrong := ofCommand != "" && (l.command == nil || l.command.name != ofCommand)
		if wrong || l.given[o.long] && o.list == nil && o.times == nil {
			continue
		}
		long = append(long, word{"--" + o.long, o.help})
		if o.short != "" {
			short = append(short, word{"-" + o.short, o.help})
		}
	}
	return append(short, long...)
}

// offer tells what may stand as the value of an option: what its row says, or the
// words between bars in the name of its argument.
func (o *option) offer(typed string) offer {
	if o.values != nil {
		return o.values(typed)
	}
	if words := strings.Split(o.arg, "|"); len(words) > 1 {
		return offer{words: plainWords(words...)}
	}
	return offer{}
}

func byLong(name string) *option {
	return findOption(func(o *option) bool { return o.long == name })
}

func byShort(letter string) *option {
	return findOption(func(o *option) bool { return o.short == letter })
}

func findOption(is func(*option) bool) *option {
	i := slices.IndexFunc(options, func(o option) bool { return o.group == "" && is(&o) })
	if i < 0 {
		return nil
	}
	return &options[i]
}
