package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tcptui/fsm"
	"tcptui/kernel"
)

// Sockets prints the TCP sockets of this host: listeners, connections, and who
// leaks. Names of processes are made harmless.
func Sockets(w io.Writer, s *kernel.Snapshot) error {
	out := newWriter(w)
	var listeners, conns []*kernel.Seen
	var states [fsm.NumStates]int
	for i := range s.Sockets {
		x := &s.Sockets[i]
		if states[x.State]++; x.State == fsm.Listen {
			listeners = append(listeners, x)
		} else {
			conns = append(conns, x)
		}
	}
	for _, list := range [][]*kernel.Seen{listeners, conns} {
		slices.SortStableFunc(list, func(a, b *kernel.Seen) int {
			return cmp.Or(cmp.Compare(a.State, b.State), a.Local.Compare(b.Local), a.Remote.Compare(b.Remote))
		})
	}
	out.put(fmt.Appendf(nil, "TCP sockets of this host at %s: %s\n", s.Time.Format("2006-01-02 15:04:05"), stateCounts(&states)))
	putTable(out, s, "Listening", listenerColumns, listeners)
	putTable(out, s, "Connections", socketColumns, conns)
	putTroubles(out, s)
	return out.push()
}

// stateCounts says how many sockets are in which state.
func stateCounts(states *[fsm.NumStates]int) string {
	var parts []string
	for st, n := range states {
		switch name := fsm.State(st).String(); {
		case n == 0:
		case name == "":
			parts = append(parts, fmt.Sprintf("%d in a state that is not known", n))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, name))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// socketColumn is a column of a list of sockets.
type socketColumn struct {
	head  string
	right bool
	text  func(s *kernel.Snapshot, x *kernel.Seen) string
}

var listenerColumns = []socketColumn{
	{"Local", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return x.Local.String() }},
	{"Backlog", true, func(_ *kernel.Snapshot, x *kernel.Seen) string { return strconv.Itoa(int(x.Backlog)) }},
	{"of", true, func(_ *kernel.Snapshot, x *kernel.Seen) string { return strconv.Itoa(int(x.BacklogMax)) }},
	{"User", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return x.User }},
	{"Process", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return holderText(x) }},
}

var socketColumns = []socketColumn{
	{"State", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return x.State.String() }},
	{"Local", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return x.Local.String() }},
	{"Remote", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return x.Remote.String() }},
	{"RecvQ", true, func(_ *kernel.Snapshot, x *kernel.Seen) string { return strconv.Itoa(int(x.RecvQ)) }},
	{"SendQ", true, func(_ *kernel.Snapshot, x *kernel.Seen) string { return strconv.Itoa(int(x.SendQ)) }},
	{"RTT", true, infoText(func(i *kernel.Info) string { return shortTime(i.RTT) })},
	{"RTO", true, infoText(func(i *kernel.Info) string { return shortTime(i.RTO) })},
	{"Cwnd", true, infoText(func(i *kernel.Info) string { return strconv.Itoa(int(i.SndCwnd)) })},
	{"Unacked", true, infoText(func(i *kernel.Info) string { return strconv.Itoa(int(i.Unacked)) })},
	{"Resent", true, infoText(func(i *kernel.Info) string { return strconv.Itoa(int(i.TotalRetrans)) })},
	{"CC", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return x.Cong }},
	{"Timer", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return timerText(x.Timer) }},
	{"User", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return x.User }},
	{"Process", false, func(_ *kernel.Snapshot, x *kernel.Seen) string { return holderText(x) }},
}

// infoText makes a column of tcp_info, empty where there is none.
func infoText(get func(i *kernel.Info) string) func(*kernel.Snapshot, *kernel.Seen) string {
	return func(_ *kernel.Snapshot, x *kernel.Seen) string {
		if x.Info == nil {
			return ""
		}
		return get(x.Info)
	}
}

// shortTime is a time with three figures or so; "" for none.
func shortTime(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d < time.Millisecond:
		return fmt.Sprintf("%d us", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 10*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 10*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h", int(d.Hours()))
}

// timerText is what a socket waits for, and how long yet.
func timerText(t kernel.Timer) string {
	text := strings.TrimSpace(t.Kind.String() + " " + shortTime(t.In))
	if t.Tries > 0 {
		text += fmt.Sprintf(", try %d", t.Tries)
	}
	return text
}

// holderText says who holds a socket.
func holderText(x *kernel.Seen) string {
	var parts []string
	for _, p := range x.By {
		parts = append(parts, processText(p))
	}
	switch {
	case parts != nil:
		return strings.Join(parts, ", ")
	case x.Held == kernel.HeldHidden:
		return "owner hidden: not permitted"
	}
	return "none: " + x.Held.String()
}

func processText(p *kernel.Process) string { return fmt.Sprintf("%s (%d)", p.Name, p.PID) }

// putTable prints a table under a title, nothing where it has no rows.
func putTable(out *writer, s *kernel.Snapshot, title string, columns []socketColumn, list []*kernel.Seen) {
	if len(list) == 0 {
		return
	}
	rows := make([][]string, 0, 1+len(list))
	rows = append(rows, nil)
	for _, c := range columns {
		rows[0] = append(rows[0], c.head)
	}
	for _, x := range list {
		row := make([]string, 0, len(columns))
		for _, c := range columns {
			row = append(row, string(appendSafe(nil, []byte(c.text(s, x)))))
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(columns))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	out.put([]byte("\n" + title + "\n"))
	for _, row := range rows {
		line := []byte(" ")
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if columns[i].right {
				line = append(append(line, " "+pad...), cell...)
			} else {
				line = append(append(line, " "+cell...), pad...)
			}
		}
		out.put(append([]byte(strings.TrimRight(string(line), " ")), '\n'))
	}
}

// putTroubles prints what looks like a leak, by process, the worst first.
func putTroubles(out *writer, s *kernel.Snapshot) {
	said := make(map[kernel.Trouble]bool)
	for _, a := range s.Accounts() {
		if a.Weight() == 0 {
			continue
		}
		if len(said) == 0 {
			out.put([]byte("\nWho leaks, or hangs\n"))
		}
		who := "held by none: " + a.Held.String()
		if a.Process != nil {
			who = processText(a.Process)
		}
		out.put(fmt.Appendf(nil, "  %s, %s\n", appendSafe(nil, []byte(who)), countOf(a.Sockets, "socket")))
		for t := range kernel.NumTroubles {
			if a.Troubles[t] == 0 {
				continue
			}
			said[t] = true
			w := a.Worst[t]
			out.put(fmt.Appendf(nil, "    %d %s: %s", a.Troubles[t], t, endsText(w)))
			if age, ok := t.Age(s, w); ok {
				out.put(fmt.Appendf(nil, ", for %s at least", cmp.Or(shortTime(age), "0 s")))
			}
			out.put([]byte{'\n'})
		}
	}
	for t := range kernel.NumTroubles {
		if said[t] {
			out.put(fmt.Appendf(nil, "\n  %s: %s\n", t, t.Why()))
		}
	}
}

func countOf(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprint(n, " ", what)
}

// endsText is a socket's addresses.
func endsText(x *kernel.Seen) string {
	if x.State == fsm.Listen {
		return x.Local.String()
	}
	return x.Local.String() + " ⇄ " + x.Remote.String()
}
