package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// What of a capture is looked at. The beginning is hashed at each power of two
// from least to most bytes, so that a file that grew can be compared with what
// it was. The least has the time of the first packet in it.
const (
	leastHead = 32
	mostHead  = 64 << 10
	tailSize  = 4 << 10
	numHeads  = 12 // 32 << 11 == 64 KiB
)

// digest is the beginning of a SHA-256.
type digest [16]byte

// Capture says which capture a file is: see the package's comment. The zero
// Capture is of what is no file of its own, such as a pipe, a live capture or
// several files merged; nothing is remembered of it.
type Capture struct {
	Path  string // absolute; octets, not text
	Size  int64  // bytes
	heads [numHeads]digest
	tail  digest
}

// Identify reads at most 68 KiB of a file to say which capture it is. It may wait
// for a disk: call it from a worker.
func Identify(path string) (Capture, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return Capture{}, err
	}
	if st, err := os.Stat(full); err != nil {
		return Capture{}, err
	} else if !st.Mode().IsRegular() {
		return Capture{}, fmt.Errorf("%s is no regular file: nothing of it can be remembered", path)
	}
	f, err := os.Open(full)
	if err != nil {
		return Capture{}, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return Capture{}, err
	}
	c := Capture{Path: full, Size: st.Size()}
	head := make([]byte, min(c.Size, mostHead))
	tail := make([]byte, min(c.Size, tailSize))
	if _, err = io.ReadFull(f, head); err == nil {
		_, err = f.ReadAt(tail, c.Size-int64(len(tail)))
	}
	if err != nil {
		return Capture{}, fmt.Errorf("%s: %w", path, err)
	}
	for i := range c.heads {
		if n := leastHead << i; n <= len(head) {
			c.heads[i] = sum(head[:n])
		}
	}
	c.tail = sum(tail)
	return c, nil
}

func sum(data []byte) digest {
	all := sha256.Sum256(data)
	return digest(all[:len(digest{})])
}

func (d digest) String() string { return hex.EncodeToString(d[:]) }

// known reports whether anything can be remembered of it.
func (c *Capture) known() bool { return c.Path != "" && c.Size >= leastHead }

// head is the longest beginning that was hashed: its length in bytes and its
// hash.
func (c *Capture) head() (int, digest) {
	i := numHeads - 1
	for i > 0 && int64(leastHead<<i) > c.Size {
		i--
	}
	return leastHead << i, c.heads[i]
}

// begins reports whether it begins with n bytes of that hash.
func (c *Capture) begins(n int, hash string) bool {
	for i := range c.heads {
		if leastHead<<i == n {
			return c.Size >= int64(n) && c.heads[i].String() == hash
		}
	}
	return false
}
