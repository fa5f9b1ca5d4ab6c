package bpf

import "strings"

// expressions are filters of every form, one a line, which the tests compile for
// Ethernet; those of common also for all other link types.
var expressions = filters(common + `
ether host 00:11:22:33:44:55
ether src 02:00:00:00:00:02
ether dst 2:0:0:0:0:1
ether src or dst 00-11-22-33-44-55
ether src and dst 0200.0000.0001
ether host 001122334455
ether host 00.11.22.33.44.55
ether dst (00:11:22:33:44:55 or ff:ff:ff:ff:ff:ff)
ether broadcast
ether multicast
broadcast
multicast
not broadcast and not multicast
broadcast or host 10.0.0.1
fddi host 00:11:22:33:44:55
tr src 00:11:22:33:44:55
wlan host 00:11:22:33:44:55
vlan
vlan 5
vlan (5)
vlan 6 and ip
vlan and tcp port 80
vlan 100 and vlan 200
vlan 100 && vlan 200 && ip
vlan and vlan and ip6
vlan or ip
ip or vlan
not vlan
not vlan 5
(vlan 5 or vlan 6) and ip
vlan and host 10.0.0.1
vlan and ether host 00:11:22:33:44:55
vlan and arp
vlan and mpls
vlan and ether[0] & 1 != 0
vlan and ip[9] = 6
vlan and tcp[13] & 2 != 0
vlan 0xfff
mpls
mpls 100
mpls 101 and ip
mpls and mpls
mpls and mpls 1024
mpls 100 and mpls 1024 and host 10.0.0.1
mpls and tcp port 80
mpls and ip6
mpls and mpls and mpls and tcp
mpls and host 192.168.1.5
mpls or ip
not mpls
mpls and ip[8] = 64
mpls and tcp[tcpflags] & tcp-syn != 0
pppoed
pppoes
pppoes 0x27
pppoes and ip
pppoes 0x27 and ip6
pppoes 40 and tcp port 443
pppoes and host 10.0.0.1
pppoes or ip
pppoed or pppoes
vlan and pppoes and ip
pppoes and tcp[13] = 2
geneve
geneve 0xb
geneve 12 and ip
geneve and tcp
geneve and tcp port 80
geneve 0xb and ip6
geneve and host 10.0.0.1
geneve and ether host 02:00:00:00:00:01
geneve and ether broadcast
geneve and vlan
geneve and vlan 5 and ip
geneve and arp
geneve and mpls
geneve and ether[0] & 1 = 0
geneve and ip[9] = 17
geneve and tcp[13] & 0x10 != 0
geneve and icmp6
geneve and udp dst port 6081
vlan and geneve
pppoes and geneve
geneve and pppoes
geneve and icmp6[0] = 135
stp
ipx
netbeui
iso
esis
isis
clnp
l1
l2
iih
lsp
snp
csnp
psnp
es-is or is-is
iso proto \isis
iso proto \esis
iso proto 0x81
isis proto 18
atalk
aarp
not stp and not ipx
llc
llc i
llc s
llc u
llc rr
llc rnr
llc rej
llc ui
llc ua
llc disc
llc sabme
llc test
llc xid
llc frmr
not llc
ether proto \ip
ether proto \arp or \rarp
ether proto 0x88cc
ether proto 0x0800
ether proto 0x42
ether proto \stp
ether proto \iso
ether proto \ipx
ether proto \netbeui
ether proto \atalk
ether proto \aarp
ether proto \decnet
ether proto \lat
ether proto \loopback
ether proto \mopdl
ether proto \moprc
ether proto \ip6
ether proto 6
ether proto 1500
ether proto 1501
ether proto (0x800 or 0x86dd)
link proto 2048
ether[12:2] = 0x0806
ether[0] & 1 = 0 and ip[16] >= 224
ether[6:4] = 0x02000000
ether[len - 1] = 0
fddi[0] = 2
ether[ether[5]] > 5
arp[6:2] = 1
arp[7] = 1 or rarp[7] = 1
atalk[0] = 0
decnet[0] = 0
lat[0] = 0
moprc[2] = 0
mopdl[2] = 0
sca[0] = 0
byte 0 = 2
byte 12 > 7
byte 13 < 1
(ip and tcp) or (ip6 and udp)
(((ip)))
not (not (not ip))
! ! ip
arp or rarp or ip6
ip and not (tcp or udp) and not icmp
ip or not ip
ip and not ip
tcp or udp or icmp and host 10.0.0.1
tcp and (port 80 or port 443) and not host 10.0.0.1
port 22 and not (host 10.0.0.1 or host 192.168.1.5)
(host 10.0.0.1 and host 192.168.1.5) or (host 10.0.0.1 and host 172.16.0.1)
host 10.0.0.1 and (192.168.1.5 or 172.16.0.1)
host 10.0.0.1 or 172.16.0.1 and not 192.168.1.5
host (10.0.0.1 or 192.168.1.5)
src host (10.0.0.1 or (192.168.1.5 or 172.16.0.1))
host 10.0.0.1 and (host 192.168.1.5) and 10.0.0.1
port (22 or 80 or 443 or 53)
tcp port (80 or 443)
tcp dst port 80 or 443 or 22
tcp src port not 80
port not (22 or 80)
port 80 and not 443
not port 80 and 443
udp port (domain or 514)
portrange (1-100 or 6000-6010)
net 10 or 192.168
net (10 or 172.16)
src net 10 and dst net 192.168.1
icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply
tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)
tcp[tcpflags] & (tcp-rst|tcp-ack) == (tcp-rst|tcp-ack)
tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src and dst net 10
tcp[tcpflags] == tcp-syn
tcp[tcpflags] & tcp-push != 0
tcp[tcpflags] & tcp-urg != 0
tcp[tcpflags] & (tcp-ece|tcp-cwr) != 0
tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420
tcp[0:2] > tcp[2:2]
tcp[0:2] = udp[0:2]
udp[4:2] > 20
udp[0:2] = 53 or udp[2:2] = 53
sctp[0:2] = 5000
igmp[0] = 8
pim[0] = 8
vrrp[0] = 8
carp[0] = 8
igrp[0] = 8
icmp[0] = 3 and icmp[1] = 3
icmp6[icmp6type] = icmp6-echo
icmp6[icmp6type] != icmp6-neighborsolicit
icmp6[0] = icmp6-neighboradvert or icmp6[icmp6type] == icmp6-routersolicit
icmp6[icmp6code] = 0
ip[0] & 0xf != 5
ip[6:2] & 0x1fff = 0
ip[6] & 0x20 != 0
ip[8] < 65
ip[12:4] = 0x0a000001
ip[12:4] = ip[16:4]
ip[9] = 6 or ip[9] = 17
ip[ip[0] & 0xf] = 0
ip[ip[8] - 60] > 3
ip[20 + 2:2] = 80
ip[2:2] > 100
ip[2:2] - 20 = 20
ip[2:2] / 4 > 9
ip[2:2] % 4 = 0
ip[2:2] * 2 >= 80
ip[0] ^ 0x45 = 0
ip[0] | 1 = 0x45
ip[0] >> 4 = 4
ip[0] << 2 = 0x114
1 << ip[9] = 64
100 / ip[9] = 16
100 % ip[9] = 4
ip[8] / ip[9] > 3
ip[8] - ip[9] * 2 > 10
(ip[8] + ip[9]) * (ip[0] + 1) > 4000
ip[8] - (ip[9] - (ip[0] - ip[1])) > 3
ip[ip[9]] + ip[ip[1]] + ip[ip[0] - 60] + ip[ip[0] - 61] > 100
(ip[ip[9]] - ip[ip[1]]) * (ip[ip[0] - 60] - ip[ip[0] - 61]) > 100
ip[ip[1]] - (ip[ip[9]] - (ip[ip[1] + 1] - ip[ip[9] + 1])) < 128
(ip[ip[1]] - ip[3]) - ip[ip[9]] > 3
-ip[8] > 0xffffff00
- 1 = 0xffffffff
-ip[9] + 6 = 0
ip[0] % 3 + 1 = 2
ip[0] & 0xf ^ 5 = 0
2 * ip[0] % 3 + 1 < 5
ip[0] * 0 = 0
ip[0] & 0 = 0
0 * ip[0] = 0
0 + ip[0] = 0x45
ip[0] - 0 = 0x45
1 + tcp[13] > 3
ip[0] + arp[2] > 5
arp[2] + ip[0] > 5
len > 100
len >= 60 and len <= 80
len = 60
len != 60
len < 60
len - 14 = ip[2:2]
length > 100
len & 1 = 0
len / 2 > 30
60 <= len
0x3c = len
less 60
greater 100
less 100 and greater 60
5 > 3
3 > 5
(5 + 3) * 2 = 16
0x10 = 020
1 = 1 and ip
1 = 2 or ip
ip[0:4] & 0xff000000 = 0x45000000
ip6[6] = 6
ip6[40:2] = 443
ip6[4:2] > 20
ip6[0] & 0xf0 = 0x60
rarp[6:2] > 0
ppp[0] = 2
slip[0] = 2
link[0] = 2
ip broadcast
ip multicast and ip[16] < 240
ip6 multicast
`)

// common are filters for every link type.
const common = `
ip
ip6
arp
rarp
decnet
lat
moprc
mopdl
sca
tcp
udp
sctp
icmp
icmp6
igmp
igrp
pim
ah
esp
vrrp
carp
not tcp
tcp or udp
ip and tcp
ip6 and tcp
ip and not tcp
ip proto 47
ip proto \tcp
ip proto \ospf or \gre
ip6 proto 44
ip6 proto \udp
ip6 proto \ipv6-icmp
proto 50
proto \ah
proto \sctp or 17
proto (6 or 17)
ip protochain 6
ip6 protochain 6
ip6 protochain \udp
ip6 protochain 44
ip6 protochain 0
protochain 17
protochain \tcp
host 10.0.0.1
src host 10.0.0.1
dst host 192.168.1.5
src 10.0.0.1
dst 172.16.0.1
src or dst 10.0.0.1
src and dst 10.0.0.1
src or dst host 192.168.1.5
ip host 10.0.0.1
ip src 10.0.0.1
ip src and dst host 10.0.0.1
arp host 10.0.0.1
arp src 10.0.0.1
rarp dst host 10.0.0.1
host 10.1
host 167772161
host fd00:0:0:1::1
src host fd00:0:0:1::2
dst fd00:0:0:2::1
ip6 host fd00:0:0:2::2
ip6 src and dst fd00:0:0:1::1
host fd00:0:0:1:0:0:0:1
host ::ffff:10.0.0.1
net 10
net 10.0
net 192.168.1
net 192.168.1.0
net 10.0.0.0/8
net 10.0/16
net 172.16.0.0/12
net 192.168.1.5/32
net 0.0.0.0/0
src net 10
dst net 192.168
src and dst net 10
net 10.0.0.0 mask 255.0.0.0
net 192.168 mask 255.255
src net 192.168.0.0 mask 255.255.0.0
ip net 10
arp net 10.0.0.0/24
ip6 net fd00::/16
net fd00:0:0:1::/64
src net fd00:0:0:2::/63
dst net ff02::/16
net ::/0
net fd00:0:0:1::1
net fd00::/121 or net fd00:0:0:1::/121
port 80
src port 443
dst port 22
src or dst port 53
src and dst port 80
tcp port 80
tcp src port 80
udp port 53
udp dst port 514
sctp port 5000
sctp dst port 443
port http
port domain
port ssh or https
tcp port http
udp port domain
port \80
port 0x50
port 0120
port 65535
port 0
portrange 1-1023
portrange 6000-6008
portrange 6008-6000
tcp portrange 20-25
udp portrange 500-600
src portrange 1-1023
dst portrange 0-65535
src and dst portrange 1-49151
sctp portrange 4000-6000
portrange 80
portrange ssh-http
portrange 22-80 and not port 53
port 80 and host 10.0.0.1
host 10.0.0.1 and not port 22
tcp[13] & 2 != 0
tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn
udp[2:2] = 53
icmp[0] = 8
icmp[icmptype] = icmp-unreach
icmp6[0] = 128
ip[9] = 6
ip[8] > 63
ip6[6] = 17
ip6[7] = 64
ip[16:4] & 0xff000000 = 0x0a000000
link[0] > 3
link[0:2] + link[2:2] > 700
len > 60
less 64
greater 65
ip broadcast
ip6 multicast
ether proto 0x0800
ether proto \ip6
tcp port 80 or udp port 53 or icmp
(tcp or udp) and (port 80 or port 443) and host 10.0.0.1
not (tcp port 80 or arp)
iso
stp
ipx
netbeui
atalk
aarp
isis
clnp
pppoed
pppoes
pppoes and ip
pppoes 0x27 and tcp port 443
geneve
geneve and ip
geneve 11 and tcp port 80
geneve and host 10.0.0.1
`

// cookedOnly are filters of what the header of Linux's cooked captures tells.
var cookedOnly = filters(`
inbound
outbound
inbound and tcp
not outbound
outbound or host 10.0.0.1
`)

// withLabels are filters for the link types that carry MPLS labels.
var withLabels = filters(`
mpls
mpls 100
mpls and ip
mpls 101 and mpls 1024 and tcp port 80
mpls and ip6
`)

// withMAC are filters for link types that have Ethernet addresses.
var withMAC = filters(`
ether host 00:11:22:33:44:55
ether src 00:11:22:33:44:55
ether dst 02:00:00:00:00:01
ether src and dst 02:00:00:00:00:01
wlan src or dst 02:00:00:00:00:02
broadcast
multicast
not ether broadcast
`)

// ofWLAN are filters for 802.11.
var ofWLAN = filters(`
wlan addr1 00:11:22:33:44:55
wlan addr2 00:11:22:33:44:55
wlan address3 02:00:00:00:00:01
wlan addr4 02:00:00:00:00:02
wlan ra 00:11:22:33:44:55
wlan ta 02:00:00:00:00:02
wlan host 02:00:00:00:00:01 and tcp
wlan[0] = 0x88
link[1] & 3 = 1
llc
llc ui
llc i
not llc
`)

// ofKinds are filters of kinds of 802.11 frames.
var ofKinds = filters(`
type mgt
type CTL
wlan type data
type 8
type 0x0c
type mgt subtype beacon
type data subtype qos-data
type ctl subtype ack
wlan type data subtype 0x80
subtype rts
subtype qos
subtype probe-req
dir tods
dir fromds
wlan dir dstods
direction nods
dir 2
not type data
type data and tcp port 80
vlan
vlan 6 and ip
vlan and host 10.0.0.1
`)

// filters are the lines of a text.
func filters(text string) []string { return strings.Split(strings.TrimSpace(text), "\n") }
