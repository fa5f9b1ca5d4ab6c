package ui

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"tcptui/flows"
)

// search finds something among the packets that are listed. The rows are divided
// into pieces; workers take them one by one, that which is waited for first, and
// go on until all are known, so that the next match is there before it is asked
// for. The goroutine of the event loop owns it; what the workers use is under the
// lock.
type search struct {
	what string // is looked for: hostile text
	h    host
	make func() rowFinder // for a worker
	of   listOf

	mu      sync.Mutex
	snap    *flows.Snapshot
	rows    rowList
	end     uint32  // rows before it are known to be listed or not
	pieces  []piece // of all rows before end
	at      int     // the piece to begin with
	back    bool    // and then those before it, not those after it
	scanned uint64  // rows
	hits    int
	running int
	halted  bool
	began   time.Time // of the workers
	gone    uint64    // rows that were scanned since
	cancel  context.CancelFunc
	free    []rowFinder // of workers that have ended: where a reader is in a connection is worth keeping
}

// piece is what is known of pieceRows rows.
type piece struct {
	upTo  uint32   // the rows before it are scanned; 0: none
	rows  []uint32 // the hits among them, ascending
	taken bool     // by a worker
}

// pieceRows is how many rows a worker takes at a time: little enough that Esc and
// the first match do not wait, also where every frame has to be read.
const pieceRows = 1 << 13

// listOf tells lists apart.
type listOf struct {
	filt  *filtering
	swaps int
	only  flows.ConnID
	first *ColumnSpec // of the columns, which what is found in the list goes by
}

func (m *model) listOf() listOf {
	of := listOf{filt: m.filt, only: m.only}
	if len(m.columns) > 0 {
		of.first = &m.columns[0]
	}
	if m.filt != nil {
		of.swaps = m.filt.swaps
	}
	return of
}

// newSearch begins to find q, from the selected row on, or back from it.
func newSearch(h host, q *query, m *model, back bool) *search {
	return beginSearch(h, q.String(), func() rowFinder { return finderFor(q, m) }, m, back)
}

// beginSearch is newSearch for what is not a query. make is called in the
// goroutine of the event loop, once a worker.
func beginSearch(h host, what string, make func() rowFinder, m *model, back bool) *search {
	x := &search{what: what, h: h, make: make, of: m.listOf()}
	x.aim(m.near0(), back)
	x.extend(m)
	return x
}

// near0 is the selected row, or 0.
func (m *model) near0() uint32 {
	if m.sel == flows.NoRow {
		return 0
	}
	return m.sel
}

// aim says where to go on: at the piece of a row.
func (x *search) aim(row uint32, back bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.at, x.back = int(row/pieceRows), back
}

// extend takes over what more is listed, and lets workers look at what is not
// known yet.
func (x *search) extend(m *model) {
	end := uint32(m.snap.Rows())
	if m.filt != nil && !m.filt.stopped {
		end = min(m.filt.upTo, end)
	}
	rows, all := m.list()
	x.mu.Lock()
	x.snap, x.rows, x.end = m.snap, rowList{rows, all}, end
	if n := (int(end) + pieceRows - 1) / pieceRows; n > len(x.pieces) {
		x.pieces = append(x.pieces, make([]piece, n-len(x.pieces))...)
	}
	start := !x.halted && x.running == 0 && x.next() >= 0
	x.mu.Unlock()
	if start {
		x.start()
	}
}

// start starts the workers.
func (x *search) start() {
	group, life := x.h.workers()
	ctx, cancel := context.WithCancel(life)
	x.mu.Lock()
	workers := runtime.GOMAXPROCS(0)
	if uint64(x.end)-x.scanned <= soloRows {
		workers = 1
	}
	x.cancel, x.began, x.gone, x.running = cancel, time.Now(), 0, workers
	for len(x.free) < workers {
		x.free = append(x.free, x.make())
	}
	x.mu.Unlock()
	for range workers {
		group.Go(func() {
			defer x.h.ring()
			x.run(ctx)
		})
	}
}

// run is a worker: it takes pieces until none is left.
func (x *search) run(ctx context.Context) {
	x.mu.Lock()
	defer x.mu.Unlock()
	f := x.free[len(x.free)-1]
	x.free = x.free[:len(x.free)-1]
	defer func() { x.running, x.free = x.running-1, append(x.free, f) }()
	for ctx.Err() == nil {
		i := x.next()
		if i < 0 {
			return
		}
		p := &x.pieces[i]
		from, to := max(p.upTo, uint32(i)*pieceRows), x.until(i)
		p.taken = true
		snap, rows := x.snap, x.rows
		x.mu.Unlock()
		found := rows.hits(f, snap, from, to, nil)
		x.mu.Lock()
		p = &x.pieces[i]
		p.rows, p.upTo, p.taken = append(slices.Clip(p.rows), found...), to, false
		x.scanned, x.gone, x.hits = x.scanned+uint64(to-from), x.gone+uint64(to-from), x.hits+len(found)
		x.h.ring()
	}
}

// until is where the i-th piece ends.
func (x *search) until(i int) uint32 { return min(uint32(i+1)*pieceRows, x.end) }

// next is the piece to be looked at next, -1 when there is none.
func (x *search) next() int {
	n := len(x.pieces)
	for range n {
		x.at = (x.at%n + n) % n
		if p := &x.pieces[x.at]; !p.taken && p.upTo < x.until(x.at) {
			return x.at
		}
		if x.back {
			x.at--
		} else {
			x.at++
		}
	}
	return -1
}

// stop ends the workers until resume; what was found stays. They may need a
// moment.
func (x *search) stop() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.halted = true
	if x.cancel != nil {
		x.cancel()
	}
}

// resume lets extend start workers again.
func (x *search) resume() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.halted = false
}

// stepped is an answer of step.
type stepped struct {
	known   bool   // the answer is there
	found   bool   // there is a match
	row     uint32 // the match
	wrapped bool   // it lies beyond an end of the list
}

// step is the match after a row, or before it. Where it is not known yet the
// workers turn to it. from may lie one before the first row.
func (x *search) step(from int64, back bool) stepped {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := len(x.pieces)
	if n == 0 {
		return stepped{known: true}
	}
	first := int(max(from, 0) / pieceRows)
	if first >= n {
		first = n - 1
	}
	for k := range n + 1 {
		i, wrapped := first+k, first+k >= n
		if back {
			i, wrapped = first-k, first-k < 0
		}
		i = (i%n + n) % n
		wrapped = wrapped || k == n // the rest of the piece that it began in
		row, known, found := x.inPiece(i, from, back, k > 0)
		switch {
		case found:
			return stepped{true, true, row, wrapped}
		case !known:
			x.at, x.back = i, back
			return stepped{}
		}
	}
	return stepped{known: true}
}

// inPiece is the first hit of a piece in a direction; of the piece that row from
// is in, beyond it, unless whole.
func (x *search) inPiece(i int, from int64, back, whole bool) (row uint32, known, found bool) {
	p := &x.pieces[i]
	rows, known := p.rows, p.upTo >= x.until(i)
	if !whole {
		at, exact := slices.BinarySearchFunc(rows, from, func(row uint32, from int64) int { return int(int64(row) - from) })
		if back {
			rows, known = rows[:at], known || int64(p.upTo) >= from
		} else {
			rows = rows[at+bit(exact):]
		}
	}
	switch {
	case len(rows) == 0:
		return 0, known, false
	case back:
		return rows[len(rows)-1], known, known
	}
	return rows[0], true, true // the scan goes up: none is before it
}

// standing is how far the search is.
type standing struct {
	hits    int
	percent int
	done    bool
	rate    float64       // rows a second; 0: not known
	left    time.Duration // until all is known; 0: not known
}

func (x *search) standing() standing {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := standing{hits: x.hits, percent: 100, done: x.scanned >= uint64(x.end)}
	if x.end > 0 {
		s.percent = int(x.scanned * 100 / uint64(x.end))
	}
	if t := time.Since(x.began).Seconds(); x.running > 0 && t > 0 && x.gone > 0 {
		s.rate = float64(x.gone) / t
		s.left = time.Duration(float64(uint64(x.end)-x.scanned) / s.rate * float64(time.Second))
	}
	return s
}

// ordinal is which match a row is, from 1; 0 while it is not known.
func (x *search) ordinal(row uint32) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := 0
	for i := range int(row / pieceRows) {
		if x.pieces[i].upTo < x.until(i) {
			return 0
		}
		n += len(x.pieces[i].rows)
	}
	at, found := slices.BinarySearch(x.pieces[row/pieceRows].rows, row)
	if !found {
		return 0
	}
	return n + at + 1
}

// all are the hits so far, ascending.
func (x *search) all() []uint32 {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := make([]uint32, 0, x.hits)
	for i := range x.pieces {
		out = append(out, x.pieces[i].rows...)
	}
	return out
}
