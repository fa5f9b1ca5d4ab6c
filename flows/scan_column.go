package flows

import (
	"sync/atomic"

	"tcptui/decode"
	"tcptui/fsm"
)

// columns is the table of all columns, by the names of their fields.
func columns() map[string]Column {
	all := map[string]Column{
		"frame.number":        frameColumn(func(b *Block, i int) int64 { return int64(b.from) + int64(i) + 1 }),
		"frame.len":           copied(func(c *chunk) []uint32 { return c.origLen[:] }, nil, nil),
		"frame.cap_len":       copied(func(c *chunk) []uint32 { return c.capLen[:] }, nil, nil),
		"frame.time":          timeColumn(func(b *Block, i int) int64 { return b.c.time[b.k+i] }),
		"frame.time_epoch":    timeColumn(func(b *Block, i int) int64 { return b.c.time[b.k+i] }),
		"frame.time_relative": timeColumn(func(b *Block, i int) int64 { return b.c.time[b.k+i] - b.snap.chunks[0].time[0] }),
		"frame.time_delta":    timeColumn(timeDelta),

		"tcp.stream":                  copied(func(c *chunk) []ConnID { return c.conn[:] }, (*Block).connected, nil),
		"tcp.seq":                     sidedColumn(baseOf, relSeq),
		"tcp.nxtseq":                  sidedColumn(baseOf, nextOf),
		"tcp.ack":                     sidedColumn(peerBaseOf, relAck),
		"tcp.window_size":             sidedColumn(scaleOf, windowOf),
		"tcp.window_size_scalefactor": scaleColumn(),
		"tcp.completeness":            connColumn(func(c *Conn, b *Block, k int) int64 { return int64(c.Shown(b.row(k))) }),
		"tcp.time_relative":           clockColumn(func(c *Conn, b *Block, k int) int64 { return b.c.time[k] - c.Start }),
		"tcp.time_delta":              clockColumn(connDelta),

		"tcp":                   {Present: (*Block).connected, Unsure: mixed},
		"tcp.srcport":           factColumn(1, portOf(fromEnd), nil, mixed),
		"tcp.dstport":           factColumn(1, portOf(toEnd), nil, mixed),
		"tcp.port":              factColumn(2, portOf(eitherEnd), nil, mixed),
		"tcp.seq_raw":           copied(func(c *chunk) []decode.Seq { return c.seq[:] }, (*Block).connected, mixed),
		"tcp.ack_raw":           copied(func(c *chunk) []decode.Seq { return c.ack[:] }, (*Block).connected, mixed),
		"tcp.window_size_value": copied(func(c *chunk) []uint16 { return c.window[:] }, (*Block).connected, mixed),
		"tcp.len":               copied(func(c *chunk) []uint32 { return c.segLen[:] }, (*Block).connected, mixed),
		"tcp.flags":             flagsColumn(),
		"tcp.flags.res":         flagColumn(7 << 9),

		"ip.src":  factColumn(1, addressOf(fromEnd), loneAddress(0), untold),
		"ip.dst":  factColumn(1, addressOf(toEnd), loneAddress(-1), untold),
		"ip.addr": factColumn(2, addressOf(eitherEnd), loneAddress(0), untold),
		"ip":      factColumn(0, family(4), loneHas(loneIPv4), untold),
		"ipv6":    factColumn(0, family(16), loneHas(loneIPv6), untold),
	}
	for i, name := range []string{"fin", "syn", "reset", "push", "ack", "urg", "ece", "cwr", "ae"} {
		all["tcp.flags."+name] = flagColumn(1 << i)
	}
	for _, name := range aceFlags {
		c := all[name]
		c.Unsure = maybeACE
		all[name] = c
	}
	stateColumns(all)
	noteColumns(all)
	return all
}

// row is the number of the row at place k of the chunk.
func (b *Block) row(k int) uint32 { return b.from + uint32(k-b.k) }

func (b *Block) tcpFlags(k int) decode.Flags { return decode.Flags(b.c.flags[k] & tcpFlagsMask) }

// side is the end that sent the row at place k.
func (b *Block) side(c *Conn, k int) *Side { return &c.Sides[b.c.flags[k]>>fromServerShift&1] }

// baseOf, peerBaseOf and scaleOf are what rows of either side of a connection are
// counted from or shifted by.
func baseOf(c *Conn) [2]int64 { return [2]int64{int64(c.Sides[0].Zero()), int64(c.Sides[1].Zero())} }
func peerBaseOf(c *Conn) [2]int64 {
	return [2]int64{int64(c.Sides[1].Zero()), int64(c.Sides[0].Zero())}
}
func scaleOf(c *Conn) [2]int64 {
	return [2]int64{max(0, int64(c.Sides[0].Scale)), max(0, int64(c.Sides[1].Scale))}
}

// relSeq, relAck, nextOf and windowOf make the numbers of rows out of those, in place.
func relSeq(b *Block, out []int64) {
	seq := b.c.seq[b.k : b.k+len(out)]
	for i, base := range out {
		out[i] = int64(uint32(seq[i]) - uint32(base))
	}
}

func relAck(b *Block, out []int64) {
	ack, fl := b.c.ack[b.k:b.k+len(out)], b.c.flags[b.k:b.k+len(out)]
	for i, base := range out {
		acked := -uint32(bit(decode.Flags(fl[i]).Has(decode.ACK))) // all ones, or 0
		out[i] = int64(uint32(ack[i]) - uint32(base)&acked)
	}
}

func nextOf(b *Block, out []int64) {
	fl, size := b.c.flags[b.k:b.k+len(out)], b.c.segLen[b.k:b.k+len(out)]
	relSeq(b, out)
	for i, seq := range out {
		out[i] = int64(uint32(seq) + size[i] + uint32(bit(decode.Flags(fl[i]).Any(decode.SYN|decode.FIN))))
	}
}

func windowOf(b *Block, out []int64) {
	fl, window := b.c.flags[b.k:b.k+len(out)], b.c.window[b.k:b.k+len(out)]
	for i, scale := range out {
		scaled := -int64(bit(!decode.Flags(fl[i]).Has(decode.SYN)))
		out[i] = int64(uint32(window[i]) << (scale & scaled & 31))
	}
}

// timeDelta is the time since the row before, 0 for the first.
func timeDelta(b *Block, i int) int64 {
	if k := b.k + i; k > 0 {
		return b.c.time[k] - b.c.time[k-1]
	}
	if b.from == 0 {
		return 0
	}
	return b.c.time[0] - b.snap.chunks[(b.from-1)>>chunkShift].time[chunkMask]
}

// connDelta is the time since the row before of the same connection.
func connDelta(_ *Conn, b *Block, k int) int64 {
	prev := b.c.prev[k]
	if prev == NoRow {
		return 0
	}
	return b.c.time[k] - b.snap.chunks[prev>>chunkShift].time[prev&chunkMask]
}

// copied makes a column of numbers that are in the chunk as they are.
func copied[T ~uint16 | ~uint32](of func(*chunk) []T, present, unsure func(*Block, *Bits)) Column {
	return Column{Places: 1, Present: present, Unsure: unsure, Fill: func(b *Block, _ int, out []int64) {
		for i, x := range of(b.c)[b.k : b.k+len(out)] {
			out[i] = int64(x)
		}
	}}
}

// frameColumn makes a column of a number that every row has.
func frameColumn(get func(b *Block, i int) int64) Column {
	return Column{Places: 1, Fill: func(b *Block, _ int, out []int64) {
		for i := range out {
			out[i] = get(b, i)
		}
	}}
}

// timeColumn is one that rows without a time lack.
func timeColumn(get func(b *Block, i int) int64) Column {
	c := frameColumn(get)
	c.Present = func(b *Block, out *Bits) {
		var none Bits
		b.flagged(rowNoTime, &none)
		out.Fill(b.n)
		out.AndNot(&none)
	}
	return c
}

// eachConn calls f for the places of a block whose rows have a connection.
func (b *Block) eachConn(f func(c *Conn, i, k int)) {
	var conn *Conn
	last := NoConn
	for i := range b.n {
		id := b.c.conn[b.k+i]
		if id == NoConn {
			continue
		}
		if id != last {
			conn, last = b.snap.Conn(id), id
		}
		f(conn, i, b.k+i)
	}
}

// sidedColumn makes a column of a number that every TCP segment has: make turns what
// `of` tells of the rows' connections and directions into it.
func sidedColumn(of func(c *Conn) [2]int64, make func(b *Block, out []int64)) Column {
	return Column{Places: 1, Present: (*Block).connected, Fill: func(b *Block, _ int, out []int64) {
		b.sided(of, out)
		make(b, out)
	}}
}

// connColumn makes a column of a number that every TCP segment has.
func connColumn(get func(c *Conn, b *Block, k int) int64) Column {
	return Column{Places: 1, Present: (*Block).connected, Fill: func(b *Block, _ int, out []int64) {
		b.eachConn(func(c *Conn, i, k int) { out[i] = get(c, b, k) })
	}}
}

// clockColumn is one that segments whose header ends too early lack.
func clockColumn(get func(c *Conn, b *Block, k int) int64) Column {
	c := connColumn(get)
	c.Present = connectedWithout((*Block).noted, noteBad|noteShort)
	return c
}

// connectedWithout makes a Present of the connections' rows without some marks.
func connectedWithout[T any](marked func(*Block, T, *Bits), marks T) func(*Block, *Bits) {
	return func(b *Block, out *Bits) {
		var bad Bits
		marked(b, marks, &bad)
		b.connected(out)
		out.AndNot(&bad)
	}
}

func scaleColumn() Column {
	c := connColumn(func(c *Conn, b *Block, k int) int64 {
		factor := int64(b.side(c, k).Scale)
		if factor >= 0 {
			factor = 1 << factor
		}
		return factor
	})
	c.Present = connectedWithout((*Block).flagged, uint16(decode.SYN))
	return c
}

// flagsColumn is that of all flags.
func flagsColumn() Column {
	return Column{Places: 1, Present: (*Block).connected, Unsure: mixed, Fill: func(b *Block, _ int, out []int64) {
		for i, x := range b.c.flags[b.k : b.k+len(out)] {
			out[i] = int64(x & tcpFlagsMask)
		}
	}}
}

// flagColumn makes a column that says whether one of some bits of the flags is set.
func flagColumn(mask uint16) Column {
	return Column{Places: 1, Present: (*Block).connected, Unsure: mixed, Fill: func(b *Block, _ int, out []int64) {
		for i, x := range b.c.flags[b.k : b.k+len(out)] {
			out[i] = int64(bit(x&mask != 0))
		}
	}}
}

// stateColumns adds the columns of what is in the state word.
func stateColumns(all map[string]Column) {
	word := func(shift, mask, texts int, text func(n int) string) Column {
		return Column{Places: 1, Present: (*Block).connected, Text: text, Texts: texts, Fill: func(b *Block, _ int, out []int64) {
			state := b.c.state[b.k : b.k+len(out)]
			for i := range state {
				out[i] = int64(atomic.LoadUint32(&state[i]) >> shift & uint32(mask))
			}
		}}
	}
	state := func(n int) string { return fsm.State(n).String() }
	how := func(n int) string { return fsm.How(n).String() }
	all["fsm.client"] = word(0, 1<<stateBits-1, 1<<stateBits, state)
	all["fsm.server"] = word(stateBits, 1<<stateBits-1, 1<<stateBits, state)
	all["fsm.client.how"] = word(howShift, 1<<howBits-1, 1<<howBits, how)
	all["fsm.server.how"] = word(howShift+howBits, 1<<howBits-1, 1<<howBits, how)
	all["conn.segment"] = word(verdictShift, 1<<verdictBits-1, 1<<verdictBits, func(n int) string { return Verdict(n).String() })
	all["conn.segment.confidence"] = word(confidenceShift, 3, 4, func(n int) string { return Confidence(n).String() })
}

// noteColumns adds the flags of the analysis and what opens or closes a
// connection.
func noteColumns(all map[string]Column) {
	for i, row := range noteTable {
		all["tcp.analysis."+row.name] = Column{Present: func(b *Block, out *Bits) {
			var conn Bits
			b.connected(&conn)
			b.noted(1<<i, out)
			out.And(&conn)
		}}
	}
	for _, e := range eventFields {
		all[e.name] = Column{Present: func(b *Block, out *Bits) {
			*out = Bits{}
			b.eachConn(func(c *Conn, i, k int) {
				r := Row{No: b.row(k), Ack: b.c.ack[k], Flags: b.tcpFlags(k), Notes: Note(b.c.notes[k]), From: fsm.Role(b.c.flags[k] >> 12 & 1)}
				out[i/64] |= bit(r.Notes&noteBad == 0 && e.is(c, &r)) << (i & 63)
			})
		}}
	}
}
