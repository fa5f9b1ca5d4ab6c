package decode

// mptcpSubtypes names the subtypes of RFC 8684 3.
var mptcpSubtypes = [16]string{
	"MP_CAPABLE", "MP_JOIN", "DSS", "ADD_ADDR", "REMOVE_ADDR", "MP_PRIO", "MP_FAIL", "MP_FASTCLOSE", "MP_TCPRST",
	9: "reserved", 10: "reserved", 11: "reserved", 12: "reserved", 13: "reserved", 14: "reserved", 15: "MP_EXPERIMENTAL",
}

// mptcpLayouts are the parts behind the subtype, by subtype.
var mptcpLayouts = [16]func(b []byte) []optionPart{
	mptcpCapable, mptcpJoin, mptcpDSS, mptcpAddAddr, mptcpRemoveAddr, mptcpPrio, mptcpFail, mptcpFastClose, mptcpReset,
}

// mptcpParts reads a multipath option: RFC 8684, and RFC 6824 where version 0
// differs.
func mptcpParts(b []byte) []optionPart {
	if len(b) < 3 {
		return nil
	}
	out := []optionPart{{"tcp.options.mptcp.subtype", "Multipath TCP subtype", 16, 4, KindUint, Dec, 8, "What this option is about."}}
	if f := mptcpLayouts[b[2]>>4]; f != nil {
		return append(out, f(b)...)
	}
	return out
}

// flag8 is a bit that Wireshark has as a decimal number.
func flag8(name, label string, at uint16, help string) optionPart {
	return optionPart{"tcp.options.mptcp." + name, label, at, 1, KindUint, Dec, 8, help}
}

func mptcpCapable(b []byte) []optionPart {
	out := []optionPart{
		number("tcp.options.mptcp.version", "Multipath TCP version", 20, 4, "1 is RFC 8684, 0 RFC 6824."),
		hex("tcp.options.mptcp.flags", "Multipath TCP flags", 24, 8, "What the connection is to use."),
		flag8("checksumreq.flags", "Checksum required", 24, "Data sequence mappings are to carry a checksum."),
		flag8("extensibility.flag", "Extensibility", 25, "Must be 0."),
	}
	version := byte(0)
	if len(b) > 2 {
		version = b[2] & 15
	}
	if version > 0 {
		out = append(out, flag8("nomoresubflows.flag", "Do not attempt to establish new subflows to this address and port", 26, "This address takes no more subflows."),
			flag8("sha256.flag", "Use HMAC-SHA256", 31, "Keys are used with HMAC-SHA256."))
	} else {
		out = append(out, flag8("sha1.flag", "Use HMAC-SHA1", 31, "Keys are used with HMAC-SHA1."))
	}
	key := func(n int) bool { return len(b) >= n }
	if key(12) {
		out = append(out, number("tcp.options.mptcp.sendkey", "Sender's Key", 32, 64, "The sender's key, from which its token is made."))
	}
	if key(20) {
		out = append(out, number("tcp.options.mptcp.recvkey", "Receiver's Key", 96, 64, "The receiver's key, sent back."))
	}
	if key(22) {
		out = append(out, number("tcp.options.mptcp.datalvllen", "Data-level Length", 160, 16, "Bytes of data that come with this segment."))
	}
	if key(24) {
		out = append(out, hex("tcp.options.mptcp.checksum", "Checksum", 176, 16, "Over the data and its mapping."))
	}
	return out
}

func mptcpJoin(b []byte) []optionPart {
	backup := flag8("backup.flag", "Backup flag", 23, "Use this subflow only when no other is left.")
	id := number("tcp.options.mptcp.addrid", "Address ID", 24, 8, "Names the address in later options.")
	flags := hex("tcp.options.mptcp.flags", "Multipath TCP flags", 16, 8, "How the subflow is to be used, in the lower half.")
	switch len(b) {
	case 12:
		return []optionPart{flags, backup, id,
			number("tcp.options.mptcp.recvtok", "Receiver's Token", 32, 32, "Names the connection that the subflow joins."),
			number("tcp.options.mptcp.sendrand", "Sender's Random Number", 64, 32, "Keeps old handshakes from being replayed.")}
	case 16:
		return []optionPart{flags, backup, id,
			number("tcp.options.mptcp.sendtrunchmac", "Sender's Truncated HMAC", 32, 64, "Proves that the sender knows both keys."),
			number("tcp.options.mptcp.sendrand", "Sender's Random Number", 96, 32, "Keeps old handshakes from being replayed.")}
	case 24:
		return []optionPart{octets("tcp.options.mptcp.sendhmac", "Sender's HMAC", 32, 160, "Proves that the sender knows both keys.")}
	}
	return nil
}

func mptcpDSS(b []byte) []optionPart {
	if len(b) < 4 {
		return nil
	}
	const wideAck, ack, wideSeq, seq = 0x02, 0x01, 0x08, 0x04
	out := []optionPart{
		hex("tcp.options.mptcp.flags", "Multipath TCP flags", 24, 8, "What follows."),
		flag8("datafin.flag", "DATA_FIN", 27, "The data of the whole connection ends here."),
		flag8("dseqn8.flag", "Data Sequence Number is 8 octets", 28, "Not 4."),
		flag8("dseqnpresent.flag", "Data Sequence Number, Subflow Sequence Number, Data-level Length, Checksum present", 29, "A mapping follows."),
		flag8("dataack8.flag", "Data ACK is 8 octets", 30, "Not 4."),
		flag8("dataackpresent.flag", "Data ACK is present", 31, "An acknowledgment follows."),
	}
	at, flags := uint16(32), b[3]
	next := func(name, label string, bits uint16, help string) {
		if int(at+bits) <= len(b)*8 {
			out = append(out, number("tcp.options.mptcp."+name, label, at, bits, help))
		}
		at += bits
	}
	if flags&ack != 0 {
		next("rawdataack", "Original MPTCP Data ACK", 32<<(flags&wideAck/wideAck), "All data of the connection before this has arrived.")
	}
	if flags&seq == 0 {
		return out
	}
	next("rawdataseqno", "Data Sequence Number", 32<<(flags&wideSeq/wideSeq), "Where the data belongs in the connection.")
	next("subflowseqno", "Subflow Sequence Number", 32, "Where it is in this subflow, counted from its start.")
	next("datalvllen", "Data-level Length", 16, "For how many bytes that holds.")
	if int(at+16) <= len(b)*8 {
		out = append(out, hex("tcp.options.mptcp.dss_checksum", "Checksum", at, 16, "Over the data and its mapping."))
	}
	return out
}

// mptcpAddAddr tells version 1 from version 0 by the low nibble: an address
// family of 4 or 6 there is version 0.
func mptcpAddAddr(b []byte) []optionPart {
	if len(b) < 4 {
		return nil
	}
	var out []optionPart
	four := len(b) == 8 || len(b) == 10 || len(b) == 16 || len(b) == 18
	if v := b[2] & 15; v == 4 || v == 6 {
		out = append(out, number("tcp.options.mptcp.ipver", "IP version", 20, 4, "Of the address."))
		four = v == 4
	} else {
		out = append(out, number("tcp.options.mptcp.echo", "Echo", 23, 1, "The peer has seen this address."))
	}
	out = append(out, number("tcp.options.mptcp.addrid", "Address ID", 24, 8, "Names the address in later options."))
	at := uint16(32)
	if four {
		out = append(out, optionPart{"tcp.options.mptcp.ipv4", "Advertised IPv4 Address", at, 32, KindIPv4, Dec, 0, "Another address of the sender."})
		at += 32
	} else {
		out = append(out, optionPart{"tcp.options.mptcp.ipv6", "Advertised IPv6 Address", at, 128, KindIPv6, Dec, 0, "Another address of the sender."})
		at += 128
	}
	left := len(b) - int(at/8)
	if left == 2 || left == 10 {
		out = append(out, number("tcp.options.mptcp.port", "Advertised port", at, 16, "Another port of the sender."))
		at += 16
	}
	if left >= 8 {
		out = append(out, number("tcp.options.mptcp.addaddrtrunchmac", "Truncated HMAC", at, 64, "Proves that the connection's peer sent this."))
	}
	return out
}

func mptcpRemoveAddr(b []byte) []optionPart {
	var out []optionPart
	for i := 3; i < len(b); i++ {
		out = append(out, number("tcp.options.mptcp.addrid", "Address ID", uint16(i*8), 8, "An address that is no longer there."))
	}
	return out
}

func mptcpPrio(b []byte) []optionPart {
	out := []optionPart{flag8("backup.flag", "Backup flag", 23, "Use this subflow only when no other is left.")}
	if len(b) > 3 {
		out = append(out, number("tcp.options.mptcp.addrid", "Address ID", 24, 8, "The address that this is about."))
	}
	return out
}

func mptcpFail(b []byte) []optionPart {
	return []optionPart{number("tcp.options.mptcp.rawdataseqno", "Data Sequence Number", 32, 64, "The data whose checksum failed.")}
}

func mptcpFastClose(b []byte) []optionPart {
	return []optionPart{number("tcp.options.mptcp.recvkey", "Receiver's Key", 32, 64, "Proves that the peer wants the whole connection closed at once.")}
}

func mptcpReset(b []byte) []optionPart {
	t := func(name, label string, at uint16, help string) optionPart {
		return optionPart{"tcp.options.mptcp." + name, label, at, 1, KindBool, Dec, 4, help}
	}
	return []optionPart{
		hex("tcp.options.mptcp.flags", "Multipath TCP flags", 16, 8, "The lower half are flags."),
		t("flag_U.flag", "Flag U", 20, "Not in use."), t("flag_V.flag", "Flag V", 21, "Not in use."), t("flag_W.flag", "Flag W", 22, "Not in use."),
		t("flag_T.flag", "Transient", 23, "The subflow may be tried again."),
		hex("tcp.options.mptcp.rst_reason", "TCPRST Reason", 24, 8, "Why the subflow was reset."),
	}
}
