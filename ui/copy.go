package ui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/keymap"
)

// copyable is a thing that can be copied.
type copyable struct {
	key  keymap.Key
	what string // "field value"
	note string // what it is now, for the menu: hostile text
	off  string // why it cannot be copied; "": it can
	file string // what a file of it is called, behind the capture's name
	long bool   // it may take a while: a worker writes it

	// write writes it, and says what of it is missing: "", or what goes on a
	// sentence. A worker may call it only if long.
	write func(ctx context.Context, w io.Writer) (missing string, err error)
}

// textually makes something copyable that is a text at hand.
func textually(key keymap.Key, what, file string, text func() string) copyable {
	return copyable{key: key, what: what, file: file, write: func(_ context.Context, w io.Writer) (string, error) {
		_, err := io.WriteString(w, text())
		return "", err
	}}
}

// copyables are what can be copied here and now.
func (s *shell) copyables() []copyable {
	c, m := s.cellHere(), s.m
	no := fmt.Sprintf("packet-%d", m.sel+1)
	value := textually("v", "value", "value.txt", func() string { return c.text })
	value.note = c.text
	name := textually("n", "field name", "field.txt", func() string { return c.field })
	name.note = c.field
	if c.field == "" {
		name.off = "the cursor is on no field"
	}
	filter := textually("f", "filter for this", "filter.txt", func() string { return c.filter })
	filter.note = c.filter
	if c.filter == "" {
		filter.off = "nothing can be filtered by what the cursor is on"
	}
	out := []copyable{value, name, filter,
		textually("l", "row as text", "row.txt", s.lineHere),
		textually("t", "packet's row, tab-separated", "row.tsv", func() string { return rowTSV(m, m.sel) }),
		textually("i", "packet's summary", no+".txt", func() string { return lineText(s.info()) }),
	}
	out = append(out, s.copyBytes(no)...)
	return append(out, s.copyConn()...)
}

// lineHere is the line that the cursor is on, as text.
func (s *shell) lineHere() string {
	if p, ok := s.panes[s.view.focus].(celled); ok {
		return p.Line(s.m)
	}
	return packetText(s.m, s.m.sel)
}

// rowTSV is a row of the packet list with tabs between its columns.
func rowTSV(m *model, row uint32) string {
	var cells []string
	newRowTexts(m).cells(m.snap, row, flows.NoRow, func(_ int, text []byte) { cells = append(cells, safe(string(text))) })
	return strings.Join(cells, "\t")
}

// copyBytes are the bytes of the selected packet in their forms, and those of the
// chosen field.
func (s *shell) copyBytes(no string) []copyable {
	d := s.m.details()
	data, off := d.bytes[inFrame], ""
	switch {
	case d.err != nil:
		off = d.err.Error()
	case len(data) == 0:
		off = "no byte of this packet was captured"
	}
	out := []copyable{
		textually("h", "packet as hex", no+".hex", func() string { return hexText(data) }),
		textually("d", "packet as hex dump", no+".txt", func() string { return dumpText(data) }),
		textually("c", "packet as C array", no+".h", func() string { return cText(strings.ReplaceAll(no, "-", "_"), data) }),
		textually("e", "packet's bytes, escaped", no+".txt", func() string { return escapedText(data) }),
	}
	k := &s.m.pick
	field := textually("x", "field's bytes as hex", "field.hex", func() string { return hexText(d.bytes[k.buf][k.from/8 : (k.to+7)/8]) })
	if k.on && k.from < k.to && int(k.to+7)/8 <= len(d.bytes[k.buf]) {
		field.note = fmt.Sprintf("%s, %s", d.nodes[k.node].name, bytesText(int((k.to+7)/8-k.from/8)))
	} else {
		field.off = "no field is chosen: its bytes are those of the header, the layers or the bytes pane"
	}
	for i := range out {
		out[i].off, out[i].note = off, bytesText(len(data))
	}
	return append(out, field)
}

// copyConn are the connection's ends and its stream.
func (s *shell) copyConn() []copyable {
	m := s.m
	if m.conn == flows.NoConn {
		off := copyable{key: "s", what: "stream", off: "this packet belongs to no TCP connection"}
		return []copyable{off}
	}
	conn, name := m.snap.Conn(m.conn), fmt.Sprintf("stream-%d", m.conn)
	ends := [2]string{conn.Sides[fsm.Client].AddrPort().String(), conn.Sides[fsm.Server].AddrPort().String()}
	tuple := textually("4", "connection's four-tuple", "connection.txt", func() string { return "tcp " + ends[0] + " " + ends[1] })
	tuple.note = ends[0] + " " + ends[1]
	out := []copyable{tuple}
	for _, d := range []struct {
		key        keymap.Key
		what, file string
		side       streamEnd
	}{
		{"s", "stream, both directions", name + ".bin", bothEnds},
		{"<", "stream, from the client", name + "-client.bin", clientEnd},
		{">", "stream, from the server", name + "-server.bin", serverEnd},
	} {
		total := uint64(0)
		for _, r := range [...]fsm.Role{fsm.Client, fsm.Server} {
			if d.side.shows(r) {
				total += conn.Sides[r].Bytes
			}
		}
		out = append(out, copyable{key: d.key, what: d.what, note: bytesText(int(total)), file: d.file, long: true,
			write: streamWriter(m, d.side)})
	}
	return out
}

// streamWriter writes what one end of the selected connection sent, or both, in
// the order in which it became complete, as far as it was captured.
func streamWriter(m *model, side streamEnd) func(ctx context.Context, w io.Writer) (string, error) {
	id, snap, live := m.conn, m.snap, m.live
	return func(ctx context.Context, w io.Writer) (string, error) {
		s := streamSaver{side: side, snap: snap, reader: live.NewReader()}
		err := s.write(ctx, w, flows.NewAssembler(id, live.NewReader()), id, func() {})
		return s.missing(), err
	}
}

// offerCopy opens a menu of what can be copied, to the clipboard or into a file.
func (s *shell) offerCopy(toFile bool) {
	u := &menu{title: "Copy"}
	do := s.copyOut
	if toFile {
		u.title, do = "Copy into a file", s.askCopyFile
	}
	for _, c := range s.copyables() {
		u.items = append(u.items, menuItem{key: c.key, text: c.what, note: fit(c.note, menuMost/2), off: c.off, do: func() { do(c) }})
	}
	if !toFile {
		u.items = append(u.items, menuItem{key: "Y", text: "into a file instead", do: func() { s.offerCopy(true) }})
	}
	s.choose(u)
}

// copyOut hands something to the clipboard.
func (s *shell) copyOut(c copyable) {
	if c.long {
		s.startCopy(c, "", false)
		return
	}
	var b bytes.Buffer
	missing, err := c.write(context.Background(), &b)
	if err != nil {
		s.say("nothing was copied: " + err.Error())
		return
	}
	s.clipped(b.Bytes(), missing)
}

// clipped hands data to the clipboard and says what came of it.
func (s *shell) clipped(data []byte, missing string) {
	file := s.sign(keymap.CopyToFile) + " writes a file"
	switch {
	case len(data) == 0:
		s.say("there is nothing to be copied: it is empty" + missing)
		return
	case s.clip == nil:
		s.say("there is no clipboard here; " + file)
		return
	}
	if err := s.clip.set(data); err != nil {
		s.say("nothing was copied: " + err.Error() + "; " + file)
		return
	}
	s.say(fmt.Sprintf("copied %s: %s%s; if nothing arrives, the terminal forbids OSC 52: %s", bytesText(len(data)), excerpt(data), missing, file))
}

// excerptMost is how much of what was copied is shown, in cells.
const excerptMost = 24

// excerpt is the beginning of what was copied.
func excerpt(data []byte) string {
	return fit(string(data[:min(len(data), 4*excerptMost)]), excerptMost)
}
