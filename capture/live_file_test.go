package capture

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"
)

// TestLiveRing: files are switched and removed as -b says, each of them readable.
func TestLiveRing(t *testing.T) {
	const size = 100
	block := int64(enhancedLen + size + blockTail)
	head := int64(len(liveHeader([]Interface{newFake("x", 1).iface}, "")))
	for _, tt := range []struct {
		name  string
		write WriteOptions
		stop  StopOptions
		given int
		want  []int // frames of each file that is kept
		first int   // its number
	}{
		{"packets", WriteOptions{Packets: 4}, StopOptions{}, 10, []int{4, 4, 2}, 1},
		{"packets that come out even", WriteOptions{Packets: 5}, StopOptions{}, 10, []int{5, 5, 0}, 1},
		{"newest files", WriteOptions{Packets: 3, Files: 2}, StopOptions{}, 10, []int{3, 1}, 3},
		{"size", WriteOptions{FileSize: head + 2*block}, StopOptions{}, 5, []int{2, 2, 1}, 1},
		{"size not reached", WriteOptions{FileSize: head + 2*block + 1}, StopOptions{}, 5, []int{3, 2}, 1},
		{"pcap size", WriteOptions{FileSize: 24 + 2*(16+size), Format: FormatPcap}, StopOptions{}, 5, []int{2, 2, 1}, 1},
		{"both", WriteOptions{FileSize: head + 2*block, Packets: 1}, StopOptions{}, 3, []int{1, 1, 1, 0}, 1},
		{"size of a file that is not the first", WriteOptions{Packets: 3}, StopOptions{FileSize: head + 4*block}, 10, []int{3, 3, 3, 1}, 1},
		{"size of each file", WriteOptions{Packets: 3}, StopOptions{FileSize: head + 3*block}, 10, []int{3, 0}, 1},
		{"so many files", WriteOptions{Packets: 3}, StopOptions{Files: 2}, 10, []int{3, 3}, 1},
		{"so many files, one kept", WriteOptions{Packets: 3, Files: 1}, StopOptions{Files: 3}, 10, []int{3}, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			tt.write.Path = filepath.Join(dir, "a.b.pcapng")
			d := newFake("x", 1)
			var all []fakeFrame
			for i := range tt.given {
				all = append(all, numbered(i, size))
			}
			d.given <- all[:1]
			d.given <- all[1:]
			if tt.stop.Files == 0 {
				tt.stop.Packets = tt.given
			}
			l := startTest(t, LiveOptions{Write: &tt.write, Stop: tt.stop}, d)
			st := l.Wait()
			names, err := filepath.Glob(filepath.Join(dir, "*"))
			if err != nil || len(names) != len(tt.want) || st.Files != tt.first+len(tt.want)-1 {
				t.Fatalf("files %q of %d, %v", names, st.Files, err)
			}
			slices.Sort(names)
			for i, name := range names {
				frames, _ := readAll(t, name)
				number := regexp.MustCompile(`^a\.b_0000(\d)_\d{14}\.pcapng$`).FindStringSubmatch(filepath.Base(name))
				if len(frames) != tt.want[i] || number == nil || number[1] != string(rune('0'+tt.first+i)) {
					t.Errorf("%s has %d frames, want %d in number %d", name, len(frames), tt.want[i], tt.first+i)
				}
			}
			seen := captured(t, l, 0)
			if last := numberOf([]byte(seen[len(seen)-1])); tt.stop.Files > 0 && len(seen) != 3*tt.stop.Files || last != len(seen)-1 {
				t.Errorf("%d frames are shown, the last is %d", len(seen), last)
			}
		})
	}
}

// TestNextAfter: when the next file begins.
func TestNextAfter(t *testing.T) {
	at := time.Date(2026, 1, 31, 23, 59, 50, 5e8, time.UTC)
	for _, tt := range []struct {
		o    WriteOptions
		want time.Duration // after at; 0: never
	}{
		{WriteOptions{}, 0},
		{WriteOptions{Packets: 3, FileSize: 5, Every: time.Minute}, 0},
		{WriteOptions{Interval: time.Hour}, 9500 * time.Millisecond},
		{WriteOptions{Interval: 24 * time.Hour}, 9500 * time.Millisecond},
		{WriteOptions{Interval: 500 * time.Millisecond}, 500 * time.Millisecond},
	} {
		want := time.Time{}
		if tt.want > 0 {
			want = at.Add(tt.want)
		}
		if got := tt.o.nextAfter(at); !got.Equal(want) {
			t.Errorf("%+v: after %v comes %v, want %v", tt.o, at, got, want)
		}
	}
}

// TestDue: when the next file begins, whatever is done to the clock meanwhile.
func TestDue(t *testing.T) {
	at := time.Date(2026, 1, 31, 23, 59, 50, 0, time.UTC)
	sec := func(n int) time.Time { return at.Add(time.Duration(n) * time.Second) }
	for _, tt := range []struct {
		name string
		o    WriteOptions
		asks []time.Time // only the last is to be due
	}{
		{"every", WriteOptions{Every: 3 * time.Second}, []time.Time{sec(0), sec(2), sec(3)}},
		{"interval", WriteOptions{Interval: time.Hour}, []time.Time{sec(0), sec(9), sec(10)}},
		{"every comes first", WriteOptions{Every: 3 * time.Second, Interval: time.Hour}, []time.Time{sec(2), sec(3)}},
		{"interval comes first", WriteOptions{Every: time.Minute, Interval: time.Hour}, []time.Time{sec(9), sec(10)}},
		{"the clock is set back", WriteOptions{Interval: time.Hour}, []time.Time{sec(0), sec(-7200), sec(-7191), sec(-7190)}},
		{"and forward", WriteOptions{Interval: time.Hour}, []time.Time{sec(0), sec(4000)}},
	} {
		w := &liveFile{o: tt.o, begun: at, next: tt.o.nextAfter(at)}
		for i, now := range tt.asks {
			if got, want := w.due(now), i == len(tt.asks)-1; got != want {
				t.Errorf("%s: %v after its begin the next file is due: %v", tt.name, now.Sub(at), got)
			}
		}
	}
}

// TestLiveDue: files are switched by the clock, too.
func TestLiveDue(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC)
	o := WriteOptions{Path: filepath.Join(dir, "x"), Every: time.Second}
	w, err := newLiveFile(o, []Interface{{Name: "x"}}, liveHeader([]Interface{newFake("x", 1).iface}, ""), func() []byte { return nil }, at)
	if err != nil {
		t.Fatal(err)
	}
	if w.due(at.Add(999 * time.Millisecond)) {
		t.Error("the next file is due too early")
	}
	if now := at.Add(time.Second); !w.due(now) {
		t.Error("the next file is not due")
	} else if err := w.turn(now); err != nil {
		t.Error(err)
	}
	if err := w.end(); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"x_00001_20260131235959", "x_00002_20260201000000"} {
		if frames, _ := readAll(t, filepath.Join(dir, name)); len(frames) != 0 {
			t.Errorf("%s has %d frames", name, len(frames))
		}
	}
}

// TestLiveFileErrors: a file that cannot be made is no capture, and says why.
func TestLiveFileErrors(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		name  string
		write WriteOptions
		links []LinkType
		want  string
	}{
		{"no directory", WriteOptions{Path: filepath.Join(dir, "no", "x.pcapng")}, []LinkType{1}, "cannot be written: no such file or directory (is there such a directory?)"},
		{"a directory", WriteOptions{Path: dir}, []LinkType{1}, "cannot be written: is a directory (write elsewhere)"},
		{"pcap of two link types", WriteOptions{Path: filepath.Join(dir, "x.pcap"), Format: FormatPcap}, []LinkType{1, 101},
			"interfaces with link types 1 and 101: a pcap file cannot hold that; save as .pcapng"},
	} {
		var devices []device
		for _, link := range tt.links {
			devices = append(devices, newFake("x", link))
		}
		spool := t.TempDir()
		l, err := startLive(LiveOptions{SpoolDir: spool, Write: &tt.write}, devices)
		if l != nil || err == nil || !regexp.MustCompile(regexp.QuoteMeta(tt.want)).MatchString(err.Error()) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
		if left, _ := os.ReadDir(spool); len(left) > 0 {
			t.Errorf("%s: the spool directory has %v", tt.name, left)
		}
	}
}

// TestLeftovers: what a killed process left is told for a day, then removed; what
// belongs to a living one, or to no capture, is left alone.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	living, err := newSpoolDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer living.remove()
	killed, err := newSpoolDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(killed.path, "00001.pcapng")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	killed.lock.Close() // as the end of its process does
	other := filepath.Join(dir, "tcptui-live-0")
	if err := os.Mkdir(other, 0o700); err != nil { // without a lock
		t.Fatal(err)
	}
	now := time.Now()
	for range 2 {
		left := Leftovers(dir, now)
		if len(left) != 1 || left[0].Dir != killed.path || !slices.Equal(left[0].Files, []string{file}) || left[0].Bytes != 1 {
			t.Errorf("leftovers %+v", left)
		}
	}
	if left := Leftovers(dir, now.Add(spoolKept+time.Hour)); len(left) != 0 {
		t.Errorf("leftovers after a day: %+v", left)
	}
	if _, err := os.Stat(killed.path); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", killed.path, err)
	}
	for _, path := range []string{living.path, other} {
		if st, err := os.Stat(path); err != nil || !st.IsDir() {
			t.Errorf("%s is gone: %v", path, err)
		}
	}
}

// TestLiveCleanEnd: nothing is left.
func TestLiveCleanEnd(t *testing.T) {
	dir := t.TempDir()
	d := newFake("x", 1)
	d.given <- []fakeFrame{{1, "x"}}
	l := startTest(t, LiveOptions{SpoolDir: dir, Stop: StopOptions{Packets: 1}}, d)
	l.Wait()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if _, err := l.Store().ReadAt(make([]byte, 1), 0); err == nil {
		t.Error("the store can still be read")
	}
}
