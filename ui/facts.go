package ui

import (
	"context"
	"strings"
	"sync"
	"time"

	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
)

// fact is what of a row is not in the index, or takes a replay of its
// connection: the values of fields that are columns, and which colouring rule is
// the first that applies.
type fact struct {
	cells []string // by the order of the fields; nil: not known yet
	rule  int      // of the rules; noRule: none
	of    evaluated
}

// noRule is the rule of a row that no rule colours.
const noRule = -1

// factsKept bounds what is remembered of rows that were shown.
const factsKept = 4096

// factsWait is how long a drawing waits for facts of rows that were not shown
// before: nearly all are there sooner, and those that are not come with the next
// drawing.
const factsWait = 4 * time.Millisecond

// facts looks facts of the rows on the screen up. The goroutine of the event
// loop owns it; a worker reads frames and replays connections, one inquiry at a
// time, and only the newest one waits.
type facts struct {
	h      host
	live   *flows.Live
	fields []*flows.Field
	rules  []*filter.Filter
	stale  bool // later packets, or polls, can change what is known
	beside bool // polls of this host's sockets can
	gen    int  // counts the changes of fields and rules
	known  map[uint32]fact
	last   *inquiry // that was asked; nil: none

	mu     sync.Mutex
	next   *inquiry // that the worker goes on with
	busy   bool     // there is a worker
	found  []found
	reader *flows.Reader // the worker's
}

// inquiry is the rows whose facts are wanted.
type inquiry struct {
	gen    int
	snap   *flows.Snapshot
	rows   []uint32
	fields []*flows.Field
	rules  []*filter.Filter
	beside bool          // as facts.beside
	done   chan struct{} // closed when all is found, or the inquiry was dropped
	ring   bool          // nobody waits for it any more
}

// answered reports whether nothing more comes of a inquiry.
func (q *inquiry) answered() bool {
	if q == nil {
		return true
	}
	select {
	case <-q.done:
		return true
	default:
		return false
	}
}

// found is an answer.
type found struct {
	gen  int
	row  uint32
	fact fact
}

// change begins anew with other fields and rules.
func (c *facts) change(fields []*flows.Field, rules []*filter.Filter) {
	c.fields, c.rules, c.stale, c.beside = append([]*flows.Field(nil), fields...), rules, false, false
	for _, f := range fields {
		c.stale, c.beside = c.stale || f.Need == flows.NeedAll, c.beside || f.Host
	}
	for _, f := range rules {
		c.stale, c.beside = c.stale || f != nil && f.Need() == flows.NeedAll, c.beside || f != nil && f.Host()
	}
	c.stale = c.stale || c.beside
	c.gen++
	c.known = nil
}

// needed reports whether there is anything to look up.
func (c *facts) needed() bool { return c.h != nil && len(c.fields)+len(c.rules) > 0 }

// of is what is known of a row; its cells are nil where nothing is.
func (c *facts) of(row uint32) fact {
	if f, ok := c.known[row]; ok {
		return f
	}
	return fact{rule: noRule}
}

// look makes sure that the facts of rows are known, or will be soon: it asks for
// those that are not, and for those that later packets may have changed.
func (c *facts) look(snap *flows.Snapshot, rows []listed) {
	c.take()
	now := evaluatedWith(snap, c.beside)
	missing, old := 0, 0
	for i := range rows {
		if f, ok := c.known[rows[i].row.No]; !ok {
			missing++
		} else if c.stale && f.of != now {
			old++
		}
	}
	if missing == 0 && (old == 0 || !c.last.answered()) {
		return
	}
	q := &inquiry{gen: c.gen, snap: snap, fields: c.fields, rules: c.rules, beside: c.beside, done: make(chan struct{})}
	for i := range rows {
		if f, ok := c.known[rows[i].row.No]; !ok || c.stale && f.of != now {
			q.rows = append(q.rows, rows[i].row.No)
		}
	}
	c.last = q
	c.ask(q, missing > 0)
	c.take()
}

// ask gives a inquiry to the worker and waits a moment for the answer.
func (c *facts) ask(q *inquiry, wait bool) {
	q.ring = !wait
	c.mu.Lock()
	if c.next != nil {
		close(c.next.done)
	}
	c.next = q
	if !c.busy {
		c.busy = true
		group, life := c.h.workers()
		group.Go(func() { c.work(life) })
	}
	c.mu.Unlock()
	if !wait {
		return
	}
	patience := time.NewTimer(factsWait)
	defer patience.Stop()
	select {
	case <-q.done:
	case <-patience.C:
		c.mu.Lock()
		defer c.mu.Unlock()
		q.ring = true
	}
}

// take takes over what was found.
func (c *facts) take() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.found {
		f := &c.found[i]
		if f.gen != c.gen {
			continue
		}
		if c.known == nil || len(c.known) >= factsKept {
			c.known = make(map[uint32]fact)
		}
		c.known[f.row] = f.fact
	}
	clear(c.found)
	c.found = c.found[:0]
}

// work answers inquiries until there are none.
func (c *facts) work(life context.Context) {
	if c.reader == nil {
		c.reader = c.live.NewReader()
	}
	for {
		c.mu.Lock()
		q := c.next
		if c.next = nil; q == nil || life.Err() != nil {
			c.busy = false
			c.mu.Unlock()
			if q != nil {
				close(q.done)
			}
			return
		}
		c.mu.Unlock()
		c.answer(life, q)
		c.mu.Lock()
		close(q.done)
		ring := q.ring
		c.mu.Unlock()
		if ring {
			c.h.ring()
		}
	}
}

// answer looks the rows of a inquiry up, until there is a newer one.
func (c *facts) answer(life context.Context, q *inquiry) {
	matchers := make([]*filter.Matcher, len(q.rules))
	for i, f := range q.rules {
		if f != nil {
			matchers[i] = f.Matcher()
		}
	}
	var values []decode.Value
	for _, row := range q.rows {
		v := c.reader.At(q.snap, row)
		out := fact{cells: make([]string, len(q.fields)), rule: noRule, of: evaluatedWith(q.snap, q.beside)}
		for i, f := range q.fields {
			values = f.Of(v, values[:0])
			out.cells[i] = valuesText(f, values)
		}
		for i, m := range matchers {
			if m != nil && m.Match(v) {
				out.rule = i
				break
			}
		}
		c.mu.Lock()
		c.found = append(c.found, found{q.gen, row, out})
		newer := c.next != nil
		c.mu.Unlock()
		if newer || life.Err() != nil {
			return
		}
	}
}

// Bounds of a cell's text: values of a field that repeats, and bytes.
const (
	valuesMost = 8
	valueMost  = 256
)

// valuesText writes the values of a field in a cell; ✓ for a field that is only
// there or not.
func valuesText(f *flows.Field, values []decode.Value) string {
	if len(values) > 0 && f.Kind == decode.KindNone {
		return "✓"
	}
	var b strings.Builder
	var one []byte
	for i, v := range values {
		if i == valuesMost {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		if len(v.B) > valueMost {
			v.B = v.B[:valueMost]
		}
		one = f.Format(one[:0], v)
		b.Write(one[:min(len(one), 2*valueMost)])
	}
	return b.String()
}
