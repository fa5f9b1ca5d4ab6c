package keymap

// What can be done in the statistics.
const (
	Stats      Action = "statistics"
	NextPage   Action = "next-page"
	PrevPage   Action = "previous-page"
	NextLayer  Action = "next-layer"
	StatsOfAll Action = "statistics-of-all"
	SortTurn   Action = "sort-other-way"

	groupStats = "In the statistics"
)

// statRows are the keys of the statistics.
func statRows() []Binding {
	return []Binding{
		{Action: Stats, Keys: keys("i"), Where: Screen, Group: groupWholes, Help: "statistics (information)", Footer: "statistics", Rank: 9},
		{Action: NextPage, Keys: keys("Tab", "]"), Where: InStats, Group: groupStats, Help: "the next page; 3Tab: the third", Footer: "page", Rank: 2},
		{Action: PrevPage, Keys: keys("Shift-Tab", "["), Where: InStats, Group: groupStats, Help: "the page before"},
		{Action: Enter, Keys: keys("Enter"), Where: InStats, Group: groupStats, Help: "the packets that the line counts", Footer: "its packets", Rank: 3},
		{Action: NextLayer, Keys: keys("b"), Where: InStats, Group: groupStats, Help: "ends of the next layer: TCP, UDP, IP, Ethernet", Footer: "layer", Rank: 5},
		{Action: StatsOfAll, Keys: keys("u"), Where: InStats, Group: groupStats, Help: "of what the display filter keeps, or of all", Footer: "filtered or all", Rank: 6},
		{Action: SortPrev, Keys: keys("<"), Where: InStats, Group: groupStats, Help: "sort by the column before", Footer: "sort", Rank: 4},
		{Action: SortNext, Keys: keys(">"), Where: InStats, Group: groupStats, Help: "sort by the next column", Footer: "sort", Rank: 4},
		{Action: SortTurn, Keys: keys("R"), Where: InStats, Group: groupStats, Help: "sort the other way"},
		{Action: Left, Keys: keys("Left", "h"), Where: InStats, Group: groupStats, Help: "a column to the left"},
		{Action: Right, Keys: keys("Right", "l"), Where: InStats, Group: groupStats, Help: "a column to the right"},
	}
}
