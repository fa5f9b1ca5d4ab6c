package ui

import (
	"context"
	"math"
	"slices"

	"tcptui/flows"
)

// connIndex says where in a list a connection, a socket or a group is. Worked out
// beside the event loop, which would have to look through all of them. It takes 4
// bytes a connection; of the list that is as the connections are numbered, nothing.
type connIndex struct {
	places []uint32         // in its group, by connection, then by socket; or notListed
	groups map[groupKey]int // in connList.groups; nil where these have no heads
	before []int            // members of the groups before, by group, and of all at its end; the same
}

// notListed is the place of what is in no group: an index has fewer connections.
const notListed = math.MaxUint32

// makeIndex makes the index of a list. groups is a map with the keys of all groups,
// which is the list's from now on. With an error ctx has ended.
func (l *connList) makeIndex(ctx context.Context, groups map[groupKey]int) error {
	places := make([]uint32, l.ask.snap.Conns()+len(l.silent))
	for i := range places {
		places[i] = notListed
	}
	l.index.places = places
	if l.headed {
		l.index.groups, l.index.before = groups, make([]int, 0, len(l.groups)+1)
	}
	sum := 0
	for i := range l.groups {
		g := &l.groups[i]
		if l.headed {
			groups[g.key] = i
			l.index.before = append(l.index.before, sum)
			sum += g.size
		}
		for k, id := range g.members {
			if k%arrangeStep == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			places[l.number(id)] = uint32(k)
		}
	}
	if l.headed {
		l.index.before = append(l.index.before, sum)
	}
	return nil
}

// number counts connections, then sockets.
func (l *connList) number(id flows.ConnID) int {
	if id >= firstSocket {
		return l.ask.snap.Conns() + int(id-firstSocket)
	}
	return int(id)
}

// member is a member of a group: a connection, or a socket, see firstSocket.
func (l *connList) member(g *connGroup, i int) flows.ConnID {
	switch conns := l.ask.snap.Conns(); {
	case g.members != nil:
		return g.members[i]
	case i >= conns:
		return firstSocket + flows.ConnID(i-conns)
	}
	return flows.ConnID(i)
}

// find says where a connection or a socket is: the place of a group, and which of its
// members; -1 where it is in none.
func (l *connList) find(id flows.ConnID) (group, member int) {
	conns := flows.ConnID(l.ask.snap.Conns())
	known := id < conns || id >= firstSocket && id-firstSocket < flows.ConnID(len(l.silent))
	if !known || len(l.groups) == 0 {
		return 0, -1
	}
	i := l.number(id)
	if l.index.places == nil {
		return 0, i
	}
	place := l.index.places[i]
	if place == notListed {
		return 0, -1
	}
	if l.headed {
		group = l.index.groups[l.keyOf(id)]
	}
	return group, int(place)
}

// keyOf is the group that a connection or a socket was put into.
func (l *connList) keyOf(id flows.ConnID) groupKey {
	if id >= firstSocket {
		return l.ask.shape.by.keyOfSocket(l.ask.eye.kernel, l.silent[id-firstSocket])
	}
	return l.ask.shape.by.keyOf(l.ask.snap.Conn(id))
}

// conns are the connections of a group, ascending; nil where it has more members than
// most.
func (l *connList) conns(g *connGroup, most int) []flows.ConnID {
	if g.size > most {
		return nil
	}
	ids := make([]flows.ConnID, 0, g.size)
	for i := range g.size {
		if id := l.member(g, i); id < firstSocket {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
