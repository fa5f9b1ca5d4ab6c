package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// rawFile writes a capture of IPv4 without a link layer, of one frame of TCP to
// port 80 and one of UDP, and returns its path.
func rawFile(t *testing.T, link uint32) string {
	t.Helper()
	file := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	for _, n := range []uint32{2 | 4<<16, 0, 0, 65535, link} {
		file = binary.LittleEndian.AppendUint32(file, n)
	}
	for i, proto := range []byte{6, 17} {
		packet := []byte{0x45, 0, 0, 40, 0, 1, 0, 0, 64, proto, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x13, 0x88, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 1, 0, 0, 0, 0, 0}
		for _, n := range []uint32{uint32(1000 + i), 0, uint32(len(packet)), uint32(len(packet))} {
			file = binary.LittleEndian.AppendUint32(file, n)
		}
		file = append(file, packet...)
	}
	path := filepath.Join(t.TempDir(), "raw.pcap")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCaptureFilter runs command lines with -f and -d.
func TestCaptureFilter(t *testing.T) {
	file, raw, usb := sampleFile(t, 0), rawFile(t, 101), rawFile(t, 220)
	numbers := []string{"-Tfields", "-eframe.number", "-etcp.flags.str"}
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		out    string // all of it
		err    string // what it contains; "": nothing is complained of
	}{
		{"numbers after it", append([]string{"-r", file, "-f", "tcp[tcpflags] & tcp-syn != 0"}, numbers...), exitOK,
			"1\t··········S·\n2\t·······A··S·\n3\t··········S·\n4\t·······A··S·\n", ""},
		{"before a display filter", append([]string{file, "-f", "tcp[13] & 2 != 0", "-Y", "tcp.flags.ack == 1"}, numbers...), exitOK,
			"2\t·······A··S·\n4\t·······A··S·\n", ""},
		{"count", append([]string{file, "-f", "tcp[13] & 2 != 0", "-c", "1"}, numbers...), exitOK, "1\t··········S·\n", ""},
		{"several link types", append([]string{file, raw, "-f", "port 80 or arp"}, "-Tfields", "-eframe.number", "-eframe.protocols"), exitOK,
			"1\traw:ip:tcp\n2\traw:ip:udp\n3\teth:ethertype:arp\n4\teth:ethertype:arp\n", ""},
		{"nothing matches", append([]string{file, "-f", "port 1"}, numbers...), exitOK, "", ""},
		{"nothing can match", append([]string{file, "-f", "ip and ip6"}, numbers...), exitFilter, "", "it rejects every frame"},
		{"unknown word", []string{file, "-f", "tpc port 80"}, exitFilter, "",
			"tcptui: column 1: \"tpc\" is no word of the filter language (did you mean tcp?)\n    tpc port 80\n    ^~~\n"},
		{"a display filter", []string{file, "-f", "tcp.port == 80"}, exitFilter, "", "another language"},
		{"not on this link type", []string{raw, "-f", "tcp or vlan"}, exitFilter, "", "RAW has no VLAN tags\n    tcp or vlan\n           ^~~~\n"},
		{"link type without protocols", append([]string{usb, "-f", "tcp"}, numbers...), exitFilter, "", "link type 220 are not filtered by protocol"},
		{"but with bytes", append([]string{usb, "-f", "link[9] = 17"}, "-Tfields", "-eframe.number"), exitOK, "1\n", ""},
		{"a name with -n", []string{file, "-n", "-f", "host tcptui.example"}, exitFilter, "", "names of hosts are not looked up here (write the address of tcptui.example)"},
		{"its program", []string{"-n", "-d", "-f", "host tcptui.example"}, exitFilter, "", "are not looked up here"},
		{"hostile", []string{file, "-f", "tcp \x1b[31m"}, exitFilter, "", "column 5"},

		{"program", []string{"-d", "-f", "ip"}, exitOK, "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n(002) ret      #262144\n(003) ret      #0\n", ""},
		{"in C", []string{"-dd", "-f", "ip"}, exitOK, "{ 0x28, 0, 0, 0x0000000c },\n{ 0x15, 0, 1, 0x00000800 },\n{ 0x6, 0, 0, 0x00040000 },\n{ 0x6, 0, 0, 0x00000000 },\n", ""},
		{"numbers", []string{"-ddd", "-f", "ip"}, exitOK, "4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n", ""},
		{"program for a capture", []string{"-dddr", raw, "-f", "ip"}, exitOK, "5\n48 0 0 0\n84 0 0 240\n21 0 1 64\n6 0 0 262144\n6 0 0 0\n", ""},
		{"of nothing", []string{"-d", "-f", "ip and not ip"}, exitOK, "(000) ret      #0\n", ""},
		{"without filter", []string{"-d"}, exitUsage, "", "give it with -f FILTER"},
		{"decode as", []string{file, "-d", "tcp.port==80,http"}, exitUsage, "", "no protocol is decoded as another"},
		{"too many", []string{"-dddd", "-f", "ip"}, exitUsage, "", "no more forms"},
		{"with others", []string{"-d", "-f", "ip", "-w", "x.pcap"}, exitUsage, "", "nothing else"},
		{"program of a bad filter", []string{"-d", "-f", "ip and"}, exitFilter, "", "the filter ends"},
		{"not on Ethernet", []string{"-d", "-f", "ifindex 3"}, exitFilter, "", "do not tell their interface"},
		{"no such file", []string{"-d", "-f", "ip", "-r", filepath.Join(t.TempDir(), "none")}, exitFile, "", "is the name right?"},
	} {
		var out, complaints bytes.Buffer
		status := run(tt.args, nil, &out, &complaints)
		if status != tt.status || out.String() != tt.out || !strings.Contains(complaints.String(), tt.err) || tt.err == "" && complaints.Len() > 0 {
			t.Errorf("%s: exit status %d, want %d\n%s\nwant\n%s\nand %q", tt.name, status, tt.status, out.String(), tt.out, complaints.String())
		}
		if strings.Contains(complaints.String(), "\x1b") {
			t.Errorf("%s: the complaint %q is not harmless", tt.name, complaints.String())
		}
	}
}

// TestCaptureFilterOfStream holds that what is piped in is filtered too.
func TestCaptureFilterOfStream(t *testing.T) {
	one, err := samples.Get("refused")
	if err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	status := run([]string{"-r", "-", "-f", "tcp[tcpflags] & tcp-rst != 0"}, bytes.NewReader(one.Data), &out, &complaints)
	if status != exitOK || strings.Count(out.String(), "RST") != 1 || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("exit status %d\n%s%s", status, out.String(), complaints.String())
	}
}
