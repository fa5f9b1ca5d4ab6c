package flows

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"unsafe"
)

// TestHotConnIsFlat: the memory of what is packed is all that it is, in whole words.
func TestHotConnIsFlat(t *testing.T) {
	var flat func(typ reflect.Type)
	flat = func(typ reflect.Type) {
		switch k := typ.Kind(); {
		case k == reflect.Struct:
			for i := range typ.NumField() {
				flat(typ.Field(i).Type)
			}
		case k == reflect.Array:
			flat(typ.Elem())
		case k != reflect.Bool && (k < reflect.Int8 || k > reflect.Uint64):
			t.Errorf("%v is no number", typ)
		}
	}
	flat(reflect.TypeFor[hotConn]())
	if n := unsafe.Sizeof(hotConn{}); n%4 != 0 || hotWords >= none {
		t.Errorf("%d bytes are no whole words, or more than a model has", n)
	}
	if packedBytes > (cellSizes-1)*cellStep {
		t.Errorf("%d bytes, which it may take packed, have no cell", packedBytes)
	}
}

// FuzzPack: any model gives any state back.
func FuzzPack(f *testing.F) {
	f.Add(uint64(1), uint8(0), uint8(0))
	f.Add(uint64(2), uint8(1), uint8(31))
	f.Add(uint64(3), uint8(40), uint8(4))
	f.Add(uint64(4), uint8(255), uint8(12))
	f.Fuzz(func(t *testing.T, seed uint64, learned, width uint8) {
		rng := rand.New(rand.NewPCG(seed, 0))
		fill := func(h *hotConn) *hotConn {
			for i := range h.words() {
				h.words()[i] = rng.Uint32() >> (width % 33) * (rng.Uint32() & 1)
			}
			return h
		}
		var sample []*hotConn
		for range learned % 40 {
			sample = append(sample, fill(new(hotConn)))
		}
		m := learn(sample)
		var r resting
		r.learn(nil)
		r.models = append(r.models, m)
		var want [50]hotConn
		var at [50]hotPlace
		for i := range want {
			at[i], _ = r.put(fill(&want[i]))
		}
		for range 200 { // cells are used again
			i := rng.IntN(len(want))
			got := *fill(new(hotConn))
			if r.take(at[i], &got); got != want[i] {
				t.Fatalf("%+v, want %+v", got, want[i])
			}
			at[i], _ = r.put(fill(&want[i]))
		}
	})
}

// TestResting: what is found does not depend on how soon a connection is packed.
func TestResting(t *testing.T) {
	file := troubled(t, 30_000, 1500)
	var want []string
	for _, rest := range []uint32{restRows, 300, 0} {
		h, again := feed(t, file)
		for _, n := range h.crew.lanes {
			n.hot.rest = rest
			n.judge.pool.limit = 4 * detailBytes // so that details are taken from those that rest
		}
		again()
		packs := 0
		for _, n := range h.crew.lanes {
			packs += n.hot.resting.packs
		}
		if (packs > 0) != (rest < restRows) {
			t.Fatalf("%d were packed after %d rows", packs, rest)
		}
		var got []string
		for i := range h.tracker.index.rows {
			got = append(got, fmt.Sprint(h.tracker.index.chunks[i>>chunkShift].row(i)))
		}
		for i := range h.tracker.conns {
			id := ConnID(i)
			n := h.crew.lanes[laneOf(id)]
			got = append(got, fmt.Sprint(*n.conns.edit(id), *n.hotOf(id)))
		}
		if want == nil {
			want = got
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("packed after %d rows:\n%s\nwant:\n%s", rest, got[i], want[i])
			}
		}
	}
}

// BenchmarkPack packs and unpacks states as they are found.
func BenchmarkPack(b *testing.B) {
	h, again := feed(b, troubled(b, 20_000, 1000))
	again()
	hot := &h.crew.lanes[0].hot
	var all []*hotConn
	for slot := range hot.uses {
		all = append(all, hot.in(slot))
	}
	m := learn(all[:modelSample])
	var p packer
	size := 0
	b.Run("pack", func(b *testing.B) {
		size = 0
		n := 0
		for b.Loop() {
			size += p.pack(m, all[n%len(all)])
			n++
		}
		b.ReportMetric(float64(size)/float64(n), "bytes")
	})
	b.Run("unpack", func(b *testing.B) {
		var to hotConn
		for b.Loop() {
			p.unpack(m, &to)
		}
	})
}
