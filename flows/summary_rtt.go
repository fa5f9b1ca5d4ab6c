package flows

import (
	"math/bits"
	"slices"

	"tcptui/decode"
)

// RTT is what was measured of the round trips of one direction: from a segment
// to the acknowledgment of its last octet, both as they passed the capture
// point. What was sent again counts only where timestamps tell which sending was
// answered (RFC 6298 3, RFC 7323 4). In ns; a receiver's delayed ACK is part of
// it.
type RTT struct {
	Samples          uint32
	Min, Median, P95 int64

	exact []int64  // the samples, while they are few
	bins  []uint32 // how many there are of each size, when they are many
}

// Up to exactSamples samples the quantiles are exact. Beyond, samples are sorted
// into bins of a width of at most 1/128 of their value.
const (
	exactSamples = 4096
	binBits      = 7
)

// add takes a sample.
func (q *RTT) add(ns int64) {
	if q.Samples == 0 || ns < q.Min {
		q.Min = ns
	}
	q.Samples++
	if q.bins == nil && len(q.exact) < exactSamples {
		q.exact = append(q.exact, ns)
		return
	}
	if q.bins == nil {
		q.bins = make([]uint32, (64-binBits+1)<<binBits)
		for _, x := range q.exact {
			q.bins[bin(x)]++
		}
		q.exact = nil
	}
	q.bins[bin(ns)]++
}

// settle computes the quantiles and forgets the samples.
func (q *RTT) settle() {
	slices.Sort(q.exact)
	q.Median, q.P95 = q.quantile(50), q.quantile(95)
	q.exact, q.bins = nil, nil
}

// quantile is the nearest-rank percentile.
func (q *RTT) quantile(percent uint64) int64 {
	if q.Samples == 0 {
		return 0
	}
	rank := (uint64(q.Samples)*percent + 99) / 100
	if q.bins == nil {
		return q.exact[rank-1]
	}
	for i, n := range q.bins {
		if rank <= uint64(n) {
			return max(binValue(i), q.Min)
		}
		rank -= uint64(n)
	}
	return 0
}

// bin is the place of a sample: its highest bits and how many lie below them.
func bin(ns int64) int {
	u := uint64(max(ns, 0))
	shift := max(bits.Len64(u)-binBits-1, 0)
	return shift<<binBits + int(u>>shift)
}

// binValue is the middle of a bin.
func binValue(i int) int64 {
	if i < 2<<binBits {
		return int64(i)
	}
	shift := i>>binBits - 1
	return int64(i-shift<<binBits)<<shift + 1<<shift/2
}

// maxSamples is how many segments of one direction wait for their
// acknowledgment; the oldest is forgotten first and gives no sample.
const maxSamples = 1 << 12

// sending is a segment under way: when it was sent first and last.
type sending struct {
	end         decode.Seq
	first, last int64 // ns since the epoch
	ts, again   uint32
	hasTS       bool
	ambiguous   bool // sent again, or captured behind later octets
}

// roundTrips measures round trips of one direction.
type roundTrips struct {
	open []sending // ascending by end
}

// sent notes a segment with data, SYN or FIN. late says that it brings nothing
// beyond what was captured before.
func (s *roundTrips) sent(r *Row, p *decode.Packet, late bool) {
	if r.NoTime {
		return
	}
	x := sending{end: r.Seq.Add(r.Len), first: r.Time, last: r.Time, ambiguous: late}
	if r.Flags.Has(decode.SYN) {
		x.end++
	}
	if r.Flags.Has(decode.FIN) {
		x.end++
	}
	if p.HasTCP && p.TCP.Opts.Has&decode.OptTimestamps != 0 {
		x.hasTS, x.ts, x.again = true, p.TCP.Opts.TSval, p.TCP.Opts.TSval
	}
	n := len(s.open)
	if n == 0 || s.open[n-1].end.Less(x.end) {
		if n == maxSamples {
			s.open = append(s.open[:0], s.open[n/2:]...)
		}
		s.open = append(s.open, x)
		return
	}
	for i := n - 1; i >= 0 && !s.open[i].end.Less(x.end); i-- {
		o := &s.open[i]
		o.ambiguous = true
		if o.end == x.end {
			o.last, o.again = x.last, x.ts
			o.hasTS = o.hasTS && x.hasTS
			return
		}
	}
}

// acked takes an acknowledgment and returns how long ago what it answers was
// sent, if that can be told.
func (s *roundTrips) acked(r *Row, p *decode.Packet) (ns int64, ok bool) {
	n, doubt := 0, false
	for n < len(s.open) && s.open[n].end.LessEq(r.Ack) {
		doubt = doubt || s.open[n].ambiguous
		n++
	}
	if n == 0 {
		return 0, false
	}
	defer func() { s.open = s.open[:copy(s.open, s.open[n:])] }()
	if r.NoTime {
		return 0, false
	}
	if x := &s.open[n-1]; !doubt {
		return r.Time - x.first, x.end == r.Ack && r.Time >= x.first
	}
	if !p.HasTCP || p.TCP.Opts.Has&decode.OptTimestamps == 0 {
		return 0, false
	}
	return answered(s.open[:n], p.TCP.Opts.TSecr, r.Time)
}

// answered finds the one sending that had the timestamp which is echoed.
func answered(done []sending, echo uint32, now int64) (ns int64, ok bool) {
	found := 0
	for i := range done {
		x := &done[i]
		if !x.hasTS {
			continue
		}
		if x.ts == echo {
			ns = now - x.first
			found++
		}
		if x.again == echo && x.again != x.ts {
			ns = now - x.last
			found++
		}
	}
	return ns, found == 1 && ns >= 0
}
