package flows

import (
	"context"

	"tcptui/decode"
	"tcptui/fsm"
)

// Summary is what a connection was, as far as a snapshot holds it. Times and
// durations are ns. It is a copy: whoever asked for it owns it.
type Summary struct {
	ID         ConnID
	Start      int64 // of the earliest segment, ns since the epoch
	Duration   int64 // to the latest segment
	Known      Opening
	Sides      [2]SideSummary // by fsm.Role
	InitialRTT int64          // see Conn
	End        Ending
	Captured   Completeness
	Quality    Quality
	Budget     Budget // where the duration went
}

// Opening says how it is known which end is the client.
type Opening uint8

// The ways of knowing it.
const (
	BySYN    Opening = iota // the connection begins with the client's SYN
	BySYNACK                // it begins with the server's SYN,ACK
	ByPort                  // it begins in mid-stream: the lower port is taken for the server's, a guess
)

var openingNames = [...]string{"syn", "synack", "guess"}

// String returns "syn", "synack" or "guess".
func (o Opening) String() string { return openingNames[o] }

// SideSummary is what one end did.
type SideSummary struct {
	Segments      uint32
	DataSegments  uint32 // segments with data
	Bytes         uint64 // of data sent, what was sent again included
	Resent        uint32 // segments with SYN, data or FIN that it had sent before, by Verdict
	ResentBytes   uint64 // of data in them
	RTT           RTT    // from its segments to their acknowledgment, as the capture point saw both
	MSS           uint16 // bytes, from its SYN; 0 when not told
	Scale         int8   // see Side
	Offers        Offers // in its SYN
	FastOpen      bool   // its SYN brought data that the peer took (RFC 7413)
	Congested     uint32 // segments of it that arrived marked CE (RFC 3168)
	Echoed        uint32 // segments after the handshake in which it reported such marks with ECE
	MaxInFlight   uint32 // most bytes of data sent and not acknowledged; 0 when the peer was not captured
	ZeroWindow    int64  // ns for which its receive window was closed
	ZeroWindows   uint32 // how often it closed it
	Supersegments uint32 // segments with more data than the peer's MSS allows: TSO or GRO put them together
}

// ResentRate is the part of the bytes that was sent again, 0 to 1.
func (s *SideSummary) ResentRate() float64 {
	if s.Bytes == 0 {
		return 0
	}
	return float64(s.ResentBytes) / float64(s.Bytes)
}

// Offers is a set of things a SYN offers or agrees to.
type Offers uint8

// The members of Offers.
const (
	OfferSACK           Offers = 1 << iota // RFC 2018
	OfferTimestamps                        // RFC 7323
	OfferScale                             // RFC 7323
	OfferECN                               // ECE and CWR in a SYN, ECE alone in a SYN,ACK: RFC 3168 6.1.1
	OfferFastOpen                          // asks for a cookie, or grants one: RFC 7413
	OfferFastOpenCookie                    // brings a cookie
	OfferMPTCP                             // RFC 8684
)

// Has reports whether all of m are in o.
func (o Offers) Has(m Offers) bool { return o&m == m }

// Agreed is what both SYNs have.
func (s *Summary) Agreed() Offers { return s.Sides[fsm.Client].Offers & s.Sides[fsm.Server].Offers }

// offered is what a SYN offers.
func offered(g *decode.Segment) (o Offers) {
	for _, x := range [...]struct {
		opt   decode.OptionSet
		offer Offers
	}{
		{decode.OptSACKPermitted, OfferSACK}, {decode.OptTimestamps, OfferTimestamps}, {decode.OptWScale, OfferScale},
		{decode.OptFastOpen, OfferFastOpen}, {decode.OptFastOpenCookie, OfferFastOpenCookie}, {decode.OptMPTCP, OfferMPTCP},
	} {
		if g.Opts.Has&x.opt != 0 {
			o |= x.offer
		}
	}
	ecn := decode.ECE | decode.CWR
	if g.Flags.Has(decode.ACK) {
		ecn = decode.ECE
	}
	if g.Flags&(decode.ECE|decode.CWR) == ecn {
		o |= OfferECN
	}
	return o
}

// maxSummaries is how many summaries a Reader keeps. When there are more, all
// are forgotten and made again as they are asked for.
const maxSummaries = 1 << 15

// summaries are what a Reader has summed up.
type summaries struct {
	by    map[ConnID]keptSummary
	bytes *Reader // it has its own buffers, so that the view of the asker stays valid
}

// keptSummary is valid as long as the connection has no later row and the
// capture goes on or not as it did.
type keptSummary struct {
	last uint32
	done bool
	sum  *Summary
}

// Summary sums up a connection by reading its frames again, or as it did before
// when nothing was captured of it since. It is shared between those who ask this
// Reader: read it only. Frames that cannot be read again count by their rows
// alone.
func (r *Reader) Summary(s *Snapshot, id ConnID) *Summary {
	sum, _ := r.SummaryWithin(context.Background(), s, id) // which does not end
	return sum
}

// SummaryWithin is Summary for who may want to stop: it returns ctx's error if that ends
// first.
func (r *Reader) SummaryWithin(ctx context.Context, s *Snapshot, id ConnID) (*Summary, error) {
	p := &r.summaries
	if p.by == nil {
		p.by, p.bytes = make(map[ConnID]keptSummary), &Reader{store: r.store}
	}
	last := s.Conn(id).Last
	if k, ok := p.by[id]; ok && k.last == last && k.done == s.Done {
		return k.sum, nil
	}
	sum, err := summarise(ctx, s, id, p.bytes)
	if err != nil {
		return nil, err
	}
	if len(p.by) >= maxSummaries {
		clear(p.by)
	}
	p.by[id] = keptSummary{last, s.Done, sum}
	return sum, nil
}

// Summary sums up the frame's connection; nil when it has none. See
// Reader.Summary.
func (v *View) Summary() *Summary {
	if v.Row.Conn == NoConn {
		return nil
	}
	return v.reader.Summary(v.Snap, v.Row.Conn)
}
