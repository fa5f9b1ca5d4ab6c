package flows

import (
	"bytes"
	"strconv"

	"tcptui/decode"
)

// An FTP control connection tells where the next data connection will be (RFC
// 959 PORT and PASV, RFC 2428 EPSV). Wireshark then knows the connection before
// its first segment, and does not count its SYN in tcp.completeness.

const (
	portFTP     = 21
	portFTPData = 20
)

// announcement is where a connection is to come: one of its ends is known with
// its port, the other without.
type announcement struct {
	at   decode.Addr
	peer decode.Addr
	port uint16 // of at
}

// announcements are those that no connection has used yet. Ingest goroutine
// only.
type announcements map[announcement]uint32

// maxAnnouncements is how many are remembered. When there are more all are
// forgotten: a capture that full of them is not one of FTP.
const maxAnnouncements = 4096

// add remembers an announcement. The same one may be made several times.
func (m announcements) add(a announcement) {
	if len(m) >= maxAnnouncements {
		clear(m)
	}
	m[a]++
}

// take reports whether a connection between the two ends of k was announced,
// and uses the announcement up.
func (m announcements) take(k *tuple) bool {
	if len(m) == 0 {
		return false
	}
	a, aPort := k.side(false)
	b, bPort := k.side(true)
	return m.use(announcement{at: a, peer: b, port: aPort}) || m.use(announcement{at: b, peer: a, port: bPort})
}

func (m announcements) use(a announcement) bool {
	n := m[a]
	if n > 1 {
		m[a] = n - 1
	} else {
		delete(m, a)
	}
	return n > 0
}

// announces reports whether a segment may announce a connection: only those of FTP's
// port are read.
func announces(s *decode.Segment) bool {
	return (s.SrcPort == portFTP || s.DstPort == portFTP) && s.CapLen > 0
}

// read sets a to what the first line of a segment's data announces, and reports
// whether that is anything. Only segments of FTP's port are read.
func (a *announcement) read(p *decode.Packet) bool {
	s := &p.TCP
	if !announces(s) {
		return false
	}
	from := uint64(s.Off) + uint64(s.HdrLen)
	to := min(from+uint64(s.CapLen), uint64(len(p.Data)))
	if from >= to {
		return false
	}
	line := p.Data[from:to]
	if n := bytes.IndexAny(line, "\r\n"); n >= 0 {
		line = line[:n]
	}
	if s.DstPort == portFTP {
		return a.command(line, p)
	}
	return a.reply(line, p)
}

// command reads PORT: the server will connect from its data port.
func (a *announcement) command(line []byte, p *decode.Packet) bool {
	args, ok := bytes.CutPrefix(line, []byte("PORT "))
	if !ok {
		return false
	}
	a.at, a.port = p.Dst, portFTPData
	_, ok = hostPort(args, &a.peer)
	return ok
}

// reply reads what the server says it listens on.
func (a *announcement) reply(line []byte, p *decode.Packet) (ok bool) {
	if len(line) < 4 {
		return false
	}
	a.peer = p.Dst
	switch args := line[4:]; string(line[:3]) {
	case "227":
		a.port, ok = hostPort(args, &a.at)
	case "229":
		a.at = p.Src
		a.port, ok = extendedPort(args)
	}
	return ok
}

// hostPort finds h1,h2,h3,h4,p1,p2 of RFC 959 in a text.
func hostPort(text []byte, addr *decode.Addr) (port uint16, ok bool) {
	for i := 0; i < len(text); i++ {
		if !digit(text[i]) {
			continue
		}
		if n, ok := numbers(text[i:]); ok {
			*addr = decode.Addr{N: 4}
			for k := range 4 {
				addr.B[k] = byte(n[k])
			}
			return uint16(n[4]&0xff)<<8 | uint16(n[5]&0xff), true
		}
		for i < len(text) && digit(text[i]) {
			i++
		}
	}
	return 0, false
}

// numbers reads six numbers with commas between, the first four of them octets.
func numbers(text []byte) (n [6]uint32, ok bool) {
	for k := range n {
		text = bytes.TrimLeft(text, " ")
		end := 0
		for end < len(text) && digit(text[end]) {
			end++
		}
		v, err := strconv.ParseUint(string(text[:end]), 10, 16)
		if err != nil || k < 4 && v > 0xff {
			return n, false
		}
		n[k], text = uint32(v), text[end:]
		if k < len(n)-1 {
			if len(text) == 0 || text[0] != ',' {
				return n, false
			}
			text = text[1:]
		}
	}
	return n, true
}

// extendedPort finds the port of RFC 2428's (|||port|) in a text.
func extendedPort(text []byte) (port uint16, ok bool) {
	open := bytes.IndexByte(text, '(')
	if open < 0 || bytes.IndexByte(text[open:], ')') < 0 {
		return 0, false
	}
	text = text[open+1:]
	for n := 0; n < 3 && len(text) > 1 && text[0] > ' ' && text[0] < 0x7f && !digit(text[0]); n++ {
		if delimiter := text[0]; text[1] != delimiter {
			n = 3 // the last one before the number
		}
		text = text[1:]
	}
	end := 0
	for end < len(text) && digit(text[end]) {
		end++
	}
	v, err := strconv.ParseUint(string(text[:end]), 10, 16)
	return uint16(v), err == nil
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
