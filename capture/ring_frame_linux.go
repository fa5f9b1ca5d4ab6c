package capture

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	vlanLen    = 4  // of a tag
	vlanAt     = 12 // where it stands in an Ethernet frame
	sll2Len    = 20 // LINKTYPE_LINUX_SLL2's header
	tpidVLAN   = 0x8100
	ringHeader = (unsafe.Sizeof(unix.Tpacket3Hdr{}) + 15) &^ 15 // the address stands behind it
)

// takeFrame adds the frame of h, which begins p, to c as a file would have it:
// with the VLAN tag that the kernel has taken out, and, where the interface gives
// no link layer, with a header of LINKTYPE_LINUX_SLL2.
func (r *ring) takeFrame(c *chunk, h *unix.Tpacket3Hdr, p []byte) {
	data := p[h.Mac:][:h.Snaplen:h.Snaplen]
	var head [sll2Len + vlanLen]byte
	from := (*unix.RawSockaddrLinklayer)(unsafe.Pointer(&p[ringHeader]))
	tagged := h.Status&unix.TP_STATUS_VLAN_VALID != 0 || h.Hv1.Vlan_tci != 0
	time := int64(h.Sec)*1e9 + int64(h.Nsec)
	if !r.link.cooked {
		if tagged && r.link.ethernet && len(data) >= vlanAt {
			tag := appendTag(head[:0], h)
			r.put(c, time, h.Len+vlanLen, data[:vlanAt], tag, data[vlanAt:])
		} else {
			r.put(c, time, h.Len, nil, nil, data)
		}
		return
	}
	sll2 := appendSLL2(head[:0], from)
	if tagged {
		// The tag stands before the protocol that it was put before.
		tag := appendTag(nil, h)
		sll2 = append(sll2, tag[2:]...)
		sll2 = append(sll2, sll2[:2]...)
		copy(sll2, tag[:2])
	}
	r.put(c, time, h.Len+uint32(len(sll2)), sll2, nil, data)
}

// put adds a frame that is in three pieces, cut to the snapshot length.
func (r *ring) put(c *chunk, time int64, origLen uint32, a, b, data []byte) {
	n := min(uint32(len(a)+len(b)+len(data)), r.snap)
	dst := c.frame(time, n, origLen)
	dst = dst[copy(dst, a):]
	dst = dst[copy(dst, b):]
	copy(dst, data)
}

// appendTag appends the VLAN tag of a frame: its protocol and control information.
func appendTag(dst []byte, h *unix.Tpacket3Hdr) []byte {
	tpid := uint16(tpidVLAN)
	if h.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 && h.Hv1.Vlan_tpid != 0 {
		tpid = h.Hv1.Vlan_tpid
	}
	dst = binary.BigEndian.AppendUint16(dst, tpid)
	return binary.BigEndian.AppendUint16(dst, uint16(h.Hv1.Vlan_tci))
}

// appendSLL2 appends the header of LINKTYPE_LINUX_SLL2: protocol, interface, kind
// of hardware, for whom the frame is, and the sender's address.
func appendSLL2(dst []byte, from *unix.RawSockaddrLinklayer) []byte {
	dst = binary.NativeEndian.AppendUint16(dst, from.Protocol) // in network order already
	dst = binary.BigEndian.AppendUint16(dst, 0)
	dst = binary.BigEndian.AppendUint32(dst, uint32(from.Ifindex))
	dst = binary.BigEndian.AppendUint16(dst, from.Hatype)
	dst = append(dst, from.Pkttype, from.Halen)
	return append(dst, from.Addr[:]...)
}
