package gen

// epoch is when every capture begins: 2026-01-01 00:00:00 UTC, in ns.
const epoch = 1_767_225_600_000_000_000

// Generator makes one capture. It belongs to one goroutine and its memory does
// not grow with the number of packets. Use Frame, or the io.Reader and
// io.WriterTo of the file's bytes, not both.
type Generator struct {
	cfg     Config
	random  random
	pattern *pattern
	queue   queue
	stamps  bool
	opened  int   // connections so far
	open    int   // connections not ended
	frames  int   // so far
	bytes   int64 // in these frames
	spoken  int   // frames that open connections may still send
	last    int64 // time of the last frame, ns since the epoch
	file    file
}

// New returns a generator at the beginning of the capture that cfg describes,
// or an error that says which field of it is out of range.
func New(cfg Config) (*Generator, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	g := &Generator{cfg: cfg, random: random(cfg.Seed), pattern: newPattern(), stamps: cfg.MeanFrame >= 100, last: epoch}
	slots := min(cfg.Concurrent, cfg.Connections)
	at := int64(epoch)
	for range slots {
		at += int64(g.random.exponential() * float64(cfg.RTT) / float64(min(slots, 32)))
		c := new(conn)
		g.begin(c)
		g.queue.push(waiting{at, c})
	}
	return g, nil
}

// begin makes c the next connection. Frames are shared out so that the last
// connection ends near the end of the capture.
func (g *Generator) begin(c *conn) {
	c.begin(g.opened, &g.random, &g.cfg, g.stamps)
	left := float64(float64(g.cfg.Packets-g.frames)*(1-g.cfg.Other)) - float64(g.spoken) // never one fused operation
	mean := left / float64(g.cfg.Connections-g.opened)
	c.budget = MinFrames + int(g.random.exponential()*max(0, mean-MinFrames))
	g.spoken += c.budget
	g.opened++
	g.open++
}

// Frame appends the next frame's bytes to dst and returns it with the frame's
// time in ns since the epoch; ok is false, and dst unchanged, after the last.
func (g *Generator) Frame(dst []byte) (frame []byte, at int64, ok bool) {
	if g.frames == g.cfg.Packets {
		return dst, g.last, false
	}
	start := len(dst)
	if len(g.queue.items) == 0 || g.random.chance(g.cfg.Other) {
		g.last += int64(g.random.below(2000))
		if len(g.queue.items) > 0 {
			g.last = min(g.last, g.queue.items[0].at)
		}
		dst = appendOther(dst, &g.random, g.cfg.Checksums)
	} else {
		first := g.queue.items[0]
		g.last = first.at
		dst = first.conn.take(dst, first.at, g.pattern, g.cfg.Checksums)
		g.spoken--
		g.advance(first)
	}
	g.frames++
	g.bytes += int64(len(dst) - start)
	return dst, g.last, true
}

// advance puts the connection that has just spoken back into the queue, or the
// one that takes its place.
func (g *Generator) advance(w waiting) {
	c := w.conn
	if c.pos == c.size {
		if c.ended {
			g.spoken -= c.budget
			g.open--
			if g.opened == g.cfg.Connections {
				g.queue.drop()
				return
			}
			g.begin(c)
			w.at += int64(g.random.exponential() * float64(g.cfg.RTT))
		} else {
			g.plan(c)
		}
	}
	w.at += int64(c.steps[c.pos].gap)
	g.queue.replace(w)
}

// plan writes the connection's next script: a burst, or its end when few
// frames are left to it.
func (g *Generator) plan(c *conn) {
	if g.open == 1 && g.opened == g.cfg.Connections { // the last of all takes what is left
		c.budget = int(float64(g.cfg.Packets-g.frames) * (1 - g.cfg.Other))
		g.spoken = c.budget
	}
	room := c.budget - closing
	if room < 2 {
		c.ended = true
		c.close(c.rtt, uint8(g.random.below(2)), g.random.chance(g.cfg.Reset), g.random.chance(0.4))
		return
	}
	c.from = server
	if g.random.chance(0.3) {
		c.from = client
	}
	n := 1 + g.random.below(min(maxBurst, room*2/3))
	g.size(c, n)
	f := fate{lost: -1, swap: -1}
	if room >= 2*n+2 && g.random.chance(g.cfg.Loss*float64(n)) {
		f.lost, f.unseen = g.random.below(n), c.from == server && g.random.chance(0.5)
	} else if n > 1 && g.random.chance(g.cfg.Reorder*float64(n)) {
		f.swap = g.random.below(n/2) * 2
	}
	c.lost = f.lost
	pause := c.rtt
	if g.random.chance(0.1) {
		pause += uint32(g.random.below(50_000_000))
	}
	c.burst(c.rtt, g.jitter, pause, f)
}

// jitter returns a gap around `middle` ns.
func (g *Generator) jitter(middle uint32) uint32 {
	return middle/2 + uint32(g.random.below(int(middle)))
}

// size chooses how much the n segments of the next burst carry, so that the
// mean frame comes out as asked: the error so far is fed back.
func (g *Generator) size(c *conn, n int) {
	head := int(c.head[c.from].size)
	if c.stamps {
		head += lenTime
	}
	// An ACK for two segments of data: three frames hold 2 payloads.
	want := float64(3*(g.cfg.MeanFrame-head)) / 2
	want += (float64(g.cfg.MeanFrame)*float64(g.frames) - float64(g.bytes)) / 2048
	want = min(max(want, 1), float64(c.mss))
	draw := func() uint16 { return uint16(min(1+g.random.below(int(2*want)), c.mss)) }
	c.full, c.last = draw(), draw()
	if want >= 400 {
		c.full, c.last = uint16(1+g.random.below(200)), uint16(1+g.random.below(200))
		if g.random.chance((want - 100) / float64(c.mss-100)) {
			c.full, c.last = uint16(c.mss), uint16(c.mss)
			if want < float64(c.mss) && g.random.chance(0.3) {
				c.last = uint16(1 + g.random.below(c.mss))
			}
		}
	}
	c.segments, c.base = uint8(n), c.nxt[c.from]
	c.nxt[c.from] = c.seq(c.segments)
}
