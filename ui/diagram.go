package ui

import (
	"fmt"

	"github.com/gdamore/tcell/v2"

	"tcptui/fsm"
)

// diagram draws both ends of a connection on the chart of states: the marks
// where they are, the way they went lit, the last step brightest.
type diagram struct {
	th    *theme
	steps []step // up to the selected row
	now   fsm.Moment
	over  [2]bool // by fsm.Role: it has had a connection, so that its CLOSED is the lower one
}

func newDiagram(th *theme, steps []step, now fsm.Moment) *diagram {
	d := &diagram{th: th, steps: steps, now: now}
	for _, s := range steps {
		d.over[s.role] = d.over[s.role] || connected(s.rule)
	}
	return d
}

// connected reports whether a step leads to, or from, a state after the opening.
func connected(r fsm.Row) bool { return r.From >= fsm.Established || r.To >= fsm.Established }

// lit says which ends went a way, a bit each by fsm.Role, and whether it was a
// last step.
type lit struct {
	who  uint8
	last bool
}

// way adds a step to what is lit.
func (l *lit) way(r fsm.Role, last bool) {
	l.who |= 1 << r
	l.last = l.last || last
}

// lastOf is the number of the last step of an end, -1 when it made none.
func lastOf(steps []step, r fsm.Role) int {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].role == r {
			return i
		}
	}
	return -1
}

// newest reports whether step i is one of those that the newest row with a step
// made: there the eye is led to.
func newest(steps []step, i int) bool { return steps[i].row == steps[len(steps)-1].row }

// draw draws the chart with its upper left corner at x, y.
func (d *diagram) draw(screen tcell.Screen, x, y, width, height int) {
	var c chartCanvas
	edges := [len(chartEdges)]lit{}
	nodes := [len(chartNodes)]lit{}
	d.follow(&edges, &nodes)
	for want := rankNever; want <= rankLast; want++ {
		for i := range chartEdges {
			if r := edges[i].rank(); r == want {
				c.line(chartEdges[i].path, chartEdges[i].head(), r, d.style(edges[i]))
			}
		}
	}
	for i := range chartEdges {
		e := &chartEdges[i]
		if r := edges[i].rank(); r != rankNever {
			d.letter(&c, e, edges[i])
			c.write(e.at, e.label, r, d.style(edges[i]))
		} else {
			c.write(e.at, e.label, r, d.th.dim)
		}
	}
	for i := range chartNodes {
		d.node(&c, &chartNodes[i], nodes[i])
	}
	c.draw(screen, x, y, width, height)
}

func (l lit) rank() chartRank {
	switch {
	case l.last:
		return rankLast
	case l.who != 0:
		return rankTaken
	}
	return rankNever
}

// follow lights the way of both ends.
func (d *diagram) follow(edges *[len(chartEdges)]lit, nodes *[len(chartNodes)]lit) {
	var over [2]bool // so far
	for i, s := range d.steps {
		last := newest(d.steps, i)
		for k := range chartEdges {
			if e := &chartEdges[k]; e.from == s.rule.From && e.to == s.rule.To {
				edges[k].way(s.role, last)
			}
		}
		light(nodes, s.rule.From, over[s.role], s.role)
		over[s.role] = over[s.role] || connected(s.rule)
		light(nodes, s.rule.To, over[s.role], s.role)
	}
	for r, st := range d.now.State {
		if lastOf(d.steps, fsm.Role(r)) < 0 {
			light(nodes, st, false, fsm.Role(r))
		}
		for k := range chartNodes {
			if n := &chartNodes[k]; n.state == st && n.end == (d.over[r] && st == fsm.Closed) {
				nodes[k].way(fsm.Role(r), true)
			}
		}
	}
}

// light marks a state as reached.
func light(nodes *[len(chartNodes)]lit, st fsm.State, over bool, r fsm.Role) {
	for k := range chartNodes {
		if n := &chartNodes[k]; n.state == st && n.end == (over && st == fsm.Closed) {
			nodes[k].way(r, false)
		}
	}
}

// style is the style of a way: of the end that went it, or of both.
func (d *diagram) style(l lit) tcell.Style {
	var s tcell.Style
	switch l.who {
	case 0:
		return d.th.dim
	case 1 << fsm.Client:
		s = d.th.client
	case 1 << fsm.Server:
		s = d.th.server
	default:
		s = d.th.text
	}
	return s.Bold(l.last)
}

// letters say who went a way: client, server, both.
var letters = [4]string{"", "C", "S", "B"}

// letter puts on an edge who went it.
func (d *diagram) letter(c *chartCanvas, e *chartEdge, l lit) {
	a, b := e.path[0], e.path[1]
	p := chartAt{a.x + sign(b.x-a.x), a.y + sign(b.y-a.y)}
	if p == e.path[len(e.path)-1] {
		p = a // a line of two cells: the arrow is the second
	}
	c.write(p, letters[l.who], l.rank(), d.style(l))
}

// node draws a state with the marks of the ends that are in it.
func (d *diagram) node(c *chartCanvas, n *chartNode, l lit) {
	style := d.style(lit{who: l.who})
	if l.who == 0 {
		style = d.th.dim
	} else if l.last {
		style = style.Bold(true)
	}
	name := n.state.String()
	c.write(n.at, "["+"  "+name+"  "+"]", l.rank(), style)
	for r, st := range d.now.State {
		if st != n.state || !l.last || l.who&(1<<r) == 0 || n.end != (d.over[r] && st == fsm.Closed) {
			continue
		}
		mark := string(marks[d.now.How[r]])
		at, text := chartAt{n.at.x + 1, n.at.y}, "C"+mark
		if fsm.Role(r) == fsm.Server {
			at, text = chartAt{n.at.x + 1 + markCells + len(name), n.at.y}, mark+"S"
		}
		c.write(at, text, rankLast, d.th.side(fsm.Role(r)).Bold(true))
	}
}

// captions say what the last step of each end was.
func (d *diagram) captions(width int) []line {
	var out []line
	for _, r := range []fsm.Role{fsm.Client, fsm.Server} {
		th := d.th
		text := line{{padRight(r.String(), 7), th.side(r)}}
		i := lastOf(d.steps, r)
		if i < 0 {
			out = append(out, append(text, span{"no step yet", th.dim}))
			continue
		}
		s := d.steps[i]
		style := th.text
		if newest(d.steps, i) {
			style = th.strong
		}
		text = append(text, span{stateWord(s.rule.From) + " → " + stateWord(s.rule.To), style},
			span{fmt.Sprintf("  frame %d: ", s.row+1), th.dim}, span{eventAction(s.rule), style})
		if !onChart(s.rule) {
			text = append(text, span{" (not in the figure)", th.dim})
		}
		out = append(out, text.clip(width))
	}
	return out
}

// onChart reports whether a step is an edge of the figure.
func onChart(r fsm.Row) bool {
	for k := range chartEdges {
		if e := &chartEdges[k]; e.from == r.From && e.to == r.To {
			return true
		}
	}
	return false
}

// stateWord names a state, also one that is not known.
func stateWord(s fsm.State) string {
	if s == fsm.None {
		return "?"
	}
	return s.String()
}

// eventAction is what happened and what is sent for it.
func eventAction(r fsm.Row) string {
	text := r.Event.String()
	if r.Action != "" && !r.Event.Sent() {
		text += ", answers " + r.Action
	}
	return text
}
