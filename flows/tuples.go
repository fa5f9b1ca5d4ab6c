package flows

import (
	"encoding/binary"
	"hash/maphash"
)

// tupleTable finds the latest connection of a four-tuple. A map would look at a group of
// hashes and then at the key; here one line of the cache mostly has both the key and the
// answer, and the hash was made on another core. Ingest goroutine only, but for hash.
type tupleTable struct {
	seed  maphash.Seed // of the table's own, so that no capture can be made to fill one place
	short openTable[shortTuple]
	long  openTable[tuple]
}

// shortTuple is a tuple of IPv4 addresses: two addresses, two ports.
type shortTuple [3]uint32

func newTupleTable() tupleTable { return tupleTable{seed: maphash.MakeSeed()} }

// hash is the hash of a tuple. Any goroutine may ask.
func (t *tupleTable) hash(k *tuple) uint32 { return uint32(maphash.Bytes(t.seed, k[:])) }

// short returns the addresses and ports of a tuple of IPv4, ok false when it is another.
func (k *tuple) short() (s shortTuple, ok bool) {
	s[0], s[1] = binary.LittleEndian.Uint32(k[0:]), binary.LittleEndian.Uint32(k[tupleEnd:])
	s[2] = uint32(binary.LittleEndian.Uint16(k[16:])) | uint32(binary.LittleEndian.Uint16(k[34:]))<<16
	return s, k[36] == 4
}

// tuple is the whole of a short one.
func (s *shortTuple) tuple() (k tuple) {
	binary.LittleEndian.PutUint32(k[0:], s[0])
	binary.LittleEndian.PutUint32(k[tupleEnd:], s[1])
	binary.LittleEndian.PutUint16(k[16:], uint16(s[2]))
	binary.LittleEndian.PutUint16(k[34:], uint16(s[2]>>16))
	k[36] = 4
	return k
}

// get is the connection of a tuple whose hash is h, or NoConn.
func (t *tupleTable) get(k *tuple, h uint32) ConnID {
	if s, ok := k.short(); ok {
		return t.short.get(&s, h)
	}
	return t.long.get(k, h)
}

// put makes id the connection of a tuple whose hash is h.
func (t *tupleTable) put(k *tuple, h uint32, id ConnID) {
	if s, ok := k.short(); ok {
		t.short.put(&s, h, id, func(s *shortTuple) uint32 { k := s.tuple(); return t.hash(&k) })
		return
	}
	t.long.put(k, h, id, t.hash)
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
