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
	}
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
