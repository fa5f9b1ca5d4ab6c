package flows

import (
	"slices"
	"strings"
	"sync"

	"tcptui/decode"
	"tcptui/fsm"
)

// Need says what a field's values are made of, so that a reader of many frames
// fetches no more.
type Need uint8

// What a field needs.
const (
	NeedRow    Need = iota // the index and the connection table
	NeedPacket             // the frame's bytes, and those of the fragments that it completes a datagram with
	NeedPast               // bytes of earlier frames, too
	NeedAll                // the whole capture: later packets can change the value
)

// Field is a row of the field table of everything tcptui knows: decode's fields
// and those of frames, connections and states.
type Field struct {
	decode.Field // Get is nil in rows made here
	Need         Need
	Host         bool // the value comes from this host's sockets: the next poll can change it, without a packet

	// Spell turns a text that the field is compared with into the field's own
	// spelling; nil where there is only one.
	Spell func(text string) string

	// Of appends the field's values in the frame: none when it is absent.
	Of func(v *View, out []decode.Value) []decode.Value
}

// Fields returns the whole table: every field by its name, once. The caller owns the slice.
func Fields() []Field { return slices.Clone(fieldTable()) }

// fieldTable is made when it is first asked for, and once: it takes some milliseconds.
var fieldTable = sync.OnceValue(makeFields)

func makeFields() []Field {
	all := append([]Field(nil), frameFields...)
	all = append(all, packetFlagFields...)
	all = append(all, fragmentFields...)
	all = append(all, echoFields("icmp", "RFC 792", 4)...)
	all = append(all, echoFields("icmpv6", "RFC 4443 4", 16)...)
	all = append(all, connFields...)
	all = append(all, udpFields...)
	all = append(all, aceField)
	all = append(all, stateFields()...)
	all = append(all, summaryFields...)
	all = append(all, analysisFields()...)
	all = append(all, verdictFields()...)
	all = append(all, hostFields()...)
	for _, f := range decode.Fields() {
		get := f.Get
		if name, ok := strings.CutSuffix(f.Name, "_raw"); ok && strings.HasPrefix(name, "tcp.options.sack_") {
			all = append(all, sackEdge(f, name))
		}
		all = append(all, Field{Field: f, Need: NeedPacket, Of: func(v *View, out []decode.Value) []decode.Value {
			return get(v.Packet(), out)
		}})
		withACE(&all[len(all)-1])
	}
	return all
}

// one makes a getter of a field that has one value in every frame.
func one(get func(v *View) decode.Value) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value { return append(out, get(v)) }
}

// segment makes a getter of a number that every TCP segment has.
func segment(get func(v *View, c *Conn) uint64) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if c := v.Conn(); c != nil {
			out = append(out, decode.Value{U: get(v, c)})
		}
		return out
	}
}

// state makes a getter of a text about both ends that is absent when empty.
func state(get func(m fsm.Moment) string) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if v.Row.Conn == NoConn {
			return out
		}
		if s := get(v.Row.Moment); s != "" {
			out = append(out, decode.Value{S: s})
		}
		return out
	}
}
