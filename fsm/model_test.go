package fsm

import "tcptui/decode"

// was is one entry of an endpoint's history.
type was struct {
	at      int64
	state   State
	passing bool // left again while the same segment was processed
}

// tcpEnd is one endpoint of the model.
type tcpEnd struct {
	n    *network
	role Role
	stamp
	hist []was

	iss, una, nxt, rcv decode.Seq
	end                decode.Seq // end of what the user has written
	fin                bool       // the user has closed
	finSent            bool
	peerFIN            decode.Seq
	havePeerFIN        bool
	ooo                []decode.Segment
	timer              int64 // 0: off
	rto                int64
	id                 uint16
	tsBase             uint32

	writeAt  []int64 // when the user writes
	closeAt  int64   // when it closes; 0: when the peer has closed
	closeLag int64
	abortAt  int64
	peerAt   int64 // when the peer's FIN was received
	tries    int
}

func (e *tcpEnd) set(s State) {
	if s != e.state {
		e.state = s
		e.hist = append(e.hist, was{e.n.now, s, false})
	}
}

func (e *tcpEnd) emit(seq decode.Seq, fl decode.Flags, size uint32) {
	e.id++
	g := decode.Segment{Seq: seq, Flags: fl, Len: size, Window: 60000, IPID: e.id}
	if fl&decode.ACK != 0 {
		g.Ack = e.rcv
	}
	if fl&decode.RST == 0 {
		g.Opts.Has |= decode.OptTimestamps
		g.Opts.TSval = e.tsBase + uint32(e.n.now)
	}
	e.n.send(e.role, g, e.state)
}

const segSize = 100

func (e *tcpEnd) open() {
	e.set(SynSent)
	e.nxt = e.iss + 1
	e.emit(e.iss, decode.SYN, 0)
	e.arm()
}

func (e *tcpEnd) arm() {
	if e.timer == 0 {
		e.timer = e.n.now + e.rto
	}
}

// tick runs the user and the timers.
func (e *tcpEnd) tick() {
	now := e.n.now
	if e.abortAt == now && e.state >= SynReceived && e.state <= CloseWait {
		e.emit(e.nxt, decode.RST|decode.ACK, 0)
		e.set(Closed)
		e.timer = 0
	}
	if e.state == Established || e.state == CloseWait {
		for len(e.writeAt) > 0 && e.writeAt[0] <= now {
			e.writeAt = e.writeAt[1:]
			e.end += segSize
		}
		if e.closeAt != 0 && now >= e.closeAt || e.closeAt == 0 && e.state == CloseWait && now >= e.peerAt+e.closeLag {
			e.fin = true
		}
		e.output()
	}
	if e.timer != 0 && now >= e.timer {
		e.retransmit()
	}
}

// output sends what is new.
func (e *tcpEnd) output() {
	for e.nxt.Less(e.end) {
		e.emit(e.nxt, decode.ACK|decode.PSH, segSize)
		e.nxt += segSize
		e.arm()
	}
	if e.fin && !e.finSent && (e.state == Established || e.state == CloseWait) {
		if e.state == Established {
			e.set(FinWait1)
		} else {
			e.set(LastAck)
		}
		e.emit(e.nxt, decode.FIN|decode.ACK, 0)
		e.finSent = true
		e.nxt++
		e.arm()
	}
}

func (e *tcpEnd) retransmit() {
	e.timer = 0
	if e.una == e.nxt || e.state == Closed || e.state == TimeWait || e.tries > 12 {
		return
	}
	e.tries++
	e.rto = min(e.rto*2, 2000)
	switch {
	case e.state == SynSent:
		e.emit(e.iss, decode.SYN, 0)
	case e.state == SynReceived:
		e.emit(e.iss, decode.SYN|decode.ACK, 0)
	default:
		for s := e.una; s.Less(e.end); s += segSize {
			e.emit(s, decode.ACK|decode.PSH, segSize)
		}
		if e.finSent && (e.una.LessEq(e.end)) {
			e.emit(e.end, decode.FIN|decode.ACK, 0)
		}
	}
	e.arm()
}

func (e *tcpEnd) ack() { e.emit(e.nxt, decode.ACK, 0) }

// arrive is RFC 9293 3.10.7.
func (e *tcpEnd) arrive(g *decode.Segment) {
	before := len(e.hist)
	e.process(g)
	for i := before; i+1 < len(e.hist); i++ {
		e.hist[i].passing = true
	}
}

func (e *tcpEnd) process(g *decode.Segment) {
	has := func(f decode.Flags) bool { return g.Flags.Has(f) }
	switch e.state {
	case Closed:
		if has(decode.RST) {
			return
		}
		if has(decode.ACK) {
			e.emit(g.Ack, decode.RST, 0)
		} else {
			e.rcv = g.End()
			e.emit(0, decode.RST|decode.ACK, 0)
		}
		return
	case Listen:
		if has(decode.RST) {
			return
		}
		if has(decode.ACK) {
			e.emit(g.Ack, decode.RST, 0)
			return
		}
		if has(decode.SYN) {
			e.rcv = g.Seq + 1
			e.set(SynReceived)
			e.nxt = e.iss + 1
			e.emit(e.iss, decode.SYN|decode.ACK, 0)
			e.arm()
		}
		return
	case SynSent:
		e.inSynSent(g)
		return
	}
	e.synchronized(g)
}

func (e *tcpEnd) inSynSent(g *decode.Segment) {
	ok := g.Flags.Has(decode.ACK)
	if ok && g.Ack != e.nxt {
		if !g.Flags.Has(decode.RST) {
			e.emit(g.Ack, decode.RST, 0)
		}
		return
	}
	if g.Flags.Has(decode.RST) {
		if ok {
			e.set(Closed)
		}
		return
	}
	if !g.Flags.Has(decode.SYN) {
		return
	}
	e.rcv = g.Seq + 1
	if ok {
		e.acked(g.Ack)
		e.set(Established)
		e.ack()
		return
	}
	e.set(SynReceived)
	e.emit(e.iss, decode.SYN|decode.ACK, 0)
}

func (e *tcpEnd) acked(a decode.Seq) {
	if e.una.Less(a) && a.LessEq(e.nxt) {
		e.una = a
		e.timer, e.rto, e.tries = 0, 4*e.n.delay+20, 0
		if e.una != e.nxt {
			e.arm()
		}
	}
}

func (e *tcpEnd) synchronized(g *decode.Segment) {
	fl := g.Flags
	if fl.Has(decode.RST) {
		switch {
		case g.Seq == e.rcv && e.state == SynReceived && e.role == Server:
			e.set(Listen)
		case g.Seq == e.rcv:
			e.set(Closed)
		case g.Seq.In(e.rcv, 60000):
			e.ack()
		}
		e.settleTimer()
		return
	}
	if fl.Has(decode.SYN) {
		switch {
		case e.state == SynReceived && !fl.Has(decode.ACK):
			e.emit(e.iss, decode.SYN|decode.ACK, 0)
			return
		case e.state == SynReceived && g.Ack == e.nxt:
			e.acked(g.Ack)
			e.set(Established)
			e.ack()
			return
		}
		e.ack()
		return
	}
	if !fl.Has(decode.ACK) {
		return
	}
	if e.state == SynReceived {
		if g.Ack.Less(e.iss+1) || e.nxt.Less(g.Ack) {
			e.emit(g.Ack, decode.RST, 0)
			return
		}
		e.acked(g.Ack)
		e.set(Established)
	}
	e.acked(g.Ack)
	e.closing()
	e.take(g)
}

func (e *tcpEnd) settleTimer() {
	if e.state == Closed || e.state == Listen {
		e.timer = 0
	}
}

// closing is what the ACK of this end's FIN does.
func (e *tcpEnd) closing() {
	if !e.finSent || e.una != e.nxt {
		return
	}
	switch e.state {
	case FinWait1:
		e.set(FinWait2)
	case Closing:
		e.set(TimeWait)
	case LastAck:
		e.set(Closed)
	}
	e.settleTimer()
}

// take takes data and FIN, in order or not.
func (e *tcpEnd) take(g *decode.Segment) {
	if e.state == Closed {
		return
	}
	if g.SegLen() == 0 {
		return
	}
	if g.Flags.Has(decode.FIN) {
		e.havePeerFIN, e.peerFIN = true, g.Seq.Add(g.Len)
	}
	e.ooo = append(e.ooo, *g)
	for moved := true; moved; {
		moved = false
		for _, o := range e.ooo {
			if o.Seq.LessEq(e.rcv) && e.rcv.Less(o.Seq.Add(o.Len)) {
				e.rcv = o.Seq.Add(o.Len)
				moved = true
			}
		}
	}
	if e.havePeerFIN && e.rcv == e.peerFIN {
		e.rcv++
		e.peerAt = e.n.now
		switch e.state {
		case Established, SynReceived:
			e.set(CloseWait)
		case FinWait1:
			e.set(Closing)
		case FinWait2:
			e.set(TimeWait)
		}
	}
	e.ack()
}
