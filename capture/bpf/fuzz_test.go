package bpf

import (
	"errors"
	"strings"
	"testing"

	"tcptui/capture"
)

// machine computes tests directly, without a program: the meaning that programs
// are held against.
type machine struct {
	data []byte
	wire uint32
	regs [registers]uint32
	set  [registers]bool
	lost bool // something was read that is not there
}

func (m *machine) value(v *value) uint32 {
	switch v.op {
	case valConst:
		return v.k
	case valLen:
		return m.wire
	case valReg:
		if !m.set[v.k] {
			return nowhere
		}
		return m.regs[v.k]
	case valNeg:
		return -m.value(v.l)
	case valALU:
		l, r := m.value(v.l), m.value(v.r)
		n, ok := compute(v.alu, l, r)
		m.lost = m.lost || !ok
		return n
	case valLoad:
		off := uint64(v.k)
		if v.l != nil {
			off += uint64(m.value(v.l))
		}
		n, ok := bytesAt(m.data, off, sizeCodes[v.size])
		m.lost = m.lost || !ok
		return n
	}
	m.lost = true // what a kernel knows
	return 0
}

func (m *machine) test(t *test) bool {
	switch t.kind {
	case testTrue:
		return true
	case testAnd:
		return m.test(t.l) && m.test(t.r)
	case testOr:
		return m.test(t.l) || m.test(t.r)
	case testNot:
		return !m.test(t.l)
	case testCompare:
		return holds(t.jmp, m.value(t.a), m.value(t.b))
	case testSet:
		m.regs[t.reg], m.set[t.reg] = m.value(t.a), true
		return true
	case testChain:
		return m.follow(t.chain)
	}
	return false
}

// follow walks a chain of headers.
func (m *machine) follow(c chain) bool {
	at := func(off uint32) uint32 {
		n, ok := bytesAt(m.data, uint64(c.packet)+uint64(off), sizeB)
		m.lost = m.lost || !ok
		return n
	}
	next, off := at(6), uint32(40)
	if !c.ip6 {
		next, off = at(9), at(0)&0xf<<2
	}
	for !m.lost {
		size := (at(off+1) + 1) * 8
		switch {
		case next == c.proto:
			m.lost = false // the header itself need not be there
			return true
		case c.ip6 && (next == ipHopByHop || next == ipDestOpts || next == ipRouting || next == ipFragment):
		case next == ipAH:
			size = (at(off+1) + 2) * 4
		default:
			m.lost = false
			return false
		}
		next, off = at(off), off+size
	}
	return false
}

// FuzzCompile holds that no text makes the compiler panic, that what it makes is
// valid, and that the program means what the tests mean.
func FuzzCompile(f *testing.F) {
	frames := framesOf(f, linkEthernet)
	for i, expr := range expressions {
		f.Add(expr, uint16(oracleLinks[i%len(oracleLinks)]), i%9 == 0, frames[i*17%len(frames)])
		f.Add(expr, uint16(linkEthernet), false, frames[i*31%len(frames)])
	}
	for i, expr := range append(refused, stricter...) {
		f.Add(expr, uint16(linkEthernet), i%2 == 0, frames[i])
	}
	f.Fuzz(func(t *testing.T, expr string, link uint16, live bool, frame []byte) {
		o := Options{Link: capture.LinkType(link), Live: live}
		p, err := Compile(expr, o)
		if err != nil {
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Off < 0 || e.Off > len(expr) || e.Len < 1 || strings.Contains(e.What, "is not valid") {
				t.Fatalf("%q: %v", expr, err)
			}
			_ = e.Error() + e.Mark()
			return
		}
		if err := p.Print(new(strings.Builder), FormText); err != nil {
			t.Error(err)
		}
		m := &machine{data: frame, wire: uint32(len(frame)) + 3}
		want := m.test(newCompiler(expr, o).tests(parse(expr)))
		if got := p.Accepts(frame, m.wire); !m.lost && got != want {
			t.Errorf("%q on link type %d: the program says %v, its tests say %v, of %x", expr, link, got, want, frame)
		}
	})
}

// TestMeaning holds all programs against their tests on all frames, which cut
// frames and loads out of turn do not disturb.
func TestMeaning(t *testing.T) {
	for _, link := range oracleLinks {
		frames := framesOf(t, link)
		for _, expr := range filtersFor(link) {
			o := Options{Link: link}
			p, err := Compile(expr, o)
			if err != nil {
				continue // refused, as other tests hold
			}
			tests := newCompiler(expr, o).tests(parse(expr))
			for i, f := range frames {
				if i%8 != 0 {
					continue
				}
				m := &machine{data: f, wire: uint32(len(f))}
				if want := m.test(tests); !m.lost && p.Accepts(f, m.wire) != want {
					t.Errorf("%s on %s: the tests say %v of %x", expr, linkName(link), want, f)
					break
				}
			}
		}
	}
}
