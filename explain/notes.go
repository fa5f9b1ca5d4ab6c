package explain

// noteTexts are Wireshark's analysis flags: what its rule looks at, and what it
// may mean.
var noteTexts = []Text{
	{"note/retransmission", "Wireshark: retransmission", "Octets that were captured before come again, too late to be reordering. The first sending was lost, or its acknowledgment was, or the sender's clock ran out too early.", "RFC 9293 3.8.1"},
	{"note/fast_retransmission", "Wireshark: fast retransmission", "Sent again soon after duplicate ACKs asked for it, without waiting for the timeout: the receiver got later segments, so only this one is missing.", "RFC 5681 3.2"},
	{"note/spurious_retransmission", "Wireshark: spurious retransmission", "Sent again although an acknowledgment of it had been captured already. The acknowledgment was lost or late, or the timeout is too short for this path.", "RFC 5682"},
	{"note/out_of_order", "Wireshark: out of order", "It fills a gap sooner than a retransmission could: packets took different ways, or were sent over several queues, and overtook each other.", "RFC 9293 3.10.7.4"},
	{"note/lost_segment", "Wireshark: previous segment not captured", "There is a gap before this segment. What belongs there was lost before the capture point, comes later, or the capture itself missed it: if the other end acknowledges it, the last is so.", ""},
	{"note/ack_lost_segment", "Wireshark: acknowledged segment not captured", "It acknowledges octets that are not in the capture. They did arrive, so the capture missed them: they took another way, or the capturing host was too slow.", ""},
	{"note/duplicate_ack", "Wireshark: duplicate ACK", "The same acknowledgment again, without data: something arrived, but not what is missing. Three of them are taken for a loss.", "RFC 5681 2"},
	{"note/keep_alive", "Wireshark: keep-alive", "A segment one octet before what is due, with at most that one octet. The other end must answer it with an ACK: the sender only wants to know whether it is still there.", "RFC 9293 3.8.4"},
	{"note/keep_alive_ack", "Wireshark: answer to a keep-alive", "The ACK that a keep-alive asked for: this end is still there.", "RFC 9293 3.8.4"},
	{"note/zero_window", "Wireshark: zero window", "The receive buffer is full: the program at this end does not read as fast as data comes. The other end must stop sending until the window opens.", "RFC 9293 3.8.6"},
	{"note/zero_window_probe", "Wireshark: zero window probe", "One octet sent into a closed window. The answer tells whether it is still closed; without the probe, a lost window update would stop the connection for ever.", "RFC 9293 3.8.6.1"},
	{"note/zero_window_probe_ack", "Wireshark: answer to a zero window probe", "The answer to a probe: the window is still closed, but this end is there.", "RFC 9293 3.8.6.1"},
	{"note/window_full", "Wireshark: window full", "This segment fills the window that the other end announced. The sender has to wait now: the receiver, not the network, sets the speed.", "RFC 9293 3.8.6"},
	{"note/window_update", "Wireshark: window update", "Only the window has changed: the program has read, and there is room again.", "RFC 9293 3.8.6"},
	{"note/reused_ports", "Wireshark: ports used again", "A SYN on addresses and ports that an earlier connection of this capture had. It is a new connection, numbered anew.", "RFC 9293 3.6.1"},
	{"note/tfo_syn", "Wireshark: SYN with fast open cookie", "The client shows the cookie that the server gave it in an earlier connection, so that the server believes its address and takes data with the SYN.", "RFC 7413 4.2"},
	{"note/tfo_ack", "Wireshark: fast open data accepted", "The SYN,ACK acknowledges the data that came with the SYN: a round trip is saved.", "RFC 7413 4.2"},
	{"note/tfo_ignored", "Wireshark: fast open data ignored", "The SYN,ACK acknowledges the SYN alone. The data that came with it is sent again after the handshake.", "RFC 7413 4.2"},
}

// verdictTexts are the values of conn.segment.
var verdictTexts = []Text{
	{"verdict/original", "original", "These octets are sent for the first time, in their place.", "RFC 9293 3.4"},
	{"verdict/retransmission", "retransmission", "Sent again because no acknowledgment came in time. The timeout follows the measured round trip and doubles each time, so that a network in trouble gets less to carry.", "RFC 6298 5"},
	{"verdict/fast-retransmission", "fast retransmission", "Sent again because the receiver's acknowledgments show that later octets have arrived and these have not. That is faster than the timeout, and the path still carries data.", "RFC 5681 3.2"},
	{"verdict/tail-loss-probe", "tail loss probe", "The last segment of a flight is sent again early. When the end of a flight is lost nothing follows that could show it; the probe draws an acknowledgment that does.", "RFC 8985 7"},
	{"verdict/spurious-retransmission", "spurious retransmission", "Sent again although the receiver had it. Its acknowledgment was lost or late, or the timeout is too short for this path.", "RFC 5682"},
	{"verdict/out-of-order", "out of order", "Sent once and in order, but overtaken on the way by a later segment. Nothing was lost; the receiver keeps what came early and acknowledges the gap.", "RFC 9293 3.10.7.4"},
	{"verdict/network-duplicate", "network duplicate", "Sent once, seen twice: the network, or the capture, has copied it. Whoever sent it knows nothing of the second one.", "RFC 9293 3.4"},
	{"verdict/keep-alive", "keep-alive", "The sender only asks whether the other end is still there. Nothing new is sent: the number is one before what is due, so the other end must answer.", "RFC 9293 3.8.4"},
	{"verdict/window-probe", "window probe", "The other end's window is closed. The sender asks with as little as possible whether it has opened, because the update that says so could be lost.", "RFC 9293 3.8.6.1"},
}

// findingTexts are the findings that are no analysis flags.
var findingTexts = []Text{
	{"finding/tcp.connection.syn", "a connection is asked for", "The first step of the handshake.", "RFC 9293 3.5"},
	{"finding/tcp.connection.synack", "a connection is agreed to", "The second step of the handshake.", "RFC 9293 3.5"},
	{"finding/tcp.connection.fin", "a direction is closed", "The sender has nothing more to send.", "RFC 9293 3.6"},
	{"finding/tcp.connection.fin_active", "closed first", "The sender closes first, so it is the one that will wait in TIME-WAIT.", "RFC 9293 3.6"},
	{"finding/tcp.connection.fin_passive", "closed second", "The sender closes after the other end did.", "RFC 9293 3.6"},
	{"finding/tcp.connection.rst", "a connection is reset", "It ends at once; what was under way is lost.", "RFC 9293 3.5.3"},
	{"finding/tcp.ack.nonzero", "a number without ACK", "The acknowledgment field is filled, but the flag that makes it valid is not set. Some systems leave an old number there; some scanners too.", "RFC 9293 3.1"},
	{"finding/tcp.bogus_header_length", "a wrong header length", "The data offset is under 5 words or beyond the packet, so nothing after the fixed fields can be trusted.", "RFC 9293 3.1"},
	{"finding/reset.ttl", "a RST from elsewhere", "The RST came with another time to live than the other segments of its sender: it took another way. A firewall or filter between the ends may have made it.", ""},
	{"finding/reset.ipid", "a RST out of line", "The IP identification of the RST does not follow its sender's counter: somebody else may have made it.", "RFC 6864"},
	{"finding/reset.near", "a RST to be asked about", "The RST lies in the window, but not at the number that is due. It may be forged, so the receiver asks with a challenge ACK.", "RFC 5961 3.2"},
	{"finding/reset.far", "a RST to be ignored", "The RST lies outside the window: old, or a blind guess. It is dropped.", "RFC 5961 3.2"},
	{"finding/stream.overlap", "octets that changed", "The same sequence numbers were sent again with other octets. Who reads the stream gets the first or the last, as its system likes: an attack on those who watch, or a fault.", "RFC 9293 3.4"},
	{"finding/tcp.options.sack.dsack", "came twice", "The first SACK block says that these octets arrived a second time: the sender had sent them again needlessly, or the network duplicated them.", "RFC 2883 4"},
	{"finding/tcp.options.mss.absent", "no MSS", "A SYN with options, but without its maximum segment size: the other end takes 536 octets in IPv4, 1220 in IPv6.", "RFC 9293 3.7.1"},
	{"finding/tcp.urgent_pointer.non_zero", "stray urgent pointer", "The urgent pointer is set, but the flag that makes it valid is not: receivers ignore it.", "RFC 9293 3.8.5"},
	{"finding/segment.urgent", "urgent", "The urgent pointer is set. Systems do not agree on whether it points at the last urgent octet or behind it, and middleboxes clear it: new programs should not use it.", "RFC 6093 3"},
	{"finding/conn.refused", "refused", "The SYN was answered by a RST: nobody listens on that port, or a firewall says so.", "RFC 9293 3.5.2"},
	{"finding/conn.no_answer", "no answer", "Nothing answered the SYN: the host is away, the path is, or a firewall drops in silence.", "RFC 9293 3.5"},
	{"finding/conn.close_wait", "nobody closes", "The peer has closed, and this end's program has not for a minute or more. Such sockets pile up until the program can open no more.", "RFC 9293 3.6"},
	{"finding/conn.time_wait_reuse", "used again in TIME-WAIT", "The same addresses and ports are used again while an end of the connection before is in TIME-WAIT.", "RFC 9293 3.6.1"},
	{"finding/scan.syn", "SYN scan", "One source sends SYNs to many ports or hosts and talks to none of them: it looks for what is open.", ""},
	{"finding/scan.fin", "FIN scan", "FINs without a connection: closed ports answer RST, open ones are silent. Filters that look for SYN alone do not see it.", ""},
	{"finding/scan.null", "NULL scan", "Segments without any flag: closed ports answer RST, open ones are silent.", ""},
	{"finding/scan.xmas", "Xmas scan", "FIN, PSH and URG without a connection: closed ports answer RST, open ones are silent.", ""},
	{"finding/flood.syn", "half-open flood", "Many handshakes with one listener that nobody finishes. Each costs it memory; SYN cookies are the answer.", "RFC 4987"},
}
