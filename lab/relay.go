package lab

import (
	"container/heap"
	"time"

	"tcptui/fsm"
)

// relay is the wire between the two hosts as a queue with rules: frames go in,
// and come out at the other end when their time has come. It knows no clock and
// no sockets: it is told the time, as the time since the scenario began. One
// goroutine uses it.
type relay struct {
	rules   []Rule
	oneWay  time.Duration // how long an ordinary frame is under way
	tell    *classifier
	arrived counts
	queue   parcels
	held    []heldParcel
	order   int
}

// holdMost is how long a frame is held back when what it waits for does not come:
// then something else is wrong, and the wire does not make it worse.
const holdMost = 2 * time.Second

// parcel is a frame under way.
type parcel struct {
	due   time.Duration
	order int // of the frames that are due at the same time, the lower one first
	to    fsm.Role
	from  fsm.Role // to itself, when the wire answers
	kinds Kind
	frame []byte
	note  string // what the wire did to it; "" for nothing
}

// heldParcel waits for a sight.
type heldParcel struct {
	parcel
	until Sight
	most  time.Duration
}

func newRelay(rules []Rule, oneWay time.Duration) *relay {
	return &relay{rules: rules, oneWay: oneWay, tell: newClassifier()}
}

// arrive takes a frame that one end sent and tells what it is, and what is done to
// it: "" for nothing. The frame is the relay's from then on.
func (r *relay) arrive(now time.Duration, from fsm.Role, frame []byte) (k Kind, note string) {
	k = r.tell.kinds(from, frame)
	r.arrived.add(from, k)
	p := parcel{due: now + r.oneWay, to: from.Peer(), from: from, kinds: k, frame: frame}
	rule := r.rule(&p)
	if rule != nil {
		note = rule.says(&r.arrived)
	}
	r.post(now, p, rule, note)
	r.release(now)
	return k, note
}

// rule returns the rule that decides about a frame; nil when there is none.
func (r *relay) rule(p *parcel) *Rule {
	for i := range r.rules {
		rule := &r.rules[i]
		if rule.names(p.from, p.kinds, len(p.frame)-etherLen, &r.arrived) && (rule.Do != Hold || !rule.Until.in(&r.arrived)) {
			return rule
		}
	}
	return nil
}

// post sends a frame on its way as a rule says.
func (r *relay) post(now time.Duration, p parcel, rule *Rule, note string) {
	deed := Carry
	if rule != nil {
		deed = rule.Do
	}
	switch deed {
	case Carry:
		r.push(p)
	case Delay:
		p.due, p.note = p.due+rule.Late, note
		r.push(p)
	case Hold:
		p.note = note
		r.held = append(r.held, heldParcel{p, rule.Until, now + holdMost})
	case Duplicate:
		r.push(p)
		p.note = note
		r.push(p)
	case TooBig:
		if answer := tooBig(p.frame, rule.MTU); answer != nil {
			r.push(parcel{due: now + r.oneWay, to: p.from, from: p.from, frame: answer})
		}
	}
}

// release sends on what was held back and need not wait any more. It goes behind
// what it waited for, as that is in the queue already.
func (r *relay) release(now time.Duration) {
	kept := r.held[:0]
	for _, h := range r.held {
		if h.until.in(&r.arrived) || h.most <= now {
			h.due = now + r.oneWay
			r.push(h.parcel)
		} else {
			kept = append(kept, h)
		}
	}
	r.held = kept
}

func (r *relay) push(p parcel) {
	r.order++
	p.order = r.order
	heap.Push(&r.queue, p)
}

// next tells when to call deliver; false when nothing is under way.
func (r *relay) next() (due time.Duration, ok bool) {
	if len(r.queue) > 0 {
		due, ok = r.queue[0].due, true
	}
	for _, h := range r.held {
		if !ok || h.most < due {
			due, ok = h.most, true
		}
	}
	return due, ok
}

// deliver takes out one frame that is to be delivered by now.
func (r *relay) deliver(now time.Duration) (p parcel, ok bool) {
	r.release(now)
	if len(r.queue) == 0 || r.queue[0].due > now {
		return parcel{}, false
	}
	return heap.Pop(&r.queue).(parcel), true
}

// parcels is the heap of what is under way.
type parcels []parcel

func (q parcels) Len() int { return len(q) }
func (q parcels) Less(i, j int) bool {
	return q[i].due < q[j].due || q[i].due == q[j].due && q[i].order < q[j].order
}
func (q parcels) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *parcels) Push(x any)   { *q = append(*q, x.(parcel)) }
func (q *parcels) Pop() any {
	n := len(*q) - 1
	p := (*q)[n]
	(*q)[n] = parcel{}
	*q = (*q)[:n]
	return p
}
