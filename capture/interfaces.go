package capture

import (
	"net/netip"
	"slices"
)

// InterfaceInfo is an interface of this host.
type InterfaceInfo struct {
	Index    int    // the system's number; 0: AnyInterface
	Name     string // hostile text: whoever may make interfaces names them
	Alias    string // what somebody wrote of it: hostile text
	Addrs    []netip.Prefix
	Up       bool
	Running  bool // frames can pass: a cable is in it, or it needs none
	Loopback bool
	Link     LinkType // of the frames that are captured; 0: not known

	MayCapture bool   // as far as it can be told without trying
	Why        string // why not
	Fix        string // a command or two that change that; "": there is none

	Counted  bool // the counters are known
	Received Traffic
	Sent     Traffic
}

// Traffic is what went through an interface since it was made.
type Traffic struct{ Packets, Bytes uint64 }

// Interfaces returns the interfaces of this host, those that are up first. An
// error says why the system does not tell them.
func Interfaces() ([]InterfaceInfo, error) {
	all, err := interfaces()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b InterfaceInfo) int {
		switch {
		case a.Up == b.Up:
			return 0
		case a.Up:
			return -1
		}
		return 1
	})
	why, fix := captureRight()
	for i := range all {
		d := &all[i]
		switch {
		case d.Why != "": // its kind is not known
		case why != "":
			d.Why, d.Fix = why, fix
		case !d.Up:
			d.Why, d.Fix = "it is down", upCommand(d.Name)
		}
		d.MayCapture = d.Why == ""
	}
	return all, nil
}
