package bpf

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io/fs"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// service has the ports of a service; -1 where a protocol does not have it.
type service struct{ tcp, udp int }

// services are the services that are known without a file. Those of one protocol
// only have -1 for the other.
var services = map[string]service{
	"echo": {7, 7}, "discard": {9, 9}, "daytime": {13, 13}, "chargen": {19, 19}, "ftp-data": {20, -1}, "ftp": {21, -1}, "ssh": {22, -1},
	"telnet": {23, -1}, "smtp": {25, -1}, "time": {37, 37}, "whois": {43, -1}, "tacacs": {49, 49}, "domain": {53, 53}, "bootps": {-1, 67},
	"bootpc": {-1, 68}, "tftp": {-1, 69}, "gopher": {70, -1}, "finger": {79, -1}, "http": {80, -1}, "kerberos": {88, 88}, "pop3": {110, -1},
	"sunrpc": {111, 111}, "auth": {113, -1}, "nntp": {119, -1}, "ntp": {-1, 123}, "netbios-ns": {-1, 137}, "netbios-dgm": {-1, 138},
	"netbios-ssn": {139, -1}, "imap2": {143, -1}, "imap": {143, -1}, "snmp": {161, 161}, "snmp-trap": {162, 162}, "bgp": {179, -1}, "irc": {194, 194},
	"ldap": {389, 389}, "https": {443, 443}, "microsoft-ds": {445, -1}, "isakmp": {-1, 500}, "login": {513, -1}, "who": {-1, 513},
	"shell": {514, -1}, "syslog": {514, 514}, "printer": {515, -1}, "rip": {-1, 520}, "submission": {587, -1}, "ipp": {631, -1}, "ldaps": {636, 636},
	"domain-s": {853, 853}, "rsync": {873, -1}, "imaps": {993, -1}, "pop3s": {995, -1}, "openvpn": {1194, 1194}, "ms-sql-s": {1433, -1},
	"l2f": {-1, 1701}, "radius": {1812, 1812}, "radius-acct": {1813, 1813}, "nfs": {2049, 2049}, "mysql": {3306, -1}, "postgresql": {5432, -1},
	"sip": {5060, 5060}, "sip-tls": {5061, 5061}, "mdns": {-1, 5353}, "amqp": {5672, -1}, "x11": {6000, -1}, "http-alt": {8080, -1},
}

// serviceNames yields the services that are known without a file.
func serviceNames(yield func(string) bool) {
	for name := range services {
		if !yield(name) {
			return
		}
	}
}

// serviceOf finds a service, in the system's file first.
func serviceOf(etc fs.FS, name string) (s service, ok bool) {
	s = service{-1, -1}
	for fields := range lines(etc, "services") {
		number, proto, _ := strings.Cut(fields[1], "/")
		port, err := strconv.ParseUint(number, 10, 16)
		if err != nil || !names(fields, name) {
			continue
		}
		switch {
		case proto == "tcp" && s.tcp < 0:
			s.tcp = int(port)
		case proto == "udp" && s.udp < 0:
			s.udp = int(port)
		}
	}
	if s.tcp >= 0 || s.udp >= 0 {
		return s, true
	}
	s, ok = services[name]
	return s, ok
}

// ipNames are the protocols over IP that are known without a file.
var ipNames = map[string]uint32{
	"hopopt": 0, "icmp": 1, "igmp": 2, "ggp": 3, "ipencap": 4, "st": 5, "tcp": 6, "egp": 8, "igp": 9, "pup": 12, "udp": 17, "hmp": 20,
	"xns-idp": 22, "rdp": 27, "iso-tp4": 29, "dccp": 33, "xtp": 36, "ddp": 37, "idpr-cmtp": 38, "ipv6": 41, "ipv6-route": 43, "ipv6-frag": 44,
	"idrp": 45, "rsvp": 46, "gre": 47, "esp": 50, "ah": 51, "skip": 57, "ipv6-icmp": 58, "ipv6-nonxt": 59, "ipv6-opts": 60, "rspf": 73,
	"vmtp": 81, "eigrp": 88, "ospf": 89, "ax.25": 93, "ipip": 94, "etherip": 97, "encap": 98, "pim": 103, "ipcomp": 108, "vrrp": 112,
	"l2tp": 115, "isis": 124, "sctp": 132, "fc": 133, "mobility-header": 135, "udplite": 136, "mpls-in-ip": 137, "hip": 139, "shim6": 140,
}

// protocolOf finds a protocol over IP in the system's file.
func protocolOf(etc fs.FS, name string) (uint32, bool) {
	for fields := range lines(etc, "protocols") {
		n, err := strconv.ParseUint(fields[1], 10, 8)
		if err == nil && names(fields, name) {
			return uint32(n), true
		}
	}
	return 0, false
}

// networkOf finds a network in the system's file; the number is as it stands
// there, without zeros at its end.
func networkOf(etc fs.FS, name string) (uint32, bool) {
	for fields := range lines(etc, "networks") {
		if !names(fields, name) {
			continue
		}
		a, err := netip.ParseAddr(fields[1])
		if err != nil || !a.Is4() {
			continue
		}
		b := a.As4()
		n := binary.BigEndian.Uint32(b[:])
		for n != 0 && n&0xff == 0 {
			n >>= 8
		}
		return n, true
	}
	return 0, false
}

// etherOf finds the Ethernet address of a host in the system's file.
func etherOf(etc fs.FS, name string) (mac [6]byte, ok bool) {
	for fields := range lines(etc, "ethers") {
		if fields[1] == name && matchMAC(fields[0]) == len(fields[0]) {
			return macOf(fields[0]), true
		}
	}
	return mac, false
}

// names reports whether a line is about that name: it stands first or behind the
// number.
func names(fields []string, name string) bool {
	return fields[0] == name || slices.Contains(fields[2:], name)
}

// lines yields the fields of the lines of a file of names, without comments; none
// where there is no file.
func lines(etc fs.FS, name string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		if etc == nil {
			return
		}
		data, err := fs.ReadFile(etc, name)
		if err != nil {
			return // the names that are known without it are enough
		}
		for sc := bufio.NewScanner(bytes.NewReader(data)); sc.Scan(); {
			line, _, _ := strings.Cut(sc.Text(), "#")
			if fields := strings.Fields(line); len(fields) >= 2 && !yield(fields) {
				return
			}
		}
	}
}
