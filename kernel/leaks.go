package kernel

import (
	"cmp"
	"slices"
	"time"

	"tcptui/fsm"
)

// Ages from which on a socket is thought to be forgotten and not just slow.
const (
	StaleCloseWait = 10 * time.Second // the peer closed, the process did not
	StaleUnread    = 10 * time.Second // received data that is not read
	StaleUnsent    = 10 * time.Second // data that the peer takes or acknowledges none of
)

// Trouble is a kind of socket that speaks of a leak or of a process that hangs.
type Trouble uint8

// The kinds, the worst first.
const (
	FullBacklog     Trouble = iota // listener that lets nobody in
	LeftInCloseWait                // never closed after the peer did
	Unread                         // the receive queue is not read
	Unsent                         // the send queue does not move
	Unaccepted                     // waits in a listener's backlog
	OrphanWait                     // closed, waiting for the peer in FIN-WAIT-2
	NumTroubles
)

// troubleRow is a row of the table of troubles.
type troubleRow struct {
	name   string
	weight int // of one such socket in the order of processes
	is     func(s *Snapshot, x *Seen) bool
	age    func(s *Snapshot, x *Seen) time.Duration // for how long at least; nil where that is not known
	why    string
}

// troubles is the table.
var troubles = [NumTroubles]troubleRow{
	FullBacklog: {"full backlog", 1000, func(_ *Snapshot, x *Seen) bool { return x.Full() }, nil,
		"The listener's backlog is full: the process does not call accept fast enough, and the kernel drops handshakes."},
	LeftInCloseWait: {"left in CLOSE-WAIT", 100, func(s *Snapshot, x *Seen) bool {
		return x.State == fsm.CloseWait && x.Held != HeldQueued && s.Standing(x) >= StaleCloseWait
	}, (*Snapshot).Standing,
		"The peer has closed and the process has not. CLOSE-WAIT has no timeout: only the process's close or its end frees the socket. Many of them are a leak."},
	Unread: {"not read", 10, func(_ *Snapshot, x *Seen) bool {
		return x.Unread() > 0 && x.Held != HeldQueued && x.Info != nil && x.Info.LastDataRecv >= StaleUnread
	}, func(_ *Snapshot, x *Seen) time.Duration { return x.Info.LastDataRecv },
		"Received data waits in the kernel: the process does not read. When the buffer is full the window closes and the peer stands still."},
	Unsent: {"not taken by the peer", 5, func(_ *Snapshot, x *Seen) bool { return x.stuck() },
		func(_ *Snapshot, x *Seen) time.Duration {
			if x.Timer.Kind == ProbeTimer {
				return x.Info.LastDataSent
			}
			return x.Info.LastAckRecv
		},
		"Data waits to be sent or acknowledged: the peer's window is closed, or it does not answer any more."},
	Unaccepted: {"not accepted", 2, func(_ *Snapshot, x *Seen) bool { return x.Held == HeldQueued }, (*Snapshot).Standing,
		"The handshake is over, but the process has not called accept for the connection yet."},
	OrphanWait: {"orphan in FIN-WAIT-2", 1, func(_ *Snapshot, x *Seen) bool { return x.State == fsm.FinWait2 && x.Held == HeldOrphan }, (*Snapshot).Standing,
		"The process has closed and the peer has not. Linux gives such a socket up after a minute (tcp_fin_timeout); many of them say that peers forget to close."},
}

// String returns the trouble's name.
func (t Trouble) String() string { return troubles[t].name }

// Why explains it in a sentence or two.
func (t Trouble) Why() string { return troubles[t].why }

// Troubles are those that a socket of the snapshot has, the worst first.
func (s *Snapshot) Troubles(x *Seen) []Trouble {
	var all []Trouble
	for t := range NumTroubles {
		if troubles[t].is(s, x) {
			all = append(all, t)
		}
	}
	return all
}

// stuck reports whether a socket has long had data that the peer does not take: it
// probes a closed window, or sends again without an answer.
func (x *Seen) stuck() bool {
	if x.SendQ == 0 || x.Info == nil || !in(x.State, fsm.Established, fsm.CloseWait) {
		return false
	}
	switch x.Timer.Kind {
	case ProbeTimer:
		return x.Info.LastDataSent >= StaleUnsent
	case RetransmitTimer:
		return x.Timer.Tries > 0 && x.Info.LastAckRecv >= StaleUnsent
	}
	return false
}

// Age is for how long at least a socket has had the trouble, which it must have;
// false where that is not known.
func (t Trouble) Age(s *Snapshot, x *Seen) (time.Duration, bool) {
	if troubles[t].age == nil {
		return 0, false
	}
	return troubles[t].age(s, x), true
}

// worse reports whether one socket has had the trouble longer than another.
func (t Trouble) worse(s *Snapshot, x, than *Seen) bool {
	a, known := t.Age(s, x)
	b, _ := t.Age(s, than)
	return known && a > b
}

// Standing is at least how long a socket has been in its present state: as long as
// polls have shown it there. Of what the first poll showed already the kernel knows
// more: its state is as old as the last that it received, if not older.
func (s *Snapshot) Standing(x *Seen) time.Duration {
	age := s.Age(x)
	if x.Info == nil || !x.Before || !x.Entered.Equal(x.First) {
		return age
	}
	return max(age, min(x.Info.LastDataRecv, x.Info.LastAckRecv))
}

// Account is the sockets of one process, or of those that no process holds.
type Account struct {
	Process  *Process // nil: held by none, see Held
	Held     Held
	User     string             // of the first socket; "" where not known
	Sockets  int                // of this host, in all states
	States   [fsm.NumStates]int // by fsm.State
	Troubles [NumTroubles]int   // by Trouble
	Worst    [NumTroubles]*Seen // of each the one that has been so longest; nil where there is none
	RecvQ    uint64             // bytes not read
	SendQ    uint64             // bytes not sent or not acknowledged
}

// Weight is how much the account's troubles weigh.
func (a *Account) Weight() int {
	sum := 0
	for t, n := range a.Troubles {
		sum += n * troubles[t].weight
	}
	return sum
}

// Accounts says of a snapshot which processes hold which sockets, the worst
// first: by the weight of their troubles, then by how many sockets they hold. A
// socket that several processes hold is in the account of each. One that none
// holds any more, or not yet, is in the account of who held it last, or of its
// listener; where that is not known, of Held.
func (s *Snapshot) Accounts() []*Account {
	byPID := make(map[int]*Account)
	byHeld := make(map[Held]*Account)
	for i := range s.Sockets {
		x := &s.Sockets[i]
		who := s.Accountable(x)
		for _, p := range who {
			a := byPID[p.PID]
			if a == nil {
				a = &Account{Process: p, User: x.User}
				byPID[p.PID] = a
			}
			a.add(s, x)
		}
		if len(who) == 0 {
			a := byHeld[x.Held]
			if a == nil {
				a = &Account{Held: x.Held, User: x.User}
				byHeld[x.Held] = a
			}
			a.add(s, x)
		}
	}
	all := make([]*Account, 0, len(byPID)+len(byHeld))
	for _, a := range byPID {
		all = append(all, a)
	}
	for _, a := range byHeld {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b *Account) int {
		return cmp.Or(-cmp.Compare(a.Weight(), b.Weight()), -cmp.Compare(a.Sockets, b.Sockets), cmp.Compare(a.pid(), b.pid()), cmp.Compare(a.Held, b.Held))
	})
	return all
}

// Accountable are the processes whose account a socket is in; none where it is in
// that of those that no process holds.
func (s *Snapshot) Accountable(x *Seen) []*Process {
	switch x.Held {
	case HeldByProcess:
		return x.By
	case HeldQueued, HeldRequest:
		if l := s.Listener(x.Local); l != nil {
			return l.By
		}
	case HeldOrphan:
		return x.Was
	}
	return nil
}

// pid is the account's process; 0 where there is none.
func (a *Account) pid() int {
	if a.Process == nil {
		return 0
	}
	return a.Process.PID
}

// add counts a socket.
func (a *Account) add(s *Snapshot, x *Seen) {
	a.Sockets++
	a.States[x.State]++
	a.RecvQ += uint64(x.Unread())
	a.SendQ += uint64(x.SendQ)
	for _, t := range s.Troubles(x) {
		a.Troubles[t]++
		if w := a.Worst[t]; w == nil || t.worse(s, x, w) {
			a.Worst[t] = x
		}
	}
}
