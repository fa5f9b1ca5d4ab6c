package main

import user "tcptui/internal/settings"

// manDescription is what the manual page says first, a paragraph each.
var manDescription = []string{
	"tcptui opens captures of any size in the formats pcap and pcapng, also compressed with gzip, zstd or lz4, or captures live, and shows each TCP connection in them: its packets, the header bit by bit, the states of both endpoints by RFC 9293, the stream, and what is wrong and why.",
	"Where the standard output is a terminal it shows a screen, unless an option asks for text; the key ? tells there what each key does. Otherwise it prints one line a frame. Options, names of fields, display filters and formats are those of tshark(1), capture filters those of pcap-filter(7).",
	"A capture file is never changed, and names are never looked up, but for names of hosts in a capture filter, and by ssh for --remote.",
}

// manRow is a name and what it is.
type manRow struct{ name, about string }

// manEnvironment are the variables that the program reads.
var manEnvironment = []manRow{
	{"TERM, COLORTERM, COLORFGBG", "what the terminal is, how many colours it has, and whether its ground is light"},
	{"LC_ALL, LC_CTYPE, LANG", "whether the terminal shows more than ASCII"},
	{"NO_COLOR", "with any value, the screen has no colours"},
	{user.NoState, "with any value, nothing is remembered"},
	{"XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME", "where the settings file, what is remembered and the indexes of large captures are"},
	{"TMPDIR", "where compressed and piped captures and those of a live capture are kept while they are looked at"},
	{"GOGC, GOMAXPROCS, GOMEMLIMIT", "the garbage collector and the threads, as for any program in Go"},
}

// manFiles are the files that the program reads and writes of itself.
var manFiles = []manRow{
	{"~/.config/tcptui/config.toml", "the settings; tcptui config prints them with comments, tcptui config --path where they are on this system"},
	{"~/.local/state/tcptui/", "what is remembered: recent captures, marks, history of filters"},
	{"~/.cache/tcptui/index/", "the indexes of large captures, so that these open at once the next time; it may be deleted at any time"},
	{"/etc/services, /etc/protocols, /etc/networks, /etc/ethers", "names in capture filters"},
}

// manExamples are command lines and what they are for.
var manExamples = []manRow{
	{"tcptui trace.pcapng", "look at a capture"},
	{"sudo tcptui -i eth0 -f 'tcp port 8899'", "watch a port"},
	{"tcptui --remote root@host:eth0 -f 'tcp port 8899'", "watch another host, by the tcpdump there"},
	{"tcptui -r trace.pcapng -Y tcp.analysis.retransmission -T fields -e frame.number -e tcp.stream", "find what was sent again, and in which connection"},
	{"tcptui check --over 1% tcp.analysis.retransmission trace.pcapng", "fail where more than 1 % of a connection was sent again"},
	{"tcptui lab last-ack-lost", "see what TIME-WAIT is for"},
}

const manSeeAlso = "tcpdump(8), tshark(1), ssh(1), pcap-filter(7), ss(8), setcap(8); RFC 9293"
