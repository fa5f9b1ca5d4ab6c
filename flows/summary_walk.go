package flows

import (
	"context"

	"tcptui/decode"
	"tcptui/fsm"
)

// walker sums a connection up, a row at a time.
type walker struct {
	snap *Snapshot
	conn *Conn
	sum  *Summary
	ends [2]endWalk // by fsm.Role
	end  endWatch
	time clockwork
	spot doubles
}

// endWalk is what the walker keeps of one end.
type endWalk struct {
	sent     roundTrips // what it sent, until it is acknowledged
	nxt, una decode.Seq // after the last octet of data it sent; the highest acknowledgment of it
	hasNxt   bool
	hasUna   bool
	closed   bool // its receive window is 0
	closedAt int64
}

// rowsBetween is how many rows are looked at before somebody looks whether to stop.
const rowsBetween = 1 << 10

func summarise(ctx context.Context, s *Snapshot, id ConnID, bytes *Reader) (*Summary, error) {
	c := s.Conn(id)
	first := s.Row(c.First)
	w := walker{snap: s, conn: c, end: watchEnd(), sum: &Summary{ID: id, Start: first.Time, InitialRTT: c.InitialRTT, Captured: c.Completeness | c.opening}}
	w.sum.Known = openedBy(first.Flags)
	w.sum.Quality.MidStream = w.sum.Known == ByPort
	for i := range w.sum.Sides {
		w.sum.Sides[i].MSS, w.sum.Sides[i].Scale = c.Sides[i].MSS, c.Sides[i].Scale
	}
	w.time.begin(c, first.Time)
	for at, n := c.First, 0; at != NoRow; n++ {
		if n%rowsBetween == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r := s.Row(at)
		w.row(&r, bytes.At(s, at).Packet())
		at = r.Next
	}
	w.finish()
	return w.sum, nil
}

func openedBy(fl decode.Flags) Opening {
	switch fl & (decode.SYN | decode.ACK) {
	case decode.SYN:
		return BySYN
	case decode.SYN | decode.ACK:
		return BySYNACK
	}
	return ByPort
}

// sentAgain reports whether a row's SYN, data or FIN had been sent before.
func sentAgain(r *Row) bool {
	if r.Verdict == VerdictNone {
		return r.Notes.Any(NoteRetransmission)
	}
	return r.Verdict.SentAgain()
}

// probing reports whether a row's octet is only there to draw an answer.
func probing(r *Row) bool { return r.Verdict == KeepAlive || r.Verdict == WindowProbe }

// row takes one row. The packet may be empty.
func (w *walker) row(r *Row, p *decode.Packet) {
	side, end, peer := &w.sum.Sides[r.From], &w.ends[r.From], &w.ends[r.From.Peer()]
	side.Segments++
	side.Bytes += uint64(r.Len)
	if r.Len > 0 {
		side.DataSegments++
	}
	if sentAgain(r) {
		side.Resent++
		side.ResentBytes += uint64(r.Len)
	}
	w.spot.see(r, p, &w.sum.Quality)
	w.quality(r, p)
	if p.HasTCP {
		w.header(r, &p.TCP)
	}
	w.end.row(r)
	w.time.interval(r, &w.ends)
	if r.Notes&(noteNoLen|noteBad) == 0 {
		if r.Flags.Has(decode.ACK) {
			w.acked(r, p)
		}
		end.send(r, p)
	}
	if peer.hasUna && end.hasNxt {
		w.flight(r.From)
	}
	w.window(r, side, end)
	w.time.after(r, &w.ends, w.conn)
}

// header takes what only the bytes tell.
func (w *walker) header(r *Row, g *decode.Segment) {
	side := &w.sum.Sides[r.From]
	if r.Flags.Has(decode.SYN) {
		side.Offers |= offered(g)
	} else if r.Flags.Has(decode.ECE) {
		side.Echoed++
	}
	if g.ECN == ecnCE {
		side.Congested++
	}
	if r.Notes.Has(NoteTFOAck) {
		w.sum.Sides[r.From.Peer()].FastOpen = true
	}
}

// ecnCE marks congestion in the IP header, RFC 3168 5.
const ecnCE = 3

// acked takes the acknowledgment of a row.
func (w *walker) acked(r *Row, p *decode.Packet) {
	peer := &w.ends[r.From.Peer()]
	if !peer.hasUna || peer.una.Less(r.Ack) {
		peer.una, peer.hasUna = r.Ack, true
	}
	if ns, ok := peer.sent.acked(r, p); ok {
		rtt := &w.sum.Sides[r.From.Peer()].RTT
		rtt.add(ns)
		w.time.sides[r.From.Peer()].leg = rtt.Min
	}
}

// send notes what an end sent.
func (e *endWalk) send(r *Row, p *decode.Packet) {
	if r.Len == 0 && !r.Flags.Any(decode.SYN|decode.FIN) || probing(r) {
		return
	}
	data := r.Seq.Add(r.Len)
	if r.Flags.Has(decode.SYN) {
		data++
	}
	late := e.hasNxt && data.LessEq(e.nxt) && !r.Flags.Has(decode.FIN)
	if !e.hasNxt || e.nxt.Less(data) {
		e.nxt, e.hasNxt = data, true
	}
	e.sent.sent(r, p, late || sentAgain(r))
}

// flight measures what of `from` is under way.
func (w *walker) flight(from fsm.Role) {
	e := &w.ends[from]
	if n := int32(e.nxt - e.una); e.hasUna && n > 0 {
		side := &w.sum.Sides[from]
		side.MaxInFlight = max(side.MaxInFlight, uint32(n))
	}
}

// window times how long an end's receive window is closed.
func (w *walker) window(r *Row, side *SideSummary, end *endWalk) {
	if r.Flags.Any(decode.SYN|decode.RST) || r.Notes&noteBad != 0 {
		return
	}
	switch zero := r.Window == 0; {
	case zero && !end.closed:
		end.closed, end.closedAt = true, w.time.now
		side.ZeroWindows++
	case !zero && end.closed:
		end.closed = false
		side.ZeroWindow += w.time.now - end.closedAt
	}
}

// finish closes what is still open at the last row.
func (w *walker) finish() {
	for i := range w.ends {
		if e := &w.ends[i]; e.closed {
			w.sum.Sides[i].ZeroWindow += w.time.now - e.closedAt
		}
		w.sum.Sides[i].RTT.settle()
	}
	w.sum.Start = w.time.from
	w.sum.Duration = w.time.now - w.time.from
	w.sum.Budget = w.time.finish()
	w.sum.finishQuality(w.conn)
	w.sum.End = w.end.ending(w.snap, w.conn, w.time.now)
}
