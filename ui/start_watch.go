package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tcptui/capture"
)

// lookEvery is how often the interfaces are looked at.
const lookEvery = time.Second

// activitySteps is how many of the last looks at an interface are drawn.
const activitySteps = 24

// activity is an interface and what went through it lately.
type activity struct {
	capture.InterfaceInfo
	rates []uint64 // packets between two looks, the last one at the end; activitySteps at most
}

// look looks at the interfaces after a while.
func (p *startPane) look(after time.Duration) *task[[]capture.InterfaceInfo] {
	interfaces := p.page.Interfaces
	if interfaces == nil {
		interfaces = interfacesAfter
	}
	return startTask(p.h, func(ctx context.Context, put func([]capture.InterfaceInfo)) error {
		all, err := interfaces(ctx, after)
		if err == nil && ctx.Err() == nil {
			put(all)
		}
		return err
	})
}

// interfacesAfter are the interfaces of this host when a time has passed; none when
// ctx ended before.
func interfacesAfter(ctx context.Context, after time.Duration) ([]capture.InterfaceInfo, error) {
	pause := time.NewTimer(after)
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return nil, nil
	case <-pause.C:
		return capture.Interfaces()
	}
}

// counted adds a look at the interfaces to what is known of them. One that has
// gone is left out.
func counted(known []activity, now []capture.InterfaceInfo) []activity {
	out := make([]activity, 0, len(now))
	for _, d := range now {
		a := activity{InterfaceInfo: d}
		for i := range known {
			if k := &known[i]; k.Name == d.Name && k.Counted && d.Counted {
				now, before := packets(&d), packets(&k.InterfaceInfo)
				a.rates = append(k.rates, now-min(now, before)) // a counter that begins anew is no flood
				a.rates = a.rates[max(len(a.rates)-activitySteps, 0):]
			}
		}
		out = append(out, a)
	}
	return out
}

// packets is how many an interface has received and sent.
func packets(d *capture.InterfaceInfo) uint64 { return d.Received.Packets + d.Sent.Packets }

// note is what is said of an interface: its activity, its state and addresses.
func (a *activity) note() string {
	var b strings.Builder
	if a.Counted {
		b.WriteString(padLeft(sparkline(a.rates), activitySteps))
		if n := len(a.rates); n > 0 {
			fmt.Fprintf(&b, " %5s packets/s", short(float64(a.rates[n-1])))
		}
	}
	state := "  up"
	if !a.Up {
		state = "  down"
	}
	b.WriteString(state)
	for _, addr := range a.Addrs {
		b.WriteString(", " + addr.String())
	}
	return b.String()
}

// bars are the heights of a sparkline, from nothing to the highest.
var bars = [...]rune{' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'}

// sparkline draws numbers as bars; the highest is that of the largest.
func sparkline(values []uint64) string {
	var most uint64
	for _, v := range values {
		most = max(most, v)
	}
	var b strings.Builder
	for _, v := range values {
		k := 0
		if v > 0 { // something is more than nothing, however little
			k = max(int(float64(v)/float64(most)*float64(len(bars)-1)), 1)
		}
		b.WriteRune(bars[k])
	}
	return b.String()
}
