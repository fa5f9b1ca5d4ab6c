package ui

import (
	"context"
	"fmt"
	"io"
	"strings"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/report"
)

// Saves are what can be saved of a stream: what each end sent, what both did, and
// the text as it is shown. With one end shown, that one comes first.
func (p *streamPane) Saves(m *model) []saveScope {
	if m.conn == flows.NoConn {
		return nil
	}
	c := m.snap.Conn(m.conn)
	var out []saveScope
	sent := 0
	for _, side := range []streamEnd{clientEnd, serverEnd} {
		role := fsm.Client
		if side == serverEnd {
			role = fsm.Server
		}
		if c.Sides[role].Bytes == 0 {
			continue
		}
		sent++
		s := p.bytesScope(m, side, "what the "+role.String()+" sent", "the "+role.String()+"'s", "-"+role.String())
		if side == p.side {
			out = append([]saveScope{s}, out...)
		} else {
			out = append(out, s)
		}
	}
	switch sent {
	case 0:
		return nil
	case 2:
		out = append(out, p.bytesScope(m, bothEnds, "what both ends sent", "both", ""))
	}
	return append(out, p.textScope(m))
}

// bytesScope is the choice of the bytes of one end or both.
func (p *streamPane) bytesScope(m *model, side streamEnd, said, offered, file string) saveScope {
	snap, live, conn := m.snap, m.live, m.conn
	return saveScope{said: said, offered: offered, file: fmt.Sprintf("-stream-%d%s.bin", conn, file),
		total: int(snap.Conn(conn).Segments()), unit: "packet",
		write: func(ctx context.Context, path string, overwrite bool, step func()) (string, error) {
			w := streamSaver{side: side, snap: snap, reader: live.NewReader()}
			n, err := capture.SaveBytes(path, overwrite, func(to io.Writer) error {
				return w.write(ctx, to, flows.NewAssembler(conn, live.NewReader()), conn, step)
			})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("saved %s, %s, as %s%s", said, bytesText(int(n)), path, w.missing()), nil
		}}
}

// streamSaver writes the bytes of a stream as they become complete. It holds no
// more of them than one segment.
type streamSaver struct {
	side   streamEnd
	snap   *flows.Snapshot
	reader *flows.Reader
	gaps   int
	lost   uint64 // bytes that are missing and left out
}

// write writes the stream of a connection as far as the snapshot goes.
func (w *streamSaver) write(ctx context.Context, to io.Writer, asm *flows.Assembler, conn flows.ConnID, step func()) error {
	for row := w.snap.Conn(conn).First; row != flows.NoRow; row = w.snap.Row(row).Next {
		if err := ctx.Err(); err != nil {
			return err
		}
		asm.Add(w.snap, row)
		if err := w.pieces(to, asm.Pieces()); err != nil {
			return err
		}
		asm.Forget()
		step()
	}
	rest, _ := asm.Rest()
	return w.pieces(to, rest)
}

func (w *streamSaver) pieces(to io.Writer, pieces []flows.Piece) error {
	for i := range pieces {
		p := &pieces[i]
		switch {
		case !w.side.shows(p.From):
		case p.Gap:
			w.gaps++
			w.lost += uint64(p.Len)
		default:
			b, err := p.Bytes(w.snap, w.reader)
			if err != nil {
				return err
			}
			if _, err := to.Write(b); err != nil {
				return err
			}
		}
	}
	return nil
}

// missing says what the file lacks. A gap is left out and not filled: nobody can
// tell made-up bytes from those that were sent.
func (w *streamSaver) missing() string {
	switch w.gaps {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("; %s that the capture lacks are left out, in one place", bytesText(int(w.lost)))
	}
	return fmt.Sprintf("; %s that the capture lacks are left out, in %s places", bytesText(int(w.lost)), group(w.gaps))
}

// textWide is the width that a saved text is laid out for: nothing is wrapped.
const textWide = 1 << 30

// textScope is the choice of the text as it is shown, in its form, but with long
// lines as one.
func (p *streamPane) textScope(m *model) saveScope {
	form, side, fed, conn, snap := &streamForms[p.form], p.side, p.fed, m.conn, m.snap
	src := newStreamSource(m, m.live.NewReader(), func() *flows.Snapshot { return snap })
	said := "the text as shown, " + form.name
	if !fed.whole {
		said += " (as far as it is read)"
	}
	return saveScope{said: said, offered: "the text", file: fmt.Sprintf("-stream-%d%s", conn, form.file), total: fed.len(), unit: "block",
		write: func(ctx context.Context, path string, overwrite bool, step func()) (string, error) {
			n, err := capture.SaveBytes(path, overwrite, func(to io.Writer) error {
				w := textSaver{form: form, to: to}
				if form.lead {
					w.put(streamLead(snap, conn))
				}
				for b := range fed.len() {
					if err := ctx.Err(); err != nil {
						return err
					}
					if !fed.hides(b, side) {
						w.block(&fed.streamBlocks, b, &src)
					}
					step()
				}
				w.put("\n")
				return w.err
			})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("saved %s, %s, as %s", said, bytesText(int(n)), path), nil
		}}
}

// textSaver writes blocks as text. Of the forms that are no text of their own,
// lines say whose they are.
type textSaver struct {
	form  *streamForm
	to    io.Writer
	begun bool
	err   error
}

func (w *textSaver) put(text string) {
	if w.err == nil {
		_, w.err = io.WriteString(w.to, text)
	}
}

func (w *textSaver) block(b *streamBlocks, i int, src *streamSource) {
	lines := b.layout(i, w.form, textWide, src)
	for j := range lines {
		if !lines[j].wrap {
			if w.begun {
				w.put("\n")
			}
			if w.begun = true; w.form.quote[0] == "" {
				w.put(arrows[b.from(i)] + " ")
			}
		}
		w.put(oneText(lines[j : j+1]))
	}
}

// streamLead is what a YAML document begins with: the two ends, the one first
// that sent the first segment.
func streamLead(s *flows.Snapshot, conn flows.ConnID) string {
	c := s.Conn(conn)
	first := s.Row(c.First).From
	a, b := &c.Sides[first], &c.Sides[first.Peer()]
	return report.YAMLPeers([2]string{a.Addr.IP().String(), b.Addr.IP().String()}, [2]uint16{a.Port, b.Port})
}

// Cell is the chunk at the cursor: what one packet brought.
func (p *streamPane) Cell(m *model) (cell, bool) {
	piece := -1
	if _, ok := p.first(); ok && p.m == m {
		piece = p.pieceAt(p.cursor)
	}
	if piece < 0 {
		return cell{}, false
	}
	c := cell{filter: fmt.Sprintf("frame.number == %d", p.fed.pieces[piece].Row+1)}
	data, err := p.src.read(&p.fed.pieces[piece])
	if p.fed.pieces[piece].Gap || err != nil {
		c.text = p.Line(m)
		return c, true
	}
	if c.text = string(data); streamForms[p.form].chunk != nil {
		c.text = p.chunkText(piece)
	}
	return c, true
}

// chunkText is a piece in a form that writes each by itself.
func (p *streamPane) chunkText(piece int) string {
	form := &streamForms[p.form]
	var rows []string
	lines := p.fed.layout(p.cursor.block, form, textWide, &p.src)
	for i := range lines {
		if lines[i].of(piece) {
			rows = append(rows, oneText(lines[i:i+1]))
		}
	}
	return strings.Join(rows, "\n")
}

// Line is the line at the cursor, with what it was wrapped into.
func (p *streamPane) Line(m *model) string {
	if _, ok := p.first(); !ok || p.m != m {
		return ""
	}
	lines := p.lines(p.cursor.block)
	if p.cursor.line >= len(lines) {
		return ""
	}
	first, end := whole(lines, p.cursor.line)
	return oneText(lines[first:end])
}
