package report

import (
	"slices"
	"testing"
)

// TestCompleteTap: what may follow in an argument of -z.
func TestCompleteTap(t *testing.T) {
	for _, tt := range []struct {
		arg    string
		from   int
		has    string // "": no word at all
		filter bool
	}{
		{"", 0, "conv", false},
		{"fol", 0, "follow", false},
		{"conv,", 5, "eth", false},
		{"conv,tcp,tcp.po", 9, "", true},
		{"conn,", 5, "json", false},
		{"endpoints,u", 10, "udp", false},
		{"expert,w", 7, "warn", true},
		{"expert,warn,", 12, "", true},
		{"follow,t", 7, "tcp", false},
		{"follow,tcp,", 11, "utf-8", false},
		{"follow,tcp,hex,", 15, "", false},
		{"io,", 3, "stat", false},
		{"io,phs,", 7, "", true},
		{"io,stat,", 8, "", false},
		{"io,stat,1,", 10, "AVG(", true},
		{"io,stat,1,tcp,MA", 14, "MAX(", true},
		{"none,", 5, "", false},
	} {
		got := CompleteTap(tt.arg)
		if got.From != tt.from || got.Filter != tt.filter || (tt.has == "") != (len(got.Words) == 0) || tt.has != "" && !slices.Contains(got.Words, tt.has) {
			t.Errorf("%q: %+v; want from %d, %q among the words, filter %v", tt.arg, got, tt.from, tt.has, tt.filter)
		}
	}
}

// TestTapWordsAreTaken: each word that is offered is one that the tap reads.
func TestTapWordsAreTaken(t *testing.T) {
	for _, arg := range []string{"conv,", "conn,", "endpoints,", "expert,"} {
		for _, word := range CompleteTap(arg).Words {
			if _, err := ParseTap(arg+word, Clock{}, names); err != nil {
				t.Error(err)
			}
		}
	}
	for _, mode := range CompleteTap("follow,tcp,").Words {
		if _, err := ParseTap("follow,tcp,"+mode+",0", Clock{}, names); err != nil {
			t.Error(err)
		}
	}
	for _, word := range FormatWords() {
		f := DefaultFormat()
		if err := f.Set(word); err != nil && word[len(word)-1] != '=' {
			t.Error(err)
		}
	}
}
