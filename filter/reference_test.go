package filter

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand"
	"strings"
	"testing"

	"tcptui/bench/gen"
	"tcptui/decode"
	"tcptui/flows"
)

// reference evaluates a checked tree as plainly as it can be said.
type reference struct{ v *flows.View }

func (r reference) test(n *node) bool {
	switch n.op {
	case opAnd:
		return r.test(n.kids[0]) && r.test(n.kids[1])
	case opOr:
		return r.test(n.kids[0]) || r.test(n.kids[1])
	case opNot:
		return !r.test(n.kids[0])
	case opExists:
		for _, x := range r.values(n.kids[0]) {
			if n.kids[0].op == opSlice && len(x.B) == 0 || n.kids[0].arithmetic() && x.I == 0 {
				continue
			}
			return true
		}
		return false
	}
	all := n.op == opNe || n.op == opAllEq
	if n.quant != byOperator {
		all = n.quant == allPairs
	}
	xs, held, pairs := r.values(n.kids[0]), 0, 0
	switch {
	case n.op == opIn:
		for _, item := range n.kids[1:] {
			held = 0
			for _, x := range xs {
				if r.member(n.kids[0], item, x, all) {
					held++
				}
			}
			if held > 0 && (!all || held == len(xs)) {
				return true
			}
		}
		return false
	case n.kids[1].apart:
		return all && len(xs) > 0
	default:
		for _, x := range xs {
			for _, y := range r.values(n.kids[1]) {
				pairs++
				if r.apart(n.kids[0], n.kids[1], x, y) && all || r.holds(n, x, y) {
					held++
				}
			}
		}
	}
	if all && pairs == 0 && n.op == opNe && (n.kids[0].arithmetic() || n.kids[1].arithmetic()) {
		return r.present(n)
	}
	if all {
		return pairs > 0 && held == pairs
	}
	return held > 0
}

// present reports whether all fields in n have values.
func (r reference) present(n *node) bool {
	if n.op == opField {
		return len(r.values(n)) > 0
	}
	for _, kid := range n.kids {
		if !r.present(kid) {
			return false
		}
	}
	return true
}

func (r reference) member(left, item *node, x decode.Value, all bool) bool {
	lo, hi := item, item
	if item.op == opRange {
		lo, hi = item.kids[0], item.kids[1]
	}
	if !all && (lo.apart || hi.apart) {
		return false
	}
	if lo.apart && lo == hi {
		return true
	}
	for _, from := range r.values(lo) {
		for _, to := range r.values(hi) {
			if item.op == opRange && (lo.apart || r.order(left, lo, x, from) >= 0) && (hi.apart || r.order(left, hi, x, to) <= 0) || item.op != opRange && r.order(left, lo, x, from) == 0 {
				return true
			}
		}
	}
	return false
}

// apart reports whether the right one of two numbers is negative and the left one has no
// sign: a field without, or what is calculated of such and is not negative.
func (r reference) apart(a, b *node, x, y decode.Value) bool {
	return integral(a.kind) && b.kind == decode.KindInt && y.I < 0 && !signed(a) && (a.kind == decode.KindUint || x.I >= 0)
}

func (r reference) holds(n *node, x, y decode.Value) bool {
	if r.apart(n.kids[0], n.kids[1], x, y) {
		return false
	}
	if n.op == opContains {
		hay, needle := x.B, y.B
		if n.kids[0].kind == decode.KindString {
			hay, needle = []byte(x.S), []byte(y.S)
		}
		return (len(needle) > 0 || n.kids[0].kind == decode.KindBytes) && bytes.Contains(hay, needle)
	}
	o := r.order(n.kids[0], n.kids[1], x, y)
	switch n.op {
	case opEq, opAllEq:
		return o == 0
	case opNe, opAnyNe:
		return o != 0
	case opGt:
		return o > 0
	case opLt:
		return o < 0
	case opGe:
		return o >= 0
	}
	return o <= 0
}

// order compares two values: numbers as numbers without limits, the rest as
// bytes.
func (r reference) order(a, b *node, x, y decode.Value) int {
	number := func(n *node, v decode.Value) *big.Int {
		if n.kind == decode.KindUint || n.kind == decode.KindBool {
			return new(big.Int).SetUint64(v.U)
		}
		return big.NewInt(v.I)
	}
	switch a.kind {
	case decode.KindIPv4, decode.KindIPv6:
		if b.net.IsValid() {
			return bytes.Compare(netBytes(x, b.net.Bits()), netBytes(decode.Value{A: b.net.Addr()}, b.net.Bits()))
		}
		return bytes.Compare(x.A.AsSlice(), y.A.AsSlice())
	case decode.KindString:
		return strings.Compare(x.S, y.S)
	case decode.KindNone:
		x.B, y.B = item(&x), item(&y)
		fallthrough
	case decode.KindBytes, decode.KindEther:
		if len(x.B) != len(y.B) {
			return len(x.B) - len(y.B)
		}
		return bytes.Compare(x.B, y.B)
	}
	return number(a, x).Cmp(number(b, y))
}

// netBytes are the bytes of an address with all but the first bits cleared.
func netBytes(v decode.Value, bits int) []byte {
	b := v.A.AsSlice()
	for i := range b {
		for k := range 8 {
			if i*8+k >= bits {
				b[i] &^= 0x80 >> k
			}
		}
	}
	return b
}

func (r reference) values(n *node) (out []decode.Value) {
	switch n.op {
	case opField:
		return n.field.Of(r.v, nil)
	case opValue:
		return []decode.Value{n.value}
	case opSlice:
		for _, x := range r.values(n.kids[0]) {
			b := x.B
			if n.kids[0].kind == decode.KindNone && x.I > 0 && int(x.I) < len(b) {
				b = b[:x.I]
			}
			if n.kids[0].kind == decode.KindIPv4 {
				b = x.A.AsSlice()
			} else if n.kids[0].kind == decode.KindString {
				b = []byte(x.S)
			}
			from, to := n.parts[0].from, len(b)
			if from < 0 {
				from += len(b)
			}
			if n.parts[0].n >= 0 {
				to = from + n.parts[0].n
			}
			if from < 0 || from > to || to > len(b) {
				from, to = 0, 0
			}
			out = append(out, decode.Value{B: b[from:to]})
		}
		return out
	case opNeg:
		for _, x := range r.values(n.kids[0]) {
			if y := -r.signed(n.kids[0], x); r.fits(n, y) {
				out = append(out, decode.Value{I: y})
			}
		}
		return out
	}
	for _, x := range r.values(n.kids[0]) {
		for _, y := range r.values(n.kids[1]) {
			a, b := r.signed(n.kids[0], x), r.signed(n.kids[1], y)
			switch {
			case n.op == opAdd:
				a += b
			case n.op == opSub:
				a -= b
			case n.op == opMul:
				a *= b
			case n.op == opBitAnd:
				a &= b
			case b == 0:
				continue
			case n.op == opDiv:
				a /= b
			default:
				a %= b
			}
			if r.fits(n, a) {
				out = append(out, decode.Value{I: a})
			}
		}
	}
	return out
}

// fits reports whether a number that was calculated has a place in 32 bits.
func (r reference) fits(n *node, x int64) bool {
	return n.width > 32 || n.kind != decode.KindInt || x >= -1<<31 && x < 1<<32
}

func (r reference) signed(n *node, v decode.Value) int64 {
	if n.kind == decode.KindUint {
		return int64(v.U)
	}
	return v.I
}

// writer writes random filters.
type writer struct{ *rand.Rand }

func (w writer) one(of ...string) string { return of[w.Intn(len(of))] }

func (w writer) test(depth int) string {
	if depth > 0 {
		switch w.Intn(5) {
		case 0:
			return "(" + w.test(depth-1) + " && " + w.test(depth-1) + ")"
		case 1:
			return "(" + w.test(depth-1) + " || " + w.test(depth-1) + ")"
		case 2:
			return "!(" + w.test(depth-1) + ")"
		}
	}
	number := func() string {
		return w.one("0", "1", "2", "16", "80", "443", "1000", "1448", "65535", fmt.Sprint(w.Intn(3000)))
	}
	field := w.one("tcp.port", "tcp.srcport", "tcp.dstport", "tcp.stream", "frame.number", "frame.len", "frame.cap_len", "tcp.window_size",
		"tcp.len", "tcp.flags", "tcp.window_size_value", "tcp.hdr_len", "udp.port", "tcp.option_kind", "frame.interface_id")
	quant, compare := w.one("", "", "", "any ", "all "), w.one("==", "!=", "<", ">", "<=", ">=", "===", "!==")
	switch w.Intn(12) {
	case 0:
		return w.one("tcp", "udp", "ip", "ipv6", "tcp.port", "udp.port", "fsm.client", "tcp.analysis.flags", "tcp.analysis.duplicate_ack",
			"tcp.connection.syn", "tcp.connection.fin_active", "tcp.payload", "tcp.flags & 3", "tcp.payload[3:2]", "tcp.window_size_scalefactor")
	case 1:
		return quant + field + " in {" + w.one("", "", "-") + number() + ", " + w.one("", "", "-") + number() + ".." + number() + "}"
	case 2:
		return quant + w.one("fsm.client", "fsm.server") + " " + compare + " " + w.one("ESTABLISHED", "FIN_WAIT2", "\"SYN-SENT\"", "LISTEN", "CLOSED")
	case 3:
		return w.one("fsm.server.how", "fsm.client", "tcp.flags.str", "conn.segment") + " contains " + w.one("\"e\"", "\"WAIT\"", "\"S\"", "\"\"")
	case 4:
		return quant + w.one("ip.src", "ip.dst", "ip.addr") + " " + compare + " " + w.one("10.0.0.1", "10.0.0.2", "10.0.0.0/8", "10.0.0.0/30", "10.0.0.0/31", "0.0.0.0/0")
	case 5:
		return quant + field + " " + compare + " " + field
	case 6:
		return quant + field + " " + w.one("+", "-", "*", "/", "%", "&") + " " + number() + " " + compare + " " + number()
	case 7:
		return quant + w.one("tcp.flags.syn", "tcp.flags.ack", "tcp.flags.fin", "tcp.flags.push") + " " + compare + " " + w.one("1", "0", "True", "Set")
	case 8:
		return quant + w.one("frame.time_relative", "frame.time_delta", "tcp.time_delta", "tcp.time_relative") + " " + compare + " " + w.one("0", "0.001", "1", "2.5")
	case 9:
		return w.one("tcp.payload", "tcp", "frame", "eth.dst") + w.one("[0]", "[0:2]", "[-2:]", "[3:4]") + " " + compare + " " + w.one("00", "01:02", "\"GE\"", "0xff")
	case 10:
		return w.one("tcp.payload", "tcp", "frame", "ip") + " contains " + w.one("\"a\"", "00:01", "\"HTTP\"")
	}
	if w.Intn(3) == 0 {
		return quant + field + " + " + number() + " " + compare + " -" + number()
	}
	return quant + field + " " + compare + " " + w.one("", "", "-") + number()
}

// FuzzReference: compiled evaluation, one frame after the other and scanned over
// columns, keeps what the reference keeps.
func FuzzReference(f *testing.F) {
	for seed := range int64(200) {
		f.Add(seed)
	}
	var snaps []*flows.Snapshot
	var readers []*flows.Reader
	for _, cfg := range []gen.Config{gen.Bulk(), gen.Many()} {
		l, s, _ := generated(f, cfg, 300)
		snaps, readers = append(snaps, s), append(readers, l.NewReader())
	}
	small := newSample(f)
	snaps, readers = append(snaps, small.snap), append(readers, small.reader)
	f.Fuzz(func(t *testing.T, seed int64) {
		src := writer{rand.New(rand.NewSource(seed))}.test(3)
		filter, err := Compile(src, names)
		if err != nil {
			if strings.Contains(err.Error(), "too big here") {
				t.Skip()
			}
			t.Fatalf("%s: %v", src, err)
		}
		for k, s := range snaps {
			m, r := filter.Matcher(), readers[k]
			scanned := make(map[uint32]bool)
			for _, row := range filter.Scanner(r).Rows(s, 0, uint32(s.Rows()), nil) {
				scanned[row] = true
			}
			for i := range uint32(s.Rows()) {
				want := reference{r.At(s, i)}.test(filter.tree)
				if got := m.Match(r.At(s, i)); got != want || scanned[i] != want {
					t.Fatalf("capture %d, frame %d: %s: compiled %v, scanned %v, reference %v", k, i+1, src, got, scanned[i], want)
				}
			}
		}
	})
}
