package flows

import (
	"math/bits"

	"tcptui/decode"
)

// BlockRows is how many rows a Block holds at most: a vector of numbers of them
// stays in the fastest cache.
const BlockRows = 1 << 10

// Block is a run of rows whose columns lie side by side. It is a view of its
// snapshot and as immutable.
type Block struct {
	snap *Snapshot
	c    *chunk
	from uint32 // number of the first row
	k    int    // its place in the chunk
	n    int    // rows
}

// Block returns the rows from `from` on, as many as lie in one block and come
// before `to`; from < to <= Rows.
func (s *Snapshot) Block(from, to uint32) Block {
	k := int(from & chunkMask)
	n := min(BlockRows-k%BlockRows, int(to-from))
	return Block{snap: s, c: s.chunks[from>>chunkShift], from: from, k: k, n: n}
}

// First is the number of the block's first row.
func (b *Block) First() uint32 { return b.from }

// Len is how many rows the block has.
func (b *Block) Len() int { return b.n }

// Bits is a set of rows of a block: row i is bit i%64 of word i/64. Bits past
// the block's end mean nothing.
type Bits [BlockRows / 64]uint64

// And removes the rows that are not in m.
func (s *Bits) And(m *Bits) {
	for i := range s {
		s[i] &= m[i]
	}
}

// AndNot removes the rows that are in m.
func (s *Bits) AndNot(m *Bits) {
	for i := range s {
		s[i] &^= m[i]
	}
}

// Or adds the rows of m.
func (s *Bits) Or(m *Bits) {
	for i := range s {
		s[i] |= m[i]
	}
}

// Fill makes it the set of the first n rows.
func (s *Bits) Fill(n int) {
	for i := range s {
		switch left := n - 64*i; {
		case left >= 64:
			s[i] = ^uint64(0)
		case left > 0:
			s[i] = 1<<left - 1
		default:
			s[i] = 0
		}
	}
}

// Empty reports whether no row is in the set.
func (s *Bits) Empty() bool {
	var all uint64
	for _, w := range s {
		all |= w
	}
	return all == 0
}

// Each calls f for the rows of the set in order, until it returns false.
func (s *Bits) Each(f func(i int) bool) bool {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			if !f(64*i + bits.TrailingZeros64(w)) {
				return false
			}
		}
	}
	return true
}

// Column is a field as the index holds it: its values of many rows at once, as
// signed numbers, without a View. An IPv4 address is its 32 bits, a boolean 0 or
// 1, a time ns, a text the number that Text names.
type Column struct {
	// Places is how many values a row has at most: 0 of a field that is only
	// present or not, 2 of tcp.port.
	Places int
	// Fill writes the values of one place, 0 <= place < Places, of the rows of b;
	// len(out) is b.Len(). What it writes of rows without the field means nothing.
	Fill func(b *Block, place int, out []int64)
	// Present makes out the rows that have the field; nil: all have it.
	Present func(b *Block, out *Bits)
	// Unsure makes out the rows of which only their bytes tell all values, such
	// as those with several headers of the protocol; nil: there are none. What
	// Fill and Present say of them means nothing.
	Unsure func(b *Block, out *Bits)
	// OfConn tells the same where connection and direction alone decide it; nil where
	// they do not. Then a test needs to be made once for each; see ConnBits. Of a field
	// that is only present or not it tells the presence.
	OfConn ConnFact
	// OfLone tells the same of a row without a connection; nil where those lack the field.
	OfLone LoneFact
	// Text is the text of a number, "" when the field is absent then; nil when
	// the field is no text. Numbers are under Texts, which is 64 at most.
	Text  func(n int) string
	Texts int
}

// ColumnOf returns the column of a field, nil when the index has none. The
// column tells the same values as the field of that name in Fields.
func ColumnOf(field string) *Column {
	if c, ok := columns()[field]; ok {
		return &c
	}
	return nil
}

// bit is 1 when b is true; the compiler makes it one instruction.
func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// flagged makes out the rows that have one of some bits in the flags column.
func (b *Block) flagged(mask uint16, out *Bits) {
	fl := b.c.flags[b.k : b.k+b.n]
	for w := range out {
		var word uint64
		for j, x := range part64(fl, w) {
			word |= bit(x&mask != 0) << (j & 63)
		}
		out[w] = word
	}
}

// connected makes out the rows that belong to a connection.
func (b *Block) connected(out *Bits) {
	conn := b.c.conn[b.k : b.k+b.n]
	for w := range out {
		var word uint64
		for j, x := range part64(conn, w) {
			word |= bit(x != NoConn) << (j & 63)
		}
		out[w] = word
	}
}

// noted makes out the rows that have one of some bits in the notes column.
func (b *Block) noted(mask uint32, out *Bits) {
	notes := b.c.notes[b.k : b.k+b.n]
	for w := range out {
		var word uint64
		for j, x := range part64(notes, w) {
			word |= bit(x&mask != 0) << (j & 63)
		}
		out[w] = word
	}
}

// part64 is the w-th run of 64 elements of s, or what is left of it.
func part64[T any](s []T, w int) []T {
	if 64*w >= len(s) {
		return nil
	}
	return s[64*w : min(64*w+64, len(s))]
}

// mixed makes out the rows whose frames have other TCP or IP headers than those
// that the row tells of.
func mixed(b *Block, out *Bits) { b.flagged(rowMixed, out) }

// untold makes out the rows of which the index does not know all IP headers.
func untold(b *Block, out *Bits) {
	var lone Bits
	b.loneIs(loneUntold, &lone)
	mixed(b, out)
	out.Or(&lone)
}

// mixedHeaders reports whether a packet has other TCP headers than the segment
// of its row (quoted by an error, inside a tunnel, cut off), or several IP
// headers.
func mixedHeaders(p *decode.Packet) bool {
	var tcp, ip int
	for i := range int(p.NLayers) {
		switch p.Layers[i].Proto {
		case decode.ProtoTCP:
			tcp++
		case decode.ProtoIPv4, decode.ProtoIPv6:
			ip++
		}
	}
	if !p.HasTCP {
		return tcp > 0
	}
	return tcp != 1 || ip != 1 || !p.TCP.LenKnown()
}
