package flows

import (
	"testing"
	"unsafe"

	"tcptui/decode"
	"tcptui/fsm"
)

// bulkJudge feeds a judge with one long transfer: data from the client, an
// acknowledgment for every second segment, and, when lossy, a segment now and
// then that is lost and sent again.
type bulkJudge struct {
	j    judge
	x    index
	conn Conn
	c    verdictConn
	n    uint32
	seq  decode.Seq // what the client sends next
	held decode.Seq // what it left out, 0 nothing
	id   uint16
	at   int64
}

const bulkLen = 1448

func newBulkJudge() *bulkJudge {
	b := &bulkJudge{seq: 1}
	b.x.grow()
	b.x.rows = chunkRows
	b.j = newJudge(&b.x, func(ConnID) *verdictConn { return &b.c })
	b.conn.Sides[1].MSS = 1460
	return b
}

func (b *bulkJudge) send(from fsm.Role, g *decode.Segment) {
	row := b.n & chunkMask
	b.n++
	b.at += 10_000
	c := b.x.chunks[0]
	c.time[row], c.seq[row], c.ack[row], c.segLen[row], c.flags[row] = b.at, g.Seq, g.Ack, g.Len, uint16(g.Flags)
	g.Flags, g.Window = decode.ACK, 1000
	g.Opts.Has |= decode.OptTimestamps
	g.Opts.TSval = uint32(b.at / 1e6)
	b.j.segment(&b.conn, &b.c, &judged{from: from, seg: g, row: row, at: b.at})
}

// step sends one segment of data, or one acknowledgment.
func (b *bulkJudge) step(i int, lossy bool) {
	var g decode.Segment
	if i%3 == 2 {
		g.Ack = b.seq
		if b.held != 0 {
			g.Ack = b.held
		}
		b.send(fsm.Server, &g)
		return
	}
	b.id++
	g.Len, g.IPID = bulkLen, b.id
	switch late := i % 64; {
	case lossy && late == 0:
		b.held = b.seq
		b.seq += 2 * bulkLen
		g.Seq = b.held + bulkLen
	case b.held != 0 && late >= 6:
		g.Seq, b.held = b.held, 0
	default:
		g.Seq = b.seq
		b.seq += bulkLen
	}
	b.send(fsm.Client, &g)
}

// BenchmarkJudge is the judgement alone, a segment an operation.
func BenchmarkJudge(b *testing.B) {
	for _, lossy := range []bool{false, true} {
		name := "in order"
		if lossy {
			name = "with losses"
		}
		b.Run(name, func(b *testing.B) {
			w := newBulkJudge()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				w.step(i, lossy)
				i++
			}
		})
	}
}

// TestJudgeAllocatesNothing: once the lists have their size.
func TestJudgeAllocatesNothing(t *testing.T) {
	for _, lossy := range []bool{false, true} {
		w, i := newBulkJudge(), 0
		run := func() {
			for range 300 {
				w.step(i, lossy)
				i++
			}
		}
		for range 20 {
			run()
		}
		if n := testing.AllocsPerRun(50, run); n > 0 {
			t.Errorf("lossy %v: %v allocations for 300 segments", lossy, n)
		}
	}
}

// TestVerdictConnSize: what a connection costs that has nothing under way.
func TestVerdictConnSize(t *testing.T) {
	if n := unsafe.Sizeof(verdictConn{}); n > 104 {
		t.Errorf("%d bytes a connection", n)
	}
}
