package ui

// The widths of the columns that matter, in cells. From flagNamesFrom on there
// is room for the flags' names and all else that matters; the form of the flags
// depends on nothing but the room, so that the whole list has one.
const (
	flagNamesFrom = 72
	flagsLeast    = 11 // FIN,PSH,ACK
	endLeast      = 11 // an address and a port, both recognisable
	endUsual      = 15
	endIPv4       = 21 // the longest of IPv4 with a port
	infoLeast     = 15 // client SYN-SENT, or a verdict
	infoUsual     = 18 // server ESTABLISHED
)

// steps are what the columns get, in the order of their importance: each column
// grows to most cells, or to what it wants if that is less. A column that has no
// room for its first step is left out; later ones are given what there is. The
// ends grow together, so that the longer of them is not shortened alone.
var steps = []struct{ col, most int }{
	{colNo, unlimited}, {colTime, unlimited}, {colSource, endLeast}, {colDest, endLeast}, {colFlags, flagsLeast}, {colInfo, infoLeast},
	{colSource, 12}, {colDest, 12}, {colSource, 13}, {colDest, 13}, {colSource, 14}, {colDest, 14}, {colSource, endUsual}, {colDest, endUsual},
	{colInfo, infoUsual}, {colLen, unlimited}, {colSeq, unlimited}, {colAck, unlimited},
	{colFlags, unlimited}, {colSource, endIPv4}, {colDest, endIPv4}, {colWindow, unlimited}, {colProto, unlimited},
	{colSource, unlimited}, {colDest, unlimited},
}

// planColumns decides how wide each column is, 0 for none, when they would like
// want and there are width cells. There is a blank between columns. Info has
// what is left when the others have what they want.
func planColumns(want [numColumns]int, width int) [numColumns]int {
	var got [numColumns]int
	got[colNo] = max(min(want[colNo], width), 0)
	rest := width - got[colNo]
	want[colInfo] = infoUsual
	for _, s := range steps {
		to := min(want[s.col], s.most)
		switch has := got[s.col]; {
		case has >= to:
		case has > 0:
			more := max(min(to-has, rest), 0)
			got[s.col], rest = has+more, rest-more
		case s.col != colNo && to+1 <= rest:
			got[s.col], rest = to, rest-to-1
		}
	}
	if got[colInfo] > 0 {
		got[colInfo] += max(rest, 0)
	}
	return got
}

// holdPages is how many pages a column keeps a width that nothing on the screen
// needs any more.
const holdPages = 2

// held is the width of a column that holds still while the list scrolls.
type held struct {
	width int
	top   int // first row on the screen when it was last needed
}

// grow returns the width of a column that needs w cells while the row at top is
// the first on the screen. It shrinks only when the rows that needed more are
// further than far away.
func (h *held) grow(w, top, far int) int {
	if away := top - h.top; w >= h.width || away > far || -away > far {
		h.width, h.top = w, top
	}
	return h.width
}

// otherMost is how wide frames without TCP make a column at most: their addresses
// are not what the list is for.
const otherMost = endUsual
