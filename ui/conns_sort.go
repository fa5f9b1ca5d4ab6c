package ui

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"tcptui/flows"
)

// sortedConn is a connection with what it is sorted by.
type sortedConn struct {
	key sortKey
	id  flows.ConnID
}

// order compares two keys; what has none comes last in both directions.
func (k sortKey) order(other sortKey, downward bool) int {
	if k.none != other.none {
		if k.none {
			return 1
		}
		return -1
	}
	n := cmp.Compare(k.a, other.a)
	if n == 0 {
		n = cmp.Compare(k.b, other.b)
	}
	if downward {
		return -n
	}
	return n
}

// compare says which of two lines comes first: equal ones by number.
func (x *sortedConn) compare(y *sortedConn, downward bool) int {
	if n := x.key.order(y.key, downward); n != 0 {
		return n
	}
	return cmp.Compare(x.id, y.id)
}

func (x *sortedConn) before(y *sortedConn, downward bool) bool { return x.compare(y, downward) < 0 }

// sortConns orders connections; equal ones by number. With an error ctx has ended:
// who sorts millions by another column than was meant is not to have a core taken
// until that is done.
func sortConns(ctx context.Context, lines []sortedConn, downward bool) ([]flows.ConnID, error) {
	ordered, err := inOrder(ctx, lines, downward)
	if err == nil && !ordered {
		err = sortParts(ctx, lines, downward)
	}
	if err != nil {
		return nil, err
	}
	ids := make([]flows.ConnID, len(lines))
	for i := range lines {
		ids[i] = lines[i].id
	}
	return ids, nil
}

// inOrder reports whether lines are sorted already, as where all are alike.
func inOrder(ctx context.Context, lines []sortedConn, downward bool) (bool, error) {
	for i := 1; i < len(lines); i++ {
		if i%arrangeStep == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		if lines[i].before(&lines[i-1], downward) {
			return false, nil
		}
	}
	return true, nil
}

// sortPart is how many lines are sorted between two looks at the context.
const sortPart = 1 << 15

// sortParts sorts lines, of which no two are equal, by parting them until the parts are
// small. What they are parted by is drawn by lot: nobody who sends packets can have it
// take the square of the lines.
func sortParts(ctx context.Context, lines []sortedConn, downward bool) error {
	for len(lines) > sortPart {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := partConns(lines, downward)
		less, more := lines[:at], lines[at+1:]
		if len(less) > len(more) {
			less, more = more, less
		}
		if err := sortParts(ctx, less, downward); err != nil { // the smaller: not deep
			return err
		}
		lines = more
	}
	slices.SortFunc(lines, func(x, y sortedConn) int { return x.compare(&y, downward) })
	return ctx.Err()
}

// partConns puts the lines that come before one of them in front of it, the others
// behind it, and returns its place.
func partConns(lines []sortedConn, downward bool) int {
	last := len(lines) - 1
	pivot := median(lines, rand.IntN(len(lines)), rand.IntN(len(lines)), rand.IntN(len(lines)), downward)
	lines[pivot], lines[last] = lines[last], lines[pivot]
	x, at := lines[last], 0
	for i := range lines[:last] {
		if lines[i].before(&x, downward) {
			lines[i], lines[at] = lines[at], lines[i]
			at++
		}
	}
	lines[at], lines[last] = lines[last], lines[at]
	return at
}

// median is which of three lines lies between the others.
func median(lines []sortedConn, a, b, c int, downward bool) int {
	if lines[b].before(&lines[a], downward) {
		a, b = b, a
	}
	switch {
	case lines[c].before(&lines[a], downward):
		return a
	case lines[c].before(&lines[b], downward):
		return c
	}
	return b
}
