package kernel

import (
	"net/netip"
	"time"

	"tcptui/fsm"
)

// follower knows sockets from poll to poll. The Watcher's goroutine alone uses it.
type follower struct {
	Config
	users   users
	last    []Seen             // of the last poll that went well
	before  map[identity]*Seen // the same
	gone    []*Seen
	dropped int
	polled  bool
}

// identity tells sockets apart that have the same four-tuple: listeners on one
// port, and connections bound to different interfaces.
type identity struct {
	Tuple
	iface    uint32
	listener uint64 // cookie
}

func identify(s *Socket) identity {
	id := identity{Tuple: s.Tuple, iface: s.Iface}
	if s.State == fsm.Listen {
		id.listener = s.Cookie
	}
	return id
}

func newFollower(c Config) *follower {
	return &follower{Config: c, users: users{find: c.User, names: make(map[uint32]string)}}
}

// poll asks the kernel and makes the next snapshot.
func (f *follower) poll(last *Snapshot, now time.Time) *Snapshot {
	s := &Snapshot{Polls: last.Polls + 1, Time: now, Previous: last.Time}
	all, err := f.Source.Sockets(make([]Socket, 0, len(f.last)+len(f.last)/8))
	if err != nil {
		failed := *last
		failed.Polls, failed.Err = s.Polls, err
		return &failed
	}
	all = once(all)
	f.look(all, now)
	s.Sockets = make([]Seen, len(all))
	present := make(map[identity]*Seen, len(all))
	for i := range all {
		x := &s.Sockets[i]
		f.follow(x, &all[i], now)
		present[identify(&x.Socket)] = x
	}
	f.retire(present, now)
	f.last, f.before, f.polled = s.Sockets, present, true
	s.Gone, s.Dropped = append([]*Seen(nil), f.gone...), f.dropped
	s.Index()
	s.local = f.addresses(last.local)
	return s
}

// once leaves out what a dump tells twice: a socket that went to another of the
// kernel's tables meanwhile. What was told last counts.
func once(all []Socket) []Socket {
	at := make(map[identity]int, len(all))
	n := 0
	for i := range all {
		id := identify(&all[i])
		k, twice := at[id]
		if !twice {
			k = n
			at[id] = n
			n++
		}
		all[k] = all[i]
	}
	return all[:n]
}

// look finds who holds the sockets.
func (f *follower) look(all []Socket, now time.Time) {
	if f.Owners == nil {
		return
	}
	inodes := make([]uint32, 0, len(all))
	for i := range all {
		inodes = append(inodes, all[i].Inode)
	}
	f.Owners.Look(inodes, now)
}

// follow sets what is known of a socket by what was known of it before.
func (f *follower) follow(x *Seen, s *Socket, now time.Time) {
	*x = Seen{Socket: *s, First: now, Before: !f.polled, Entered: now}
	var hidden bool
	if f.Owners != nil {
		x.By, hidden = f.Owners.By(s.Inode)
	}
	x.Held = holder(s, len(x.By), hidden)
	if s.Inode != 0 || s.UID != 0 {
		x.User = f.users.name(s.UID)
	}
	if old := f.before[identify(s)]; old != nil && same(&old.Socket, s) {
		x.First, x.Before, x.History = old.First, old.Before, old.History
		if old.State == s.State {
			x.Entered = old.Entered
		}
		if x.User == "" {
			x.User = old.User
		}
		if x.Was = old.By; len(x.Was) == 0 {
			x.Was = old.Was
		}
	}
	if s.Info != nil && s.State != fsm.Listen {
		x.History = record(x.History, Sample{now.UnixNano(), s.Info.RTT, s.Info.SndCwnd, s.Info.Unacked}, f.History)
	}
}

// same reports whether two sockets of one four-tuple are one connection. The small
// record that TIME-WAIT leaves has another cookie than the socket that it was.
func same(old, s *Socket) bool {
	switch {
	case old.Cookie == s.Cookie:
		return true
	case s.Small && !old.Small:
		return true
	}
	return false
}

// record appends a sample. Snapshots share what was appended before, so nothing of
// it is written again: where size samples are kept, the rest goes to a new slice.
func record(h []Sample, x Sample, size int) []Sample {
	if len(h) < size {
		return append(h, x)
	}
	if len(h) < cap(h) {
		return append(h, x)[1:]
	}
	next := make([]Sample, 0, 2*size)
	next = append(next, h[len(h)-size+1:]...)
	return append(next, x)
}

// retire moves sockets that are there no more to those that vanished, and gives up
// the oldest of these.
func (f *follower) retire(present map[identity]*Seen, now time.Time) {
	for i := range f.last {
		old := &f.last[i]
		if x := present[identify(&old.Socket)]; x != nil && same(&old.Socket, &x.Socket) {
			continue
		}
		left := *old
		left.Gone = now
		f.gone = append(f.gone, &left)
	}
	drop := max(0, len(f.gone)-f.MaxGone)
	for drop < len(f.gone) && now.Sub(f.gone[drop].Gone) >= f.KeepGone {
		drop++
	}
	clear(f.gone[:drop])
	f.gone, f.dropped = f.gone[drop:], f.dropped+drop
}

// addresses are this host's; the last known ones where they cannot be had.
func (f *follower) addresses(last map[netip.Addr]bool) map[netip.Addr]bool {
	list, err := f.Addrs()
	if err != nil {
		return last
	}
	m := make(map[netip.Addr]bool, len(list))
	for _, a := range list {
		m[a.WithZone("").Unmap()] = true
	}
	return m
}
