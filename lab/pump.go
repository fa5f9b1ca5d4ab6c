package lab

import (
	"context"
	"fmt"
	"io"
	"time"

	"tcptui/fsm"
)

// frameRoom is more bytes than a frame can have on a veth pair or the loopback.
const frameRoom = 1<<16 + 64

// pump feeds the relay with what the hosts send, delivers what comes out, and
// records what passes at one of them. Its loop owns the relay and the recorder.
type pump struct {
	relay   *relay
	ends    [2]io.ReadWriter // by fsm.Role: the frames of each host
	vantage fsm.Role
	record  *recorder
	seen    *sights
	tell    func(who, text string)
	begin   time.Time
}

// arrival is a frame that a host sent.
type arrival struct {
	from  fsm.Role
	frame []byte
}

// run works until idle is closed and nothing is under way any more, until ctx
// ends, or until something fails.
func (p *pump) run(ctx context.Context, idle <-chan struct{}) error {
	arrivals, broken := make(chan arrival, 64), make(chan error, len(p.ends))
	for role, end := range p.ends {
		go func() { broken <- listen(ctx, fsm.Role(role), end, arrivals) }()
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		due, busy := p.relay.next()
		if busy {
			timer.Reset(due - time.Since(p.begin))
		}
		ending := idle
		if busy {
			ending = nil
		}
		var err error
		select {
		case a := <-arrivals:
			err = p.arrive(a)
		case <-timer.C:
		case err = <-broken:
		case <-ending:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err == nil {
			err = p.deliver()
		}
		if err != nil {
			return err
		}
	}
}

// listen reads what a host sends, as long as ctx lasts.
func listen(ctx context.Context, from fsm.Role, r io.Reader, to chan<- arrival) error {
	buf := make([]byte, frameRoom)
	for {
		n, err := r.Read(buf)
		if err != nil {
			return fmt.Errorf("the wire to the %s cannot be read: %w", from, err)
		}
		select {
		case to <- arrival{from, append([]byte(nil), buf[:n]...)}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (p *pump) arrive(a arrival) error {
	now := time.Since(p.begin)
	_, note := p.relay.arrive(now, a.from, a.frame)
	if note != "" {
		p.tell("wire", note)
	}
	if a.from == p.vantage {
		return p.record.frame(now, a.frame, note)
	}
	return nil
}

// deliver delivers all that is due.
func (p *pump) deliver() error {
	for {
		now := time.Since(p.begin)
		f, ok := p.relay.deliver(now)
		if !ok {
			return nil
		}
		if f.to == p.vantage {
			if err := p.record.frame(now, f.frame, f.note); err != nil {
				return err
			}
		}
		if _, err := p.ends[f.to].Write(f.frame); err != nil {
			return fmt.Errorf("the wire cannot deliver to the %s: %w", f.to, err)
		}
		p.seen.add(f.from, f.kinds)
	}
}
