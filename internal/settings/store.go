package settings

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"tcptui/internal/private"
)

const (
	// writeDelay is how long a change waits for others before it is written.
	writeDelay = time.Second

	// closeWait is how long Close waits for the disk.
	closeWait = 3 * time.Second
)

// Options say where a store is.
type Options struct {
	Places Places
	Checks Checks

	// Ring is called from the writing goroutine after there was a warning, or
	// after the entries of other processes came in; it must not block. It may
	// be nil.
	Ring func()
}

// Store is the settings and the state. All its methods may be called from any
// goroutine; none but Open, Save, Flush and Close waits for a disk. What is changed is
// seen at once and written later, by a goroutine of the store's own.
type Store struct {
	config *Config
	checks Checks
	dir    string // of the state; "": nothing is written
	ring   func()
	now    func() time.Time

	mu       sync.Mutex // of the contents of the books, and of:
	warnings []Warning
	said     map[string]bool // warnings that were given
	recent   *book[[]visit]
	history  *book[history]
	captures *book[[]record]
	views    *book[views]
	books    []file // all of them

	flushing sync.Mutex
	bell     chan struct{} // of capacity 1: there is something to write
	quit     chan struct{} // closed by Close
	done     chan struct{} // closed when nothing is written any more
	closing  sync.Once
	lastErr  error // of the flush at the end; read after done
}

// file is a book of any content.
type file interface {
	load(s *Store)
	save(s *Store) error
}

// Open reads settings and state and starts the goroutine that writes. Its
// warnings are those of Config and what was wrong with the state; there is always
// a store. The caller must Close it.
func Open(o Options) (*Store, []Warning) {
	s := newStore(Load(o.Places.Config, o.Checks))
	s.ring, s.checks = o.Ring, o.Checks
	if s.config.Settings.State && o.Places.State != "" {
		if err := private.Usable(o.Places.State); errors.Is(err, private.ErrOthers) {
			s.warn(o.Places.State, "nothing is remembered of this run or of others: %v (%s=1 says that nothing is to be)", err, NoState)
		} else {
			s.dir = o.Places.State
		}
	}
	if s.dir == "" {
		close(s.done)
		return s, append(s.config.Warnings[:len(s.config.Warnings):len(s.config.Warnings)], s.TakeWarnings()...)
	}
	for _, b := range s.books {
		b.load(s)
	}
	go s.write()
	return s, append(s.config.Warnings[:len(s.config.Warnings):len(s.config.Warnings)], s.TakeWarnings()...)
}

func newStore(c *Config) *Store {
	s := &Store{config: c, now: time.Now, said: make(map[string]bool),
		bell: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{})}
	s.recent, s.history, s.captures, s.views = newRecent(s), newHistory(s), newCaptures(s), newViews()
	s.books = []file{s.recent, s.history, s.captures, s.views}
	return s
}

// Settings returns the settings. The caller must not change what it points to.
func (s *Store) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config.Settings
}

// Config returns the settings with where they come from, for Print.
func (s *Store) Config() Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.config
}

// Remembers reports whether the state outlives the process.
func (s *Store) Remembers() bool { return s.dir != "" }

// TakeWarnings returns the warnings that came since it was called last.
func (s *Store) TakeWarnings() []Warning {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.warnings
	s.warnings = nil
	return w
}

// warn notes a warning, each only once.
func (s *Store) warn(file, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.warnLocked(Warning{File: file, What: fmt.Sprintf(format, args...)})
}

// warnLocked is warn where the lock is held.
func (s *Store) warnLocked(w Warning) {
	if !s.said[w.Error()] {
		s.said[w.Error()] = true
		s.warnings = append(s.warnings, w)
	}
}

// wake tells the writing goroutine that there is something to write.
func (s *Store) wake() {
	select {
	case s.bell <- struct{}{}:
	default: // it knows
	}
}

// write is the writing goroutine.
func (s *Store) write() {
	defer close(s.done)
	for {
		select {
		case <-s.bell:
		case <-s.quit:
			s.lastErr = s.Flush()
			return
		}
		select {
		case <-time.After(writeDelay):
		case <-s.quit:
		}
		s.Flush()
		if s.ring != nil {
			s.ring()
		}
	}
}

// Flush writes what is waiting. Its error is a warning too: what could not be
// written waits for the next time.
func (s *Store) Flush() error {
	if s.dir == "" {
		return nil
	}
	s.flushing.Lock()
	defer s.flushing.Unlock()
	var errs []error
	for _, b := range s.books {
		if err := b.save(s); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Close writes what is waiting and ends the writing goroutine. After some seconds
// it gives up waiting for a disk that does not answer. Changes after it are not
// written.
func (s *Store) Close() error {
	s.closing.Do(func() { close(s.quit) })
	late := time.NewTimer(closeWait)
	defer late.Stop()
	select {
	case <-s.done:
		return s.lastErr
	case <-late.C:
		return fmt.Errorf("%s did not answer in %v: what was remembered last may be lost", s.dir, closeWait)
	}
}
