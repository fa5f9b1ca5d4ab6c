package capture

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// ringLink is how frames of a kind of hardware are captured.
type ringLink struct {
	link     LinkType
	cooked   bool // without a link layer of their own: the kernel's address in its place
	ethernet bool // a VLAN tag has its place
}

// Link types of the registry at tcpdump.org that interfaces of Linux have.
const (
	linkEthernet  LinkType = 1
	linkTokenRing LinkType = 6
	linkFDDI      LinkType = 10
	linkRaw       LinkType = 101
	linkHDLC      LinkType = 104
	link80211     LinkType = 105
	linkPrism     LinkType = 119
	linkRadiotap  LinkType = 127
	link802154    LinkType = 230
	linkVsock     LinkType = 271
	linkSLL2      LinkType = 276
)

// ringLinks has the kinds of hardware (ARPHRD_) that are captured on, and how.
// Where the header of a kind cannot be relied on, libpcap leaves it out as we do.
var ringLinks = map[uint16]ringLink{
	unix.ARPHRD_ETHER:              {link: linkEthernet, ethernet: true},
	unix.ARPHRD_LOOPBACK:           {link: linkEthernet, ethernet: true},
	unix.ARPHRD_IEEE802:            {link: linkTokenRing},
	unix.ARPHRD_IEEE802_TR:         {link: linkTokenRing},
	unix.ARPHRD_FDDI:               {link: linkFDDI},
	unix.ARPHRD_CISCO:              {link: linkHDLC},
	unix.ARPHRD_IEEE80211:          {link: link80211},
	unix.ARPHRD_IEEE80211_PRISM:    {link: linkPrism},
	unix.ARPHRD_IEEE80211_RADIOTAP: {link: linkRadiotap},
	unix.ARPHRD_IEEE802154:         {link: link802154},
	unix.ARPHRD_VSOCKMON:           {link: linkVsock},

	unix.ARPHRD_NONE:    {link: linkRaw}, // tun, WireGuard and others without a link layer
	unix.ARPHRD_RAWIP:   {link: linkRaw},
	unix.ARPHRD_RAWHDLC: {link: linkRaw},
	unix.ARPHRD_SLIP:    {link: linkRaw},
	unix.ARPHRD_CSLIP:   {link: linkRaw},
	unix.ARPHRD_SLIP6:   {link: linkRaw},
	unix.ARPHRD_CSLIP6:  {link: linkRaw},
	unix.ARPHRD_ADAPT:   {link: linkRaw},
	unix.ARPHRD_DLCI:    {link: linkRaw},
	unix.ARPHRD_TUNNEL:  {link: linkRaw}, // IPv4 in IPv4
	unix.ARPHRD_TUNNEL6: {link: linkRaw},
	unix.ARPHRD_SIT:     {link: linkRaw},
	unix.ARPHRD_IPGRE:   {link: linkSLL2, cooked: true}, // its header may be an IP header of the tunnel, or nothing
	unix.ARPHRD_IP6GRE:  {link: linkSLL2, cooked: true},
	unix.ARPHRD_6LOWPAN: {link: linkRaw},

	unix.ARPHRD_PPP:        {link: linkSLL2, cooked: true}, // the kernel takes its header away on one side only
	unix.ARPHRD_INFINIBAND: {link: linkSLL2, cooked: true},
	unix.ARPHRD_IEEE1394:   {link: linkSLL2, cooked: true},
	unix.ARPHRD_ATM:        {link: linkSLL2, cooked: true},
	unix.ARPHRD_CAN:        {link: linkSLL2, cooked: true},
	unix.ARPHRD_PHONET:     {link: linkSLL2, cooked: true},
}

// anyLink is how all interfaces are captured on as one.
var anyLink = ringLink{link: linkSLL2, cooked: true}

// foundInterface is an interface that can be captured on.
type foundInterface struct {
	index    int // 0: any
	link     ringLink
	loopback bool
	loop     int // index of the loopback interface; 0: there is none
	alias    string
}

// lookInterface finds an interface of this network namespace by its name.
func lookInterface(name string) (foundInterface, error) {
	all, err := links()
	if err != nil {
		return foundInterface{}, err
	}
	var f foundInterface
	var names []string
	for _, l := range all {
		names = append(names, l.name)
		if l.loopback() {
			f.loop = l.index
		}
	}
	if name == AnyInterface {
		f.link = anyLink
		return f, nil
	}
	for _, l := range all {
		if l.name != name {
			continue
		}
		how, ok := ringLinks[l.hardware]
		if !ok {
			return f, &Error{Path: name, Off: -1, What: "is " + unknownHardware(l.hardware), Hint: "its packets may be seen with -i any"}
		}
		f.index, f.link, f.loopback, f.alias = l.index, how, l.loopback(), l.alias
		return f, nil
	}
	return f, noInterface(name, append(names, AnyInterface))
}

func unknownHardware(hardware uint16) string {
	return fmt.Sprintf("an interface of a kind that is not known (ARPHRD %d)", hardware)
}
