package capture

import (
	"sync"
	"time"
)

// liveWriter is the goroutine that writes what the receivers hand over, in the
// order of time, to the spool and to the user's file. It alone decides when the
// capture has come to a condition that ends it.
type liveWriter struct {
	*LiveSource
	began  time.Time
	file   *liveFile // nil: none, or none any more
	order  *merger   // nil: there is one interface
	frames int       // captured
	size   int64     // bytes that a file with all frames would have
	over   bool      // no frame counts any more

	ready   chan *chunk
	reasons []error // of each receiver, why it ended
}

// start starts the receivers and the writer.
func (w *liveWriter) start() {
	n := len(w.receivers)
	w.ready, w.reasons = make(chan *chunk, n*chunksEach), make([]error, n)
	if n > 1 {
		w.order = newMerger(n)
	}
	w.size = int64(len(w.spool.head))
	var running sync.WaitGroup
	for i, r := range w.receivers {
		running.Go(func() {
			w.reasons[i] = r.run(w.stopping, w.ready, func(received, dropped uint64, err error) {
				w.status.heard(i, received, dropped, err)
			})
			w.status.stopped(i)
		})
	}
	go func() {
		running.Wait()
		close(w.ready)
	}()
	go func() {
		defer close(w.finished)
		w.run()
	}()
}

// run writes until the receivers have ended.
func (w *liveWriter) run() {
	tick := time.NewTicker(3 * blockTime)
	defer tick.Stop()
	var limit <-chan time.Time
	if w.o.Stop.After > 0 {
		t := time.NewTimer(w.o.Stop.After)
		defer t.Stop()
		limit = t.C
	}
	for {
		select {
		case c, ok := <-w.ready:
			if !ok {
				w.end()
				return
			}
			w.take(c)
		case now := <-tick.C:
			if w.order != nil {
				w.order.tick(w.put, w.done)
			}
			if w.file != nil && !w.over && w.file.due(now) {
				w.turn(now)
			}
		case <-limit:
			w.Stop()
		}
	}
}

// take takes a chunk from a receiver.
func (w *liveWriter) take(c *chunk) {
	if w.order == nil {
		w.put(c)
		w.done(c)
		return
	}
	if w.order.add(c) {
		w.order.all(w.put, w.done)
	}
}

// done gives a chunk back to its receiver.
func (w *liveWriter) done(c *chunk) { w.receivers[c.dev].free <- c }

// put writes a run of frames as far as they count.
func (w *liveWriter) put(c *chunk) {
	for marks := c.marks; len(marks) > 0 && !w.over; {
		n, full := len(marks), false
		if w.file != nil {
			n, full = w.file.room(marks)
		}
		if most := w.limit(marks[:n]); most < n {
			n, full = most, false
		}
		w.piece(c, marks[:n])
		w.conditions() // of the file that has them
		if full && w.file != nil {
			w.turn(time.Now())
		}
		marks = marks[n:]
	}
}

// piece writes frames that stand one behind the other in c.
func (w *liveWriter) piece(c *chunk, marks []mark) {
	blocks := c.buf[marks[0].at:marks[len(marks)-1].end]
	w.frames += len(marks)
	w.size += int64(len(blocks))
	w.status.captured(c, marks)
	if w.file != nil {
		w.check(w.file.write(c, marks))
	}
	w.spool.append(blocks, len(marks))
}

// turn goes on with the next file, unless that was the last.
func (w *liveWriter) turn(now time.Time) {
	if w.o.Stop.Files > 0 && w.file.number >= w.o.Stop.Files {
		w.finish()
		return
	}
	w.check(w.file.turn(now))
}

// limit is how many of the frames the conditions let in.
func (w *liveWriter) limit(marks []mark) int {
	n := len(marks)
	if p := w.o.Stop.Packets; p > 0 {
		n = min(n, p-w.frames)
	}
	if limit := w.o.Stop.FileSize; limit > 0 {
		size, length := w.size, blockLength
		if w.file != nil {
			size, length = w.file.size, w.file.length
		}
		for i, m := range marks[:n] {
			if size += length(m); size >= limit {
				return i + 1
			}
		}
	}
	return n
}

// conditions ends the capture when one of them is met.
func (w *liveWriter) conditions() {
	stop, size := &w.o.Stop, w.size
	if w.file != nil {
		size = w.file.size
	}
	if stop.Packets > 0 && w.frames >= stop.Packets || stop.FileSize > 0 && size >= stop.FileSize {
		w.finish()
	}
}

// finish ends the capture with the frames that were written.
func (w *liveWriter) finish() {
	w.over = true
	w.Stop()
}

// check notes an error of the user's file, which is not written from then on.
func (w *liveWriter) check(err error) {
	if err == nil {
		w.status.writing(w.file)
		return
	}
	w.file.close()
	w.file = nil
	w.status.failed(err)
	if w.o.Stop.OnWriteError {
		w.finish()
	}
}

// end writes what waits, then what files end with.
func (w *liveWriter) end() {
	if w.order != nil {
		w.order.all(w.put, w.done)
	}
	if stats := w.statistics(); len(stats) > 0 {
		w.spool.append(stats, 0)
	}
	if w.file != nil {
		err := w.file.end()
		w.status.writing(w.file)
		if err != nil {
			w.status.failed(err)
		}
	}
	err := w.endOf(w.reasons)
	w.status.ended(err)
	w.spool.finish(err)
}

// statistics are the blocks that tell what became of the frames.
func (w *liveWriter) statistics() (p []byte) {
	now := time.Now().UnixNano()
	for i, f := range w.status.copy().Interfaces {
		p = appendStatistics(p, i, counted{start: w.began.UnixNano(), end: now,
			received: f.Received, dropped: f.Dropped, delivered: f.Delivered})
	}
	return p
}
