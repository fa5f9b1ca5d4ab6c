package ui

import (
	"context"
	"time"

	"tcptui/flows"
)

// sparkWidth is how many cells show a connection's activity: equal parts of the
// time that the capture lasts, so that the lines can be compared.
const sparkWidth = 16

// sparkLevels are the signs for more and more segments; 0 is a blank.
const sparkLevels = "▁▂▃▄▅▆▇█"

// sparkText draws counts in signs of eight heights; the highest is the most. What
// is not 0 is seen.
func sparkText(counts []uint32) string {
	const levels, size = 8, 3 // bytes of a sign
	var most uint32
	for _, n := range counts {
		most = max(most, n)
	}
	b := make([]byte, 0, size*len(counts))
	for _, n := range counts {
		if n == 0 {
			b = append(b, ' ')
			continue
		}
		level := int((uint64(n)*levels + uint64(most) - 1) / uint64(most))
		b = append(b, sparkLevels[size*(level-1):size*level]...)
	}
	return string(b)
}

// sparks remembers the activity of connections that were shown. The goroutine of
// the event loop owns it.
type sparks struct {
	h    host
	made map[flows.ConnID]spark
	run  *task[map[flows.ConnID]spark]
	due  time.Time // what has grown is counted again not before
}

// spark is the activity of a connection, of a snapshot with so many rows.
type spark struct {
	text string
	segs uint32
	rows int
}

// sparksKept bounds what is remembered; soloSegments is how many segments are
// counted at once, more are a worker's. sparkEvery is how often the activity of a
// growing capture is counted again.
const (
	sparksKept   = 4096
	soloSegments = 1 << 14
	sparkEvery   = time.Second
)

// countSparks counts the activity of connections. Its work is bounded for each.
func countSparks(ctx context.Context, s *flows.Snapshot, ids []flows.ConnID) map[flows.ConnID]spark {
	out := make(map[flows.ConnID]spark, len(ids))
	from, to := s.Row(0).Time, s.Row(uint32(s.Rows()-1)).Time
	var counts [sparkWidth]uint32
	for _, id := range ids {
		if ctx.Err() != nil {
			break
		}
		s.Activity(id, from, to, counts[:])
		out[id] = spark{sparkText(counts[:]), s.Conn(id).Segments(), s.Rows()}
	}
	return out
}

// want asks for the activity of connections, as it is in a snapshot.
func (k *sparks) want(s *flows.Snapshot, ids []flows.ConnID) {
	if k.run != nil {
		if over, _ := k.run.over(); !over {
			return
		}
		made, _ := k.run.take()
		k.keep(made)
		k.run = nil
	}
	var missing []flows.ConnID
	segments, grown := uint64(0), false
	for _, id := range ids {
		if x, ok := k.made[id]; ok && x.rows == s.Rows() {
			continue
		} else if ok {
			grown = true
		}
		missing = append(missing, id)
		segments += uint64(s.Conn(id).Segments())
	}
	switch now := time.Now(); {
	case len(missing) == 0, grown && now.Before(k.due) && !s.Done:
		return
	case grown:
		k.due = now.Add(sparkEvery)
	}
	if segments <= soloSegments {
		k.keep(countSparks(context.Background(), s, missing))
		return
	}
	k.run = startTask(k.h, func(ctx context.Context, put func(map[flows.ConnID]spark)) error {
		put(countSparks(ctx, s, missing))
		return ctx.Err()
	})
}

func (k *sparks) keep(made map[flows.ConnID]spark) {
	if k.made == nil || len(k.made) > sparksKept {
		k.made = make(map[flows.ConnID]spark)
	}
	for id, x := range made {
		k.made[id] = x
	}
}

// prepareSparks counts the activity of the lines that are about to be drawn.
func (p *connsPane) prepareSparks(height int) {
	var shown []flows.ConnID
	for i := max(p.t.at-height, p.t.top, 0); i < min(p.t.top+height, p.view.lines); i++ {
		if id := p.view.conn(i); id != flows.NoConn {
			shown = append(shown, id)
		}
	}
	if len(shown) > 0 {
		p.sparks.want(p.m.snap, shown)
	}
}

// spark is the activity of a line, "" for a group and while it is not counted.
func (p *connsPane) spark(l *connLine) string {
	if l.c == nil {
		return ""
	}
	return p.sparks.made[l.c.ID].text
}
