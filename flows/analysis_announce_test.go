package flows

import (
	"testing"

	"tcptui/decode"
)

// TestAnnounced: a data connection that an FTP command told of is known as one.
func TestAnnounced(t *testing.T) {
	const control, server = "10.0.0.2:5000", "10.0.0.1:21"
	command := func(text string) seg {
		return seg{from: control, to: server, flags: decode.ACK, seq: 1, ack: 1, window: 9, data: text}
	}
	reply := func(text string) seg {
		return seg{from: server, to: control, flags: decode.ACK, seq: 1, ack: 1, window: 9, data: text}
	}
	syn := func(from, to string) seg { return seg{from: from, to: to, flags: decode.SYN, seq: 7, window: 9} }
	for name, c := range map[string]struct {
		said, opened seg
		want         bool
	}{
		"PASV":                {reply("227 Entering Passive Mode (10,0,0,1,20,1).\r\n"), syn("10.0.0.2:6000", "10.0.0.1:5121"), true},
		"PASV, bare":          {reply("227 listening on 10,0,0,1,20,1"), syn("10.0.0.2:6000", "10.0.0.1:5121"), true},
		"PASV, numbers":       {reply("227 1 2,3 10, 0,0,1,20,1"), syn("10.0.0.2:6000", "10.0.0.1:5121"), true},
		"PASV, other port":    {reply("227 (10,0,0,1,20,1)"), syn("10.0.0.2:6000", "10.0.0.1:5122"), false},
		"PASV, other host":    {reply("227 (10,0,0,9,20,1)"), syn("10.0.0.2:6000", "10.0.0.1:5121"), false},
		"PASV, other client":  {reply("227 (10,0,0,1,20,1)"), syn("10.0.0.3:6000", "10.0.0.1:5121"), false},
		"PASV, second line":   {reply("227 no\r\n227 (10,0,0,1,20,1)"), syn("10.0.0.2:6000", "10.0.0.1:5121"), false},
		"PASV, cut":           {reply("227 (10,0,0,1,20"), syn("10.0.0.2:6000", "10.0.0.1:5121"), false},
		"PASV, no octets":     {reply("227 (310,0,0,1,20,1"), syn("10.0.0.2:6000", "10.0.0.1:5121"), false},
		"another reply":       {reply("220 (10,0,0,1,20,1)"), syn("10.0.0.2:6000", "10.0.0.1:5121"), false},
		"EPSV":                {reply("229 Extended (|||5122|)\r\n"), syn("10.0.0.2:6000", "10.0.0.1:5122"), true},
		"EPSV, delimiter":     {reply("229 Extended (!!!5122!)\r\n"), syn("10.0.0.2:6000", "10.0.0.1:5122"), true},
		"EPSV, open":          {reply("229 Extended (|||5122|\r\n"), syn("10.0.0.2:6000", "10.0.0.1:5122"), false},
		"EPSV, no number":     {reply("229 Extended (||||)"), syn("10.0.0.2:6000", "10.0.0.1:5122"), false},
		"PORT":                {command("PORT 10,0,0,2,20,3\r\n"), syn("10.0.0.1:20", "10.0.0.2:5123"), true},
		"PORT, not from 20":   {command("PORT 10,0,0,2,20,3\r\n"), syn("10.0.0.1:2020", "10.0.0.2:5123"), false},
		"PORT, no such thing": {command("PORTS 10,0,0,2,20,3\r\n"), syn("10.0.0.1:20", "10.0.0.2:5123"), false},
		"nothing":             {reply("22"), syn("10.0.0.2:6000", "10.0.0.1:5121"), false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			w.send(c.said)
			w.send(c.opened)
			again := c.opened
			again.from = again.from + "1" // another port: the announcement is used up
			w.send(again)
			_, s := w.open()
			if got := s.Conn(1).Announced; got != c.want {
				t.Errorf("announced: %v, want %v", got, c.want)
			}
			if got := s.Conn(1).Shown(1) == 0; got != c.want {
				t.Errorf("its SYN counts: %v, want %v", !got, !c.want)
			}
			if s.Conn(2).Announced {
				t.Error("a second connection is taken for the announced one")
			}
		})
	}
}

// TestAnnouncementsBounded: a flood of them does not stay.
func TestAnnouncementsBounded(t *testing.T) {
	m := announcements{}
	for i := range 3 * maxAnnouncements {
		m.add(announcement{port: uint16(i), peer: decode.Addr{N: 4, B: [16]byte{byte(i >> 16)}}})
	}
	if len(m) > maxAnnouncements {
		t.Errorf("%d are remembered", len(m))
	}
}
