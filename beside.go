package main

import (
	"context"
	"errors"
	"time"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
)

// beside is what the kernel says of this host's sockets, in the words of flows,
// which knows nothing of kernels. It is the one place where both meet.
type beside struct{ watcher *kernel.Watcher }

// beginBeside begins to ask the kernel where it is wanted; nil where not. owners looks
// owners up; nil: this process does it.
func beginBeside(ctx context.Context, wanted bool, owners kernel.Finder) (*beside, error) {
	if !wanted {
		return nil, nil
	}
	w, err := kernel.WatchHost(ctx, owners)
	if err != nil {
		return nil, err
	}
	if first := w.First(ctx); first.Err != nil {
		w.Stop()
		return nil, first.Err
	}
	return &beside{w}, nil
}

// validateKernel refuses to compare sockets of now with packets of long ago.
func (s *settings) validateKernel() error {
	if !s.kernel || s.follow {
		return nil
	}
	for _, path := range s.files {
		if path != "-" {
			return errors.New("--kernel belongs to a capture that is still being written: with --follow, or piped in (tcpdump -U -w - | tcptui --kernel -r -)")
		}
	}
	return nil
}

// sockets is b for flows; nothing where there is none.
func (b *beside) sockets() flows.HostSockets {
	if b == nil {
		return nil
	}
	return b
}

// stop ends the asking; nothing where there is none.
func (b *beside) stop() {
	if b != nil {
		b.watcher.Stop()
	}
}

// Polls implements flows.HostSockets.
func (b *beside) Polls() uint64 { return b.watcher.Snapshot().Polls }

// Newer implements flows.HostSockets.
func (b *beside) Newer() <-chan struct{} { return b.watcher.Snapshot().Newer() }

// OfConn implements flows.HostSockets.
func (b *beside) OfConn(s *flows.Snapshot, c *flows.Conn) (out [2]*flows.HostSocket) {
	k := b.watcher.Snapshot()
	if k.Polls == 0 {
		return out
	}
	until := time.Now().Add(-kernel.Slack)
	for role := range out {
		if h, f := b.Compare(k, s, c, fsm.Role(role), until); h.Socket != nil || h.Ours {
			out[role] = hostSocket(h.Socket, f)
		}
	}
	return out
}

// Snapshot implements ui.HostKernel.
func (b *beside) Snapshot() *kernel.Snapshot { return b.watcher.Snapshot() }

// Compare implements ui.HostKernel.
func (b *beside) Compare(k *kernel.Snapshot, s *flows.Snapshot, c *flows.Conn, role fsm.Role, until time.Time) (kernel.Host, kernel.Finding) {
	h := hostEnd(k, c, role)
	return h, kernel.Compare(wireEnd(s, c, role, until), h)
}

// hostEnd is what the kernel says of an end of a connection.
func hostEnd(k *kernel.Snapshot, c *flows.Conn, role fsm.Role) kernel.Host {
	return k.Host(kernel.Tuple{Local: c.Sides[role].AddrPort(), Remote: c.Sides[role.Peer()].AddrPort()})
}

// wireEnd is what the packets say of an end of a connection. Packets are known
// until then.
func wireEnd(s *flows.Snapshot, c *flows.Conn, role fsm.Role, until time.Time) kernel.Wire {
	last := s.Row(c.Last)
	return kernel.Wire{State: c.Now.State[role], Last: time.Unix(0, c.End), Until: until, Guessed: c.Guessed,
		Reset: last.Flags.Has(decode.RST), Largest: c.Sides[role].Largest}
}

// hostSocket is a socket in the words of flows; x may be nil, or of the past.
func hostSocket(x *kernel.Seen, f kernel.Finding) *flows.HostSocket {
	h := &flows.HostSocket{State: f.Kernel, Differs: f.Reason.String()}
	if x == nil || !x.Gone.IsZero() {
		return h
	}
	h.Held, h.User, h.Cong, h.RecvQ, h.SendQ = x.Held.String(), x.User, x.Cong, x.RecvQ, x.SendQ
	for _, p := range x.By {
		h.Processes = append(h.Processes, flows.HostProcess{PID: uint32(p.PID), Name: p.Name})
	}
	if i := x.Info; i != nil {
		h.Info = &flows.HostInfo{RTT: i.RTT, RTO: i.RTO, Cwnd: i.SndCwnd, Unacked: i.Unacked, Sacked: i.Sacked, Lost: i.Lost,
			Retrans: i.Retrans, TotalRetrans: i.TotalRetrans}
		if i.SndSsthresh != kernel.InfiniteSsthresh {
			h.Info.Ssthresh = &i.SndSsthresh
		}
		if i.PacingRate != kernel.UnlimitedRate {
			h.Info.PacingRate = &i.PacingRate
		}
		if i.HasDeliveryRate() {
			h.Info.DeliveryRate = &i.DeliveryRate
		}
	}
	return h
}
