package flows

import (
	"encoding/binary"
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
		"tcp.seq":                     connColumn(func(c *Conn, b *Block, k int) int64 { return int64(relSeq(c, b, k)) }),
		"tcp.nxtseq":                  connColumn(func(c *Conn, b *Block, k int) int64 { return int64(nextOf(c, b, k)) }),
		"tcp.ack":                     connColumn(func(c *Conn, b *Block, k int) int64 { return int64(relAck(c, b, k)) }),
		"tcp.window_size":             connColumn(func(c *Conn, b *Block, k int) int64 { return int64(b.side(c, k).Window(b.c.window[k], b.tcpFlags(k))) }),
		"tcp.window_size_scalefactor": scaleColumn(),
		"tcp.completeness":            connColumn(func(c *Conn, b *Block, k int) int64 { return int64(c.Shown(b.row(k))) }),
		"tcp.time_relative":           clockColumn(func(c *Conn, b *Block, k int) int64 { return b.c.time[k] - c.Start }),
		"tcp.time_delta":              clockColumn(connDelta),

		"tcp":                   {Present: (*Block).connected, Unsure: mixed},
		"tcp.srcport":           ports(func(b *Block, c *Conn, k, _ int) uint16 { return b.side(c, k).Port }, 1),
		"tcp.dstport":           ports(func(b *Block, c *Conn, k, _ int) uint16 { return b.peer(c, k).Port }, 1),
		"tcp.port":              ports(eitherPort, 2),
		"tcp.seq_raw":           copied(func(c *chunk) []decode.Seq { return c.seq[:] }, (*Block).connected, mixed),
		"tcp.ack_raw":           copied(func(c *chunk) []decode.Seq { return c.ack[:] }, (*Block).connected, mixed),
		"tcp.window_size_value": copied(func(c *chunk) []uint16 { return c.window[:] }, (*Block).connected, mixed),
		"tcp.len":               copied(func(c *chunk) []uint32 { return c.segLen[:] }, (*Block).connected, mixed),
		"tcp.flags":             bitsColumn(0, tcpFlagsMask),
		"tcp.flags.res":         bitsColumn(9, 7),

		"ip.src":  addresses(1, func(b *Block, c *Conn, k, _ int) *Side { return b.side(c, k) }),
		"ip.dst":  addresses(1, func(b *Block, c *Conn, k, _ int) *Side { return b.peer(c, k) }),
		"ip.addr": addresses(2, eitherSide),
		"ip":      {Present: family(4), Unsure: untold},
		"ipv6":    {Present: family(16), Unsure: untold},
	}
	for i, name := range []string{"fin", "syn", "reset", "push", "ack", "urg", "ece", "cwr", "ae"} {
		all["tcp.flags."+name] = bitsColumn(i, 1)
	}
	stateColumns(all)
	noteColumns(all)
	return all
}

// row is the number of the row at place k of the chunk.
func (b *Block) row(k int) uint32 { return b.from + uint32(k-b.k) }

func (b *Block) tcpFlags(k int) decode.Flags { return decode.Flags(b.c.flags[k] & tcpFlagsMask) }

// side is the end that sent the row at place k, peer the other one.
func (b *Block) side(c *Conn, k int) *Side { return &c.Sides[b.c.flags[k]>>12&1] }
func (b *Block) peer(c *Conn, k int) *Side { return &c.Sides[b.c.flags[k]>>12&1^1] }

func relSeq(c *Conn, b *Block, k int) uint32 { return uint32(b.c.seq[k] - b.side(c, k).Base) }

func relAck(c *Conn, b *Block, k int) uint32 {
	if !b.tcpFlags(k).Has(decode.ACK) {
		return uint32(b.c.ack[k])
	}
	return uint32(b.c.ack[k] - b.peer(c, k).Base)
}

func nextOf(c *Conn, b *Block, k int) uint32 {
	n := relSeq(c, b, k) + b.c.segLen[k]
	if b.tcpFlags(k).Any(decode.SYN | decode.FIN) {
		n++
	}
	return n
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

// connColumn makes a column of a number that every TCP segment has.
func connColumn(get func(c *Conn, b *Block, k int) int64) Column {
	return Column{Places: 1, Present: (*Block).connected, Fill: func(b *Block, _ int, out []int64) {
		b.eachConn(func(c *Conn, i, k int) { out[i] = get(c, b, k) })
	}}
}

// clockColumn is one that segments whose header ends too early lack.
func clockColumn(get func(c *Conn, b *Block, k int) int64) Column {
	c := connColumn(get)
	c.Present = connectedWithout((*Block).noted, noteBad)
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

func eitherPort(b *Block, c *Conn, k, place int) uint16 { return eitherSide(b, c, k, place).Port }

func eitherSide(b *Block, c *Conn, k, place int) *Side {
	if place == 0 {
		return b.side(c, k)
	}
	return b.peer(c, k)
}

func ports(get func(b *Block, c *Conn, k, place int) uint16, places int) Column {
	return Column{Places: places, Present: (*Block).connected, Unsure: mixed, Fill: func(b *Block, place int, out []int64) {
		b.eachConn(func(c *Conn, i, k int) { out[i] = int64(get(b, c, k, place)) })
	}}
}

func addresses(places int, get func(b *Block, c *Conn, k, place int) *Side) Column {
	return Column{Places: places, Present: family(4), Unsure: untold, Fill: func(b *Block, place int, out []int64) {
		b.eachConn(func(c *Conn, i, k int) { out[i] = int64(binary.BigEndian.Uint32(get(b, c, k, place).Addr.B[:4])) })
	}}
}

// family makes a Present of the connections whose addresses have n bytes.
func family(n uint8) func(*Block, *Bits) {
	return func(b *Block, out *Bits) {
		*out = Bits{}
		b.eachConn(func(c *Conn, i, _ int) { out[i/64] |= bit(c.Sides[0].Addr.N == n) << (i & 63) })
	}
}

// bitsColumn makes a column of bits of the flags.
func bitsColumn(shift int, mask uint16) Column {
	return Column{Places: 1, Present: (*Block).connected, Unsure: mixed, Fill: func(b *Block, _ int, out []int64) {
		for i, x := range b.c.flags[b.k : b.k+len(out)] {
			out[i] = int64(x & tcpFlagsMask >> shift & mask)
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
				r := Row{No: b.row(k), Flags: b.tcpFlags(k), Notes: Note(b.c.notes[k]), From: fsm.Role(b.c.flags[k] >> 12 & 1)}
				out[i/64] |= bit(r.Notes&noteBad == 0 && e.is(c, &r)) << (i & 63)
			})
		}}
	}
}
