package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/internal/golden"
	"tcptui/internal/vt"
)

// largest is how many bytes the pictures and the recording may take together: everyone
// who clones the repository gets them.
const largest = 2 << 20

// TestPicturesAreFresh fails when a picture or the recording is not what the screen
// shows now; with -update it makes them anew.
func TestPicturesAreFresh(t *testing.T) {
	if err := run("../..", "", !golden.Updating()); err != nil {
		t.Error(err)
	}
}

// TestTourPlays plays the recording on a terminal.
func TestTourPlays(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", tour().name))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	var header struct{ Version, Width, Height int }
	if err := json.Unmarshal([]byte(lines[0]), &header); err != nil || header.Version != 2 {
		t.Fatalf("header %+v: %v", header, err)
	}
	screen, last := vt.New(header.Width, header.Height), 0.0
	for _, line := range lines[1:] {
		var event [3]any
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatal(err)
		}
		at, isTime := event[0].(float64)
		if text, isText := event[2].(string); !isTime || !isText || at < last {
			t.Fatalf("an event at %v after %v: %q", event[0], last, event[2])
		} else if event[1] == "o" {
			screen.Write([]byte(text))
		}
		last = at
	}
	text, _ := screen.Text()
	if scenes := tour().scenes; last < float64(len(scenes)) || !strings.Contains(text, scenes[len(scenes)-1].until[0]) {
		t.Errorf("after %v s the screen is\n%s", last, text)
	}
}

// TestEveryPictureIsOfAShot finds pictures that nothing makes any more, and holds the
// size of all.
func TestEveryPictureIsOfAShot(t *testing.T) {
	made := map[string]bool{filepath.Join("..", "..", "docs", tour().name): true}
	for _, s := range shots() {
		for _, look := range s.looks() {
			made[filepath.Join("..", look.file+".svg")] = true
			made[filepath.Join("..", look.file+".png")] = true
		}
	}
	var size int64
	for _, pattern := range []string{"../*.svg", "../*.png", "../../docs/*.cast"} {
		names, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			size += info.Size()
			if !made[name] {
				t.Errorf("%s is of no shot", name)
			}
		}
	}
	if size == 0 || size > largest {
		t.Errorf("pictures of %d bytes, at most %d are good", size, largest)
	}
}
