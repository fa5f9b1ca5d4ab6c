package flows

import (
	"testing"
	"unsafe"

	"tcptui/decode"
	"tcptui/fsm"
)

// bulkJudge feeds a judge with one long transfer: data from the client, an
// acknowledgment for every second segment, and, when lossy, one segment in 64
// that comes after those that follow it and once more.
type bulkJudge struct {
	j    judge
	x    index
	conn Conn
	c    verdictConn
	n    uint32
	seq  decode.Seq
	id   uint16
	at   int64
}

const bulkLen = 1448

func newBulkJudge() *bulkJudge {
	b := &bulkJudge{}
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
		g.Ack, g.IPID = b.seq, 0
		if b.seq > 8*bulkLen {
			g.Ack -= 8 * bulkLen // a little is under way
		}
		b.send(fsm.Server, &g)
		return
	}
	b.id++
	g.Seq, g.Len, g.IPID = b.seq, bulkLen, b.id
	if lossy && i%64 == 0 {
		b.seq += bulkLen // left out, and sent again below
	} else if lossy && i%64 == 6 {
		g.Seq -= 5 * bulkLen
		b.send(fsm.Client, &g)
		return
	}
	if lossy && i%64 == 0 {
		g.Seq = b.seq
	}
	b.seq += bulkLen
	b.send(fsm.Client, &g)
}

// BenchmarkJudge is the judgement alone, a segment an operation.
func BenchmarkJudge(b *testing.B) {
	for _, lossy := range []bool{false, true} {
		name := "in order"
		if lossy {
			name = "one in 64 late"
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
