package explain

// variableTexts are the variables of an end of a connection. What fields of a header
// are for is in the table of fields.
var variableTexts = []Text{
	{"variable/SND.UNA", "SND.UNA", "The oldest octet that was sent and not acknowledged. What lies below it is forgotten.", "RFC 9293 3.3.1"},
	{"variable/SND.NXT", "SND.NXT", "The number of the next octet to send, as far as the capture shows.", "RFC 9293 3.3.1"},
	{"variable/SND.WND", "SND.WND", "How much the peer will take from SND.UNA on, as it said last.", "RFC 9293 3.3.1"},
	{"variable/RCV.NXT", "RCV.NXT", "The next octet expected: what an ACK says.", "RFC 9293 3.3.1"},
	{"variable/RCV.WND", "RCV.WND", "How much this end will take from RCV.NXT on, as it said last.", "RFC 9293 3.3.1"},
	{"variable/flight", "flight size", "Sent and not acknowledged: SND.NXT less SND.UNA. It is bound by the peer's window and by the sender's own congestion window, which is not in any header.", "RFC 5681 2"},
	{"variable/sacked", "SACK scoreboard", "What the peer has of the flight although something before it is missing.", "RFC 2018 4"},
}
