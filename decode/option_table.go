package decode

// optionRow is what is known of an option kind.
type optionRow struct {
	kind  uint8
	exID  uint16 // of kinds 253 and 254: the experiment; 0: none or not known
	name  string // as a field, "tcp.options.mss"
	label string
	size  uint8 // bytes with kind and length; 0: varies
	ref   string
	help  string
	parts func(b []byte) []optionPart // b is the whole option; nil: nothing inside
}

// optionPart is a field inside an option. bit counts from the option's kind; a
// part with bits 0 goes on to the end of the option.
type optionPart struct {
	name, label string
	bit, bits   uint16
	kind        Kind
	base        Base
	width       uint8 // bits of the number's type, for hexadecimal
	help        string
}

// fixed makes the parts of an option that always looks the same.
func fixed(parts ...optionPart) func([]byte) []optionPart {
	return func([]byte) []optionPart { return parts }
}

// number is a decimal part.
func number(name, label string, bit, bits uint16, help string) optionPart {
	return optionPart{name, label, bit, bits, KindUint, Dec, uint8(bits), help}
}

// hex is a hexadecimal part of whole bytes.
func hex(name, label string, bit, bits uint16, help string) optionPart {
	return optionPart{name, label, bit, bits, KindUint, Hex, uint8(bits), help}
}

// octets is a part of plain bytes; bits 0: all that is left.
func octets(name, label string, bit, bits uint16, help string) optionPart {
	return optionPart{name, label, bit, bits, KindBytes, Dec, 0, help}
}

// bit is a single bit.
func bit(name, label string, at uint16, help string) optionPart {
	return optionPart{name, label, at, 1, KindBool, Dec, 8, help}
}

// optionTable has a row for each kind of the IANA registry "TCP Option Kind
// Numbers" that has a definition, and for some in use without one. It never
// changes.
var optionTable = []optionRow{
	{kindEnd, 0, "tcp.options.eol", "End of Option List", 1, "RFC 9293 3.1", "Ends the options; what follows is padding.", nil},
	{kindNop, 0, "tcp.options.nop", "No-Operation", 1, "RFC 9293 3.1", "Moves the next option to a word boundary.", nil},
	{kindMSS, 0, "tcp.options.mss", "Maximum segment size", 4, "RFC 9293 3.7.1",
		"The most data that the sender of this SYN is ready to receive in one segment.",
		fixed(number("tcp.options.mss_val", "MSS Value", 16, 16, "In bytes, without IP and TCP headers."))},
	{kindWScale, 0, "tcp.options.wscale", "Window scale", 3, "RFC 7323 2",
		"All later windows of this sender are to be shifted left by this count, if both sides sent the option in their SYN.",
		fixed(number("tcp.options.wscale.shift", "Shift count", 16, 8, "Bits to shift by; more than 14 counts as 14."))},
	{kindSACKPermitted, 0, "tcp.options.sack_perm", "SACK permitted", 2, "RFC 2018 2",
		"The sender of this SYN understands selective acknowledgments.", nil},
	{kindSACK, 0, "tcp.options.sack", "SACK", 0, "RFC 2018 3",
		"Blocks of data that arrived beyond a gap, so that only the gap need be sent again.", sackParts},
	{6, 0, "tcp.options.echo", "Echo", 6, "RFC 1072", "Asks for these bytes back; obsoleted by timestamps.",
		fixed(number("tcp.options.echo_value", "TCP Echo Option", 16, 32, "The bytes to send back."))},
	{7, 0, "tcp.options.echoreply", "Echo reply", 6, "RFC 1072", "The bytes of an echo option, sent back; obsoleted by timestamps.",
		fixed(number("tcp.options.echo_value", "TCP Echo Option", 16, 32, "The bytes that were asked for."))},
	{kindTimestamps, 0, "tcp.options.timestamp", "Timestamps", 10, "RFC 7323 3",
		"Measures the round trip on every segment and tells old duplicates from new data after the sequence number has wrapped.",
		fixed(
			number("tcp.options.timestamp.tsval", "Timestamp value", 16, 32, "The sender's clock when it sent this."),
			number("tcp.options.timestamp.tsecr", "Timestamp echo reply", 48, 32, "The newest clock value received from the peer; valid with ACK."))},
	{9, 0, "tcp.options.poc_permitted", "Partial Order Connection permitted", 2, "RFC 1693", "The sender can deliver data in partial order; historic.", nil},
	{10, 0, "tcp.options.poc_profile", "Partial Order Service Profile", 3, "RFC 1693", "Where a record of partial order begins and ends; historic.",
		fixed(bit("tcp.options.poc_profile.start", "Start", 16, "The segment begins a record."),
			bit("tcp.options.poc_profile.end", "End", 17, "The segment ends a record."))},
	{11, 0, "tcp.options.cc", "CC", 6, "RFC 1644", "The connection count of T/TCP; historic.",
		fixed(number("tcp.options.cc_value", "TCP CC Option", 16, 32, "The sender's count."))},
	{12, 0, "tcp.options.ccnew", "CC.NEW", 6, "RFC 1644", "A new connection count of T/TCP; historic.",
		fixed(number("tcp.options.cc_value", "TCP CC Option", 16, 32, "The sender's count."))},
	{13, 0, "tcp.options.ccecho", "CC.ECHO", 6, "RFC 1644", "The peer's connection count, sent back; historic.",
		fixed(number("tcp.options.cc_value", "TCP CC Option", 16, 32, "The count received."))},
	{14, 0, "tcp.options.altchk_request", "Alternate Checksum Request", 3, "RFC 1146", "Asks for another checksum algorithm; historic.",
		fixed(number("tcp.options.altchk_request.algorithm", "Checksum number", 16, 8, "0 TCP's own, 1 and 2 Fletcher's."))},
	{15, 0, "tcp.options.altchk_data", "Alternate Checksum Data", 0, "RFC 1146", "A checksum that is longer than the header's field; historic.", unknownParts},
	{16, 0, "tcp.options.skeeter", "Skeeter", 0, "IANA registry", "Key exchange that was never specified in public.", unknownParts},
	{17, 0, "tcp.options.bubba", "Bubba", 0, "IANA registry", "Key exchange that was never specified in public.", unknownParts},
	{18, 0, "tcp.options.trailer_checksum", "Trailer Checksum", 3, "IANA registry", "A checksum behind the data; never in use.", unknownParts},
	{19, 0, "tcp.options.md5", "TCP MD5 signature", 18, "RFC 2385 2",
		"Signs the segment with a shared secret, mostly for BGP; obsoleted by TCP-AO.",
		fixed(octets("tcp.options.md5.digest", "MD5 digest", 16, 128, "Digest over pseudo-header, header, data and the secret."))},
	{20, 0, "tcp.options.scps", "SCPS capabilities", 0, "CCSDS 714.0-B-2 3.2", "What a sender on a space link can do.",
		fixed(hex("tcp.options.scps.vector", "TCP SCPS Capabilities Vector", 16, 8, "A bit for each capability."),
			number("tcp.options.scps.binding", "Connection ID", 24, 8, "The connection that this belongs to."))},
	{21, 0, "tcp.options.snack", "Selective Negative Acknowledgment", 6, "CCSDS 714.0-B-2 3.2", "Names the gaps instead of what arrived.",
		fixed(number("tcp.options.snack.offset", "TCP SNACK Offset", 16, 16, "Where the first gap begins, in segments behind ACK."),
			number("tcp.options.snack.size", "TCP SNACK Size", 32, 16, "Its length in segments."))},
	{22, 0, "tcp.options.scpsrec", "SCPS record boundary", 2, "CCSDS 714.0-B-2 3.2", "A record ends with this segment.", nil},
	{23, 0, "tcp.options.scpscor", "SCPS corruption experienced", 2, "CCSDS 714.0-B-2 3.2", "Data was damaged on the way, which is not congestion.", nil},
	{24, 0, "tcp.options.snap", "SNAP", 0, "IANA registry", "Assigned and never specified in public.", unknownParts},
	{26, 0, "tcp.options.compression", "TCP Compression Filter", 0, "IANA registry", "Assigned and never specified in public.", unknownParts},
	{27, 0, "tcp.options.qs", "Quick-Start", 8, "RFC 4782 4",
		"Answers a request to start faster than slow start would.",
		fixed(number("tcp.options.qs.rate", "QS Rate", 20, 4, "The rate that was approved: 40 kbit/s times two to this power."),
			number("tcp.options.qs.ttl_diff", "QS TTL difference", 24, 8, "Shows whether every router on the way took part."))},
	{28, 0, "tcp.options.user_to", "User Timeout", 4, "RFC 5482 3",
		"How long the sender is ready to wait for an acknowledgment before it gives up.",
		fixed(optionPart{"tcp.options.user_to_granularity", "Granularity", 16, 1, KindBool, Dec, 16, "1: minutes, 0: seconds."},
			number("tcp.options.user_to_val", "User Timeout", 17, 15, "In that unit."))},
	{29, 0, "tcp.options.ao", "TCP AO", 0, "RFC 5925 2.2", "Signs the segment with a key that can be changed while the connection lives.",
		fixed(number("tcp.options.ao.keyid", "AO KeyID", 16, 8, "The key that signed this segment."),
			number("tcp.options.ao.rnextkeyid", "AO RNextKeyID", 24, 8, "The key that the sender is ready to receive next."),
			octets("tcp.options.ao.mac", "AO MAC", 32, 0, "The signature."))},
	{kindMPTCP, 0, "tcp.options.mptcp", "Multipath TCP", 0, "RFC 8684 3", "Makes several TCP connections one, over several paths.", mptcpParts},
	{kindFastOpen, 0, "tcp.options.tfo", "TCP Fast Open", 0, "RFC 7413 2",
		"A cookie that lets a client send data with its SYN; empty, it asks for one.", fastOpenParts},
	{69, 0, "tcp.options.eno", "Encryption Negotiation", 0, "RFC 8547 4", "Offers to encrypt the stream below the application.", unknownParts},
	{172, 0, "tcp.options.acc_ecn", "Accurate ECN Order 0", 0, "RFC 9768 3.2.3", "Counts bytes by their ECN marks.", accECN0Parts},
	{174, 0, "tcp.options.acc_ecn", "Accurate ECN Order 1", 0, "RFC 9768 3.2.3", "Counts bytes by their ECN marks.", accECN1Parts},
	{kindExperiment1, 0, "tcp.options.experimental", "Experimental", 0, "RFC 6994 3", "An experiment; its first bytes say which.", experimentParts},
	{kindExperiment2, 0, "tcp.options.experimental", "Experimental", 0, "RFC 6994 3", "An experiment; its first bytes say which.", experimentParts},
	{kindExperiment1, exIDFastOpen, "tcp.options.experimental", "Experimental: Fast Open", 0, "RFC 7413 4.1.1",
		"A fast open cookie as it was sent before it had a kind of its own.", fastOpenExpParts},
	{kindExperiment2, exIDFastOpen, "tcp.options.experimental", "Experimental: Fast Open", 0, "RFC 7413 4.1.1",
		"A fast open cookie as it was sent before it had a kind of its own.", fastOpenExpParts},
	{kindExperiment1, 0xacce, "tcp.options.experimental", "Experimental: Accurate ECN Order 0", 0, "RFC 9768 3.2.3", "Counts bytes by their ECN marks.", accECN0ExpParts},
	{kindExperiment2, 0xacce, "tcp.options.experimental", "Experimental: Accurate ECN Order 0", 0, "RFC 9768 3.2.3", "Counts bytes by their ECN marks.", accECN0ExpParts},
	{kindExperiment1, 0xacc0, "tcp.options.experimental", "Experimental: Accurate ECN Order 0", 0, "RFC 9768 3.2.3", "Counts bytes by their ECN marks.", accECN0ExpParts},
	{kindExperiment2, 0xacc0, "tcp.options.experimental", "Experimental: Accurate ECN Order 0", 0, "RFC 9768 3.2.3", "Counts bytes by their ECN marks.", accECN0ExpParts},
	{kindExperiment1, 0xacc1, "tcp.options.experimental", "Experimental: Accurate ECN Order 1", 0, "RFC 9768 3.2.3", "Counts bytes by their ECN marks.", accECN1ExpParts},
	{kindExperiment2, 0xacc1, "tcp.options.experimental", "Experimental: Accurate ECN Order 1", 0, "RFC 9768 3.2.3", "Counts bytes by their ECN marks.", accECN1ExpParts},
	{kindExperiment1, 0xe2d4, "tcp.options.experimental", "Experimental: SMC-R", 0, "RFC 7609 3.1", "The sender can use shared memory communications.", experimentParts},
	{kindExperiment2, 0xe2d4, "tcp.options.experimental", "Experimental: SMC-R", 0, "RFC 7609 3.1", "The sender can use shared memory communications.", experimentParts},
}

// unknownOption is the row of a kind that the table does not have.
var unknownOption = optionRow{name: "tcp.options.unknown", label: "Unknown", ref: "IANA registry", help: "A kind that has no definition here.", parts: unknownParts}

// optionRowOf finds the row of an option, the experiment's own if there is one.
func optionRowOf(b []byte) *optionRow {
	exID := uint16(0)
	if (b[0] == kindExperiment1 || b[0] == kindExperiment2) && len(b) >= 4 {
		exID = uint16(b[2])<<8 | uint16(b[3])
	}
	found := &unknownOption
	for i := range optionTable {
		if r := &optionTable[i]; r.kind == b[0] && (r.exID == exID || r.exID == 0 && found == &unknownOption) {
			found = r
		}
	}
	return found
}

func unknownParts(b []byte) []optionPart {
	if len(b) <= 2 {
		return nil
	}
	return []optionPart{octets("tcp.options.unknown.payload", "Payload", 16, 0, "What the option holds.")}
}

func sackParts(b []byte) []optionPart {
	var out []optionPart
	for at := 2; at+8 <= len(b); at += 8 {
		out = append(out,
			number("tcp.options.sack_le_raw", "Left edge (raw)", uint16(at*8), 32, "The first sequence number of a block that arrived."),
			number("tcp.options.sack_re_raw", "Right edge (raw)", uint16(at*8+32), 32, "The sequence number behind the block."))
	}
	return out
}

func fastOpenParts(b []byte) []optionPart {
	if len(b) <= 2 {
		return []optionPart{{"tcp.options.tfo.request", "Fast Open Cookie Request", 0, 16, KindNone, Dec, 0, "The client asks for a cookie."}}
	}
	return []optionPart{octets("tcp.options.tfo.cookie", "Fast Open Cookie", 16, 0, "Proves that the client has been here before.")}
}

func fastOpenExpParts(b []byte) []optionPart {
	out := []optionPart{hex("tcp.options.experimental.exid", "Experiment Identifier", 16, 16, "Which experiment this is.")}
	if len(b) <= 4 {
		return append(out, optionPart{"tcp.options.tfo.request", "Fast Open Cookie Request", 0, 32, KindNone, Dec, 0, "The client asks for a cookie."})
	}
	return append(out, octets("tcp.options.tfo.cookie", "Fast Open Cookie", 32, 0, "Proves that the client has been here before."))
}

func experimentParts(b []byte) []optionPart {
	if len(b) < 4 {
		return nil
	}
	out := []optionPart{hex("tcp.options.experimental.exid", "Experiment Identifier", 16, 16, "Which experiment this is.")}
	if len(b) > 4 {
		out = append(out, octets("tcp.options.experimental.data", "Data", 32, 0, "What the experiment says."))
	}
	return out
}

// accECNCounters are the three counters of RFC 9768 3.2.3 in order 0.
var accECNCounters = [3]optionPart{
	number("tcp.options.acc_ecn.ee0b", "Accurate ECN Echo ECT(0) Byte Counter", 0, 24, "Bytes received with ECT(0)."),
	number("tcp.options.acc_ecn.eceb", "Accurate ECN Echo CE Byte Counter", 0, 24, "Bytes received with congestion experienced."),
	number("tcp.options.acc_ecn.ee1b", "Accurate ECN Echo ECT(1) Byte Counter", 0, 24, "Bytes received with ECT(1)."),
}

func accECN0Parts(b []byte) []optionPart { return accECNParts(b, 2, [3]int{0, 1, 2}) }
func accECN1Parts(b []byte) []optionPart { return accECNParts(b, 2, [3]int{2, 1, 0}) }

func accECN0ExpParts(b []byte) []optionPart { return accECNParts(b, 4, [3]int{0, 1, 2}) }
func accECN1ExpParts(b []byte) []optionPart { return accECNParts(b, 4, [3]int{2, 1, 0}) }

// accECNParts takes as many counters as there are from byte `first` on, in an
// order.
func accECNParts(b []byte, first int, order [3]int) []optionPart {
	var out []optionPart
	if first == 4 {
		out = append(out, hex("tcp.options.experimental.exid", "Experiment Identifier", 16, 16, "Which experiment this is."))
	}
	for i := 0; i < 3 && first+3*i+3 <= len(b); i++ {
		c := accECNCounters[order[i]]
		c.bit = uint16(8*first + 24*i)
		out = append(out, c)
	}
	return out
}
