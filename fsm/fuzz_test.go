package fsm

import (
	"encoding/binary"
	"testing"

	"tcptui/decode"
)

// fuzzSegment reads a segment out of 12 bytes; numbers stay near each other so
// that they meet.
func fuzzSegment(b []byte) (Role, decode.Segment, int64) {
	g := decode.Segment{
		Flags: decode.Flags(b[0] & 63), Seq: decode.Seq(int32(int8(b[1]))), Ack: decode.Seq(int32(int8(b[2]))), Len: uint32(b[3] & 15),
		Window: uint16(b[4]), IPID: uint16(b[5] & 3),
	}
	if b[6]&1 != 0 {
		g.Opts.Has, g.Opts.TSval = decode.OptTimestamps, uint32(b[7])
	}
	if b[6]&2 != 0 {
		g.Opts.Has |= decode.OptSACK
	}
	if b[6]&4 != 0 {
		g.Seq, g.Ack = decode.Seq(binary.BigEndian.Uint32(b[7:])), decode.Seq(binary.BigEndian.Uint32(b[8:]))
	}
	if b[6]&8 != 0 {
		g.Len = binary.BigEndian.Uint32(b[7:])
	}
	return Role(b[11] & 1), g, int64(int8(b[10])) * 1e7
}

// FuzzSegment: whatever comes, states are states, a revision lies in the past,
// and a state is known in some way unless it is None.
func FuzzSegment(f *testing.F) {
	f.Add([]byte{2, 0, 0, 0, 9, 1, 0, 0, 0, 0, 1, 0, 18, 0, 1, 0, 9, 1, 0, 0, 0, 0, 1, 1, 16, 1, 1, 0, 9, 1, 0, 0, 0, 0, 1, 0})
	f.Add([]byte{17, 1, 1, 0, 9, 1, 0, 0, 0, 0, 1, 0, 17, 1, 1, 0, 9, 1, 0, 0, 0, 0, 1, 1, 4, 1, 1, 0, 9, 1, 0, 0, 0, 0, 1, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var p, twin Pair
		at := int64(0)
		for row := uint32(0); len(b) >= 12; row, b = row+1, b[12:] {
			from, g, dt := fuzzSegment(b)
			at += dt
			m, past := p.Segment(from, &g, row, at)
			m2, past2 := twin.Segment(from, &g, row, at)
			if m != m2 || past != past2 || p != twin {
				t.Fatal("not a function of its input")
			}
			for role := range p.Ends {
				if m.State[role] >= NumStates || (m.State[role] == None) != (m.How[role] == Unknown) {
					t.Fatalf("row %d: %v %v", row, m.State[role], m.How[role])
				}
			}
			if m.Event >= NumEvents || m.Rcv >= NumEvents || m.Event == NoEvent {
				t.Fatalf("row %d: events %d %d", row, m.Event, m.Rcv)
			}
			if int(past.N) > len(past.List) {
				t.Fatalf("row %d: %d revisions", row, past.N)
			}
			for _, v := range past.List[:past.N] {
				if v.From > row || v.State >= NumStates || v.State == None || v.How == Unknown {
					t.Fatalf("row %d: %+v", row, v)
				}
			}
		}
	})
}

// BenchmarkSegment is a data segment or its ACK in ESTABLISHED.
func BenchmarkSegment(b *testing.B) {
	var p Pair
	for i, l := range after(shake, "s A 1 1") {
		from, g := parse(b, l, i, decode.Segment{})
		p.Segment(from, &g, uint32(i), int64(i))
	}
	_, data := parse(b, "c PA 1 1 1000", 5, decode.Segment{})
	_, ack := parse(b, "s A 1 1001", 6, decode.Segment{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i&1 == 0 {
			p.Segment(Client, &data, uint32(i), int64(i)*1000)
			data.Seq += 1000
		} else {
			p.Segment(Server, &ack, uint32(i), int64(i)*1000)
			ack.Ack += 1000
		}
	}
}
