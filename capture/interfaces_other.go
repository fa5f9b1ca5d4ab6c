//go:build !linux && !(windows && (amd64 || 386))

package capture

import (
	"fmt"
	"net"
	"net/netip"
	"runtime"
)

func interfaces() ([]InterfaceInfo, error) {
	ifaces, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("the interfaces of this host: %w", err)
	}
	var out []InterfaceInfo
	for _, i := range ifaces {
		d := InterfaceInfo{Index: i.Index, Name: i.Name, Up: i.Flags&net.FlagUp != 0,
			Running: i.Flags&net.FlagRunning != 0, Loopback: i.Flags&net.FlagLoopback != 0}
		addrs, _ := i.Addrs() // an interface that went away meanwhile has none
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				d.Addrs = append(d.Addrs, p)
			}
		}
		out = append(out, d)
	}
	return out, nil
}

func upCommand(name string) string {
	if runtime.GOOS == "windows" {
		return ""
	}
	return "sudo ifconfig " + name + " up"
}
