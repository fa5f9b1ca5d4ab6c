// Package samples holds small captures that the script record.sh in this
// folder recorded from a real kernel: two hosts in network namespaces, a wire
// between them that loses, delays or doubles chosen segments. Each is there
// for one thing that happens in TCP; chat is the one tcptui opens by itself.
//
// The client is always 10.0.0.2 (fd00::2), the server 10.0.0.1 (fd00::1), port
// 8899. All timestamps are in nanoseconds, all checksums are right.
package samples

import (
	"embed"
	"fmt"
)

// Sample is one capture.
type Sample struct {
	Name  string // what it is called, a word
	File  string // its file name: .pcap, or .pcapng
	Shows string // one line: what happens in it
	Data  []byte // the file's bytes; a copy, the caller's own
}

//go:embed *.pcap *.pcapng
var captures embed.FS

// catalogue has the samples in the order in which All returns them.
var catalogue = [...]struct{ name, file, shows string }{
	{"chat", "chat.pcapng", "a chat in UTF-8, closed in order; and a connection reset over unread data"},
	{"server_closes", "server_closes.pcap", "the server closes first and waits in TIME-WAIT"},
	{"half_close", "half_close.pcap", "the client closes its half, the server goes on sending"},
	{"refused", "refused.pcap", "nobody listens: the SYN is answered by a RST"},
	{"abort", "abort.pcap", "the client aborts with a RST instead of a FIN"},
	{"simultaneous_open", "simultaneous_open.pcap", "both ends send a SYN, both go through SYN-RECEIVED"},
	{"simultaneous_close", "simultaneous_close.pcap", "both ends send a FIN at once: CLOSING"},
	{"ipv6", "ipv6.pcap", "one question and answer over IPv6"},
	{"syn_lost", "syn_lost.pcap", "the first SYN is lost and sent again after the initial RTO"},
	{"syn_ack_lost", "syn_ack_lost.pcap", "the first SYN,ACK is lost; captured at the server"},
	{"handshake_ack_lost", "handshake_ack_lost.pcap", "the ACK of the SYN,ACK is lost, the server repeats it"},
	{"fin_lost", "fin_lost.pcap", "the first FIN is lost and sent again"},
	{"last_ack_lost", "last_ack_lost.pcap", "the last ACK is lost: the FIN comes again, TIME-WAIT answers"},
	{"loss_sack", "loss_sack.pcap", "two lost segments, SACK blocks, fast retransmit; captured at the receiver"},
	{"loss_sender", "loss_sender.pcap", "the same loss captured at the sender"},
	{"tail_loss", "tail_loss.pcap", "the last segments are lost: a tail loss probe or the RTO repairs it"},
	{"reorder", "reorder.pcap", "one segment is overtaken by others"},
	{"duplicate", "duplicate.pcap", "the network delivers one segment twice"},
	{"zero_window", "zero_window.pcap", "the receiver does not read: zero window, probes, update"},
	{"keep_alive", "keep_alive.pcap", "an idle connection is probed each second"},
	{"port_reuse", "port_reuse.pcap", "the same four-tuple twice, the second SYN ends a TIME-WAIT"},
	{"fast_open", "fast_open.pcap", "TCP fast open: the cookie, then data in the SYN"},
	{"mid_stream", "mid_stream.pcap", "the capture begins after the handshake"},
}

// Chat returns the bytes of the main sample, a pcapng file: a chat on port
// 8899 from handshake to TIME-WAIT, and a connection that ends in a RST. The
// caller owns the bytes.
func Chat() []byte { return read(catalogue[0].file) }

// All returns every sample, chat first. The caller owns them.
func All() []Sample {
	all := make([]Sample, 0, len(catalogue))
	for _, entry := range catalogue {
		all = append(all, Sample{entry.name, entry.file, entry.shows, read(entry.file)})
	}
	return all
}

// Get returns the sample of that name, or an error that says there is none.
func Get(name string) (Sample, error) {
	for _, entry := range catalogue {
		if entry.name == name {
			return Sample{entry.name, entry.file, entry.shows, read(entry.file)}, nil
		}
	}
	return Sample{}, fmt.Errorf("no sample is called %q; see samples.All for their names", name)
}

// read returns an embedded file. It cannot fail: a test opens each one.
func read(file string) []byte {
	data, err := captures.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return data
}
