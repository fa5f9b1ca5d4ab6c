package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tcptui/flows"
	"tcptui/fsm"
)

// sent is what one frame brought to a stream, or a gap.
type sent struct {
	from fsm.Role
	data string
	gap  uint32
}

func cl(data string) sent { return sent{from: fsm.Client, data: data} }
func sv(data string) sent { return sent{from: fsm.Server, data: data} }

// blocksOf makes a stream of frames, row i bringing the i-th, and a source of it.
func blocksOf(frames []sent) (*streamBlocks, *streamSource) {
	b := new(streamBlocks)
	b.extend(piecesOf(frames))
	buf := make([]byte, 1<<16)
	return b, &streamSource{
		read: func(p *flows.Piece) ([]byte, error) {
			n := copy(buf, frames[p.Row].data) // one buffer, as a flows.Reader has
			return buf[:n], nil
		},
		time: func(row uint32) int64 { return int64(row) * 1e6 },
	}
}

func piecesOf(frames []sent) (pieces []flows.Piece) {
	for i, s := range frames {
		p := flows.Piece{From: s.from, Row: uint32(i), Len: uint32(len(s.data))}
		if s.gap > 0 {
			p.Gap, p.Len = true, s.gap
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// text is the lines of all blocks as UTF-8, each with a mark of whose it is.
func text(b *streamBlocks, width int, src *streamSource) []string {
	return textAs(b, formUTF8, width, src)
}

// textAs is text in a form.
func textAs(b *streamBlocks, form, width int, src *streamSource) []string {
	var out []string
	for i := range b.len() {
		for _, l := range b.layout(i, &streamForms[form], width, src) {
			s := arrows[b.from(i)]
			if l.wrap {
				s = " "
			}
			for _, sp := range l.spans {
				s += sp.text
			}
			out = append(out, s)
		}
	}
	return out
}

func TestStreamLayout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		width  int
		frames []sent
		want   []string
	}{
		{"lines", 20, []sent{cl("one\ntwo\n"), sv("three\r\n")}, []string{"▸one↵", "▸two↵", "◂three␍↵"}},
		{"a line in two frames", 20, []sent{cl("on"), cl("e\n")}, []string{"▸one↵"}},
		{"turns end lines", 20, []sent{cl("on"), sv("what?"), cl("e\n")}, []string{"▸on", "◂what?", "▸e↵"}},
		{"empty lines", 20, []sent{cl("\n\nx")}, []string{"▸↵", "▸↵", "▸x"}},
		{"wrap", 4, []sent{cl("abcdefgh\nij")}, []string{"▸abcd", " efgh", "▸ij"}},
		{"wide characters are not cut", 5, []sent{cl("你好吗\n")}, []string{"▸你好", " 吗↵"}},
		{"a line feed makes no line of its own", 6, []sent{cl("你好吗\n好")}, []string{"▸你好吗", "▸好"}},
		{"gap", 41, []sent{cl("ab"), {gap: 1448}, cl("cd")}, []string{"▸ab", "▸⋯ 1,448 bytes were not captured (between", " frames 1 and 2) ⋯", "▸cd"}},
		{"controls", 40, []sent{cl("a\x1b[31m\x00\x7f\xff")}, []string{"▸a␛[31m␀␡\\xff"}},
		{"overrides", 40, []sent{cl("a\u202eb\u200b[red]")}, []string{"▸a\\u{202e}b\\u{200b}[red]"}},
		{"tabs", 40, []sent{cl("a\tb\n\tc")}, []string{"▸a␉      b↵", "▸␉       c"}},
		{"tab at the end of a line", 4, []sent{cl("abc\td")}, []string{"▸abc␉", " d"}},
		{"character in two frames", 20, []sent{cl("x\xe4\xbd"), cl("\xa0y")}, []string{"▸x你y"}},
		{"character in four frames", 20, []sent{cl("\xf0"), cl("\x9f"), cl("\x91"), cl("\x8b!")}, []string{"▸👋!"}},
		{"character across a turn", 20, []sent{cl("x\xe4\xbd"), sv("ok\n"), cl("\xa0y")}, []string{"▸x你", "◂ok↵", "▸y"}},
		{"character across three turns", 20, []sent{cl("x\xf0"), sv("1"), cl("\x9f"), sv("2"), cl("\x91\x8b"), sv("3")},
			[]string{"▸x👋", "◂1", "◂2", "◂3"}},
		{"characters of both ends across turns", 20, []sent{cl("\xe4\xbd"), sv("\xe5\xa5"), cl("\xa0"), sv("\xbd!")},
			[]string{"▸你", "◂好", "◂!"}},
		{"half a character before a gap", 20, []sent{cl("x\xe4\xbd"), {gap: 1}, cl("\xa0y")},
			[]string{"▸x\\xe4\\xbd", "▸⋯ 1 byte was not", " captured (between", " frames 1 and 2) ⋯", "▸\\xa0y"}},
		{"half a character at the end", 20, []sent{cl("x\xe4\xbd"), sv("y")}, []string{"▸x\\xe4\\xbd", "◂y"}},
		{"half a character and another", 20, []sent{cl("x\xe4\xbd"), sv("y"), cl("z")}, []string{"▸x\\xe4\\xbd", "◂y", "▸z"}},
		{"one column", 1, []sent{cl("a你\xff")}, []string{"▸a", " ·", " \\", " x", " f", " f"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, src := blocksOf(c.frames)
			if diff := cmp.Diff(c.want, text(b, c.width, src)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// A frame that cannot be read again is said so, and the rest is shown.
func TestStreamLayoutUnreadable(t *testing.T) {
	t.Parallel()
	b, src := blocksOf([]sent{cl("ab\xe4"), cl("cd"), cl("ef")})
	read := src.read
	src.read = func(p *flows.Piece) ([]byte, error) {
		if p.Row == 1 {
			return nil, errors.New("frame 2: \x1b gone")
		}
		return read(p)
	}
	got := text(b, 40, src)
	want := []string{"▸ab\\xe4", "▸⋯ frame 2: ␛ gone ⋯", "▸ef"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// Pieces that come later extend what is there as if all had come at once.
func TestStreamBlocksGrow(t *testing.T) {
	t.Parallel()
	var frames []sent
	for i := range 5000 {
		s := cl(strings.Repeat("x", i%97+1))
		if i%1000 > 700 && i%3 == 0 {
			s.from = fsm.Server
		}
		frames = append(frames, s)
	}
	whole, _ := blocksOf(frames)
	grown, pieces := new(streamBlocks), piecesOf(frames)
	for i := 0; i < len(pieces); i += 37 {
		grown.extend(pieces[i:min(i+37, len(pieces))])
	}
	if diff := cmp.Diff(fmt.Sprintf("%+v", whole), fmt.Sprintf("%+v", grown)); diff != "" {
		t.Error(diff)
	}
	for row := range frames {
		block, piece, ok := whole.find(uint32(row))
		if !ok || whole.pieces[piece].Row != uint32(row) || piece < int(whole.at(block).first) || piece >= int(whole.at(block).end) {
			t.Fatalf("row %d: found block %d, piece %d, %v", row, block, piece, ok)
		}
	}
	if _, piece, ok := whole.find(uint32(len(frames) + 5)); ok || piece != len(frames)-1 {
		t.Errorf("a row after the last piece: piece %d, %v", piece, ok)
	}
	checkOctets(t, whole)
}

// checkOctets finds the piece of each octet by its place.
func checkOctets(t *testing.T, b *streamBlocks) {
	t.Helper()
	var off [2]uint64
	for i := range b.pieces {
		p := &b.pieces[i]
		for _, n := range []uint64{0, uint64(p.Len) - 1} {
			if at, begin, ok := b.octet(p.From, off[p.From]+n); !ok || at.piece != i || begin != off[p.From] {
				t.Fatalf("octet %d of the %s: found in piece %d from %d on, want piece %d from %d on", off[p.From]+n, p.From, at.piece, begin, i, off[p.From])
			}
		}
		off[p.From] += uint64(p.Len)
	}
	for _, role := range []fsm.Role{fsm.Client, fsm.Server} {
		if at, _, ok := b.octet(role, off[role]); ok {
			t.Errorf("an octet after the last of the %s is found in piece %d", role, at.piece)
		}
	}
}

// FuzzStreamText holds what the stream shows of any bytes, cut into any frames:
// no control characters, no line wider than the pane, and of each end the same
// text as if it had come in one frame.
func FuzzStreamText(f *testing.F) {
	f.Add([]byte("hello\r\n\t你好\x1b[0m\xf0\x9f\x91\x8b\xe4\xbd"), []byte{3, 130, 1, 1, 7, 129}, uint8(10))
	f.Add([]byte("你好吗再见谢谢"), []byte{1, 128, 0, 129, 3, 130, 2, 1, 1, 128}, uint8(9))
	f.Add([]byte("e\u0301\u202e\u0600\xff\xfe👨‍👩‍👧🇩🇪각"), []byte{1, 1, 1, 1, 200, 1, 1, 1}, uint8(2))
	f.Fuzz(func(t *testing.T, data, cuts []byte, w uint8) {
		if len(data) > 4096 || len(cuts) > 512 {
			return
		}
		width := int(w%100) + 1
		var frames []sent
		var whole [2]string
		for i := 0; len(data) > 0; i++ {
			n, from := len(data), fsm.Client
			if i < len(cuts) {
				n, from = min(int(cuts[i]&127)+1, n), fsm.Role(cuts[i]>>7)
			}
			frames = append(frames, sent{from: from, data: string(data[:n])})
			whole[from] += string(data[:n])
			data = data[n:]
		}
		b, src := blocksOf(frames)
		for form := range streamForms {
			harmless(t, b, form, width, src)
		}
		if len(frames) > 0 && (whole[fsm.Client] == "" || whole[fsm.Server] == "") {
			one, srcOne := blocksOf([]sent{{from: frames[0].from, data: whole[frames[0].from]}})
			if diff := cmp.Diff(text(one, width, srcOne), text(b, width, src)); diff != "" {
				t.Fatalf("in one frame -, in many +:\n%s", diff)
			}
		}
		for _, from := range []fsm.Role{fsm.Client, fsm.Server} {
			if got := textOf(b, from, src); simple(whole[from]) && got != whole[from] {
				t.Fatalf("the %s sent %q, shown is %q", from, whole[from], got)
			}
		}
	})
}

// harmless fails unless a stream is laid out in harmless lines that are not too
// wide, and each part of them knows the pieces that brought it.
func harmless(t *testing.T, b *streamBlocks, form, width int, src *streamSource) {
	t.Helper()
	for i := range b.len() {
		last := int(b.at(i).first)
		for _, l := range b.layout(i, &streamForms[form], width, src) {
			cells := 0
			for _, s := range l.spans {
				cells += textWidth(s.text)
				if safe(s.text) != s.text || !utf8.ValidString(s.text) {
					t.Fatalf("not harmless: %q", s.text)
				}
				if s.first < last || s.last < s.first || s.last >= len(b.pieces) {
					t.Fatalf("%q is of pieces %d to %d after %d", s.text, s.first, s.last, last)
				}
				last = s.first
			}
			if cells > width {
				t.Fatalf("a line of %d cells in a width of %d: %+v", cells, width, l)
			}
		}
	}
}

// textOf is all that is shown of one end as UTF-8.
func textOf(b *streamBlocks, from fsm.Role, src *streamSource) string {
	var out strings.Builder
	for i := range b.len() {
		if b.from(i) != from {
			continue
		}
		for _, l := range b.layout(i, &streamForms[formUTF8], 1000, src) {
			for _, s := range l.spans {
				out.WriteString(s.text)
			}
		}
	}
	return out.String()
}

// simple reports whether s is shown as it is however it is cut.
func simple(s string) bool {
	for _, r := range s {
		if (r < ' ' || r > '~') && (r < 0x4e00 || r > 0x9fff) {
			return false
		}
	}
	return true
}
