package fsm

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"tcptui/decode"
)

// parse reads a segment: "c SA 0 1 100" is who, flags, relative seq, relative
// ack, octets. A trailing "copy" makes it the network's copy of the line before.
func parse(t testing.TB, line string, i int, prev decode.Segment) (Role, decode.Segment) {
	var who, flags, rest string
	var seq, ack, size uint32
	if n, _ := fmt.Sscan(line, &who, &flags, &seq, &ack, &size, &rest); n < 3 {
		t.Fatalf("segment %q", line)
	}
	if rest == "copy" {
		if who == "s" {
			return Server, prev
		}
		return Client, prev
	}
	base := [2]decode.Seq{0xffffff00, 5000} // the client's number wraps around
	from := Client
	if who == "s" {
		from = Server
	}
	g := decode.Segment{Seq: base[from].Add(seq), Len: size, Window: 1000, IPID: uint16(i + 1)}
	for _, c := range flags {
		if bit := strings.IndexRune("FSRPAU", c); bit >= 0 { // "-" is no flag
			g.Flags |= 1 << bit
		}
	}
	if g.Flags.Has(decode.ACK) {
		g.Ack = base[from.Peer()].Add(ack)
	}
	if !g.Flags.Has(decode.RST) {
		g.Opts.Has, g.Opts.TSval = decode.OptTimestamps, uint32(i*10)
	}
	return from, g
}

// track plays the lines, 10 ms apart, "wait" for a second of silence.
func track(t testing.TB, lines ...string) ([]Moment, []Revision, *Pair) {
	var p Pair
	var ms []Moment
	var all []Revision
	var prev decode.Segment
	at := int64(0)
	for i, line := range lines {
		if l, ok := strings.CutPrefix(line, "wait "); ok {
			at, line = at+1e9, l
		}
		at += 10e6
		from, g := parse(t, line, i, prev)
		prev = g
		m, past := p.Segment(from, &g, uint32(i), at)
		for _, v := range past.List[:past.N] {
			all = append(all, v)
			for k := int(v.From); k < i; k++ {
				ms[k].State[v.Role], ms[k].How[v.Role] = v.State, v.How
			}
		}
		ms = append(ms, m)
	}
	return ms, all, &p
}

var shake = []string{"c S 0", "s SA 0 1", "c A 1 1"}

func after(head []string, tail ...string) []string {
	return append(append([]string{}, head...), tail...)
}

// TestScenarios: rows are "client server" states, from the first segment on.
func TestScenarios(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  string // states after each row, corrected: client/server, by name initials
	}{
		{"client closes", after(shake, "c FA 1 1", "s A 1 2", "s FA 1 2", "c A 2 2"),
			"SS/LI ES/SR ES/ES F1/CW F2/CW TW/LA TW/CL"},
		{"server closes", after(shake, "s FA 1 1", "c A 1 2", "c FA 1 2", "s A 2 2"),
			"SS/LI ES/SR ES/ES CW/F1 CW/F2 LA/TW CL/TW"},
		{"close in three", after(shake, "c FA 1 1", "s FA 1 2", "c A 2 2"), "SS/LI ES/SR ES/ES F1/CW TW/LA TW/CL"},
		{"half-close", after(shake, "c FA 1 1", "s A 1 2", "s PA 1 2 100", "c A 2 101", "s FA 101 2", "c A 2 102"),
			"SS/LI ES/SR ES/ES F1/CW F2/CW F2/CW F2/CW TW/LA TW/CL"},
		{"simultaneous open", []string{"c S 0", "s S 0", "c SA 0 1", "s SA 0 1", "c A 1 1"},
			"SS/CL SR/SS SR/SR ES/SR ES/ES"},
		{"simultaneous close", after(shake, "c FA 1 1", "s FA 1 1", "c A 2 2", "s A 2 2"),
			"SS/LI ES/SR ES/ES F1/ES CI/F1 CI/CI TW/TW"},
		{"refused", []string{"c S 0", "s RA 0 1"}, "SS/CL CL/CL"},
		{"no answer", []string{"c S 0", "wait c S 0", "wait c S 0"}, "SS/LI SS/LI SS/LI"},
		{"aborted", after(shake, "c RA 1 1"), "SS/LI ES/SR ES/ES CL/CL"},
		{"aborted in CLOSE-WAIT", after(shake, "c FA 1 1", "s A 1 2", "s RA 1 2"), "SS/LI ES/SR ES/ES F1/CW F2/CW CL/CL"},
		{"SYN scan", []string{"c S 0", "s SA 0 1", "c R 1"}, "SS/LI CL/SR CL/LI"},
		{"FIN scan, closed", []string{"c F 0", "s RA 0 1"}, "/ CL/CL"},
		{"null scan, closed", []string{"c - 0", "s RA 0 0"}, "/ CL/CL"},
		{"Xmas scan, open", []string{"c FPU 0", "wait c FPU 0"}, "/ /"},
		{"ACK scan", []string{"c A 1 1", "s R 1"}, "ES/ CL/CL"},
		{"lost SYN,ACK", []string{"c S 0", "s SA 0 1", "wait c S 0", "s SA 0 1", "c A 1 1"}, "SS/LI SS/SR SS/SR ES/SR ES/ES"},
		{"lost ACK of SYN,ACK", after(shake, "wait s SA 0 1", "c A 1 1"), "SS/LI ES/SR ES/SR ES/SR ES/ES"},
		{"copied SYN,ACK", []string{"c S 0", "s SA 0 1", "s SA 0 1 0 copy", "c A 1 1", "s A 1 1"}, "SS/LI ES/SR ES/SR ES/ES ES/ES"},
		{"ignored ACKs", after(shake, "wait s SA 0 1", "c A 1 1", "wait s SA 0 1", "c A 1 1", "s PA 1 1 9"),
			"SS/LI ES/SR ES/SR ES/SR ES/SR ES/SR ES/SR ES/ES"},
		{"lost last ACK", after(shake, "c FA 1 1", "s FA 1 2", "c A 2 2", "wait s FA 1 2", "c A 2 2"),
			"SS/LI ES/SR ES/ES F1/CW TW/LA TW/LA TW/LA TW/CL"},
		{"lost ACK of first FIN", after(shake, "c FA 1 1", "s A 1 2", "wait c FA 1 1", "s A 1 2"),
			"SS/LI ES/SR ES/ES F1/CW F1/CW F1/CW F2/CW"},
		{"FIN lost before the capture", after(shake, "c FA 1 1", "s A 2 2", "wait s FA 1 2", "c A 2 2"),
			"SS/LI ES/SR ES/ES F1/F1 F2/CI TW/CI TW/TW"},
		{"early FIN", after(shake, "c FA 101 1", "s A 1 1", "c PA 1 1 100", "s A 1 102"),
			"SS/LI ES/SR ES/ES F1/ES F1/ES F1/CW F2/CW"},
		{"mid-stream", []string{"c PA 1 1 10", "s A 1 11", "c FA 11 1", "s FA 1 12", "c A 12 2"},
			"ES/ ES/ES F1/CW TW/LA TW/CL"},
		{"keep-alive", after(shake, "s A 1 1", "wait c A 0 1", "s A 1 1"), "SS/LI ES/SR ES/ES ES/ES ES/ES ES/ES"},
		{"one way, from the client", []string{"c S 0", "c A 1 1", "c PA 1 1 10", "c FA 11 1", "c A 12 2"},
			"SS/LI ES/ES ES/ES F1/CW TW/CL"},
		{"one way, from the server", []string{"s SA 0 1", "s A 1 101", "s PA 1 101 50", "s A 51 102", "s FA 51 102"},
			"ES/SR ES/ES ES/ES F2/CW TW/LA"},
		{"half-open", []string{"c S 0", "s A 9000 70000", "c R 70000", "wait c S 0", "s SA 0 1", "c A 1 1"},
			"SS/LI SS/LI SS/LI SS/LI ES/SR ES/ES"},
		{"RST not at RCV.NXT", after(shake, "c RA 501 1", "s A 1 1"), "SS/LI ES/SR ES/ES CL/ES CL/ES"},
		{"RST out of the window", after(shake, "c R 90001"), "SS/LI ES/SR ES/ES CL/ES"},
		{"fast open", []string{"c S 0 0 50", "s SA 0 51", "s PA 1 51 20", "c A 51 1", "s A 21 51"},
			"SS/LI ES/SR ES/SR ES/ES ES/ES"},
	} {
		ms, _, _ := track(t, c.lines...)
		if got := short(ms); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

var initials = [NumStates]string{"", "CL", "LI", "SS", "SR", "ES", "F1", "F2", "CW", "CI", "LA", "TW"}

func short(ms []Moment) string {
	var out []string
	for _, m := range ms {
		out = append(out, initials[m.State[0]]+"/"+initials[m.State[1]])
	}
	return strings.Join(out, " ")
}

// TestRevisionSays: a correction names the evidence and the rows.
func TestRevisionSays(t *testing.T) {
	_, past, _ := track(t, after(shake, "wait s SA 0 1")...)
	want := Revision{From: 2, Role: Server, State: SynReceived, How: Observed, Because: ReSYNACK}
	if len(past) != 1 || past[0] != want {
		t.Fatalf("%+v, want %+v", past, want)
	}
}

// TestVariables: SND.UNA, SND.NXT, RCV.NXT and the octets in flight.
func TestVariables(t *testing.T) {
	_, _, p := track(t, after(shake, "c PA 1 1 100", "c PA 101 1 100", "s A 1 101")...)
	c, s := &p.Ends[Client], &p.Ends[Server]
	if c.SndNxt-c.ISS != 201 || c.SndUna-c.ISS != 101 || c.Flight() != 100 || s.RcvNxt != c.SndNxt || s.Wnd != 1000 {
		t.Fatalf("client %+v server %+v", c, s)
	}
}

func TestEndpointSize(t *testing.T) {
	if n := unsafe.Sizeof(Endpoint{}); n > 96 {
		t.Fatalf("an Endpoint has %d bytes, more than 96", n)
	}
}

func TestSegmentAllocates(t *testing.T) {
	lines := after(shake, "c PA 1 1 100", "s A 1 101", "c FA 101 1", "wait c FA 101 1", "s FA 1 102", "c A 102 2")
	var gs [9]decode.Segment
	var from [9]Role
	for i, l := range lines {
		from[i], gs[i] = parse(t, strings.TrimPrefix(l, "wait "), i, gs[0])
	}
	if n := testing.AllocsPerRun(100, func() {
		var p Pair
		for i := range gs {
			p.Segment(from[i], &gs[i], uint32(i), int64(i)*1e7)
		}
	}); n != 0 {
		t.Fatalf("%v allocations, want 0", n)
	}
}
