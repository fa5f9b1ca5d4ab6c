package flows

import (
	"fmt"
	"slices"
	"testing"

	"tcptui/decode"
	"tcptui/fsm"
)

// octet is one octet of a stream as a test sees it: where it came from, or that
// it is missing.
type octet struct {
	from     fsm.Role
	row, pos uint32
	gap, cut bool
}

// expand writes pieces out octet by octet.
func expand(pieces []Piece) []octet {
	var out []octet
	for _, p := range pieces {
		for i := range p.Len {
			x := octet{from: p.From, row: p.Row, pos: p.Skip + i, gap: p.Gap, cut: p.Cut}
			if p.Gap && !p.Cut {
				x.pos = 0
			}
			out = append(out, x)
		}
	}
	return out
}

// reference assembles as slowly and plainly as possible: an octet at a time, by
// searching everything that ever came.
type reference struct {
	begun [2]bool
	next  [2]int64
	fin   [2]int64
	all   [2][]refSegment
	out   []octet
}

type refSegment struct {
	off       int64
	row       uint32
	len, have uint32
}

func (x *reference) add(role fsm.Role, row uint32, off int64, n, have uint32, fl decode.Flags, ack int64) {
	if fl.Has(decode.ACK) {
		peer := role.Peer()
		for x.begun[peer] {
			low, ok := x.lowest(peer)
			if !ok || ack <= low.off {
				break
			}
			x.giveUp(peer, low)
		}
	}
	if fl.Has(decode.SYN) {
		off++
	}
	if !x.begun[role] {
		x.begun[role], x.next[role], x.fin[role] = true, off, -1<<62
	}
	if fl.Has(decode.FIN) && x.fin[role] == -1<<62 {
		x.fin[role] = off + int64(n)
	}
	if n > 0 {
		x.all[role] = append(x.all[role], refSegment{off, row, n, have})
	}
	x.run(role)
}

// lowest is the first segment by place that lies wholly past what is due.
func (x *reference) lowest(role fsm.Role) (low refSegment, ok bool) {
	for _, s := range x.all[role] {
		if s.off > x.next[role] && (!ok || s.off < low.off) {
			low, ok = s, true
		}
	}
	return low, ok
}

func (x *reference) giveUp(role fsm.Role, low refSegment) {
	for x.next[role] < low.off {
		x.out = append(x.out, octet{from: role, row: low.row, gap: true})
		x.next[role]++
	}
	x.run(role)
}

func (x *reference) run(role fsm.Role) {
	for again := true; again; {
		again = false
		if low, ok := x.lowest(role); ok && x.next[role] == x.fin[role] && low.off == x.fin[role]+1 && !x.covered(role) {
			x.next[role]++
		}
		for _, s := range x.all[role] {
			if s.off <= x.next[role] && s.off+int64(s.len) > x.next[role] {
				for i := uint32(x.next[role] - s.off); i < s.len; i++ {
					x.out = append(x.out, octet{from: role, row: s.row, pos: i, gap: i >= s.have, cut: i >= s.have})
					x.next[role]++
				}
				again = true
				break
			}
		}
	}
}

func (x *reference) covered(role fsm.Role) bool {
	for _, s := range x.all[role] {
		if s.off <= x.next[role] && s.off+int64(s.len) > x.next[role] {
			return true
		}
	}
	return false
}

func (x *reference) rest() []octet {
	n := len(x.out)
	for role := range x.all {
		for x.begun[role] {
			low, ok := x.lowest(fsm.Role(role))
			if !ok {
				break
			}
			x.giveUp(fsm.Role(role), low)
		}
	}
	return x.out[n:]
}

// FuzzAssemble feeds arbitrary segments, six bytes each, to the assembler and
// to the reference. The sequence numbers begin just under 2^32.
func FuzzAssemble(f *testing.F) {
	f.Add([]byte{0, 0, 0, 2, 0, 0, 1, 0, 0, 18, 1, 0, 0, 0, 5, 16, 1, 0, 0, 10, 5, 16, 1, 0, 0, 5, 5, 16, 1, 0})
	f.Add([]byte{0, 0, 4, 0, 0, 0, 0, 9, 4, 16, 0, 0, 0, 4, 7, 16, 0, 0, 1, 0, 1, 16, 12, 0})
	f.Add([]byte{0, 0, 4, 1, 0, 0, 0, 5, 4, 16, 0, 0, 0, 20, 7, 16, 0, 0})
	f.Fuzz(func(t *testing.T, in []byte) {
		base := [2]decode.Seq{0xffffffe0, 0xfffffff8}
		var o ordering
		var ref reference
		var offs []int64 // of each row's first octet of data
		for row := uint32(0); len(in) >= 6 && row < 300; row++ {
			role := fsm.Role(in[0] & 1)
			off, n, ack := int64(in[1]), uint32(in[2]%40), int64(in[4])
			fl := decode.Flags(in[3]) & (decode.SYN | decode.FIN | decode.ACK)
			have := n - min(n, uint32(in[5]%8))
			in = in[6:]
			r := Row{No: row, From: role, Flags: fl, Len: n, Seq: base[role].Add(uint32(off)), Ack: base[role.Peer()].Add(uint32(ack))}
			o.add(&r, have)
			ref.add(role, row, off, n, have, fl, ack)
			if fl.Has(decode.SYN) {
				off++
			}
			offs = append(offs, off)
		}
		checkAgain(t, o.again, ref.out, offs)
		if got := expand(o.out); !slices.Equal(got, ref.out) {
			t.Fatalf("assembled\n%v\nthe reference has\n%v", got, ref.out)
		}
		done := len(o.out)
		if got, want := expand(o.rest().out), ref.rest(); !slices.Equal(got, want) {
			t.Fatalf("left at the end\n%v\nthe reference has\n%v", got, want)
		}
		if len(o.out) != done {
			t.Fatal("Rest changed the pieces")
		}
	})
}

// checkAgain fails unless what came again names octets that were told before, by
// other rows, with the same sequence numbers.
func checkAgain(t *testing.T, again []Again, told []octet, offs []int64) {
	t.Helper()
	var dirs [2][]octet
	for _, x := range told {
		dirs[x.from] = append(dirs[x.from], x)
	}
	for _, g := range again {
		for i := range uint64(g.Len) {
			if g.Off+i >= uint64(len(dirs[g.From])) {
				t.Fatalf("%+v came again, but only %d octets were told", g, len(dirs[g.From]))
			}
			x := dirs[g.From][g.Off+i]
			if x.row == g.Row && !x.gap {
				t.Fatalf("%+v: octet %d is its own", g, i)
			}
			if x.gap && !x.cut {
				continue
			}
			if have, want := offs[g.Row]+int64(g.Skip)+int64(i), offs[x.row]+int64(x.pos); have-offs[0] != want-offs[0] {
				t.Fatalf("%+v: octet %d has number %d, what was told there %d", g, i, have, want)
			}
		}
	}
}

func TestAssemble(t *testing.T) {
	const c, s = fsm.Client, fsm.Server
	const syn, ack, fin = decode.SYN, decode.ACK, decode.FIN
	type in struct {
		from     fsm.Role
		seq, ack decode.Seq
		fl       decode.Flags
		len, cut uint32
	}
	data := func(seq decode.Seq, n uint32) in { return in{c, seq, 901, ack, n, 0} }
	hello := []in{{c, 100, 0, syn, 0, 0}, {s, 900, 101, syn | ack, 0, 0}}
	for _, tt := range []struct {
		name string
		in   []in
		want []string // "role row skip len"
		rest []string
	}{
		{"in order", []in{data(101, 5), {s, 901, 106, ack, 3, 0}, data(106, 2)}, []string{"c 2 0 5", "s 3 0 3", "c 4 0 2"}, nil},
		{"sent again", []in{data(101, 5), data(101, 5), data(106, 1)}, []string{"c 2 0 5", "c 4 0 1"}, nil},
		{"sent again with more", []in{data(101, 5), data(101, 8)}, []string{"c 2 0 5", "c 3 5 3"}, nil},
		{"out of order", []in{data(106, 5), data(111, 5), data(101, 5)}, []string{"c 4 0 5", "c 2 0 5", "c 3 0 5"}, nil},
		{"hole filled with an overlap", []in{data(106, 5), data(101, 7)}, []string{"c 3 0 7", "c 2 2 3"}, nil},
		{"gap acknowledged", []in{data(106, 5), {s, 901, 106, ack, 0, 0}, {s, 901, 111, ack, 0, 0}}, []string{"c gap 2 5", "c 2 0 5"}, nil},
		{"gap at the end", []in{data(101, 1), data(106, 5)}, []string{"c 2 0 1"}, []string{"c gap 3 4", "c 3 0 5"}},
		{"cut by the snapshot length", []in{{c, 101, 901, ack, 9, 4}, data(110, 1)}, []string{"c 2 0 5", "c cut 2 4", "c 3 0 1"}, nil},
		{"data after a FIN", []in{{c, 101, 901, ack | fin, 2, 0}, data(104, 3)}, []string{"c 2 0 2", "c 3 0 3"}, nil},
		{"data with the SYN", []in{{c, 100, 0, syn, 4, 0}, data(105, 3)}, []string{"c 2 0 4", "c 3 0 3"}, nil},
		{"keep-alive", []in{data(101, 5), data(105, 1), data(106, 1)}, []string{"c 2 0 5", "c 4 0 1"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var o ordering
			for i, x := range append(slices.Clone(hello), tt.in...) {
				o.add(&Row{No: uint32(i), From: x.from, Seq: x.seq, Ack: x.ack, Flags: x.fl, Len: x.len}, x.len-x.cut)
			}
			if got := short(o.out); !slices.Equal(got, tt.want) {
				t.Errorf("pieces %v, want %v", got, tt.want)
			}
			if got := short(o.rest().out); !slices.Equal(got, tt.rest) {
				t.Errorf("rest %v, want %v", got, tt.rest)
			}
		})
	}
}

// TestAgain: what came again is told with its place in the stream.
func TestAgain(t *testing.T) {
	row := func(no uint32, seq decode.Seq, fl decode.Flags, n uint32) *Row {
		return &Row{No: no, From: fsm.Client, Seq: seq, Flags: fl, Len: n}
	}
	asks := row(9, 110, decode.ACK, 1)
	asks.Notes = NoteKeepAlive
	for _, tt := range []struct {
		name string
		rows []*Row
		want []Again
	}{
		{"in order", []*Row{row(0, 100, decode.SYN, 0), row(1, 101, decode.ACK, 5), row(2, 106, decode.ACK, 5)}, nil},
		{"all", []*Row{row(0, 100, decode.SYN, 0), row(1, 101, decode.ACK, 5), row(2, 101, decode.ACK, 5)}, []Again{{Row: 2, Len: 5}}},
		{"part", []*Row{row(0, 100, decode.SYN, 0), row(1, 101, decode.ACK, 5), row(2, 103, decode.ACK, 9)}, []Again{{Row: 2, Len: 3, Off: 2}}},
		{"what waited lost", []*Row{row(0, 100, decode.SYN, 0), row(1, 106, decode.ACK, 5), row(2, 101, decode.ACK, 7)}, []Again{{Row: 1, Len: 2, Off: 5}}},
		{"before the first", []*Row{row(1, 106, decode.ACK, 5), row(2, 101, decode.ACK, 7)}, []Again{{Row: 2, Skip: 5, Len: 2}}},
		{"after a FIN", []*Row{row(1, 100, decode.ACK|decode.FIN, 5), row(2, 106, decode.ACK, 5), row(3, 107, decode.ACK, 3)}, []Again{{Row: 3, Len: 3, Off: 6}}},
		{"keep-alive", []*Row{row(1, 106, decode.ACK, 5), asks}, nil},
	} {
		var o ordering
		for _, r := range tt.rows {
			o.add(r, r.Len)
		}
		if !slices.Equal(o.again, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, o.again, tt.want)
		}
	}
}

// short writes pieces as the tests do.
func short(pieces []Piece) []string {
	var out []string
	for _, p := range pieces {
		r := p.From.String()[:1]
		switch {
		case p.Cut:
			out = append(out, fmt.Sprintf("%s cut %d %d", r, p.Row, p.Len))
		case p.Gap:
			out = append(out, fmt.Sprintf("%s gap %d %d", r, p.Row, p.Len))
		default:
			out = append(out, fmt.Sprintf("%s %d %d %d", r, p.Row, p.Skip, p.Len))
		}
	}
	return out
}

// TestAssemblePast4GiB sends 5 GiB in large steps: the octets are counted in 64
// bits, and nothing is taken for old after the sequence numbers wrapped.
func TestAssemblePast4GiB(t *testing.T) {
	const step, steps = 1 << 20, 5 << 10
	var o ordering
	for i := range uint32(steps) {
		o.add(&Row{No: i, Seq: decode.Seq(77 + uint64(i)*step), Flags: decode.ACK, Len: step}, step)
	}
	if len(o.out) != steps || o.dirs[0].next != step*steps {
		t.Fatalf("%d pieces up to octet %d; want %d up to %d", len(o.out), o.dirs[0].next, steps, int64(step)*steps)
	}
}

// TestAssembleOneSided: nothing is ever acknowledged and the first segment is
// missing; what waits stays bounded and the data is shown.
func TestAssembleOneSided(t *testing.T) {
	var o ordering
	o.add(&Row{Seq: 1, Flags: decode.SYN}, 0)
	for i := range uint32(maxHeld + 2) {
		o.add(&Row{No: i + 1, Seq: decode.Seq(10 + 2*i), Flags: decode.ACK, Len: 2}, 2)
	}
	if n := len(o.dirs[0].held); n != 0 {
		t.Errorf("%d segments wait; want none after the gap was given up", n)
	}
	if len(o.out) != maxHeld+3 || !o.out[0].Gap || o.out[0].Len != 8 {
		t.Errorf("%d pieces, the first %+v; want %d and a gap of 8", len(o.out), o.out[0], maxHeld+3)
	}
}

func BenchmarkAssemble(b *testing.B) {
	var o ordering
	b.SetBytes(1448)
	b.ReportAllocs()
	for i := range b.N {
		o.add(&Row{No: uint32(i), Seq: decode.Seq(i * 1448), Flags: decode.ACK, Len: 1448}, 1448)
		o.out = o.out[:0]
	}
}
