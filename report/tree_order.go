package report

// treeOrder are the fields of layers where tshark's tree has another order than
// the field table. Fields that are not here come after those that are.
var treeOrder = rankOf(
	"frame.section_number", "frame.interface_id", "frame.interface_name", "frame.interface_description", "frame.packet_flags",
	"frame.encap_type", "frame.time", "frame.offset_shift", "frame.time_epoch", "frame.time_delta", "frame.time_delta_displayed", "frame.time_relative", "frame.number", "frame.len", "frame.cap_len", "frame.marked", "frame.ignored", "frame.protocols",

	"tcp.srcport", "tcp.dstport", "tcp.port", "tcp.stream", "tcp.completeness", "tcp.completeness.str", "tcp.len", "tcp.seq", "tcp.seq_raw",
	"tcp.nxtseq", "tcp.ack", "tcp.ack_raw", "tcp.hdr_len", "tcp.flags", "tcp.flags.res", "tcp.flags.ae", "tcp.flags.cwr", "tcp.flags.ece",
	"tcp.flags.urg", "tcp.flags.ack", "tcp.flags.push", "tcp.flags.reset", "tcp.flags.syn", "tcp.flags.fin", "tcp.flags.str",
	"tcp.window_size_value", "tcp.window_size", "tcp.window_size_scalefactor", "tcp.checksum", "tcp.checksum.status", "tcp.urgent_pointer",
	"tcp.options", "tcp.time_relative", "tcp.time_delta", "tcp.analysis", "tcp.analysis.acks_frame", "tcp.analysis.ack_rtt",
	"tcp.analysis.initial_rtt", "tcp.analysis.bytes_in_flight", "tcp.analysis.push_bytes_sent", "tcp.analysis.flags",
)

func rankOf(names ...string) map[string]int {
	m := make(map[string]int, len(names))
	for i, name := range names {
		m[name] = i
	}
	return m
}

func treeRank(name string) int {
	if r, ok := treeOrder[name]; ok {
		return r
	}
	return len(treeOrder)
}

// treeGroups are the nodes that a field lies in where its name does not tell: all
// values in one, or the first in the first and so on. A group without a dot is
// made where it is not there.
var treeGroups = map[string][]string{
	"frame.interface_name":        {"frame.interface_id"},
	"frame.interface_description": {"frame.interface_id"},
	"eth.addr":                    {"eth.dst", "eth.src"},
	"eth.lg":                      {"eth.dst", "eth.src"},
	"eth.ig":                      {"eth.dst", "eth.src"},
	"tcp.time_relative":           {"Timestamps"},
	"tcp.time_delta":              {"Timestamps"},
}

// treeHidden are the fields that repeat others, which tshark does not show to
// people.
var treeHidden = map[string]bool{
	"eth.addr": true, "eth.lg": true, "eth.ig": true, "ip.addr": true, "ipv6.addr": true,
	"tcp.port": true, "udp.port": true, "sctp.port": true,
}
