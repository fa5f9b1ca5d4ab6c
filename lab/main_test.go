package lab

import (
	"os"
	"testing"
)

// TestMain makes the test binary a player, as main does with the program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == PlayerCommand {
		os.Exit(Play())
	}
	os.Exit(m.Run())
}
