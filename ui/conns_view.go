package ui

import (
	"cmp"
	"slices"
	"sort"

	"tcptui/flows"
	"tcptui/kernel"
)

// connView is a list as it is folded: which line shows what. The goroutine of the
// event loop owns it. Nothing of it grows with the groups of a list, only with those
// that the user folded or unfolded one by one.
type connView struct {
	list  *connList
	all   bool              // groups are unfolded, but for those of other
	other map[groupKey]bool // folded where all are unfolded, unfolded where none is
	apart []apartGroup      // those of other that are listed, in their order
	lines int
}

// apartGroup is a group that is folded otherwise than the rest.
type apartGroup struct {
	group int // in connList.groups
	shift int // how much further down the next groups begin for it and those before
}

// isOpen reports whether a group is unfolded.
func (v *connView) isOpen(key groupKey) bool { return v.all != v.other[key] }

// turn folds a group that is unfolded, and the other way round.
func (v *connView) turn(key groupKey) {
	if v.other[key] {
		delete(v.other, key)
		return
	}
	v.other[key] = true
}

// turnAll folds or unfolds all groups.
func (v *connView) turnAll(open bool) {
	v.all = open
	clear(v.other)
}

// fold counts the lines anew after a group was folded or unfolded.
func (v *connView) fold() {
	v.apart, v.lines = v.apart[:0], 0
	l := v.list
	switch {
	case l == nil:
		return
	case !l.headed:
		for i := range l.groups { // one, or none
			v.lines += l.groups[i].size
		}
		return
	}
	for key := range v.other {
		if i, ok := l.index.groups[key]; ok {
			v.apart = append(v.apart, apartGroup{group: i})
		}
	}
	slices.SortFunc(v.apart, func(a, b apartGroup) int { return cmp.Compare(a.group, b.group) })
	shift := 0
	for i := range v.apart {
		size := l.groups[v.apart[i].group].size
		if v.all {
			size = -size
		}
		shift += size
		v.apart[i].shift = shift
	}
	v.lines = v.start(len(l.groups))
}

// start is the line of a group's head, or of its first member where there are no
// heads. Behind the last group it is how many lines there are.
func (v *connView) start(i int) int {
	if !v.list.headed {
		return 0
	}
	line := i
	if v.all {
		line += v.list.index.before[i]
	}
	at, _ := slices.BinarySearchFunc(v.apart, i, func(g apartGroup, i int) int { return cmp.Compare(g.group, i) })
	if at > 0 {
		line += v.apart[at-1].shift
	}
	return line
}

// at says what line i shows: a group, and which of its members, -1 for its head.
func (v *connView) at(i int) (g *connGroup, member int) {
	at := 0
	if v.list.headed {
		at = sort.Search(len(v.list.groups), func(g int) bool { return v.start(g) > i }) - 1
	}
	g, member = &v.list.groups[at], i-v.start(at)
	if v.list.headed {
		member--
	}
	return g, member
}

// conn is the connection of line i, NoConn for the head of a group, a socket or no
// line.
func (v *connView) conn(i int) flows.ConnID {
	if v.list == nil || i < 0 || i >= v.lines {
		return flows.NoConn
	}
	if g, member := v.at(i); member >= 0 {
		if id := v.list.member(g, member); id < firstSocket {
			return id
		}
	}
	return flows.NoConn
}

// socket is the socket of line i, nil for other lines.
func (v *connView) socket(i int) *kernel.Seen {
	if v.list == nil || i < 0 || i >= v.lines {
		return nil
	}
	if g, member := v.at(i); member >= 0 {
		if id := v.list.member(g, member); id >= firstSocket {
			return v.list.silent[id-firstSocket]
		}
	}
	return nil
}

// findSocket is the line of a socket: the same, or else one with its four-tuple, as
// TIME-WAIT is another socket to the kernel.
func (v *connView) findSocket(key socketKey) (int, bool) {
	if v.list == nil {
		return 0, false
	}
	near := -1
	for i, x := range v.list.silent {
		switch {
		case keyOfSocket(x) == key:
			return v.find(firstSocket + flows.ConnID(i))
		case x.Tuple == key.Tuple && near < 0:
			near = i
		}
	}
	if near < 0 {
		return 0, false
	}
	return v.find(firstSocket + flows.ConnID(near))
}

// find is the line of a connection; false when none shows it.
func (v *connView) find(id flows.ConnID) (int, bool) {
	if v.list == nil {
		return 0, false
	}
	g, member := v.list.find(id)
	switch {
	case member < 0:
		return 0, false
	case !v.list.headed:
		return member, true
	}
	return v.start(g) + 1 + member, v.isOpen(v.list.groups[g].key)
}

// findGroup is the line of a group's head; false when there is none.
func (v *connView) findGroup(key groupKey) (int, bool) {
	if v.list == nil || !v.list.headed {
		return 0, false
	}
	i, ok := v.list.index.groups[key]
	if !ok {
		return 0, false
	}
	return v.start(i), true
}

// line is what line i shows. For a connection it is as new as s and t are; for a
// group as the list is.
func (v *connView) line(i int, s *flows.Snapshot, t flows.ConnTallies) connLine {
	g, member := v.at(i)
	if member < 0 {
		return connLine{s: s, key: g.key, sum: g.sum}
	}
	id := v.list.member(g, member)
	if id >= firstSocket {
		return socketLine(s, v.list.silent[id-firstSocket], v.list.ask.eye)
	}
	l := connLine{s: s, c: s.Conn(id)}
	l.sum.add(s, l.c, t.Of(id))
	return l
}
