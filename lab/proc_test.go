package lab

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"tcptui/fsm"
)

// TestParseProcTCP reads a table as Linux prints it.
func TestParseProcTCP(t *testing.T) {
	if !littleEndian {
		t.Skip("the table in this test was printed by a little-endian machine")
	}
	const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	const text = head +
		"   0: 0100000A:22C3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 53441 1 0000000000000000 100 0 0 10 0\n" +
		"   1: 0100000A:22C3 0200000A:C4EC 08 00000000:00000009 00:00000000 00000000     0        0 53442 1 0000000000000000 20 4 30 10 -1\n" +
		"   2: 0200000A:C4EC 0100000A:22C3 06 00000000:00000000 03:0000176D 00000000     0        0 0 3 0000000000000000\n"
	got, err := parseProcTCP(text)
	client, server := netip.MustParseAddrPort("10.0.0.2:50412"), netip.MustParseAddrPort("10.0.0.1:8899")
	want := []Socket{{server, client, fsm.CloseWait, 0}, {client, server, fsm.TimeWait, 59970 * time.Millisecond}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	for _, bad := range []string{
		head + "   0: 0100000A 00000000:0000 01 0:0 00:0 0\n",
		head + "   0: 0100000A:22C3 0000:0000 01 0:0 00:0 0\n",
		head + "   0: 0100000A:22C3 0200000A:C4EC FF 0:0 00:0 0\n",
		head + "   0: 0100000A:22C3 0200000A:C4EC zz 0:0 00:0 0\n",
	} {
		if _, err := parseProcTCP(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	if got, err := parseProcTCP(head); err != nil || got != nil {
		t.Errorf("an empty table: %v, %v", got, err)
	}
}
