package flows

import "tcptui/decode"

// SeverityError is the gravest severity: what cannot be right.
const SeverityError Severity = 0x800000

// Group is what a rule is about. Those that Wireshark has have its names.
type Group string

// The groups.
const (
	GroupSequence  Group = "Sequence"  // order, loss, windows, opening and closing
	GroupProtocol  Group = "Protocol"  // what no TCP should send
	GroupMalformed Group = "Malformed" // what cannot be decoded
	GroupSecurity  Group = "Security"  // scans, floods, forgery
)

// Rule is one thing that can be wrong, or worth a look.
type Rule struct {
	Name     string // stable: "scan.syn"; a field's name where there is one
	Severity Severity
	Group    Group
	Text     string // one line
	Ref      string // RFC section, "" where none says it
	Ours     bool   // tshark does not tell it
}

// String returns the rule's text.
func (r *Rule) String() string { return r.Text }

// ruleID is a place in rules. The first are those of noteTable, by bit.
type ruleID uint8

const numNotes = 18

const (
	ruleSYN ruleID = numNotes + iota
	ruleSYNACK
	ruleFIN
	ruleFINActive
	ruleFINPassive
	ruleRST
	ruleAckNonzero
	ruleBadLength
	ruleDSACK
	ruleNoMSS
	ruleStrayUrgent
	ruleUrgent
	ruleResetTTL
	ruleResetID
	ruleResetNear
	ruleResetFar
	ruleOverlap
	ruleRefused
	ruleNoAnswer
	ruleCloseWait
	ruleTimeWaitReuse
	ruleScanSYN
	ruleScanFIN
	ruleScanNULL
	ruleScanXmas
	ruleFlood
	numRules
)

// rules is the table. The severities of the first part are Wireshark's.
var rules = [numRules]Rule{
	{"tcp.analysis.retransmission", SeverityNote, GroupSequence, "This frame is a (suspected) retransmission", "RFC 9293 3.8.1", false},
	{"tcp.analysis.fast_retransmission", SeverityNote, GroupSequence, "This frame is a (suspected) fast retransmission", "RFC 5681 3.2", false},
	{"tcp.analysis.spurious_retransmission", SeverityNote, GroupSequence, "This frame is a (suspected) spurious retransmission", "RFC 5682", false},
	{"tcp.analysis.out_of_order", SeverityWarn, GroupSequence, "This frame is a (suspected) out-of-order segment", "RFC 9293 3.10.7.4", false},
	{"tcp.analysis.lost_segment", SeverityWarn, GroupSequence, "Previous segment(s) not captured (common at capture start)", "", false},
	{"tcp.analysis.ack_lost_segment", SeverityWarn, GroupSequence, "ACKed segment that wasn't captured (common at capture start)", "", false},
	{"tcp.analysis.duplicate_ack", SeverityNote, GroupSequence, "Duplicate ACK", "RFC 5681 2", false},
	{"tcp.analysis.keep_alive", SeverityNote, GroupSequence, "TCP keep-alive segment", "RFC 9293 3.8.4", false},
	{"tcp.analysis.keep_alive_ack", SeverityNote, GroupSequence, "ACK to a TCP keep-alive segment", "RFC 9293 3.8.4", false},
	{"tcp.analysis.zero_window", SeverityWarn, GroupSequence, "TCP Zero Window segment", "RFC 9293 3.8.6", false},
	{"tcp.analysis.zero_window_probe", SeverityNote, GroupSequence, "TCP Zero Window Probe", "RFC 9293 3.8.6.1", false},
	{"tcp.analysis.zero_window_probe_ack", SeverityNote, GroupSequence, "ACK to a TCP Zero Window Probe", "RFC 9293 3.8.6.1", false},
	{"tcp.analysis.window_full", SeverityWarn, GroupSequence, "TCP window specified by the receiver is now completely full", "RFC 9293 3.8.6", false},
	{"tcp.analysis.window_update", SeverityChat, GroupSequence, "TCP window update", "RFC 9293 3.8.6", false},
	{"tcp.analysis.reused_ports", SeverityNote, GroupSequence, "A new tcp session is started with the same ports as an earlier session in this trace", "", false},
	{"tcp.analysis.tfo_syn", SeverityNote, GroupSequence, "TCP SYN with TFO Cookie", "RFC 7413", false},
	{"tcp.analysis.tfo_ack", SeverityNote, GroupSequence, "TCP SYN-ACK accepting TFO data", "RFC 7413", false},
	{"tcp.analysis.tfo_ignored", SeverityNote, GroupSequence, "TCP SYN-ACK ignoring TFO data", "RFC 7413", false},

	ruleSYN:         {"tcp.connection.syn", SeverityChat, GroupSequence, "Connection establish request (SYN)", "RFC 9293 3.5", false},
	ruleSYNACK:      {"tcp.connection.synack", SeverityChat, GroupSequence, "Connection establish acknowledge (SYN+ACK)", "RFC 9293 3.5", false},
	ruleFIN:         {"tcp.connection.fin", SeverityChat, GroupSequence, "Connection finish (FIN)", "RFC 9293 3.6", false},
	ruleFINActive:   {"tcp.connection.fin_active", SeverityNote, GroupSequence, "This frame initiates the connection closing", "RFC 9293 3.6", false},
	ruleFINPassive:  {"tcp.connection.fin_passive", SeverityNote, GroupSequence, "This frame undergoes the connection closing", "RFC 9293 3.6", false},
	ruleRST:         {"tcp.connection.rst", SeverityWarn, GroupSequence, "Connection reset (RST)", "RFC 9293 3.5.3", false},
	ruleAckNonzero:  {"tcp.ack.nonzero", SeverityNote, GroupProtocol, "The acknowledgment number field is nonzero while the ACK flag is not set", "RFC 9293 3.1", false},
	ruleBadLength:   {"tcp.bogus_header_length", SeverityWarn, GroupProtocol, "Bogus TCP header length", "RFC 9293 3.1", false},
	ruleDSACK:       {"tcp.options.sack.dsack", SeverityWarn, GroupSequence, "D-SACK Sequence", "RFC 2883 4", false},
	ruleNoMSS:       {"tcp.options.mss.absent", SeverityNote, GroupProtocol, "The SYN packet does not contain a MSS option", "RFC 9293 3.7.1", false},
	ruleStrayUrgent: {"tcp.urgent_pointer.non_zero", SeverityNote, GroupProtocol, "The urgent pointer field is nonzero while the URG flag is not set", "RFC 9293 3.8.5", false},
	ruleUrgent:      {"segment.urgent", SeverityNote, GroupProtocol, "Urgent pointer set: receivers do not agree on what it means", "RFC 6093 3", true},

	ruleResetTTL:      {"reset.ttl", SeverityWarn, GroupSecurity, "RST with another TTL than its supposed sender's segments: a middlebox may have sent it", "", true},
	ruleResetID:       {"reset.ipid", SeverityWarn, GroupSecurity, "RST whose IP identification is out of line with its supposed sender's: a middlebox may have sent it", "RFC 6864", true},
	ruleResetNear:     {"reset.near", SeverityNote, GroupSecurity, "RST in the window, but not at the number that is due: to be answered by a challenge ACK", "RFC 5961 3.2", true},
	ruleResetFar:      {"reset.far", SeverityWarn, GroupSecurity, "RST outside the window: to be ignored", "RFC 5961 3.2", true},
	ruleOverlap:       {"stream.overlap", SeverityError, GroupSecurity, "Octets sent again differ from the first ones: an attack, or a bug", "RFC 9293 3.4", true},
	ruleRefused:       {"conn.refused", SeverityWarn, GroupSequence, "Connection refused: the SYN was answered by a RST", "RFC 9293 3.5.2", true},
	ruleNoAnswer:      {"conn.no_answer", SeverityWarn, GroupSequence, "SYN without any answer", "RFC 9293 3.5", true},
	ruleCloseWait:     {"conn.close_wait", SeverityWarn, GroupSequence, "CLOSE-WAIT for 60 s or longer: this end's program does not close", "RFC 9293 3.6", true},
	ruleTimeWaitReuse: {"conn.time_wait_reuse", SeverityNote, GroupSequence, "Ports used again while an end of the connection before is in TIME-WAIT", "RFC 9293 3.6.1", true},
	ruleScanSYN:       {"scan.syn", SeverityWarn, GroupSecurity, "SYN scan: 20 or more targets within 60 s from one source, no data with any of them", "", true},
	ruleScanFIN:       {"scan.fin", SeverityWarn, GroupSecurity, "FIN scan: 5 or more targets within 60 s got a FIN without a connection", "", true},
	ruleScanNULL:      {"scan.null", SeverityWarn, GroupSecurity, "NULL scan: 5 or more targets within 60 s got a segment without flags", "", true},
	ruleScanXmas:      {"scan.xmas", SeverityWarn, GroupSecurity, "Xmas scan: 5 or more targets within 60 s got FIN, PSH and URG without a connection", "", true},
	ruleFlood:         {"flood.syn", SeverityWarn, GroupSecurity, "Half-open flood: 100 or more handshakes with one listener within 10 s were never finished", "RFC 4987", true},
}

// tellingOrder is the order in which tshark tells what it finds in one frame.
var tellingOrder = [...]ruleID{ruleBadLength, ruleAckNonzero, ruleSYN, ruleSYNACK, ruleFIN, ruleFINActive, ruleFINPassive, ruleRST,
	ruleStrayUrgent, ruleUrgent,
	ruleDSACK, ruleNoMSS, 14, 1, 2, 0, 3, 4, 5, 13, 12, 7, 8, 6, 10, 9, 11, 15, 16, 17}

// Rules returns the table of rules. The caller owns it.
func Rules() []Rule { return append([]Rule(nil), rules[:]...) }

// findings are the rules that a row breaks by itself, a bit each.
func findings(r *Row, c *Conn) (set uint64) {
	set = uint64(r.Notes & noteMask)
	mark := func(id ruleID, on bool) {
		if on {
			set |= 1 << id
		}
	}
	if r.Notes&noteBad != 0 {
		return set | 1<<ruleBadLength
	}
	mark(ruleAckNonzero, r.Ack != 0 && !r.Flags.Has(decode.ACK))
	mark(ruleDSACK, r.Notes&noteDSACK != 0)
	mark(ruleNoMSS, r.Notes&noteNoMSS != 0)
	mark(ruleStrayUrgent, r.Notes&noteUrgent != 0)
	mark(ruleUrgent, r.Flags.Has(decode.URG))
	if !r.Flags.Any(decode.SYN | decode.FIN | decode.RST) {
		return set
	}
	mark(ruleSYN, r.Flags&(decode.SYN|decode.ACK) == decode.SYN)
	mark(ruleSYNACK, r.Flags.Has(decode.SYN|decode.ACK))
	mark(ruleRST, r.Flags.Has(decode.RST))
	if r.Flags.Has(decode.FIN) {
		mark(ruleFIN, true)
		mark(ruleFINActive, c.closer == int8(r.From))
		mark(ruleFINPassive, c.closer == int8(r.From.Peer()))
	}
	return set
}
