package ui

import (
	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
	"tcptui/keymap"
)

// graphKind numbers the graphs.
type graphKind int

// The graphs, in the order in which the keys go through them.
const (
	graphSequence graphKind = iota
	graphRate
	graphTrips
	graphWindow
	graphPackets // of the capture, not of a connection
	numGraphs
)

// plotHow is how a series is drawn.
type plotHow uint8

const (
	asBars  plotHow = iota // from its lowest to its highest value
	asLine                 // a value holds until the next
	asDots                 // single values
	asTicks                // short ticks under the value
	asFeet                 // signs at the bottom
	asRate                 // bytes or packets a second, as a line
	asHeap                 // the same, filled from the bottom
)

// plot is a series of a graph.
type plot struct {
	series flows.SeriesKind
	name   string // in the legend
	how    plotHow
	sign   byte // stands at each mark; 0: none
	ascii  byte // stands for its dots where braille cannot be shown
	thin   bool // every second dot only: tells it apart without colour
	bad    bool // it shows what went wrong
	style  func(th *theme) tcell.Style
}

// graph is a row of the table of graphs.
type graph struct {
	name  string // in the title
	tab   string // in the line above
	key   keymap.Action
	unit  *graphUnit
	log   bool // it can have a logarithmic scale
	zero  bool // it begins at 0
	plots []plot
}

// The series that two graphs have at their bottom.
var (
	againFeet = plot{flows.SeriesAgain, "sent again", asFeet, 'R', 'R', false, true, (*theme).troubleStyle}
	zeroFeet  = plot{flows.SeriesZero, "zero window", asFeet, 'Z', 'Z', false, true, (*theme).troubleStyle}
)

// The series of the graph of packets, in the place of kinds.
const (
	countAll flows.SeriesKind = iota
	countBad
)

// graphs are the graphs. The series that matter most are last: they cover the
// others.
var graphs = [numGraphs]graph{
	graphSequence: {"Sequence numbers", "sequence", keymap.GraphSequence, &unitPosition, false, false, []plot{
		{flows.SeriesEdge, "window edge", asLine, 0, '~', true, false, func(th *theme) tcell.Style { return th.warn }},
		{flows.SeriesAck, "ACK", asLine, 0, '-', false, false, func(th *theme) tcell.Style { return th.good }},
		{flows.SeriesDupAck, "dup ACK", asTicks, 0, ',', false, false, func(th *theme) tcell.Style { return th.good }},
		{flows.SeriesSACK, "SACK", asBars, 0, ':', true, false, func(th *theme) tcell.Style { return th.label }},
		{flows.SeriesData, "data", asBars, 0, '|', false, false, func(th *theme) tcell.Style { return th.value }},
		{flows.SeriesProbe, "probe", asBars, 'P', 'P', false, false, func(th *theme) tcell.Style { return th.warn }},
		{flows.SeriesSYN, "SYN", asDots, 'S', 'S', false, false, func(th *theme) tcell.Style { return th.open }},
		{flows.SeriesFIN, "FIN", asDots, 'F', 'F', false, false, func(th *theme) tcell.Style { return th.closing }},
		{flows.SeriesLate, "out of order", asBars, 'O', 'O', false, true, func(th *theme) tcell.Style { return th.warn }},
		{flows.SeriesAgain, "sent again", asBars, 'R', 'R', false, true, (*theme).troubleStyle},
		{flows.SeriesZero, "zero window", asDots, 'Z', 'Z', false, true, (*theme).troubleStyle},
		{flows.SeriesRST, "RST", asDots, 'X', 'X', false, true, (*theme).troubleStyle},
	}},
	graphRate: {"Throughput", "throughput", keymap.GraphRate, &unitRate, true, true, []plot{
		{flows.SeriesAck, "acknowledged", asRate, 0, '-', true, false, func(th *theme) tcell.Style { return th.good }},
		{flows.SeriesData, "sent", asRate, 0, '*', false, false, func(th *theme) tcell.Style { return th.value }},
		againFeet,
	}},
	graphTrips: {"Round trips", "round trips", keymap.GraphTrips, &unitTime, true, true, []plot{
		{flows.SeriesRTT, "round trip", asDots, 0, '*', false, false, func(th *theme) tcell.Style { return th.value }},
		{flows.SeriesRTO, "wait before a retransmission", asDots, 'R', 'R', false, true, (*theme).troubleStyle},
	}},
	graphWindow: {"Window and flight", "window", keymap.GraphWindow, &unitBytes, true, true, []plot{
		{flows.SeriesWindow, "receive window", asLine, 0, '~', true, false, func(th *theme) tcell.Style { return th.warn }},
		{flows.SeriesPeak, "peak of a round trip", asDots, 0, ':', false, false, func(th *theme) tcell.Style { return th.dim }},
		{flows.SeriesFlight, "in flight", asLine, 0, '*', false, false, func(th *theme) tcell.Style { return th.value }},
		againFeet,
		zeroFeet,
	}},
	graphPackets: {"Packets over time", "all packets", keymap.GraphPackets, &unitPackets, true, true, []plot{
		{countAll, "packets", asRate, 0, '*', false, false, func(th *theme) tcell.Style { return th.value }},
		{countBad, "bad TCP", asHeap, 0, '#', false, true, (*theme).troubleStyle},
	}},
}

// troubleStyle is that of what went wrong.
func (th *theme) troubleStyle() tcell.Style { return th.bad }

// rated reports whether a graph shows sums over time.
func (k graphKind) rated() bool { return k == graphRate || k == graphPackets }

// inks are the styles of a graph's series by their rank, which is their place
// and one.
func (g *graph) inks(th *theme, out []dotInk) []dotInk {
	out = append(out[:0], dotInk{th.dim, '.'})
	for i := range g.plots {
		out = append(out, dotInk{g.plots[i].style(th), g.plots[i].ascii})
	}
	return out
}
