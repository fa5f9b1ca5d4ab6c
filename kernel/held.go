package kernel

import (
	"os/user"
	"strconv"

	"tcptui/fsm"
)

// Held says by whom a socket is held.
type Held uint8

// The holders.
const (
	HeldByProcess Held = iota // see Seen.By
	HeldHidden                // by a process that may not be looked at
	HeldElsewhere             // by no process that is seen: the kernel's own, another container's, or just passed on
	HeldTimeWait              // by none: TIME-WAIT
	HeldRequest               // by none: a request of its listener
	HeldQueued                // by none yet: it waits in its listener's backlog
	HeldOrphan                // by none any more: its process has closed it
)

// heldTexts are the name of each and what it means.
var heldTexts = [...]struct{ name, say string }{
	HeldByProcess: {"process", "A process holds the socket."},
	HeldHidden:    {"hidden", "Owner hidden: not permitted. Processes of other users can be looked at by root only, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH; a capture that is begun with them has a helper that keeps them."},
	HeldElsewhere: {"elsewhere", "No process that can be seen holds the socket: it is the kernel's own, as of a network file system, or a process of another container holds it."},
	HeldTimeWait:  {"time-wait", "No process holds it: the process has closed, and the kernel only remembers the four-tuple until old segments are gone."},
	HeldRequest:   {"request", "No process holds it: until the last ACK of the handshake the listener keeps a request, which is no socket yet."},
	HeldQueued:    {"queued", "No process holds it yet: the handshake is over and it waits in the listener's backlog for accept."},
	HeldOrphan:    {"orphan", "No process holds it any more: the process has closed, and the kernel sends what is left and waits for the peer alone."},
}

// String returns the holder's name: "process", "hidden", "elsewhere", "time-wait",
// "request", "queued", "orphan".
func (h Held) String() string { return heldTexts[h].name }

// Say returns what it means, in a sentence or two.
func (h Held) Say() string { return heldTexts[h].say }

// holder says by whom a socket is held, given how many processes were found and
// whether some could not be looked at.
func holder(s *Socket, found int, hidden bool) Held {
	switch {
	case found > 0:
		return HeldByProcess
	case s.Inode != 0 && hidden:
		return HeldHidden
	case s.Inode != 0:
		return HeldElsewhere
	case s.State == fsm.TimeWait:
		return HeldTimeWait
	case s.Request:
		return HeldRequest
	case s.State == fsm.Established || s.State == fsm.CloseWait || s.State == fsm.SynReceived:
		return HeldQueued
	}
	return HeldOrphan
}

// users finds names of users, and keeps them.
type users struct {
	find  func(uid string) (*user.User, error)
	names map[uint32]string
}

// name returns a user's name, or the number where there is none.
func (u *users) name(uid uint32) string {
	if name, ok := u.names[uid]; ok {
		return name
	}
	name := strconv.FormatUint(uint64(uid), 10)
	if found, err := u.find(name); err == nil && found.Username != "" {
		name = found.Username
	}
	u.names[uid] = name
	return name
}
