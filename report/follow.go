package report

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"

	"tcptui/flows"
	"tcptui/fsm"
)

// Follow is one -z follow,tcp,MODE,STREAM.
type Follow struct {
	mode   followMode
	stream uint32
}

// followMode is a way to print the bytes of a stream.
type followMode struct {
	name  string
	write func(f *follower, second bool, b []byte)
}

func followModes() []followMode {
	return []followMode{
		{"ascii", (*follower).ascii},
		{"c-arrays", (*follower).arrays},
		{"ebcdic", (*follower).ebcdic},
		{"hex", (*follower).hex},
		{"raw", (*follower).raw},
		{"utf-8", (*follower).utf8},
		{"yaml", (*follower).yaml},
	}
}

// followNames are the names of the modes.
func followNames() []string {
	var names []string
	for _, m := range followModes() {
		names = append(names, m.name)
	}
	return names
}

// parseFollow reads what comes after "follow,".
func parseFollow(args []string) (Tap, error) {
	if len(args) < 1 || args[0] != "tcp" {
		return nil, errors.New("only tcp can be followed: follow,tcp,MODE,STREAM")
	}
	if len(args) != 3 {
		return nil, errors.New("expected follow,tcp,MODE,STREAM with the stream's number")
	}
	n, err := strconv.ParseUint(args[2], 10, 32)
	if err != nil {
		return nil, fmt.Errorf("%q is no stream number", args[2])
	}
	for _, m := range followModes() {
		if m.name == args[1] {
			return Follow{m, uint32(n)}, nil
		}
	}
	names := followNames()
	return nil, fmt.Errorf("the mode is one of %s%s", strings.Join(names, ", "), didYouMean(args[1], names))
}

const rule = "===================================================================\n"

// Print writes the stream as tshark does, when the capture has been read to its
// end. Of the options only Count matters. What tshark does not print is left out here as well: data after a gap
// that nothing acknowledged, and the fact that a segment was cut short by the
// snapshot length.
func (w Follow) Print(to io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	if w.mode.name == "yaml" {
		return w.printYAML(to, l, o)
	}
	s := l.Wait()
	f := &follower{out: newWriter(to), snap: s, reader: l.NewReader()}
	f.printf("\n%sFollow: tcp,%s\nFilter: tcp.stream eq %d\n", rule, w.mode.name, w.stream)
	if int64(w.stream) >= int64(s.Conns()) {
		f.printf("Node 0: :0\nNode 1: :0\n%s", rule)
		return s, f.out.push()
	}
	id := flows.ConnID(w.stream)
	c := s.Conn(id)
	f.first = s.Row(c.First).From
	f.printf("Node 0: %s\nNode 1: %s\n", node(c.Sides[f.first].AddrPort()), node(c.Sides[f.first.Peer()].AddrPort()))
	err := f.stream(id, w.mode, covered(s, o.Count))
	f.printf("%s", rule)
	if e := f.out.push(); e != nil {
		return s, e
	}
	return s, err
}

// node writes an endpoint as tshark does: brackets around an IPv6 address.
func node(a netip.AddrPort) string {
	if a.Addr().Is4() {
		return a.String()
	}
	return fmt.Sprintf("[%s]:%d", a.Addr(), a.Port())
}

// follower prints one stream.
type follower struct {
	out    *writer
	snap   *flows.Snapshot
	reader *flows.Reader
	first  fsm.Role  // who sent the first segment: tshark's node 0
	offs   [2]uint64 // bytes printed of node 0 and 1
	count  [2]int    // pieces printed of node 0 and 1
	row    uint32    // the frame of the piece that is written
	line   []byte
}

func (f *follower) printf(format string, args ...any) { f.out.put(fmt.Appendf(nil, format, args...)) }

// stream prints the pieces as each of the first rows completes them, so that few
// are held.
func (f *follower) stream(id flows.ConnID, mode followMode, rows uint32) error {
	asm := flows.NewAssembler(id, f.reader)
	for at := f.snap.Conn(id).First; at < rows; at = f.snap.Row(at).Next {
		asm.Add(f.snap, at)
		for _, p := range asm.Pieces() {
			if err := f.piece(p, mode); err != nil {
				return err
			}
		}
		asm.Forget()
		if f.out.err != nil {
			return nil
		}
	}
	return nil
}

func (f *follower) piece(p flows.Piece, mode followMode) error {
	second := p.From != f.first
	f.row = p.Row
	if p.Gap {
		if !p.Cut {
			mode.write(f, second, fmt.Appendf(nil, "[%d bytes missing in capture file]\x00", p.Len))
		}
		return nil
	}
	b, err := p.Bytes(f.snap, f.reader)
	if err != nil {
		return err
	}
	mode.write(f, second, b)
	return nil
}

// chunk is the piece that is being written.
func (f *follower) chunk(second bool, b []byte) Chunk {
	c := Chunk{Packet: int(f.row) + 1, Time: f.snap.Row(f.row).Time, Data: b}
	if second {
		c.Node = 1
	}
	c.Number, c.Off = f.count[c.Node], f.offs[c.Node]
	f.count[c.Node]++
	f.offs[c.Node] += uint64(len(b))
	return c
}

// raw writes the bytes of a piece in hexadecimal, on one line.
func (f *follower) raw(second bool, b []byte) {
	c := f.chunk(second, b)
	f.line = c.AppendRaw(f.indent(second))
	f.out.put(f.line)
}

// indent begins a line: the second node's begin with a tab.
func (f *follower) indent(second bool) []byte {
	line := f.line[:0]
	if second {
		line = append(line, '\t')
	}
	return line
}

// ascii writes the length of a piece and its text; what does not print is a dot.
func (f *follower) ascii(second bool, b []byte) { f.text(second, b, AppendASCII) }

// utf8 is ascii for valid UTF-8.
func (f *follower) utf8(second bool, b []byte) { f.text(second, b, AppendUTF8) }

func (f *follower) text(second bool, b []byte, show func(line, b []byte) []byte) {
	line := f.indent(second)
	line = strconv.AppendInt(line, int64(len(b)), 10)
	line = show(append(line, '\n'), b)
	f.line = append(line, '\n')
	f.out.put(f.line)
}

// hex writes a dump: offset in the direction, bytes, text.
func (f *follower) hex(second bool, b []byte) {
	c := f.chunk(second, b)
	for ; len(c.Data) > 0; c.Data = c.Data[min(HexLine, len(c.Data)):] {
		part := c
		part.Data = c.Data[:min(HexLine, len(c.Data))]
		f.line = part.AppendHex(f.indent(second), HexLine)
		f.out.put(f.line)
		c.Off += uint64(len(part.Data))
	}
}
