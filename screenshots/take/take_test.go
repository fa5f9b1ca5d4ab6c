package main

import (
	"os"
	"path/filepath"
	"testing"

	"tcptui/internal/golden"
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
