package gen

import "math"

// random is SplitMix64 (Steele, Lea, Flood 2014): eight bytes of state, the
// same numbers with every version of Go.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1; n must be positive.
func (r *random) below(n int) int { return int(r.next() >> 33 * uint64(n) >> 31) }

// unit returns a number in [0, 1).
func (r *random) unit() float64 { return float64(r.next()>>11) / (1 << 53) }

// chance is true with probability p.
func (r *random) chance(p float64) bool { return r.unit() < p }

// exponential returns a number of mean 1. math.Log may differ in its last bit
// between machines, so the result is rounded to a coarse grid first.
func (r *random) exponential() float64 {
	return math.Round(-math.Log(1-r.unit())*1024) / 1024
}
