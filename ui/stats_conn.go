package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tcptui/flows"
	"tcptui/fsm"
)

// connWork sums up the connection of the selected packet, for its page. What it is of a
// capture that is still being read is made again as more comes. The goroutine of the
// event loop owns it.
type connWork struct {
	paced[*flows.Summary]
	h       host
	of      summed
	sum     *flows.Summary // of it; nil: none was made yet
	version int            // of sum
}

// summed is what a summary says something of.
type summed struct {
	id   flows.ConnID
	last uint32 // row of the connection
	done bool
}

// take takes over a summary that was made, and has the next one made. It is of the whole
// connection, whatever is displayed.
func (w *connWork) take(m *model, _ bool) {
	if w.of.id != m.conn {
		w.run.stop()
		*w = connWork{h: w.h, of: summed{id: m.conn, last: flows.NoRow}, version: w.version + 1}
	}
	if w.reap(func(sum *flows.Summary, _ bool) { w.set(sum) }) {
		return
	}
	if w.wants(m) && w.rested() {
		w.next(m)
	}
}

// wants reports whether there is more of the connection than was summed up.
func (w *connWork) wants(m *model) bool {
	return m.conn != flows.NoConn && w.of != summed{m.conn, m.snap.Conn(m.conn).Last, m.snap.Done}
}

func (w *connWork) set(sum *flows.Summary) { w.sum, w.version = sum, w.version+1 }

func (w *connWork) busy(m *model) bool { return w.run == nil && w.wants(m) }

// stop leaves it be: nobody waits for it.
func (w *connWork) stop() bool { return false }

func (w *connWork) edition() int { return w.version }

func (w *connWork) found(m *model, _ statKey) []statLine {
	if w.sum == nil {
		return nil
	}
	return summaryLines(m, w.sum)
}

func (w *connWork) state() (runs bool, title, empty string) {
	switch {
	case w.run != nil:
		return true, " · reading it", "reading it"
	case w.of.id == flows.NoConn:
		return false, "", "The selected packet is of no connection."
	}
	return false, "", ""
}

// next sums up the connection: at once where it is small, else a worker does.
func (w *connWork) next(m *model) {
	s, c := m.snap, m.snap.Conn(m.conn)
	w.of, w.since = summed{m.conn, c.Last, s.Done}, time.Now()
	if c.Segments() <= soloStats {
		w.set(m.reader.Summary(s, m.conn))
		return
	}
	id, r := m.conn, m.live.NewReader()
	w.run = startTask(w.h, func(ctx context.Context, put func(*flows.Summary)) error {
		sum, err := r.SummaryWithin(ctx, s, id)
		if err == nil {
			put(sum)
		}
		return err
	})
}

// partTexts say what a connection's time goes to.
var partTexts = [flows.NumParts]string{
	flows.PartHandshake: "The handshake",
	flows.PartClient:    "Waiting for the client",
	flows.PartServer:    "Waiting for the server",
	flows.PartWindow:    "Closed or full window",
	flows.PartRecovery:  "Recovery of what was lost",
	flows.PartNetwork:   "Data or ACKs under way",
}

// summaryLines are what is known of the connection that was summed up: how it went, what its
// time went to, what each end did, and what the capture lacks.
func summaryLines(m *model, x *flows.Summary) []statLine {
	c := m.snap.Conn(x.ID)
	lines := []statLine{properties(fmt.Sprintf("Connection %d", x.ID)),
		property("Client", c.Sides[fsm.Client].AddrPort().String()),
		property("Server", c.Sides[fsm.Server].AddrPort().String()),
		property("Began", string(appendSeconds(nil, x.Start-m.snap.Row(0).Time))+" s after the first packet"),
		property("Lasted", lasting(x.Duration)),
		property("Its end", x.End.String())}
	if x.Known == flows.ByPort {
		lines[1].text[1] += " (a guess: its port is the higher one)"
	}
	lines = append(lines, budgetLines(x)...)
	for _, role := range [...]fsm.Role{fsm.Client, fsm.Server} {
		lines = append(lines, sideLines(x, role)...)
	}
	lines = append(lines, qualityLines(&x.Quality)...)
	for i := range lines {
		lines[i].conn, lines[i].about = x.ID, true
		lines[i].filter = func() string { return streamsFilter([]flows.ConnID{x.ID}) }
	}
	return lines
}

// budgetLines are what the time went to.
func budgetLines(x *flows.Summary) []statLine {
	total := x.Budget.Total()
	if total <= 0 {
		return nil
	}
	lines := []statLine{properties("What its time went to")}
	for part, ns := range x.Budget {
		share := hundredths(uint64(max(ns, 0)), uint64(total))
		l := property(partTexts[part], fmt.Sprintf("%8s %6.2f %%", lasting(ns), float64(share)/100))
		l.v[0] = share
		lines = append(lines, l)
	}
	return lines
}

// sideLines are what an end did.
func sideLines(x *flows.Summary, role fsm.Role) []statLine {
	s := &x.Sides[role]
	lines := []statLine{properties("The " + role.String()),
		property("Sent", fmt.Sprintf("%s of data in %s of %s", plural(s.Bytes, "byte"), group(s.DataSegments), plural(s.Segments, "segment")))}
	add := func(name, format string, args ...any) {
		lines = append(lines, property(name, fmt.Sprintf(format, args...)))
	}
	if s.Resent > 0 {
		add("Sent again", "%s with %s, %.2f %%", plural(s.Resent, "segment"), plural(s.ResentBytes, "byte"), 100*s.ResentRate())
	}
	if q := &s.RTT; q.Samples > 0 {
		add("Round trip", "min %s, median %s, 95 %% %s, of %s", lasting(q.Min), lasting(q.Median), lasting(q.P95), group(q.Samples))
	}
	if s.MaxInFlight > 0 {
		add("Most under way", "%s", plural(s.MaxInFlight, "byte"))
	}
	if s.ZeroWindows > 0 {
		add("Closed its window", "%s, for %s", plural(s.ZeroWindows, "time"), lasting(s.ZeroWindow))
	}
	var offers []string
	if s.MSS > 0 {
		offers = append(offers, "MSS "+group(s.MSS))
	}
	if s.Scale >= 0 {
		offers = append(offers, fmt.Sprintf("windows × %s", group(1<<s.Scale)))
	}
	for _, o := range [...]struct {
		offer flows.Offers
		name  string
	}{{flows.OfferSACK, "SACK"}, {flows.OfferTimestamps, "timestamps"}, {flows.OfferECN, "ECN"}, {flows.OfferFastOpen, "fast open"}, {flows.OfferMPTCP, "MPTCP"}} {
		if s.Offers.Has(o.offer) {
			offers = append(offers, o.name)
		}
	}
	if len(offers) > 0 {
		add("Its SYN", "%s", strings.Join(offers, ", "))
	}
	return lines
}

// qualityLines are what the capture of the connection lacks, or has too much of.
func qualityLines(q *flows.Quality) []statLine {
	if q.Good() {
		return nil
	}
	lines := []statLine{properties("The capture of it")}
	for _, x := range [...]struct {
		is         bool
		name, text string
	}{
		{q.MidStream, "Beginning", "it had begun before"},
		{q.OneDirection, "One direction", "nothing that the " + q.Missing.String() + " sent is there"},
		{q.Lost > 0, "Not captured", plural(q.Lost, "packet") + " acknowledge data that is not there"},
		{q.Cut > 0, "Cut off", plural(q.Cut, "segment") + ": less was captured than was sent"},
		{q.Supersegments > 0, "Larger than the MSS", plural(q.Supersegments, "segment") + ": put together by the interface (offload)"},
		{q.Doubled > 0, "Captured twice", plural(q.Doubled, "packet")},
		{q.Untimed > 0, "Without a time", plural(q.Untimed, "packet")},
	} {
		if x.is {
			lines = append(lines, property(x.name, x.text))
		}
	}
	return lines
}
