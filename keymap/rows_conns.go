package keymap

// What can be done in the table of connections.
const (
	Conns Action = "connections"

	SortNumber   Action = "sort-number"
	SortClient   Action = "sort-client"
	SortServer   Action = "sort-server"
	SortState    Action = "sort-state"
	SortDuration Action = "sort-duration"
	SortSegments Action = "sort-segments"
	SortBytes    Action = "sort-bytes"
	SortResent   Action = "sort-retransmissions"
	SortRate     Action = "sort-retransmission-rate"
	SortRTT      Action = "sort-round-trip"
	SortProblems Action = "sort-problems"
	SortEnd      Action = "sort-end"
	SortActivity Action = "sort-activity"
	SortStart    Action = "sort-start"
	SortUp       Action = "sort-client-bytes"
	SortDown     Action = "sort-server-bytes"
	SortKernel   Action = "sort-kernel"
	SortProcess  Action = "sort-process"
	SortPrev     Action = "sort-previous-column"
	SortNext     Action = "sort-next-column"

	Select     Action = "select"
	SelectNone Action = "select-none"
	FindConns  Action = "find-connections"
	AllConns   Action = "all-connections"
	GroupConns Action = "group"
	FoldGroups Action = "fold-all"
	UnfoldAll  Action = "unfold-all"

	SilentSockets Action = "silent-sockets"
)

// The headings of the help.
const (
	groupConns  = "In the connections"
	groupSorted = "Sort the connections; again: the other way"
	groupWholes = "The whole capture"
)

// connRows are the keys of the table of connections. Each column has a letter,
// with Shift as in k9s; numbers begin with the largest.
func connRows() []Binding {
	rows := []Binding{
		{Action: Conns, Keys: keys("c"), Where: Screen, Group: groupWholes, Help: "the connections, as a table", Footer: "connections", Rank: 5},
		{Action: Enter, Keys: keys("Enter"), Where: InConns, Group: groupConns, Help: "its packets, or the selected; folds a group", Footer: "its packets", Rank: 2},
		{Action: FindConns, Keys: keys("/"), Where: InConns, Group: groupConns, Help: "only connections that contain a text", Footer: "find", Rank: 3},
		{Action: Select, Keys: keys("Space"), Where: InConns, Group: groupConns, Help: "select it, or not; Enter shows the selected", Footer: "select", Rank: 5},
		{Action: SelectNone, Keys: keys("Backspace"), Where: InConns, Group: groupConns, Help: "select none"},
		{Action: FilterToConn, Keys: keys("o"), Where: InConns, Group: groupConns, Help: "only the packets of it, or of the selected"},
		{Action: GroupConns, Keys: keys("b"), Where: InConns, Group: groupConns, Help: "by service, by server, by client, or each", Footer: "group", Rank: 5},
		{Action: UnfoldAll, Keys: keys("+"), Where: InConns, Group: groupConns, Help: "unfold all groups"},
		{Action: FoldGroups, Keys: keys("-"), Where: InConns, Group: groupConns, Help: "fold all groups"},
		{Action: AllConns, Keys: keys("u"), Where: InConns, Group: groupConns, Help: "those the display filter leaves, or all"},
		{Action: SilentSockets, Keys: keys("Z"), Where: InConns, Group: groupConns, Help: "with sockets that have no packets, or not"},
		{Action: Left, Keys: keys("Left", "h"), Where: InConns, Group: groupConns, Help: "a column to the left"},
		{Action: Right, Keys: keys("Right", "l"), Where: InConns, Group: groupConns, Help: "a column to the right"},
		{Action: SortPrev, Keys: keys("<"), Where: InConns, Group: groupSorted, Help: "by the column before", Footer: "sort", Rank: 4},
		{Action: SortNext, Keys: keys(">"), Where: InConns, Group: groupSorted, Help: "by the next column", Footer: "sort", Rank: 4},
	}
	for _, x := range []struct {
		action Action
		key    Key
		help   string
	}{
		{SortNumber, "N", "by number, in the order of their beginning"},
		{SortClient, "C", "by the client's address"},
		{SortServer, "S", "by the server's address"},
		{SortState, "T", "by the states of both ends"},
		{SortDuration, "D", "by duration"},
		{SortSegments, "P", "by segments (packets)"},
		{SortBytes, "B", "by bytes of data, both ways"},
		{SortResent, "R", "by segments that were sent again"},
		{SortRate, "X", "by the part of the bytes sent again"},
		{SortRTT, "L", "by round trip time (latency)"},
		{SortProblems, "E", "by problems (expert findings)"},
		{SortEnd, "F", "by how it ended (finished)"},
		{SortActivity, "Y", "by the last activity"},
		{SortStart, "A", "by beginning, the latest first (age)"},
		{SortKernel, "H", "by the kernel's state, differences first"},
		{SortProcess, "J", "by the process that holds its socket"},
		{SortUp, "U", "by bytes of the client (up)"},
		{SortDown, "W", "by bytes of the server (down)"},
	} {
		rows = append(rows, Binding{Action: x.action, Keys: keys(x.key), Where: InConns, Group: groupSorted, Help: x.help})
	}
	return rows
}
