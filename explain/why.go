package explain

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// Moment is what one segment did, as far as the questions look at it.
type Moment struct {
	Flags   decode.Flags
	Len     uint32 // octets of data
	From    fsm.Role
	Event   fsm.Event // what it was to its sender
	Rcv     fsm.Event // and to its receiver; NoEvent when it never arrived
	Before  [2]fsm.State
	After   [2]fsm.State // by fsm.Role
	Verdict string       // conn.segment
	Window  uint32       // bytes it announces
	Lost    bool         // a later segment proves that it did not arrive
	Reused  bool         // it opens a connection on a four-tuple used before
	First   bool         // the capture begins with it, in mid-stream
}

func (m *Moment) sender() (before, after fsm.State) { return m.Before[m.From], m.After[m.From] }

func (m *Moment) receiver() (before, after fsm.State) {
	return m.Before[m.From.Peer()], m.After[m.From.Peer()]
}

// enters reports whether either end comes into a state.
func (m *Moment) enters(s fsm.State) bool {
	for r := range m.After {
		if m.After[r] == s && m.Before[r] != s {
			return true
		}
	}
	return false
}

// leaves reports whether either end goes from one state to another.
func (m *Moment) goes(from, to fsm.State) bool {
	for r := range m.After {
		if m.Before[r] == from && m.After[r] == to {
			return true
		}
	}
	return false
}

// Wonders returns the keys of what a reader may wonder at, the nearest question
// first.
func Wonders(m Moment) []Key {
	var out []Key
	for _, w := range wonders {
		if w.when(&m) {
			out = append(out, w.text.Key)
		}
	}
	return out
}

// wonder is a question and when it comes up.
type wonder struct {
	when func(m *Moment) bool
	text Text
}

func whyTexts() []Text {
	var out []Text
	for _, w := range wonders {
		out = append(out, w.text)
	}
	return out
}

// aborts are the states in which a RST ends a living connection.
func aborts(s fsm.State) bool {
	return s == fsm.Established || s == fsm.FinWait1 || s == fsm.FinWait2 || s == fsm.CloseWait || s == fsm.Closing || s == fsm.LastAck
}
