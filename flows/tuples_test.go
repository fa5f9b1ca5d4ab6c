package flows

import (
	"encoding/binary"
	"testing"

	"tcptui/decode"
)

// FuzzTuples holds the table against a map, and the short tuple against the long one, with
// addresses and ports made of bytes, seven an entry.
func FuzzTuples(f *testing.F) {
	f.Add([]byte{0, 1, 2, 0, 80, 1, 1, 0, 2, 1, 1, 1, 0, 80, 1, 1, 2, 0, 80, 1, 1})
	many := make([]byte, 7*400)
	for i := range many {
		many[i] = byte(i * i >> 3)
	}
	f.Add(many)
	f.Fuzz(func(t *testing.T, data []byte) {
		table := tupleTable{hash: newTupleHash()}
		want := map[tuple]ConnID{}
		for id := ConnID(0); len(data) >= 7; data, id = data[7:], id+1 {
			var src, dst decode.Addr
			src.N = 4
			if data[0]&1 != 0 {
				src.N = 16
				src.B[15], dst.B[15] = data[0], data[0]
			}
			dst.N = src.N
			src.B[0], src.B[3], dst.B[3] = data[0]>>1&1, data[1], data[2]
			sport, dport := binary.BigEndian.Uint16(data[3:]), binary.BigEndian.Uint16(data[5:])
			var x fact
			swap := x.setKey(&src, &dst, sport, dport, table.hash)
			var key tuple
			if other := key.set(&src, &dst, sport, dport); other != swap || x.tuple() != key {
				t.Fatalf("the short tuple is %v, swapped %v; the long one %v, %v", x.tuple(), swap, key, other)
			}
			before, there := want[key]
			if !there {
				before = NoConn
			}
			if got := table.get(&x); got != before {
				t.Fatalf("connection %d of %v, want %d", got, key, before)
			}
			table.put(&x, id)
			want[key] = id
		}
	})
}
