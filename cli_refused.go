package main

import "strings"

// refused are options of tshark's that are not here, and what to do instead.
var refused = []struct{ names, why string }{
	{"i interface D list-interfaces L list-data-link-types list-time-stamp-types time-stamp-type p no-promiscuous-mode I monitor-mode B buffer-size y linktype s snapshot-length",
		"tcptui captures nothing itself so far: it reads what tcpdump -w - | tcptui pipes in"},
	{"b ring-buffer", "files are switched while capturing, and tcptui captures nothing itself so far: tcpdump -w - | tcptui pipes in what tcpdump reads"},
	{"R read-filter", "no second filter: -Y keeps the same frames, with the numbers that they have in the capture"},
	{"N H", "names are never looked up"},
	{"decode-as enable-protocol disable-protocol enable-heuristic disable-heuristic", "no protocol above TCP is taken apart, so there is nothing to decode as another"},
	{"j J", "-e chooses fields of -T json, ek and pdml; -O chooses protocols of -V"},
	{"u", "times are seconds; -t chooses from when"},
}

// refusal says why there is no option of that name; "" when it is none of
// tshark's that are refused.
func refusal(name string) string {
	dashes := "-"
	if len(name) > 1 {
		dashes = "--"
	}
	for _, r := range refused {
		for n := range strings.FieldsSeq(r.names) {
			if n == name {
				return "there is no " + dashes + name + ": " + r.why
			}
		}
	}
	return ""
}
