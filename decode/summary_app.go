package decode

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// sctpChunks names the chunk types of RFC 9260 3.2.
var sctpChunks = [...]string{
	"DATA", "INIT", "INIT_ACK", "SACK", "HEARTBEAT", "HEARTBEAT_ACK", "ABORT", "SHUTDOWN", "SHUTDOWN_ACK", "ERROR", "COOKIE_ECHO",
	"COOKIE_ACK", "ECNE", "CWR", "SHUTDOWN_COMPLETE", "AUTH",
}

func infoSCTP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	const data, sack = 0, 3
	if len(b) < 12 {
		return short(dst, p, l)
	}
	for b = b[12:]; len(b) >= 4 && len(dst) < maxInfo; {
		typ, n := int(b[0]), int(binary.BigEndian.Uint16(b[2:]))
		if typ < len(sctpChunks) {
			dst = append(dst, sctpChunks[typ]...)
		} else {
			dst = fmt.Appendf(dst, "Chunk %d", typ)
		}
		switch {
		case typ == data && len(b) >= 8:
			dst = fmt.Appendf(dst, " (TSN=%d)", binary.BigEndian.Uint32(b[4:]))
		case typ == sack && len(b) >= 12:
			dst = fmt.Appendf(dst, " (Ack=%d, Arwnd=%d)", binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:]))
		}
		dst = append(dst, ' ')
		if n < 4 {
			break
		}
		b = b[min(len(b), (n+3)&^3):]
	}
	return dst
}

// dhcpTypes names the message types of RFC 2132 9.6 and later.
var dhcpTypes = [...]string{
	1: "Discover", 2: "Offer", 3: "Request", 4: "Decline", 5: "ACK", 6: "NAK", 7: "Release", 8: "Inform", 9: "Force Renew",
	10: "Lease query", 11: "Lease Unassigned", 12: "Lease Unknown", 13: "Lease Active",
}

func infoDHCP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	const fixed, magic, messageType, pad, end = 236, 0x63825363, 53, 0, 255
	if len(b) < 8 {
		return short(dst, p, l)
	}
	if len(b) >= fixed+4 && binary.BigEndian.Uint32(b[fixed:]) == magic {
		for o := b[fixed+4:]; len(o) >= 2 && o[0] != end; {
			if o[0] == pad {
				o = o[1:]
				continue
			}
			if o[0] == messageType && len(o) > 2 && int(o[2]) < len(dhcpTypes) && o[2] > 0 {
				return fmt.Appendf(dst, "DHCP %-8s - Transaction ID 0x%x", dhcpTypes[o[2]], binary.BigEndian.Uint32(b[4:]))
			}
			o = o[min(len(o), 2+int(o[1])):]
		}
	}
	if b[0] == 1 && len(b) >= 34 {
		return appendBytes(append(dst, "Boot Request from "...), b[28:34], ":")
	}
	return append(dst, "Boot Reply"...)
}

var ntpModes = [8]string{"reserved", "symmetric active", "symmetric passive", "client", "server", "broadcast", "control", "private"}

func infoNTP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 1 {
		return short(dst, p, l)
	}
	return fmt.Appendf(dst, "NTP Version %d, %s", b[0]>>3&7, ntpModes[b[0]&7])
}

func infoSTP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 4 {
		return short(dst, p, l)
	}
	if b[3] == 0x80 {
		return append(dst, "Topology Change Notification"...)
	}
	if len(b) < 27 {
		return short(dst, p, l)
	}
	name := [...]string{"Conf", "", "RST", "MST", "SPT"}[min(b[2], 4)]
	prio := binary.BigEndian.Uint16(b[5:])
	dst = fmt.Appendf(dst, "%s. Root = %d/%d/", name, prio&0xf000, prio&0xfff)
	dst = appendBytes(dst, b[7:13], ":")
	return fmt.Appendf(dst, "  Cost = %d  Port = 0x%04x", binary.BigEndian.Uint32(b[13:]), binary.BigEndian.Uint16(b[25:]))
}

var tftpOps = [...]string{1: "Read Request", 2: "Write Request", 3: "Data Packet", 4: "Acknowledgement", 5: "Error Code", 6: "Option Acknowledgement"}

func infoTFTP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 4 {
		return short(dst, p, l)
	}
	op := binary.BigEndian.Uint16(b)
	if op == 0 || int(op) >= len(tftpOps) {
		return fmt.Appendf(dst, "Unknown (0x%04x)", op)
	}
	dst = append(dst, tftpOps[op]...)
	switch op {
	case 1, 2:
		name, _, _ := bytes.Cut(b[2:min(len(b), maxInfo)], []byte{0})
		return append(append(dst, ", File: "...), name...)
	case 3, 4:
		return fmt.Appendf(dst, ", Block: %d", binary.BigEndian.Uint16(b[2:]))
	}
	return dst
}

// infoLine is the first line of a protocol that is text.
func infoLine(dst []byte, _ *Packet, _ *Layer, b []byte) []byte {
	b = b[:min(len(b), maxInfo)]
	if i := bytes.IndexAny(b, "\r\n"); i >= 0 {
		b = b[:i]
	}
	return append(dst, b...)
}

var pppoeCodes = map[uint8]string{
	0x09: "Active Discovery Initiation (PADI)", 0x07: "Active Discovery Offer (PADO)", 0x19: "Active Discovery Request (PADR)",
	0x65: "Active Discovery Session-confirmation (PADS)", 0xa7: "Active Discovery Terminate (PADT)",
}

func infoPPPoED(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 6 {
		return short(dst, p, l)
	}
	if s, ok := pppoeCodes[b[1]]; ok {
		return append(dst, s...)
	}
	return fmt.Appendf(dst, "Code 0x%02x", b[1])
}

var eapolTypes = [...]string{"EAP", "Start", "Logoff", "Key", "Encapsulated-ASF-Alert"}

func infoEAPOL(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 4 {
		return short(dst, p, l)
	}
	if int(b[1]) < len(eapolTypes) {
		return append(dst, eapolTypes[b[1]]...)
	}
	return fmt.Appendf(dst, "Type %d", b[1])
}
