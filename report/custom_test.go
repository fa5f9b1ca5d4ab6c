package report

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// TestCustomBlocks: whose a custom block is, and whether it may be copied, is in its
// line and in its fields.
func TestCustomBlocks(t *testing.T) {
	le := binary.LittleEndian
	block := func(typ uint32, body []byte) []byte {
		size := uint32(len(body) + 12)
		return le.AppendUint32(append(le.AppendUint32(le.AppendUint32(nil, typ), size), body...), size)
	}
	section := le.AppendUint64(le.AppendUint32(le.AppendUint32(nil, 0x1a2b3c4d), 1), ^uint64(0))
	own := append(le.AppendUint32(nil, 32473), "8 octets"...)
	data := bytes.Join([][]byte{block(0x0a0d0d0a, section), block(0xbad, own), block(0x40000bad, own)}, nil)
	for _, tt := range []struct{ format, want string }{
		{"_ws.col.Info", "Custom Block: PEN = 32473, will be copied\nCustom Block: PEN = 32473, will not be copied\n"},
		{"frame.cb_pen frame.cb_copy", "32473\t1\n32473\t0\n"},
	} {
		var out bytes.Buffer
		if _, err := Fields(&out, open(t, data), columnsNamed(t, tt.format), DefaultFormat(), Options{}); err != nil {
			t.Fatal(err)
		}
		if out.String() != tt.want {
			t.Errorf("%s: %q, want %q", tt.format, out.String(), tt.want)
		}
	}
}
