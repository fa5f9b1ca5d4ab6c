package capture

import "strings"

// Sandbox says what a process has given up.
type Sandbox struct {
	CapsDropped bool     // it has no capability but those of Kept
	Kept        []string // capabilities, by name
	NoNewPrivs  bool     // no program that it starts has more rights
	Landlock    bool     // it can write to no file but in Writable
	Writable    []string
	Why         string // what of these is not so, and why; "": all is
}

// Needs are what a process still needs when it confines itself.
type Needs struct {
	Write  []string // directories to write in; one that is not there is made
	Remove []string // those that it removes at its end, when they are empty
}

// String is a summary of a line.
func (s Sandbox) String() string {
	var parts []string
	switch {
	case s.CapsDropped && len(s.Kept) == 0:
		parts = append(parts, "no capabilities")
	case s.CapsDropped:
		parts = append(parts, "no capability but "+strings.Join(s.Kept, ", "))
	}
	if s.Landlock {
		parts = append(parts, "writes confined by Landlock")
	}
	if s.Why != "" {
		parts = append(parts, s.Why)
	}
	return strings.Join(parts, "; ")
}
