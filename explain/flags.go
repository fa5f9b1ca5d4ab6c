package explain

import "tcptui/decode"

// dataRule says what a row of the flags table asks of the segment's data.
type dataRule uint8

const (
	either dataRule = iota
	with
	without
)

// flagRow is a combination of flags worth a sentence: those in mask must be
// exactly those in set. Rows with more add to what the segment is; the first
// row without ends the search.
type flagRow struct {
	mask, set decode.Flags
	data      dataRule
	more      bool
	text      Text
}

const (
	fFIN, fSYN, fRST, fPSH = decode.FIN, decode.SYN, decode.RST, decode.PSH
	fACK, fURG, fECE, fCWR = decode.ACK, decode.URG, decode.ECE, decode.CWR
	fCore                  = fFIN | fSYN | fRST | fACK
	fScan                  = fFIN | fSYN | fRST | fPSH | fACK | fURG
)

// flagRows are looked through from the first on.
var flagRows = []flagRow{
	{fURG | fSYN | fRST | fACK, fURG | fACK, either, true, Text{"flags/URG", "URG", "The urgent pointer is valid: octets up to there are marked as urgent. Nothing new should use it; middleboxes clear it and systems disagree on where it points.", "RFC 9293 3.8.5"}},
	{fPSH | fSYN | fRST | fURG, fPSH, with, true, Text{"flags/PSH", "PSH", "The sender had nothing more to send when this left, so the receiver should not wait for more before it hands the data to its program.", "RFC 9293 3.9.1"}},
	{decode.AE | fSYN, decode.AE, either, true, Text{"flags/AE", "AE", "Part of the counter of congestion marks that accurate ECN feeds back. The bit was once NS, the nonce sum.", "RFC 9768"}},
	{fSYN | fACK | fECE | fCWR, fSYN | fECE | fCWR, either, true, Text{"flags/ECN-offer", "ECE and CWR in a SYN", "The sender offers explicit congestion notification: routers may mark packets instead of dropping them.", "RFC 3168 6.1.1"}},
	{fSYN | fACK | fECE | fCWR, fSYN | fACK | fECE, either, true, Text{"flags/ECN-agree", "ECE in a SYN,ACK", "The sender agrees to explicit congestion notification.", "RFC 3168 6.1.1"}},
	{fSYN | fECE, fECE, either, true, Text{"flags/ECE", "ECE", "The sender has received a packet that a router marked because of congestion, and asks the other end to slow down until it says CWR.", "RFC 3168 6.1.3"}},
	{fSYN | fCWR, fCWR, either, true, Text{"flags/CWR", "CWR", "The sender has reduced its congestion window: it heard ECE, or lost something.", "RFC 3168 6.1.2"}},

	{fCore, fSYN, with, false, Text{"flags/SYN+data", "SYN with data", "The sender asks for a connection and brings data at once: TCP fast open. The data counts only if the receiver knows the cookie in the options; otherwise it is sent again after the handshake.", "RFC 7413 4.2"}},
	{fCore, fSYN, either, false, Text{"flags/SYN", "SYN", "The sender asks for a connection and tells the number its data will be counted from. The SYN itself takes that number, so the first octet of data has the next one.", "RFC 9293 3.5"}},
	{fCore, fSYN | fACK, either, false, Text{"flags/SYN,ACK", "SYN,ACK", "The sender agrees to the connection: it acknowledges the other SYN and sends its own, with its own number, in one segment.", "RFC 9293 3.5"}},
	{fCore, fFIN | fACK, with, false, Text{"flags/FIN,ACK+data", "FIN,ACK with data", "The sender's last octets, and with them the end: nothing new will come from here. The FIN takes the number after the data.", "RFC 9293 3.6"}},
	{fCore, fFIN | fACK, either, false, Text{"flags/FIN,ACK", "FIN,ACK", "The sender has no more to send and closes its direction. It can still receive. The FIN takes a sequence number, so that it can be acknowledged like data.", "RFC 9293 3.6"}},
	{fCore, fACK, with, false, Text{"flags/ACK+data", "data", "Data, with the acknowledgment of all that came in order from the other end: the ACK costs nothing, so every segment after the first SYN carries one.", "RFC 9293 3.4"}},
	{fCore, fACK, either, false, Text{"flags/ACK", "ACK", "No data: the sender says up to which octet it has everything, and how much more it will take. It occupies no sequence number, so it is never acknowledged itself.", "RFC 9293 3.4"}},
	{fCore, fRST | fACK, either, false, Text{"flags/RST,ACK", "RST,ACK", "The sender ends the connection at once, or refuses it. The acknowledgment shows which segment it answers, so that the receiver can believe it.", "RFC 9293 3.5.2"}},
	{fCore, fRST, either, false, Text{"flags/RST", "RST", "The sender ends the connection at once, or never had it: it answers a segment with RST at the number that segment acknowledged. Nothing is sent again, nothing is waited for.", "RFC 9293 3.5.2"}},

	{fScan, 0, either, false, Text{"flags/none", "no flags", "No flags at all. No TCP sends this; it is a probe (a NULL scan): a closed port answers RST, an open one stays silent.", "RFC 9293 3.10.7"}},
	{fScan, fFIN | fPSH | fURG, either, false, Text{"flags/xmas", "FIN, PSH and URG", "FIN, PSH and URG without ACK: lit up like a tree. No TCP sends this; it is a probe (an Xmas scan): a closed port answers RST, an open one stays silent.", "RFC 9293 3.10.7"}},
	{fCore, fFIN, either, false, Text{"flags/FIN", "FIN without ACK", "A FIN belongs to a connection and so always carries ACK. Alone it is a probe (a FIN scan): a closed port answers RST, an open one stays silent.", "RFC 9293 3.10.7"}},
	{fSYN | fFIN, fSYN | fFIN, either, false, Text{"flags/SYN,FIN", "SYN and FIN", "Open and close in one segment. No TCP sends this; firewalls that look at one flag only may let it pass, which is what it is tried for.", "RFC 9293 3.10.7"}},
	{fSYN | fRST, fSYN | fRST, either, false, Text{"flags/SYN,RST", "SYN and RST", "Open and reset in one segment. No TCP sends this. The RST is looked at first, so it opens nothing.", "RFC 9293 3.10.7"}},
	{fFIN | fRST, fFIN | fRST, either, false, Text{"flags/FIN,RST", "FIN and RST", "An orderly end and an abrupt one in one segment. The RST counts, the FIN does not.", "RFC 9293 3.10.7"}},
	{0, 0, either, false, Text{"flags/no-ACK", "no ACK", "Neither SYN nor RST nor ACK: every segment of a connection carries ACK, so this belongs to none and is dropped.", "RFC 9293 3.10.7"}},
}

func flagTexts() []Text {
	var out []Text
	for _, r := range flagRows {
		out = append(out, r.text)
	}
	return out
}
