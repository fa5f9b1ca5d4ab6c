package ui

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"tcptui/fsm"
	"tcptui/kernel"
	"tcptui/keymap"
)

// noPackets stands where a connection has the states that its packets say.
const noPackets = "no packets"

// connColumnsBeside are the columns of the connections beside which the kernel is
// asked: those of connColumns, what the kernel says, and of each what it shows of a
// socket that says nothing.
func connColumnsBeside() []connColumn {
	cols := slices.Insert(connColumns(), connState+1, kernelColumns()...)
	for i := range cols {
		cols[i] = cols[i].withSockets(ofSockets[cols[i].sort])
	}
	return cols
}

// kernelColumns are what the kernel says of connections.
func kernelColumns() []connColumn {
	return []connColumn{
		{tableColumn{title: "Kernel", least: 8}, keymap.SortKernel, true, kernelKey, connKernel,
			func(l *connLine) string {
				return ofEnd(l, func(e *hostEnd) string { return fmt.Sprintf("kernel.state == %q", e.found.Kernel) })
			}, "kernel.state"},
		{tableColumn{title: "Process", least: 8, most: 32}, keymap.SortProcess, true,
			func(l *connLine) sortKey { return textKey(processNames(l)) },
			func(v *connCells, l *connLine) span { return span{processNames(l), v.th.text} },
			func(l *connLine) string {
				return ofEnd(l, func(e *hostEnd) string {
					if e.socket == nil || len(e.socket.By) == 0 {
						return ""
					}
					return fmt.Sprintf("kernel.pid == %d", e.socket.By[0].PID)
				})
			}, "kernel.process"},
	}
}

// ofEnd is what the first end of this host gives, "" where none gives anything.
func ofEnd(l *connLine, get func(e *hostEnd) string) string {
	for _, e := range l.ends() {
		if e != nil {
			if text := get(e); text != "" {
				return text
			}
		}
	}
	return ""
}

// connKernel is the kernel's state of the ends of this host, with a sign where the
// packets say another: ≠, or ≈ where it is only a matter of time.
func connKernel(v *connCells, l *connLine) span {
	var states [2]string
	sign, style := "", v.th.text
	ends := l.ends()
	for role, e := range ends {
		states[role] = "·"
		if e == nil {
			continue
		}
		states[role] = stateOr(e.found.Kernel, "?")
		if e.found.Kernel == fsm.CloseWait {
			style = v.th.warn
		}
		switch {
		case !e.found.Differs:
		case !e.found.Reason.Open():
			sign = "≠ "
		case sign == "":
			sign = "≈ "
		}
	}
	switch {
	case ends[0] == nil && ends[1] == nil:
		return span{}
	case sign == "≠ ":
		style = v.th.warn
	}
	if states[0] == states[1] {
		return span{sign + states[0], style}
	}
	return span{sign + states[0] + "/" + states[1], style}
}

// kernelKey puts connections first of which the packets say another state, then
// orders by state.
func kernelKey(l *connLine) sortKey {
	ends := l.ends()
	k := sortKey{a: 1 << 16, none: ends[0] == nil && ends[1] == nil}
	for role, e := range ends {
		if e == nil {
			continue
		}
		k.a |= uint64(e.found.Kernel) << (8 * (1 - role))
		if e.found.Differs && !e.found.Reason.Open() {
			k.a &^= 1 << 16
		}
	}
	return k
}

// processNames are the processes that hold either end, the client's first: hostile
// text.
func processNames(l *connLine) string {
	var names []string
	for _, e := range l.ends() {
		if e != nil && e.socket != nil {
			names = append(names, heldNames(e.socket))
		}
	}
	return strings.Join(slices.Compact(names), " ⇄ ")
}

// heldNames are the processes that hold a socket, or why none does: hostile text.
func heldNames(x *kernel.Seen) string {
	if len(x.By) == 0 {
		return "(" + x.Held.String() + ")"
	}
	names := make([]string, 0, len(x.By))
	for _, p := range x.By {
		names = append(names, processText(p))
	}
	return strings.Join(names, ", ")
}

// textKey orders by the beginning of a text, as far as a key reaches.
func textKey(text string) sortKey {
	var b [16]byte
	copy(b[:], strings.ToLower(text))
	return sortKey{a: binary.BigEndian.Uint64(b[:8]), b: binary.BigEndian.Uint64(b[8:]), none: text == ""}
}

// socketCell is what a column shows of a socket that says nothing, and how such
// sockets stand among connections in its order. Zero: it has nothing of them.
type socketCell struct {
	text func(v *connCells, l *connLine) span
	key  func(l *connLine) sortKey
}

// withSockets is a column that knows sockets.
func (c connColumn) withSockets(cell socketCell) connColumn {
	text, key := c.text, c.key
	c.text = func(v *connCells, l *connLine) span {
		switch {
		case l.socket == nil:
			return text(v, l)
		case cell.text == nil:
			return span{}
		}
		return cell.text(v, l)
	}
	c.key = func(l *connLine) sortKey {
		switch {
		case l.socket == nil:
			return key(l)
		case cell.key == nil:
			return sortKey{none: true}
		}
		return cell.key(l)
	}
	return c
}

// ofSockets is what the columns show of sockets, by what sorts by them.
var ofSockets = map[keymap.Action]socketCell{
	keymap.SortNumber: {text: func(v *connCells, _ *connLine) span { return span{"·", v.th.dim} }},
	keymap.SortClient: socketSide(fsm.Client),
	keymap.SortServer: socketSide(fsm.Server),
	keymap.SortState: {func(v *connCells, _ *connLine) span { return span{noPackets, v.th.dim} },
		func(l *connLine) sortKey { return sortKey{a: uint64(l.socket.State)<<8 | uint64(l.socket.State)} }},
	keymap.SortKernel: {func(v *connCells, l *connLine) span {
		style := v.th.text
		if l.socket.State == fsm.CloseWait {
			style = v.th.warn
		}
		return span{stateOr(l.socket.State, "?"), style}
	}, func(l *connLine) sortKey {
		return sortKey{a: 1<<16 | uint64(l.socket.State)<<8 | uint64(l.socket.State)}
	}},
	keymap.SortProcess: {func(v *connCells, l *connLine) span { return span{heldNames(l.socket), v.th.text} },
		func(l *connLine) sortKey { return textKey(heldNames(l.socket)) }},
	keymap.SortDuration: {func(v *connCells, l *connLine) span {
		return span{"≥ " + lasting(l.standing()), v.th.dim}
	}, func(l *connLine) sortKey { return number(l.standing()) }},
	keymap.SortRTT: {func(v *connCells, l *connLine) span {
		if i := l.socket.Info; i != nil && i.RTT > 0 && l.socket.State != fsm.Listen {
			return span{"~" + shortSpan(i.RTT), v.th.dim}
		}
		return span{"-", v.th.dim}
	}, func(l *connLine) sortKey {
		if i := l.socket.Info; i != nil && i.RTT > 0 && l.socket.State != fsm.Listen {
			return number(int64(i.RTT))
		}
		return sortKey{none: true}
	}},
	keymap.SortProblems: {func(v *connCells, l *connLine) span {
		return countSpan(v.th, uint64(len(l.eye.kernel.Troubles(l.socket))), v.th.warn)
	}, func(l *connLine) sortKey { return number(len(l.eye.kernel.Troubles(l.socket))) }},
	keymap.SortEnd: {text: socketEnding},
}

// standing is for how long at least the line's socket is in its state, ns.
func (l *connLine) standing() int64 { return int64(l.eye.kernel.Standing(l.socket)) }

// socketEnding says what looks wrong with a socket, or what it waits for.
func socketEnding(v *connCells, l *connLine) span {
	if t := l.eye.kernel.Troubles(l.socket); len(t) > 0 {
		return span{t[0].String(), v.th.warn}
	}
	if x := l.socket; x.State == fsm.Listen {
		return span{"backlog " + group(int(x.Backlog)) + " of " + group(int(x.BacklogMax)), v.th.dim}
	}
	return span{"open, silent", v.th.dim}
}

// socketSide is an end of sockets: empty where there is none.
func socketSide(role fsm.Role) socketCell {
	return socketCell{func(v *connCells, l *connLine) span {
		at := socketSides(l.eye.kernel, l.socket)[role]
		if !at.IsValid() {
			return span{}
		}
		text := at.String()
		if len(text) > v.addr {
			text = shortEnd(text, v.addr)
		}
		return span{text, v.th.side(role)}
	}, func(l *connLine) sortKey {
		at := socketSides(l.eye.kernel, l.socket)[role]
		if !at.IsValid() {
			return sortKey{none: true}
		}
		return addressKey(addrOf(at.Addr()), at.Port())
	}}
}
