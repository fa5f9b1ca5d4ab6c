package samples

import (
	"embed"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

//go:embed *.truth
var truths embed.FS

// Truth is what really happened while a sample was recorded, as the kernel and
// the wire told it; nothing in it is derived from the capture.
type Truth struct {
	States []StateChange // in order of time
	Wire   []WireEvent   // in order of time
	Last   []LastState   // what was left when the capture ended
}

// StateChange is one trace event (sock:inet_sock_set_state) of the kernel.
// Linux keeps TIME-WAIT and most of SYN-RECEIVED in objects of their own, so a
// socket that goes into TIME-WAIT reads CLOSED here (Last has it), and a
// passive SYN-RECEIVED is reported when the ACK has come, not when the SYN did.
type StateChange struct {
	Time          int64          // ns since the epoch, exact to a microsecond
	Local, Remote netip.AddrPort // the endpoint's own view; Remote is 0.0.0.0:0 or [::]:0 for a listener
	From, To      string         // RFC 9293 names
}

// WireEvent is what the wire did to one segment on purpose.
type WireEvent struct {
	Time             int64  // ns since the epoch
	Action           string // "drop", "copy", or "hold=MS"
	Source, Target   netip.AddrPort
	Flags            string // of S F R P A, in this order
	Seq, Ack, Length uint32 // raw sequence numbers; payload bytes
}

// LastState is a socket that the kernel still held when the capture ended.
type LastState struct {
	Local, Remote netip.AddrPort
	State         string // RFC 9293 name
}

// TruthOf returns what happened while the sample of that name was recorded.
func TruthOf(name string) (Truth, error) {
	text, err := truths.ReadFile(name + ".truth")
	if err != nil {
		return Truth{}, fmt.Errorf("no truth of a sample called %q: %w", name, err)
	}
	var truth Truth
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		p := fields{cells: strings.Split(line, "\t")}
		switch kind := p.text(); kind {
		case "state":
			truth.States = append(truth.States, StateChange{p.time(), p.endpoint(), p.endpoint(), p.text(), p.text()})
		case "wire":
			truth.Wire = append(truth.Wire, WireEvent{p.time(), p.text(), p.endpoint(), p.endpoint(), p.text(),
				p.number("seq="), p.number("ack="), p.number("len=")})
		case "last":
			truth.Last = append(truth.Last, LastState{p.endpoint(), p.endpoint(), p.text()})
		default:
			p.fail(fmt.Errorf("unknown kind %q", kind))
		}
		if p.err != nil {
			return Truth{}, fmt.Errorf("%s.truth, line %d: %w", name, i+1, p.err)
		}
	}
	return truth, nil
}

// fields takes the cells of a line one by one and keeps the first error.
type fields struct {
	cells []string
	err   error
}

func (f *fields) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *fields) text() string {
	if len(f.cells) == 0 {
		f.fail(fmt.Errorf("a cell is missing"))
		return ""
	}
	cell := f.cells[0]
	f.cells = f.cells[1:]
	return cell
}

func (f *fields) time() int64 {
	n, err := strconv.ParseInt(f.text(), 10, 64)
	if err != nil {
		f.fail(fmt.Errorf("time: %w", err))
	}
	return n
}

func (f *fields) endpoint() netip.AddrPort {
	endpoint, err := netip.ParseAddrPort(f.text())
	if err != nil {
		f.fail(fmt.Errorf("endpoint: %w", err))
	}
	return endpoint
}

func (f *fields) number(prefix string) uint32 {
	digits, found := strings.CutPrefix(f.text(), prefix)
	n, err := strconv.ParseUint(digits, 10, 32)
	if !found || err != nil {
		f.fail(fmt.Errorf("%s%q is no number", prefix, digits))
	}
	return uint32(n)
}
