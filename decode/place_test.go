package decode

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"
)

// TestMasks: a field that has some of its word's bits has Wireshark's mask.
func TestMasks(t *testing.T) {
	want := map[string]uint64{
		"eth.dst.lg": 0x20000, "eth.ig": 0x10000, "vlan.priority": 0xe000, "vlan.id": 0xfff, "vlan.etype": 0, "ieee8021ad.dei": 0x1000,
		"ip.version": 0, "ip.hdr_len": 0, "ip.dsfield": 0, "ip.dsfield.dscp": 0xfc, "ip.flags": 0xe0, "ip.flags.df": 0x40, "ip.frag_offset": 0x1fff,
		"ipv6.version": 0, "ipv6.tclass": 0xff00000, "ipv6.tclass.ecn": 0x300000, "ipv6.flow": 0xfffff, "ipv6.fraghdr.offset": 0xfff8, "ipv6.fraghdr.more": 1,
		"mpls.label": 0xfffff000, "mpls.ttl": 0xff, "pppoe.type": 0xf, "icmp.pointer": 0, "icmpv6.nd.na.flag": 0, "icmpv6.nd.na.flag.o": 0x20000000,
		"tcp.srcport": 0, "tcp.hdr_len": 0, "tcp.flags": 0xfff, "tcp.flags.res": 0xe00, "tcp.flags.ae": 0x100, "tcp.flags.fin": 1,
		"tcp.options.mptcp.subtype": 0xf0, "tcp.options.mptcp.version": 0xf, "tcp.options.user_to_granularity": 0x8000, "tcp.options.user_to_val": 0x7fff,
		"tcp.options.mss_val": 0, "tcp.payload": 0,
	}
	for _, f := range Fields() {
		mask, ok := want[f.Name]
		if ok && f.Mask != mask {
			t.Errorf("%s: mask %#x, want %#x", f.Name, f.Mask, mask)
		}
		delete(want, f.Name)
		if run := f.Mask / max(1, f.Mask&-f.Mask); f.Mask != 0 && f.Kind != KindUint && f.Kind != KindBool || run&(run+1) != 0 {
			t.Errorf("%s: mask %#x of kind %d", f.Name, f.Mask, f.Kind)
		}
	}
	if len(want) > 0 {
		t.Errorf("fields that there are not: %v", want)
	}
}

// checkPlaces reads each value of a packet's fields again where it is said to be.
func checkPlaces(t *testing.T, p *Packet, all []Field, placer *Placer) (checked int) {
	t.Helper()
	var places []Place
	for i := range int(p.NLayers) {
		q := *p
		q.Layers[0], q.NLayers, q.LinkLayers, q.Quote = p.Layers[i], 1, 0, Quote{}
		if i < int(p.LinkLayers) {
			q.LinkLayers = 1
		}
		places = placer.Places(places[:0], &q, 0)
		for k := range all {
			f := &all[k]
			for n, v := range f.Get(&q, nil) {
				at, ok := PlaceOf(places, f.Name, n, v)
				if !ok || at.Size == 0 || at.Field != f.Name {
					continue
				}
				b := q.Window(0, at.From, at.Size)
				if len(b) < int(at.Size) || !isThere(f, v, at, b) {
					t.Fatalf("%s of layer %d is %+v, not what stands at %+v: %x", f.Name, i, v, at, b)
				}
				checked++
			}
		}
	}
	return checked
}

// isThere reports whether a value is what b, its place's bytes, say.
func isThere(f *Field, v Value, at Place, b []byte) bool {
	switch f.Kind {
	case KindIPv4, KindIPv6:
		a, _ := netip.AddrFromSlice(b)
		return a == v.A
	case KindBytes, KindEther:
		return bytes.Equal(b, v.B)
	case KindBool:
		return at.Bits != 0 == (v.U != 0)
	case KindUint:
		if at.Mask != 0 {
			return at.Bits == v.U
		}
		u, swap, unit := uint64(0), uint64(0), uint64(1)
		for i := range b {
			u, swap = u<<8|uint64(b[i]), swap<<8|uint64(b[len(b)-1-i])
		}
		switch f.Name {
		case "ip.version", "ipv6.version":
			u >>= 4
		case "ip.hdr_len":
			u, unit = u&15, 4
		case "tcp.hdr_len":
			u, unit = u>>4, 4
		case "ip.len":
			return u == v.U || u == 0 // left to the network card
		case "icmp.ident_le", "icmp.seq_le":
			u = swap
		}
		return u*unit == v.U
	}
	return true
}

// TestPlaces: fields stand where they are said to, in packets of many kinds.
func TestPlaces(t *testing.T) {
	all, placer := Fields(), NewPlacer()
	checked := 0
	for _, w := range ways(t) {
		var p Packet
		p.Decode(w.link, w.data, uint32(len(w.data)))
		checked += checkPlaces(t, &p, all, placer)
	}
	if checked < 1000 {
		t.Errorf("only %d values were found", checked)
	}
	var p Packet
	for _, i := range []int{-1, 0, 200} {
		if got := placer.Places(nil, &p, i); got != nil {
			t.Errorf("layer %d of nothing: %v", i, got)
		}
	}
}

// TestPlaceOf: fields that are made of others stand where those do, with bytes or
// without; what stands nowhere is not found.
func TestPlaceOf(t *testing.T) {
	data := over4(t, 6, header([]byte{2, 4, 5, 0xb4, 3, 3, 7, 0}, "hi"))
	var p Packet
	p.Decode(228, data, uint32(len(data)))
	ip := NewPlacer().Places(nil, &p, 0)
	tcp := NewPlacer().Places(nil, &p, 1)
	for _, tt := range []struct {
		places []Place
		field  string
		k      int
		from   uint32
		size   uint32
		ok     bool
	}{
		{ip, "ip.addr", 0, 12, 4, true}, {ip, "ip.host", 1, 16, 4, true}, {ip, "ip.addr", 2, 0, 0, false}, {ip, "ip.checksum.status", 0, 10, 0, true},
		{tcp, "tcp.seq", 0, 24, 4, true}, {tcp, "tcp.flags.str", 0, 32, 2, true}, {tcp, "tcp.options", 0, 40, 8, true}, {tcp, "tcp.options.mss", 0, 40, 4, true},
		{tcp, "tcp.option_kind", 1, 44, 1, true}, {tcp, "tcp.options.wscale.multiplier", 0, 46, 1, true}, {tcp, "tcp.payload", 0, 48, 2, true},
		{tcp, "tcp.len", 0, 0, 0, false}, {tcp, "tcp.stream", 0, 0, 0, false},
	} {
		at, ok := PlaceOf(tt.places, tt.field, tt.k, Value{})
		if ok != tt.ok || at.From != tt.from || at.Size != tt.size {
			t.Errorf("%s %d: %+v, %v; want %d+%d, %v", tt.field, tt.k, at, ok, tt.from, tt.size, tt.ok)
		}
	}
	if at, ok := PlaceOf(ip, "ip.checksum.status", 0, Value{U: uint64(ChecksumAbsent)}); !ok || at.Size != 2 {
		t.Errorf("a checksum that was left out: %+v, %v", at, ok)
	}
}

// TestPlacerHasAllRows: what is read from a fixed place is found there, whatever
// table it is in.
func TestPlacerHasAllRows(t *testing.T) {
	placed := make(map[string]bool)
	for _, rows := range NewPlacer().rows {
		for i := range rows {
			placed[rows[i].name] = true
		}
	}
	for _, f := range Fields() {
		if f.Mask != 0 && !placed[f.Name] && !strings.HasPrefix(f.Name, "tcp.options.") {
			t.Errorf("%s has a mask and no place", f.Name)
		}
	}
}
