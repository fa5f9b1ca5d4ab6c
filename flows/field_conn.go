package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// summaryFields are what a segment's connection was as a whole. They are ours:
// Wireshark has no such fields.
var summaryFields = []Field{
	ofConn("conn.duration", "Connection's duration", decode.KindDuration, NeedAll,
		"Seconds from the connection's first segment to its last.",
		func(c *Conn) decode.Value { return decode.Value{I: max(0, c.End-c.Start)} }),
	ofConn("conn.segments.client", "Segments of the client", decode.KindUint, NeedAll,
		"How many segments the client sent.",
		func(c *Conn) decode.Value { return decode.Value{U: uint64(c.Sides[fsm.Client].Segments)} }),
	ofConn("conn.segments.server", "Segments of the server", decode.KindUint, NeedAll,
		"How many segments the server sent.",
		func(c *Conn) decode.Value { return decode.Value{U: uint64(c.Sides[fsm.Server].Segments)} }),
	ofConn("conn.bytes.client", "Bytes of the client", decode.KindUint, NeedAll,
		"Bytes of data that the client sent, retransmissions included.",
		func(c *Conn) decode.Value { return decode.Value{U: c.Sides[fsm.Client].Bytes} }),
	ofConn("conn.bytes.server", "Bytes of the server", decode.KindUint, NeedAll,
		"Bytes of data that the server sent, retransmissions included.",
		func(c *Conn) decode.Value { return decode.Value{U: c.Sides[fsm.Server].Bytes} }),
	ofConn("conn.state", "State at the end", decode.KindString, NeedAll,
		"The states of client and server after the connection's last segment.",
		func(c *Conn) decode.Value {
			return decode.Value{S: c.Now.State[0].String() + "/" + c.Now.State[1].String()}
		}),
	ofSummary("conn.known", "How the client is known", decode.KindString,
		"syn: it sent the SYN. synack: the server's SYN,ACK is the first segment. guess: the port numbers suggest it.",
		func(s *Summary, out []decode.Value) []decode.Value {
			return append(out, decode.Value{S: s.Known.String()})
		}),
	ofSummary("conn.end", "How it ended", decode.KindString,
		"open, fin, half-closed, reset, refused, no-answer, timeout or silence.",
		func(s *Summary, out []decode.Value) []decode.Value {
			return append(out, decode.Value{S: s.End.Kind.String()})
		}),
	ofSummary("conn.end.by", "Who ended it", decode.KindString,
		"The end that sent the first FIN or the RST, or that did not answer.",
		func(s *Summary, out []decode.Value) []decode.Value {
			if s.End.Kind == EndOpen || s.End.Kind == EndSilence {
				return out
			}
			return append(out, decode.Value{S: s.End.By.String()})
		}),
	ofSummary("conn.retransmissions", "Segments sent again", decode.KindUint,
		"Segments with SYN, data or FIN that either end had sent before.",
		func(s *Summary, out []decode.Value) []decode.Value {
			return append(out, decode.Value{U: uint64(s.Sides[0].Resent) + uint64(s.Sides[1].Resent)})
		}),
	ofSummary("conn.retransmissions.bytes", "Bytes sent again", decode.KindUint,
		"Bytes of data in those segments.",
		func(s *Summary, out []decode.Value) []decode.Value {
			return append(out, decode.Value{U: s.Sides[0].ResentBytes + s.Sides[1].ResentBytes})
		}),
	ofSummary("conn.rtt.min", "Shortest round trip", decode.KindDuration,
		"Seconds: the shortest way from the capture point to the client and back, and to the server and back, added up. Absent unless both were measured.",
		func(s *Summary, out []decode.Value) []decode.Value {
			a, b := &s.Sides[0].RTT, &s.Sides[1].RTT
			if a.Samples == 0 || b.Samples == 0 {
				return out
			}
			return append(out, decode.Value{I: a.Min + b.Min})
		}),
	rtt("conn.rtt.client", "client", fsm.Client),
	rtt("conn.rtt.server", "server", fsm.Server),
	ofSummary("conn.flight.client", "Most bytes of the client in flight", decode.KindUint,
		"The most bytes of data that the client had sent and not seen acknowledged.",
		func(s *Summary, out []decode.Value) []decode.Value {
			return append(out, decode.Value{U: uint64(s.Sides[fsm.Client].MaxInFlight)})
		}),
	ofSummary("conn.flight.server", "Most bytes of the server in flight", decode.KindUint,
		"The most bytes of data that the server had sent and not seen acknowledged.",
		func(s *Summary, out []decode.Value) []decode.Value {
			return append(out, decode.Value{U: uint64(s.Sides[fsm.Server].MaxInFlight)})
		}),
	ofSummary("conn.zero_window", "Time with a closed window", decode.KindDuration,
		"Seconds for which a receive window was closed, of both ends together.",
		func(s *Summary, out []decode.Value) []decode.Value {
			return append(out, decode.Value{I: s.Sides[0].ZeroWindow + s.Sides[1].ZeroWindow})
		}),
	spent(PartHandshake, "Seconds until the handshake was over."),
	spent(PartClient, "Seconds in which the client had to speak next."),
	spent(PartServer, "Seconds in which the server had to speak next."),
	spent(PartWindow, "Seconds in which a receive window held the sender up."),
	spent(PartRecovery, "Seconds in which loss was being repaired."),
	spent(PartNetwork, "Seconds in which data or acknowledgments were under way."),
}

// ofConn makes a field of what the connection table tells.
func ofConn(name, label string, kind decode.Kind, need Need, help string, get func(c *Conn) decode.Value) Field {
	return Field{Field: decode.Field{Name: name, Label: label, Kind: kind, Width: 64, Help: help}, Need: need,
		Of: func(v *View, out []decode.Value) []decode.Value {
			if c := v.Conn(); c != nil {
				out = append(out, get(c))
			}
			return out
		}}
}

// ofSummary makes a field of what summing the connection up tells.
func ofSummary(name, label string, kind decode.Kind, help string, get func(s *Summary, out []decode.Value) []decode.Value) Field {
	return Field{Field: decode.Field{Name: name, Label: label, Kind: kind, Width: 64, Help: help}, Need: NeedAll,
		Of: func(v *View, out []decode.Value) []decode.Value {
			if s := v.Summary(); s != nil {
				out = get(s, out)
			}
			return out
		}}
}

// rtt makes the field of one end's median round trip.
func rtt(name, who string, role fsm.Role) Field {
	return ofSummary(name, "Median round trip of the "+who+"'s segments", decode.KindDuration,
		"Seconds from a segment of the "+who+" to its acknowledgment, at the capture point: the median.",
		func(s *Summary, out []decode.Value) []decode.Value {
			if x := &s.Sides[role].RTT; x.Samples > 0 {
				out = append(out, decode.Value{I: x.Median})
			}
			return out
		})
}

// spent makes the field of one part of the connection's time.
func spent(p Part, help string) Field {
	return ofSummary("conn.time."+p.String(), "Time: "+p.String(), decode.KindDuration, help,
		func(s *Summary, out []decode.Value) []decode.Value { return append(out, decode.Value{I: s.Budget[p]}) })
}
