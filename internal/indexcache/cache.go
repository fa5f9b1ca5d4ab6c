package indexcache

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"tcptui/internal/private"
)

// Cache is a directory of kept indexes.
type Cache struct {
	Dir  string
	Most int64 // bytes that all files may take together
}

// Entry is a capture that was opened, and its place in the cache. One goroutine uses it.
type Entry struct {
	cache  *Cache
	file   File
	path   string // of the kept index
	look   [16]byte
	was    identity
	opened time.Time
}

// settled is how long a file must not have been changed for when it is opened, to be kept.
const settled = 2 * time.Second

// Why a capture is not kept.
var (
	errFresh   = errors.New("the capture was changed a moment before it was opened")
	errChanged = errors.New("the capture has changed while it was read")
	errOther   = errors.New("it is of another capture, of an earlier content, or of another build")
	errLarge   = errors.New("it would take more room than the cache may")
)

// Of is the entry of a capture that is open and was not read yet. look says how it is
// looked at, as far as that changes what is computed.
func (c *Cache) Of(path string, f File, look string) (*Entry, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		full = real
	}
	e := &Entry{cache: c, file: f, opened: time.Now(), look: shortSum(look)}
	name := shortSum(full + "\x00" + look)
	e.path = filepath.Join(c.Dir, hex.EncodeToString(name[:])+suffix)
	e.was, err = identify(f)
	return e, err
}

func shortSum(text string) [16]byte {
	sum := sha256.Sum256([]byte(text))
	return [16]byte(sum[:])
}

// Load hands what is kept of the capture to read: size bytes. It returns an error where
// nothing is kept that can be trusted, or read's.
func (e *Entry) Load(read func(kept io.ReaderAt, size int64) error) error {
	if err := private.Trusted(e.cache.Dir); err != nil {
		return err
	}
	f, err := os.Open(e.path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	h, err := readHeader(f, st.Size())
	if err != nil {
		return err
	}
	if h.Capture != e.was || h.Look != e.look {
		return errOther
	}
	if this, err := thisBuild(); err != nil || this != h.Build {
		return errors.Join(errOther, err)
	}
	if sum, err := sample(e.file, e.was.Size, h.Salt); err != nil || sum != h.Sample {
		return errors.Join(errOther, err)
	}
	if err := read(io.NewSectionReader(f, headerRoom, h.Length), h.Length); err != nil {
		return err
	}
	now := time.Now()
	os.Chtimes(e.path, now, now) // it was used: others are removed first; where that fails, it is not the newest
	return nil
}

// Save keeps what write writes. It returns ctx's error if that ends first, or why the
// capture is not kept. What was kept of it before is then as it was.
func (e *Entry) Save(ctx context.Context, write func(w io.Writer) error) (err error) {
	if e.opened.Sub(time.Unix(0, e.was.Changed)) < settled {
		return errFresh
	}
	h := header{Magic: magic, Look: e.look, Capture: e.was}
	if h.Build, err = thisBuild(); err != nil {
		return err
	}
	var salt [8]byte
	rand.Read(salt[:]) // never fails
	h.Salt = binary.LittleEndian.Uint64(salt[:])
	if err = private.MakeDir(e.cache.Dir); err != nil {
		return err
	}
	sweep(e.cache.Dir)
	f, err := os.CreateTemp(e.cache.Dir, "*"+unfinished) // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if h.Length, err = e.fill(ctx, f, write); err != nil {
		return err
	}
	if h.Sample, err = sample(e.file, e.was.Size, h.Salt); err != nil {
		return err
	}
	if now, err := identify(e.file); err != nil || now != e.was {
		return errors.Join(errChanged, err)
	}
	if err = h.write(f); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = e.cache.makeRoom(headerRoom+h.Length, filepath.Base(e.path)); err != nil {
		return err
	}
	return os.Rename(f.Name(), e.path)
}

// fill writes what is behind the header, and says how much that is.
func (e *Entry) fill(ctx context.Context, f *os.File, write func(w io.Writer) error) (int64, error) {
	if _, err := f.Seek(headerRoom, io.SeekStart); err != nil {
		return 0, err
	}
	w := &bounded{ctx: ctx, w: f, left: e.cache.Most - headerRoom}
	err := write(w)
	return w.n, err
}

// bounded writes no more than it may, and nothing after its context has ended.
type bounded struct {
	ctx     context.Context
	w       io.Writer
	n, left int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, fmt.Errorf("%w: more than %d bytes", errLarge, b.n)
	}
	n, err := b.w.Write(p)
	b.n += int64(n)
	return n, err
}
