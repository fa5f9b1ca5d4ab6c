package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// answer is what the program answers a shell.
func answer(args ...string) string {
	var out bytes.Buffer
	printOffer(args, &out, nil)
	return out.String()
}

// TestOffers: what is offered in place of the last word, in zsh's way of asking.
func TestOffers(t *testing.T) {
	for _, tt := range []struct {
		words []string
		has   []string // lines, or their beginnings
		not   []string
	}{
		{[]string{""}, []string{"=check\tlook at", "=lab\t", "=man\t", "files .pcapng .pcap"}, []string{"=-r", "=__complete", "=lab-player"}},
		{[]string{"-"}, []string{"=-r\topen this capture", "=--read-file\t", "files"}, []string{"=check", "=--over", "=--text"}},
		{[]string{"--re"}, []string{"=--read-file\t"}, []string{"=-r", "files"}},
		{[]string{"-T", "j"}, []string{"=json\n", "=jsonraw\n"}, []string{"=text"}},
		{[]string{"-T", "fields", ""}, []string{"files"}, []string{"=json", "=check"}},
		{[]string{"-T", "fields", "--f"}, []string{"=--field\t", "=--follow\t"}, []string{"=--format"}},
		{[]string{"-e", "tcp.stream", "--fi"}, []string{"=--field\t"}, nil},
		{[]string{"-Tj"}, []string{"=-Tjson\n"}, nil},
		{[]string{"-qT"}, []string{"=-qT\n"}, nil},
		{[]string{"--format=f"}, []string{"=--format=fields\n"}, nil},
		{[]string{"--list="}, []string{"=--list=fields\n", "=--list=protocols\n"}, nil},
		{[]string{"-2nr", ""}, []string{"files .pcapng", "word \n"}, []string{"="}},
		{[]string{"-2nrdir/x"}, []string{"files .pcapng", "word dir/x\n", "prefix -2nr\n"}, []string{"="}},
		{[]string{"-w", ""}, []string{"files\n"}, nil},
		{[]string{"-i", ""}, []string{"="}, []string{"files"}},
		{[]string{"-a", "d"}, []string{"=duration:\n", "open\n"}, nil},
		{[]string{"-o", "tcp.r"}, []string{"=tcp.relative_sequence_numbers:TRUE\n"}, nil},
		{[]string{"-E", "occ"}, []string{"=occurrence=f\n"}, nil},
		{[]string{"-t", "u"}, []string{"=ud\n", "=udoy\n"}, nil},
		{[]string{"-e", "_ws.col.I"}, []string{"=_ws.col.Info\t"}, nil},
		{[]string{"-O", "tcp,fs"}, []string{"=tcp,fsm\n"}, []string{"=tcp,tcp"}},
		{[]string{"-Y", "tcp.len > 0 && fsm.cl"}, []string{"=tcp.len > 0 && fsm.client\t", "open\n"}, nil},
		{[]string{"-Y", "fsm.client == ESTAB"}, []string{"=fsm.client == ESTABLISHED"}, nil},
		{[]string{"-z", "conv,tcp,ip.dst"}, []string{"=conv,tcp,ip.dst\t"}, nil},
		{[]string{"-z", "expert,"}, []string{"=expert,warn\n", "=expert,tcp.port\t"}, nil},
		{[]string{"--theme", "m"}, []string{"=monochrome\n"}, nil},
		{[]string{"--", "-"}, []string{"files"}, []string{"=-"}},
		{[]string{"check", "tcp.str"}, []string{"=tcp.stream\t"}, []string{"files"}},
		{[]string{"check", "tcp", ""}, []string{"files .pcapng"}, []string{"="}},
		{[]string{"check", "--rules", "x", ""}, []string{"files .pcapng"}, []string{"="}},
		{[]string{"check", "--o"}, []string{"=--over\t", "=--of\t"}, []string{"=--pace"}},
		{[]string{"check", "--of", ""}, []string{"=connection\n", "=capture\n"}, nil},
		{[]string{"lab", "zero"}, []string{"=zero-window\t"}, []string{"files"}},
		{[]string{"lab", "zero-window", ""}, nil, []string{"=", "files"}},
		{[]string{"lab", "--va"}, []string{"=--vantage\t"}, nil},
		{[]string{"lab", "--vantage", ""}, []string{"=client\n", "=server\n"}, nil},
		{[]string{"config", ""}, []string{"=--path\n", "=--check\n", "=--config\n"}, []string{"files"}},
		{[]string{"config", "--config", ""}, []string{"files"}, []string{"="}},
		{[]string{"config", "--config", "x", ""}, []string{"=--path\n"}, []string{"files"}},
		{[]string{"sockets", "-T", "j"}, []string{"=json\n"}, nil},
		{[]string{"completion", ""}, []string{"=bash\n", "=zsh\n", "=fish\n"}, nil},
		{[]string{"help", ""}, []string{"=architecture\t", "=guide\t"}, []string{"=tcp.port", "files"}},
		{[]string{"help", "tcp.analysis.spurious"}, []string{"=tcp.analysis.spurious_retransmission\t"}, nil},
		{[]string{"man", ""}, nil, []string{"=", "files"}},
		{[]string{"-Z", ""}, []string{"files"}, nil},
		{[]string{"x\x1b[2J"}, nil, []string{"=", "files", "word"}},
	} {
		got := "\n" + answer(append([]string{"zsh"}, tt.words...)...)
		for _, s := range tt.has {
			if !strings.Contains(got, "\n"+s) {
				t.Errorf("%q: %q is not offered:%s", tt.words, s, got)
			}
		}
		for _, s := range tt.not {
			if strings.Contains(got, "\n"+s) {
				t.Errorf("%q: %q is offered:%s", tt.words, s, got)
			}
		}
	}
}

// TestOffersInBash: bash keeps what stands before a quote, an equals sign or a colon,
// and reads what it gets as it reads what is typed.
func TestOffersInBash(t *testing.T) {
	for _, tt := range []struct{ line, part, want string }{
		{"tcptui -T ek", "ek", "=ek\n"},
		{"tcptui --format=pd", "pd", "=pdml\n"},
		{"tcptui -a files:", "", "open\n"},
		{"tcptui -o tcp.desegment_tcp_streams:F", "F", "=FALSE\n"},
		{"tcptui -Y 'tcp && tcp.analysis.spurious_r", "tcp && tcp.analysis.spurious_r",
			"=tcp && tcp.analysis.spurious_retransmission\tThis frame is "},
		{"tcptui --read-file=a", "a", "files .pcapng .pcap .cap .ntar .dmp .gz .zst .lz4\nword a\nprefix \n"},
		{"tcptui", "tcptui", ""},
	} {
		if got := answer("bash", tt.line, tt.part); !strings.HasPrefix(got, tt.want) || (got == "") != (tt.want == "") {
			t.Errorf("%s: %q, want %q", tt.line, got, tt.want)
		}
	}
	if got := answer("tcsh", "x"); got != "" {
		t.Errorf("an unknown shell is answered %q", got)
	}
}

// TestOptionsAreCompleted: each option with an argument has its values offered, but
// for those that are numbers or text of the user's.
func TestOptionsAreCompleted(t *testing.T) {
	free := []string{"capture-filter", "separator", "over", "rule", "text", "pace", "remote"}
	for i := range options {
		o := &options[i]
		if o.arg == "" {
			continue
		}
		offered := o.offer("")
		if got := len(offered.words) > 0 || offered.files; got == (o.number != nil || slices.Contains(free, o.long)) {
			t.Errorf("--%s %s: something is offered: %v", o.long, o.arg, got)
		}
	}
}
