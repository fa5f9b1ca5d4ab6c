package flows

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"math/rand/v2"

	"tcptui/decode"
)

// tupleTable finds the latest connection of a four-tuple. A map would look at a group of
// hashes and then at the key; here one line of the cache mostly has both the key and the
// answer, and the hash was made on another core. Ingest goroutine only.
type tupleTable struct {
	hash  *tupleHash
	short openTable[shortTuple]
	long  openTable[tuple]
}

// shortTuple is a tuple of IPv4: the lower endpoint's address, the other's, and the ports in
// the same order.
type shortTuple [3]uint32

// set makes the key of a segment and reports whether its sender is the second endpoint, as
// tuple.set does.
func (k *shortTuple) set(src, dst *decode.Addr, sport, dport uint16) (swap bool) {
	a, b := binary.BigEndian.Uint32(src.B[:]), binary.BigEndian.Uint32(dst.B[:])
	if a > b || a == b && sport > dport {
		a, b, sport, dport, swap = b, a, dport, sport, true
	}
	*k = shortTuple{a, b, uint32(sport)<<16 | uint32(dport)}
	return swap
}

// tuple is the whole of a short one.
func (k *shortTuple) tuple() (t tuple) {
	binary.BigEndian.PutUint32(t[0:], k[0])
	binary.BigEndian.PutUint32(t[tupleEnd:], k[1])
	binary.BigEndian.PutUint16(t[16:], uint16(k[2]>>16))
	binary.BigEndian.PutUint16(t[34:], uint16(k[2]))
	t[36] = 4
	return t
}

// tupleHash is a hash of tuples with a key of its own, so that no capture can be made to
// fill one place of a table. It does not change.
type tupleHash struct {
	a, b uint64
	seed maphash.Seed
}

func newTupleHash() *tupleHash {
	return &tupleHash{a: rand.Uint64(), b: rand.Uint64(), seed: maphash.MakeSeed()}
}

func (h *tupleHash) short(k *shortTuple) uint32 {
	hi, lo := bits.Mul64(h.a^(uint64(k[0])<<32|uint64(k[1])), h.b^uint64(k[2]))
	return uint32(hi ^ lo ^ (hi^lo)>>32)
}

func (h *tupleHash) long(k *tuple) uint32 { return uint32(maphash.Bytes(h.seed, k[:])) }

// get is the connection of a frame's tuple, or NoConn.
func (t *tupleTable) get(x *fact) ConnID {
	if x.is&factLong != 0 {
		return t.long.get(&x.long, x.hash)
	}
	return t.short.get(&x.short, x.hash)
}

// put makes id the connection of a frame's tuple.
func (t *tupleTable) put(x *fact, id ConnID) {
	if x.is&factLong != 0 {
		t.long.put(&x.long, x.hash, id, t.hash.long)
		return
	}
	t.short.put(&x.short, x.hash, id, t.hash.short)
}

// openTable is a hash table with open addressing and linear probing. Nothing is ever taken
// out of it.
type openTable[K comparable] struct {
	slots []openSlot[K] // a power of two of them, or none
	used  int
}

type openSlot[K comparable] struct {
	key K
	id  uint32 // 1 + the connection's; 0: the slot is free
}

// firstSlots is how many slots a table has first. It is doubled when three quarters are used.
const firstSlots = 64

// get is the connection of key, whose hash is h, or NoConn.
func (t *openTable[K]) get(key *K, h uint32) ConnID {
	if len(t.slots) == 0 {
		return NoConn
	}
	return ConnID(t.find(key, h).id - 1)
}

// find is the slot that has key, or the free one where it belongs.
func (t *openTable[K]) find(key *K, h uint32) *openSlot[K] {
	mask := uint32(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.id == 0 || s.key == *key {
			return s
		}
	}
}

// put makes id the connection of key, whose hash is h. hash is that of any key.
func (t *openTable[K]) put(key *K, h uint32, id ConnID, hash func(*K) uint32) {
	if 4*t.used >= 3*len(t.slots) {
		t.grow(hash)
	}
	s := t.find(key, h)
	if s.id == 0 {
		t.used++
		s.key = *key
	}
	s.id = uint32(id) + 1
}

// grow doubles the slots.
func (t *openTable[K]) grow(hash func(*K) uint32) {
	old := t.slots
	t.slots = make([]openSlot[K], max(firstSlots, 2*len(old)))
	for i := range old {
		if s := &old[i]; s.id != 0 {
			*t.find(&s.key, hash(&s.key)) = *s
		}
	}
}
