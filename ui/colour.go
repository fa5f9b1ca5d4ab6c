package ui

import (
	"github.com/gdamore/tcell/v2"

	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
)

// ColourRule is a colouring rule: the first one whose filter keeps a packet
// says how the packet's line looks.
type ColourRule struct {
	Name   string         // hostile text
	Filter *filter.Filter // compiled
	Back   [3]uint8       // red, green, blue
	Fore   [3]uint8
}

// ownRule is a rule that comes with the program. It reads what the list has read
// anyway, and looks as the theme says.
type ownRule struct {
	name   string
	filter string // the same as a display filter
	is     func(r *listed) bool
	style  func(th *theme) tcell.Style
}

// ownRules are the rules of a fresh installation, bad TCP first. What the rows
// look like is said in words as well: by the flags, and by Info.
var ownRules = []ownRule{
	{"ICMP error", "icmp.type in {3, 4, 5, 11, 12} || icmpv6.type in {1..127}",
		func(r *listed) bool { return r.conn == nil && r.other.fault },
		func(th *theme) tcell.Style { return th.warn }},
	{"Not TCP", "!tcp.stream",
		func(r *listed) bool { return r.conn == nil },
		func(th *theme) tcell.Style { return th.dim }},
	{"Reset", "tcp.flags.reset == 1",
		func(r *listed) bool { return r.row.Flags.Has(decode.RST) },
		func(th *theme) tcell.Style { return th.bad }},
	{"Bad TCP", `conn.segment in {"retransmission", "fast-retransmission", "tail-loss-probe", "spurious-retransmission"} || ` +
		`tcp.analysis.lost_segment && (conn.segment == "original" || !conn.segment)`,
		func(r *listed) bool { return rank(r.row.Remark()) == isBad },
		func(th *theme) tcell.Style { return th.bad }},
	{"Odd TCP", `conn.segment in {"out-of-order", "network-duplicate", "window-probe"} || tcp.analysis.ack_lost_segment || ` +
		`tcp.analysis.duplicate_ack || tcp.analysis.zero_window_probe_ack || tcp.analysis.window_full || ` +
		`tcp.window_size_value == 0 && tcp.flags.syn == 0 && tcp.flags.reset == 0`,
		func(r *listed) bool { return rank(r.row.Remark()) == isOdd },
		func(th *theme) tcell.Style { return th.warn }},
	{"Opens", "tcp.flags.syn == 1",
		func(r *listed) bool { return r.row.Flags.Has(decode.SYN) },
		func(th *theme) tcell.Style { return th.open }},
	{"Closes", "tcp.flags.fin == 1",
		func(r *listed) bool { return r.row.Flags.Has(decode.FIN) },
		func(th *theme) tcell.Style { return th.closing }},
	{"Keeps alive", `conn.segment == "keep-alive" || tcp.analysis.keep_alive_ack`,
		func(r *listed) bool {
			return r.row.Verdict == flows.KeepAlive || r.row.Notes.Has(flows.NoteKeepAliveAck)
		},
		func(th *theme) tcell.Style { return th.dim }},
}

// ruleSet is the rules in force.
type ruleSet struct {
	off  bool
	file []ColourRule // in place of ownRules; nil: those
}

// filters are those of the rules that have to be looked up; nil where there are
// none.
func (s *ruleSet) filters() []*filter.Filter {
	if s.off || s.file == nil {
		return nil
	}
	out := make([]*filter.Filter, len(s.file))
	for i := range s.file {
		out[i] = s.file[i].Filter
	}
	return out
}

// style is how a row looks, and by which rule; "" where no rule applies.
func (s *ruleSet) style(th *theme, r *listed) (tcell.Style, string) {
	switch {
	case s.off:
	case s.file == nil:
		for i := range ownRules {
			if o := &ownRules[i]; o.is(r) {
				return o.style(th), o.name
			}
		}
	case r.fact.rule >= 0 && r.fact.rule < len(s.file):
		rule := &s.file[r.fact.rule]
		return rule.style(th), rule.Name
	}
	return th.text, ""
}

// style is how the rows of a rule look: in its colours, which tcell brings to
// those that the terminal has. Without colours those whose ground is darkest,
// which the usual rules keep for trouble, are bold.
func (c *ColourRule) style(th *theme) tcell.Style {
	if th.colourless() {
		return th.text.Bold(c.alarming())
	}
	rgb := func(c [3]uint8) tcell.Color { return tcell.NewRGBColor(int32(c[0]), int32(c[1]), int32(c[2])) }
	return th.text.Foreground(rgb(c.Fore)).Background(rgb(c.Back))
}

// alarmingLuma is the brightness of a ground, 0 to 255, below which it alarms.
const alarmingLuma = 100

// alarming reports whether the ground is dark: ITU-R BT.601's weights.
func (c *ColourRule) alarming() bool {
	return (299*int(c.Back[0])+587*int(c.Back[1])+114*int(c.Back[2]))/1000 < alarmingLuma
}

// colourless reports whether the theme has no colours.
func (th *theme) colourless() bool {
	fg, bg, _ := th.bad.Decompose()
	return fg == tcell.ColorDefault && bg == tcell.ColorDefault
}
