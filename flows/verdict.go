package flows

import "sync/atomic"

// Verdict is what a segment was on the wire: sent for the first time or again,
// late, doubled, or a probe. It is our own finding; Wireshark's labels are
// others.
type Verdict uint8

// The verdicts.
const (
	VerdictNone            Verdict = iota // nothing that occupies sequence space, and no probe
	Original                              // its first sending, in its place
	Retransmission                        // sent again after a timeout
	FastRetransmission                    // sent again because the receiver asked: RFC 5681 3.2, RFC 6675, RFC 8985
	TailLossProbe                         // the last segment sent again to draw an answer: RFC 8985 7
	SpuriousRetransmission                // sent again although the receiver had it
	OutOfOrder                            // its first sending, overtaken by a later one of higher sequence
	NetworkDuplicate                      // sent once and seen twice: the network copied it
	KeepAlive                             // asks whether the peer is there: RFC 1122 4.2.3.6
	WindowProbe                           // asks whether a closed window has opened: RFC 9293 3.8.6.1
)

var verdictNames = [...]string{"", "original", "retransmission", "fast-retransmission", "tail-loss-probe",
	"spurious-retransmission", "out-of-order", "network-duplicate", "keep-alive", "window-probe"}

// String returns the name that conn.segment shows; "" for VerdictNone.
func (v Verdict) String() string {
	if int(v) < len(verdictNames) {
		return verdictNames[v]
	}
	return ""
}

// SentAgain reports whether the sender sent the segment's octets before.
func (v Verdict) SentAgain() bool { return v >= Retransmission && v <= SpuriousRetransmission }

// Confidence is how much of a verdict the capture shows.
type Confidence uint8

// The degrees of confidence.
const (
	ConfidenceNone Confidence = iota // there is no verdict
	Guess                            // other verdicts fit what was captured nearly as well
	Likely                           // time or counters say so; something that was not captured could say otherwise
	Certain                          // the sender's clock, its counter or the receiver's answer shows it
)

var confidenceNames = [...]string{"", "guess", "likely", "certain"}

// String returns the name that conn.segment.confidence shows.
func (c Confidence) String() string { return confidenceNames[c&3] }

// A verdict in the state column: four bits verdict, two bits confidence.
const (
	verdictBits     = 4
	confidenceShift = verdictShift + verdictBits
)

func packVerdict(v Verdict, c Confidence) uint32 {
	return uint32(v)<<verdictShift | uint32(c)<<confidenceShift
}

// firstVerdict gives a row that no snapshot has its verdict.
func (x *index) firstVerdict(row uint32, v Verdict, c Confidence) {
	p := &x.chunks[row>>chunkShift].state[row&chunkMask]
	*p = *p&^uint32(verdictMask) | packVerdict(v, c)
}

// setVerdict writes a row's verdict and leaves the rest of its word.
func (x *index) setVerdict(row uint32, v Verdict, c Confidence) {
	p := &x.chunks[row>>chunkShift].state[row&chunkMask]
	atomic.StoreUint32(p, *p&^uint32(verdictMask)|packVerdict(v, c))
}

// verdict is what the word of a row says. Only the lane of its connection asks here:
// it alone writes the word.
func (x *index) verdict(row uint32) Verdict {
	return verdictOf(x.chunks[row>>chunkShift].state[row&chunkMask])
}

func verdictOf(word uint32) Verdict { return Verdict(word >> verdictShift & (1<<verdictBits - 1)) }

func confidenceOf(word uint32) Confidence { return Confidence(word >> confidenceShift & 3) }

// confidence is that of a row's verdict. The lane of its connection only.
func (x *index) confidence(row uint32) Confidence {
	return confidenceOf(x.chunks[row>>chunkShift].state[row&chunkMask])
}

// connOf is the connection of a row.
func (x *index) connOf(row uint32) ConnID { return x.chunks[row>>chunkShift].conn[row&chunkMask] }
