package flows

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
)

// judgeBytes feeds a tracker with segments made of bytes, twelve a segment, and
// checks after each what must always hold. limit is that of the details' pool.
func judgeBytes(t *testing.T, data []byte, limit int) *hands {
	tr := newHands()
	for _, n := range tr.crew.lanes {
		n.judge.pool.limit = limit
	}
	var at int64
	for ; len(data) >= 12; data = data[12:] {
		b := data[:12]
		at += int64(b[0]) * int64(b[1]) * 1e5
		x := fact{is: factTCP, conn: NoConn, short: shortTuple{uint32(b[2] >> 1 & 7), 0, 1<<16 | 2}}
		if b[2]&1 != 0 {
			x.is |= factSwap
		}
		g := &x.seg
		g.Flags = decode.Flags(b[3]) & 0x3f
		// Numbers lie near each other, and now and then far away.
		g.Seq = decode.Seq(uint32(b[4]) * 50 << (b[2] >> 6 * 8))
		g.Ack = decode.Seq(uint32(b[5]) * 50)
		g.Len, g.Window = uint32(b[6])*10, uint16(b[7])
		if b[8] != 0 {
			g.Opts.Has, g.Opts.TSval, g.Opts.TSecr = decode.OptTimestamps, uint32(b[8]), uint32(b[9])
		}
		if b[10]&1 != 0 {
			g.Opts.Has |= decode.OptSACK
			g.Opts.NSACK = 1 + b[10]>>1&1
			for i := range g.Opts.SACK {
				l := decode.Seq(uint32(b[10]>>2)*50 + uint32(i)*100)
				g.Opts.SACK[i] = decode.SACKBlock{Left: l, Right: l.Add(uint32(b[11]))}
			}
		}
		g.IPID = uint16(b[11])
		tr.add(capture.Frame{Time: at}, x)
		checkJudge(t, tr)
	}
	return tr
}

// hands are a tracker and a crew that a test feeds frame by frame.
type hands struct {
	tracker *tracker
	crew    *crew
}

func newHands() *hands { return &hands{newTracker(), newCrew(Options{})} }

// add takes a frame to its end.
func (h *hands) add(f capture.Frame, x fact) {
	w := &load{frames: []capture.Frame{f}, facts: []fact{x}}
	h.take(w, 0)
	if id := w.facts[0].conn; id != NoConn {
		h.check(id)
	}
}

// take takes frame i of a load to its end.
func (h *hands) take(w *load, i int) {
	row := h.tracker.index.rows
	h.tracker.add(w, i)
	if x := &w.facts[i]; x.conn != NoConn {
		n := h.crew.lanes[laneOf(x.conn)]
		n.index.chunks = h.tracker.index.chunks
		n.segment(x, row, false)
	}
}

// check compares the numbers that the tracker sorts by with those that the analysis has.
func (h *hands) check(id ConnID) {
	n, rules := h.tracker.lineage(id), &h.crew.lanes[laneOf(id)].hotOf(id).rules
	for role := range n.base {
		f := &rules.flows[role]
		if n.based[role] != (f.state&flowBased != 0) || n.based[role] && n.base[role] != f.base {
			panic(fmt.Sprintf("connection %d, end %d: the tracker has %d, %v; the analysis %d, state %b", id, role, n.base[role], n.based[role], f.base, f.state))
		}
	}
}

// checkJudge holds the state of the judge that had the last row against its bounds.
func checkJudge(t *testing.T, tr *hands) {
	t.Helper()
	x := &tr.tracker.index
	c, k := x.chunks[len(x.chunks)-1], (x.rows-1)&chunkMask
	r := c.row(x.rows - 1)
	j := &tr.crew.lanes[laneOf(r.Conn)].judge
	p := &j.pool
	occupies := rowEnd(&r) != r.Seq && !r.Flags.Has(decode.RST)
	if occupies != (r.Verdict != VerdictNone) && r.Verdict < NetworkDuplicate {
		t.Fatalf("row %d (%v, %d bytes): verdict %q", r.No, r.Flags, r.Len, r.Verdict)
	}
	if (r.Verdict == VerdictNone) != (r.Confidence == ConfidenceNone) || int(r.Verdict) >= len(verdictNames) {
		t.Fatalf("row %d: verdict %d with confidence %d", r.No, r.Verdict, r.Confidence)
	}
	bytes := 0
	for n := 1; n < len(p.all); n++ {
		d := p.all[n]
		bytes += d.bytes
		if len(d.holes) > maxHoles || len(d.sacked) > maxSACKs || len(d.ring) > maxRing {
			t.Fatalf("detail %d holds %d holes, %d SACKs, %d records", n, len(d.holes), len(d.sacked), len(d.ring))
		}
		if s := &j.conn(d.owner).ends[d.side]; !d.free && s.detail != uint32(n) {
			t.Fatalf("detail %d is not its owner's, who has %d", n, s.detail)
		}
		for i := range d.holes {
			if h := &d.holes[i]; !h.left.Less(h.right) {
				t.Fatalf("detail %d: hole from %d to %d", n, h.left, h.right)
			}
		}
	}
	if bytes != p.bytes {
		t.Fatalf("the pool counts %d bytes, its details take %d", p.bytes, bytes)
	}
	if c.conn[k] != NoConn && j.conn(c.conn[k]).ends[fsm.Client].detail >= uint32(max(len(p.all), 1)) {
		t.Fatal("a detail that does not exist")
	}
}

func FuzzJudge(f *testing.F) {
	f.Add([]byte{1, 1, 0, 2, 0, 0, 0, 9, 1, 0, 0, 1, 1, 1, 1, 18, 0, 1, 0, 9, 1, 1, 0, 0, 1, 1, 0, 16, 1, 1, 20, 9, 2, 1, 0, 2})
	f.Add([]byte{1, 1, 0, 16, 10, 1, 50, 9, 5, 0, 0, 1, 1, 1, 1, 16, 1, 10, 0, 0, 7, 5, 49, 200, 1, 1, 0, 16, 10, 1, 50, 9, 4, 0, 0, 1})
	rnd := rand.New(rand.NewPCG(1, 2))
	long := make([]byte, 12*300)
	for i := range long {
		long[i] = byte(rnd.Uint32())
	}
	f.Add(long)
	f.Fuzz(func(t *testing.T, data []byte) {
		data = data[:min(len(data), 12*300)]
		judgeBytes(t, data, maxDetailBytes)
		judgeBytes(t, data, 4*detailBytes) // so that details are taken away
	})
}

// TestJudgeUnderPressure: when there is no room, details of quiet connections
// go to others, and a connection without one is still judged.
func TestJudgeUnderPressure(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	data := make([]byte, 12*5000)
	for i := range data {
		data[i] = byte(rnd.Uint32())
	}
	tr := judgeBytes(t, data, 3*detailBytes)
	for _, n := range tr.crew.lanes {
		if p := &n.judge.pool; p.bytes > 3*detailBytes+3*(maxHoles*32+maxSACKs*8) || len(p.all) > 4 {
			t.Errorf("%d details with %d bytes, the bound is %d and what lists add", len(p.all)-1, p.bytes, 3*detailBytes)
		}
	}
}
