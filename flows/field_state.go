package flows

import (
	"fmt"
	"strings"

	"tcptui/decode"
	"tcptui/fsm"
)

// stateFields are the fields of both ends' state machines. They are ours:
// Wireshark has no such fields.
func stateFields() []Field {
	all := []Field{
		{Field: decode.Field{Name: "fsm.event", Label: "What it is to both ends", Kind: decode.KindString, Ref: "RFC 9293 3.10",
			Help: "What the segment is to its sender and, after that, to its receiver: two texts, such as \"sends FIN\" and \"receives FIN\"."},
			Need: NeedAll, Of: stateEvents},
		{Field: decode.Field{Name: "fsm.rule", Label: "Rules that fired", Kind: decode.KindString, Ref: "RFC 9293 3.10",
			Help: "The rows of the state machine that fired, the sender's before the receiver's: the state before and the event, such as \"FIN-WAIT-1: receives ACK of FIN\"."},
			Need: NeedAll, Of: stateRules},
		{Field: decode.Field{Name: "fsm.revised_by", Label: "State corrected by frame", Kind: decode.KindUint, Base: decode.FrameNumber, Width: 32,
			Help: "The later frame that showed a state after this segment to be other than it had seemed; one for each end that it is so for."},
			Need: NeedAll, Of: stateProofs},
		{Field: decode.Field{Name: "fsm.lost_by", Label: "Shown to be lost by frame", Kind: decode.KindUint, Base: decode.FrameNumber, Width: 32,
			Help: "The later frame that proves that this SYN, ACK or FIN did not reach the other end in time."},
			Need: NeedAll, Of: func(v *View, out []decode.Value) []decode.Value {
				if by, ok := v.reader.Lost(v.Snap, v.Row.No); ok {
					out = append(out, decode.Value{U: uint64(by) + 1})
				}
				return out
			}},
	}
	for _, role := range []fsm.Role{fsm.Client, fsm.Server} {
		all = append(all, roleFields(role)...)
		all = append(all, varFields(role)...)
		all = append(all, timeFields(role)...)
	}
	return append(all, reuseFields...)
}

// roleFields are the state of one end and how it is known.
func roleFields(role fsm.Role) []Field {
	who := role.String()
	return []Field{
		{Field: decode.Field{Name: "fsm." + who, Label: "State of the " + who, Kind: decode.KindString, Ref: "RFC 9293 3.3.2",
			Help: "The state the " + who + " is in after this segment. A filter may spell it as systems do: FIN_WAIT2 for FIN-WAIT-2."},
			Need: NeedAll, Spell: spellState, Of: state(func(m fsm.Moment) string { return m.State[role].String() })},
		{Field: decode.Field{Name: "fsm." + who + ".how", Label: "How the state of the " + who + " is known", Kind: decode.KindString,
			Help: "observed: it sent what only this state sends. inferred: it is there if it received what was captured. unknown: nothing has shown it."},
			Need: NeedAll, Of: state(func(m fsm.Moment) string { return m.How[role].String() })},
	}
}

func stateEvents(v *View, out []decode.Value) []decode.Value {
	for _, role := range []fsm.Role{v.Row.From, v.Row.From.Peer()} {
		if ev := v.Row.EventOf(role); ev != fsm.NoEvent {
			out = append(out, decode.Value{S: ev.String()})
		}
	}
	return out
}

func stateRules(v *View, out []decode.Value) []decode.Value {
	if v.Row.Conn == NoConn {
		return out
	}
	for _, role := range []fsm.Role{v.Row.From, v.Row.From.Peer()} {
		for _, r := range v.Snap.Rules(&v.Row, role) {
			out = append(out, decode.Value{S: r.ID()})
		}
	}
	return out
}

func stateProofs(v *View, out []decode.Value) []decode.Value {
	for _, p := range v.reader.Proofs(v.Snap, v.Row.No) {
		if p.Known() {
			out = append(out, decode.Value{U: uint64(p.Row) + 1})
		}
	}
	return out
}

// variable is a field of one variable of an end.
type variable struct {
	name, label, ref, help string
	kind                   decode.Kind
	get                    func(v *View, role fsm.Role, x *Vars) (decode.Value, bool)
}

var variables = []variable{
	{"snd_una", "SND.UNA", "RFC 9293 3.3.1", "The oldest octet of the %s that is not acknowledged, counted from the connection's start.", decode.KindUint,
		func(v *View, role fsm.Role, x *Vars) (decode.Value, bool) {
			return relative(v, role, x.SndUna), x.HasSnd
		}},
	{"snd_nxt", "SND.NXT", "RFC 9293 3.3.1", "The next octet that the %s would send, counted from the connection's start.", decode.KindUint,
		func(v *View, role fsm.Role, x *Vars) (decode.Value, bool) {
			return relative(v, role, x.SndNxt), x.HasSnd
		}},
	{"snd_wnd", "SND.WND", "RFC 9293 3.3.1", "The window in bytes that the peer of the %s announced last.", decode.KindUint,
		func(_ *View, _ fsm.Role, x *Vars) (decode.Value, bool) {
			return decode.Value{U: uint64(x.SndWnd)}, x.HasWnd
		}},
	{"rcv_nxt", "RCV.NXT", "RFC 9293 3.3.1", "The next octet that the %s expects, counted from its peer's start.", decode.KindUint,
		func(v *View, role fsm.Role, x *Vars) (decode.Value, bool) {
			return relative(v, role.Peer(), x.RcvNxt), x.HasRcv
		}},
	{"rcv_wnd", "RCV.WND", "RFC 9293 3.3.1", "The window in bytes that the %s announced last.", decode.KindUint,
		func(_ *View, _ fsm.Role, x *Vars) (decode.Value, bool) {
			return decode.Value{U: uint64(x.RcvWnd)}, x.SaidRW
		}},
	{"flight", "Flight size", "RFC 5681 2", "Octets that the %s has sent and not seen acknowledged; SYN and FIN count one each.", decode.KindUint,
		func(_ *View, _ fsm.Role, x *Vars) (decode.Value, bool) {
			return decode.Value{U: uint64(x.Flight)}, x.HasSnd
		}},
	{"sacked", "SACK scoreboard", "RFC 2018 4", "What the peer of the %s reported to have above its acknowledgment: ranges such as 1461-2921, counted from the connection's start.", decode.KindString,
		func(v *View, role fsm.Role, x *Vars) (decode.Value, bool) {
			return decode.Value{S: scoreboard(v, role, x.SACKed)}, len(x.SACKed) > 0
		}},
}

// relative is a sequence number of an end counted from its start.
func relative(v *View, role fsm.Role, n decode.Seq) decode.Value {
	return decode.Value{U: uint64(uint32(n - v.Conn().Sides[role].Zero()))}
}

func scoreboard(v *View, role fsm.Role, blocks []decode.SACKBlock) string {
	var text []string
	for _, b := range blocks {
		text = append(text, fmt.Sprintf("%d-%d", relative(v, role, b.Left).U, relative(v, role, b.Right).U))
	}
	return strings.Join(text, " ")
}

// varFields are the variables of one end after each segment.
func varFields(role fsm.Role) []Field {
	var all []Field
	for _, x := range variables {
		f := decode.Field{Name: "fsm." + role.String() + "." + x.name, Label: x.label + " of the " + role.String(), Kind: x.kind, Ref: x.ref,
			Help: fmt.Sprintf(x.help, role)}
		if x.kind == decode.KindUint {
			f.Width = 32
		}
		all = append(all, Field{Field: f, Need: NeedPast, Of: func(v *View, out []decode.Value) []decode.Value {
			if v.Row.Conn == NoConn {
				return out
			}
			vars := v.reader.Vars(v.Snap, v.Row.No)
			if value, ok := x.get(v, role, &vars[role]); ok {
				out = append(out, value)
			}
			return out
		}})
	}
	return all
}
