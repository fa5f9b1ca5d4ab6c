package flows

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"tcptui/decode"
)

// sent is data of the client at an offset, sent half a second after the last.
func (w *wire) sent(at uint32, data string) {
	w.after(500, seg{from: hostC, to: hostS, flags: pshAck, seq: 101 + at, ack: 901, window: 1000, data: data})
}

// TestOverlapReads: a segment's octets are compared with their latest copies, and
// no frame is read that cannot matter.
func TestOverlapReads(t *testing.T) {
	long := strings.Repeat("0123456789", 40)
	for _, tt := range []struct {
		name  string
		play  func(w *wire)
		found uint64
		spent int
	}{
		{"copies", func(w *wire) {
			for range 100 {
				w.sent(0, long)
			}
		}, 0, 2 * 99},
		{"copies of what differs", func(w *wire) {
			w.sent(0, long)
			for range 100 {
				w.sent(0, "x"+long[1:])
			}
		}, 100, 2 * 100},
		{"back to the first", func(w *wire) { w.sent(0, "abc"); w.sent(0, "abd"); w.sent(0, "abc") }, 2, 4},
		{"of two halves", func(w *wire) { w.sent(0, long[:200]); w.sent(200, long[200:]); w.sent(0, long) }, 0, 3},
		{"of two halves, the first differs", func(w *wire) { w.sent(0, "x"+long[1:200]); w.sent(200, long[200:]); w.sent(0, long) }, 1, 3},
		{"the middle, then the rest", func(w *wire) { w.sent(0, long); w.sent(100, long[100:200]); w.sent(0, long) }, 0, 2 + 3},
		{"an old octet differs below a new copy", func(w *wire) { w.sent(0, "abcdef"); w.sent(2, "cd"); w.sent(0, "abcdeX") }, 1, 2 + 3},
		{"differs in part, the rest is the same", func(w *wire) { w.sent(0, "abcdef"); w.sent(0, "abcdeX"); w.sent(0, "abc") }, 1, 2 + 3},
		{"a large frame", func(w *wire) {
			for range 2 {
				w.sent(0, strings.Repeat(long, 20))
			}
		}, 0, 2 * 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWire(t)
			w.talk()
			tt.play(w)
			l, s := w.open()
			e := l.NewExperts()
			if err := e.Advance(context.Background(), s); err != nil {
				t.Fatal(err)
			}
			if got := e.live[ruleOverlap].Count; got != tt.found || e.compared.spent != tt.spent || !e.Compared() {
				t.Errorf("%d found with %d frames read, want %d with %d", got, e.compared.spent, tt.found, tt.spent)
			}
		})
	}
}

// TestOverlapBound: what is read for comparing has an end, and Compared tells.
func TestOverlapBound(t *testing.T) {
	w := newWire(t)
	w.talk()
	for i := range 200 { // each brings one octet of the last one's neighbours: all have to be read
		w.sent(uint32(i), "ab"[i%2:][:1])
	}
	whole := strings.Repeat("ab", 100)
	for range 3 {
		w.sent(0, whole)
	}
	w.sent(0, strings.Repeat("x", 200))
	l, s := w.open()
	for _, tt := range []struct {
		already  int
		back     int
		compared bool
		found    uint64
	}{{0, 0, true, 1}, {maxCompared - 100, 0, false, 0}, {maxCompared, 0, false, 0}, {0, maxGoneBack - 100, false, 0}, {0, maxGoneBack, false, 0}} {
		e := l.NewExperts()
		e.compared.spent, e.compared.back = tt.already, tt.back
		if err := e.Advance(context.Background(), s); err != nil {
			t.Fatal(err)
		}
		if e.Compared() != tt.compared || e.live[ruleOverlap].Count != tt.found || e.compared.spent > max(tt.already, maxCompared+1) || e.compared.back > maxGoneBack {
			t.Errorf("after %d frames: %d found, %d frames in the end, all compared: %v", tt.already, e.live[ruleOverlap].Count, e.compared.spent, e.Compared())
		}
	}
}

// patience is a context that ends when it was asked so often.
type patience struct {
	context.Context
	asked, ends int
}

var errOver = errors.New("over")

func (p *patience) Err() error {
	if p.asked++; p.asked > p.ends {
		return errOver
	}
	return nil
}

// TestAdvanceStops: frames that are read count in when the context is asked, and
// an Advance that was stopped goes on where it was.
func TestAdvanceStops(t *testing.T) {
	w := newWire(t)
	w.talk()
	for i := range 1000 {
		w.sent(0, strings.Repeat("ab"[i%2:][:1], 100))
	}
	for range 200 {
		w.send(seg{from: hostS, to: hostC, flags: decode.RST, seq: 901})
	}
	l, s := w.open()
	whole, parts := l.NewExperts(), l.NewExperts()
	once := &patience{Context: context.Background(), ends: 1 << 20}
	if err := whole.Advance(once, s); err != nil {
		t.Fatal(err)
	}
	if least := whole.compared.spent * readTurns / advanceStep; least == 0 || once.asked < least {
		t.Errorf("asked %d times, %d frames were read", once.asked, whole.compared.spent)
	}
	stopped := 0
	for errors.Is(parts.Advance(&patience{Context: context.Background(), ends: 1}, s), errOver) {
		stopped++
	}
	if stopped+1 != once.asked {
		t.Errorf("stopped %d times, want %d", stopped, once.asked-1)
	}
	same := func(a, b Problem) bool {
		return a.Rule == b.Rule && a.Count == b.Count && a.Conns == b.Conns && slices.Equal(a.Rows, b.Rows)
	}
	if a, b := whole.Problems(s), parts.Problems(s); !slices.EqualFunc(a, b, same) || problem(a, "stream.overlap").Count != 999 {
		t.Errorf("in parts %+v, at once %+v", b, a)
	}
}
