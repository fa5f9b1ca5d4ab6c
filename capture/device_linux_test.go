package capture

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseDeviceCounts(t *testing.T) {
	const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
eth0:1: 5 1 0 0 0 0 0 0 7 2 0 0 0 0 0 0
 short: 1 2 3
  bad: x 1 0 0 0 0 0 0 7 2 0 0 0 0 0 0
`
	want := map[string]deviceCount{"lo": {20, 2000}, "eth0:1": {3, 12}}
	if d := cmp.Diff(want, parseDeviceCounts(text), cmp.AllowUnexported(deviceCount{})); d != "" {
		t.Error(d)
	}
}

func TestHasNetRaw(t *testing.T) {
	for text, want := range map[string]bool{
		"Name:\tx\nCapEff:\t0000000000002000\n": true, "CapEff:\t000001ffffffffff\n": true,
		"CapEff:\t0000000000001fff\n": false, "CapEff:\tzz\n": false, "CapPrm:\t0000000000002000\n": false, "": false,
	} {
		if got := hasNetRaw(text); got != want {
			t.Errorf("hasNetRaw(%q) = %v", text, got)
		}
	}
}

// TestDevices: every Linux host has a loopback interface, whose counters the
// kernel tells.
func TestDevices(t *testing.T) {
	all, err := Devices()
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range all {
		if d.Name == "" || i > 0 && d.Up && !all[i-1].Up {
			t.Errorf("device %d is %+v", i, d)
		}
	}
	for _, d := range all {
		if d.Loopback && d.Counted {
			return
		}
	}
	t.Skip("this host has no loopback interface")
}
