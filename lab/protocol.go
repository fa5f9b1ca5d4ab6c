package lab

import (
	"encoding/json"
	"io"
	"net/netip"
	"sync"
	"time"

	"tcptui/fsm"
)

// Place is where a scenario is played.
type Place uint8

// The places.
const (
	Anywhere     Place = iota // in namespaces where that is allowed, else on loopback where that suffices
	InNamespaces              // two hosts of its own with a wire between them
	OnLoopback                // two addresses of this host
)

// Event is something that happened while a scenario was played.
type Event struct {
	At     int64   // ns since the epoch
	Who    string  // "client", "server", or "wire"
	Text   string  // what it did; the user's own text may be in it
	Socket *Socket `json:",omitempty"` // at the end: what the kernel of that end still holds; nil in all other events
}

// Socket is a TCP socket as the kernel tells of it.
type Socket struct {
	Local, Peer netip.AddrPort
	State       fsm.State
	Left        time.Duration // of the 2MSL in TIME-WAIT
}

// request is what the player is asked to do: the first line of its standard
// input, as JSON. Lines that the user types follow it.
type request struct {
	Scenario string
	Place    Place
	Vantage  fsm.Role
	Lines    [][]byte // not as strings: JSON would change what is no UTF-8
	Typed    bool
	Pace     time.Duration
}

// message is a line of what the player tells, as JSON. Exactly one of its members
// is set; after Failed and Done no other follows.
type message struct {
	Ready  bool   `json:",omitempty"` // all is there, and the scenario begins
	Event  *Event `json:",omitempty"`
	Failed string `json:",omitempty"` // why it could not be played, or not to its end
	Done   bool   `json:",omitempty"`
}

// teller writes messages. Any goroutine may use it.
type teller struct {
	mu  sync.Mutex
	enc *json.Encoder
	err error
}

func newTeller(w io.Writer) *teller { return &teller{enc: json.NewEncoder(w)} }

func (t *teller) tell(m message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.enc.Encode(m); err != nil && t.err == nil {
		t.err = err
	}
}
