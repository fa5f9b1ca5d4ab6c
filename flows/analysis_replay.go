package flows

import "tcptui/decode"

// Bounds of what a Reader keeps replaying at the same time: connections, and
// bytes of segments under way in all of them, of which one connection can have
// about 1 MiB. Beyond either the one that was touched longest ago is forgotten,
// and replayed from its start should it be asked for again.
const (
	maxReplays     = 4096
	maxReplayBytes = 128 << 20
)

// replay feeds a connection's rows to an analyser again, for the numbers that
// have no column. It goes forward with the rows asked for, so that a report in
// the order of the capture costs each row once.
type replay struct {
	conn ConnID
	last uint32 // the row that was fed last, or NoRow
	a    analyser
	l    ledger
	out  Analysis // of row last
	held int      // bytes of l that replays.held counts

	newer, older *replay // in the order of use
}

// replays are the replays of a Reader.
type replays struct {
	by             map[ConnID]*replay
	newest, oldest *replay
	finished       *replay // its last row was asked for: nothing more is to come
	held, limit    int     // bytes of segments under way; limit 0 is maxReplayBytes
	bytes          *Reader // for the rows whose options count; it has its own buffers
}

// Analysis returns what Wireshark's rules say of the frame's segment; nil when
// it has none. It belongs to the view.
func (v *View) Analysis() *Analysis {
	if v.Row.Conn == NoConn {
		return nil
	}
	return v.reader.replays.at(v.reader, v.Snap, v.Row.No, v.Row.Conn)
}

// at returns the analysis of a row of connection id.
func (p *replays) at(r *Reader, s *Snapshot, row uint32, id ConnID) *Analysis {
	if p.by == nil {
		p.by, p.bytes = make(map[ConnID]*replay), &Reader{store: r.store}
	}
	if p.finished != nil && p.finished.conn != id {
		p.drop(p.finished)
		p.finished = nil
	}
	x := p.by[id]
	if x == nil {
		x = p.add(id)
	}
	p.touch(x)
	if x.last != NoRow && x.last > row {
		x.restart()
	}
	for x.last != row && x.next(s, p.bytes) {
	}
	p.weigh(x)
	if x.last != row {
		return &x.out
	}
	x.out.InitialRTT = s.Conn(id).InitialRTT
	if s.Done && s.Conn(id).Last == row {
		p.finished = x
	}
	return &x.out
}

// weigh counts what x holds now, and forgets others until the bytes are within
// the bound.
func (p *replays) weigh(x *replay) {
	n := x.l.bytes()
	p.held += n - x.held
	x.held = n
	limit := p.limit
	if limit == 0 {
		limit = maxReplayBytes
	}
	for p.held > limit && p.oldest != x {
		p.drop(p.oldest)
	}
}

// restart goes back to before the connection's first row.
func (x *replay) restart() { x.last, x.a, x.l = NoRow, analyser{}, newLedger() }

// next feeds one more row; false when there is none.
func (x *replay) next(s *Snapshot, bytes *Reader) bool {
	conn := s.Conn(x.conn)
	at := conn.First
	if x.last != NoRow {
		at = s.Row(x.last).Next
	}
	if at == NoRow {
		return false
	}
	row := s.Row(at)
	x.last = at
	heard := heardRow(conn, &row)
	before := x.a.flows[row.From]
	n := x.a.segment(&heard)
	if row.Notes&noteNoLen != 0 {
		x.l.sides[row.From].sacked = 0
		x.out = quiet(row.Notes)
		return true
	}
	var sacked uint32
	if row.Notes&noteSACK != 0 {
		if p := bytes.At(s, at).Packet(); p.HasTCP { // it is not where the frame cannot be read again
			sacked = sackBytes(&p.TCP.Opts)
		}
	}
	x.out = x.l.segment(&heard, at, n, &before, &x.a.flows[row.From], sacked)
	if row.Notes&noteCut != 0 {
		x.out = quiet(row.Notes)
	}
	x.out.Notes = row.Notes
	x.out.Any = x.out.Any || row.Notes.Any(noteSequence)
	return true
}

// add makes the replay of a connection, in place of the oldest when there are
// too many.
func (p *replays) add(id ConnID) *replay {
	if len(p.by) >= maxReplays {
		p.drop(p.oldest)
	}
	x := &replay{conn: id}
	x.restart()
	p.by[id] = x
	p.link(x)
	return x
}

// touch makes x the one that was used last.
func (p *replays) touch(x *replay) {
	if p.newest != x {
		p.unlink(x)
		p.link(x)
	}
}

func (p *replays) drop(x *replay) {
	p.unlink(x)
	delete(p.by, x.conn)
	p.held -= x.held
}

func (p *replays) link(x *replay) {
	x.older, x.newer = p.newest, nil
	if p.newest != nil {
		p.newest.newer = x
	} else {
		p.oldest = x
	}
	p.newest = x
}

func (p *replays) unlink(x *replay) {
	if x.newer != nil {
		x.newer.older = x.older
	} else {
		p.newest = x.older
	}
	if x.older != nil {
		x.older.newer = x.newer
	} else {
		p.oldest = x.newer
	}
	x.newer, x.older = nil, nil
}

// sackBytes is the size of the SACK blocks that Wireshark takes off the bytes in
// flight: the first three.
func sackBytes(o *decode.Options) (n uint32) {
	if o.Has&decode.OptSACK == 0 {
		return 0
	}
	for _, b := range o.SACK[:min(o.NSACK, 3)] {
		n += uint32(b.Right - b.Left)
	}
	return n
}

// quiet is the analysis of a segment whose numbers cannot be compared.
func quiet(n Note) Analysis {
	return Analysis{Notes: n, AcksRow: NoRow, RTORow: NoRow, DupAckRow: NoRow, Any: n&noteSequence != 0}
}

// heardRow is what the analysis reads of a row. The scale of the window is not
// known there any more; the row tells what it was good for.
func heardRow(c *Conn, r *Row) heard {
	return heard{from: r.From, peerScale: ScaleUnknown, reused: r.No == c.First && c.Previous != NoConn, cookie: r.Notes.Has(NoteTFOSyn),
		flags: r.Flags, window: r.Window, seq: r.Seq, ack: r.Ack, len: r.Len, time: r.Time, hidden: r.Notes & (noteNoLen | noteBad | noteCut)}
}
