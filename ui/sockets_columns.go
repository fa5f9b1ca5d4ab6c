package ui

import (
	"cmp"
	"strings"
	"time"

	"tcptui/fsm"
	"tcptui/kernel"
)

// countColumn is a column of numbers, the largest first. What is not 0 has a style
// of its own.
func countColumn[T any](title string, style func(th *theme) *span, get func(x T) int) hostColumn[T] {
	return hostColumn[T]{tableColumn: tableColumn{title: title, right: true, least: 4},
		text: func(_ *kernel.Snapshot, th *theme, x T) span {
			n := get(x)
			out := *style(th)
			if n == 0 {
				return span{"-", th.dim}
			}
			out.text = group(n)
			return out
		},
		order: func(_ *kernel.Snapshot, a, b T) int { return cmp.Compare(get(a), get(b)) }}
}

// The styles of counts.
func plainCount(th *theme) *span { return &span{style: th.text} }
func badCount(th *theme) *span   { return &span{style: th.warn} }

// wordColumn is a column of texts, hostile ones.
func wordColumn[T any](title string, least, most int, get func(s *kernel.Snapshot, x T) string) hostColumn[T] {
	return hostColumn[T]{tableColumn: tableColumn{title: title, least: least, most: most}, least: true,
		text:  func(s *kernel.Snapshot, th *theme, x T) span { return span{get(s, x), th.text} },
		order: func(s *kernel.Snapshot, a, b T) int { return strings.Compare(get(s, a), get(s, b)) }}
}

// ageColumn is a column of how long something has been so at least; -1: it is not.
func ageColumn[T any](title string, get func(s *kernel.Snapshot, x T) time.Duration) hostColumn[T] {
	return hostColumn[T]{tableColumn: tableColumn{title: title, right: true, least: 6},
		text: func(s *kernel.Snapshot, th *theme, x T) span {
			d := get(s, x)
			if d < 0 {
				return span{"-", th.dim}
			}
			return span{"≥ " + lasting(int64(d)), th.text}
		},
		order: func(s *kernel.Snapshot, a, b T) int { return cmp.Compare(get(s, a), get(s, b)) }}
}

// accountText names an account: hostile text.
func accountText(a *kernel.Account) string {
	if a.Process != nil {
		return processText(a.Process)
	}
	return unheldText(a.Held)
}

// accountColumns are the columns of who has sockets.
func accountColumns() []hostColumn[*kernel.Account] {
	in := func(title string, count func(*theme) *span, states ...fsm.State) hostColumn[*kernel.Account] {
		return countColumn(title, count, func(a *kernel.Account) (n int) {
			for _, st := range states {
				n += a.States[st]
			}
			return n
		})
	}
	return []hostColumn[*kernel.Account]{
		wordColumn("Process", 12, 32, func(_ *kernel.Snapshot, a *kernel.Account) string { return accountText(a) }),
		wordColumn("User", 4, 16, func(_ *kernel.Snapshot, a *kernel.Account) string { return a.User }),
		countColumn("Sockets", plainCount, func(a *kernel.Account) int { return a.Sockets }),
		in("CLOSE-WAIT", badCount, fsm.CloseWait),
		ageColumn("Oldest", func(s *kernel.Snapshot, a *kernel.Account) time.Duration {
			if x := a.Worst[kernel.LeftInCloseWait]; x != nil {
				return s.Standing(x)
			}
			return -1
		}),
		countColumn("Unread", badCount, func(a *kernel.Account) int { return a.Troubles[kernel.Unread] }),
		countColumn("RecvQ", plainCount, func(a *kernel.Account) int { return int(a.RecvQ) }),
		countColumn("SendQ", plainCount, func(a *kernel.Account) int { return int(a.SendQ) }),
		countColumn("Full", badCount, func(a *kernel.Account) int { return a.Troubles[kernel.FullBacklog] }),
		in("LISTEN", plainCount, fsm.Listen),
		in("ESTAB", plainCount, fsm.Established),
		in("Opening", plainCount, fsm.SynSent, fsm.SynReceived),
		in("Closing", plainCount, fsm.FinWait1, fsm.FinWait2, fsm.Closing, fsm.LastAck, fsm.Closed, fsm.None),
		in("TIME-WAIT", plainCount, fsm.TimeWait),
		{tableColumn: tableColumn{title: "What looks wrong", least: 10},
			text: func(_ *kernel.Snapshot, th *theme, a *kernel.Account) span { return span{troublesText(a), th.warn} }},
	}
}

// troublesText says what looks like leaks or hangs of an account.
func troublesText(a *kernel.Account) string {
	var parts []string
	for t, n := range a.Troubles {
		if n > 0 {
			parts = append(parts, group(n)+" "+kernel.Trouble(t).String())
		}
	}
	return strings.Join(parts, ", ")
}

// socketColumns are the columns of sockets.
func socketColumns() []hostColumn[*kernel.Seen] {
	type column = hostColumn[*kernel.Seen]
	info := func(get func(i *kernel.Info) int) func(x *kernel.Seen) int {
		return func(x *kernel.Seen) int {
			if x.Info == nil || x.State == fsm.Listen {
				return 0
			}
			return get(x.Info)
		}
	}
	return []column{
		{tableColumn: tableColumn{title: "State", least: 8}, least: true,
			text: func(_ *kernel.Snapshot, th *theme, x *kernel.Seen) span {
				style := th.text
				if x.State == fsm.CloseWait {
					style = th.warn
				}
				return span{stateOr(x.State, "?"), style}
			},
			order: func(_ *kernel.Snapshot, a, b *kernel.Seen) int { return cmp.Compare(a.State, b.State) }},
		{tableColumn: tableColumn{title: "Local", least: 12, most: addrMost}, least: true,
			text:  func(_ *kernel.Snapshot, th *theme, x *kernel.Seen) span { return span{x.Local.String(), th.value} },
			order: func(_ *kernel.Snapshot, a, b *kernel.Seen) int { return a.Local.Compare(b.Local) }},
		{tableColumn: tableColumn{title: "Remote", least: 12, most: addrMost}, least: true,
			text: func(_ *kernel.Snapshot, th *theme, x *kernel.Seen) span {
				if x.State == fsm.Listen {
					return span{"backlog " + group(int(x.Backlog)) + " of " + group(int(x.BacklogMax)), th.dim}
				}
				return span{x.Remote.String(), th.value}
			},
			order: func(_ *kernel.Snapshot, a, b *kernel.Seen) int { return a.Remote.Compare(b.Remote) }},
		ageColumn("In state", func(s *kernel.Snapshot, x *kernel.Seen) time.Duration { return s.Standing(x) }),
		countColumn("RecvQ", plainCount, func(x *kernel.Seen) int { return int(x.Unread()) }),
		countColumn("SendQ", plainCount, func(x *kernel.Seen) int { return int(x.SendQ) }),
		{tableColumn: tableColumn{title: "RTT", right: true, least: 6},
			text: func(_ *kernel.Snapshot, th *theme, x *kernel.Seen) span {
				rtt := info(func(i *kernel.Info) int { return int(i.RTT) })(x)
				if rtt == 0 {
					return span{"-", th.dim}
				}
				return span{shortSpan(time.Duration(rtt)), th.text}
			},
			order: func(_ *kernel.Snapshot, a, b *kernel.Seen) int {
				rtt := info(func(i *kernel.Info) int { return int(i.RTT) })
				return cmp.Compare(rtt(a), rtt(b))
			}},
		countColumn("Cwnd", plainCount, info(func(i *kernel.Info) int { return int(i.SndCwnd) })),
		countColumn("Rtx", badCount, info(func(i *kernel.Info) int { return int(i.TotalRetrans) })),
		wordColumn("Process", 8, 32, func(_ *kernel.Snapshot, x *kernel.Seen) string { return heldNames(x) }),
		wordColumn("Timer", 6, 24, func(_ *kernel.Snapshot, x *kernel.Seen) string { return timerText(x) }),
		{tableColumn: tableColumn{title: "What looks wrong", least: 10},
			text: func(s *kernel.Snapshot, th *theme, x *kernel.Seen) span {
				var names []string
				for _, t := range s.Troubles(x) {
					names = append(names, t.String())
				}
				return span{strings.Join(names, ", "), th.warn}
			}},
	}
}
