package flows

import (
	"encoding/binary"

	"tcptui/fsm"
)

// ConnFact is what a column holds where a row's connection and direction alone
// tell it: its value of one place in the rows that the side `from` sent, and false
// where those rows lack the field.
type ConnFact func(c *Conn, from fsm.Role, place int) (x int64, ok bool)

// ConnBits remembers a test of connections: once a connection and direction, however
// many rows they have. Its memory is a byte a connection. The zero value is empty; one
// goroutine uses it, for one test.
type ConnBits struct {
	snap  *Snapshot
	known []uint8 // by ConnID: bit 0 of the client's rows, bit 1 of the server's; connKnown
}

// connKnown marks a connection that was tested.
const connKnown = 1 << 7

// Fill makes out the rows of b whose connection and direction hold.
func (m *ConnBits) Fill(b *Block, holds func(c *Conn, from fsm.Role) bool, out *Bits) {
	if m.snap != b.snap { // ends and roles belong to a snapshot
		m.snap = b.snap
		if n := int(b.snap.conns); cap(m.known) < n {
			m.known = make([]uint8, n, n+n/4)
		} else {
			m.known = m.known[:n]
			clear(m.known)
		}
	}
	conn, fl := b.c.conn[b.k:b.k+b.n], b.c.flags[b.k:b.k+b.n]
	for w := range out {
		var word uint64
		sent := part64(fl, w)
		for j, id := range part64(conn, w) {
			if uint(id) >= uint(len(m.known)) {
				continue // NoConn
			}
			v := m.known[id]
			if v == 0 {
				v = m.test(id, holds)
			}
			word |= uint64(v>>(sent[j]>>fromServerShift&1)&1) << (j & 63)
		}
		out[w] = word
	}
}

func (m *ConnBits) test(id ConnID, holds func(c *Conn, from fsm.Role) bool) uint8 {
	c := m.snap.Conn(id)
	v := connKnown | uint8(bit(holds(c, fsm.Client))) | uint8(bit(holds(c, fsm.Server)))<<1
	m.known[id] = v
	return v
}

// sided writes to out, for each row, what `of` tells of its connection and direction:
// element 0 of the client's rows, element 1 of the server's.
func (b *Block) sided(of func(c *Conn) [2]int64, out []int64) {
	conn, fl := b.c.conn[b.k:b.k+len(out)], b.c.flags[b.k:b.k+len(out)]
	var pair [2]int64
	last := NoConn
	for i, id := range conn {
		if id != last {
			if last = id; id == NoConn {
				continue
			}
			pair = of(b.snap.Conn(id))
		}
		out[i] = pair[fl[i]>>fromServerShift&1]
	}
}

// factColumn makes a column of what connections tell, and lone rows; see Column.
func factColumn(places int, fact ConnFact, lone LoneFact, unsure func(*Block, *Bits)) Column {
	values := func(place int) func(c *Conn) [2]int64 {
		return func(c *Conn) (v [2]int64) {
			v[0], _ = fact(c, fsm.Client, place)
			v[1], _ = fact(c, fsm.Server, place)
			return v
		}
	}
	return Column{Places: places, OfConn: fact, OfLone: lone, Unsure: unsure,
		Present: func(b *Block, out *Bits) {
			*out = Bits{}
			b.eachConn(func(c *Conn, i, k int) {
				_, ok := fact(c, fsm.Role(b.c.flags[k]>>fromServerShift&1), 0)
				out[i/64] |= bit(ok) << (i & 63)
			})
			b.EachLone(lone, func(i int) {
				_, ok := lone(b, i, 0)
				out[i/64] |= bit(ok) << (i & 63)
			})
		},
		Fill: func(b *Block, place int, out []int64) {
			b.sided(values(place), out)
			b.EachLone(lone, func(i int) { out[i], _ = lone(b, i, place) })
		}}
}

// EachLone calls f for the places of the block whose rows have no connection, unless
// lone, which tells of them, is nil.
func (b *Block) EachLone(lone LoneFact, f func(i int)) {
	if lone == nil {
		return
	}
	var out Bits
	b.connected(&out)
	for w := range out {
		out[w] = ^out[w]
	}
	out.Each(func(i int) bool {
		if i < b.n {
			f(i)
		}
		return i < b.n
	})
}

// end tells which end of a connection a field means, at one of its places, in the
// rows that the side `from` sent.
type end func(from fsm.Role, place int) fsm.Role

func fromEnd(from fsm.Role, _ int) fsm.Role { return from }
func toEnd(from fsm.Role, _ int) fsm.Role   { return from.Peer() }
func eitherEnd(from fsm.Role, place int) fsm.Role {
	if place == 0 {
		return from
	}
	return from.Peer()
}

// portOf is the port of an end.
func portOf(which end) ConnFact {
	return func(c *Conn, from fsm.Role, place int) (int64, bool) {
		return int64(c.Sides[which(from, place)].Port), true
	}
}

// addressOf is the IPv4 address of an end.
func addressOf(which end) ConnFact {
	return func(c *Conn, from fsm.Role, place int) (int64, bool) {
		a := &c.Sides[which(from, place)].Addr
		return int64(binary.BigEndian.Uint32(a.B[:4])), a.N == 4
	}
}

// family is the connections whose addresses have n bytes.
func family(n uint8) ConnFact {
	return func(c *Conn, _ fsm.Role, _ int) (int64, bool) { return 0, c.Sides[0].Addr.N == n }
}
