package lab

import (
	"os"
	"testing"
)

// raiseLoopback makes a player that first switches the loopback interface on, which
// is off in a new namespace.
const raiseLoopback = "raise-loopback"

// TestMain makes the test binary a player, as main does with the program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case raiseLoopback:
			if err := raise("lo"); err != nil {
				os.Exit(1)
			}
			fallthrough
		case PlayerCommand:
			os.Exit(Play())
		}
	}
	os.Exit(m.Run())
}
