package lab

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"tcptui/fsm"
)

// procStates are the states of Linux as /proc/net/tcp numbers them
// (include/net/tcp_states.h). Its NEW-SYN-RECV is a SYN-RECEIVED.
var procStates = [...]fsm.State{1: fsm.Established, 2: fsm.SynSent, 3: fsm.SynReceived, 4: fsm.FinWait1, 5: fsm.FinWait2,
	6: fsm.TimeWait, 7: fsm.Closed, 8: fsm.CloseWait, 9: fsm.LastAck, 10: fsm.Listen, 11: fsm.Closing, 12: fsm.SynReceived}

// clockTick is the unit of times in /proc, USER_HZ of Linux.
const clockTick = time.Second / 100

// waitTimer is what the timer column of /proc/net/tcp begins with when it tells
// how long a TIME-WAIT lasts.
const waitTimer = "03:"

// parseProcTCP reads the format of /proc/net/tcp, proc_net_tcp(5): a line of
// titles, then a line a socket. Sockets that listen are left out.
func parseProcTCP(text string) ([]Socket, error) {
	var all []Socket
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 6 || f[0] == "sl" {
			continue
		}
		local, err1 := parseProcAddr(f[1])
		peer, err2 := parseProcAddr(f[2])
		n, err3 := strconv.ParseUint(f[3], 16, 8)
		if err1 != nil || err2 != nil || err3 != nil || int(n) >= len(procStates) {
			return nil, fmt.Errorf("a line of the table of sockets cannot be read: %q", line)
		}
		s := Socket{Local: local, Peer: peer, State: procStates[n]}
		if s.State == fsm.Listen {
			continue
		}
		if left, ok := strings.CutPrefix(f[5], waitTimer); ok && s.State == fsm.TimeWait {
			if n, err := strconv.ParseUint(left, 16, 32); err == nil {
				s.Left = time.Duration(n) * clockTick
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// parseProcAddr reads an IPv4 address, which is written as the machine holds it,
// and a port: "0200000A:C4EC" on a little-endian machine.
func parseProcAddr(text string) (netip.AddrPort, error) {
	ip, port, _ := strings.Cut(text, ":")
	b, err := hex.DecodeString(ip)
	if err != nil || len(b) != 4 {
		return netip.AddrPort{}, fmt.Errorf("%q is no address", text)
	}
	if littleEndian {
		slices.Reverse(b)
	}
	p, err := strconv.ParseUint(port, 16, 16)
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte(b)), uint16(p)), err
}
