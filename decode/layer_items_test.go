package decode

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// itemLines writes items, one a line: place, depth as indentation, name, value.
func itemLines(items []Item) []string {
	var out []string
	for _, it := range items {
		out = append(out, fmt.Sprintf("%d+%d %s%s: %s", it.From, it.To-it.From, strings.Repeat(" ", it.Depth), it.Name, it.Value))
	}
	return out
}

func TestLayerItems(t *testing.T) {
	var p Packet
	data := frame4(t)
	p.Decode(1, data, uint32(len(data)))
	want := [][]string{
		{"0+48 Destination: 02:00:00:00:00:02", "6+1  LG bit: set", "7+1  IG bit: not set",
			"48+48 Source: 02:00:00:00:00:01", "54+1  LG bit: set", "55+1  IG bit: not set", "96+16 Type: 0x0800"},
		{"112+4 Version: 4", "116+4 Header Length: 20", "120+8 Differentiated Services Field: 0x00",
			"120+6  Differentiated Services Codepoint: 0", "126+2  Explicit Congestion Notification: 0",
			"128+16 Total Length: 45", "144+16 Identification: 0x0007", "160+3 Flags: 0x00", "160+1  Reserved bit: not set",
			"161+1  Don't fragment: not set", "162+1  More fragments: not set", "163+13 Fragment Offset: 0",
			"176+8 Time to Live: 64", "184+8 Protocol: 6", "192+16 Header Checksum: 0x66b5",
			"208+32 Source Address: 10.0.0.1", "240+32 Destination Address: 10.0.0.2"},
	}
	for i, w := range want {
		got := itemLines(LayerItems(&p, i))
		if i == 1 {
			got[14], w[14] = "", "" // the checksum is gopacket's
		}
		if diff := cmp.Diff(w, got); diff != "" {
			t.Errorf("layer %d: want -, got +:\n%s", i, diff)
		}
	}
	if diff := cmp.Diff(itemLines(Header(&p)), itemLines(LayerItems(&p, 2))); diff != "" {
		t.Errorf("TCP: Header -, LayerItems +:\n%s", diff)
	}
	for _, i := range []int{-1, int(p.NLayers), 200} {
		if got := LayerItems(&p, i); got != nil {
			t.Errorf("layer %d, which there is not: %v", i, got)
		}
	}
}

// TestLayerItemsExplain: every field of every protocol has a name, a value, a
// help and a reference, and lies where it says.
func TestLayerItemsExplain(t *testing.T) {
	for pr := protoNone + 1; pr < NumProtos; pr++ {
		for _, r := range layerRows(pr) {
			if r.label == "" || r.help == "" || r.ref == "" || r.bits == 0 {
				t.Errorf("%s of %s: label %q, help %q, ref %q, %d bits", r.name, pr, r.label, r.help, r.ref, r.bits)
			}
		}
	}
	for _, w := range ways(t) {
		var p Packet
		p.Decode(w.link, w.data, uint32(len(w.data)))
		for i := range int(p.NLayers) {
			for _, it := range LayerItems(&p, i) {
				if it.To <= it.From || int(it.To) > 8*len(w.data) || it.From < 8*p.Layers[i].Off {
					t.Errorf("%s: %s at bits %d to %d of %d", w.name, it.Name, it.From, it.To, 8*len(w.data))
				}
			}
		}
	}
}
