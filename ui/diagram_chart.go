package ui

import "tcptui/fsm"

// The chart is RFC 9293's figure 5, state by state where that figure has them:
// CLOSED twice, openings from the top to the middle, closing first at the left,
// closing second at the right. It is data: where the states are, and how the
// edges run between them.

// The room that the chart takes, in cells.
const (
	chartWidth  = 76
	chartHeight = 20
)

// chartAt is a cell of the chart.
type chartAt struct{ x, y int }

// chartNode is a state's box: its name between brackets, with room for a mark of
// each end.
type chartNode struct {
	state fsm.State
	at    chartAt // of the opening bracket
	end   bool    // the CLOSED at the bottom, after a connection
}

// markCells is the room for one end's mark: its letter and how it is known.
const markCells = 2

func (n *chartNode) width() int { return len(n.state.String()) + 2*markCells + 2 }

var chartNodes = [...]chartNode{
	{fsm.Closed, chartAt{32, 1}, false},
	{fsm.Listen, chartAt{32, 4}, false},
	{fsm.SynReceived, chartAt{3, 7}, false},
	{fsm.SynSent, chartAt{57, 7}, false},
	{fsm.Established, chartAt{30, 10}, false},
	{fsm.FinWait1, chartAt{4, 13}, false},
	{fsm.CloseWait, chartAt{56, 13}, false},
	{fsm.FinWait2, chartAt{4, 16}, false},
	{fsm.Closing, chartAt{32, 16}, false},
	{fsm.LastAck, chartAt{57, 16}, false},
	{fsm.TimeWait, chartAt{31, 19}, false},
	{fsm.Closed, chartAt{58, 19}, true},
}

// chartEdge is an edge of the figure: a line with corners that ends in an arrow,
// and what happens and what is sent for it.
type chartEdge struct {
	from, to fsm.State
	path     []chartAt
	label    string
	at       chartAt
}

var chartEdges = [...]chartEdge{
	{fsm.Closed, fsm.Listen, []chartAt{{36, 2}, {36, 3}}, "passive open", chartAt{22, 2}},
	{fsm.Listen, fsm.Closed, []chartAt{{40, 3}, {40, 2}}, "close", chartAt{42, 3}},
	{fsm.Closed, fsm.SynSent, []chartAt{{44, 1}, {66, 1}, {66, 6}}, "open / SYN", chartAt{54, 2}},
	{fsm.SynSent, fsm.Closed, []chartAt{{69, 6}, {69, 0}, {38, 0}}, " close, or RST ", chartAt{47, 0}},
	{fsm.Listen, fsm.SynReceived, []chartAt{{31, 4}, {14, 4}, {14, 6}}, "SYN / SYN,ACK", chartAt{16, 5}},
	{fsm.Listen, fsm.SynSent, []chartAt{{44, 4}, {62, 4}, {62, 6}}, "send / SYN", chartAt{50, 5}},
	{fsm.SynReceived, fsm.Listen, []chartAt{{8, 6}, {8, 3}, {34, 3}}, " RST ", chartAt{18, 3}},
	{fsm.SynSent, fsm.SynReceived, []chartAt{{56, 7}, {21, 7}}, " SYN / SYN,ACK ", chartAt{31, 7}},
	{fsm.SynReceived, fsm.Established, []chartAt{{17, 8}, {17, 9}, {33, 9}}, "ACK of SYN", chartAt{19, 8}},
	{fsm.SynSent, fsm.Established, []chartAt{{62, 8}, {62, 9}, {43, 9}}, "SYN,ACK / ACK", chartAt{48, 8}},
	{fsm.SynReceived, fsm.FinWait1, []chartAt{{8, 8}, {8, 12}}, "close / FIN", chartAt{10, 10}},
	{fsm.Established, fsm.FinWait1, []chartAt{{33, 11}, {14, 11}, {14, 12}}, "close / FIN", chartAt{17, 12}},
	{fsm.Established, fsm.CloseWait, []chartAt{{43, 11}, {64, 11}, {64, 12}}, "FIN / ACK", chartAt{53, 12}},
	{fsm.FinWait1, fsm.FinWait2, []chartAt{{8, 14}, {8, 15}}, "ACK of FIN", chartAt{10, 14}},
	{fsm.FinWait1, fsm.Closing, []chartAt{{20, 13}, {38, 13}, {38, 15}}, " FIN / ACK ", chartAt{26, 13}},
	{fsm.FinWait1, fsm.TimeWait, []chartAt{{20, 13}, {24, 13}, {24, 19}, {30, 19}}, "FIN,ACK / ACK", chartAt{25, 17}},
	{fsm.FinWait2, fsm.TimeWait, []chartAt{{8, 17}, {8, 19}, {30, 19}}, "FIN / ACK", chartAt{10, 18}},
	{fsm.Closing, fsm.TimeWait, []chartAt{{38, 17}, {38, 18}}, "ACK of FIN", chartAt{40, 17}},
	{fsm.CloseWait, fsm.LastAck, []chartAt{{64, 14}, {64, 15}}, "close / FIN", chartAt{52, 14}},
	{fsm.LastAck, fsm.Closed, []chartAt{{64, 17}, {64, 18}}, "ACK of FIN", chartAt{53, 17}},
	{fsm.TimeWait, fsm.Closed, []chartAt{{46, 19}, {57, 19}}, " 2MSL ", chartAt{48, 19}},
}

// head is where the arrow points to: to the state that it ends at.
func (e *chartEdge) head() uint8 {
	end := e.path[len(e.path)-1]
	for i := range chartNodes {
		n := &chartNodes[i]
		if n.state != e.to || end.x < n.at.x || end.x >= n.at.x+n.width() {
			continue
		}
		switch end.y - n.at.y {
		case -1:
			return south
		case +1:
			return north
		}
	}
	before := e.path[len(e.path)-2]
	return toward(sign(end.x-before.x), sign(end.y-before.y))
}
