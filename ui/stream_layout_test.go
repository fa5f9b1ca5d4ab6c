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

// blocksOf makes a stream of frames, row i bringing the i-th, and a reader of it.
func blocksOf(frames []sent) (*streamBlocks, streamReader) {
	var pieces []flows.Piece
	for i, s := range frames {
		p := flows.Piece{From: s.from, Row: uint32(i), Len: uint32(len(s.data))}
		if s.gap > 0 {
			p.Gap, p.Len = true, s.gap
		}
		pieces = append(pieces, p)
	}
	b := new(streamBlocks)
	b.extend(pieces)
	buf := make([]byte, 1<<16)
	return b, func(p *flows.Piece) ([]byte, error) {
		n := copy(buf, frames[p.Row].data) // one buffer, as a flows.Reader has
		return buf[:n], nil
	}
}

// text is the lines of all blocks, each with a mark of whose it is.
func text(b *streamBlocks, width int, read streamReader) []string {
	var out []string
	for i := range b.blocks {
		for _, l := range b.layout(i, width, read) {
			s := arrows[b.pieces[b.blocks[i].first].From]
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
		{"gap", 40, []sent{cl("ab"), {gap: 1448}, cl("cd")}, []string{"▸ab", "▸⋯ 1,448 bytes not captured ⋯", "▸cd"}},
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
			[]string{"▸x\\xe4\\xbd", "▸⋯ 1 byte not captur…", "▸\\xa0y"}},
		{"half a character at the end", 20, []sent{cl("x\xe4\xbd"), sv("y")}, []string{"▸x\\xe4\\xbd", "◂y"}},
		{"half a character and another", 20, []sent{cl("x\xe4\xbd"), sv("y"), cl("z")}, []string{"▸x\\xe4\\xbd", "◂y", "▸z"}},
		{"one column", 1, []sent{cl("a你\xff")}, []string{"▸a", " ·", " \\", " x", " f", " f"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, read := blocksOf(c.frames)
			if diff := cmp.Diff(c.want, text(b, c.width, read)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// A frame that cannot be read again is said so, and the rest is shown.
func TestStreamLayoutUnreadable(t *testing.T) {
	b, read := blocksOf([]sent{cl("ab\xe4"), cl("cd"), cl("ef")})
	got := text(b, 40, func(p *flows.Piece) ([]byte, error) {
		if p.Row == 1 {
			return nil, errors.New("frame 2: \x1b gone")
		}
		return read(p)
	})
	want := []string{"▸ab\\xe4", "▸frame 2: ␛ gone", "▸ef"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// Pieces that come later extend what is there as if all had come at once.
func TestStreamBlocksGrow(t *testing.T) {
	var frames []sent
	for i := range 5000 {
		s := cl(strings.Repeat("x", i%97+1))
		if i%1000 > 700 && i%3 == 0 {
			s.from = fsm.Server
		}
		frames = append(frames, s)
	}
	whole, _ := blocksOf(frames)
	grown := new(streamBlocks)
	for i := 0; i <= len(whole.pieces); i += 37 {
		grown.extend(whole.pieces[:i])
	}
	grown.extend(whole.pieces)
	if diff := cmp.Diff(fmt.Sprintf("%+v", whole.blocks), fmt.Sprintf("%+v", grown.blocks)); diff != "" {
		t.Error(diff)
	}
	for row := range frames {
		block, piece, ok := whole.find(uint32(row))
		if !ok || whole.pieces[piece].Row != uint32(row) || piece < whole.blocks[block].first || piece >= whole.blocks[block].end {
			t.Fatalf("row %d: found block %d, piece %d, %v", row, block, piece, ok)
		}
	}
	if _, piece, ok := whole.find(uint32(len(frames) + 5)); ok || piece != len(frames)-1 {
		t.Errorf("a row after the last piece: piece %d, %v", piece, ok)
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
		b, read := blocksOf(frames)
		for i := range b.blocks {
			last := b.blocks[i].first
			for _, l := range b.layout(i, width, read) {
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
		if len(frames) > 0 && (whole[fsm.Client] == "" || whole[fsm.Server] == "") {
			one, readOne := blocksOf([]sent{{from: frames[0].from, data: whole[frames[0].from]}})
			if diff := cmp.Diff(text(one, width, readOne), text(b, width, read)); diff != "" {
				t.Fatalf("in one frame -, in many +:\n%s", diff)
			}
		}
		for _, from := range []fsm.Role{fsm.Client, fsm.Server} {
			if got := textOf(b, from, read); simple(whole[from]) && got != whole[from] {
				t.Fatalf("the %s sent %q, shown is %q", from, whole[from], got)
			}
		}
	})
}

// textOf is all that is shown of one end.
func textOf(b *streamBlocks, from fsm.Role, read streamReader) string {
	var out strings.Builder
	for i := range b.blocks {
		if b.pieces[b.blocks[i].first].From != from {
			continue
		}
		for _, l := range b.layout(i, 1000, read) {
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
