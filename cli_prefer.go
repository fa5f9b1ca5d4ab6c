package main

import (
	"fmt"
	"strings"

	"tcptui/decode"
)

// preferences are tshark's that scripts set: the values that are possible, what the
// program does anyway where a value is not, and what one changes.
var preferences = []struct {
	name   string
	values []string
	does   string
	apply  func(s *settings, value string) // nil: nothing changes
}{
	{"tcp.check_checksum", []string{"TRUE", "FALSE"}, "", verify(decode.ChecksumTCP)},
	{"ip.check_checksum", []string{"TRUE", "FALSE"}, "", verify(decode.ChecksumIP)},
	{"udp.check_checksum", []string{"TRUE", "FALSE"}, "", verify(decode.ChecksumUDP)},
	{"tcp.relative_sequence_numbers", []string{"TRUE", "FALSE"}, "", func(s *settings, value string) { s.look.RawSeq = value == "FALSE" }},
	{"tcp.analyze_sequence_numbers", []string{"TRUE"}, "connections are always followed", nil},
	{"tcp.desegment_tcp_streams", []string{"TRUE", "FALSE"}, "", nil},
	{"ip.defragment", []string{"TRUE"}, "fragments are always put together", nil},
}

// unverified are the checksums that are not verified without a screen until -o asks
// for it, as with tshark. TCP's are: a broken segment is what this program is for.
const unverified = decode.ChecksumIP | decode.ChecksumUDP

// verify makes what a preference changes that has checksums verified or taken for right.
func verify(c decode.Checksums) func(s *settings, value string) {
	return func(s *settings, value string) {
		s.trust |= c
		if value == "TRUE" {
			s.trust &^= c
		}
	}
}

// prefer takes a preference, of which the last one of a name counts.
func (s *settings) prefer(arg string) error {
	name, value, ok := strings.Cut(arg, ":")
	if !ok {
		return fmt.Errorf("-o %s: expected NAME:VALUE", arg)
	}
	value = strings.TrimSpace(value)
	var names []string
	for _, p := range preferences {
		if p.name != name {
			names = append(names, p.name)
			continue
		}
		for _, v := range p.values {
			if !strings.EqualFold(v, value) {
				continue
			}
			if p.apply != nil {
				p.apply(s, v)
			}
			return nil
		}
		if p.does == "" {
			return fmt.Errorf("-o %s: expected one of %s", arg, strings.Join(p.values, ", "))
		}
		return fmt.Errorf("-o %s: only %s is possible: %s", arg, p.values[0], p.does)
	}
	return fmt.Errorf("-o %s: there is no such preference%s", arg, didYouMean("", name, names))
}
