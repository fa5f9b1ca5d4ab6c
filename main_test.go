package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"tcptui/testdata/samples"
)

// sampleFile writes the sample capture to a file and returns its path.
func sampleFile(t *testing.T, cut int) string {
	t.Helper()
	data := samples.All()[0].Data
	path := filepath.Join(t.TempDir(), "chat.pcapng")
	if err := os.WriteFile(path, data[:len(data)-cut], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRun runs command lines: what they print, and the exit status.
func TestRun(t *testing.T) {
	file, damaged, dir := sampleFile(t, 0), sampleFile(t, 30), t.TempDir()
	empty, text := filepath.Join(dir, "empty"), filepath.Join(dir, "text")
	rules := filepath.Join(dir, "rules")
	for name, content := range map[string]string{empty: "", text: "this is no capture\n", rules: "# a gate\n\nARP: arp\nRST over 50%: tcp.flags.reset == 1\n"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name     string
		args     []string
		status   int
		out, err string // how many lines, or what they contain
		lines    int
	}{
		{"sample", nil, 0, "50412 → 8899 [SYN] Seq=0", "", 50},
		{"file", []string{file}, 0, "50412 → 8899 [SYN] Seq=0", "", 50},
		{"combined", []string{"-2nr", file}, 0, "[SYN]", "", 50},
		{"count", []string{"-c3", "-r" + file}, 0, "[SYN]", "", 3},
		{"filter", []string{file, "-Y", "tcp.flags.syn == 1 && tcp.flags.ack == 0"}, 0, "[SYN]", "", 2},
		{"two files", []string{file, "-r", file}, 0, "[SYN]", "", 100},
		{"tabs", []string{file, "-Ttabs"}, 0, "\tTCP\t", "", 50},
		{"fields", []string{"-r", file, "-T", "fields", "-E", "header=y", "-e", "frame.number", "-e", "tcp.stream", "-Y", "tcp", "-o", "tcp.check_checksum:TRUE"}, 0, "frame.number\ttcp.stream\n3\t0\n", "", 49},
		{"json", []string{file, "-Tjson", "-e", "frame.number", "-c", "1"}, 0, "\"frame.number\": [\n          \"1\"\n", "", -1},
		{"ek", []string{file, "-Tek", "-e", "frame.number"}, 0, "\"layers\":{\"frame_number\":[\"50\"]}}\n", "", 100},
		{"json without fields", []string{file, "-Tjson", "-c3"}, 0, "\"tcp.flags_tree\": {\n            \"tcp.flags.res\": \"0\",", "", -1},
		{"no duplicate keys", []string{file, "-Tjson", "-c3", "--no-duplicate-keys"}, 0, "\"tcp.port\": [\n            \"50412\",\n            \"8899\"\n          ],", "", -1},
		{"ek without fields", []string{file, "-Tek", "-c1"}, 0, "\"frame_frame_number\":\"1\"", "", 2},
		{"pdml", []string{file, "-Tpdml", "-c1"}, 0, "<field name=\"arp.opcode\" showname=\"Opcode: 1\" size=\"2\" pos=\"20\" show=\"1\" value=\"0001\"/>", "", -1},
		{"details", []string{file, "-V", "-c3", "-S", "----"}, 0, "Transmission Control Protocol\n    Source Port: 50412\n", "", -1},
		{"details of one", []string{file, "-O", "arp", "-c1"}, 0, "Frame\nEthernet II\nAddress Resolution Protocol\n    Hardware type: 1\n", "", -1},
		{"bytes", []string{file, "-x", "-c1"}, 0, "0000  ff ff ff ff ff ff 02 00 00 00 00 02 08 06 00 01   ................\n", "", 4},
		{"line and bytes", []string{file, "-Px", "-c1"}, 0, "10.0.0.2\n\n0000  ff", "", 6},
		{"time of day", []string{file, "-tud", "-c1"}, 0, "    1 2026-11-23 12:51:26.186896072 ", "", 1},
		{"stop", []string{file, "-apackets:3", "-c7"}, 0, "[SYN]", "", 3},
		{"line-buffered", []string{file, "-l", "-c1"}, 0, "ARP", "", 1},
		{"raw text", []string{file, "-Tfields", "-eframe.protocols", "-Eescape=n", "-c1"}, 0, "eth:ethertype:arp", "", 1},
		{"endpoints", []string{"-qz", "endpoints,tcp", file}, 0, "10.0.0.1                   8899         48", "", 8},
		{"io", []string{"-qz", "io,stat,1,tcp.flags in {2, 18},SUM(tcp.len)", file}, 0, "|  0 <> 1  |      2 |   148 |  181 |\n", "", 18},
		{"fields there are", []string{"-Gfields"}, 0, "F\tSequence Number (raw)\ttcp.seq_raw\tFT_UINT32\ttcp\tBASE_DEC\t0x0\t", "", -1},
		{"protocols there are", []string{"-Gprotocols"}, 0, "Transmission Control Protocol\tTransmission Control Protocol\ttcp\n", "", -1},
		{"conversations", []string{"-qz", "conv,tcp", file}, 0, "TCP Conversations", "", 8},
		{"connections", []string{"-qz", "conn,json", file}, 0, "{\"stream\":1,", "", 2},
		{"experts", []string{"-qz", "expert,warn", file}, 0, "Connection reset (RST)", "", 5},
		{"follow", []string{"-q", "-r", file, "-z", "follow,tcp,utf-8,0"}, 0, "你好", "", -1},
		{"quiet", []string{"-q", file}, 0, "", "", 0},
		{"help", []string{"-h"}, 0, "--display-filter FILTER", "", -1},
		{"version", []string{"--version"}, 0, "tcptui ", "", 1},

		{"unknown option", []string{"--display-filer", "tcp"}, 1, "", "did you mean --display-filter?", 0},
		{"unknown letter", []string{"-Z", "tcp"}, 1, "", "did you mean -z", 0},
		{"read filter", []string{"-R", "tcp", file}, 1, "", "-Y keeps the same frames", 0},
		{"no such interface", []string{"-i", "nosuch0if"}, 2, "", "nosuch0if: there is no such interface (", 0},
		{"interface of no number", []string{"-i", "99999"}, 2, "", "-D lists them", 0},
		{"bad filter of a live capture", []string{"-i", "nosuch0if", "-f", "tcp prt 80"}, 4, "", "column 5", 0},
		{"interface and file", []string{"-i", "nosuch0if", file}, 1, "", "give one of both", 0},
		{"lab and interface", []string{"lab", "-i", "nosuch0if", "chat"}, 1, "", "lab makes its own capture", 0},
		{"lab of nothing and interface", []string{"lab", "-i", "nosuch0if"}, 1, "", "lab makes its own capture", 0},
		{"piped and interface", []string{"-i", "-", "-i", "nosuch0if"}, 1, "", "give it alone", 0},
		{"ring of a file", []string{"-b", "files:3", file}, 1, "", "-b belongs to a live capture", 0},
		{"promiscuous file", []string{"-p", file}, 1, "", "-p belongs to a live capture", 0},
		{"snapshot length of a file", []string{"-s", "96", file}, 1, "", "-s belongs to a live capture", 0},
		{"buffer of a file", []string{"-B", "96", file}, 1, "", "-B belongs to a live capture", 0},
		{"ring without a file", []string{"-i", "nosuch0if", "-b", "packets:3"}, 1, "", "give their name with -w", 0},
		{"ring without an end", []string{"-i", "nosuch0if", "-w", "x", "-b", "files:3"}, 1, "", "when the next begins", 0},
		{"ring to the output", []string{"-i", "nosuch0if", "-w", "-", "-b", "packets:3"}, 1, "", "is one: the standard output", 0},
		{"unknown ring", []string{"-i", "nosuch0if", "-w", "x", "-b", "file:3"}, 1, "", "did you mean files?", 0},
		{"ring of nothing", []string{"-i", "nosuch0if", "-w", "x", "-b", "packets:0"}, 1, "", "a number above 0", 0},
		{"ring of no time", []string{"-i", "nosuch0if", "-w", "x", "-b", "duration:x"}, 1, "", "duration:SECONDS", 0},
		{"unknown live stop", []string{"-i", "nosuch0if", "-a", "durations:3"}, 1, "", "did you mean duration?", 0},
		{"files without a ring", []string{"-i", "nosuch0if", "-w", "x", "-a", "files:3"}, 1, "", "-a files:N counts files", 0},
		{"compressed live", []string{"-i", "nosuch0if", "-w", "x.pcapng.gz"}, 1, "", "not compressed", 0},
		{"two live types", []string{"-i", "nosuch0if", "-w", "x.pcapng", "-F", "pcap"}, 1, "", "another format", 0},
		{"unknown live type", []string{"-i", "nosuch0if", "-w", "x", "-F", "snoop"}, 1, "", "expected pcapng or pcap", 0},
		{"filtered live file", []string{"-i", "nosuch0if", "-w", "x", "-Y", "tcp"}, 1, "", "-Y chooses what is shown", 0},
		{"live to the output twice", []string{"-i", "nosuch0if", "-w", "-", "-T", "ek"}, 1, "", "cannot be printed there too", 0},
		{"large snapshot length", []string{"-i", "nosuch0if", "-s", "300000"}, 1, "", "1 to 262144 bytes", 0},
		{"negative buffer", []string{"-i", "nosuch0if", "-B", "-1"}, 1, "", "1 to 2047 MiB", 0},
		{"start page of a live capture", []string{"-i", "nosuch0if", "--start-page"}, 1, "", "leave out -i", 0},
		{"check of a live capture", []string{"check", "-i", "nosuch0if", "tcp"}, 1, "", "has ended", 0},
		{"stop of a live capture", []string{"-a", "duration:3", file}, 1, "", "only a live capture", 0},
		{"unknown stop", []string{"-a", "packet:3", file}, 1, "", "did you mean packets?", 0},
		{"no frames", []string{"-c", "0", file}, 1, "", "above 0", 0},
		{"bad time format", []string{"-t", "x", file}, 1, "", "one of a, ad, adoy, d", 0},
		{"unknown list", []string{"-G", "feilds"}, 1, "", "did you mean fields?", 0},
		{"unknown protocol", []string{"-O", "tpc", file}, 1, "", "did you mean tcp?", 0},
		{"near format", []string{"-T", "jsn", file}, 1, "", "did you mean json?", 0},
		{"near -E", []string{file, "-Tfields", "-e", "ip.src", "-E", "heder=y"}, 1, "", "did you mean header?", 0},
		{"details as json", []string{"-V", "-T", "json", file}, 1, "", "print text", 0},
		{"file type alone", []string{"-F", "pcap", file}, 1, "", "belongs to -w", 0},
		{"other file type", []string{"-F", "pcap", "-w", "x.pcapng", file}, 1, "", "another format", 0},
		{"keys of fields", []string{"--no-duplicate-keys", "-Tfields", "-eip.src", file}, 1, "", "belongs to -T json", 0},
		{"bad interval", []string{"-z", "io,stat,x", file}, 1, "", "no number of seconds", 0},
		{"tiny interval", []string{"-z", "io,stat,0.0000001", file}, 1, "", "at least", 0},
		{"calculation of text", []string{"-z", "io,stat,1,SUM(tcp.flags.str)tcp", file}, 1, "", "is no number", 0},
		{"calculation of nothing", []string{"-z", "io,stat,1,SUM()tcp", file}, 1, "", "needs a field", 0},
		{"calculation of unknown", []string{"-z", "io,stat,1,SUM(tcp.lne)tcp", file}, 1, "", "did you mean tcp.len?", 0},
		{"filter of -z", []string{"-z", "io,stat,1,tcp.prot", file}, 4, "", "did you mean tcp.port?", 0},
		{"rows of -t e", []string{"-t", "e", "-z", "io,stat,1", file}, 1, "", "names no rows", 0},
		{"no argument", []string{"-r"}, 1, "", "tcptui: ", 0},
		{"no number", []string{"-c", "x"}, 1, "", "tcptui: ", 0},
		{"negative", []string{"-c", "-1"}, 1, "", "number of frames", 0},
		{"unknown field", []string{file, "-Tfields", "-e", "tcp.prot"}, 1, "", "did you mean tcp.port?", 0},
		{"no field", []string{file, "-Tfields"}, 1, "", "at least one -e", 0},
		{"field without -T", []string{file, "-e", "ip.src"}, 1, "", "-T fields", 0},
		{"unknown format", []string{file, "-T", "xml"}, 1, "", "text, tabs, fields", 0},
		{"bad -E", []string{file, "-Tfields", "-e", "ip.src", "-E", "quote=x"}, 1, "", "quote=d|s|n", 0},
		{"unknown tap", []string{file, "-z", "rpc,srt"}, 1, "", "conv, conn, endpoints", 0},
		{"raw numbers", []string{file, "-o", "tcp.relative_sequence_numbers:false", "-Y", "tcp.seq == 4203122074 && tcp.nxtseq == 4203122075", "-Tfields", "-etcp.seq"}, 0, "4203122074\n", "", 1},
		{"raw numbers of text", []string{file, "-o", "tcp.relative_sequence_numbers:FALSE", "-Y", "tcp.ack == 4203122075", "-c4"}, 0, "Seq=1775518172 Ack=4203122075 ", "", 1},
		{"the last preference", []string{file, "-o", "tcp.relative_sequence_numbers:FALSE", "-o", "tcp.relative_sequence_numbers:TRUE", "-Y", "tcp.seq == 0", "-c3"}, 0, "Seq=0", "", 1},
		{"no such value", []string{file, "-o", "tcp.relative_sequence_numbers:yes"}, 1, "", "expected one of TRUE, FALSE", 0},
		{"seconds", []string{file, "-u", "s", "-c1"}, 0, "0.000000", "", 1},
		{"hours", []string{file, "-u", "hms"}, 1, "", "only s is possible", 0},
		{"colours of a pipe", []string{file, "--color", "-c1"}, 0, "ARP", "", 1},
		{"colours of pdml", []string{file, "--color", "-Tpdml"}, 1, "", "tells no colours", 0},
		{"names", []string{file, "-N", "mnt"}, 1, "", "never looked up; leave it out", 0},
		{"decode as", []string{file, "--decode-as", "tcp.port==8899,http"}, 1, "", "nothing to decode as another; leave it out", 0},
		{"bytes of fields", []string{file, "-Tjsonraw", "-c1"}, 0, "\"eth_raw\": [\n          \"ffffffffffff0200000000020806\",\n          0,\n          14,\n          0,\n          1\n        ]", "", -1},
		{"texts and bytes", []string{file, "-Tjson", "-x", "-c1"}, 0, "          5\n          ],\n          \"eth.type\": \"0x0806\"", "", -1},
		{"bytes of chosen fields", []string{file, "-Tjsonraw", "-e", "ip.src"}, 1, "", "-e needs -T fields", 0},
		{"bytes of a field as json", []string{file, "-Tjson", "-x", "-e", "ip.src"}, 1, "", "json without -e", 0},
		{"bad preference", []string{file, "-o", "tcp.check_checksum:MAYBE"}, 1, "", "expected one of TRUE, FALSE", 0},
		{"TCP checksums", []string{file, "-Y", "tcp.checksum.status == 1", "-c3", "-Tfields", "-etcp.checksum.status", "-eip.checksum.status"}, 0, "1\t2\n", "", 1},
		{"no checksums", []string{file, "-o", "tcp.check_checksum:FALSE", "-Y", "tcp.checksum.status == 2", "-c3", "-Tfields", "-etcp.checksum.status"}, 0, "2\n", "", 1},
		{"unknown preference", []string{file, "-o", "tcp.chek_checksum:TRUE"}, 1, "", "did you mean tcp.check_checksum?", 0},
		{"one of two is missing", []string{file, filepath.Join(dir, "no")}, 2, "", "no: ", 0},
		{"bad filter", []string{file, "-Y", "tcp.port = 80"}, 4, "", "column 10: ", 0},
		{"unknown in filter", []string{file, "-Y", "tcp.prot == 80"}, 4, "", "did you mean tcp.port?", 0},

		{"check passes", []string{"check", "tcp.flags.reset == 1 && tcp.len > 5000", file}, 0, "ok      tcp.flags.reset == 1 && tcp.len > 5000\n1 check passed\n", "", 2},
		{"check fails", []string{"check", "tcp.connection.syn", file}, 1, "FAILED  tcp.connection.syn: 2 of 50 frames\n    3 ", "", 4},
		{"check quietly", []string{"check", "-q", "tcp.connection.syn", "-r", file}, 1, "", "", 0},
		{"check share", []string{"check", "--over", "90%", "tcp", file}, 1, "tcp.stream 0, 10.0.0.2:50412 ⇄ 10.0.0.1:8899: 37 of 37 segments, 100.00 %\n", "", -1},
		{"check share passes", []string{"check", "--over", "60", "tcp.connection.syn", file}, 0, "1 check passed", "", 2},
		{"check share of capture", []string{"check", "--over", "3", "--of", "capture", "tcp.connection.syn", file}, 1, "2 of 50 frames, 4.00 %", "", 4},
		{"check several", []string{"check", "--rule", "no ARP over 5% of capture: arp", "--rule", "no RST: tcp.flags.reset == 1", file}, 1, "ok      no ARP over 5% of capture\nFAILED  no RST: 1 of 50 frames\n", "", 4},
		{"check file", []string{"check", "--rules", rules, file}, 1, "1 of 2 checks failed\n", "", 5},
		{"check json", []string{"check", "-Tjson", "--rules", rules, file}, 1, `{"passed":false,"frames":50,"checks":[{"name":"ARP","filter":"arp","over":0,"of":"capture","passed":false,"matches":2,"groups":[{"stream":null,"segments":50,"share":4,"frames":[1,2]}]},{"name":"RST over 50%",`, "", 1},
		{"check damaged", []string{"check", "tcp.connection.syn", damaged}, 2, "FAILED", "at byte ", 4},
		{"check filter", []string{"check", "tcp.prot", file}, 4, "", "did you mean tcp.port?", 0},
		{"check rule's filter", []string{"check", "--rule", "x: tcp.prot", file}, 4, "", "--rule x: column 1", 0},
		{"check no rule", []string{"check", "--rule", "tcp.port", file}, 1, "", "expected NAME: FILTER", 0},
		{"check bad share", []string{"check", "--rule", "x over 200%: tcp", file}, 1, "", "percentage", 0},
		{"check bad share of", []string{"check", "--rule", "x over 2% of captur: tcp", file}, 1, "", "did you mean capture?", 0},
		{"check bad file", []string{"check", "--rules", text, file}, 1, "", "line 1: ", 0},
		{"check no such file", []string{"check", "--rules", filepath.Join(dir, "no"), file}, 1, "", "no such file", 0},
		{"check nothing", []string{"check"}, 1, "", "check needs a filter", 0},
		{"check no file", []string{"check", "tcp"}, 1, "", "check needs a capture", 0},
		{"check and -Y", []string{"check", "-Y", "tcp", "tcp", file}, 1, "", "takes no -Y", 0},
		{"check and -w", []string{"check", "-w", "x.pcap", "tcp", file}, 1, "", "takes no -e, -w", 0},
		{"over alone", []string{"--over", "1", file}, 1, "", "belongs to tcptui check", 0},
		{"of alone", []string{"check", "--of", "capture", "tcp", file}, 1, "", "give both", 0},
		{"over what", []string{"check", "--over", "x", "tcp", file}, 1, "", "percentage", 0},
		{"value names", []string{file, "-Y", "ip.proto == TCP && tcp.flags.syn == Set", "-c10"}, 0, "[SYN]", "", -1},

		{"kernel of a file", []string{"--kernel", file}, 1, "", "still being written", 0},
		{"sockets help", []string{"sockets", "-h"}, 0, "usage: tcptui sockets", "", -1},
		{"sockets of a file", []string{"sockets", file}, 1, "", "sockets takes no ", 0},
		{"sockets as xml", []string{"sockets", "-T", "jsn"}, 1, "", "did you mean json?", 0},
		{"sockets option", []string{"sockets", "-q"}, 1, "", "tcptui: ", 0},

		{"missing", []string{filepath.Join(dir, "no\x1bfile")}, 2, "", `no\x1bfile: `, 0},
		{"directory", []string{dir}, 2, "", "directory", 0},
		{"empty file", []string{empty}, 2, "", empty, 0},
		{"no capture", []string{text}, 2, "", text, 0},
		{"damaged", []string{damaged}, 2, "[SYN]", "at byte ", 49},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			status := run(tt.args, strings.NewReader(""), &out, &errs)
			if status != tt.status {
				t.Errorf("exit status %d, want %d; %s", status, tt.status, errs.String())
			}
			if n := strings.Count(out.String(), "\n"); tt.lines >= 0 && n != tt.lines {
				t.Errorf("%d lines, want %d", n, tt.lines)
			}
			if !strings.Contains(out.String(), tt.out) {
				t.Errorf("prints %.300q, want %q in it", out.String(), tt.out)
			}
			if !strings.Contains(errs.String(), tt.err) || tt.err == "" && errs.Len() > 0 {
				t.Errorf("complains %q, want %q in it", errs.String(), tt.err)
			}
			if n := strings.Count(errs.String(), "\n"); n > 1 && status != exitFilter {
				t.Errorf("complains in %d lines: %q", n, errs.String())
			}
		})
	}
}

func TestStandardInput(t *testing.T) {
	var out, errs bytes.Buffer
	status := run([]string{"-r", "-", "-c", "4"}, bytes.NewReader(samples.All()[0].Data), &out, &errs)
	if status != 0 || strings.Count(out.String(), "\n") != 4 {
		t.Errorf("exit status %d, prints %q, complains %q; want four lines", status, out.String(), errs.String())
	}
}

// brokenPipe is a standard output whose reader has gone.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// full is a standard output on a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestOutputFails(t *testing.T) {
	var errs bytes.Buffer
	if status := run(nil, strings.NewReader(""), brokenPipe{}, &errs); status != exitOK || errs.Len() > 0 {
		t.Errorf("closed pipe: exit status %d, complains %q; want a quiet end", status, errs.String())
	}
	for _, args := range [][]string{nil, {"-h"}, {"help", "-h"}, {"help"}, {"config", "--path"}, {"man"}} {
		errs.Reset()
		if status := run(args, strings.NewReader(""), full{}, &errs); status != exitFile || !strings.Contains(errs.String(), "no space") {
			t.Errorf("full disk, %q: exit status %d, complains %q", args, status, errs.String())
		}
	}
}

// TestOptionsTable: every row can be parsed and stands in the help.
func TestOptionsTable(t *testing.T) {
	var help bytes.Buffer
	printHelp(&help)
	seen := make(map[string]bool)
	for _, o := range options {
		if o.group != "" {
			continue
		}
		targets := 0
		for _, set := range []bool{o.on != nil, o.text != nil, o.number != nil, o.list != nil, o.times != nil} {
			if set {
				targets++
			}
		}
		if targets != 1 || (o.on == nil && o.times == nil) != (o.arg != "") || o.help == "" {
			t.Errorf("--%s: %d targets, argument %q", o.long, targets, o.arg)
		}
		if !strings.Contains(help.String(), "--"+o.long) {
			t.Errorf("--%s is not in the help", o.long)
		}
		if seen[o.long] || o.short != "" && seen[o.short] {
			t.Errorf("--%s, -%s: used twice", o.long, o.short)
		}
		seen[o.long], seen[o.short] = true, true
	}
}

// TestHelpFits: the help can be read on a terminal of 80 columns.
func TestHelpFits(t *testing.T) {
	var help bytes.Buffer
	printHelp(&help)
	for line := range strings.Lines(help.String()) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d characters: %q", n, line)
		}
	}
	for _, o := range options {
		if why := refusal(o.short); o.short != "" && why != "" {
			t.Errorf("-%s is there and refused: %s", o.short, why)
		}
		if why := refusal(o.long); o.long != "" && why != "" {
			t.Errorf("--%s is there and refused: %s", o.long, why)
		}
	}
}
