package main

import (
	"testing"
	"testing/fstest"
)

func TestFreeMemory(t *testing.T) {
	for text, want := range map[string]int64{
		"MemTotal: 9 kB\nMemAvailable:    2048 kB\n": 2 << 20, "MemAvailable: x kB\n": -1, "MemAvailable:\n": -1, "": -1,
	} {
		if got := availableIn(text); got != want {
			t.Errorf("availableIn(%q) = %d", text, got)
		}
	}
	files := func(all map[string]string) fstest.MapFS {
		tree := make(fstest.MapFS)
		for name, text := range all {
			tree[name] = &fstest.MapFile{Data: []byte(text)}
		}
		return tree
	}
	for _, tt := range []struct {
		group string
		tree  map[string]string
		want  int64
	}{
		{"0::/a/b\n", map[string]string{"a/b/memory.max": "1000\n", "a/b/memory.stat": "anon 300\nfile 500\n"}, 700},
		{"1:name=x:/z\n0::/a/b\n", map[string]string{"a/b/memory.max": "max\n", "a/memory.max": "900\n"}, 900},
		{"0::/a/b\n", map[string]string{"a/b/memory.max": "1000\n", "a/memory.max": "500\n", "a/memory.stat": "file 1\nanon 450\n"}, 50},
		{"0::/a\n", map[string]string{"a/memory.max": "1000\n", "a/memory.stat": "anon 3000\n"}, 0},
		{"0::/\n", map[string]string{"memory.max": "1000\n"}, 1000},
		{"0::/a\n", nil, -1},
		{"7:memory:/old\n", nil, -1},
	} {
		if got := groupRoom(files(tt.tree), tt.group); got != tt.want {
			t.Errorf("group %q of %v has room for %d, want %d", tt.group, tt.tree, got, tt.want)
		}
	}
	if free := freeMemory(); free < 1<<20 {
		t.Errorf("this system has %d bytes", free)
	}
}
