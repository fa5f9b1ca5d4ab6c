package decode

import "testing"

// TestDSACK holds the cases of RFC 2883 4, and what is none.
func TestDSACK(t *testing.T) {
	for _, tt := range []struct {
		name   string
		ack    Seq
		blocks []SACKBlock
		want   bool
	}{
		{"no block", 4000, nil, false},
		{"below the acknowledgment", 4000, []SACKBlock{{3000, 3500}}, true},
		{"up to the acknowledgment", 4000, []SACKBlock{{3500, 4000}}, true},
		{"above", 4000, []SACKBlock{{4500, 5000}}, false},
		{"across", 4000, []SACKBlock{{3500, 4500}}, false},
		{"inside the second", 4000, []SACKBlock{{5000, 5500}, {4500, 6000}}, true},
		{"all of the second", 4000, []SACKBlock{{4500, 6000}, {4500, 6000}}, true},
		{"beside the second", 4000, []SACKBlock{{6000, 6500}, {4500, 5500}}, false},
		{"inside the third", 4000, []SACKBlock{{7000, 7500}, {4500, 5500}, {6500, 8000}}, false},
		{"around zero", 10, []SACKBlock{{0xfffffff0, 5}}, true},
		{"empty", 4000, []SACKBlock{{3000, 3000}}, false},
		{"inside out", 4000, []SACKBlock{{3500, 3000}}, false},
	} {
		o := Options{NSACK: uint8(len(tt.blocks)), Has: OptSACK}
		copy(o.SACK[:], tt.blocks)
		b, ok := o.DSACK(tt.ack)
		if ok != tt.want || ok && b != tt.blocks[0] || !ok && b != (SACKBlock{}) {
			t.Errorf("%s: %v %v", tt.name, b, ok)
		}
		if o.Has = 0; tt.want {
			if _, ok := o.DSACK(tt.ack); ok {
				t.Errorf("%s: told of a header without the option", tt.name)
			}
		}
	}
}
