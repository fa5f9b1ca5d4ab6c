package main

import (
	"testing"

	"tcptui/internal/golden"
)

// TestPicturesAreFresh fails when a picture is not what the screen shows now;
// with -update it makes them anew.
func TestPicturesAreFresh(t *testing.T) {
	if err := run("..", !golden.Updating()); err != nil {
		t.Error(err)
	}
}
