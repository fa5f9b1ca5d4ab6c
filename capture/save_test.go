package capture

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// everything is a capture with all that pcapng can hold and that is kept.
func everything(g gen) []byte {
	end := g.opt(0, nil)
	return join(
		g.shb(1, 0),
		g.idb(1, 64, g.opt(2, []byte("eth0")), g.opt(3, []byte("uplink")), g.opt(13, []byte{4}), g.opt(9, []byte{9}), end),
		g.idb(276, 0),
		g.epb(0, 1000000000000000007, frame(60), g.opt(1, []byte("first")), g.opt(2, g.AppendUint32(nil, 2)), g.opt(1, []byte("second")), end),
		g.spb(200, frame(64)),
		g.block(0xbad, append(g.AppendUint32(nil, 32473), frame(8)...)),
		g.block(0x40000bad, append(g.AppendUint32(nil, 32473), frame(4)...)),
		g.block(9, []byte("A=b\n__REALTIME_TIMESTAMP=1000000000000005\nC=d\n")),
		g.shb(1, 0), g.idb(113, 0), g.epb(0, 1000000000000005, frame(33)), g.spb(40, frame(40)), g.epb(0, 1000000000000006, frame(34)),
	)
}

func recordsOf(t *testing.T, p []byte) iter.Seq2[Record, error] {
	t.Helper()
	s, err := OpenBytes("mem", p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeSource(t, s) })
	return sourceRecords(context.Background(), s)
}

// What is saved reads like what it was made of.
func TestSavePcapng(t *testing.T) {
	for _, name := range []string{"out.pcapng", "OUT.PCAPNG.GZ", "out.ntar"} {
		p := everything(bigGen)
		path := filepath.Join(t.TempDir(), name)
		saved, err := Save(path, recordsOf(t, p), SaveOptions{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, Options{SpoolDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		got, want := drain(t, s), drainBytes(t, p)
		closeSource(t, s)
		if st, err := os.Stat(path); err != nil || saved.Bytes != st.Size() || saved.Frames != len(want.frames) || saved.CommentsLost != 0 {
			t.Errorf("saved %+v, %v", saved, err)
		}
		// Sections become one, and interfaces of no packets are numbered as met.
		if d := cmp.Diff(linksOf(want), linksOf(got)); d != "" {
			t.Errorf("links (-want +got):\n%s", d)
		}
		for i := range got.frames {
			got.frames[i].Iface, want.frames[i].Iface = 0, 0
		}
		compareFrames(t, got.frames, want.frames)
		if d := cmp.Diff(want.data, got.data) + cmp.Diff(want.notes, got.notes); d != "" {
			t.Errorf("data and notes (-want +got):\n%s", d)
		}
		if got.err != nil || got.ifaces[0] != want.ifaces[0] {
			t.Errorf("error %v, interface %+v, want %+v", got.err, got.ifaces[0], want.ifaces[0])
		}
	}
}

// linksOf returns the link type of every frame.
func linksOf(g got) (l []LinkType) {
	for _, f := range g.frames {
		l = append(l, g.ifaces[f.Iface].Link)
	}
	return l
}

func TestSavePcap(t *testing.T) {
	g := littleGen
	p := join(g.shb(1, 0), g.idb(276, 77, g.opt(9, []byte{9}), g.opt(13, []byte{4}), g.opt(0, nil)),
		g.epb(0, 1000000000000000007, frame(60), g.opt(1, []byte("lost")), g.opt(0, nil)))
	path := filepath.Join(t.TempDir(), "out.pcap")
	saved, err := Save(path, recordsOf(t, p), SaveOptions{})
	if err != nil || saved.CommentsLost != 1 || saved.Frames != 1 {
		t.Fatalf("%+v, %v", saved, err)
	}
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	got := drain(t, s)
	compareFrames(t, got.frames, []Frame{{Time: 1000000000000000007, CapLen: 60, OrigLen: 60}})
	if d := cmp.Diff([]Interface{{Link: 276, SnapLen: 77, FCSLen: 4, Digits: 9, Section: -1}}, got.ifaces); d != "" {
		t.Error(d)
	}
}

// TestSavePcapSnap: the header of a pcap file has room for the frames of all interfaces.
func TestSavePcapSnap(t *testing.T) {
	g := littleGen
	for _, tt := range []struct {
		snaps [3]uint32
		want  uint32
	}{
		{[3]uint32{60, 65535, 262143}, 65535}, // the third has another link type
		{[3]uint32{65535, 60, 60}, 65535},
		{[3]uint32{60, 0, 60}, MaxFrame},
	} {
		p := join(g.shb(1, 0), g.idb(1, tt.snaps[0]), g.idb(1, tt.snaps[1]), g.idb(101, tt.snaps[2]), g.epb(0, 1, frame(60)), g.epb(1, 2, frame(514)))
		path := filepath.Join(t.TempDir(), "out.pcap")
		if _, err := Save(path, recordsOf(t, p), SaveOptions{}); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := drain(t, s); got.ifaces[0].SnapLen != tt.want {
			t.Errorf("%d: the file has %d", tt.snaps, got.ifaces[0].SnapLen)
		}
		closeSource(t, s)
	}
}

// TestSaveLongName: a name may be as long as the file system allows.
func TestSaveLongName(t *testing.T) {
	const most = 255 // bytes, on all systems that Go knows but for a few
	for _, n := range []int{most - 14, most - 13, most} {
		name := strings.Repeat("é", n/2-4) + strings.Repeat("e", n%2+1) + ".pcapng"
		path := filepath.Join(t.TempDir(), name)
		if _, err := Save(path, recordsOf(t, littleGen.pcapFile(1, 60)), SaveOptions{}); err != nil {
			t.Errorf("a name of %d bytes: %v", len(name), err)
		}
	}
}

// A file without frames is a capture all the same.
func TestSaveNothing(t *testing.T) {
	for _, name := range []string{"out.pcap", "out.pcapng"} {
		path := filepath.Join(t.TempDir(), name)
		none := func(func(Record, error) bool) {}
		if _, err := Save(path, none, SaveOptions{Ifaces: []Interface{{Link: 113, FCSLen: -1}}}); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := drain(t, s); got.err != nil || len(got.ifaces) != 1 || got.ifaces[0].Link != 113 {
			t.Errorf("%s: interfaces %v, error %v", name, got.ifaces, got.err)
		}
		closeSource(t, s)
	}
}

// A failure leaves what was there, and nothing else.
func TestSaveFails(t *testing.T) {
	g := littleGen
	cause := errors.New("the source is gone")
	broken := func(yield func(Record, error) bool) {
		ifaces := []Interface{{Link: 1, FCSLen: -1}}
		if yield(Record{Frame: Frame{CapLen: 4}, Ifaces: ifaces, Data: frame(4)}, nil) {
			yield(Record{}, cause)
		}
	}
	one := func(r Record) iter.Seq2[Record, error] {
		return func(yield func(Record, error) bool) { yield(r, nil) }
	}
	eth := []Interface{{Link: 1, FCSLen: -1}}
	tests := []struct {
		name, file string
		overwrite  bool
		records    iter.Seq2[Record, error]
		want       string
	}{
		{"exists", "old.pcapng", false, recordsOf(t, everything(g)), "cannot be saved: file already exists (choose another name"},
		{"source fails", "old.pcapng", true, broken, "frame 2 of those to be saved: the source is gone"},
		{"several link types", "new.pcap", false, recordsOf(t, join(g.shb(1, 0), g.idb(1, 0), g.idb(113, 0), g.epb(0, 1, frame(9)), g.epb(1, 1, frame(9)))),
			"frames with link types 1 and 113: a pcap file cannot hold that; save as .pcapng"},
		{"not a packet", "new.pcap", false, recordsOf(t, join(g.shb(1, 0), g.block(0xbad, frame(8)))), "no packet"},
		{"after 2106", "new.pcap", false, one(Record{Frame: Frame{Time: 1 << 62}, Ifaces: eth}), "2106"},
		{"before 1970", "new.pcapng", false, one(Record{Frame: Frame{Time: -1}, Ifaces: eth}), "1970"},
		{"unknown interface", "new.pcapng", false, one(Record{Frame: Frame{Iface: 1}, Ifaces: eth}), "interface 1"},
		{"length", "new.pcapng", false, one(Record{Frame: Frame{CapLen: 1}, Ifaces: eth}), "0 bytes of data"},
		{"no format", "new.txt", false, broken, "does not tell the format"},
		{"no directory", "none/new.pcap", false, broken, "no such file"},
		{"a directory", "dir.pcap", true, broken, "not a regular file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			old := filepath.Join(dir, "old.pcapng")
			if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(filepath.Join(dir, "dir.pcap"), 0o700); err != nil {
				t.Fatal(err)
			}
			_, err := Save(filepath.Join(dir, tt.file), tt.records, SaveOptions{Overwrite: tt.overwrite})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if tt.name == "exists" && !errors.Is(err, fs.ErrExist) {
				t.Error("fs.ErrExist is not in the chain")
			}
			entries, _ := os.ReadDir(dir)
			if p, _ := os.ReadFile(old); string(p) != "old" || len(entries) != 2 {
				t.Errorf("%d files, old is %q", len(entries), p)
			}
		})
	}
}

func TestSaveOverwrites(t *testing.T) {
	path := write(t, "old.pcap", []byte("old"))
	link := filepath.Join(t.TempDir(), "link.pcap")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no links here:", err)
	}
	if _, err := Save(link, recordsOf(t, littleGen.pcapFile(2, 60)), SaveOptions{Overwrite: true}); err != nil {
		t.Fatal(err)
	}
	p, err := os.ReadFile(path)
	if err != nil || len(p) != 24+2*76 || !bytes.HasPrefix(p, []byte("\x4d\x3c\xb2\xa1")) {
		t.Errorf("%d bytes, %v", len(p), err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
}
