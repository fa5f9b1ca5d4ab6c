package flows

import (
	"tcptui/decode"
)

// Evidence is what a capture holds for and against the verdict on one segment.
// Rows are NoRow where there is none.
type Evidence struct {
	Verdict    Verdict
	Confidence Confidence

	Copy   uint32 // the segment before it with some of its octets
	Over   uint32 // the first that came before it though all its octets are above
	Acked  uint32 // the first acknowledgment of all its octets that came before it
	Ask    uint32 // the first acknowledgment that showed that it was missing
	Asks   int    // how many did
	SACKed bool   // these reported octets above it (RFC 2018)
	DSACK  uint32 // the report that it came twice (RFC 2883)
	Whole  bool   // all of the connection before the segment was looked through
	Closed uint32 // the peer's segment before it, when that closed the window

	Own, Other Sending // its stamps, and those of Copy, else of Over
	HasOther   bool
	Since      int64 // ns from Copy, else from Over, else from the row before it in the connection; -1 unknown
	RTT        int64 // ns, of the handshake; 0 not known
}

// Sending is what a segment tells of when it was sent.
type Sending struct {
	TSval, TSecr uint32
	HasTS        bool
	IPID         uint16 // 0 for IPv6
}

// How far evidence is looked for, and how many frames are read again for it.
const (
	evidenceRows  = 2048 // of the connection, each way
	evidenceReads = 128  // frames of acknowledgments
)

// search is one search for evidence.
type search struct {
	snap   *Snapshot
	reader *Reader
	row    Row
	end    decode.Seq
	reads  int
	ev     Evidence
}

// Evidence looks for what speaks for the verdict on row i, which must be a TCP
// segment: it walks the connection from there, bounded, and reads frames again.
// Views of r stay valid: it uses another reader on the same store.
func (r *Reader) Evidence(s *Snapshot, i uint32) Evidence {
	w := search{snap: s, reader: &Reader{store: r.store}, row: s.Row(i)}
	w.ev = Evidence{Copy: NoRow, Over: NoRow, Acked: NoRow, Ask: NoRow, DSACK: NoRow, Closed: NoRow, Since: -1,
		Verdict: w.row.Verdict, Confidence: w.row.Confidence}
	if w.row.Conn == NoConn || w.row.Verdict == VerdictNone {
		return w.ev
	}
	w.end = rowEnd(&w.row)
	w.ev.RTT = max(s.Conn(w.row.Conn).InitialRTT, 0)
	w.back()
	if w.ev.Verdict == SpuriousRetransmission {
		w.forth()
	}
	w.stamps()
	return w.ev
}

// rowEnd is the sequence number after a row's segment.
func rowEnd(r *Row) decode.Seq {
	g := decode.Segment{Seq: r.Seq, Len: r.Len, Flags: r.Flags}
	return g.End()
}

// back walks from the segment to the connection's beginning.
func (w *search) back() {
	answered := false // the peer's last segment before it was seen
	at := w.row.Prev
	for range evidenceRows {
		if at == NoRow {
			w.ev.Whole = true
			return
		}
		o := w.snap.Row(at)
		at = o.Prev
		switch {
		case o.Flags.Has(decode.RST):
		case o.From == w.row.From:
			w.earlier(&o)
		case o.Flags.Has(decode.ACK):
			if !answered && o.Window == 0 && !o.Flags.Has(decode.SYN) {
				w.ev.Closed = o.No
			}
			answered = true
			w.answer(&o)
		}
	}
}

// earlier takes a segment of the same sender from before.
func (w *search) earlier(o *Row) {
	end := rowEnd(o)
	if w.end == w.row.Seq || w.ev.probe() {
		if w.ev.Copy == NoRow && o.Seq == w.row.Seq && end == w.end && w.ev.Verdict == NetworkDuplicate {
			w.ev.Copy = o.No
		}
		return
	}
	switch {
	case o.Seq != end && o.Seq.Less(w.end) && w.row.Seq.Less(end):
		if w.ev.Copy == NoRow {
			w.ev.Copy = o.No
		}
	case o.Seq != end && w.end.LessEq(o.Seq):
		w.ev.Over = o.No
	}
}

// answer takes a segment of the peer from before.
func (w *search) answer(o *Row) {
	switch {
	case w.end != w.row.Seq && w.end.LessEq(o.Ack):
		w.ev.Acked = o.No
	case o.Ack == w.row.Seq && o.Len == 0 && !o.Flags.Any(decode.SYN|decode.FIN):
		w.asks(o)
	case o.Ack.Less(w.row.Seq) && w.ev.Asks < duplicates && w.reads < evidenceReads:
		if w.sacksAbove(o) {
			w.ev.Ask, w.ev.SACKed = o.No, true
			w.ev.Asks++
		}
	}
}

// asks counts an acknowledgment that ends where the segment begins.
func (w *search) asks(o *Row) {
	if w.reads < evidenceReads && w.sacksAbove(o) {
		w.ev.SACKed = true
	}
	w.ev.Ask = o.No
	w.ev.Asks++
}

func (w *search) options(o *Row) *decode.Options {
	w.reads++
	return &w.reader.At(w.snap, o.No).Packet().TCP.Opts
}

func (w *search) sacksAbove(o *Row) bool {
	if o.OrigLen < leastHeaders+20 { // no room for the option
		return false
	}
	opts := w.options(o)
	if opts.Has&decode.OptSACK == 0 {
		return false
	}
	for _, b := range opts.SACK[:opts.NSACK] {
		if w.end.LessEq(b.Left) {
			return true
		}
	}
	return false
}

// forth looks for the report that the segment came twice.
func (w *search) forth() {
	at := w.row.Next
	for range evidenceRows {
		if at == NoRow || w.reads >= 2*evidenceReads {
			return
		}
		o := w.snap.Row(at)
		at = o.Next
		if o.From == w.row.From || !o.Flags.Has(decode.ACK) || o.Flags.Has(decode.RST) {
			continue
		}
		if b, ok := w.options(&o).DSACK(o.Ack); ok && b.Left.Less(w.end) && w.row.Seq.Less(b.Right) {
			w.ev.DSACK = o.No
			return
		}
	}
}

// stamps reads the stamps of the segment and of what it is compared with.
func (w *search) stamps() {
	other := w.ev.Copy
	if other == NoRow {
		other = w.ev.Over
	}
	w.ev.Own = w.sending(w.row.No)
	if other != NoRow {
		w.ev.Other, w.ev.HasOther = w.sending(other), true
	} else {
		other = w.row.Prev
	}
	if other != NoRow && !w.row.NoTime {
		w.ev.Since = w.row.Time - w.snap.Row(other).Time
	}
}

func (w *search) sending(row uint32) Sending {
	g := &w.reader.At(w.snap, row).Packet().TCP
	return Sending{TSval: g.Opts.TSval, TSecr: g.Opts.TSecr, HasTS: g.Opts.Has&decode.OptTimestamps != 0, IPID: g.IPID}
}

// asked reports whether enough acknowledgments asked for the segment.
func (e *Evidence) asked() bool { return e.SACKed || e.Asks >= duplicates }
