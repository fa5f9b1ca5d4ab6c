package flows

import (
	"context"
	"runtime"
	"sync"
)

// crew are the goroutines that follow connections, each those of some lanes. The ingest
// goroutine hands work to all of them and knows when they are done with it.
type crew struct {
	lanes  [lanes]*lane
	rawSeq bool // Options.RawSeq
	work   []chan work
	gone   sync.WaitGroup
	done   func(*load) // called by whoever is the last that needed a load
}

// work is some frames of a load that were put into the index.
type work struct {
	load     *load
	from, to int      // in load.facts
	chunks   []*chunk // that have their rows
	rest     *rest    // no frames: the crew is to rest
}

// rest is a moment in which the crew touches nothing.
type rest struct {
	come sync.WaitGroup // until all have come to rest
	over chan struct{}  // closed when it is over
}

// queued is how much work waits for each of the crew at most.
const queued = loads

func newCrew(o Options) *crew {
	c := &crew{rawSeq: o.RawSeq}
	for i := range c.lanes {
		c.lanes[i] = newLane()
	}
	return c
}

// crewSize is how many goroutines there are cores for, beside the two that read and sort; two
// where there are few: following small packets is half of all work, and one of two cores would
// have nothing left to do.
func crewSize() int {
	cores := min(runtime.GOMAXPROCS(0), runtime.NumCPU())
	return min(cores, lanes, max(cores-2, 2))
}

// start begins with the work, with size goroutines, from 1 to lanes. done is called with
// every load that nobody needs any more.
func (c *crew) start(ctx context.Context, b *brake, size int, done func(*load)) {
	c.done = done
	for me := range size {
		work := make(chan work, queued)
		c.work = append(c.work, work)
		c.gone.Go(func() { c.run(ctx, b, work, me, size) })
	}
}

// run is the loop of one of the crew, whose lanes are those that leave the rest me when
// they are divided by size.
func (c *crew) run(ctx context.Context, b *brake, work <-chan work, me, size int) {
	for w := range work {
		if w.rest != nil {
			w.rest.come.Done()
			<-w.rest.over
			continue
		}
		b.pass(ctx)
		for i := me; i < lanes; i += size {
			c.lanes[i].index.chunks = w.chunks
		}
		facts := w.load.facts
		for i := w.from; i < w.to; i++ {
			x := &facts[i]
			if x.conn == NoConn {
				continue
			}
			if n := laneOf(x.conn); size == 1 || n%size == me {
				c.lanes[n].segment(x, w.load.row+uint32(i), c.rawSeq)
			}
		}
		c.release(w.load)
	}
}

// hand gives frames of a load to the crew, whose rows are in chunks.
func (c *crew) hand(l *load, from, to int, chunks []*chunk) {
	l.users.Add(int32(len(c.work)))
	for _, ch := range c.work {
		ch <- work{load: l, from: from, to: to, chunks: chunks}
	}
}

// release says that one user less needs a load.
func (c *crew) release(l *load) {
	if l.users.Add(-1) == 0 {
		c.done(l)
	}
}

// quiet calls f when all that was handed out is done, while nobody works.
func (c *crew) quiet(f func()) {
	r := &rest{over: make(chan struct{})}
	r.come.Add(len(c.work))
	for _, ch := range c.work {
		ch <- work{rest: r}
	}
	r.come.Wait()
	f()
	close(r.over)
}

// stop waits until all work is done and nobody is left.
func (c *crew) stop() {
	for _, ch := range c.work {
		close(ch)
	}
	c.gone.Wait()
}

// revised is how often rows were corrected. The crew rests.
func (c *crew) revised() (n uint64) {
	for _, l := range c.lanes {
		n += l.revised + l.judge.revised
	}
	return n
}

// freeze returns the pages of the first n connections, never to be changed again. The crew
// rests.
func (c *crew) freeze(n uint32) []*connPage {
	all := make([]*connPage, (n+pageConns-1)/pageConns)
	for i, l := range c.lanes {
		l.conns.freeze(i, all)
	}
	return all
}
