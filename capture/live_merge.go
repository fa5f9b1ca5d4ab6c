package capture

import "math"

// merger brings the frames of several interfaces into the order of time, as far
// as they have arrived. Each interface hands its frames over some milliseconds
// after they came, so a chunk waits for one whole tick, which is longer than
// that, for earlier frames of the others. Writer's goroutine only.
type merger struct {
	queues [][]*chunk // of each interface, in the order of arrival
	next   []int      // of the first chunk of each queue, the first frame that was not taken
	until  int64      // frames that are no later have waited for a whole tick
	out    chunk      // the merged frames
}

func newMerger(devices int) *merger {
	return &merger{queues: make([][]*chunk, devices), next: make([]int, devices)}
}

// add takes a chunk, which stays the merger's until done gets it. It reports
// whether the chunks of the interface run out, so that nothing may wait.
func (m *merger) add(c *chunk) (urgent bool) {
	m.queues[c.dev] = append(m.queues[c.dev], c)
	return len(m.queues[c.dev]) >= chunksEach-1
}

// tick gives out what has waited since the tick before.
func (m *merger) tick(put func(*chunk), done func(*chunk)) {
	m.give(m.until, put, done)
	m.until = m.latest()
}

// all gives out what there is.
func (m *merger) all(put func(*chunk), done func(*chunk)) { m.give(math.MaxInt64, put, done) }

// latest is the time of the latest frame that is here. Those that have gone do not count:
// where the clock was set back, what comes now is earlier and waits all the same.
func (m *merger) latest() int64 {
	at := int64(math.MinInt64)
	for dev, q := range m.queues {
		for k, c := range q {
			from := 0
			if k == 0 {
				from = m.next[dev]
			}
			for _, mk := range c.marks[from:] {
				at = max(at, mk.time)
			}
		}
	}
	return at
}

// give gives put the frames that are no later than until, in runs of some
// hundred kilobytes, and done the chunks that were used up.
func (m *merger) give(until int64, put func(*chunk), done func(*chunk)) {
	m.out.reset()
	for {
		dev := m.first()
		if dev < 0 || m.head(dev).time > until {
			break
		}
		c := m.queues[dev][0]
		m.out.take(c, c.marks[m.next[dev]])
		if m.next[dev]++; m.next[dev] == len(c.marks) {
			m.next[dev] = 0
			m.queues[dev] = append(m.queues[dev][:0], m.queues[dev][1:]...)
			done(c)
		}
		if len(m.out.buf) >= chunkLimit {
			put(&m.out)
			m.out.reset()
		}
	}
	if len(m.out.marks) > 0 {
		put(&m.out)
	}
}

// head is the next frame of an interface that has one.
func (m *merger) head(dev int) *mark { return &m.queues[dev][0].marks[m.next[dev]] }

// first is the interface whose next frame is the earliest; -1: none has one.
func (m *merger) first() int {
	best := -1
	for dev, q := range m.queues {
		if len(q) > 0 && (best < 0 || m.head(dev).time < m.head(best).time) {
			best = dev
		}
	}
	return best
}
