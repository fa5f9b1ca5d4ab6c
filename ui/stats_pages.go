package ui

// The pages of the statistics.
const (
	statCapture = iota
	statProtocols
	statEnds
	statTalks
	statLengths
	statHandshakes
	statServices
	statConn
	statPages
)

// The layers of which endpoints and conversations are counted, in the order in
// which the key goes through them.
const (
	statTCP = iota
	statUDP
	statIPv4
	statIPv6
	statEthernet
	statLayers
)

var statLayerNames = [statLayers]string{"TCP", "UDP", "IPv4", "IPv6", "Ethernet"}

// statPage is a row of the table of pages.
type statPage struct {
	name    string
	layered bool // it is of one layer after the other
	frames  bool // frames are read for it; if it is layered, for all layers but TCP
	kept    bool // its lines stay in their order
	whole   bool // it is of the selected packet's whole connection, whatever is displayed
	sort    int  // the column that they are sorted by at first, downward
	cols    []statColumn
}

// statKey names a list of lines: of a page, and of its layer.
type statKey struct{ page, layer int }

// statTable is the table of pages. What the numbers of a line are the makers of
// lines say, in the same order.
func statTable() [statPages]statPage {
	name, value := words("Property", 0, 12), words("Value", 1, 20)
	value.most = 0
	protocol := words("Protocol", 0, 20)
	return [statPages]statPage{
		statCapture: {name: "Capture", kept: true, cols: []statColumn{name, value}},
		statProtocols: {name: "Protocols", frames: true, kept: true, cols: []statColumn{protocol, amounts("Frames", 0), percents("%", 1),
			amounts("Bytes", 2), percents("%", 3), barText("Share of the bytes", 3)}},
		statEnds: {name: "Endpoints", frames: true, layered: true, sort: 2, cols: []statColumn{words("Address", 0, 15), words("Port", 1, 4),
			amounts("Packets", 0), amounts("Bytes", 1), amounts("Sent packets", 2), amounts("Sent bytes", 3),
			amounts("Rcvd packets", 4), amounts("Rcvd bytes", 5)}},
		statTalks: {name: "Conversations", frames: true, layered: true, sort: 2, cols: []statColumn{words("A", 0, 12), words("B", 1, 12),
			amounts("Packets", 0), amounts("Bytes", 1), amounts("A▸B packets", 2), amounts("A▸B bytes", 3),
			amounts("B▸A packets", 4), amounts("B▸A bytes", 5), moments("Start", 6), durations("Duration", 7)}},
		statLengths: {name: "Lengths", kept: true, cols: []statColumn{words("Bytes", 0, 12), amounts("Packets", 0), percents("%", 1),
			hundredfold("Average", 2), amounts("Min", 3), amounts("Max", 4), hundredfold("Packets/s", 5), barText("Share of the packets", 1)}},
		statHandshakes: {name: "Handshakes", kept: true, cols: []statColumn{words("", 0, 20), words("", 1, 4),
			durations("SYN▸SYN,ACK", 0), durations("SYN,ACK▸ACK", 1), durations("Both", 2), barText("Share", 3)}},
		statServices: {name: "Services", sort: 1, cols: []statColumn{words("Port", 0, 5), amounts("Connections", 0), amounts("Closed", 1),
			amounts("Refused", 2), amounts("Reset", 3), amounts("No answer", 4), amounts("Timeout", 5), amounts("Open", 6),
			amounts("Bytes", 7), amounts("Rtx", 8), percents("Rtx%", 10), durations("RTT median", 9)}},
		statConn: {name: "Connection", kept: true, whole: true, cols: []statColumn{name, value, barText("Share of the time", 0)}},
	}
}

// hundredfold is a column of numbers in hundredths.
func hundredfold(title string, i int) statColumn { return percents(title, i) }
