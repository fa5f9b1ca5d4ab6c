package capture

import (
	"os"
	"strconv"
	"strings"
)

// deviceCounts reads what went through each interface of this network namespace.
func deviceCounts() map[string]deviceCount {
	data, err := os.ReadFile("/proc/net/dev")
	if err != nil {
		return nil
	}
	return parseDeviceCounts(string(data))
}

// parseDeviceCounts reads the format of /proc/net/dev, proc_net_dev(5): two lines
// of titles, then a line an interface with its name, a colon, and sixteen
// numbers, of which the first two are bytes and packets received, the ninth and
// the tenth those sent. What does not look so is left out.
func parseDeviceCounts(text string) map[string]deviceCount {
	const numbers, sent = 16, 8
	out := make(map[string]deviceCount)
	for line := range strings.Lines(text) {
		colon := strings.LastIndexByte(line, ':')
		if colon < 0 {
			continue
		}
		fields := strings.Fields(line[colon+1:])
		if len(fields) < numbers {
			continue
		}
		var n [numbers]uint64
		ok := true
		for i := range n {
			var err error
			n[i], err = strconv.ParseUint(fields[i], 10, 64)
			ok = ok && err == nil
		}
		if ok {
			out[strings.TrimSpace(line[:colon])] = deviceCount{packets: n[1] + n[sent+1], bytes: n[0] + n[sent]}
		}
	}
	return out
}

// MayCapture reports whether this process may open a packet socket: it has
// CAP_NET_RAW in its effective set (capabilities(7)). Where that cannot be told
// it says no.
func MayCapture() bool {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return false
	}
	return hasNetRaw(string(data))
}

// capNetRaw is the number of CAP_NET_RAW in linux/capability.h.
const capNetRaw = 13

func hasNetRaw(status string) bool {
	for line := range strings.Lines(status) {
		if hex, ok := strings.CutPrefix(line, "CapEff:"); ok {
			set, err := strconv.ParseUint(strings.TrimSpace(hex), 16, 64)
			return err == nil && set>>capNetRaw&1 != 0
		}
	}
	return false
}
