//go:build !race

package main

// detector says that these tests run under the race detector.
const detector = false
