package fsm

import (
	"container/heap"
	"math/rand/v2"

	"tcptui/decode"
)

// This is a model of two RFC 9293 endpoints and a network between them that
// loses, delays, reorders and duplicates, with a capture at one place of it.
// Time is in ms. Endpoints retransmit, carry timestamps and IP identification.

// flying is a segment on its way.
type flying struct {
	at    int64
	order int
	to    Role
	seg   decode.Segment
	seen  bool // at is the time at the capture, not at the receiver
	lost  bool // after the capture
	sent  stamp
}

// stamp is what an endpoint was when it sent a segment.
type stamp struct {
	state State
	at    int64
}

type flight []flying

func (f flight) Len() int { return len(f) }
func (f flight) Less(i, j int) bool {
	return f[i].at < f[j].at || f[i].at == f[j].at && f[i].order < f[j].order
}
func (f flight) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *flight) Push(x any)   { *f = append(*f, x.(flying)) }
func (f *flight) Pop() any     { x := (*f)[len(*f)-1]; *f = (*f)[:len(*f)-1]; return x }

// captured is one row of the capture.
type captured struct {
	at   int64
	from Role
	seg  decode.Segment
	sent stamp
}

// network is the model's parameters and state.
type network struct {
	rng    *rand.Rand
	delay  int64      // one way
	jitter int64      // more delay, at random: reorders
	before [2]float64 // loss between sender and capture, by sender
	after  [2]float64 // loss between capture and receiver
	dup    float64
	split  int64 // of delay, from the client to the capture
	now    int64
	order  int
	queue  flight
	rows   []captured
	ends   [2]*tcpEnd
	aborts bool // users may abort
}

func (n *network) send(from Role, seg decode.Segment, st State) {
	toCapture := n.split
	if from == Server {
		toCapture = n.delay - n.split
	}
	keep := seg.Flags.Has(decode.RST) // nobody answers a RST, so nobody could tell that one was lost
	if !keep && n.rng.Float64() < n.before[from] {
		return
	}
	copies := 1
	if n.rng.Float64() < n.dup {
		copies = 2
	}
	for range copies {
		at := n.now + toCapture
		if n.jitter > 0 && toCapture > 0 {
			at += n.rng.Int64N(n.jitter)
		}
		n.push(flying{at: at, to: from.Peer(), seg: seg, seen: true, sent: stamp{st, n.now}, lost: !keep && n.rng.Float64() < n.after[from]})
	}
}

func (n *network) push(f flying) {
	n.order++
	f.order = n.order
	heap.Push(&n.queue, f)
}

// userTime is when the last user has closed or aborted, in ms.
const userTime = 1000

// run lets the model live until nothing happens any more.
func (n *network) run(until int64) {
	for n.now < until {
		for len(n.queue) > 0 && n.queue[0].at <= n.now {
			f := heap.Pop(&n.queue).(flying)
			if !f.seen {
				n.ends[f.to].arrive(&f.seg)
				continue
			}
			n.rows = append(n.rows, captured{n.now, f.to.Peer(), f.seg, f.sent})
			if f.lost {
				continue
			}
			rest := n.delay - n.split
			if f.to == Client {
				rest = n.split
			}
			f.seen, f.at = false, n.now+rest
			if n.jitter > 0 && rest > 0 {
				f.at += n.rng.Int64N(n.jitter)
			}
			n.push(f)
		}
		n.ends[0].tick()
		n.ends[1].tick()
		n.now++
		if n.now > userTime && len(n.queue) == 0 && n.ends[0].timer == 0 && n.ends[1].timer == 0 {
			return
		}
	}
}
