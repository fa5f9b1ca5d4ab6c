package keymap

// The actions of the graphs.
const (
	Graphs        Action = "graphs"
	GraphSequence Action = "graph-sequence"
	GraphRate     Action = "graph-throughput"
	GraphTrips    Action = "graph-round-trips"
	GraphWindow   Action = "graph-window"
	GraphPackets  Action = "graph-packets"
	NextGraph     Action = "next-graph"
	PrevGraph     Action = "previous-graph"
	ChooseGraph   Action = "choose-graph"
	Direction     Action = "direction"
	ZoomAll       Action = "zoom-all"
	PanLeft       Action = "pan-left"
	PanRight      Action = "pan-right"
	NextPoint     Action = "next-point"
	PrevPoint     Action = "previous-point"
	NextTrouble   Action = "next-trouble"
	PrevTrouble   Action = "previous-trouble"
	Range         Action = "range"
	FilterRange   Action = "filter-to-range"
	Scale         Action = "scale"
	Unit          Action = "unit"
	Smoother      Action = "smoother"
	Sharper       Action = "sharper"
)

const groupGraph = "In the graphs"

// graphRows are the keys of the graphs, and the one that opens them.
func graphRows() []Binding {
	in := func(a Action, help, footer string, rank int, names ...Key) Binding {
		return Binding{Action: a, Keys: names, Where: InGraph, Group: groupGraph, Help: help, Footer: footer, Rank: rank}
	}
	return []Binding{
		in(Enter, "to the packet; Esc comes back", "packet", 2, "Enter"),
		in(ChooseGraph, "choose the graph in a menu", "", 0, "m"),
		in(GraphSequence, "sequence numbers over time", "", 0, "S"),
		in(GraphRate, "throughput: bytes/s sent and acknowledged", "", 0, "T"),
		in(GraphTrips, "round-trip times and timeouts", "", 0, "R"),
		in(GraphWindow, "receive window and bytes in flight", "", 0, "W"),
		in(GraphPackets, "packets of the capture or filter over time", "", 0, "I"),
		in(PrevGraph, "the graph before", "graph", 3, "<"),
		in(NextGraph, "the next graph", "graph", 3, ">"),
		in(ZoomIn, "zoom in at the cursor, or to the range", "zoom", 3, "+", "="),
		in(ZoomOut, "zoom out", "zoom", 3, "-"),
		in(ZoomAll, "all of it", "all", 4, "a"),
		in(Direction, "the other end's data; all packets or listed", "direction", 4, "d"),
		in(Left, "the cursor to the left", "", 0, "Left", "h"),
		in(Right, "the cursor to the right", "", 0, "Right", "l"),
		in(NextPoint, "next point of the series", "point", 5, "n"),
		in(PrevPoint, "previous point of the series", "point", 5, "N"),
		in(NextTrouble, "next loss, zero window or reset", "trouble", 5, "x"),
		in(PrevTrouble, "previous loss, zero window or reset", "trouble", 5, "X"),
		in(Up, "read the series before", "series", 6, "Up", "k"),
		in(Down, "read the next series", "series", 6, "Down", "j"),
		in(PanLeft, "half a screen to the left", "", 0, "H", "PgUp", "Ctrl-B"),
		in(PanRight, "half a screen to the right", "", 0, "L", "PgDn", "Ctrl-F"),
		in(Home, "to the first point", "", 0, "g", "Home"),
		in(End, "to the last point", "", 0, "G", "End"),
		in(Range, "begin a range at the cursor, or drop it", "range", 7, "Space"),
		in(FilterRange, "only packets of the range, or of what is shown", "filter range", 7, "F"),
		in(Scale, "logarithmic or linear; with the window or not", "scale", 8, "Y"),
		in(Unit, "packets or bytes", "unit", 8, "u"),
		in(Sharper, "average over a shorter time", "average", 8, ","),
		in(Smoother, "average over a longer time", "average", 8, "."),
		{Action: Graphs, Keys: keys("v"), Where: Screen, Group: groupShow, Help: "graphs of the connection, in full", Footer: "graphs", Rank: 9},
	}
}
