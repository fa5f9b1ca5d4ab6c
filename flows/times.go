package flows

import (
	"time"

	"tcptui/decode"
	"tcptui/fsm"
)

// MSL is the maximum segment lifetime of RFC 9293 3.4.2. TIME-WAIT lasts twice
// that.
const MSL = 2 * time.Minute

// LinuxTimeWait is how long Linux stays in TIME-WAIT, whatever the MSL.
const LinuxTimeWait = time.Minute

// TimeWait is the 2MSL clock of an end in TIME-WAIT.
type TimeWait struct {
	Role    fsm.Role
	Entered uint32 // row that brought it there
	Row     uint32 // row at which the clock began: Entered, or the last FIN that came again
	Began   int64  // time of Row, ns since the epoch
}

// End is when the clock ends, ns since the epoch, for a maximum segment lifetime.
func (w TimeWait) End(msl time.Duration) int64 { return w.Began + 2*int64(msl) }

// TimeWaits returns the clocks that run after row i: one for each end that is in
// TIME-WAIT there.
func (r *Reader) TimeWaits(s *Snapshot, i uint32) []TimeWait {
	var out []TimeWait
	for role, v := range r.Vars(s, i) {
		if v.Clock != NoRow {
			out = append(out, TimeWait{fsm.Role(role), v.Waits, v.Clock, s.Row(v.Clock).Time})
		}
	}
	return out
}

// TimeIn is how long both ends of a connection were in each state, ns, by
// fsm.Role and fsm.State, as far as the capture shows: from the segment that
// brought the state to the one that ended it, or to the connection's last. A
// clock that was set back counts nothing.
func (s *Snapshot) TimeIn(id ConnID) (out [2][fsm.NumStates]int64) {
	for at := s.Conn(id).First; at != NoRow; {
		row := s.Row(at)
		if at = row.Next; at == NoRow {
			break
		}
		next := s.Row(at)
		if row.NoTime || next.NoTime {
			continue
		}
		for role, st := range row.Moment.State {
			out[role][st] += max(next.Time-row.Time, 0)
		}
	}
	return out
}

// spentIn is TimeIn as a Reader keeps it: until the connection grows or a state
// is corrected.
type spentIn struct {
	last    uint32
	revised uint64
	known   bool
	times   [2][fsm.NumStates]int64
}

func (r *Reader) timeIn(s *Snapshot, id ConnID) *[2][fsm.NumStates]int64 {
	k := &r.stateReplay(id).spent
	if last := s.Conn(id).Last; !k.known || k.last != last || k.revised != s.Revised {
		*k = spentIn{last, s.Revised, true, s.TimeIn(id)}
	}
	return &k.times
}

// timeFields are the times of one end: in each state, and in TIME-WAIT so far.
func timeFields(role fsm.Role) []Field {
	who := role.String()
	all := []Field{{Field: decode.Field{Name: "fsm." + who + ".time_wait", Label: "TIME-WAIT so far, of the " + who, Kind: decode.KindDuration,
		Ref: "RFC 9293 3.6.1", Help: "Seconds since the clock of TIME-WAIT began, or began again, at the " + who + "; absent in other states."},
		Need: NeedPast, Of: func(v *View, out []decode.Value) []decode.Value {
			if v.Row.Conn == NoConn || v.Row.NoTime {
				return out
			}
			if clock := v.reader.Vars(v.Snap, v.Row.No)[role].Clock; clock != NoRow {
				out = append(out, decode.Value{I: v.Row.Time - v.Snap.Row(clock).Time})
			}
			return out
		}}}
	for st := fsm.Closed; st < fsm.NumStates; st++ {
		all = append(all, Field{Field: decode.Field{Name: "conn." + who + ".time_in." + st.String(), Label: "Time of the " + who + " in " + st.String(),
			Kind: decode.KindDuration, Ref: "RFC 9293 3.3.2",
			Help: "Seconds for which the capture shows the " + who + " in " + st.String() + "; absent where it does not."},
			Need: NeedAll, Of: func(v *View, out []decode.Value) []decode.Value {
				if v.Row.Conn == NoConn {
					return out
				}
				if ns := v.reader.timeIn(v.Snap, v.Row.Conn)[role][st]; ns > 0 {
					out = append(out, decode.Value{I: ns})
				}
				return out
			}})
	}
	return all
}
