package gen

import "encoding/binary"

// conn is one connection between its first and last frame.
type conn struct {
	script
	head   [2]header // by the end that sends
	iss    [2]uint32 // initial send sequence numbers
	nxt    [2]uint32 // SND.NXT
	rcv    [2]uint32 // RCV.NXT, as far as the end has said so
	clock  [2]uint32 // added to the time in ms: the end's timestamp clock (RFC 7323 5.4)
	heard  [2]uint32 // TSval to echo
	window [2]uint16 // scaled by 2^7 but in SYNs
	rtt    uint32    // ns
	budget int       // frames that it may still send
	mss    int       // bytes of payload a segment holds, less the timestamps option
	lost   int       // segment of the burst the receiver waits for, -1 for none
	stamps bool      // the timestamps option is in use
	ended  bool      // the script is the last
}

// perHost is how many ports a client uses; hosts how many clients a block has.
const (
	perHost        = 50_000
	hosts          = 250
	maxConnections = 80 * perHost * hosts
)

// ports are the servers'. None of them has a dissector of its own in Wireshark,
// so that comparisons are about TCP alone.
var ports = [...]uint16{8899, 8900, 7101, 7202, 9303, 9404, 9505, 9606}

// begin turns c into connection number i of the file: a four-tuple of its own,
// and its handshake as script.
func (c *conn) begin(i int, r *random, cfg *Config, stamps bool) {
	*c = conn{lost: -1, stamps: stamps}
	clientHost, serverHost := byte(1+i%hosts), byte(1+r.below(200))
	clientPort, block := uint16(10_000+i/hosts%perHost), byte(i/hosts/perHost)
	serverPort := ports[r.below(len(ports))]
	addresses := [2][]byte{{10, 1, block, clientHost}, {10, 2, 0, serverHost}}
	c.mss = mtu - 20 - lenTCP
	if r.chance(cfg.IPv6) {
		c.mss -= 20
		for end, a := range addresses {
			addresses[end] = []byte{0xfd, 0, 0, 0, 0, 0, 0, a[1], 0, 0, 0, 0, 0, 0, a[2], a[3]}
		}
	}
	if stamps {
		c.mss -= lenTime
	}
	c.head[client].fill(client, addresses[client], addresses[server], clientPort, serverPort, uint16(r.next()))
	c.head[server].fill(server, addresses[server], addresses[client], serverPort, clientPort, uint16(r.next()))
	for end := range c.iss {
		c.iss[end], c.clock[end] = uint32(r.next()), uint32(r.next())
		c.nxt[end], c.window[end] = c.iss[end], uint16(500+r.below(12))
	}
	c.rtt = uint32(cfg.RTT.Nanoseconds()/2) + uint32(r.below(int(cfg.RTT.Nanoseconds()*3/2)))
	c.open(c.rtt)
}

// take sends the next step of the script at `at` and appends its frame.
func (c *conn) take(dst []byte, at int64, p *pattern, checksums bool) []byte {
	now := &c.steps[c.pos]
	c.pos++
	c.budget--
	end, peer := now.end, now.end^1
	var options [40]byte
	seg := segment{seq: c.nxt[end], flags: ack, window: c.window[end]}
	opt, heard := options[:0], true
	switch now.kind {
	case sendSyn, sendSynAck:
		seg.flags, seg.window = syn, 64240
		if now.kind == sendSynAck {
			seg.flags, c.rcv[end] = syn|ack, c.nxt[peer]
		}
		c.nxt[end]++
		opt = c.synOptions(opt)
	case sendData:
		seg.seq = c.seq(now.segment)
		heard = c.lost < 0 || int(now.segment) < c.lost
		if c.pos == c.size-1 { // the repetition, in front of the last ACK
			heard, c.lost = true, -1
		}
		seg.payload = p.payload(seg.seq-c.iss[end]-1, c.length(now.segment))
		if checksums {
			seg.sum = p.sum(seg.seq-c.iss[end]-1, len(seg.payload))
		}
		if now.segment == c.segments-1 {
			seg.flags |= psh
		}
	case sendAck:
		c.rcv[end] = c.seq(now.segment)
	case sendAckAll:
		c.rcv[end] = c.nxt[peer]
	case sendFin:
		seg.flags |= fin
		c.rcv[end] = c.nxt[peer]
		c.nxt[end]++
	case sendRst:
		seg.flags |= rst
	}
	if seg.flags&ack != 0 {
		seg.ack = c.rcv[end]
	}
	if c.stamps {
		opt = c.timestamps(opt, end, at, seg.flags, heard)
	}
	if now.sack > 0 {
		opt = append(opt, 1, 1, 5, 10)
		opt = binary.BigEndian.AppendUint32(opt, c.seq(now.segment+1))
		opt = binary.BigEndian.AppendUint32(opt, c.seq(now.sack))
	}
	seg.options = opt
	return c.head[end].append(dst, &seg, checksums)
}

// synOptions appends what a SYN offers besides timestamps: MSS, window scale 7,
// SACK permitted.
func (c *conn) synOptions(opt []byte) []byte {
	mss := c.mss
	if c.stamps {
		mss += lenTime
	}
	opt = append(opt, 2, 4, byte(mss>>8), byte(mss), 1, 3, 3, 7)
	return append(opt, 1, 1, 4, 2)
}

// timestamps appends the option; its TSval is heard by the peer unless the
// segment does not advance the peer's RCV.NXT (RFC 7323 4.3).
func (c *conn) timestamps(opt []byte, end uint8, at int64, flags uint8, heard bool) []byte {
	sent := at
	if end == server {
		sent -= int64(c.rtt / 2)
	}
	value, echo := uint32(sent/1_000_000)+c.clock[end], c.heard[end]
	if flags&ack == 0 {
		echo = 0
	}
	if heard {
		c.heard[end^1] = value
	}
	opt = append(opt, 1, 1, 8, 10)
	opt = binary.BigEndian.AppendUint32(opt, value)
	return binary.BigEndian.AppendUint32(opt, echo)
}
