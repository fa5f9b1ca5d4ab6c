package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
)

// listed is a source of batches that the test gives.
type listed struct {
	batches []Batch
	end     error
}

func (l *listed) Next(_ context.Context, b *Batch) error {
	if len(l.batches) == 0 {
		b.Frames = b.Frames[:0]
		return l.end
	}
	*b, l.batches = l.batches[0], l.batches[1:]
	return nil
}

func (l *listed) Size() int64  { return 7 }
func (l *listed) Store() Store { return nil }
func (l *listed) Close() error { return nil }

// batchOf is a batch with a frame for each letter, of the interface that its case
// says: upper case is the second.
func batchOf(read int64, letters string) Batch {
	b := Batch{Ifaces: []Interface{{Link: 1}, {Link: 101}, {Link: LinkJournal}}, Read: read, buf: []byte(letters)}
	for i, c := range letters {
		f := Frame{CapLen: 1, OrigLen: uint32(c), pos: uint32(i)}
		switch {
		case c >= 'A' && c <= 'Z':
			f.Iface = 1
		case c == '-':
			f.Iface = 2
		}
		b.Frames = append(b.Frames, f)
	}
	return b
}

// TestFilter holds which frames are kept, how often the filter is asked, and how
// the source ends.
func TestFilter(t *testing.T) {
	damage := &Error{What: "is cut off"}
	bad := errors.New("RAW cannot be filtered")
	vowel := func(data []byte, n uint32) bool {
		return slices.Contains([]byte("aeiouAEIOU"), data[0]) && n == uint32(data[0])
	}
	for _, tt := range []struct {
		name    string
		batches []string
		end     error
		only    LinkType // whose frames can be accepted; 0: all
		failing LinkType // for which the filter fails
		want    string   // the frames, a batch between bars
		err     error
		asked   int
	}{
		{"some", []string{"abcde", "fgh", "iAB-"}, io.EOF, 0, 0, "ae||iA|", io.EOF, 2},
		{"none of this kind", []string{"abAE"}, io.EOF, 1, 0, "a|", io.EOF, 2},
		{"none at all", []string{"abc", "AE"}, io.EOF, 99, 0, "||", ErrNever, 2},
		{"nothing but what is no packet", []string{"--"}, io.EOF, 99, 0, "|", io.EOF, 0},
		{"no frames", nil, io.EOF, 99, 0, "", io.EOF, 0},
		{"damage", []string{"abc"}, damage, 99, 0, "|", damage, 1},
		{"a kind that cannot be filtered", []string{"abAe", "aei"}, io.EOF, 0, 101, "a|", bad, 2},
		{"at the beginning", []string{"Aaa"}, io.EOF, 0, 101, "", bad, 1},
	} {
		src := &listed{end: tt.end}
		for i, letters := range tt.batches {
			src.batches = append(src.batches, batchOf(int64(i+1), letters))
		}
		asked := 0
		f := Filter(src, func(l LinkType) (Accept, error) {
			asked++
			switch {
			case l == tt.failing:
				return nil, bad
			case tt.only != 0 && l != tt.only:
				return nil, nil
			}
			return vowel, nil
		})
		got, err := "", error(nil)
		for {
			var b Batch
			if err = f.Next(context.Background(), &b); err != nil {
				break
			}
			for i := range b.Frames {
				got += string(b.Data(i))
			}
			got += "|"
		}
		if got != tt.want || !errors.Is(err, tt.err) || asked != tt.asked {
			t.Errorf("%s: %q, %v, asked %d times; want %q, %v, %d times", tt.name, got, err, asked, tt.want, tt.err, tt.asked)
		}
		var again Batch
		if e := f.Next(context.Background(), &again); fmt.Sprint(e) != fmt.Sprint(err) || len(again.Frames) > 0 {
			t.Errorf("%s: then %v with %d frames", tt.name, e, len(again.Frames))
		}
		if errors.Is(err, bad) && len(again.Ifaces) != 3 {
			t.Errorf("%s: the interfaces are not told at the end", tt.name)
		}
		if f.Size() != 7 {
			t.Errorf("%s: the size is that of the filter", tt.name)
		}
	}
}

// TestFilterInfo holds that what the file says of itself goes through a filter.
func TestFilterInfo(t *testing.T) {
	f := Filter(&listed{end: io.EOF}, nil)
	if info := f.(Informer).Info(); info.Format != "" {
		t.Errorf("%v of a source that says nothing", info)
	}
	src, err := OpenBytes("a capture of the test", benchPcapng(3, 60))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	f = Filter(src, func(LinkType) (Accept, error) { return func([]byte, uint32) bool { return true }, nil })
	var b Batch
	if err := f.Next(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if info := f.(Informer).Info(); info.Format == "" {
		t.Error("the format is not told")
	}
}
