package keymap

// The actions of the problems and of going to what a packet is about.
const (
	Problems    Action = "problems"
	Unfold      Action = "unfold"
	Refold      Action = "refold"
	OpenDiagram Action = "state-diagram"
	About       Action = "about"
)

const groupProblems = "In the list of problems"

// problemsRows are the keys of the list of problems, and those that go from one
// packet to another that it is about.
func problemsRows() []Binding {
	return []Binding{
		{Action: Enter, Keys: keys("Enter"), Where: InProblems, Group: groupProblems, Help: "list the packets; 3Enter: those of kind 3", Footer: "its packets", Rank: 3},
		{Action: Unfold, Keys: keys("Right", "l", "Space"), Where: InProblems, Group: groupProblems, Help: "show each packet of the kind", Footer: "each packet", Rank: 4},
		{Action: Refold, Keys: keys("Left", "h"), Where: InProblems, Group: groupProblems, Help: "only the kinds again", Footer: "kinds", Rank: 5},

		{Action: Problems, Keys: keys("e"), Where: Screen, Group: groupShow, Help: "the problems of the capture, by kind", Footer: "problems", Rank: 6},
		{Action: OpenDiagram, Keys: keys("d"), Where: Screen, Group: groupShow, Help: "the connection's diagram of states, in full"},
		{Action: About, Keys: keys("u"), Where: Screen, Group: groupGo, Help: "to the packet that this one repeats or answers", Footer: "its original", Rank: 13},
	}
}
