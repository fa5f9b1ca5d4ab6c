package keymap

// The actions of the packet list.
const (
	Columns     Action = "columns"
	PrevColumn  Action = "previous-column"
	NextColumn  Action = "next-column"
	ColumnLeft  Action = "column-left"
	ColumnRight Action = "column-right"
	Wider       Action = "column-wider"
	Narrower    Action = "column-narrower"
	AutoWidth   Action = "column-automatic"
	ColourRules Action = "colour-rules"
)

// packetsRows are the keys of the packet list, and the one for its columns,
// which works in every pane: the field under the cursor of any can become one.
func packetsRows() []Binding {
	return []Binding{
		{Action: Enter, Keys: keys("Enter"), Where: InPackets, Group: groupPackets, Help: "into the header of the selected packet", Footer: "header", Rank: 13},
		{Action: Left, Keys: keys("Left", "h"), Where: InPackets, Group: groupPackets, Help: "scroll the Info column back"},
		{Action: Right, Keys: keys("Right", "l"), Where: InPackets, Group: groupPackets, Help: "scroll the Info column on"},
		{Action: PrevColumn, Keys: keys("<"), Where: InPackets, Group: groupPackets, Help: "choose the column before: the cursor's", Footer: "column", Rank: 13},
		{Action: NextColumn, Keys: keys(">"), Where: InPackets, Group: groupPackets, Help: "choose the next column", Footer: "column", Rank: 13},
		{Action: ColumnLeft, Keys: keys("H"), Where: InPackets, Group: groupPackets, Help: "move the chosen column to the left"},
		{Action: ColumnRight, Keys: keys("L"), Where: InPackets, Group: groupPackets, Help: "move the chosen column to the right"},
		{Action: Wider, Keys: keys("+"), Where: InPackets, Group: groupPackets, Help: "make the chosen column wider"},
		{Action: Narrower, Keys: keys("-"), Where: InPackets, Group: groupPackets, Help: "make the chosen column narrower"},
		{Action: AutoWidth, Keys: keys("="), Where: InPackets, Group: groupPackets, Help: "as wide as its content needs again"},
		{Action: ColourRules, Keys: keys("K"), Where: InPackets, Group: groupPackets, Help: "colour the packets by rules, or not"},
		{Action: Columns, Keys: keys("C"), Where: Screen, Group: groupShow, Help: "columns: any field, order, width", Footer: "columns", Rank: 13},
	}
}
