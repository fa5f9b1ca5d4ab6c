package decode

import (
	"slices"
	"strings"
	"testing"
)

// find returns the item of a field name.
func findItem(items []Item, field string) *Item {
	for i := range items {
		if items[i].Field == field {
			return &items[i]
		}
	}
	return nil
}

func TestHeader(t *testing.T) {
	p := decodeTCP(t, header([]byte{2, 4, 5, 0xb4, 3, 3, 15, 1, 30, 12, 0, 0x81, 0, 0, 0, 0, 0, 0, 0, 9}, "x"))
	items := Header(p)
	for field, want := range map[string]string{
		"tcp.srcport": "1", "tcp.hdr_len": "40 bytes (10 words)", "tcp.flags": "0x010 (ACK)", "tcp.flags.ack": "set", "tcp.flags.res": "000",
		"tcp.options.mss_val": "1460", "tcp.options.mss": "1460", "tcp.options.wscale.shift": "15 (multiply by 16384)",
		"tcp.options.mptcp.subtype": "MP_CAPABLE (0)", "tcp.options.mptcp.sendkey": "9", "tcp.options.mptcp.sha1.flag": "set",
	} {
		it := findItem(items, field)
		if it == nil {
			t.Errorf("%s is missing", field)
			continue
		}
		if it.Value != want {
			t.Errorf("%s: %q, want %q", field, it.Value, want)
		}
		if it.Help == "" || it.Ref == "" || it.To <= it.From {
			t.Errorf("%s: %+v", field, *it)
		}
	}
	if it := findItem(items, "tcp.options.wscale.shift"); it.Warn == "" {
		t.Error("a shift of 15 goes without a word")
	}
	if it := findItem(items, "tcp.flags.ack"); it.From != 20*8+107 || it.To != it.From+1 || it.Depth != 1 {
		t.Errorf("ACK is bit %d to %d", it.From, it.To)
	}
}

// TestHeaderBits checks that every bit of a header belongs to an item.
func TestHeaderBits(t *testing.T) {
	p := decodeTCP(t, header([]byte{2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 7}, "x"))
	var owned [40 * 8]bool
	for _, it := range Header(p) {
		for i := it.From - 160; i < it.To-160; i++ {
			owned[i] = true
		}
	}
	for i, ok := range owned {
		if !ok {
			t.Fatalf("bit %d belongs to nothing", i)
		}
	}
}

func TestHeaderWarnings(t *testing.T) {
	base := func(f func(h []byte)) []byte {
		h := header([]byte{1, 1, 1, 1}, "x")
		f(h)
		return h
	}
	for _, tt := range []struct {
		name, field, want string
		b                 []byte
	}{
		{"offset small", "tcp.hdr_len", "under 5", base(func(h []byte) { h[12] = 0x40 })},
		{"offset beyond", "tcp.hdr_len", "past the end", base(func(h []byte) { h[12] = 0xf0 })},
		{"reserved", "tcp.flags.res", "reserved", base(func(h []byte) { h[12] |= 2 })},
		{"accurate ECN", "tcp.flags.ae", "ACE", base(func(h []byte) { h[12] |= 1 })},
		{"urgent", "tcp.urgent_pointer", "URG", base(func(h []byte) { h[19] = 1 })},
		{"no ACK", "tcp.ack_raw", "ACK", base(func(h []byte) { h[13] = 0 })},
		{"SYN and FIN", "tcp.flags.syn", "FIN", base(func(h []byte) { h[13] = 3 })},
		{"checksum", "tcp.checksum", "wrong", base(func(h []byte) { h[17] = 1 })},
		{"length 0", "tcp.option_len", "under 2", base(func(h []byte) { copy(h[20:], []byte{2, 0}) })},
		{"length beyond", "tcp.option_len", "past the end", base(func(h []byte) { copy(h[20:], []byte{2, 9}) })},
		{"wrong length", "tcp.options.mss", "not that of this kind", base(func(h []byte) { copy(h[20:], []byte{2, 3, 0, 0}) })},
	} {
		it := findItem(Header(decodeTCP(t, tt.b)), tt.field)
		if it == nil || !strings.Contains(it.Warn, tt.want) {
			t.Errorf("%s: %+v, want a warning with %q", tt.name, it, tt.want)
		}
	}
	whole := over4(t, 6, header([]byte{8, 10, 0, 0, 0, 1, 0, 0, 0, 2}, "hello"))
	for n := 36; n < len(whole); n++ {
		var p Packet
		p.Decode(228, whole[:n], uint32(len(whole)))
		said := false
		for _, it := range Header(&p) {
			said = said || strings.Contains(it.Warn, "snapshot length")
		}
		if !said {
			t.Errorf("cut to %d: nothing says so", n)
		}
	}
}

// TestHeaderOfQuote shows what an ICMP error quotes.
func TestHeaderOfQuote(t *testing.T) {
	data := over4(t, 1, join([]byte{3, 1, 0, 0, 0, 0, 0, 0}, tcp4(t)[:28]))
	var p Packet
	p.Decode(228, data, uint32(len(data)))
	items := Header(&p)
	if it := findItem(items, "tcp.seq_raw"); it == nil || it.Value != "1000" {
		t.Errorf("sequence number %+v", it)
	}
	if it := findItem(items, "tcp.window_size_value"); it == nil || it.Warn == "" {
		t.Errorf("window %+v", it)
	}
}

// TestOptionTable checks that each kind is explained and each part has a place.
func TestOptionTable(t *testing.T) {
	for i := range optionTable {
		r := &optionTable[i]
		if r.name == "" || r.label == "" || r.ref == "" || r.help == "" {
			t.Errorf("kind %d: %+v", r.kind, r)
		}
		for part := range r.allParts(exampleLens[:]) {
			if part.name == "" || part.label == "" || part.help == "" || part.bits > 64 && part.kind == KindUint {
				t.Errorf("kind %d: part %+v", r.kind, part)
			}
		}
	}
}

// The lengths of which the fields of options are made show every part that any length shows.
func TestExampleLengthsShowAllParts(t *testing.T) {
	every := make([]int, 0, maxOptionLen)
	for n := 2; n <= maxOptionLen; n++ {
		every = append(every, n)
	}
	names := func(r *optionRow, lens []int) (out []string) {
		for part := range r.allParts(lens) {
			if !slices.Contains(out, part.name) {
				out = append(out, part.name)
			}
		}
		return out
	}
	rows := append(slices.Clone(optionTable[:]), unknownOption)
	for i := range rows {
		r := &rows[i]
		if got, want := names(r, exampleLens[:]), names(r, every); !slices.Equal(got, want) {
			t.Errorf("kind %d: %q, and of all lengths %q", r.kind, got, want)
		}
	}
}
