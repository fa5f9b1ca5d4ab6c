package flows

import (
	"fmt"
	"strings"
	"time"
)

// reasons are the sentences of evidence, in the order in which they are shown. A
// row whose when holds is shown.
var reasons = []struct {
	when func(e *Evidence) bool
	say  func(e *Evidence) string
}{
	{func(e *Evidence) bool { return e.Verdict == WindowProbe && e.Closed != NoRow },
		func(e *Evidence) string { return fmt.Sprintf("frame %d closed the window", e.Closed+1) }},
	{func(e *Evidence) bool { return e.Verdict == KeepAlive || e.Verdict == WindowProbe },
		func(e *Evidence) string {
			return "nothing new is sent: the number is one before what comes next, " + lapse(e) + " after the segment before"
		}},
	{func(e *Evidence) bool { return e.Verdict == NetworkDuplicate && e.Copy != NoRow && e.sameSending() },
		func(e *Evidence) string {
			return fmt.Sprintf("frame %d has the same %s: both are one sending", e.Copy+1, e.sameStamps())
		}},
	{func(e *Evidence) bool { return e.Copy != NoRow && !e.probe() && !e.sameSending() },
		func(e *Evidence) string {
			return fmt.Sprintf("frame %d had octets of it, %s before", e.Copy+1, lapse(e))
		}},
	{func(e *Evidence) bool { return e.Copy == NoRow && e.Verdict.SentAgain() && e.Whole },
		func(e *Evidence) string { return "its first sending was not captured" }},
	{func(e *Evidence) bool { return e.Copy == NoRow && e.Verdict.SentAgain() && !e.Whole },
		func(e *Evidence) string {
			return fmt.Sprintf("its first sending is not among the %d segments before it", evidenceRows)
		}},
	{func(e *Evidence) bool { return e.Over != NoRow && e.Copy == NoRow },
		func(e *Evidence) string {
			return fmt.Sprintf("frame %d with later octets came %s before", e.Over+1, lapse(e))
		}},
	{func(e *Evidence) bool { return e.HasOther && e.Own.HasTS && e.Other.HasTS && !e.sameSending() },
		(*Evidence).clock},
	{func(e *Evidence) bool { return e.HasOther && e.Own.IPID != 0 && e.Other.IPID != 0 && !e.sameSending() },
		(*Evidence).counter},
	{func(e *Evidence) bool { return e.Verdict.SentAgain() && e.asked() && e.SACKed },
		func(e *Evidence) string {
			return fmt.Sprintf("acknowledgments from frame %d on reported later octets (SACK) and not it", e.Ask+1)
		}},
	{func(e *Evidence) bool { return e.Verdict.SentAgain() && e.asked() && !e.SACKed },
		func(e *Evidence) string {
			return fmt.Sprintf("%d acknowledgments from frame %d on asked for it", e.Asks, e.Ask+1)
		}},
	{func(e *Evidence) bool { return e.Verdict == FastRetransmission && !e.asked() && e.Ask != NoRow },
		func(e *Evidence) string {
			return fmt.Sprintf("frame %d acknowledged just up to it while its sender recovered from a loss", e.Ask+1)
		}},
	{func(e *Evidence) bool { return e.Verdict == SpuriousRetransmission && e.Acked != NoRow },
		func(e *Evidence) string { return fmt.Sprintf("frame %d had acknowledged it before", e.Acked+1) }},
	{func(e *Evidence) bool { return e.DSACK != NoRow },
		func(e *Evidence) string {
			return fmt.Sprintf("frame %d reports that it came twice (DSACK)", e.DSACK+1)
		}},
	{func(e *Evidence) bool { return e.RTT > 0 && e.Since >= 0 && !e.probe() && e.Verdict != Original },
		func(e *Evidence) string { return "the round trip of the handshake was " + brief(e.RTT) }},
	{func(e *Evidence) bool { return e.Confidence == Guess },
		func(e *Evidence) string { return "what was captured does not tell for sure" }},
}

// String says the evidence in words, "" when there is none.
func (e Evidence) String() string {
	var said []string
	for _, r := range reasons {
		if e.Verdict != VerdictNone && r.when(&e) {
			said = append(said, r.say(&e))
		}
	}
	return strings.Join(said, "; ")
}

func (e *Evidence) probe() bool { return e.Verdict == KeepAlive || e.Verdict == WindowProbe }

// sameSending reports whether both stamps are those of one sending.
func (e *Evidence) sameSending() bool {
	return e.HasOther && e.Verdict == NetworkDuplicate && e.Own.IPID == e.Other.IPID && e.Own.TSval == e.Other.TSval &&
		(e.Own.IPID != 0 || e.Own.HasTS)
}

func (e *Evidence) sameStamps() string {
	switch {
	case e.Own.IPID == 0:
		return fmt.Sprintf("TSval %d", e.Own.TSval)
	case !e.Own.HasTS:
		return fmt.Sprintf("IP identification 0x%04x", e.Own.IPID)
	}
	return fmt.Sprintf("IP identification 0x%04x and TSval %d", e.Own.IPID, e.Own.TSval)
}

// other is the frame that the stamps are compared with.
func (e *Evidence) other() uint32 {
	if e.Copy != NoRow {
		return e.Copy
	}
	return e.Over
}

func (e *Evidence) clock() string {
	d := int32(e.Own.TSval - e.Other.TSval)
	switch {
	case d > 0:
		return fmt.Sprintf("its TSval %d is newer than that of frame %d by %d: sent after it", e.Own.TSval, e.other()+1, d)
	case d < 0:
		return fmt.Sprintf("its TSval %d is older than that of frame %d by %d: sent before it", e.Own.TSval, e.other()+1, -d)
	}
	return fmt.Sprintf("its TSval %d is that of frame %d: sent within one tick", e.Own.TSval, e.other()+1)
}

func (e *Evidence) counter() string {
	return fmt.Sprintf("its IP identification 0x%04x is %+d from that of frame %d",
		e.Own.IPID, int16(e.Own.IPID-e.Other.IPID), e.other()+1)
}

func lapse(e *Evidence) string { return brief(max(e.Since, 0)) }

// brief is a duration with three digits or so.
func brief(ns int64) string {
	d := time.Duration(ns)
	switch {
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d >= time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	}
	return d.Round(10 * time.Nanosecond).String()
}
