package capture

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
)

// Device is a network interface of this host.
type Device struct {
	Name     string // hostile text: whoever may make interfaces names them
	Addrs    []netip.Prefix
	Up       bool
	Loopback bool
	Counted  bool   // Packets and Bytes are known
	Packets  uint64 // received and sent since it was made
	Bytes    uint64
}

// Devices returns the interfaces of this host, those that are up first. An error
// says why the system does not tell them.
func Devices() ([]Device, error) {
	ifaces, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("the interfaces of this host: %w", err)
	}
	counts := deviceCounts()
	var out []Device
	for _, i := range ifaces {
		d := Device{Name: i.Name, Up: i.Flags&net.FlagUp != 0, Loopback: i.Flags&net.FlagLoopback != 0}
		if c, ok := counts[i.Name]; ok {
			d.Counted, d.Packets, d.Bytes = true, c.packets, c.bytes
		}
		addrs, _ := i.Addrs() // an interface that went away meanwhile has none
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				d.Addrs = append(d.Addrs, p)
			}
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b Device) int {
		switch {
		case a.Up == b.Up:
			return 0
		case a.Up:
			return -1
		}
		return 1
	})
	return out, nil
}

// deviceCount is what went through an interface, both ways.
type deviceCount struct{ packets, bytes uint64 }
