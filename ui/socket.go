package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tcptui/fsm"
	"tcptui/kernel"
)

// measure is a number that the kernel has of a socket; "" where it has none.
type measure struct {
	name string
	text func(x *kernel.Seen) string
}

// measures are those that are shown of a socket, the ones that are asked for most
// first.
var measures = [...]measure{
	{"rtt", ofInfo(func(i *kernel.Info) string {
		if i.RTT == 0 {
			return ""
		}
		return shortSpan(i.RTT) + " ±" + shortSpan(i.RTTVar)
	})},
	{"rto", ofInfo(func(i *kernel.Info) string { return shortSpan(i.RTO) })},
	{"cwnd", ofInfo(func(i *kernel.Info) string { return group(i.SndCwnd) })},
	{"ssthresh", ofInfo(func(i *kernel.Info) string {
		if i.SndSsthresh == kernel.InfiniteSsthresh {
			return "none yet"
		}
		return group(i.SndSsthresh)
	})},
	{"unacked", ofInfo(func(i *kernel.Info) string { return group(i.Unacked) })},
	{"sacked", ofInfo(func(i *kernel.Info) string { return group(i.Sacked) })},
	{"lost", ofInfo(func(i *kernel.Info) string { return group(i.Lost) })},
	{"retrans", ofInfo(func(i *kernel.Info) string {
		return group(i.Retrans) + " of " + group(i.TotalRetrans) + " in all"
	})},
	{"send queue", func(x *kernel.Seen) string { return queued(x, x.SendQ) }},
	{"receive queue", func(x *kernel.Seen) string { return queued(x, x.Unread()) }},
	{"backlog", func(x *kernel.Seen) string {
		if x.State != fsm.Listen {
			return ""
		}
		return group(x.Backlog) + " of " + group(x.BacklogMax)
	}},
	{"congestion control", func(x *kernel.Seen) string { return x.Cong }},
	{"pacing", ofInfo(func(i *kernel.Info) string {
		if i.PacingRate == kernel.UnlimitedRate {
			return ""
		}
		return amount(i.PacingRate) + " B/s"
	})},
	{"delivery", ofInfo(func(i *kernel.Info) string {
		if !i.HasDeliveryRate() || i.DeliveryRate == 0 {
			return ""
		}
		return amount(i.DeliveryRate) + " B/s"
	})},
	{"timer", timerText},
}

// ofInfo makes a measure of tcp_info, which listeners use for other things.
func ofInfo(get func(i *kernel.Info) string) func(x *kernel.Seen) string {
	return func(x *kernel.Seen) string {
		if x.Info == nil || x.State == fsm.Listen {
			return ""
		}
		return get(x.Info)
	}
}

// queued is the length of a queue, of which small records and listeners have none.
func queued(x *kernel.Seen, n uint32) string {
	if x.State == fsm.Listen || x.Small || x.Request {
		return ""
	}
	return group(n) + " B"
}

// timerText is what the socket waits for, and how long yet.
func timerText(x *kernel.Seen) string {
	if x.Timer.Kind == kernel.NoTimer {
		return ""
	}
	text := x.Timer.Kind.String() + " in " + shortSpan(x.Timer.In)
	if x.Timer.Tries > 0 {
		text += ", try " + group(x.Timer.Tries)
	}
	return text
}

// shortSpan is a time span in at most seven cells.
func shortSpan(d time.Duration) string { return strings.TrimPrefix(formatGap(int64(d)), "+") }

// measureItems are the measures of a socket, each with its name before it, and the
// course of its round trip and window.
func measureItems(th *theme, x *kernel.Seen) []line {
	var out []line
	for i := range measures {
		if text := measures[i].text(x); text != "" {
			out = append(out, line{{measures[i].name + " ", th.dim}, {text, th.value}})
		}
	}
	return append(out, courses(th, x)...)
}

// courses are the round trip and the congestion window of the last polls, drawn.
func courses(th *theme, x *kernel.Seen) []line {
	if len(x.History) < 2 || x.Info == nil {
		return nil
	}
	last := x.History[max(len(x.History)-courseWidth, 0):]
	var out []line
	for _, of := range [...]struct {
		name string
		get  func(s *kernel.Sample) uint64
	}{
		{"rtt ", func(s *kernel.Sample) uint64 { return uint64(max(s.RTT.Microseconds(), 0)) }},
		{"cwnd ", func(s *kernel.Sample) uint64 { return uint64(s.Cwnd) }},
	} {
		counts := make([]uint32, len(last))
		for i := range last {
			counts[i] = uint32(min(of.get(&last[i]), 1<<32-1))
		}
		out = append(out, line{{of.name, th.dim}, {sparkText(counts), th.label}})
	}
	return out
}

// courseWidth is how many polls a course shows.
const courseWidth = 24

// putItems sets items beside each other, as many as a line of width cells takes.
func putItems(items []line, indent, width int) []line {
	var out []line
	used := width
	for _, item := range items {
		if used+2+item.width() > width {
			out, used = append(out, line{{text: strings.Repeat(" ", indent)}}), indent
		} else {
			item = append(line{{text: "  "}}, item...)
		}
		k := len(out) - 1
		out[k], used = append(out[k], item...), used+item.width()
	}
	for i := range out {
		out[i] = out[i].clip(width)
	}
	return out
}

// holderText says in some words who holds a socket: hostile text.
func holderText(x *kernel.Seen) string {
	names := make([]string, 0, len(x.By))
	for _, p := range x.By {
		names = append(names, processText(p))
	}
	text := strings.Join(names, ", ")
	if text == "" {
		text = unheldText(x.Held)
	}
	if x.User != "" {
		text += ", user " + x.User
	}
	return text
}

// unheldText says in some words why no process is known that holds a socket.
func unheldText(h kernel.Held) string {
	switch h {
	case kernel.HeldHidden:
		return "owner hidden"
	case kernel.HeldElsewhere:
		return "owner not seen"
	}
	return "held by none: " + h.String()
}

// processText is a process's name and number: hostile text.
func processText(p *kernel.Process) string { return fmt.Sprintf("%s (%d)", p.Name, p.PID) }

// endsText is a socket's addresses.
func endsText(x *kernel.Seen) string {
	if x.State == fsm.Listen {
		return x.Local.String()
	}
	return x.Local.String() + " ⇄ " + x.Remote.String()
}

// troubleText says what looks like a leak or a hang of a socket, and since when at
// least.
func troubleText(s *kernel.Snapshot, x *kernel.Seen, t kernel.Trouble) string {
	if age, ok := t.Age(s, x); ok {
		return t.String() + " for ≥ " + lasting(int64(age))
	}
	return t.String()
}

// explainSocket says all that is known of a socket, in lines of width cells.
func explainSocket(th *theme, s *kernel.Snapshot, x *kernel.Seen, width int) []line {
	out := flow([]span{{stateOr(x.State, "?"), th.strong}, {endsText(x), th.text}, {"·", th.dim}, {holderText(x), th.label}}, width)
	for _, t := range s.Troubles(x) {
		out = append(out, flow([]span{{"! " + troubleText(s, x, t) + ".", th.warn}, {t.Why(), th.text}}, width)...)
	}
	out = append(out, putItems(measureItems(th, x), 2, width)...)
	if x.Held != kernel.HeldByProcess {
		out = append(out, flow([]span{{x.Held.Say(), th.dim}}, width)...)
	}
	for _, p := range x.By {
		if p.Command != "" {
			out = append(out, flow([]span{{processText(p) + ":", th.dim}, {p.Command, th.text}}, width)...)
		}
	}
	return out
}

// worstFirst returns the sockets of s that are held: by their worst trouble, those
// without one last, then by then, then by their addresses.
func worstFirst(s *kernel.Snapshot, holds func(*kernel.Seen) bool, then func(a, b *kernel.Seen) int) []*kernel.Seen {
	var all []*kernel.Seen
	worst := make(map[*kernel.Seen]kernel.Trouble)
	for i := range s.Sockets {
		x := &s.Sockets[i]
		if !holds(x) {
			continue
		}
		all = append(all, x)
		worst[x] = kernel.NumTroubles
		if t := s.Troubles(x); len(t) > 0 {
			worst[x] = t[0]
		}
	}
	slices.SortStableFunc(all, func(a, b *kernel.Seen) int {
		return cmp.Or(cmp.Compare(worst[a], worst[b]), then(a, b), a.Local.Compare(b.Local), a.Remote.Compare(b.Remote))
	})
	return all
}
