package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// How many segments of a RST's supposed sender it is compared with, and how many
// rows are gone back for them.
const (
	resetPeers = 8
	resetBack  = 64
)

// reset looks at a RST: does it come from who it says? The identification is
// compared only if it has ACK: a host without the connection answers by a RST
// alone (RFC 9293 3.10.7.1), and takes its identification from another counter.
func (e *Experts) reset(s *Snapshot, r *Row) {
	if !r.Flags.Has(decode.RST) {
		return
	}
	switch r.Moment.Rcv {
	case fsm.RcvNearRST:
		e.live[ruleResetNear].found(r.No, r.Conn)
	case fsm.RcvFarRST:
		e.live[ruleResetFar].found(r.No, r.Conn)
	}
	p := e.a.At(s, r.No).Packet()
	if !p.HasTCP || p.TCP.TTL == 0 {
		return
	}
	ttl, id := p.TCP.TTL, p.TCP.IPID
	var ids []uint16 // newest first
	known, same := 0, false
	for at, steps := r.Prev, 0; at != NoRow && steps < resetBack && known < resetPeers; steps++ {
		row := s.Row(at)
		at = row.Prev
		if row.From != r.From || row.Flags.Has(decode.RST) {
			continue
		}
		if p = e.a.At(s, row.No).Packet(); !p.HasTCP {
			continue
		}
		known++
		same = same || p.TCP.TTL == ttl
		if p.TCP.IPID != 0 { // many systems send their SYN,ACKs so
			ids = append(ids, p.TCP.IPID)
		}
	}
	if known > 0 && !same {
		e.live[ruleResetTTL].found(r.No, r.Conn)
	}
	if r.Flags.Has(decode.ACK) && outOfLine(id, ids) {
		e.live[ruleResetID].found(r.No, r.Conn)
	}
}

// outOfLine reports whether an identification does not fit the counter that made
// the ones before it, given newest first. One of 0 says nothing: many systems
// send their RSTs so.
func outOfLine(id uint16, before []uint16) bool {
	if id == 0 || len(before) < 3 {
		return false
	}
	for i := 1; i < len(before); i++ {
		if d := int16(before[i-1] - before[i]); d <= 0 || d > idNear {
			return false
		}
	}
	d := int16(id - before[0])
	return d >= idFar || d <= -idFar
}
