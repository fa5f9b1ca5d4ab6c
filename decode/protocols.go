package decode

// typed are the headers whose EtherType Wireshark shows as a step of its own in
// frame.protocols.
func (pr Proto) typed() bool {
	switch pr {
	case ProtoEthernet, ProtoVLAN, ProtoQinQ, ProtoPBB, ProtoVNTag, ProtoSLL, ProtoSLL2, ProtoHSR, ProtoMACsec:
		return true
	}
	return false
}

// AppendProtocols appends the names of the frame's layers as frame.protocols
// has them, "eth:ethertype:ip:tcp".
func (p *Packet) AppendProtocols(dst []byte) []byte {
	for i := range int(p.NLayers) {
		pr := p.Layers[i].Proto
		if pr == ProtoMPLS && i > 0 && p.Layers[i-1].Proto == ProtoMPLS {
			continue // all labels are one step
		}
		if i > 0 {
			dst = append(dst, ':')
			if above := p.Layers[i-1].Proto; above.typed() && byEtherType(pr) {
				dst = append(dst, "ethertype:"...)
			}
		}
		if pr == ProtoFabricPath { // the outer addresses are its own
			dst = append(dst, "eth:"...)
		}
		if pr == ProtoWLAN && i > 0 && p.Layers[i-1].Proto.radio() {
			dst = append(dst, "wlan_radio:"...)
		}
		dst = append(dst, pr.Name()...)
	}
	return dst
}

// radio are the capture headers behind which Wireshark puts a step of its own
// about the radio.
func (pr Proto) radio() bool {
	switch pr {
	case ProtoRadiotap, ProtoPrism, ProtoAVS, ProtoPPI:
		return true
	}
	return false
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

// Protocol returns the text of the Protocol column for a packet: more exact than
// Top where a version or a number of the packet belongs into it.
func (p *Packet) Protocol() string {
	n := int(p.NLayers)
	if p.Quote.First != 0 {
		n = int(p.Quote.First)
	}
	if n == 0 {
		return ""
	}
	last := n - 1
	if p.Layers[last].Proto == ProtoData && last > 0 {
		last--
		if b := p.layerBytes(last); p.Layers[last].Proto == ProtoEthernet && len(b) >= etherHeader && isType(b) {
			return string(appendHex(nil, uint64(b[12])<<8|uint64(b[13]), 4))
		}
	}
	switch pr := p.Layers[last].Proto; {
	case pr == ProtoIGMP:
		return igmpVersion(p.layerBytes(last))
	case pr == ProtoTCP && p.HasTCP && p.TCP.Opts.Has&OptMPTCP != 0:
		return "MPTCP"
	default:
		return pr.String()
	}
}
