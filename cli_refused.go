package main

import "strings"

// refused are options of tshark's that are not here, and what to do instead.
var refused = []struct{ names, why string }{
	{"L list-data-link-types y linktype", "an interface has one link type here, which -D tells"},
	{"list-time-stamp-types time-stamp-type", "times are those of the kernel"},
	{"I monitor-mode", "put the interface into monitor mode before: iw dev NAME set type monitor"},
	{"R read-filter", "no second filter: -Y keeps the same frames, with the numbers that they have in the capture"},
	{"N H", "names are never looked up; leave it out, and addresses and ports are printed as numbers"},
	{"decode-as enable-protocol disable-protocol enable-heuristic disable-heuristic", "no protocol above TCP is taken apart, so there is nothing to decode as another; leave it out where only TCP and what is below is asked for"},
	{"j J", "-e chooses fields of -T json, ek and pdml; -O chooses protocols of -V"},
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
