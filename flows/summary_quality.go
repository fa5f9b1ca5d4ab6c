package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// Quality is what the capture of a connection lacks or has too much of, which
// limits what can be said of it.
type Quality struct {
	MidStream     bool     // it begins after the handshake
	OneDirection  bool     // only one end was captured though the other must have answered
	Missing       fsm.Role // which end was not captured, when OneDirection
	Lost          uint32   // rows that acknowledge octets that were not captured: the capture lost frames
	Cut           uint32   // segments of whose data less was captured than was sent: snapshot length
	Supersegments uint32   // segments that an interface put together (GRO) or was to take apart (TSO)
	Doubled       uint32   // frames captured twice: same identification, same numbers
	Untimed       uint32   // frames without a time
}

// Good reports whether nothing is wrong with the capture.
func (q *Quality) Good() bool { return *q == Quality{} }

// quality takes what a row tells of the capture.
func (w *walker) quality(r *Row, p *decode.Packet) {
	q := &w.sum.Quality
	if r.NoTime {
		q.Untimed++
	}
	if r.Notes.Has(NoteAckLostSegment) {
		q.Lost++
	}
	if p.HasTCP && r.Len > p.TCP.CapLen && r.CapLen < r.OrigLen {
		q.Cut++
	}
	if mss := w.conn.Sides[r.From.Peer()].MSS; mss > 0 && r.Len > uint32(mss) {
		w.sum.Sides[r.From].Supersegments++
		q.Supersegments++
	}
}

// finishQuality judges the connection as a whole.
func (s *Summary) finishQuality(c *Conn) {
	for role := range s.Sides {
		// The heard end acknowledges something: the other end was there.
		if s.Sides[role].Segments == 0 && c.Sides[role].HasBase {
			s.Quality.OneDirection, s.Quality.Missing = true, fsm.Role(role)
		}
	}
}

// Frames captured twice lie near each other, in time and in place.
const (
	doubleWithin = 5_000_000 // ns
	doubleDepth  = 8         // segments of the same end
)

// imprint is what two copies of one frame have in common. A segment that is sent
// again has another IP identification, or another timestamp.
type imprint struct {
	seq, ack decode.Seq
	len, ts  uint32
	window   uint16
	id       uint16
	sum      uint16
	flags    decode.Flags
}

// doubles finds frames that were captured twice.
type doubles struct {
	seen [2][doubleDepth]struct {
		imprint
		time int64
		used bool
	}
	next [2]uint8
}

// see compares a row with the ones before it from the same end.
func (d *doubles) see(r *Row, p *decode.Packet, q *Quality) {
	g := &p.TCP
	hasTS := g.Opts.Has&decode.OptTimestamps != 0
	if !p.HasTCP || g.IPID == 0 && !(hasTS && r.Len > 0) {
		return // nothing would tell a copy from a repetition
	}
	x := imprint{seq: r.Seq, ack: r.Ack, len: r.Len, window: r.Window, id: g.IPID, sum: g.Checksum, flags: r.Flags}
	if hasTS {
		x.ts = g.Opts.TSval
	}
	ring := &d.seen[r.From]
	for i := range ring {
		if s := &ring[i]; s.used && s.imprint == x && r.Time-s.time < doubleWithin {
			q.Doubled++
			return
		}
	}
	at := &ring[d.next[r.From]%doubleDepth]
	at.imprint, at.time, at.used = x, r.Time, true
	d.next[r.From]++
}
