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
	extraLeast    = 6  // a column that the user added: a number of that size
	extraUsual    = 13 // a state, or a time of day without its end
	extraMost     = 60 // text is cut to that unless the user makes the column wider
	fixedLeast    = 4  // what a column of a fixed width is cut to at most
)

// steps are what the columns get, in the order of their importance: the columns
// of a kind grow to most cells, or to what they want if that is less. A column
// that has no room for its first step is left out; later ones are given what
// there is. The ends grow together, so that the longer of them is not shortened
// alone.
var steps = []struct{ kind, most int }{
	{colNo, unlimited}, {colTime, unlimited}, {colExtra, extraLeast}, {colSource, endLeast}, {colDest, endLeast}, {colFlags, flagsLeast}, {colInfo, infoLeast},
	{colExtra, extraUsual},
	{colSource, 12}, {colDest, 12}, {colSource, 13}, {colDest, 13}, {colSource, 14}, {colDest, 14}, {colSource, endUsual}, {colDest, endUsual},
	{colInfo, infoUsual}, {colLen, unlimited}, {colSeq, unlimited}, {colAck, unlimited}, {colExtra, endIPv4},
	{colFlags, unlimited}, {colSource, endIPv4}, {colDest, endIPv4}, {colWindow, unlimited}, {colProto, unlimited},
	{colExtra, extraMost}, {colSource, unlimited}, {colDest, unlimited},
}

// wish is how wide a column would like to be.
type wish struct {
	kind  int
	want  int  // cells
	fixed bool // the user said so: it gets that at its first step
}

// planColumns decides how wide each column is, 0 for none, when there are width
// cells; got has room for the answer. There is a blank between columns. Info has
// what is left when the others have what they want. There is always a column as
// long as there is a cell.
func planColumns(wishes []wish, width int, got []int) []int {
	got = got[:0]
	for range wishes {
		got = append(got, 0)
	}
	p := planning{wishes, got, width + 1}
	for _, s := range steps {
		for i := range wishes {
			if wishes[i].kind == s.kind {
				p.step(i, s.most)
			}
		}
	}
	if p.rest == width+1 && len(got) > 0 { // nothing had room
		got[0] = max(width, 0)
		return got
	}
	for i := range wishes {
		if w := &wishes[i]; w.kind == colInfo && !w.fixed && got[i] > 0 {
			got[i] += max(p.rest, 0)
			break
		}
	}
	return got
}

// planning is the widths while they are decided.
type planning struct {
	wishes []wish
	got    []int
	rest   int // cells that are left; each column takes one more, for the blank
}

// step lets a column grow to most cells.
func (p *planning) step(i, most int) {
	w := p.wishes[i]
	if w.kind == colInfo && !w.fixed {
		w.want = infoUsual
	}
	to := min(w.want, most)
	if w.fixed {
		if to = w.want; p.got[i] == 0 && p.rest > fixedLeast {
			to = min(to, p.rest-1)
		}
	}
	switch has := p.got[i]; {
	case has >= to:
	case has > 0:
		more := max(min(to-has, p.rest), 0)
		p.got[i], p.rest = has+more, p.rest-more
	case to+1 <= p.rest:
		p.got[i], p.rest = to, p.rest-to-1
	}
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
