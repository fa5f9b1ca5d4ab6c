package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tcptui/internal/private"
)

const (
	// version is that of the files of the state.
	version = 1

	// mostState is how large in bytes a file of the state may become.
	mostState = 4 << 20

	// mostWaiting is how many changes may wait for the disk, in each book. The
	// oldest are given up then.
	mostWaiting = 4096
)

// book is a file of the state. Its content is what the file held when it was
// read or written last, with the changes of this process.
type book[T any] struct {
	name    string
	content T           // under the store's lock, as waits is
	waits   []change[T] // not written yet, the oldest first

	// trim brings content that was read or changed into bounds.
	trim func(c *T)

	// shrink drops about half of it, the oldest; false when there is no more to
	// drop.
	shrink func(c *T) bool
}

// aheadOfTime is how far in the future a time in a file may be. What is later was
// written while the clock was wrong: it would stay in front for ever.
const aheadOfTime = 24 * time.Hour

// plausible is t, or the zero time when t cannot be true.
func (s *Store) plausible(t time.Time) time.Time {
	if t.Sub(s.now()) > aheadOfTime {
		return time.Time{}
	}
	return t
}

// change is something that is done to one entry of a book. It is done twice: to
// the content in memory at once, and to what the file holds when it is written;
// so it must not depend on what is there.
type change[T any] struct {
	entry string // a later change of the same entry replaces it
	apply func(c *T)
}

// page is what a file holds.
type page struct {
	Version int             `json:"version"`
	Content json.RawMessage `json:"content"`
}

// errSpoilt is of a file that cannot be understood.
var errSpoilt = errors.New("it cannot be understood")

// change makes a change; the store's lock must be held.
func (b *book[T]) change(s *Store, entry string, apply func(c *T)) {
	apply(&b.content)
	b.trim(&b.content)
	if s.dir == "" {
		return
	}
	b.wait(s, change[T]{entry, apply})
	s.wake()
}

// wait queues a change; the store's lock must be held.
func (b *book[T]) wait(s *Store, c change[T]) {
	for i, w := range b.waits {
		if w.entry == c.entry {
			b.waits = append(b.waits[:i], b.waits[i+1:]...)
			break
		}
	}
	if len(b.waits) == mostWaiting {
		b.waits = b.waits[1:]
		s.warnLocked(Warning{File: filepath.Join(s.dir, b.name), What: fmt.Sprintf("more than %d changes wait to be written: the oldest are given up", mostWaiting)})
	}
	b.waits = append(b.waits, c)
}

// load reads the file when the store is opened.
func (b *book[T]) load(s *Store) {
	path := filepath.Join(s.dir, b.name)
	c, err := b.read(path)
	if errors.Is(err, errSpoilt) {
		if unlock, e := lockDir(s.dir, lockBriefly); e == nil {
			c, err = b.fresh(s, path) // another process may have put it right
			unlock()
		}
	}
	if err != nil {
		s.warn(path, "nothing of it is used: %v", err)
	}
	b.content = c
}

// save writes what is waiting: it makes the changes to what the file holds now,
// which may be the work of other processes.
func (b *book[T]) save(s *Store) error {
	s.mu.Lock()
	batch := b.waits
	b.waits = nil
	s.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	c, err := b.replace(s, batch)
	s.mu.Lock()
	newer := b.waits
	if err != nil {
		b.waits = batch
		for _, n := range newer {
			b.wait(s, n)
		}
	} else {
		for _, n := range newer {
			n.apply(&c)
		}
		b.content = c
	}
	s.mu.Unlock()
	if err != nil {
		s.warn(filepath.Join(s.dir, b.name), "what is to be remembered could not be written: %v", err)
	}
	return err
}

// replace puts a new file in the place of the old one and returns its content.
func (b *book[T]) replace(s *Store, batch []change[T]) (c T, err error) {
	if err = private.MakeDir(s.dir); err != nil {
		return c, err
	}
	unlock, err := lockDir(s.dir, lockPatiently)
	if err != nil {
		return c, err
	}
	defer unlock()
	path := filepath.Join(s.dir, b.name)
	if c, err = b.fresh(s, path); err != nil {
		return c, err
	}
	for _, w := range batch {
		w.apply(&c)
	}
	b.trim(&c)
	data, err := b.encode(&c)
	if err != nil {
		return c, err
	}
	sweep(path)
	return c, writeFile(path, data, 0o600)
}

// sweep removes what writers of the file left behind when they were killed.
func sweep(path string) {
	old, _ := filepath.Glob(filepath.Join(filepath.Dir(path), filepath.Base(path)+".*.tmp"))
	for _, name := range old {
		if st, err := os.Stat(name); err == nil && time.Since(st.ModTime()) > time.Hour {
			os.Remove(name)
		}
	}
}

// fresh reads the file under the lock. One that is spoilt is set aside.
func (b *book[T]) fresh(s *Store, path string) (T, error) {
	c, err := b.read(path)
	if !errors.Is(err, errSpoilt) {
		return c, err
	}
	bad := path + ".bad"
	if e := os.Rename(path, bad); e != nil {
		return c, e
	}
	s.warn(path, "%v; it was set aside as %s", err, filepath.Base(bad))
	return c, nil
}

// read reads the file. One that is not there is empty.
func (b *book[T]) read(path string) (c T, err error) {
	data, err := readState(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	return b.decode(data)
}

// decode reads the content of a file.
func (b *book[T]) decode(data []byte) (c T, err error) {
	var p page
	if err = json.Unmarshal(data, &p); err != nil {
		return c, fmt.Errorf("%w: %v", errSpoilt, err)
	}
	if p.Version > version {
		return c, fmt.Errorf("it is of a newer tcptui (version %d, this one knows %d)", p.Version, version)
	}
	if err = json.Unmarshal(p.Content, &c); err != nil || p.Version < version {
		var none T
		return none, fmt.Errorf("%w: version %d, %v", errSpoilt, p.Version, err)
	}
	b.trim(&c)
	return c, nil
}

// encode writes the content, and drops of it what is too much.
func (b *book[T]) encode(c *T) ([]byte, error) {
	for {
		content, err := json.Marshal(c)
		if err != nil {
			return nil, err
		}
		data, err := json.MarshalIndent(page{version, content}, "", " ")
		if err != nil || len(data) <= mostState || !b.shrink(c) {
			return data, err
		}
	}
}

// readState reads a file of the state.
func readState(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, short(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostState+1))
	if err == nil && len(data) > mostState {
		err = fmt.Errorf("%w: it has more than %d bytes", errSpoilt, mostState)
	}
	return data, short(err)
}

// writeFile puts a file in the place of another. Whoever reads meanwhile, and
// whatever happens, finds the old one or the new one.
func writeFile(path string, data []byte, mode os.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(data); err == nil && mode != 0o600 { // which it has
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
