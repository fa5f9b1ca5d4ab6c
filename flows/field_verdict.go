package flows

import "tcptui/decode"

// verdictFields are the fields of our own judgement of a segment.
func verdictFields() []Field {
	return []Field{
		{Field: decode.Field{Name: "conn.segment", Label: "What the segment is", Kind: decode.KindString,
			Help: "original, retransmission, fast-retransmission, tail-loss-probe, spurious-retransmission, out-of-order, network-duplicate, keep-alive, window-probe; absent where nothing of the kind was sent. Judged by the sender's clock and counters and the receiver's answers, not by Wireshark's rules."},
			Need: NeedAll, Of: verdictText(func(r *Row) string { return r.Verdict.String() })},
		{Field: decode.Field{Name: "conn.segment.confidence", Label: "How sure that is", Kind: decode.KindString,
			Help: "certain: the sender's clock, its counter or the receiver's answer shows it. likely: time or counters say so, but what was not captured could say otherwise. guess: another verdict fits nearly as well."},
			Need: NeedAll, Of: verdictText(func(r *Row) string { return r.Confidence.String() })},
		{Field: decode.Field{Name: "conn.segment.evidence", Label: "Why", Kind: decode.KindString,
			Help: "What speaks for conn.segment: the frames with the same or later octets, the sender's clock and counter, the acknowledgments that asked for it, the report that it was needless. Absent where nothing speaks for anything but the first sending."},
			Need: NeedAll, Of: verdictEvidence},
		evidenceRow("conn.segment.copy_frame", "Earlier copy in frame", "The frame before with some of the segment's octets.",
			func(e *Evidence) uint32 { return e.Copy }),
		evidenceRow("conn.segment.overtaken_by", "Overtaken by frame", "The first frame before with octets above all of the segment's.",
			func(e *Evidence) uint32 { return e.Over }),
		evidenceRow("conn.segment.ask_frame", "Asked for in frame", "The first acknowledgment that showed that the segment was missing.",
			func(e *Evidence) uint32 {
				if e.Verdict.SentAgain() && (e.asked() || e.Verdict == FastRetransmission) {
					return e.Ask
				}
				return NoRow
			}),
		evidenceRow("conn.segment.dsack_frame", "Reported as needless in frame", "The acknowledgment whose DSACK block (RFC 2883) says that the segment came twice.",
			func(e *Evidence) uint32 { return e.DSACK }),
	}
}

// evidenceOf is the evidence of a segment that has a verdict worth a reason.
func evidenceOf(v *View) (Evidence, bool) {
	if v.Row.Conn == NoConn || v.Row.Verdict == VerdictNone || v.Row.Verdict == Original && v.Row.Confidence == Certain {
		return Evidence{}, false
	}
	return v.reader.Evidence(v.Snap, v.Row.No), true
}

func verdictEvidence(v *View, out []decode.Value) []decode.Value {
	if e, ok := evidenceOf(v); ok {
		if text := e.String(); text != "" {
			out = append(out, decode.Value{S: text})
		}
	}
	return out
}

// evidenceRow makes a field of a frame number that is absent when there is none.
func evidenceRow(name, label, help string, get func(e *Evidence) uint32) Field {
	return Field{Field: decode.Field{Name: name, Label: label, Kind: decode.KindUint, Base: decode.FrameNumber, Width: 32, Help: help}, Need: NeedAll,
		Of: func(v *View, out []decode.Value) []decode.Value {
			e, ok := evidenceOf(v)
			if row := get(&e); ok && row != NoRow {
				out = append(out, decode.Value{U: uint64(row) + 1})
			}
			return out
		}}
}

// verdictText makes a getter of a text that is absent when empty.
func verdictText(get func(r *Row) string) func(*View, []decode.Value) []decode.Value {
	return func(v *View, out []decode.Value) []decode.Value {
		if v.Row.Conn == NoConn {
			return out
		}
		if s := get(&v.Row); s != "" {
			out = append(out, decode.Value{S: s})
		}
		return out
	}
}
