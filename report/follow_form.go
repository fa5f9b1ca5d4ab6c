package report

import (
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

// arrays writes a piece as a C array.
func (f *follower) arrays(second bool, b []byte) {
	c := f.chunk(second, b)
	f.line = c.AppendArray(f.line[:0], ArrayLine)
	f.out.put(f.line)
}

// yaml writes a piece with its frame, time and bytes in base64.
func (f *follower) yaml(second bool, b []byte) {
	c := f.chunk(second, b)
	f.line = c.AppendYAML(f.line[:0])
	f.out.put(f.line)
}

// printYAML writes the stream as a YAML document.
func (w Follow) printYAML(to io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	s := l.Wait()
	f := &follower{out: newWriter(to), snap: s, reader: l.NewReader()}
	id := flows.ConnID(w.stream)
	known := int64(w.stream) < int64(s.Conns())
	hosts, ports := [2]string{}, [2]uint16{}
	if known {
		c := s.Conn(id)
		f.first = s.Row(c.First).From
		hosts[0], ports[0] = c.Sides[f.first].Addr.IP().String(), c.Sides[f.first].Port
		hosts[1], ports[1] = c.Sides[f.first.Peer()].Addr.IP().String(), c.Sides[f.first.Peer()].Port
	}
	f.printf("%s", YAMLPeers(hosts, ports))
	var err error
	if known {
		err = f.stream(id, w.mode, covered(s, o.Count))
	}
	if e := f.out.push(); e != nil {
		return s, e
	}
	return s, err
}
