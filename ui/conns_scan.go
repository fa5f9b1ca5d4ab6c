package ui

import (
	"context"
	"time"

	"tcptui/flows"
)

// soloTally is how many rows are looked at at once, where there are few connections;
// more are a worker's.
const soloTally = 1 << 14

// tallyEvery is how often a worker hands over what it has found.
const tallyEvery = 200 * time.Millisecond

// connScan keeps the tallies of all connections up to date with the capture. The
// goroutine of the event loop owns it, and the table while no worker does.
type connScan struct {
	h       host
	tallies flows.ConnTallies
	version int // of tallies

	// Nobody works: no worker has the table. What is due is looking at all rows again.
	paced[flows.ConnTallies]
	table *flows.ConnTable
	anew  bool // the worker looks at all rows again: only its end counts
}

// take takes over what was found, and goes on with a newer snapshot.
func (c *connScan) take(s *flows.Snapshot) {
	works := c.reap(func(t flows.ConnTallies, last bool) {
		if !c.anew || last {
			c.set(t)
		}
	})
	if works {
		return
	}
	if c.table == nil {
		c.table = new(flows.ConnTable)
	}
	again := c.table.Stale(s) && (s.Done || c.rested())
	if again {
		c.table = new(flows.ConnTable)
	}
	switch left := s.Rows() - c.table.Rows(); {
	case left == 0:
	case left <= soloTally && s.Conns() <= soloConns: // else pages of many are copied
		if c.table.Advance(context.Background(), s, func() {}) == nil {
			c.set(c.table.Tallies())
		}
	default:
		c.start(s, again)
	}
}

func (c *connScan) set(t flows.ConnTallies) { c.tallies, c.version = t, c.version+1 }

// start gives the table to a worker.
func (c *connScan) start(s *flows.Snapshot, anew bool) {
	table := c.table
	c.anew, c.since = anew, time.Now()
	c.run = startTask(c.h, func(ctx context.Context, put func(flows.ConnTallies)) error {
		last := time.Now()
		err := table.Advance(ctx, s, func() {
			if !anew && time.Since(last) >= tallyEvery {
				put(table.Tallies())
				last = time.Now()
			}
		})
		put(table.Tallies())
		return err
	})
}

// waits reports whether rows are to be looked at again later.
func (c *connScan) waits(s *flows.Snapshot) bool { return c.run == nil && c.table.Stale(s) }

// soloConns is how many connections are sorted at once; more are a worker's.
const soloConns = 1 << 12

// arrangeEvery is the least time between two lists that only new packets make
// necessary; arrangeShare, how many times what a list took is waited at least.
const (
	arrangeEvery = 250 * time.Millisecond
	arrangeShare = 6
)

// connSorter keeps a list of connections up to date. The goroutine of the event
// loop owns it.
type connSorter struct {
	h       host
	columns []connColumn
	list    *connList // nil before the first one
	run     *task[*connList]
	ask     connAsk // of run
	began   time.Time
	due     time.Time // what only new packets make necessary is not made before
}

// take takes over a list that was made, and begins with the one that is asked
// for unless it is there; what only packets make necessary may wait unless there
// is a hurry. It reports whether the list is another.
func (c *connSorter) take(want connAsk, hurry bool) (changed bool) {
	if c.run != nil {
		if over, _ := c.run.over(); over {
			if list, fresh := c.run.take(); fresh {
				c.list, changed = list, true
			}
			took := time.Since(c.began)
			c.run, c.due = nil, time.Now().Add(max(arrangeEvery, arrangeShare*took))
		}
	}
	switch {
	case c.list != nil && c.list.ask.same(&want):
		return changed
	case want.snap.Conns()+want.sockets() <= soloConns || want.unsorted() && !want.wantsSockets():
		c.stop()
		list, err := arrangeConns(context.Background(), want, c.columns)
		if err != nil {
			return changed
		}
		c.list = list
		return true
	case c.run != nil && c.ask.shape == want.shape:
		return changed
	case !hurry && c.run == nil && c.list != nil && c.list.ask.shape == want.shape && time.Now().Before(c.due):
		return changed
	}
	c.stop()
	columns := c.columns
	c.ask, c.began = want, time.Now()
	c.run = startTask(c.h, func(ctx context.Context, put func(*connList)) error {
		list, err := arrangeConns(ctx, want, columns)
		if err == nil {
			put(list)
		}
		return err
	})
	return changed
}

func (c *connSorter) stop() {
	c.run.stop()
	c.run = nil
}

// waits reports whether a list is to be made later.
func (c *connSorter) waits(want *connAsk) bool {
	return c.run == nil && c.list != nil && !c.list.ask.same(want)
}
