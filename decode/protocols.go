package decode

// typed are the headers whose EtherType Wireshark shows as a step of its own in
// frame.protocols.
func (pr Proto) typed() bool {
	switch pr {
	case ProtoEthernet, ProtoVLAN, ProtoQinQ, ProtoPBB, ProtoVNTag, ProtoSLL, ProtoSLL2, ProtoHSR:
		return true
	}
	return false
}

// AppendProtocols appends the names of the frame's layers as frame.protocols
// has them, "eth:ethertype:ip:tcp".
func (p *Packet) AppendProtocols(dst []byte) []byte {
	for i := range int(p.NLayers) {
		pr := p.Layers[i].Proto
		if i > 0 {
			dst = append(dst, ':')
			if above := p.Layers[i-1].Proto; above.typed() && byEtherType(pr) {
				dst = append(dst, "ethertype:"...)
			}
		}
		dst = append(dst, pr.Name()...)
	}
	return dst
}

// byEtherType reports whether a protocol behind an EtherType field is found by
// it, and not by a length or a hardware type.
func byEtherType(pr Proto) bool {
	switch pr {
	case ProtoLLC, ProtoIPX, ProtoDSATag, ProtoRadiotap, ProtoWLAN, ProtoFrameRelay, ProtoEthernet:
		return false
	}
	return true
}
