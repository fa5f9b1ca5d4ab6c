package explain

// fieldTexts are the header's fields by Wireshark's names, and the variables of
// a connection.
var fieldTexts = []Text{
	{"field/tcp.srcport", "source port", "Names the program at the sending host. With both addresses and the other port it names the connection.", "RFC 9293 3.1"},
	{"field/tcp.dstport", "destination port", "Names the program at the receiving host: for a client's first segment, the service it wants.", "RFC 9293 3.1"},
	{"field/tcp.stream", "stream", "The number of the connection in this capture. A four-tuple that is used again gets a new number.", ""},
	{"field/tcp.seq", "sequence number", "The number of the segment's first octet. Each direction counts its own octets from a number of its own choice; SYN and FIN count as one octet each.", "RFC 9293 3.4"},
	{"field/tcp.nxtseq", "next sequence number", "What the sequence number of the next segment will be if nothing is sent again.", "RFC 9293 3.4"},
	{"field/tcp.ack", "acknowledgment number", "The next octet that the sender of this segment expects: everything before it has come.", "RFC 9293 3.4"},
	{"field/tcp.len", "length", "The octets of data. The header does not tell it: it is what the IP length leaves after both headers.", "RFC 9293 3.4"},
	{"field/tcp.hdr_len", "data offset", "Where the data begins, in words of 32 bits: 5 without options, at most 15, which leaves 40 octets for options.", "RFC 9293 3.1"},
	{"field/tcp.flags", "flags", "What the segment is for, one bit each.", "RFC 9293 3.1"},
	{"field/tcp.window_size_value", "window", "How many octets from the acknowledgment number on the sender will take: flow control. Unless this is a SYN, it counts in units that the handshake agreed on.", "RFC 9293 3.8.6"},
	{"field/tcp.checksum", "checksum", "Covers header, data and the addresses. A capture at the sender often has it wrong, because the network card fills it in later.", "RFC 9293 3.1"},
	{"field/tcp.urgent_pointer", "urgent pointer", "Where urgent data ends, counted from the sequence number. It means nothing unless URG is set.", "RFC 9293 3.8.5"},
	{"field/tcp.options.mss_val", "maximum segment size", "The most data that the sender of this SYN will take in a segment, so that it need not be fragmented: usually the link's size less 40 octets.", "RFC 9293 3.7.1"},
	{"field/tcp.options.wscale.shift", "window scale", "How far the window field is shifted from now on, if both SYNs have the option. Without it a window ends at 65,535 octets, too few for a fast and long path.", "RFC 7323 2"},
	{"field/tcp.options.sack_perm", "SACK permitted", "The sender of this SYN can report what arrived behind a gap.", "RFC 2018 2"},
	{"field/tcp.options.sack", "SACK", "Ranges that have arrived although something before them is missing, so that only the gaps are sent again.", "RFC 2018 3"},
	{"field/tcp.options.timestamp.tsval", "timestamp value", "The sender's clock. Two uses: measuring the round trip, and telling old segments from new ones when numbers wrap.", "RFC 7323 3"},
	{"field/tcp.options.timestamp.tsecr", "timestamp echo reply", "The other end's clock, sent back. Now less then is the round trip.", "RFC 7323 3"},
	{"field/tcp.options.tfo", "fast open cookie", "Proof that the client has this address, given out in an earlier connection; it lets data come with the SYN.", "RFC 7413 4.1"},
	{"field/tcp.options.mptcp", "multipath TCP", "One connection over several paths; this option ties them together.", "RFC 8684 3"},

	{"field/SND.UNA", "SND.UNA", "The oldest octet that was sent and not acknowledged. What lies below it is forgotten.", "RFC 9293 3.3.1"},
	{"field/SND.NXT", "SND.NXT", "The number of the next octet to send, as far as the capture shows.", "RFC 9293 3.3.1"},
	{"field/SND.WND", "SND.WND", "How much the peer will take from SND.UNA on, as it said last.", "RFC 9293 3.3.1"},
	{"field/RCV.NXT", "RCV.NXT", "The next octet expected: what an ACK says.", "RFC 9293 3.3.1"},
	{"field/RCV.WND", "RCV.WND", "How much this end will take from RCV.NXT on, as it said last.", "RFC 9293 3.3.1"},
	{"field/flight", "flight size", "Sent and not acknowledged: SND.NXT less SND.UNA. It is bound by the peer's window and by the sender's own congestion window, which is not in any header.", "RFC 5681 2"},
	{"field/sacked", "SACK scoreboard", "What the peer has of the flight although something before it is missing.", "RFC 2018 4"},
	{"field/fsm.client", "client's state", "The state of the end that opened the connection, after this segment.", "RFC 9293 3.3.2"},
	{"field/fsm.server", "server's state", "The state of the end that was called, after this segment.", "RFC 9293 3.3.2"},
	{"field/fsm.event", "event", "What the segment is to its sender and to its receiver, in the words of the state machine.", "RFC 9293 3.10"},
	{"field/fsm.rule", "rule", "The row of the state machine that fired: the state before, and the event.", "RFC 9293 3.10"},
}
