package report

import (
	"bytes"
	"strings"
	"testing"

	"tcptui/decode"
	"tcptui/internal/golden"
)

// follow prints a stream in a mode.
func follow(t *testing.T, data []byte, tap string) string {
	t.Helper()
	f, err := ParseTap(tap, Clock{}, names)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := f.Print(&out, open(t, data), Options{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const header = `
===================================================================
Follow: tcp,MODE
Filter: tcp.stream eq 0
Node 0: 10.0.0.2:1000
Node 1: 10.0.0.1:80
`

// TestFollow: what tshark 4.0 prints of the same segments.
func TestFollow(t *testing.T) {
	const ack = decode.ACK
	gaps := record(t,
		seg{client: true, seq: 100, fl: decode.SYN},
		seg{seq: 500, ack: 101, fl: decode.SYN | ack},
		seg{client: true, seq: 101, ack: 501, fl: ack, data: "aaaa"},
		seg{client: true, seq: 109, ack: 501, fl: ack, data: "cccc"},
		seg{client: true, seq: 105, ack: 501, fl: ack, data: "bbbb"},
		seg{client: true, seq: 117, ack: 501, fl: ack, data: "eeee"},
		seg{seq: 501, ack: 118, fl: ack},
		seg{client: true, seq: 121, ack: 501, fl: ack, data: "ffff"},
		seg{client: true, seq: 131, ack: 501, fl: ack, data: "hhhh"},
		seg{seq: 501, ack: 125, fl: ack, data: "X\t\r\n"},
	)
	cut := record(t,
		seg{client: true, seq: 100, fl: decode.SYN},
		seg{client: true, seq: 101, fl: ack, data: "aaaaaaaa", cut: 3},
		seg{client: true, seq: 109, fl: ack, data: "你好, 0123456789"},
	)
	spaces := record(t,
		seg{client: true, seq: 100, fl: decode.SYN},
		seg{client: true, seq: 101, fl: ack, data: "abcdefg "},
		seg{client: true, seq: 109, fl: ack, data: "a "},
	)
	for _, tt := range []struct {
		name, mode, want string
		data             []byte
	}{
		{"gaps", "raw", "61616161\n62626262\n63636363\n5b34206279746573206d697373696e6720696e20636170747572652066696c655d00\n65656565\n66666666\n\t58090d0a\n", gaps},
		{"gaps", "ascii", "4\naaaa\n4\nbbbb\n4\ncccc\n34\n[4 bytes missing in capture file].\n4\neeee\n4\nffff\n\t4\nX.\r\n\n", gaps},
		{"cut", "raw", "6161616161\ne4bda0e5a5bd2c2030313233343536373839\n", cut},
		{"cut", "hex", "00000000  61 61 61 61 61                                    aaaaa\n" +
			"00000005  e4 bd a0 e5 a5 bd 2c 20  30 31 32 33 34 35 36 37  ......,  01234567\n" +
			"00000015  38 39                                             89\n", cut},
		{"spaces", "hex", "00000000  61 62 63 64 65 66 67 20                           abcdefg \n00000008  61 20                                             a\n", spaces},
		{"cut", "utf-8", "5\naaaaa\n18\n你好, 0123456789\n", cut},
		{"spaces", "ebcdic", "8\n/...... \n2\n/ \n", spaces},
		{"spaces", "c-arrays", "unsigned char peer0_0[] = { /* Packet 2 */\n0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x20 };\n" +
			"unsigned char peer0_1[] = { /* Packet 3 */\n0x61, 0x20 };\n", spaces},
	} {
		want := strings.Replace(header, "MODE", tt.mode, 1) + tt.want + rule
		if got := follow(t, tt.data, "follow,tcp,"+tt.mode+",0"); got != want {
			t.Errorf("%s, %s:\n%s\nwant\n%s", tt.name, tt.mode, got, want)
		}
	}
	if got := follow(t, cut, "follow,tcp,raw,7"); !strings.Contains(got, "Filter: tcp.stream eq 7\nNode 0: :0\nNode 1: :0\n===") {
		t.Errorf("a stream that is not there: %s", got)
	}
}

func TestParseTap(t *testing.T) {
	for arg, says := range map[string]string{
		"follo,tcp,raw,0":            "did you mean follow?",
		"conv,upd":                   "did you mean udp?",
		"conv,tcp,tcp.prt == 1":      "tcp.prt",
		"conn":                       "conn,json",
		"expert,warn,tcp.prt == 1":   "tcp.prt",
		"follow":                     "only tcp",
		"follow,udp,raw,0":           "only tcp",
		"follow,tcp,raw":             "stream's number",
		"follow,tcp,raw,x":           "no stream number",
		"follow,tcp,raw,-1":          "no stream number",
		"follow,tcp,asci,0":          "did you mean ascii?",
		"follow,tcp,raw,0,1-3":       "stream's number",
		"follow,tcp,raw,99999999999": "no stream number",
	} {
		if _, err := ParseTap(arg, Clock{}, names); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("-z %s: error %v, want one that says %q", arg, err, says)
		}
	}
}

// TestFollowYAML: what tshark 4.0 prints of the sample; the golden file holds it.
func TestFollowYAML(t *testing.T) {
	golden.Check(t, "testdata/chat.yaml", string(tap(t, sample(t, "chat"), "follow,tcp,yaml,1", Options{})))
	if got, want := string(tap(t, sample(t, "chat"), "follow,tcp,yaml,9", Options{})),
		"peers:\n  - peer: 0\n    host: \n    port: 0\n  - peer: 1\n    host: \n    port: 0\npackets:\n"; got != want {
		t.Errorf("a stream that is not there:\n%s", got)
	}
}
