package capture

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// writeRing captures into several files, count frames into each of them, all begun at one
// time. Frames are numbered from first on.
func writeRing(t *testing.T, o WriteOptions, at time.Time, files, count, first int) []string {
	t.Helper()
	ifaces := []Interface{newFake("x", 1).iface}
	w, err := newLiveFile(o, ifaces, liveHeader(ifaces, ""), func() []byte { return nil }, at)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for n := range files {
		if n > 0 {
			if err := w.turn(at); err != nil {
				t.Fatal(err)
			}
		}
		c := &chunk{}
		for i := range count {
			f := numbered(first+n*count+i, 60)
			copy(c.frame(f.time, uint32(len(f.data)), uint32(len(f.data))), f.data)
		}
		if err := w.write(c, c.marks); err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.Base(w.name()))
	}
	if err := w.end(); err != nil || w.number != files {
		t.Fatalf("%d files, %v", w.number, err)
	}
	return names
}

// TestRingNames: no file of a ring takes the name of one that is there, also where captures
// begin within one second, or the clock comes by a time again: its number is the next.
func TestRingNames(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC)
	o := WriteOptions{Path: filepath.Join(dir, "x.pcapng"), Packets: 3}
	kept := "x_00004_20260131235959.pcapng"
	if err := os.WriteFile(filepath.Join(dir, kept), []byte("the user's"), 0o600); err != nil {
		t.Fatal(err)
	}
	name := func(n string) string { return "x_0000" + n + "_20260131235959.pcapng" }
	for i, want := range [][]string{{name("1"), name("2")}, {name("3"), name("5")}, {name("6"), name("7")}} {
		if got := writeRing(t, o, at, 2, 3, i*6); !slices.Equal(got, want) {
			t.Errorf("capture %d is written to %v, want %v", i+1, got, want)
		}
	}
	if data, err := os.ReadFile(filepath.Join(dir, kept)); err != nil || string(data) != "the user's" {
		t.Errorf("%s has %q, %v", kept, data, err)
	}
	for i, n := range []string{"1", "2", "3", "5", "6", "7"} {
		frames, _ := readAll(t, filepath.Join(dir, name(n)))
		if len(frames) != 3 || numberOf([]byte(frames[0])) != i*3 {
			t.Errorf("%s has %d frames, and not those that it was written with", name(n), len(frames))
		}
	}
}

// TestRingRemovesItsOwn: only the newest files stay of a capture, and what others wrote under
// like names.
func TestRingRemovesItsOwn(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC)
	o := WriteOptions{Path: filepath.Join(dir, "x"), Packets: 3, Files: 1}
	writeRing(t, o, at, 2, 1, 0)
	writeRing(t, o, at, 3, 1, 2)
	var left []string
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{"x_00002_20260131235959", "x_00004_20260131235959"}; err != nil || !slices.Equal(left, want) {
		t.Errorf("%v are left, %v; want %v", left, err, want)
	}
}

// TestNext: a capture that begins anew is written beside those before.
func TestNext(t *testing.T) {
	for _, tt := range []struct {
		name   string
		o      WriteOptions
		beside string // files that are there
		want   string // the name of Path, or a part of the error
	}{
		{"one file", WriteOptions{Path: "x.pcapng"}, "x.pcapng", "x-2.pcapng"},
		{"the third", WriteOptions{Path: "x.pcapng"}, "x.pcapng x-2.pcapng", "x-3.pcapng"},
		{"no extension", WriteOptions{Path: "x"}, "x x-2 x-3.pcapng", "x-3"},
		{"several", WriteOptions{Path: "x.pcapng", Packets: 1}, "x_00001_20260131235959.pcapng", "x-2.pcapng"},
		{"several for the third time", WriteOptions{Path: "x.pcapng", Every: 1}, "x-2_00001_20260131235959.pcapng", "x-3.pcapng"},
		{"several of which the first are gone", WriteOptions{Path: "x.pcapng", Files: 1, FileSize: 1}, "x-2_00007_20260131235959.pcapng", "x-3.pcapng"},
		{"several beside one", WriteOptions{Path: "x.pcapng", Interval: 1}, "x-2.pcapng", "x-3.pcapng"},
		{"others beside several", WriteOptions{Path: "x.pcapng", Packets: 1}, "x-22_00001_20260131235959.pcapng x-2_00001_20260131235959.pcap x-2_.txt", "x-2.pcapng"},
	} {
		dir := t.TempDir()
		for name := range strings.FieldsSeq(tt.beside) {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		tt.o.Path = filepath.Join(dir, tt.o.Path)
		next, err := tt.o.Next()
		if err != nil || next.Path != filepath.Join(dir, tt.want) {
			t.Errorf("%s: %s, %v; want %s", tt.name, next.Path, err, tt.want)
		}
		ifaces := []Interface{{}}
		w, err := newLiveFile(next, ifaces, nil, nil, time.Time{})
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if err := w.close(); err != nil {
			t.Error(err)
		}
		if next.several() {
			continue
		}
		// Who made it meanwhile keeps it.
		if _, err := newLiveFile(next, ifaces, nil, nil, time.Time{}); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: a file that is there is replaced: %v", tt.name, err)
		}
	}
}
