package ui

import (
	"strconv"

	"tcptui/fsm"
)

// tracks are the diagram where there is no room for the chart: the states of
// both ends one below the other, with the frame that brought each.
type tracks struct {
	th    *theme
	steps []step // all of the connection
	now   int    // place of the selected row
	at    fsm.Moment
}

// trackRow is a line of the tracks: what one row did to both ends.
type trackRow struct {
	place int
	row   uint32
	rules [2][]fsm.Row // by fsm.Role
}

// rows puts the steps of one row into a line.
func (t *tracks) rows() []trackRow {
	var out []trackRow
	for _, s := range t.steps {
		if n := len(out); n == 0 || out[n-1].row != s.row {
			out = append(out, trackRow{place: s.place, row: s.row})
		}
		r := &out[len(out)-1]
		r.rules[s.role] = append(r.rules[s.role], s.rule)
	}
	return out
}

// lines are the tracks in width by height cells, with the selected place in
// view.
func (t *tracks) lines(width, height int) []line {
	rows := t.rows()
	current := -1
	for i := range rows {
		if rows[i].place <= t.now {
			current = i
		}
	}
	short := width < 2*stateLong+12
	out := []line{t.line(nil, short, width, t.start(rows), false)}
	for i := range rows {
		out = append(out, t.line(&rows[i], short, width, rows[i].rules, i == current))
	}
	if len(out) > height && height > 0 {
		top := max(min(current+1-height/2, len(out)-height), 0)
		out = out[top : top+height]
	}
	return out
}

// start are the states before the first step, as rules without an event.
func (t *tracks) start(rows []trackRow) (out [2][]fsm.Row) {
	for r := range out {
		st := t.at.State[r]
		for _, row := range rows {
			if rules := row.rules[r]; len(rules) > 0 {
				st = rules[0].From
				break
			}
		}
		out[r] = []fsm.Row{{From: st, To: st}}
	}
	return out
}

// line draws one line: the states that are come to, at both sides, and the frame
// between them.
func (t *tracks) line(row *trackRow, short bool, width int, rules [2][]fsm.Row, here bool) line {
	th := t.th
	future := row != nil && row.place > t.now
	name := func(r fsm.Role) span {
		text, style := "", th.side(r)
		switch list := rules[r]; {
		case len(list) == 0:
			text = "│"
		case short:
			text = shortWord(list[len(list)-1].To)
		default:
			text = stateWord(list[len(list)-1].To)
		}
		if future {
			style = th.dim
		} else if here && text != "│" {
			style = style.Bold(true)
		}
		return span{text, style}
	}
	mark, frame := "  ", ""
	if here {
		mark = "▸ "
	}
	if row != nil {
		frame = strconv.FormatUint(uint64(row.row)+1, 10)
	}
	client, server := name(fsm.Client), name(fsm.Server)
	middle := center(t.event(row, rules, frame, width-2-2*trackName(short)), max(width-2-2*trackName(short), 0))
	style := th.dim
	if here {
		style = th.strong
	}
	client.text = padRight(client.text, trackName(short))
	server.text = padLeft(server.text, trackName(short))
	return line{{mark, th.text}, client, {middle, style}, server}.clip(width)
}

// event is the frame, and what happened there when there is room for it.
func (t *tracks) event(row *trackRow, rules [2][]fsm.Row, frame string, width int) string {
	if row == nil {
		return ""
	}
	for r := range rules {
		for _, rule := range rules[r] {
			if text := frame + " " + fsm.Role(r).String() + " " + rule.Event.String(); rule.Event.Sent() && textWidth(text)+2 <= width {
				return text
			}
		}
	}
	for r := range rules {
		for _, rule := range rules[r] {
			if text := frame + " " + rule.Event.String(); textWidth(text)+2 <= width {
				return text
			}
		}
	}
	return frame
}

func trackName(short bool) int {
	if short {
		return stateShort
	}
	return stateLong
}

func shortWord(s fsm.State) string {
	if s == fsm.None {
		return "?"
	}
	return shortStates[s]
}
