package decode

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"tcptui/capture"
)

// LayerText is one layer of a packet as the detail pane shows it.
type LayerText struct {
	Name  string // "Internet Protocol Version 4"
	Proto Proto  // what the walk calls it; 0 when only gopacket knows it
	From  uint32 // first byte, in the buffer that InFrame tells
	To    uint32 // the byte behind its header
	Lines []LineText
	Warn  string // why the layer could not be read further; "" when it could

	// InFrame says that the bytes are those of the captured frame; else they are
	// those of the reassembled datagram, which is Packet.Data.
	InFrame bool
}

// LineText is one field of a layer: hostile text where names come from packets.
type LineText struct {
	Name  string
	Value string
}

// Bounds of what the detail pane is given, so that a hostile packet cannot make
// it large.
const (
	maxTextLines = 256
	maxTextValue = 256 // bytes
)

// gopacketStarts says where gopacket can take over from the walk: the layer
// types of protocols that it knows. Its GTP is left out: that prints to standard
// output.
var gopacketStarts = map[Proto]gopacket.LayerType{
	ProtoEthernet: layers.LayerTypeEthernet, ProtoVLAN: layers.LayerTypeDot1Q, ProtoLLC: layers.LayerTypeLLC,
	ProtoSLL: layers.LayerTypeLinuxSLL, ProtoPPP: layers.LayerTypePPP, ProtoPPPoES: layers.LayerTypePPPoE,
	ProtoPPPoED: layers.LayerTypePPPoE, ProtoFDDI: layers.LayerTypeFDDI, ProtoPFLOG: layers.LayerTypePFLog,
	ProtoRadiotap: layers.LayerTypeRadioTap, ProtoPrism: layers.LayerTypePrismHeader, ProtoWLAN: layers.LayerTypeDot11,
	ProtoMPLS: layers.LayerTypeMPLS, ProtoIPv4: layers.LayerTypeIPv4, ProtoIPv6: layers.LayerTypeIPv6,
	ProtoIPv6HopOpts: layers.LayerTypeIPv6HopByHop, ProtoIPv6DstOpts: layers.LayerTypeIPv6Destination,
	ProtoIPv6Routing: layers.LayerTypeIPv6Routing, ProtoIPv6Fragment: layers.LayerTypeIPv6Fragment,
	ProtoAH: layers.LayerTypeIPSecAH, ProtoESP: layers.LayerTypeIPSecESP, ProtoTCP: layers.LayerTypeTCP, ProtoUDP: layers.LayerTypeUDP,
	ProtoUDPLite: layers.LayerTypeUDPLite, ProtoICMP: layers.LayerTypeICMPv4, ProtoICMPv6: layers.LayerTypeICMPv6,
	ProtoIGMP: layers.LayerTypeIGMP, ProtoSCTP: layers.LayerTypeSCTP, ProtoGRE: layers.LayerTypeGRE, ProtoERSPAN: layers.LayerTypeERSPANII,
	ProtoEtherIP: layers.LayerTypeEtherIP, ProtoVXLAN: layers.LayerTypeVXLAN, ProtoGeneve: layers.LayerTypeGeneve,
	ProtoARP: layers.LayerTypeARP, ProtoSTP: layers.LayerTypeSTP, ProtoLLDP: layers.LayerTypeLinkLayerDiscovery, ProtoCDP: layers.LayerTypeCiscoDiscovery,
	ProtoEAPOL: layers.LayerTypeEAPOL, ProtoOSPF: layers.LayerTypeOSPF, ProtoVRRP: layers.LayerTypeVRRP, ProtoDNS: layers.LayerTypeDNS,
	ProtoMDNS: layers.LayerTypeDNS, ProtoLLMNR: layers.LayerTypeDNS, ProtoDHCP: layers.LayerTypeDHCPv4, ProtoDHCPv6: layers.LayerTypeDHCPv6,
	ProtoNTP: layers.LayerTypeNTP, ProtoBFD: layers.LayerTypeBFD, ProtoRADIUS: layers.LayerTypeRADIUS, ProtoSIP: layers.LayerTypeSIP,
	ProtoSFlow: layers.LayerTypeSFlow,
}

// Layers returns what is known of each layer of a decoded packet, outermost
// first: where the walk found it, and the fields that gopacket reads in it. It
// is for the selected packet: it allocates. link is the frame's link type.
func Layers(p *Packet, link capture.LinkType) []LayerText {
	if p.NLayers == 0 {
		return []LayerText{{Name: fmt.Sprintf("Frame of link type %d", link), To: uint32(len(p.Data)), InFrame: true, Warn: "the headers of this link type are not known"}}
	}
	var out []LayerText
	own := append(append(linkRows(), ipRows()...), tcpRows()...)
	for i := range int(p.NLayers) {
		l := &p.Layers[i]
		t := LayerText{Name: l.Proto.Label(), Proto: l.Proto, From: l.Off, To: l.Off + l.Len, InFrame: p.LinkLayers == 0 || i < int(p.LinkLayers)}
		b := p.layerBytes(i)
		t.To = min(t.To, l.Off+uint32(len(b)))
		if start, ok := gopacketStarts[l.Proto]; ok && len(b) > 0 {
			t.Lines, t.Warn = gopacketLines(start, b)
		}
		if t.Lines == nil {
			t.Lines = ownLines(own, l.Proto, b)
		}
		if uint64(l.Off)+uint64(l.Len) > uint64(len(p.bufferOf(i))) {
			t.Warn = "cut off by the snapshot length"
		}
		out = append(out, t)
	}
	if b := p.Payload(); len(b) > 0 {
		from := p.TCP.Off + uint32(p.TCP.HdrLen)
		out = append(out, LayerText{Name: fmt.Sprintf("Data (%d bytes)", p.TCP.Len), From: from, To: from + uint32(len(b)), InFrame: p.LinkLayers == 0})
	}
	return out
}

// ownLines lists the fields of our own table, where gopacket has nothing to say.
func ownLines(rows []fieldRow, pr Proto, b []byte) []LineText {
	var out []LineText
	for i := range rows {
		r := &rows[i]
		if r.proto != pr || r.label == "" {
			continue
		}
		if v, ok := r.value(b); ok {
			f := Field{Kind: r.kind, Base: r.base, Width: r.formatWidth()}
			out = append(out, LineText{Name: r.label, Value: string(f.Format(nil, v))})
		}
	}
	return out
}

// gopacketLines decodes one layer with gopacket, which may panic on hostile
// bytes: that is recovered here and nowhere else.
func gopacketLines(start gopacket.LayerType, b []byte) (lines []LineText, warn string) {
	defer func() {
		if r := recover(); r != nil {
			lines, warn = nil, "this layer is malformed"
		}
	}()
	pkt := gopacket.NewPacket(b, start, gopacket.DecodeOptions{Lazy: true, NoCopy: true})
	l := pkt.Layer(start)
	if l == nil {
		return nil, "this layer is malformed or cut off"
	}
	return fieldLines(reflect.ValueOf(l)), ""
}

// fieldLines lists the exported fields of a gopacket layer.
func fieldLines(v reflect.Value) []LineText {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	var out []LineText
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Anonymous || f.Name == "Contents" || f.Name == "Payload" || len(out) == maxTextLines {
			continue
		}
		out = append(out, LineText{Name: f.Name, Value: valueText(v.Field(i), 0)})
	}
	return out
}

// valueText is a field's value as bounded text.
func valueText(v reflect.Value, depth int) string {
	const maxDepth = 3
	if depth > maxDepth {
		return "…"
	}
	if v.CanInterface() && v.Kind() != reflect.Pointer {
		if s, ok := v.Interface().(fmt.Stringer); ok {
			return bound(s.String())
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return "none"
		}
		return valueText(v.Elem(), depth)
	case reflect.Slice, reflect.Array:
		return listText(v, depth)
	case reflect.Struct:
		return structText(v, depth)
	case reflect.String:
		return bound(v.String())
	}
	if v.CanInterface() {
		return bound(fmt.Sprint(v.Interface()))
	}
	return ""
}

// listText shows bytes as hexadecimal digits and other lists in brackets.
func listText(v reflect.Value, depth int) string {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		b := make([]byte, min(v.Len(), maxTextValue/2))
		reflect.Copy(reflect.ValueOf(b), v)
		return string(appendBytes(nil, b, ""))
	}
	var parts []string
	size := 0
	for i := 0; i < v.Len() && size < maxTextValue; i++ {
		s := valueText(v.Index(i), depth+1)
		parts = append(parts, s)
		size += len(s) + 2
	}
	return bound("[" + strings.Join(parts, ", ") + "]")
}

func structText(v reflect.Value, depth int) string {
	var parts []string
	size := 0
	for i := 0; i < v.NumField() && size < maxTextValue; i++ {
		f := v.Type().Field(i)
		if !f.IsExported() || f.Name == "Contents" || f.Name == "Payload" {
			continue
		}
		s := f.Name + "=" + valueText(v.Field(i), depth+1)
		parts = append(parts, s)
		size += len(s) + 1
	}
	return bound("{" + strings.Join(parts, " ") + "}")
}

// bound cuts a text that is too long.
func bound(s string) string {
	if len(s) > maxTextValue {
		return s[:maxTextValue-len("…")] + "…"
	}
	return s
}
