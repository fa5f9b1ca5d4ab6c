//go:build amd64 || 386

package capture

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/google/gopacket/pcap"
)

// npcap is an interface of Windows, captured on by the driver of Npcap.
type npcap struct {
	name    string
	iface   Interface
	handle  *pcap.Handle
	snap    uint32
	taken   uint64 // frames since begin
	dropped counter
}

var _ device = (*npcap)(nil)

const npcapHint = "install Npcap from https://npcap.com"

// openDevice opens an interface, by its name or its description, with a filter
// that lets nothing in.
func openDevice(name string, o LiveOptions) (device, error) {
	d := &npcap{name: name, snap: o.SnapLen}
	if err := d.open(o); err != nil {
		d.close()
		return nil, openLiveError(name, err)
	}
	return d, nil
}

func (d *npcap) open(o LiveOptions) error {
	if err := pcap.LoadWinPCAP(); err != nil {
		return &Error{Path: d.name, Off: -1, What: "cannot be captured on", Err: err, Hint: npcapHint}
	}
	device, err := d.find()
	if err != nil {
		return err
	}
	in, err := pcap.NewInactiveHandle(device)
	if err != nil {
		return err
	}
	defer in.CleanUp()
	for _, set := range []error{in.SetSnapLen(int(d.snap)), in.SetPromisc(o.Promiscuous),
		in.SetTimeout(blockTime), in.SetBufferSize(o.BufferBytes)} {
		if set != nil {
			return set
		}
	}
	if d.handle, err = in.Activate(); err != nil {
		return err
	}
	link := LinkType(d.handle.LinkType())
	if link == 12 { // DLT_RAW, which files number in another way
		link = 101
	}
	d.iface = Interface{Link: link, SnapLen: d.snap, FCSLen: -1, Digits: 6, Name: d.name}
	return d.pause()
}

// find returns the driver's name of the interface.
func (d *npcap) find() (string, error) {
	all, err := pcap.FindAllDevs()
	if err != nil {
		return "", err
	}
	var names []string
	for _, i := range all {
		if i.Name == d.name || i.Description == d.name {
			return i.Name, nil
		}
		names = append(names, i.Description)
	}
	return "", noInterface(d.name, names)
}

// describe implements device.
func (d *npcap) describe() Interface { return d.iface }

// begin implements device.
func (d *npcap) begin(program []Instruction) error {
	d.taken, d.dropped = 0, counter{}
	if len(program) == 0 {
		program = []Instruction{{Op: 6, K: d.snap}} // BPF_RET
	}
	return d.filter(program)
}

// pause implements device.
func (d *npcap) pause() error {
	d.counts() // the last ones
	err := d.filter([]Instruction{{Op: 6}})
	d.dropped.last = 0
	return err
}

// filter sets a filter. The driver counts from 0 again.
func (d *npcap) filter(program []Instruction) error {
	code := make([]pcap.BPFInstruction, len(program))
	for i, p := range program {
		code[i] = pcap.BPFInstruction{Code: p.Op, Jt: p.Jt, Jf: p.Jf, K: p.K}
	}
	if err := d.handle.SetBPFInstructionFilter(code); err != nil {
		return &Error{Path: d.name, Off: -1, What: "Npcap does not take the capture filter", Err: err,
			Hint: "use a simpler one, or a display filter"}
	}
	return nil
}

// receive implements device. It waits blockTime at most, so that wake need not
// end it.
func (d *npcap) receive(c *chunk, _ time.Duration) error {
	for len(c.buf) < chunkLimit {
		data, info, err := d.handle.ZeroCopyReadPacketData()
		switch {
		case errors.Is(err, pcap.NextErrorTimeoutExpired):
			return nil
		case errors.Is(err, io.EOF):
			return errRemoved
		case err != nil:
			return err
		}
		n := min(uint32(len(data)), d.snap)
		copy(c.frame(info.Timestamp.UnixNano(), n, uint32(info.Length)), data)
		d.taken++
	}
	return nil
}

// counts implements device. The number of frames that the driver tells has those in it that did
// not pass the filter; what it dropped had passed.
func (d *npcap) counts() (received, dropped uint64) {
	if s, err := d.handle.Stats(); err == nil {
		d.dropped.look(uint32(s.PacketsDropped))
	}
	return d.taken + d.dropped.sum, d.dropped.sum
}

// wake implements device: nothing waits for long.
func (d *npcap) wake() {}

// close implements device.
func (d *npcap) close() error {
	if d.handle != nil {
		d.handle.Close()
		d.handle = nil
	}
	return nil
}

func interfaces() ([]InterfaceInfo, error) {
	if err := pcap.LoadWinPCAP(); err != nil {
		return nil, fmt.Errorf("the interfaces of this host: %w (%s)", err, npcapHint)
	}
	all, err := pcap.FindAllDevs()
	if err != nil {
		return nil, fmt.Errorf("the interfaces of this host: %w", err)
	}
	const loopback, up, running = 1, 2, 4 // PCAP_IF_ of pcap.h
	var out []InterfaceInfo
	for i, p := range all {
		d := InterfaceInfo{Index: i + 1, Name: p.Name, Alias: p.Description,
			Loopback: p.Flags&loopback != 0, Up: p.Flags&up != 0, Running: p.Flags&running != 0}
		for _, a := range p.Addresses {
			if addr, ok := netip.AddrFromSlice(a.IP); ok {
				bits, _ := a.Netmask.Size()
				d.Addrs = append(d.Addrs, netip.PrefixFrom(addr.Unmap(), bits))
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// captureRight says why this process may not capture; "": it may, as far as that
// can be told.
func captureRight() (why, fix string) {
	if err := pcap.LoadWinPCAP(); err != nil {
		return "Npcap is not there", npcapHint
	}
	return "", ""
}

func upCommand(string) string { return "" }
