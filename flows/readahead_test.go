package flows

import (
	"bytes"
	"io"
	"math/rand"
	"testing"
)

// counted is a store that counts what is read from it.
type counted struct {
	io.ReaderAt
	reads int
}

func (c *counted) ReadAt(p []byte, off int64) (int, error) {
	c.reads++
	return c.ReaderAt.ReadAt(p, off)
}

// TestAhead: frames in any order have the bytes of their place, and those that
// are asked for in order are read in large blocks.
func TestAhead(t *testing.T) {
	data := make([]byte, 3*aheadBlock)
	rng := rand.New(rand.NewSource(1))
	rng.Read(data)
	store := &counted{ReaderAt: bytes.NewReader(data)}
	var a ahead
	ask := func(off, n int) {
		t.Helper()
		got, err := a.frame(store, int64(off), n)
		want := data[min(off, len(data)):min(off+n, len(data))]
		if !bytes.Equal(got, want) || (err == nil) != (len(want) == n) {
			t.Fatalf("%d bytes at %d: got %d, error %v", n, off, len(got), err)
		}
	}
	for off := 0; off+100 < len(data)/2; off += 116 {
		ask(off, 100)
		ask(len(data)/2+off, 90) // two files that were merged
	}
	if most := 2 * (len(data)/2/aheadBlock + 4); store.reads > most {
		t.Errorf("%d reads in order, want %d at most", store.reads, most)
	}
	for range 10_000 {
		ask(rng.Intn(len(data)+1000), rng.Intn(2000))
	}
	ask(0, 2*aheadBlock)
	ask(2*aheadBlock, 2*aheadBlock)
	ask(len(data)-10, 10)
	ask(len(data), 0)
}
