package main

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain looks for goroutines that outlive the tests: each run of the program ends what
// it began. What is left of terminals that tests opened reads from them until they are
// closed.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}
