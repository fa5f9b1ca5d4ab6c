package indexcache

import (
	"crypto/sha256"
	"io"
	"io/fs"
	"math/rand/v2"
)

// File is the capture, open.
type File interface {
	io.ReaderAt
	Stat() (fs.FileInfo, error)
}

// identity says which file a capture is, and that it was not changed.
type identity struct {
	Size    int64  // bytes
	Changed int64  // time of change, ns since the epoch
	Inode   uint64 // 0 where the system has none
	Device  uint64
	Touched int64 // time of change of the inode, ns since the epoch; 0 where there is none
}

// identify asks the system.
func identify(f File) (identity, error) {
	st, err := f.Stat()
	if err != nil {
		return identity{}, err
	}
	id := identity{Size: st.Size(), Changed: st.ModTime().UnixNano()}
	id.Inode, id.Device, id.Touched = inodeOf(f)
	return id, nil
}

// What is compared of a capture.
const (
	sampleSize  = 4096 // bytes of a block
	sampleFixed = 16   // blocks at even distances, the first and the last among them
	sampleDrawn = 32   // blocks anywhere
)

// sample is the SHA-256 of blocks of a capture of size bytes, which salt chooses.
func sample(f io.ReaderAt, size int64, salt uint64) (sum [32]byte, err error) {
	all := sha256.New()
	block := make([]byte, min(sampleSize, size))
	last := size - int64(len(block))
	draw := rand.New(rand.NewPCG(salt, uint64(size)))
	for i := range sampleFixed + sampleDrawn {
		at := draw.Int64N(last + 1)
		if i < sampleFixed {
			at = last / (sampleFixed - 1) * int64(i)
		}
		if i == sampleFixed-1 {
			at = last
		}
		if n, err := f.ReadAt(block, at); n < len(block) {
			return sum, err
		}
		all.Write(block)
	}
	all.Sum(sum[:0])
	return sum, nil
}
