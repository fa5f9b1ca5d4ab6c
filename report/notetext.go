package report

import (
	"strconv"

	"tcptui/flows"
)

// noteText is what Wireshark's Info column says of an analysis flag.
type noteText struct {
	note, without flows.Note // it is said when note is set and nothing of without
	text          string
}

// noteTexts are the texts, the first in the line first.
var noteTexts = [...]noteText{
	{flows.NoteZeroWindowProbeAck, 0, "[TCP ZeroWindowProbeAck] "},
	{flows.NoteDuplicateAck, 0, "[TCP Dup ACK "},
	{flows.NoteZeroWindow, 0, "[TCP ZeroWindow] "},
	{flows.NoteZeroWindowProbe, 0, "[TCP ZeroWindowProbe] "},
	{flows.NoteKeepAliveAck, 0, "[TCP Keep-Alive ACK] "},
	{flows.NoteKeepAlive, 0, "[TCP Keep-Alive] "},
	{flows.NoteWindowFull, 0, "[TCP Window Full] "},
	{flows.NoteWindowUpdate, 0, "[TCP Window Update] "},
	{flows.NoteAckLostSegment, 0, "[TCP ACKed unseen segment] "},
	{flows.NoteLostSegment, 0, "[TCP Previous segment not captured] "},
	{flows.NoteOutOfOrder, 0, "[TCP Out-Of-Order] "},
	{flows.NoteSpuriousRetransmission, 0, "[TCP Spurious Retransmission] "},
	{flows.NoteFastRetransmission, 0, "[TCP Fast Retransmission] "},
	{flows.NoteRetransmission, flows.NoteFastRetransmission | flows.NoteSpuriousRetransmission, "[TCP Retransmission] "},
	{flows.NoteReusedPorts, 0, "[TCP Port numbers reused] "},
}

// appendNotes appends what the analysis says of a segment, as it stands before
// its summary.
func appendNotes(dst []byte, v *flows.View) []byte {
	for i := range noteTexts {
		t := &noteTexts[i]
		if !v.Row.Notes.Has(t.note) || v.Row.Notes.Any(t.without) {
			continue
		}
		dst = append(dst, t.text...)
		if t.note != flows.NoteDuplicateAck {
			continue
		}
		if a := v.Analysis(); a != nil {
			dst = strconv.AppendUint(dst, uint64(a.DupAckRow+1), 10) // 0 where no frame did: NoRow + 1
			dst = append(dst, '#')
			dst = strconv.AppendUint(dst, uint64(a.DupAckNum), 10)
		}
		dst = append(dst, "] "...)
	}
	return dst
}
