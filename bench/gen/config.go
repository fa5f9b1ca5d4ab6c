// Package gen makes captures of any size out of a seed: many TCP connections
// at once, from handshake to FIN or RST, with loss, retransmission, SACK and
// reordering, some UDP and ARP between them. The same Config gives the same
// bytes on every machine. It is what the benchmarks read.
//
// A connection lives as a script of steps (script.go); a heap (queue.go) says
// whose step is next; a step becomes a frame by patching a header made once a
// connection (frame.go); frames go into a pcap or pcapng file (file.go).
package gen

import (
	"fmt"
	"time"
)

// Format is a capture file format.
type Format uint8

// The formats; both with timestamps in nanoseconds.
const (
	Pcap Format = iota
	Pcapng
)

// Config says what to make. The zero value is not usable: start from Bulk,
// Small or Many, or fill everything.
type Config struct {
	Seed        uint64
	Packets     int           // frames in the file, exactly
	Connections int           // TCP connections in all; at least MinFrames frames are needed for each
	Concurrent  int           // connections open at once, at most
	MeanFrame   int           // bytes of a frame on average, without a file format's own headers; 60 to 1400
	RTT         time.Duration // a middling connection's; each has its own, half to twice this
	Loss        float64       // share of data segments that are lost and sent again, 0 to 0.2
	Reorder     float64       // share of data segments overtaken by the next, 0 to 0.2
	Reset       float64       // share of connections ended by RST instead of FIN, 0 to 1
	IPv6        float64       // share of connections over IPv6, 0 to 1
	Other       float64       // share of frames that are UDP or ARP, 0 to 0.5
	Checksums   bool          // fill in TCP and UDP checksums; otherwise they are 0, as with offloading
	Format      Format
}

// MinFrames is what the shortest connection takes: handshake, a segment and
// its ACK, one more chance to lose it, and an orderly close.
const MinFrames = 9

// Bulk is 1.5 M packets of some 960 bytes in 7,500 connections: 1.5 GB.
func Bulk() Config {
	return Config{Seed: 1, Packets: 1_500_000, Connections: 7500, Concurrent: 400, MeanFrame: 960, RTT: 20 * time.Millisecond,
		Loss: 0.005, Reorder: 0.002, Reset: 0.1, IPv6: 0.2, Other: 0.01, Checksums: true}
}

// Small is 10 M packets of some 64 bytes: 0.8 GB, the most rows a byte.
func Small() Config {
	c := Bulk()
	c.Packets, c.Connections, c.MeanFrame, c.IPv6 = 10_000_000, 50_000, 64, 0
	return c
}

// Many is a million short connections.
func Many() Config {
	c := Bulk()
	c.Packets, c.Connections, c.Concurrent, c.MeanFrame = 12_000_000, 1_000_000, 10_000, 120
	return c
}

// check returns an error that names the first field out of range.
func (c Config) check() error {
	shares := []struct {
		name       string
		value, max float64
	}{{"loss", c.Loss, 0.2}, {"reorder", c.Reorder, 0.2}, {"reset", c.Reset, 1}, {"ipv6", c.IPv6, 1}, {"other", c.Other, 0.5}}
	for _, s := range shares {
		if !(s.value >= 0 && s.value <= s.max) {
			return fmt.Errorf("gen: the share %s is %v, it must be from 0 to %v", s.name, s.value, s.max)
		}
	}
	switch tcp := float64(c.Packets) * (1 - c.Other); {
	case c.Packets < 1 || c.Connections < 1 || c.Concurrent < 1:
		return fmt.Errorf("gen: packets, connections and concurrent must be at least 1")
	case tcp < float64(MinFrames)*float64(c.Connections):
		return fmt.Errorf("gen: %d connections need %d packets of TCP, there are %.0f", c.Connections, MinFrames*c.Connections, tcp)
	case c.Connections > maxConnections:
		return fmt.Errorf("gen: %d connections, at most %d have addresses", c.Connections, maxConnections)
	case c.MeanFrame < 60 || c.MeanFrame > 1400:
		return fmt.Errorf("gen: mean frame of %d bytes, it must be from 60 to 1400", c.MeanFrame)
	case c.RTT < time.Microsecond || c.RTT > time.Second:
		return fmt.Errorf("gen: round trip time %v, it must be from 1us to 1s", c.RTT)
	case c.Format > Pcapng:
		return fmt.Errorf("gen: unknown format %d", c.Format)
	}
	return nil
}
