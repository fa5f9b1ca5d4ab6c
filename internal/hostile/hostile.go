// Package hostile makes text and captures as an attacker would: for tests of
// whatever shows them.
package hostile

import (
	"encoding/binary"
	"strings"
)

// Text is everything at once that a terminal, a screen library or a reader could
// be fooled by.
func Text() string { return strings.Join(Texts(), " ") }

// Texts are its parts.
func Texts() []string {
	return []string{
		"\x1b]0;owned\x07",                                          // sets the title
		"\x1b]52;c;b3duZWQ=\x07",                                    // sets the clipboard
		"\x1b[31;5mred\x1b[0m",                                      // colours
		"\x1b[2J\x1b[H\x1b[?1049l",                                  // clears, leaves the other screen
		"\x1b[6n\x1b[c\x1bP$qm\x1b\\\x05",                           // asks for answers, which are typed
		"\x1bc\x1b(0lqk\x1b(B",                                      // resets, line drawing
		"\x9b31m\x90x\x9c\u009b31m\u0085",                           // C1 controls as bytes and as characters
		"\x00\x07\x08\x08\x08\x0b\x0c\x0e\x0f\r\n\t\x7f",            // C0
		"\u202eexe.pcap\u202c \u2066x\u2069 \u061c\u200f",           // bidirectional
		"a\u200bb\u200cc\u200dd\u2060e\ufeff\u00ad\u034f\U000e0041", // not seen
		"[red]tview[-] [::b]bold[::-] [\"region\"]x[\"\"] [red[]",   // tview's tags
		"e" + strings.Repeat("\u0301", 200),                         // marks without end
		"\u0301alone \u1100\u1161\u11a8\u1161",                      // marks and Jamo without a base
		"你好，世界 ｆｕｌｌ 한국어",                                            // wide
		"👨\u200d👩\u200d👧\u200d👦 👍🏽 🇩🇪🇩 ❤\ufe0f ☎\ufe0e",             // emoji
		"\xff\xfe\xc3\x28\xf0\x9f\xed\xa0\x80",                      // no UTF-8
		"\ufffe\ufdd0\U0010ffff\ue000",                              // no characters
		strings.Repeat("long", 500),
	}
}

// Name is a hostile name of a file: one that a file system takes.
func Name() string {
	return strings.NewReplacer("/", "", "\x00", "").Replace("\x1b]0;owned\x07\x1b[31m\u202e[red]你好e\u0301\u200b\n\r\x9b31m")
}

// Capture is a capture in pcapng whose comments, names, interfaces and payloads
// are hostile: an exchange in TCP, one that looks like HTTP, one that looks like
// TLS, answers of the DNS.
func Capture() []byte {
	c := &capture{at: 1_700_000_000_000_000}
	c.block(0x0a0d0d0a, section(), option(1, Text()), option(2, Text()), option(3, Text()), option(4, Text()))
	c.block(1, []byte{101, 0, 0, 0, 0, 0, 4, 0}, option(2, Text()), option(3, Text()), option(11, "\x00"+Text()), option(12, Text()), option(1, Text()))
	c.names()
	a := c.connection(50000, 80)
	a.open()
	a.send(0, Text())
	a.send(1, Text())
	for _, text := range Texts() {
		a.send(0, text)
		a.send(1, text)
	}
	a.send(0, "GET /"+Text()+" HTTP/1.1\r\nHost: "+Text()+"\r\nUser-Agent: "+Text()+"\r\n\r\n")
	a.send(1, "HTTP/1.1 200 "+Text()+"\r\nServer: "+Text()+"\r\n\r\n"+Text())
	a.segment(1, rst|ack, Text())
	b := c.connection(50001, 443)
	b.open()
	b.send(0, clientHello())
	b.segment(0, fin|ack, "")
	b.next[0]++
	b.segment(1, fin|ack, "")
	for _, text := range Texts() {
		c.dns(text)
	}
	return c.out
}

// section is the body of a Section Header Block.
func section() []byte {
	return []byte{0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
}

// capture is a file that is being made.
type capture struct {
	out []byte
	at  uint64 // microseconds since 1970
}

// option is an option of a block.
func option(code uint16, text string) []byte {
	b := binary.LittleEndian.AppendUint16(nil, code)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	return pad(append(b, text...))
}

func pad(b []byte) []byte { return append(b, make([]byte, -len(b)&3)...) }

// block appends a block of pcapng.
func (c *capture) block(kind uint32, body []byte, options ...[]byte) {
	for _, o := range options {
		body = append(body, o...)
	}
	if len(options) > 0 {
		body = append(body, 0, 0, 0, 0)
	}
	n := uint32(len(body) + 12)
	c.out = binary.LittleEndian.AppendUint32(c.out, kind)
	c.out = binary.LittleEndian.AppendUint32(c.out, n)
	c.out = append(c.out, body...)
	c.out = binary.LittleEndian.AppendUint32(c.out, n)
}

// names appends a Name Resolution Block.
func (c *capture) names() {
	record := "\x0a\x00\x00\x01" + strings.ReplaceAll(Text(), "\x00", "") + "\x00"
	body := append(option(1, record), 0, 0, 0, 0)
	c.block(4, body)
}

// frame appends a raw IP packet with a comment.
func (c *capture) frame(p []byte) {
	c.at += 1000
	var body []byte
	for _, v := range []uint32{0, uint32(c.at >> 32), uint32(c.at), uint32(len(p)), uint32(len(p))} {
		body = binary.LittleEndian.AppendUint32(body, v)
	}
	c.block(6, append(body, pad(p)...), option(1, Text()))
}

// ip is an IPv4 packet between two hosts.
func ip(from int, protocol byte, payload []byte) []byte {
	p := make([]byte, 20, 20+len(payload))
	p[0], p[8], p[9] = 0x45, 64, protocol
	binary.BigEndian.PutUint16(p[2:], uint16(20+len(payload)))
	copy(p[12:], []byte{10, 0, 0, byte(2 - from), 10, 0, 0, byte(1 + from)})
	return append(p, payload...)
}

// The flags of TCP.
const (
	fin = 1 << iota
	syn
	rst
	psh
	ack
)

// connection is a connection that is being made.
type connection struct {
	c     *capture
	ports [2]uint16
	next  [2]uint32
}

func (c *capture) connection(client, server uint16) *connection {
	return &connection{c, [2]uint16{client, server}, [2]uint32{1000, 5000}}
}

func (k *connection) open() {
	k.segment(0, syn, "")
	k.next[0]++
	k.segment(1, syn|ack, "")
	k.next[1]++
	k.segment(0, ack, "")
}

func (k *connection) send(from int, data string) { k.segment(from, psh|ack, data) }

// segment appends a segment of the client, 0, or the server, 1.
func (k *connection) segment(from int, flags uint16, data string) {
	p := make([]byte, 20, 20+len(data))
	binary.BigEndian.PutUint16(p, k.ports[from])
	binary.BigEndian.PutUint16(p[2:], k.ports[1-from])
	binary.BigEndian.PutUint32(p[4:], k.next[from])
	if flags&ack != 0 {
		binary.BigEndian.PutUint32(p[8:], k.next[1-from])
	}
	binary.BigEndian.PutUint16(p[12:], 5<<12|flags)
	binary.BigEndian.PutUint16(p[14:], 8192)
	k.next[from] += uint32(len(data))
	k.c.frame(ip(from, 6, append(p, data...)))
}

// clientHello is the beginning of TLS with a hostile server name.
func clientHello() string {
	name := Text()
	u16 := func(n int) string { return string([]byte{byte(n >> 8), byte(n)}) }
	sni := u16(len(name)+3) + "\x00" + u16(len(name)) + name
	extensions := "\x00\x00" + u16(len(sni)) + sni
	body := "\x03\x03" + strings.Repeat("r", 32) + "\x00" + "\x00\x02\x13\x01" + "\x01\x00" + u16(len(extensions)) + extensions
	hello := "\x01\x00" + u16(len(body)) + body
	return "\x16\x03\x01" + u16(len(hello)) + hello
}

// dns appends a question and its answer.
func (c *capture) dns(name string) {
	label := name[:min(len(name), 63)]
	question := string([]byte{byte(len(label))}) + label + "\x00\x00\x10\x00\x01" // TXT
	text := string([]byte{byte(len(label))}) + label
	answer := "\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x3c\x00" + string([]byte{byte(len(text))}) + text
	c.datagram(0, "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"+question)
	c.datagram(1, "\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"+question+answer)
}

func (c *capture) datagram(from int, data string) {
	ports := [2]uint16{40000, 53}
	p := make([]byte, 8, 8+len(data))
	binary.BigEndian.PutUint16(p, ports[from])
	binary.BigEndian.PutUint16(p[2:], ports[1-from])
	binary.BigEndian.PutUint16(p[4:], uint16(8+len(data)))
	c.frame(ip(from, 17, append(p, data...)))
}
