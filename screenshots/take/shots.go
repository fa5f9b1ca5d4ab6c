package main

// shot is one picture: a sample, a size of the terminal, and what is typed.
type shot struct {
	name   string
	sample string // of testdata/samples
	w, h   int    // cells
	steps  []step
}

// step is one key and a text that the screen shows once it has done its work.
type step struct {
	key   string // a character, or the name of a key as keymap writes it
	until string
}

// shots are the pictures of the README and the documents.
func shots() []shot {
	return []shot{
		{"main", "chat", 160, 48, typed("8", "G", "Packets 8 of 50")},
		{"small", "chat", 80, 24, typed("8", "G", "Packets 8 of 50")},
		{"reset", "chat", 160, 48, typed("3", "0", "G", "Packets 30 of 50")},
	}
}

// typed are the steps of keys that are awaited together: the screen shows until
// after the last.
func typed(keys ...string) []step {
	last := len(keys) - 1
	steps := make([]step, 0, last)
	for _, k := range keys[:last] {
		steps = append(steps, step{key: k})
	}
	steps[last-1].until = keys[last]
	return steps
}
