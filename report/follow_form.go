package report

import (
	"encoding/base64"
	"fmt"
	"io"

	"tcptui/flows"
)

// ebcdicText is what tshark shows for the bytes ' ' to '~' where text is EBCDIC.
// It makes a dot of every other byte before it converts, so that most letters of
// EBCDIC, which lie above, are dots.
const ebcdicText = " !\"#$%&'()*+,-./..23456789:;<=.? ...........<(+|&.........!$*);^-/........|,%_>?..........:#@'="

// ebcdic writes the length of a piece and its text.
func (f *follower) ebcdic(second bool, b []byte) {
	f.text(second, b, func(line, b []byte) []byte {
		for _, c := range b {
			switch {
			case c == '\r' || c == '\n':
			case c < ' ' || c > '~':
				c = '.'
			default:
				c = ebcdicText[c-' ']
			}
			line = append(line, c)
		}
		return line
	})
}

// arrayLine is how many bytes a line of a C array holds.
const arrayLine = 8

// arrays writes a piece as a C array, named by the node and its number there.
func (f *follower) arrays(second bool, b []byte) {
	node := 0
	if second {
		node = 1
	}
	line := fmt.Appendf(f.line[:0], "unsigned char peer%d_%d[] = { /* Packet %d */", node, f.count[node], f.row+1)
	for i, c := range b {
		if i%arrayLine == 0 {
			line = append(line, '\n')
		} else {
			line = append(line, ' ')
		}
		line = fmt.Appendf(line, "0x%02x", c)
		if i < len(b)-1 {
			line = append(line, ',')
		}
	}
	f.count[node]++
	f.line = append(line, " };\n"...)
	f.out.put(f.line)
}

// yamlLine is how many characters of base64 a line holds.
const yamlLine = 76

// yaml writes a piece with its frame, time and bytes in base64.
func (f *follower) yaml(second bool, b []byte) {
	node := 0
	if second {
		node = 1
	}
	r := f.snap.Row(f.row)
	line := fmt.Appendf(f.line[:0], "  - packet: %d\n    peer: %d\n    timestamp: %.9f\n    data: !!binary |\n", f.row+1, node, inSeconds(r.Time))
	text := base64.StdEncoding.AppendEncode(nil, b)
	for len(text) > 0 {
		n := min(yamlLine, len(text))
		line = append(append(line, "      "...), text[:n]...)
		line = append(line, '\n')
		text = text[n:]
	}
	f.line = line
	f.out.put(f.line)
}

// printYAML writes the stream as a YAML document.
func (w Follow) printYAML(to io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	s := l.Wait()
	f := &follower{out: newWriter(to), snap: s, reader: l.NewReader()}
	f.printf("peers:\n")
	id := flows.ConnID(w.stream)
	known := int64(w.stream) < int64(s.Conns())
	hosts, ports := [2]string{}, [2]uint16{}
	if known {
		c := s.Conn(id)
		f.first = s.Row(c.First).From
		hosts[0], ports[0] = c.Sides[f.first].Addr.IP().String(), c.Sides[f.first].Port
		hosts[1], ports[1] = c.Sides[f.first.Peer()].Addr.IP().String(), c.Sides[f.first.Peer()].Port
	}
	for i, host := range hosts {
		f.printf("  - peer: %d\n    host: %s\n    port: %d\n", i, host, ports[i])
	}
	f.printf("packets:\n")
	var err error
	if known {
		err = f.stream(id, w.mode, covered(s, o.Count))
	}
	if e := f.out.push(); e != nil {
		return s, e
	}
	return s, err
}
