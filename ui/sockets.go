package ui

import (
	"cmp"
	"slices"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/kernel"
)

// socketsPane is the TCP sockets of this host: by process, those first that leak or
// hang, and the sockets of one of them. It needs no capture.
type socketsPane struct {
	*tview.Box
	h     host
	m     *model           // nil before the first Refresh
	snap  *kernel.Snapshot // that is shown; nil: none yet
	who   *hostTable[*kernel.Account]
	what  *hostTable[*kernel.Seen]
	into  bool       // the sockets of one are shown, not who has them
	of    accountKey // whose sockets
	alone bool       // they were gone to from elsewhere: Esc goes back there
}

// accountKey tells accounts apart from poll to poll.
type accountKey struct {
	pid  int // 0: of those that no process holds
	held kernel.Held
}

func keyOfAccount(a *kernel.Account) accountKey {
	if a.Process != nil {
		return accountKey{pid: a.Process.PID}
	}
	return accountKey{held: a.Held}
}

// accountOf is the account that a socket is in, the first where it is in several.
func accountOf(s *kernel.Snapshot, x *kernel.Seen) accountKey {
	if who := s.Accountable(x); len(who) > 0 {
		return accountKey{pid: who[0].PID}
	}
	return accountKey{held: x.Held}
}

func newSocketsPane(h host) *socketsPane {
	p := &socketsPane{Box: tview.NewBox(), h: h}
	th := func() *theme { return &p.m.th }
	p.who = newHostTable(accountColumns(), func(a *kernel.Account) any { return keyOfAccount(a) }, th)
	p.what = newHostTable(socketColumns(), func(x *kernel.Seen) any { return keyOfSocket(x) }, th)
	return p
}

// Name says how many there are, and of when that is.
func (p *socketsPane) Name() string {
	name := "Sockets of this host"
	if p.snap == nil {
		return name
	}
	if name += ", by process: " + group(len(p.snap.Sockets)); p.into {
		name = "Sockets of " + safe(p.account()) + ": " + group(len(p.what.items))
	}
	if p.snap.Err != nil {
		return name + " · the kernel does not answer any more: " + safe(p.snap.Err.Error())
	}
	return name + " · " + p.snap.Time.In(p.m.zone).Format("15:04:05")
}

// account names whose sockets are shown: hostile text.
func (p *socketsPane) account() string {
	for _, a := range p.who.items {
		if keyOfAccount(a) == p.of {
			return accountText(a)
		}
	}
	if p.of.pid > 0 {
		return "process " + decimal(uint64(p.of.pid)) + ", which has none any more"
	}
	return unheldText(p.of.held)
}

// Focus begins at who has sockets, unless it is gone on from there.
func (p *socketsPane) Focus(delegate func(tview.Primitive)) {
	p.Box.Focus(delegate)
	p.alone = false
}

// Refresh takes over what the kernel said since.
func (p *socketsPane) Refresh(m *model) {
	p.m = m
	m.host.ask()
	m.host.take(p.h, m.snap)
	if s := m.host.newest; s != nil && s != p.snap {
		p.snap = s
		p.who.take(s, s.Accounts())
		p.list()
	}
}

// list lists the sockets of the account that is shown: those first that look wrong.
func (p *socketsPane) list() {
	if !p.into {
		return
	}
	all := worstFirst(p.snap, p.holds, func(a, b *kernel.Seen) int { return cmp.Compare(p.snap.Standing(b), p.snap.Standing(a)) })
	p.what.take(p.snap, all)
}

// holds reports whether a socket is in the account that is shown.
func (p *socketsPane) holds(x *kernel.Seen) bool {
	who := p.snap.Accountable(x)
	if len(who) == 0 {
		return p.of == accountKey{held: x.Held}
	}
	return slices.ContainsFunc(who, func(w *kernel.Process) bool { return p.of == accountKey{pid: w.PID} })
}

// show shows the sockets of one account.
func (p *socketsPane) show(of accountKey) {
	if p.of != of {
		p.what.t.at, p.what.t.top = 0, 0
	}
	p.into, p.of = true, of
	p.list()
}

// goTo shows one socket, from elsewhere.
func (p *socketsPane) goTo(x *kernel.Seen) {
	if p.snap == nil {
		return
	}
	p.show(accountOf(p.snap, x))
	if !p.what.find(func(y *kernel.Seen) bool { return keyOfSocket(y) == keyOfSocket(x) }) &&
		!p.what.find(func(y *kernel.Seen) bool { return y.Tuple == x.Tuple }) {
		p.h.say("the socket " + endsText(x) + " is not there any more")
	}
	p.alone = true
}

// showSocket shows a socket of this host on their page.
func (s *shell) showSocket(x *kernel.Seen) {
	s.open(viewSockets)
	p := s.panes[viewSockets].(*socketsPane)
	p.Refresh(s.m)
	p.goTo(x)
}

// t is the table that is shown.
func (p *socketsPane) t() *table {
	if p.into {
		return &p.what.t
	}
	return &p.who.t
}

// The room that the explanation takes, of so many parts one, with a line above it,
// and the height from which it is there.
const (
	socketWhyShare = 3
	socketWhyLeast = 6
	tallForSocket  = 14
)

// Draw draws the table, and below it what is known of what the cursor is on.
func (p *socketsPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, w, h := p.GetInnerRect()
	if p.m == nil || w < 1 || h < 1 {
		return
	}
	r := rect{x, y, w, h}
	if why := p.explain(w - 2); h >= tallForSocket && len(why) > 0 {
		room := min(len(why)+1, max(h/socketWhyShare, socketWhyLeast))
		r.h -= room
		for i := range w {
			screen.Put(x+i, y+r.h, "─", p.m.th.frame)
		}
		drawLines(screen, x+1, y+r.h+1, w-1, room-1, why)
	}
	p.t().draw(screen, r, &p.m.th, p.HasFocus(), p.empty())
}

// empty says why nothing is listed.
func (p *socketsPane) empty() string {
	switch k := &p.m.host; {
	case k.failed != nil:
		return "The kernel cannot be asked for its sockets: " + k.failed.Error()
	case !k.can():
		return "The kernel is not asked for its sockets here."
	case k.asked != nil && k.asked.Snapshot().Err != nil:
		return "The kernel does not tell its sockets: " + k.asked.Snapshot().Err.Error()
	case p.snap == nil:
		return "asking the kernel ..."
	}
	return "There are none."
}

// explain says in lines of width cells what is known of what the cursor is on.
func (p *socketsPane) explain(width int) []line {
	if p.snap == nil || width < 1 {
		return nil
	}
	if p.into {
		if x, ok := p.what.at(); ok {
			return explainSocket(&p.m.th, p.snap, x, width)
		}
		return nil
	}
	if a, ok := p.who.at(); ok {
		out := explainAccount(&p.m.th, p.snap, a, width)
		if c := p.m.capture; c != nil && c.NoHelper != "" && a.Process == nil && a.Held == kernel.HeldHidden {
			out = append(out, flow([]span{{"Here it has none:", p.m.th.warn}, {c.NoHelper, p.m.th.text}}, width)...)
		}
		return out
	}
	return nil
}

// explainAccount says who it is and what looks wrong with the sockets.
func explainAccount(th *theme, s *kernel.Snapshot, a *kernel.Account, width int) []line {
	head := []span{{accountText(a), th.strong}, {"has " + plural(a.Sockets, "socket") + ".", th.text}}
	switch {
	case a.Process == nil:
		head = append(head, span{a.Held.Say(), th.text})
	case a.Process.Command != "":
		head = append(head, span{a.Process.Command, th.dim})
	}
	out := flow(head, width)
	for t := range kernel.NumTroubles {
		if n := a.Troubles[t]; n > 0 {
			worst := a.Worst[t]
			out = append(out, flow([]span{{"! " + group(n) + " " + t.String() + ".", th.warn}, {t.Why(), th.text},
				{"Worst: " + endsText(worst) + ", " + troubleText(s, worst, t) + ".", th.label}}, width)...)
		}
	}
	if a.Weight() == 0 {
		out = append(out, line{{"Nothing of it looks like a leak or a hang.", th.good}})
	}
	return out
}
