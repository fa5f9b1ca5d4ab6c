package flows

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcptui/capture"
	"tcptui/decode"
)

// kept is what has to survive saving.
type kept struct {
	Time            int64
	NoTime          bool
	CapLen, OrigLen uint32
	Iface           uint16
	Data            string
	Note            capture.Note
}

// keptOf reads records to their end.
func keptOf(t *testing.T, l *Live, s *Snapshot, rows []uint32) []kept {
	t.Helper()
	var out []kept
	for r, err := range l.Export(context.Background(), s, slices.Values(rows)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, kept{r.Frame.Time, r.Frame.NoTime, r.Frame.CapLen, r.Frame.OrigLen, r.Frame.Iface, string(r.Data), r.Note})
	}
	return out
}

// reopen reads a capture file to its end.
func reopen(t *testing.T, path string) (*Live, *Snapshot) {
	t.Helper()
	src, err := capture.Open(path, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := Start(context.Background(), src)
	t.Cleanup(func() {
		l.Stop()
		src.Close()
	})
	s := l.Wait()
	if s.Err != nil {
		t.Fatal(s.Err)
	}
	return l, s
}

// ifacesOf reads the interfaces that a capture tells, whether or not it has
// frames.
func ifacesOf(t *testing.T, path string) []capture.Interface {
	t.Helper()
	src, err := capture.Open(path, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var b capture.Batch
	for err == nil {
		err = src.Next(context.Background(), &b)
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return b.Ifaces
}

// commented is a pcapng with two interfaces of different link types and frames
// with comments, flags and cut lengths.
func commented(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "commented.pcapng")
	ifaces := []capture.Interface{
		{Link: 1, SnapLen: 96, FCSLen: -1, Name: "eth0", Description: "to the \x1b[31mworld"},
		{Link: 101, FCSLen: -1, Name: "tun0"},
	}
	frames := []struct {
		iface    uint16
		data     string
		orig     uint32
		comments []string
		flags    uint32
	}{
		{0, strings.Repeat("a", 60), 60, []string{"first", "and more"}, 1},
		{1, "\x45" + strings.Repeat("\x00", 39), 40, nil, 0},
		{0, strings.Repeat("b", 96), 1500, []string{"\u202e\x00\xff"}, 2},
	}
	records := func(yield func(capture.Record, error) bool) {
		for i, f := range frames {
			if !yield(capture.Record{Frame: capture.Frame{Time: int64(i) * 1_000_000_001, CapLen: uint32(len(f.data)), OrigLen: f.orig, Iface: f.iface},
				Ifaces: ifaces, Data: []byte(f.data), Note: capture.Note{Comments: f.comments, Flags: f.flags}}, nil) {
				return
			}
		}
	}
	if _, err := capture.Save(path, records, capture.SaveOptions{}); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestExportRoundTrip saves what was opened and compares what is read back.
func TestExportRoundTrip(t *testing.T) {
	l, s := reopen(t, commented(t))
	all := slices.Collect(s.AllRows())
	want := keptOf(t, l, s, all)
	if len(want) != 3 || len(want[0].Note.Comments) != 2 || want[2].OrigLen != 1500 || want[0].Note.Flags != 1 {
		t.Fatalf("the capture to be saved is not what this test needs: %+v", want)
	}
	for _, rows := range [][]uint32{all, {2, 0}, {1}, nil} {
		path := filepath.Join(t.TempDir(), "again.pcapng.gz")
		saved, err := capture.Save(path, l.Export(context.Background(), s, slices.Values(rows)), capture.SaveOptions{Ifaces: s.Ifaces})
		if err != nil || saved.Frames != len(rows) {
			t.Fatalf("saved %+v, %v; want %d frames", saved, err, len(rows))
		}
		again, snap := reopen(t, path)
		if diff := cmp.Diff(s.Ifaces, ifacesOf(t, path)); diff != "" {
			t.Errorf("rows %v: interfaces: saved -, read +:\n%s", rows, diff)
		}
		var part []kept
		for _, no := range rows {
			part = append(part, want[no])
		}
		if diff := cmp.Diff(part, keptOf(t, again, snap, slices.Collect(snap.AllRows()))); diff != "" {
			t.Errorf("rows %v: saved -, read +:\n%s", rows, diff)
		}
	}
}

func TestExportEnds(t *testing.T) {
	l, s := reopen(t, commented(t))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n, last := 0, error(nil)
	for _, err := range l.Export(ctx, s, s.AllRows()) {
		n, last = n+1, err
		cancel()
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d records, the last with %v; want 2, the last with %v", n, last, context.Canceled)
	}
	n = 0
	for range l.Export(context.Background(), s, s.AllRows()) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d records after a break", n)
	}
}

// TestExportOfLostFrames: a frame that is no longer there is named.
func TestExportOfLostFrames(t *testing.T) {
	path := commented(t)
	l, s := reopen(t, path)
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, st.Size()-60); err != nil {
		t.Skip("an open file cannot be cut here:", err)
	}
	to := filepath.Join(t.TempDir(), "x.pcapng")
	_, err = capture.Save(to, l.Export(context.Background(), s, s.AllRows()), capture.SaveOptions{})
	if err == nil || !strings.Contains(err.Error(), "frame 3") || !errors.Is(err, io.EOF) {
		t.Errorf("err = %v, want one that names frame 3", err)
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("a file was left")
	}
}

// TestConnFrames: the fragments of a segment belong to its connection's frames.
func TestConnFrames(t *testing.T) {
	w := newWire(t)
	w.handshake()
	w.send(seg{from: "10.0.0.9:1", to: hostS, flags: decode.SYN, seq: 1})
	n := w.fragments(seg{from: hostC, to: hostS, seq: 101, ack: 901, window: 500, data: strings.Repeat("x", 60)}, 40)
	_, s := w.open()
	if got := s.ConnRows(0, nil); n != 2 || !slices.Equal(got, []uint32{0, 1, 2, 5}) {
		t.Fatalf("%d fragments, rows %v: the capture is not what this test needs", n, got)
	}
	if got, want := s.ConnFrames(0), []uint32{0, 1, 2, 4, 5}; !slices.Equal(got, want) {
		t.Errorf("ConnFrames = %v, want %v", got, want)
	}
}
