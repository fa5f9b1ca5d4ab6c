package ui

import (
	"slices"

	"tcptui/flows"
	"tcptui/kernel"
)

// connView is a list as it is folded: which line shows what. The goroutine of the
// event loop owns it.
type connView struct {
	list   *connList
	open   map[groupKey]bool
	starts []int // line of each group's head, or first member where there are no heads
	lines  int
}

// fold counts the lines anew after a group was folded or unfolded.
func (v *connView) fold() {
	v.starts, v.lines = v.starts[:0], 0
	if v.list == nil {
		return
	}
	for i := range v.list.groups {
		g := &v.list.groups[i]
		v.starts = append(v.starts, v.lines)
		if v.list.headed {
			v.lines++
		}
		if !v.list.headed || v.open[g.key] {
			v.lines += len(g.members)
		}
	}
}

// at says what line i shows: a group, and which of its members, -1 for its head.
func (v *connView) at(i int) (g *connGroup, member int) {
	at, found := slices.BinarySearch(v.starts, i)
	if !found {
		at--
	}
	g, member = &v.list.groups[at], i-v.starts[at]
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
	if g, member := v.at(i); member >= 0 && g.members[member] < firstSocket {
		return g.members[member]
	}
	return flows.NoConn
}

// socket is the socket of line i, nil for other lines.
func (v *connView) socket(i int) *kernel.Seen {
	if v.list == nil || i < 0 || i >= v.lines {
		return nil
	}
	if g, member := v.at(i); member >= 0 && g.members[member] >= firstSocket {
		return v.list.silent[g.members[member]-firstSocket]
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
	for i := range v.list.groups {
		g := &v.list.groups[i]
		if v.list.headed && !v.open[g.key] {
			continue
		}
		if k := slices.Index(g.members, id); k >= 0 {
			if v.list.headed {
				k++
			}
			return v.starts[i] + k, true
		}
	}
	return 0, false
}

// findGroup is the line of a group's head; false when there is none.
func (v *connView) findGroup(key groupKey) (int, bool) {
	for i := range v.starts {
		if v.list.headed && v.list.groups[i].key == key {
			return v.starts[i], true
		}
	}
	return 0, false
}

// conns are the members of a group that are connections.
func (g *connGroup) conns() []flows.ConnID {
	return slices.DeleteFunc(slices.Clone(g.members), func(id flows.ConnID) bool { return id >= firstSocket })
}

// line is what line i shows. For a connection it is as new as s and t are; for a
// group as the list is.
func (v *connView) line(i int, s *flows.Snapshot, t flows.ConnTallies) connLine {
	g, member := v.at(i)
	if member < 0 {
		return connLine{s: s, key: g.key, sum: g.sum}
	}
	id := g.members[member]
	if id >= firstSocket {
		return socketLine(s, v.list.silent[id-firstSocket], v.list.ask.eye)
	}
	l := connLine{s: s, c: s.Conn(id)}
	l.sum.add(s, l.c, t.Of(id))
	return l
}
