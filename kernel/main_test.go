package kernel

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain is a helper where it is started as one, as the program is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == HelperCommand {
		os.Exit(Help())
	}
	goleak.VerifyTestMain(m)
}
