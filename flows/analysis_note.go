package flows

import (
	"iter"
	"math/bits"
	"strings"
)

// Note is a set of Wireshark's TCP analysis flags: what its rules say of one
// segment. The rules and names are those of the section "TCP Analysis" of
// Wireshark's User's Guide, with the behaviour of release 4.0.
type Note uint32

// The members of Note. Each is called tcp.analysis.NAME there.
const (
	NoteRetransmission         Note = 1 << iota // also set with the fast and the spurious one
	NoteFastRetransmission                      // answers duplicate ACKs
	NoteSpuriousRetransmission                  // was acknowledged before
	NoteOutOfOrder                              // is too early to be sent again
	NoteLostSegment                             // what should come before it was not captured
	NoteAckLostSegment                          // acknowledges what was not captured
	NoteDuplicateAck                            // repeats an acknowledgment
	NoteKeepAlive                               // one octet back, to make the other end answer
	NoteKeepAliveAck                            // the answer
	NoteZeroWindow                              // the receive window is closed
	NoteZeroWindowProbe                         // one octet into a closed window
	NoteZeroWindowProbeAck                      // the answer
	NoteWindowFull                              // reaches to the end of the other end's window
	NoteWindowUpdate                            // changes the window only
	NoteReusedPorts                             // a SYN or SYN,ACK of a new connection on a four-tuple seen before
	NoteTFOSyn                                  // a SYN with a fast open cookie
	NoteTFOAck                                  // a SYN,ACK that acknowledges the SYN's data
	NoteTFOIgnored                              // a SYN,ACK that does not

	noteEnd // the first bit that is none of the above
)

// Bits of the notes column that are no flags: what replaying or the list of problems
// needs and no other column tells.
const (
	noteNoMSS  = 1 << 23 // a SYN with options, but without MSS
	noteUrgent = 1 << 24 // an urgent pointer without URG
	noteDSACK  = 1 << 25 // the first SACK block reports octets that came twice, RFC 2883
	noteShort  = 1 << 26 // the captured bytes end inside the fixed header
	noteSilent = 1 << 27 // Wireshark shows its analysis though it has nothing to say
	noteSACK   = 1 << 28 // the header has a SACK option
	noteNoLen  = 1 << 29 // the length of the data is not known: the segment was not analysed
	noteBad    = 1 << 30 // the header's own length is under 20: nothing but the fixed fields can be relied on
	noteCut    = 1 << 31 // the captured bytes end inside the header: what is known of the segment is not shown

	noteMask      = noteEnd - 1
	noteSequence  = noteMask &^ (NoteTFOSyn | NoteTFOAck | NoteTFOIgnored) // what makes tcp.analysis.flags
	noteCondition = NoteFastRetransmission | NoteSpuriousRetransmission
)

// Severity is how much an expert finding matters, as Wireshark grades it. The
// values are those of its field _ws.expert.severity.
type Severity uint32

// The severities.
const (
	SeverityChat Severity = 0x200000 // ordinary workflow
	SeverityNote Severity = 0x400000 // notable
	SeverityWarn Severity = 0x600000 // unusual
)

// String returns the severity's name.
func (s Severity) String() string {
	switch s {
	case SeverityChat:
		return "Chat"
	case SeverityNote:
		return "Note"
	case SeverityWarn:
		return "Warning"
	case SeverityError:
		return "Error"
	}
	return ""
}

// noteRow is what there is to say of one flag.
type noteRow struct {
	name     string // what follows tcp.analysis.
	label    string
	severity Severity
	help     string
}

// noteTable describes the flags, the lowest bit first.
var noteTable = [...]noteRow{
	{"retransmission", "This frame is a (suspected) retransmission", SeverityNote,
		"The segment brings octets that were captured before, later than reordering explains; also set on fast and spurious retransmissions."},
	{"fast_retransmission", "This frame is a (suspected) fast retransmission", SeverityNote,
		"Sent again within 20 ms of at least two duplicate ACKs that ask for it."},
	{"spurious_retransmission", "This frame is a (suspected) spurious retransmission", SeverityNote,
		"Sent again though an ACK for all of it was captured before."},
	{"out_of_order", "This frame is a (suspected) out-of-order segment", SeverityWarn,
		"Behind what was captured already, but sooner than a round trip (3 ms where none is known) after it."},
	{"lost_segment", "Previous segment(s) not captured", SeverityWarn,
		"Begins after what was expected: a segment before it was lost or not captured."},
	{"ack_lost_segment", "ACKed segment that was not captured", SeverityWarn,
		"Acknowledges octets that were not captured."},
	{"duplicate_ack", "Duplicate ACK", SeverityNote,
		"No data, and the same sequence number, acknowledgment and window as the segment before it from the same end."},
	{"keep_alive", "TCP keep-alive segment", SeverityNote,
		"At most one octet, at the sequence number before the expected one."},
	{"keep_alive_ack", "ACK to a TCP keep-alive segment", SeverityNote,
		"Repeats the acknowledgment after a keep-alive of the other end."},
	{"zero_window", "TCP zero window segment", SeverityWarn,
		"The receive window is 0: the sender of this segment takes no data for now."},
	{"zero_window_probe", "TCP zero window probe", SeverityNote,
		"One octet sent into a closed window, to learn whether it is still closed."},
	{"zero_window_probe_ack", "ACK to a TCP zero window probe", SeverityNote,
		"Repeats acknowledgment and zero window after a probe of the other end."},
	{"window_full", "The receiver's window is completely full", SeverityWarn,
		"The data reach exactly to the end of the window that the other end announced."},
	{"window_update", "TCP window update", SeverityChat,
		"No data, the same sequence number and acknowledgment, another window."},
	{"reused_ports", "New connection on ports used before", SeverityNote,
		"A SYN or SYN,ACK with another initial sequence number than the connection of this four-tuple had."},
	{"tfo_syn", "TCP SYN with TFO cookie", SeverityNote,
		"A SYN with a TCP fast open cookie."},
	{"tfo_ack", "TCP SYN,ACK accepting TFO data", SeverityNote,
		"A SYN,ACK that acknowledges data of the SYN."},
	{"tfo_ignored", "TCP SYN,ACK ignoring TFO data", SeverityNote,
		"A SYN,ACK that does not acknowledge the data that came with the SYN and its cookie."},
}

// Has reports whether all of m are set.
func (n Note) Has(m Note) bool { return n&m == m }

// Any reports whether one of m is set.
func (n Note) Any(m Note) bool { return n&m != 0 }

// Each yields the flags that are set, one at a time, the lowest bit first.
func (n Note) Each() iter.Seq[Note] {
	return func(yield func(Note) bool) {
		for rest := n & noteMask; rest != 0; rest &= rest - 1 {
			if !yield(rest & -rest) {
				return
			}
		}
	}
}

// String returns the names of the flags that are set, as Wireshark calls them
// after "tcp.analysis.", with a space between; "" when there is none.
func (n Note) String() string {
	var b strings.Builder
	for one := range n.Each() {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(one.row().name)
	}
	return b.String()
}

// Severity is the highest severity of the flags, 0 when there is none.
func (n Note) Severity() (worst Severity) {
	for one := range n.Each() {
		worst = max(worst, one.row().severity)
	}
	return worst
}

// row is the table's row of a single flag.
func (n Note) row() *noteRow { return &noteTable[bits.TrailingZeros32(uint32(n))] }
