package keymap

// The actions of opening another capture.
const (
	StartPage Action = "start-page"
	OpenFile  Action = "open-file"
)

const groupStart = "On the start page"

// startRows are the keys of the start page.
func startRows() []Binding {
	return []Binding{
		{Action: Enter, Keys: keys("Enter"), Where: InStart, Group: groupStart, Help: "open it; on an interface: capture on it live", Footer: "open", Rank: 2},
		{Action: OpenFile, Keys: keys("o"), Where: InStart, Group: groupStart, Help: "open a file by its name", Footer: "a file", Rank: 3},

		{Action: StartPage, Keys: keys("O"), Where: Screen, Group: groupProgram, Help: "other captures, samples, interfaces"},
		{Action: OpenFile, Keys: keys("Ctrl-O"), Where: Screen, Group: groupProgram, Help: "open another capture by its name"},
	}
}
