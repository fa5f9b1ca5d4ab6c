package report

import "strings"

// TapPlace is what may stand at the end of an argument of -z that is being typed.
type TapPlace struct {
	From   int      // byte where the part begins that is typed now
	Words  []string // that may stand there
	Filter bool     // a display filter may stand there
}

// CompleteTap tells what may follow the last comma of an argument of -z.
func CompleteTap(arg string) TapPlace {
	parts := strings.Split(arg, ",")
	before := parts[:len(parts)-1]
	if len(before) == 0 {
		var names []string
		for _, k := range tapKinds() {
			names = append(names, k.name)
		}
		return TapPlace{Words: names}
	}
	p := TapPlace{From: len(arg) - len(parts[len(before)])}
	for _, k := range tapKinds() {
		if k.name == before[0] {
			next := k.next(before[1:])
			p.Words, p.Filter = next.words, next.filter
		}
	}
	return p
}

// wordsThenFilter are the arguments of taps that take one of some words, and then a
// filter.
func wordsThenFilter(words ...string) func([]string) tapWords {
	return func(before []string) tapWords {
		if len(before) == 0 {
			return tapWords{words: words}
		}
		return tapWords{filter: true}
	}
}

func nextOfExpert(before []string) tapWords {
	if len(before) > 0 {
		return tapWords{filter: true}
	}
	var words []string
	for _, g := range expertGrades {
		words = append(words, g.name)
	}
	return tapWords{words, true}
}

func nextOfFollow(before []string) tapWords {
	switch len(before) {
	case 0:
		return tapWords{words: []string{"tcp"}}
	case 1:
		return tapWords{words: followNames()}
	}
	return tapWords{} // the number of a stream
}

func nextOfIO(before []string) tapWords {
	switch {
	case len(before) == 0:
		return tapWords{words: []string{"phs", "stat"}}
	case before[0] == "stat" && len(before) == 1:
		return tapWords{} // seconds
	case before[0] == "stat":
		var calcs []string
		for _, k := range ioCalcs {
			calcs = append(calcs, k.name+"(")
		}
		return tapWords{calcs, true}
	}
	return tapWords{filter: true}
}
