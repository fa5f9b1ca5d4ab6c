package kernel

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"os"
	"os/user"
	"sync/atomic"
	"time"
)

// Defaults of Config.
const (
	PollEvery   = time.Second
	KeepGone    = 2 * time.Minute
	MaxGone     = 4096
	HistorySize = 120
)

// pollShare bounds what polling may cost: a poll that took long is followed by at
// least so many times as long without one.
const pollShare = 9

// Config says how a Watcher works. What is zero has the default above; Owners may
// be nil, then no processes are looked for.
type Config struct {
	Source   Source // of the sockets; closed by Watcher.Stop
	Owners   Finder
	Every    time.Duration                // between the beginnings of two polls
	KeepGone time.Duration                // how long a socket that vanished is kept
	MaxGone  int                          // and how many, the oldest being given up first
	History  int                          // samples a socket
	Addrs    func() ([]netip.Addr, error) // addresses of this host; nil: those of its interfaces
	User     func(uid string) (*user.User, error)
}

// Watcher polls in a goroutine of its own, which alone knows what is followed;
// others read snapshots. Its methods may be used by any goroutine.
type Watcher struct {
	snap   atomic.Pointer[Snapshot]
	poke   chan struct{}
	cancel context.CancelFunc
	done   chan struct{}
	source Source
}

// WatchHost watches the sockets of this host, whose owners are found by owners; nil: by
// looking at all processes that this one may look at. The error says why it cannot.
func WatchHost(ctx context.Context, owners Finder) (*Watcher, error) {
	d, err := Open()
	if err != nil {
		return nil, err
	}
	if owners == nil {
		owners = NewOwners(os.DirFS("/proc"))
	}
	return Watch(ctx, Config{Source: d, Owners: owners}), nil
}

// Watch begins to poll, at once and then again and again until ctx's end or Stop.
func Watch(ctx context.Context, c Config) *Watcher {
	c.Every, c.KeepGone = cmp.Or(c.Every, PollEvery), cmp.Or(c.KeepGone, KeepGone)
	c.MaxGone, c.History = cmp.Or(c.MaxGone, MaxGone), cmp.Or(c.History, HistorySize)
	if c.Addrs == nil {
		c.Addrs = hostAddrs
	}
	if c.User == nil {
		c.User = user.LookupId
	}
	ctx, cancel := context.WithCancel(ctx)
	w := &Watcher{poke: make(chan struct{}, 1), cancel: cancel, done: make(chan struct{}), source: c.Source}
	w.snap.Store(&Snapshot{newer: make(chan struct{})})
	go func() {
		defer close(w.done)
		defer cancel()
		w.run(ctx, newFollower(c))
	}()
	return w
}

// Snapshot returns the newest snapshot, never nil. Before the first poll it has
// no sockets.
func (w *Watcher) Snapshot() *Snapshot { return w.snap.Load() }

// Now asks for a poll that begins at once, or as soon as the one under way ends.
// It does not wait.
func (w *Watcher) Now() {
	select {
	case w.poke <- struct{}{}:
	default: // one is asked for already
	}
}

// First waits for the first poll and returns its snapshot; where ctx ends before,
// the one that there is.
func (w *Watcher) First(ctx context.Context) *Snapshot {
	s := w.Snapshot()
	if s.Polls == 0 {
		select {
		case <-s.Newer():
		case <-w.done:
		case <-ctx.Done():
		}
		s = w.Snapshot()
	}
	return s
}

// Stop ends the polling and closes the source.
func (w *Watcher) Stop() error {
	w.cancel()
	<-w.done
	return w.source.Close()
}

// run is the goroutine's loop.
func (w *Watcher) run(ctx context.Context, f *follower) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.poke:
		case <-timer.C:
		}
		began := time.Now()
		s := f.poll(w.Snapshot(), began)
		s.Took = time.Since(began)
		s.newer = make(chan struct{})
		close(w.snap.Swap(s).newer)
		timer.Reset(max(f.Every-s.Took, pollShare*s.Took))
	}
}

// hostAddrs are the addresses of this host's interfaces.
func hostAddrs() ([]netip.Addr, error) {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var out []netip.Addr
	for _, a := range list {
		if n, ok := a.(*net.IPNet); ok {
			if ip, ok := netip.AddrFromSlice(n.IP); ok {
				out = append(out, ip.Unmap())
			}
		}
	}
	return out, nil
}
