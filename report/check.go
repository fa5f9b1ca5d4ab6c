package report

import (
	"fmt"
	"io"

	"tcptui/flows"
)

// Check prints the frames that o.Filter keeps, one line each as Text does, and
// returns how many there are: what a gate lets pass is 0. With over above 0, in
// percent, frames count by connection: only those of connections are printed of
// whose segments more than that are kept, after a line that says so, and frames
// without a connection are let pass.
func Check(w io.Writer, l *flows.Live, over float64, o Options) (kept int, snap *flows.Snapshot, err error) {
	out := newWriter(w)
	p := textPrinter{sep: ' ', safe: isTerminal(w)}
	if over <= 0 {
		snap, err = frames(l, out, o, flows.NeedPacket, func(v *flows.View) {
			kept++
			out.put(p.line(v))
		})
		return kept, snap, err
	}
	byConn := make(map[flows.ConnID][]uint32)
	o.Whole = true // shares are of whole connections
	snap, err = frames(l, out, o, flows.NeedRow, func(v *flows.View) {
		if id := v.Row.Conn; id != flows.NoConn {
			byConn[id] = append(byConn[id], v.Row.No)
		}
	})
	r := l.NewReader()
	for id := flows.ConnID(0); err == nil && int(id) < snap.Conns(); id++ {
		rows, c := byConn[id], snap.Conn(id)
		share := 100 * float64(len(rows)) / float64(max(c.Segments(), 1))
		if share <= over {
			continue
		}
		kept += len(rows)
		out.put(fmt.Appendf(nil, "tcp.stream %d, %s ⇄ %s: %d of %d segments, %.2f %%\n", id,
			c.Sides[0].AddrPort(), c.Sides[1].AddrPort(), len(rows), c.Segments(), share))
		for _, row := range rows {
			out.put(p.line(r.At(snap, row)))
		}
		err = out.push()
	}
	return kept, snap, err
}
