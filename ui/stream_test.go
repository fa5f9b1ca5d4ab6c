package ui

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/internal/golden"
	"tcptui/keymap"
	"tcptui/report"
	"tcptui/testdata/samples"
)

// hostile is a connection whose stream has gaps, a clash, bytes that are no
// text, and what a terminal must not get.
func hostile() *wire {
	w := newWire()
	w.handshake()
	w.send(fsm.Client, decode.PSH|decode.ACK, "GET /\r\n", nil)
	w.send(fsm.Server, decode.PSH|decode.ACK, "\x1b]0;title\x07\x1b[31mred\u202e [red]tag[-] \xff\xfe 你\u0301好\t|\r\n", nil)
	w.skip(fsm.Server, 1448)
	w.send(fsm.Server, decode.PSH|decode.ACK, "after the gap 你好, and more than there is room for \xe4\xbd", nil)
	w.send(fsm.Client, decode.ACK, "", nil)
	w.send(fsm.Server, decode.PSH|decode.ACK, "\xa0 is one character\n", nil)
	w.again(fsm.Client, 7, "GOT !\r\n")
	w.snap = 52
	w.send(fsm.Client, decode.PSH|decode.ACK, "twelve bytes are here, the rest is not\n", nil)
	w.snap = 65535
	return w
}

// again sends bytes once more, from so many before the next one on.
func (w *wire) again(from fsm.Role, back int, data string) {
	next := w.next[from]
	w.next[from] -= uint32(back)
	w.send(from, decode.PSH|decode.ACK, data, nil)
	w.next[from] = next
}

// Each form, one end alone, and the margin of numbers.
func TestStreamScreens(t *testing.T) {
	t.Parallel()
	m := modelOf(t, hostile().buf, 4)
	looks := []struct {
		name string
		do   func(p *streamPane)
	}{
		{"client", func(p *streamPane) { p.side = clientEnd }},
		{"server", func(p *streamPane) { p.side = serverEnd }},
		{"numbers", func(p *streamPane) { p.marks = true }},
		{"lit", func(p *streamPane) {
			p.Lit(func(line string) (at [][2]int) {
				if i := strings.Index(line, "room for"); i >= 0 {
					at = append(at, [2]int{i, i + len("room for")})
				}
				return at
			})
		}},
	}
	for i := range streamForms {
		name := strings.ReplaceAll(strings.ToLower(streamForms[i].name), " ", "-")
		looks = append(looks, struct {
			name string
			do   func(p *streamPane)
		}{name, func(p *streamPane) { p.form = i }})
	}
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			var out strings.Builder
			for _, s := range append([]size{{118, 30}, {78, 22}}, paneSizes...) {
				p, _ := streamPaneOf(t, m)
				look.do(p)
				fmt.Fprintf(&out, "=== %dx%d %s\n%s", s.w, s.h, p.Name(), draw(t, m, p, s, true))
			}
			golden.Check(t, filepath.Join("testdata", "panes", "stream-form-"+look.name+".txt"), out.String())
		})
	}
}

// The forms are what -z follow prints of a stream without gaps.
func TestStreamFormsAsFollowed(t *testing.T) {
	t.Parallel()
	for _, sample := range []string{"chat.pcapng", "loss_sack.pcap", "ipv6.pcap", "half_close.pcap"} {
		m := openModel(t, sample, 0)
		m.selectRow(m.snap.Conn(0).First)
		p, _ := streamPaneOf(t, m)
		for _, f := range []struct {
			form int
			mode string
		}{{formHex, "hex"}, {formRaw, "raw"}, {formArray, "c-arrays"}, {formYAML, "yaml"}} {
			if got, want := written(t, p, m, f.form), followed(t, m, f.mode); got != want {
				t.Errorf("%s as %s:\n%s", sample, f.mode, cmp.Diff(want, got))
			}
		}
		for _, f := range []struct {
			form int
			mode string
		}{{formUTF8, "utf-8"}, {formASCII, "ascii"}} {
			var got, want strings.Builder
			for row := range strings.SplitSeq(written(t, p, m, f.form), "\n") {
				got.WriteString(strings.TrimPrefix(strings.TrimPrefix(row, "▸ "), "◂ "))
			}
			for rest := followed(t, m, f.mode); rest != ""; {
				head, body, _ := strings.Cut(strings.TrimPrefix(rest, "\t"), "\n")
				n, err := strconv.Atoi(head)
				if err != nil {
					t.Fatal(err)
				}
				want.WriteString(strings.NewReplacer("\r", "", "\n", "").Replace(body[:n]))
				rest = body[n+1:]
			}
			if got.String() != want.String() {
				t.Errorf("%s as %s:\n%s", sample, f.mode, cmp.Diff(want.String(), got.String()))
			}
		}
	}
}

// written is the stream in a form as it is saved.
func written(t *testing.T, p *streamPane, m *model, form int) string {
	t.Helper()
	p.setForm(form)
	path := filepath.Join(t.TempDir(), "text")
	scope := p.textScope(m)
	if _, err := scope.write(t.Context(), path, false, func() {}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := string(text)
	if streamForms[form].quote[0] == "" && streamForms[form].chunk != nil {
		out = strings.ReplaceAll(strings.ReplaceAll("\n"+out, "\n▸ ", "\n"), "\n◂ ", "\n")[1:]
	}
	return out
}

// followed is what -z follow prints of the selected connection, without the
// lines around it and the tabs before the second end's.
func followed(t *testing.T, m *model, mode string) string {
	t.Helper()
	tap, err := report.ParseTap(fmt.Sprintf("follow,tcp,%s,%d", mode, m.conn), report.Clock{}, filter.NewCatalog(flows.Fields()))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := tap.Print(&out, m.live, report.Options{}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if mode != "yaml" {
		_, text, _ = strings.Cut(text, "Node 1: ")
		_, text, _ = strings.Cut(text, "\n")
		text = strings.TrimSuffix(text, strings.Repeat("=", 67)+"\n")
	}
	if mode == "hex" || mode == "raw" {
		text = strings.ReplaceAll("\n"+text, "\n\t", "\n")[1:]
	}
	return text
}

// A retransmission with other content is told with its place, and what is shown.
func TestStreamClash(t *testing.T) {
	t.Parallel()
	w := newWire()
	w.handshake()
	w.send(fsm.Client, decode.PSH|decode.ACK, "abcdefgh", nil)
	w.send(fsm.Client, decode.PSH|decode.ACK, "ijklmnop\n", nil)
	w.again(fsm.Client, 17, "abcdefgh") // the same
	w.again(fsm.Client, 12, "fgHIJk")   // across two segments
	w.again(fsm.Client, 3, "p")         // in a segment's middle: one byte
	w.send(fsm.Server, decode.PSH|decode.ACK, "ok\n", nil)
	m := modelOf(t, w.buf, 4)
	p, _ := streamPaneOf(t, m)
	want := []string{
		"▸abcdefghijklmnop↵",
		"▸⋯ byte 7 differs in frame 7; shown is what frame 4 brought: it could be delivered first ⋯",
		"▸⋯ bytes 8-9 differ in frame 7; shown is what frame 5 brought: it could be delivered first ⋯",
		"▸⋯ byte 14 differs in frame 8; shown is what frame 5 brought: it could be delivered first ⋯",
		"◂ok↵",
	}
	if diff := cmp.Diff(want, text(&p.fed.streamBlocks, 200, &p.src)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if !strings.Contains(p.Name(), "3 overlaps differ") {
		t.Errorf("the title does not tell of the clashes: %s", p.Name())
	}
	marked := ""
	for _, s := range p.fed.layout(0, &streamForms[formUTF8], 200, &p.src)[0].spans {
		if s.kind == kindClash {
			marked += s.text
		}
	}
	if marked != "hijo" {
		t.Errorf("%q is marked, want the bytes that differ: %q", marked, "hijo")
	}
}

// End goes to the end while the stream is being put together, and stays there
// until the cursor is moved.
func TestStreamEnd(t *testing.T) {
	t.Parallel()
	m := modelOf(t, bulk(60000), 4)
	d := newStreamDesk(t, m)
	p := newStreamPane(d)
	draw(t, m, p, size{80, 24}, true)
	p.fed.whole = false // as where the machine was so fast that all was there at once
	p.Act(m, keymap.End)
	d.settled(p)
	if out := draw(t, m, p, size{80, 24}, true); !strings.Contains(out, "segment 059999") {
		t.Errorf("the end is not on the screen:\n%s", out)
	}
	if p.Act(m, keymap.Up); p.tail {
		t.Error("the cursor stays at the end although it was moved")
	}
}

// TestStreamFind finds what was wrapped, what lies in another packet, bytes in
// the forms that have no text, and goes around the end.
func TestStreamFind(t *testing.T) {
	t.Parallel()
	w := newWire()
	w.handshake()
	for i := range 3000 {
		from := fsm.Role(i / 300 % 2)
		w.send(from, decode.PSH|decode.ACK, fmt.Sprintf("line %04d %s ", i, strings.Repeat("lorem ipsum ", 4)), nil)
		w.send(from, decode.PSH|decode.ACK, fmt.Sprintf("end of %04d\r\n", i), nil)
	}
	w.send(fsm.Server, decode.PSH|decode.ACK, "\x00\x01\x02HTTP/1.1 200 OK, a header that takes two rows\r\nnext", nil)
	m := modelOf(t, w.buf, 4)
	for _, tt := range []struct {
		name    string
		form    int
		side    streamEnd
		text    string
		back    bool
		row     int // frame that is found
		wrapped bool
	}{
		{"next line", formUTF8, bothEnds, "line 0001", false, 6, false},
		{"far", formUTF8, bothEnds, "line 2345", false, 4 + 2*2345, false},
		{"backwards, around the end", formUTF8, bothEnds, "line 2345", true, 4 + 2*2345, true},
		{"across two packets and a wrap", formUTF8, bothEnds, "ipsum  end of 1234", false, 5 + 2*1234, false},
		{"only the other end", formUTF8, serverEnd, "line 0700", false, 0, false},
		{"only this end", formUTF8, serverEnd, "line 0400", false, 4 + 2*400, false},
		{"ASCII", formASCII, bothEnds, "...HTTP", false, 6004, false},
		{"pictures", formUTF8, bothEnds, "␀␁␂HTTP", false, 6004, false},
		{"digits of a hex dump", formHex, bothEnds, "48 54 54 50 2f", false, 6004, false},
		{"text across rows of a hex dump", formHex, bothEnds, "header that takes two", false, 6004, false},
		{"text in raw", formRaw, bothEnds, "HTTP/1.1", true, 6004, true},
		{"packet of an array", formArray, bothEnds, "Packet 3000 ", false, 3000, false},
		{"nothing", formUTF8, bothEnds, "no such text", false, 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, d := streamPaneOf(t, m)
			draw(t, m, p, size{40, 12}, true)
			p.setForm(tt.form)
			p.setSide(tt.side)
			p.Act(m, keymap.Home)
			found, wrapped := d.find(p, tt.text, tt.back)
			if found != (tt.row > 0) || found && wrapped != tt.wrapped {
				t.Fatalf("found %v, wrapped %v", found, wrapped)
			}
			if !found {
				return
			}
			if got := int(p.fed.pieces[p.pieceAt(p.cursor)].Row) + 1; got != tt.row && (tt.name != "across two packets and a wrap" || got != tt.row-1) {
				t.Errorf("found in frame %d, want %d: %q", got, tt.row, p.Line(m))
			}
			if !p.shows(p.cursor) {
				t.Error("it is not in view")
			}
		})
	}
}

// find searches until there is an answer.
func (d *streamDesk) find(p *streamPane, text string, back bool) (found, wrapped bool) {
	match := func(line string) bool { return strings.Contains(line, text) }
	for found, wrapped = p.Find(d.m, match, back); !found && p.Busy(); found, wrapped = p.Find(d.m, match, back) {
		<-d.bell
	}
	return found, wrapped
}

// Every match is found once, forward and back.
func TestStreamFindAll(t *testing.T) {
	t.Parallel()
	m := openModel(t, "loss_sack.pcap", 20)
	for form := range streamForms {
		p, d := streamPaneOf(t, m)
		draw(t, m, p, size{50, 12}, true)
		p.setForm(form)
		p.Act(m, keymap.Home)
		var forth, back []spot
		for {
			found, wrapped := d.find(p, "0004", false)
			if !found || wrapped {
				break
			}
			forth = append(forth, p.cursor)
		}
		p.Act(m, keymap.End)
		for {
			found, wrapped := d.find(p, "0004", true)
			if !found || wrapped {
				break
			}
			back = append([]spot{p.cursor}, back...)
		}
		if form <= formHex && len(forth) < 50 {
			t.Errorf("%s: only %d matches", streamForms[form].name, len(forth))
		}
		if diff := cmp.Diff(fmt.Sprint(forth), fmt.Sprint(back)); diff != "" {
			t.Errorf("%s: forward -, back +:\n%s", streamForms[form].name, diff)
		}
	}
}

// TestStreamSave saves what each end sent, both, and the text, with the default
// names.
func TestStreamSave(t *testing.T) {
	t.Chdir(t.TempDir())
	st := newStage(t, hostile().buf, 200, 48, darkTheme())
	const server = "\x1b]0;title\x07\x1b[31mred\u202e [red]tag[-] \xff\xfe 你\u0301好\t|\r\nafter the gap 你好, and more than there is room for \xe4\xbd\xa0 is one character\n"
	for _, tt := range []struct{ keys, file, says, want string }{
		{"", "chat-stream-0-client.bin", "27 bytes that the capture lacks are left out, in one place", "GET /\r\ntwelve bytes"},
		{"Tab", "chat-stream-0-server.bin", "1,448 bytes that the capture lacks are left out, in one place", server},
		{"Tab Tab", "chat-stream-0.bin", "1,475 bytes that the capture lacks are left out, in 2 places", "GET /\r\n" + server + "twelve bytes"},
		{"Tab Tab Tab", "chat-stream-0.txt", "saved the text as shown, UTF-8", "▸ GET /\n▸ ⋯ 2 of the bytes 1-4 differ"},
	} {
		if st.shell.view.focus != paneStream {
			st.press("f")
		}
		st.press(append([]string{"Ctrl-S"}, strings.Fields(tt.keys)...)...)
		st.press("Enter")
		st.saved()
		st.wants("saved ", tt.says, tt.file)
		if got, err := os.ReadFile(tt.file); err != nil || !strings.HasPrefix(string(got), tt.want) || strings.HasSuffix(tt.file, "bin") && string(got) != tt.want {
			t.Errorf("%s holds %q, %v; want %q", tt.file, got, err, tt.want)
		}
	}
	st.press("Ctrl-S", "Enter")
	st.wants("chat-stream-0-client.bin exists: overwrite it?")
	st.press("n", "Esc", "d", "d", "Ctrl-S")
	st.wants("Save what the server sent as: chat-stream-0-server.bin")
	st.press("Tab", "Tab", "Tab", "Tab")
	st.wants("Save all 10 packets as: chat-all.pcapng")
}

// TestStreamSaveIsCancelled: what is left of a saving that ends early is nothing.
func TestStreamSaveIsCancelled(t *testing.T) {
	t.Parallel()
	m := modelOf(t, bulk(2000), 4)
	p, _ := streamPaneOf(t, m)
	dir := t.TempDir()
	for i, scope := range p.Saves(m) {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		_, err := scope.write(ctx, filepath.Join(dir, "x"), false, func() {
			if n++; n == 3 {
				cancel()
			}
		})
		if left, _ := os.ReadDir(dir); err == nil || len(left) > 0 {
			t.Errorf("%d: error %v, files that were left: %v", i, err, left)
		}
	}
}

// Enter goes to the packet, in the list, and Esc comes back to the stream; how it
// is shown stays, and for another connection too.
func TestStreamEnterAndBack(t *testing.T) {
	t.Parallel()
	st := newStage(t, samples.Chat(), 160, 48, darkTheme())
	p := st.shell.panes[paneStream].(*streamPane)
	st.press("f", "v", "v", "d", "#")
	st.wants("Stream 0 of 2 · hex dump · client only", "▸  8  +173 ms 00000000  e4 bd a0")
	st.press("Down", "Down", "Enter")
	if st.shell.view.focus != panePackets || st.shell.view.zoom || st.shell.m.sel != 11 {
		t.Errorf("Enter leads to pane %d, frame %d; want the packet list at frame 12", st.shell.view.focus, st.shell.m.sel+1)
	}
	st.press("Esc")
	if st.shell.view.focus != paneStream || !st.shell.view.zoom {
		t.Error("Esc does not come back to the stream")
	}
	st.press("]")
	st.wants("Stream 1 of 2 · hex dump · client only")
	st.press("V", "c")
	st.wants("Stream 1 of 2 · C array · client only")
	if !p.marks {
		t.Error("the margin went away")
	}
}

// TestStreamCell: what the cursor is on, for copying and filtering.
func TestStreamCell(t *testing.T) {
	t.Parallel()
	m := modelOf(t, hostile().buf, 5)
	p, _ := streamPaneOf(t, m)
	draw(t, m, p, size{30, 40}, true)
	for _, tt := range []struct {
		form       int
		text, line string
	}{
		{formUTF8, "\x1b]0;title\x07\x1b[31mred\u202e [red]tag[-] \xff\xfe 你\u0301好\t|\r\n", "␛]0;title␇␛[31mred\\u{202e} [red]tag[-] \\xff\\xfe 你\u0301好␉"},
		{formRaw, "1b5d303b7469746c65", "1b5d303b7469746c65"},
		{formHex, "00000000  1b 5d 30 3b 74 69 74 6c  65 07 1b 5b 33 31 6d 72  .]0;titl e..[31mr\n00000010 ", "00000000  1b 5d 30 3b  .]0;"},
		{formArray, "unsigned char peer1_0[] = { /* Packet 5 */\n0x1b, 0x5d,", "unsigned char peer1_0[] = { /* Packet 5 */"},
	} {
		p.setForm(tt.form)
		c, ok := p.Cell(m)
		if !ok || !strings.HasPrefix(c.text, tt.text) || c.filter != "frame.number == 5" {
			t.Errorf("%s: cell %+v, %v; want text %q", streamForms[tt.form].name, c, ok, tt.text)
		}
		if got := p.Line(m); !strings.HasPrefix(got, tt.line) {
			t.Errorf("%s: line %q, want %q", streamForms[tt.form].name, got, tt.line)
		}
	}
}
