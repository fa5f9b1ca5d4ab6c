package bpf

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"tcptui/capture"
)

// author writes filters at random out of the others.
type author struct{ r *rand.Rand }

func (a author) pick(from ...string) string { return from[a.r.IntN(len(from))] }

// number is a sum of that depth at most.
func (a author) number(depth int) string {
	switch k := a.r.IntN(8); {
	case depth <= 0 || k == 0:
		return fmt.Sprint(a.r.IntN(300))
	case k == 1:
		return "len"
	case k < 5:
		return a.pick("ip", "ether", "tcp", "udp", "ip6", "icmp", "arp", "icmp6") + "[" + a.number(depth-2) + a.pick("", ":1", ":2", ":4") + "]"
	case k == 5:
		return "(" + a.number(depth-1) + a.pick(" + ", " - ", " * ", " / ", " & ", " | ", " << ", " >> ", " % ", " ^ ") + a.number(depth-1) + ")"
	case k == 6:
		return a.number(depth-1) + a.pick(" + ", " - ", " * ", " / ", " & ", " | ", " % ", " ^ ") + a.number(depth-1)
	}
	return "- " + a.number(depth-1)
}

// primitive is one condition. Geneve is left out: libpcap does not say what its
// registers hold where it was not met.
func (a author) primitive() string {
	switch a.r.IntN(12) {
	case 0, 1, 2:
		return a.number(3) + a.pick(" = ", " != ", " < ", " > ", " <= ", " >= ") + a.number(2)
	case 3:
		return a.pick("vlan", "vlan 5", "mpls", "pppoes", "mpls 100")
	}
	for {
		if e := expressions[a.r.IntN(len(expressions))]; !strings.Contains(e, "geneve") && !strings.Contains(e, "ip multicast") {
			return e
		}
	}
}

func (a author) filter(depth int) string {
	switch k := a.r.IntN(6); {
	case depth <= 0 || k == 0:
		return a.primitive()
	case k == 1:
		return "not (" + a.filter(depth-1) + ")"
	case k == 2:
		return "(" + a.filter(depth-1) + ")"
	case k == 3:
		return "! " + a.primitive()
	}
	return a.filter(depth-1) + a.pick(" and ", " or ", " && ", " || ") + a.filter(depth-1)
}

// TestRandomFilters holds filters that nobody thought of against libpcap's, on
// frames in which everything is there that the filter reads.
func TestRandomFilters(t *testing.T) {
	oracle := newLibpcap(t)
	frames := framesOf(t, linkEthernet)
	a := author{rand.New(rand.NewPCG(8, 6))}
	compared, verdicts := 0, 0
	for range 400 {
		expr := a.filter(3)
		theirs, err := oracle.compile(linkEthernet, expr, true)
		if err != nil && strings.Contains(err.Error(), "rejects all packets") {
			theirs, err = []capture.Instruction{{Op: classRet}}, nil
		}
		o := Options{Link: linkEthernet, Etc: os.DirFS("/etc")}
		p, ourErr := Compile(expr, o)
		if err != nil || ourErr != nil {
			continue // indices before the frame, numbers shifted away: who refuses what is another test's
		}
		compared++
		tests := newCompiler(expr, o).tests(parse(expr))
		for i, f := range frames {
			n := uint32(len(f))
			m := &machine{data: f, wire: n}
			if want := m.test(tests); i%5 != 0 || m.lost {
				continue
			} else if got := p.Accepts(f, n); got != want || got != (execute(theirs, f, n, nil) != 0) {
				t.Errorf("%s: we say %v, the tests say %v of %x", expr, got, want, f)
				break
			}
			verdicts++
		}
	}
	if compared < 300 || verdicts < 100_000 {
		t.Errorf("only %d filters and %d verdicts were compared", compared, verdicts)
	}
}
