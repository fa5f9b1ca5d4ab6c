package main

import "tcptui/screenshots"

// shot is one picture: captures, a size of the terminal, and what is typed.
type shot struct {
	name    string
	samples []string // of testdata/samples; several are merged by time
	w, h    int      // cells
	light   bool     // a second picture has the light theme
	steps   []step
	live    int // frames of the one sample that have come in a live capture on the host of host.go; 0: it is a file
}

// step is keys that are typed one after the other, and texts that the screen shows once
// they have done their work, also what workers look up.
type step struct {
	keys  []string // characters, or names as keymap writes them
	until []string
}

// look is how a shot is drawn: a theme of the program, on a paper of the same kind.
type look struct {
	file  string // without what says the kind
	theme string
	paper screenshots.Theme
}

// looks are the pictures of a shot.
func (s *shot) looks() []look {
	looks := []look{{s.name, "dark", screenshots.Dark()}}
	if s.light {
		looks = append(looks, look{s.name + "-light", "light", screenshots.Light()})
	}
	return looks
}

func keys(names ...string) []string   { return names }
func texts(texts ...string) []string  { return texts }
func sample(names ...string) []string { return names }

// typed are the keys of a text.
func typed(text string) []string {
	var names []string
	for _, r := range text {
		names = append(names, string(r))
	}
	return names
}

// many are samples with several kinds of trouble.
var many = [...]string{"chat", "loss_sender", "duplicate", "fin_lost", "zero_window", "refused", "port_reuse"}

// shots are the pictures of the README and the documents.
func shots() []shot {
	atFrame8 := []step{{keys("8", "G"), texts("Packets 8 of 50", "4 Stream 0 of 2", "8 PSH,ACK")}}
	return []shot{
		{"main", sample("chat"), 160, 48, true, atFrame8, 0},
		{"small", sample("chat"), 80, 24, false, []step{{keys("8", "G"), texts("Packets 8 of 50", "8 PSH,ACK", "Timestamps")}}, 0},
		{"reset", sample("chat"), 140, 40, false, []step{{keys("x"), texts("Packets 30 of 50", "reset 1 of 1")}}, 0},
		{"ladder", sample("half_close"), 110, 40, false, []step{{keys("s"), texts("CLOSE-WAIT")}, {keys("G"), texts("TIME-WAIT")}}, 0},
		{"diagram", sample("last_ack_lost"), 120, 42, false, []step{{keys("G"), texts("TIME-WAIT")}, {keys("d"), texts("LAST-ACK", "CLOSING")}}, 0},
		{"predict", sample("last_ack_lost"), 110, 36, false, []step{{keys("9", "G", "s"), texts("FIN-WAIT-1")}, {keys("P"), texts("asks for the next states")}, {keys("Down"), texts("Which state is it in then?")}}, 0},
		{"stream", sample("chat"), 100, 28, false, []step{{keys("f"), texts("Stream 0 of 2", "2MSL")}}, 0},
		{"header", sample("chat"), 90, 34, false, []step{{keys("3", "G", "2", "Tab", "z"), texts("TCP header of frame 3", "Window scale", "Source Port:")}}, 0},
		{"sequence", sample("loss_sender"), 120, 36, false, []step{{keys("v", "S"), texts("Sequence numbers", "S SYN")}}, 0},
		{"window", sample("zero_window"), 120, 36, false, []step{{keys("v", "W"), texts("window")}}, 0},
		{"connections", many[:], 150, 16, false, []step{{keys("c"), texts("Connections", "refused")}}, 0},
		{"problems", many[:], 110, 30, false, []step{{keys("e"), texts("Problems, ")}}, 0},
		{"statistics", many[:], 110, 30, false, []step{{keys("i"), texts("Statistics")}}, 0},
		{"filter", many[:], 110, 30, false, []step{{append(keys("/"), typed("tcp.analysis.retransmission")...), texts("/ tcp.analysis.retransmission")}}, 0},
		{"start", sample("chat"), 120, 40, false, []step{{keys("O"), texts("Interfaces of this host", "48 packets/s", "server_closes")}}, 0},
		{"live", sample("chat"), 160, 44, false, []step{{nil, texts("capturing on eth0 · 46 packets", "rights given up", "kernel, now", "ssthresh none yet")}}, 46},
		{"kernel", sample("chat"), 150, 20, false, []step{{keys("c"), texts("Connections", "server.py", "checkout")}}, 46},
		{"sockets", sample("chat"), 160, 22, false, []step{{keys("I"), texts("Sockets of this host", "left in CLOSE-WAIT")}, {keys("j"), texts("checkout (900) has")}}, 46},
	}
}
