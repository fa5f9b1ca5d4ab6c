package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"tcptui/decode"
	"tcptui/fsm"
)

const (
	c = fsm.Client
	s = fsm.Server
)

// segment makes a frame with a TCP segment of one end, with n octets of data.
func segment(from fsm.Role, seq, ack uint32, flags decode.Flags, window uint16, n int) []byte {
	src, dst := netip.AddrFrom4([4]byte{10, 0, 0, 2}), netip.AddrFrom4([4]byte{10, 0, 0, 1})
	ports := [2]uint16{50412, port}
	if from == s {
		src, dst, ports = dst, src, [2]uint16{port, 50412}
	}
	tcp := probe(netip.AddrPortFrom(src, ports[0]), netip.AddrPortFrom(dst, ports[1]), seq, flags)
	tcp[8], tcp[9], tcp[10], tcp[11] = byte(ack>>24), byte(ack>>16), byte(ack>>8), byte(ack)
	tcp[14], tcp[15] = byte(window>>8), byte(window)
	b := []byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0}
	b = appendIP(b, protoTCP, src.As4(), dst.As4(), len(tcp)+n)
	b[etherLen+6] = 0x40 // do not fragment
	return append(append(b, tcp...), make([]byte, n)...)
}

const (
	ack = decode.ACK
	syn = decode.SYN
	fin = decode.FIN
	rst = decode.RST
)

// TestKinds goes through the life of a connection.
func TestKinds(t *testing.T) {
	tell := newClassifier()
	for i, step := range []struct {
		from  fsm.Role
		frame []byte
		want  Kind
	}{
		{c, segment(c, 100, 0, syn, 1000, 0), SYN},
		{s, segment(s, 500, 101, syn|ack, 1000, 0), SYNACK},
		{c, segment(c, 101, 501, ack, 1000, 0), ACK},
		{c, segment(c, 101, 501, ack, 1000, 10), Data},
		{s, segment(s, 501, 111, ack, 0, 0), ACK | ZeroWindow},
		{c, segment(c, 110, 501, ack, 1000, 0), ACK | Probe},
		{c, segment(c, 110, 501, ack, 1000, 1), Data | Probe},
		{c, segment(c, 111, 501, ack|fin, 1000, 5), Data | FIN},
		{s, segment(s, 501, 116, ack, 1000, 0), ACK},
		{s, segment(s, 501, 117, ack, 1000, 0), ACK | ACKOfFIN},
		{s, segment(s, 501, 117, ack|fin, 1000, 0), FIN},
		{c, segment(c, 117, 502, ack, 1000, 0), ACK | ACKOfFIN},
		{c, segment(c, 117, 0, rst, 0, 0), RST},
		{c, []byte{1, 2, 3}, 0},
		{c, tooBig(segment(c, 1, 1, ack, 1, 10), 40), 0},
	} {
		if got := tell.kinds(step.from, step.frame); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
}

// TestRelay gives frames to relays with rules, at times in ms, and looks at what
// is delivered when. A frame is named by its sender and its sequence number.
func TestRelay(t *testing.T) {
	type frame struct {
		at   int
		from fsm.Role
		seq  uint32
		kind decode.Flags // data without flags but ACK
		n    int
	}
	const oneWay = 10
	data := func(at int, seq uint32) frame { return frame{at, s, seq, ack, 100} }
	for _, tt := range []struct {
		name  string
		rules []Rule
		in    []frame
		want  string // "ms:sender and number", in order
		notes string
	}{
		{"no rules", nil, []frame{{0, c, 1, syn, 0}, {3, s, 2, syn | ack, 0}}, "10:c1 13:s2", ""},
		{"lose the second", []Rule{{From: s, What: Data, Nth: []int{2}, Do: Lose}}, []frame{data(0, 1), data(1, 2), data(2, 3)},
			"10:s1 12:s3", "loses the server's data (number 2)"},
		{"lose each", []Rule{{From: c, What: SYN, Do: Lose}}, []frame{{0, c, 1, syn, 0}, {1000, c, 1, syn, 0}, {1001, s, 5, syn, 0}},
			"1011:s5", "loses the client's SYN, loses the client's SYN (number 2)"},
		{"delay", []Rule{{From: s, What: Data, Nth: []int{1}, Do: Delay, Late: 5 * time.Millisecond}}, []frame{data(0, 1), data(1, 2), data(9, 3)},
			"11:s2 15:s1 19:s3", "delays the server's data (number 1) by 5ms"},
		{"duplicate", []Rule{{From: s, What: Data, Nth: []int{1}, Do: Duplicate}}, []frame{data(0, 1), data(0, 2)},
			"10:s1 10:s1 10:s2", "delivers the server's data (number 1) twice"},
		{"hold until overtaken", []Rule{{From: s, What: Data, Nth: []int{1}, Do: Hold, Until: Sight{s, Data, 3}}}, []frame{data(0, 1), data(1, 2), data(2, 3), data(3, 4)},
			"11:s2 12:s3 12:s1 13:s4", "holds back the server's data (number 1) until the server's data has come"},
		{"hold, but it has come", []Rule{{From: s, What: FIN, Do: Hold, Until: Sight{c, FIN, 1}}}, []frame{{0, c, 1, fin | ack, 0}, {4, s, 2, fin | ack, 0}},
			"10:c1 14:s2", ""},
		{"each waits for the other", []Rule{{From: c, What: FIN, Do: Hold, Until: Sight{s, FIN, 1}}, {From: s, What: FIN, Do: Hold, Until: Sight{c, FIN, 1}}},
			[]frame{{0, c, 1, fin | ack, 0}, {4, s, 2, fin | ack, 0}}, "14:s2 14:c1", "holds back the client's FIN until the server's FIN has come"},
		{"hold in vain", []Rule{{From: c, What: SYN, Do: Hold, Until: Sight{s, SYN, 1}}}, []frame{{0, c, 1, syn, 0}},
			"2010:c1", "holds back the client's SYN until the server's SYN has come"},
		{"first rule", []Rule{{From: s, What: Data, Nth: []int{1}, Do: Carry}, {From: s, What: Data, Do: Lose}}, []frame{data(0, 1), data(0, 2)},
			"10:s1", "loses the server's data (number 2)"},
		{"too big", []Rule{{From: s, What: Data, Do: TooBig, MTU: 140}}, []frame{data(0, 1), {1, s, 2, ack, 101}},
			"10:s1 11:icmp", "returns the server's data (number 2): at most 140 bytes pass"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRelay(tt.rules, oneWay*time.Millisecond)
			var got, notes []string
			deliver := func(now time.Duration) {
				for p, ok := r.deliver(now); ok; p, ok = r.deliver(now) {
					got = append(got, fmt.Sprintf("%d:%s", now.Milliseconds(), nameOf(p)))
				}
			}
			run := func(until time.Duration) {
				for due, ok := r.next(); ok && due < until; due, ok = r.next() {
					deliver(due)
				}
			}
			for _, f := range tt.in {
				now := time.Duration(f.at) * time.Millisecond
				run(now)
				if _, note := r.arrive(now, f.from, segment(f.from, f.seq, 0, f.kind, 1000, f.n)); note != "" {
					notes = append(notes, note)
				}
			}
			run(time.Hour)
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("delivered %q, want %q", got, tt.want)
			}
			if got := strings.Join(notes, ", "); got != tt.notes {
				t.Errorf("said %q, want %q", got, tt.notes)
			}
		})
	}
}

func nameOf(p parcel) string {
	var pkt decode.Packet
	pkt.Decode(ethernet, p.frame, uint32(len(p.frame)))
	switch {
	case !pkt.HasTCP && p.from == p.to:
		return "icmp"
	case !pkt.HasTCP:
		return "nothing"
	}
	return fmt.Sprintf("%c%d", p.from.String()[0], pkt.TCP.Seq)
}

// TestTooBig: the error is a whole ICMP packet whose checksums are right, it quotes
// the segment, and goes back to its sender.
func TestTooBig(t *testing.T) {
	frame := segment(c, 77, 1, ack, 1000, 500)
	answer := tooBig(frame, 300)
	var p decode.Packet
	p.Decode(ethernet, answer, uint32(len(answer)))
	if got := p.Dst.IP().String(); got != "10.0.0.2" || p.Src.IP().String() != "10.0.0.254" {
		t.Errorf("from %v to %v", p.Src.IP(), got)
	}
	if q := p.Quote; !q.HasSeq || q.Seq != 77 || q.SrcPort != 50412 || q.DstPort != port {
		t.Errorf("it quotes %+v", q)
	}
	if !slices.Equal(answer[:6], frame[6:12]) || checksum(0, answer[etherLen:etherLen+ipLen]) != 0 || checksum(0, answer[etherLen+ipLen:]) != 0 {
		t.Error("addresses or checksums are wrong")
	}
	if mtu := int(answer[etherLen+ipLen+6])<<8 | int(answer[etherLen+ipLen+7]); mtu != 300 {
		t.Errorf("next-hop MTU %d, want 300", mtu)
	}
	fragmented := slices.Clone(frame)
	fragmented[etherLen+6] = 0
	for name, other := range map[string][]byte{"may be fragmented": fragmented, "short": frame[:30], "nothing": nil, "not IPv4": append(slices.Clone(frame[:12]), make([]byte, 100)...)} {
		if tooBig(other, 300) != nil {
			t.Errorf("%s: answered", name)
		}
	}
}

// TestScenarioTable: names are unique words, everything is told, and rules name
// single kinds.
func TestScenarioTable(t *testing.T) {
	seen := map[string]bool{}
	single := func(k Kind) bool { return k != 0 && k&(k-1) == 0 && k < 1<<numKinds }
	for _, sc := range Scenarios() {
		if sc.Name == "" || strings.ContainsAny(sc.Name, " \t/") || seen[sc.Name] || sc.Title == "" || sc.play == nil {
			t.Errorf("%q: not a whole scenario, or there twice", sc.Name)
		}
		seen[sc.Name] = true
		if n := strings.Count(sc.Watch, ". ") + strings.Count(sc.Watch, ": ") + 1; n < 2 || len(sc.Watch) > 480 {
			t.Errorf("%s: %d bytes to watch in %d parts", sc.Name, len(sc.Watch), n)
		}
		if len(sc.rules) > 0 && sc.Needs == Loopback {
			t.Errorf("%s has rules for a wire that loopback does not have", sc.Name)
		}
		for _, r := range sc.rules {
			if !single(r.What) || r.Do == Hold && !single(r.Until.What) {
				t.Errorf("%s: a rule names %q until %q", sc.Name, r.What, r.Until.What)
			}
		}
		if got, err := Get(sc.Name); err != nil || got.Title != sc.Title {
			t.Errorf("Get(%q): %v, %v", sc.Name, got.Title, err)
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d scenarios", len(seen))
	}
}

// FuzzRelay gives any frames to a relay with the rules of all scenarios: nothing of
// them may break it, and what is not lost comes out.
func FuzzRelay(f *testing.F) {
	f.Add(segment(c, 1, 0, syn, 0, 0), true)
	f.Add(segment(s, 1, 2, ack, 0, 1400), false)
	f.Add(tooBig(segment(c, 1, 1, ack, 1, 10), 40), true)
	f.Fuzz(func(t *testing.T, frame []byte, client bool) {
		var rules []Rule
		for _, sc := range Scenarios() {
			rules = append(rules, sc.rules...)
		}
		from, lost := s, 0
		if client {
			from = c
		}
		r := newRelay(rules, time.Millisecond)
		const times = 3
		for range times {
			if _, note := r.arrive(0, from, slices.Clone(frame)); strings.HasPrefix(note, "loses") || strings.HasPrefix(note, "returns") {
				lost++
			}
		}
		out := 0
		for due, more := r.next(); more; due, more = r.next() { // what was held back has its way still to go then
			if _, ok := r.deliver(due); ok {
				out++
			}
		}
		if out < times-lost {
			t.Errorf("%d of %d frames came out, %d lost", out, times, lost)
		}
	})
}
