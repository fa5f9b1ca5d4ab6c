package flows

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"tcptui/capture"
)

// mostKeptHead is how many bytes the head of a kept index may have: what pcapng files say
// is bounded by capture, and 8 bytes a block let it be an index of any length.
const mostKeptHead = 256 << 20

// ReadKept reads what Live.Keep wrote: size bytes of r, of a capture of so many bytes that
// is opened as path now. It is read in pieces by as many goroutines as there are cores,
// into the place where it stays. Any content gives an error or a snapshot that can be used.
// It calls pause before each, and returns ctx's error if that ends first.
func ReadKept(ctx context.Context, pause func(), r io.ReaderAt, size int64, path string, captured int64) (*Snapshot, error) {
	k := keptReader{r: r, left: size, s: &Snapshot{Done: true, ended: true}, captured: captured}
	if err := k.head(path); err != nil {
		return nil, err
	}
	if err := k.plan(); err != nil {
		return nil, err
	}
	if err := together(ctx, len(k.jobs), func(i int) error {
		pause()
		return k.block(&k.jobs[i])
	}); err != nil {
		return nil, err
	}
	sound := soundness{s: k.s, captured: captured}
	if err := together(ctx, len(k.s.chunks), func(i int) error { return sound.links(i) }); err != nil {
		return nil, err
	}
	if err := sound.lists(); err != nil {
		return nil, err
	}
	return k.s, nil
}

// keptReader reads a kept index.
type keptReader struct {
	r        io.ReaderAt
	left     int64 // bytes before the head
	captured int64
	s        *Snapshot
	h        keptHead
	jobs     []keptJob
}

// keptJob is a block and what it holds: a chunk, or items of a list.
type keptJob struct {
	keptBlock
	off      int64
	list     *keptList // nil: it is a chunk
	from, to int       // rows of the chunk, or items
}

// head reads what there is once.
func (k *keptReader) head(path string) error {
	var tail [keptTail]byte
	k.left -= keptTail
	if k.left < 0 {
		return errKept("it ends early")
	}
	if err := readAll(k.r, tail[:], k.left); err != nil {
		return err
	}
	n := int64(binary.LittleEndian.Uint32(tail[:]))
	if k.left -= n; k.left < 0 || n > mostKeptHead {
		return errKept("its head would have %d bytes", n)
	}
	x := coder{buf: make([]byte, n), reading: true}
	if err := readAll(k.r, x.buf, k.left); err != nil {
		return err
	}
	if crc32.Checksum(x.buf, castagnoli) != binary.LittleEndian.Uint32(tail[4:]) {
		return errKept("its head is damaged")
	}
	x.head(&k.h)
	x.said(k.s)
	if x.bad || len(x.buf) > 0 {
		return errKept("its head is no head")
	}
	if e, ok := k.s.Err.(*capture.Error); ok {
		e.Path = path
	}
	if k.s.Size != k.captured {
		return errKept("it is of a capture of %d bytes, not %d", k.s.Size, k.captured)
	}
	return nil
}

// plan makes room for what the blocks hold, and says which block goes where. A head
// claims no more than the blocks have bytes for: they are all there is.
func (k *keptReader) plan() error {
	s, h, off := k.s, &k.h, int64(0)
	next := func(j keptJob) error {
		if len(h.blocks) == 0 {
			return errKept("there are too few blocks")
		}
		j.keptBlock, h.blocks = h.blocks[0], h.blocks[1:]
		j.off = off
		off += int64(j.size)
		if off > k.left {
			return errKept("there are more blocks than bytes")
		}
		k.jobs = append(k.jobs, j)
		return nil
	}
	const chunkSize = int64(unsafe.Sizeof(chunkColumns{}))
	chunks := (int64(h.rows) + chunkRows - 1) / chunkRows
	if chunks*chunkSize > k.left || int(h.rows) > MaxRows {
		return errKept("it cannot have %d frames", h.rows)
	}
	s.rows, s.chunks = h.rows, make([]*chunk, chunks)
	for from := 0; from < int(h.rows); from += chunkRows {
		if err := next(keptJob{from: from, to: min(from+chunkRows, int(h.rows))}); err != nil {
			return err
		}
	}
	for i := range keptLists {
		list := &keptLists[i]
		claimed := int64(*list.count(h)) // more than an int has where that is of 32 bits
		if claimed*list.least > k.left-off {
			return errKept("a list cannot have %d items", claimed)
		}
		n := int(claimed)
		list.room(s, n)
		for from := 0; from < n; from += list.per {
			if err := next(keptJob{list: list, from: from, to: min(from+list.per, n)}); err != nil {
				return err
			}
		}
	}
	if len(h.blocks) > 0 || off != k.left {
		return errKept("there are blocks of nothing")
	}
	return nil
}

// block reads a block into its place. A chunk is made here, so that the goroutines share the
// work of emptying memory.
func (k *keptReader) block(j *keptJob) error {
	if j.list == nil {
		c := new(chunk)
		k.s.chunks[j.from/chunkRows] = c
		if data := chunkBytes(c); len(data) != int(j.size) {
			return errKept("a chunk has %d bytes, not %d", j.size, len(data))
		} else if err := k.fill(data, j); err != nil {
			return err
		}
		c.clear(j.to - j.from)
		c.ascend(j.to - j.from)
		sound := soundness{s: k.s, captured: k.captured}
		return sound.rows(c, j.to-j.from)
	}
	data := make([]byte, j.size)
	if err := k.fill(data, j); err != nil {
		return err
	}
	x := coder{buf: data, reading: true}
	for item := j.from; item < j.to; item++ {
		j.list.code(&x, k.s, item)
	}
	if x.bad || len(x.buf) > 0 {
		return errKept("the block at byte %d holds something else", j.off)
	}
	return nil
}

// fill reads the bytes of a block.
func (k *keptReader) fill(data []byte, j *keptJob) error {
	if err := readAll(k.r, data, j.off); err != nil {
		return err
	}
	if crc32.Checksum(data, castagnoli) != j.sum {
		return errKept("the block at byte %d is damaged", j.off)
	}
	return nil
}

// readAll fills p.
func readAll(r io.ReaderAt, p []byte, off int64) error {
	if n, err := r.ReadAt(p, off); n < len(p) {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("the kept index cannot be read at byte %d: %w", off+int64(n), err)
	}
	return nil
}

// together does n jobs by as many goroutines as there are cores, and returns the first
// error. After it, or the end of ctx, no more are begun.
func together(ctx context.Context, n int, do func(i int) error) error {
	var next atomic.Int64
	var first error
	var once sync.Once
	var all sync.WaitGroup
	for range min(n, runtime.NumCPU()) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				err := ctx.Err()
				if err == nil {
					err = do(i)
				}
				if err != nil {
					once.Do(func() { first = err })
					next.Store(int64(n))
					return
				}
			}
		})
	}
	all.Wait()
	return first
}
