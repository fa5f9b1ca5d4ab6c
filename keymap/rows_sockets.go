package keymap

// Sockets shows the TCP sockets of this host.
const Sockets Action = "sockets"

const groupSockets = "In the sockets of this host"

// socketRows are the keys of the page of this host's sockets.
func socketRows() []Binding {
	return []Binding{
		{Action: Sockets, Keys: keys("I"), Where: Screen, Group: groupWholes, Help: "this host's sockets: who holds and leaks them"},
		{Action: Enter, Keys: keys("Enter"), Where: InSockets, Group: groupSockets, Help: "its sockets; of a socket the packets", Footer: "its sockets", Rank: 2},
		{Action: SortPrev, Keys: keys("<"), Where: InSockets, Group: groupSockets, Help: "by the column before; first: the worst first", Footer: "sort", Rank: 3},
		{Action: SortNext, Keys: keys(">"), Where: InSockets, Group: groupSockets, Help: "sort by the next column", Footer: "sort", Rank: 3},
		{Action: SortTurn, Keys: keys("R"), Where: InSockets, Group: groupSockets, Help: "sort the other way"},
		{Action: Left, Keys: keys("Left", "h"), Where: InSockets, Group: groupSockets, Help: "a column to the left"},
		{Action: Right, Keys: keys("Right", "l"), Where: InSockets, Group: groupSockets, Help: "a column to the right"},
	}
}
