package flows

import (
	"time"

	"tcptui/decode"
	"tcptui/fsm"
)

// Reuse is what the capture shows of a four-tuple that is used again: the SYN
// of the new connection against the end of the one before.
type Reuse struct {
	Previous ConnID
	Row      uint32 // of the SYN
	Gone     bool   // both ends of the connection before were seen to be CLOSED, or in TIME-WAIT
	Own      int64  // ns from the beginning of TIME-WAIT at the sender of the SYN; -1: it was not in TIME-WAIT
	Peer     int64  // the same at its receiver
	Above    bool   // the SYN's number is beyond all that its sender used before (RFC 9293 3.6.1)
	Newer    bool   // its timestamp is newer than all that its sender used before (RFC 6191 2)
}

// ReuseReason says why a four-tuple might be used again, or might not.
type ReuseReason uint8

// The reasons. Those up to ReuseTimestamp are legal.
const (
	ReuseNone      ReuseReason = iota
	ReuseGone                  // nothing of the connection before was left
	ReuseOver                  // its 2MSL were over
	ReuseSequence              // its 2MSL were not, but the SYN's number is beyond the old ones
	ReuseTimestamp             // or its timestamp is newer
	ReuseEarly                 // neither is so
	ReuseOwn                   // the end that was in TIME-WAIT opened again itself
	ReuseAlive                 // the connection before was not seen to end
)

var reuseNames = [...]string{"", "gone", "over", "sequence", "timestamp", "early", "own", "alive"}

// String returns the name that conn.reuse shows, "" for ReuseNone.
func (r ReuseReason) String() string {
	if int(r) >= len(reuseNames) {
		return ""
	}
	return reuseNames[r]
}

// Legal reports whether RFC 9293 3.6.1, or RFC 6191, allows the new connection.
func (r ReuseReason) Legal() bool { return r >= ReuseGone && r <= ReuseTimestamp }

// Reason judges the reuse for a maximum segment lifetime. An end that was in
// TIME-WAIT and whose time was not over decides.
func (u *Reuse) Reason(msl time.Duration) ReuseReason {
	waits := func(ns int64) bool { return ns >= 0 && ns < 2*int64(msl) }
	switch {
	case !u.Gone:
		return ReuseAlive
	case waits(u.Own):
		return ReuseOwn
	case waits(u.Peer) && u.Newer:
		return ReuseTimestamp
	case waits(u.Peer) && u.Above:
		return ReuseSequence
	case waits(u.Peer):
		return ReuseEarly
	case u.Own >= 0 || u.Peer >= 0:
		return ReuseOver
	}
	return ReuseGone
}

// Reuse tells about the four-tuple of a connection; false when no connection of
// the capture had it before.
func (r *Reader) Reuse(s *Snapshot, id ConnID) (Reuse, bool) {
	c := s.Conn(id)
	if c.Previous == NoConn {
		return Reuse{}, false
	}
	if k := &r.stateReplay(id).reuse; k.Previous != NoConn {
		return *k, true
	}
	old, syn := s.Conn(c.Previous), s.Row(c.First)
	u := Reuse{Previous: c.Previous, Row: c.First, Gone: true, Own: -1, Peer: -1}
	sender := fsm.Client // in the old connection
	if a := &c.Sides[syn.From]; old.Sides[fsm.Server].Addr == a.Addr && old.Sides[fsm.Server].Port == a.Port {
		sender = fsm.Server
	}
	vars := r.Vars(s, old.Last)
	for role, st := range old.Now.State {
		switch st {
		case fsm.Closed, fsm.Listen:
		case fsm.TimeWait:
			began := vars[role].Clock
			if began == NoRow {
				began = old.Last // its frames are not what they were
			}
			waited := max(syn.Time-s.Row(began).Time, 0)
			if fsm.Role(role) == sender {
				u.Own = waited
			} else {
				u.Peer = waited
			}
		default:
			u.Gone = false
		}
	}
	u.Above = vars[sender].HasSnd && vars[sender].SndNxt.LessEq(syn.Seq)
	u.Newer = r.newerStamp(s, old, sender, c.First)
	r.stateReplay(id).reuse = u
	return u, true
}

// stampRows is how far back a timestamp of the old connection is looked for.
const stampRows = 64

// newerStamp reports whether a SYN's timestamp is newer than the last one of its
// sender in the connection before, or the first that it uses.
func (r *Reader) newerStamp(s *Snapshot, old *Conn, sender fsm.Role, syn uint32) bool {
	bytes := r.states.bytes
	g := bytes.At(s, syn).Packet().TCP
	if g.Opts.Has&decode.OptTimestamps == 0 {
		return false
	}
	at := old.Last
	for range stampRows {
		if at == NoRow {
			break
		}
		row := s.Row(at)
		at = row.Prev
		if row.From != sender || row.Flags.Has(decode.RST) {
			continue
		}
		last := bytes.At(s, row.No).Packet()
		if !last.HasTCP {
			continue
		}
		if last.TCP.Opts.Has&decode.OptTimestamps == 0 {
			return true
		}
		return int32(g.Opts.TSval-last.TCP.Opts.TSval) > 0
	}
	return false
}

// reuseFields are the fields of a four-tuple that is used again.
var reuseFields = []Field{
	{Field: decode.Field{Name: "conn.reuse", Label: "Four-tuple used again", Kind: decode.KindString, Ref: "RFC 9293 3.6.1",
		Help: "Absent unless the capture has an earlier connection of the same four-tuple. Legal: gone (nothing was left of it), over (its 2MSL were), sequence, timestamp (the SYN is beyond it). Not: early (it is not), own (the end in TIME-WAIT opened again itself), alive (it was not seen to end)."},
		Need: NeedPast, Of: reused(func(u *Reuse) decode.Value { return decode.Value{S: u.Reason(MSL).String()} })},
	{Field: decode.Field{Name: "conn.reuse.legal", Label: "Using it again was legal", Kind: decode.KindBool, Ref: "RFC 9293 3.6.1",
		Help: "Whether the four-tuple might be used again when it was, with an MSL of two minutes."},
		Need: NeedPast, Of: reused(func(u *Reuse) decode.Value {
			if u.Reason(MSL).Legal() {
				return decode.Value{U: 1}
			}
			return decode.Value{}
		})},
}

func reused(get func(u *Reuse) decode.Value) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if v.Row.Conn == NoConn {
			return out
		}
		if u, ok := v.reader.Reuse(v.Snap, v.Row.Conn); ok {
			out = append(out, get(&u))
		}
		return out
	}
}
