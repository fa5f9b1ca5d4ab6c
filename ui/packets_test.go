package ui

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/testdata/samples"
)

// manyPackets is a pcap of n data segments of conns connections, in turn.
func manyPackets(n, conns int) []byte {
	var b bytes.Buffer
	le := binary.LittleEndian
	head := make([]byte, 24)
	le.PutUint32(head, 0xa1b2c3d4)
	le.PutUint16(head[4:], 2)
	le.PutUint16(head[6:], 4)
	le.PutUint32(head[16:], 65535)
	le.PutUint32(head[20:], 101) // raw IP
	b.Write(head)
	const size, data = 40, 100
	rec := make([]byte, 16+size)
	le.PutUint32(rec[8:], size)
	le.PutUint32(rec[12:], size+data)
	ip := rec[16:]
	ip[0], ip[8], ip[9] = 0x45, 64, 6
	be := binary.BigEndian
	be.PutUint16(ip[2:], size+data)
	copy(ip[12:], []byte{10, 0, 0, 1, 10, 0, 0, 2})
	be.PutUint16(ip[22:], 80)
	ip[32], ip[33] = 0x50, 0x18
	be.PutUint16(ip[34:], 512)
	for i := range n {
		le.PutUint32(rec, uint32(1_700_000_000+i/1_000_000))
		le.PutUint32(rec[4:], uint32(i%1_000_000))
		be.PutUint16(ip[20:], uint16(10_000+i%conns))
		be.PutUint32(ip[24:], uint32(i/conns*data))
		b.Write(rec)
	}
	return b.Bytes()
}

// planOf plans the default columns and returns their widths by kind.
func planOf(want [numDefault]int, width int) []int {
	var wishes []wish
	for kind, w := range want {
		wishes = append(wishes, wish{kind: kind, want: w})
	}
	return planColumns(wishes, width, nil)
}

func TestPlanColumns(t *testing.T) {
	t.Parallel()
	want := [numDefault]int{colNo: 3, colTime: 8, colSource: 21, colDest: 21, colProto: 8, colFlags: 7, colSeq: 5, colAck: 5, colWindow: 5, colLen: 5, colInfo: 40}
	for width := 0; width < 200; width++ {
		got := planOf(want, width)
		used := 0
		for c, w := range got {
			if w < 0 {
				t.Fatalf("width %d: column %d is %d wide", width, c, w)
			}
			if w > 0 {
				used += w + 1
			}
			if c != colInfo && w > want[c] {
				t.Errorf("width %d: column %d is %d wide, more than it wants", width, c, w)
			}
		}
		if used-1 > width {
			t.Fatalf("width %d: the columns take %d", width, used-1)
		}
		if width >= 3 && got[colNo] == 0 {
			t.Errorf("width %d: no packet numbers", width)
		}
	}
	if got := planOf(want, 160); got[colProto] == 0 || got[colInfo] < infoLeast {
		t.Errorf("160 cells have no room for %v", got)
	}
	want[colFlags] = 5 // letters
	if got := planOf(want, 30); got[colFlags] == 0 || got[colSource] == 0 {
		t.Errorf("30 cells: %v, want flags and source", got)
	}
}

func TestShortEnd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in    string
		width int
		want  string
	}{
		{"[2001:db8::aaaa:bbbb:1234]:443", 20, "[2001:db…b:1234]:443"},
		{"192.168.100.200:50412", 15, "192.….200:50412"},
		{"10.0.0.1:65535", 8, "1…:65535"},
		{"10.0.0.1:65535", 7, "10.0.0…"},
		{"10.0.0.1:65535", 0, ""},
	}
	for _, tt := range tests {
		if got := shortEnd(tt.in, tt.width); got != tt.want && textWidth(got) > tt.width {
			t.Errorf("shortEnd(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

func TestThumb(t *testing.T) {
	t.Parallel()
	tests := []struct{ top, page, n, from, size int }{
		{0, 10, 5, 0, 10}, {0, 10, 10, 0, 10}, {0, 10, 20, 0, 5}, {10, 10, 20, 5, 5}, {1, 10, 1000, 1, 1},
		{990, 10, 1000, 9, 1}, {0, 0, 100, 0, 0}, {5, 1, 10, 0, 1}, {2_147_483_000, 50, 2_147_483_050, 49, 1},
	}
	for _, tt := range tests {
		if from, size := thumb(tt.top, tt.page, tt.n); from != tt.from || size != tt.size {
			t.Errorf("thumb(%d, %d, %d) = %d, %d; want %d, %d", tt.top, tt.page, tt.n, from, size, tt.from, tt.size)
		}
	}
}

func TestListMoves(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(1000, 3), 100, 30, darkTheme())
	page := st.shell.panes[panePackets].(*packetsPane).page
	tests := []struct {
		keys string
		want int // number of the selected packet
	}{
		{"Down", 2}, {"Up Up Up", 1}, {"G", 1000}, {"Down", 1000}, {"g", 1}, {"PgDn", page}, {"PgUp", 1}, {"Ctrl-D", 1 + (page-1)/2},
		{"3 7 G", 37}, {"5 j", 42}, {"2 k", 40}, {"1 2 g g", 12}, {"g", 1}, {"9 9 9 9 G", 1}, {"5 0 0 0 j", 1000}, {"7 Enter", 7},
		{"}", 10}, {"{ {", 4}, {"]", 2}, {"]", 3}, {"]", 3}, {"[ [ [", 1}, {": 5 5 5 Enter", 555}, {": 0 Enter Esc", 555},
		{": a Enter Esc", 555}, {": 1 2 Backspace Enter", 1}, {": Enter", 1}, {": 9 Esc", 1}, {": 9 Ctrl-U 8 Enter", 8},
	}
	for _, tt := range tests {
		st.press(strings.Fields(tt.keys)...)
		if got := int(st.shell.m.sel) + 1; got != tt.want {
			t.Errorf("after %s packet %d is selected, want %d", tt.keys, got, tt.want)
		}
		if !strings.Contains(st.text(), fmt.Sprintf("▸ %4d ", tt.want)) {
			t.Errorf("after %s packet %d is not marked on the screen:\n%s", tt.keys, tt.want, st.text())
		}
	}
}

func TestOnlyOneConnection(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(30, 3), 100, 30, darkTheme())
	st.press("5", "G", "o")
	st.wants("Packets 2 of 10 of connection 1", "/ tcp.stream == 1   10 of ")
	st.press("Down")
	if got := st.shell.m.sel; got != 7 {
		t.Errorf("row %d is selected, want 7: the next of the connection", got)
	}
	st.press("3", "G")
	st.wants("packet 3 is not of connection 1")
	st.press("]")
	st.wants("Packets 1 of 10 of connection 2")
	st.press("o")
	st.wants("Packets 3 of 30")
	st.press("o", "Esc")
	st.wants("Packets 3 of 30")
}

func TestFramesWithoutTCP(t *testing.T) {
	t.Parallel()
	st := newStage(t, samples.Chat(), 100, 30, darkTheme())
	st.press("g")
	st.wants("Packets 1 of 50", "Address Resolution")
	st.press("}")
	st.wants("this packet belongs to no TCP connection")
	st.press("o")
	st.wants("this packet belongs to no TCP connection; ] goes to one")
	st.press("]")
	if st.shell.m.sel != 2 {
		t.Errorf("row %d is selected, want the first of the first connection", st.shell.m.sel)
	}
}

func TestTimeFormatsAndNumbers(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(5, 1), 100, 30, darkTheme())
	st.press("2", "G", "t")
	st.wants("times: seconds since the packet above")
	st.press("t")
	st.wants("times: seconds since the packet captured before")
	st.press("t")
	st.wants("22:13:20.000001 ", "times: local time of day")
	st.press("t")
	st.wants("22:13:20.000001Z", "times: time of day in UTC")
	st.press("t")
	st.wants("2023-11-14 22:13:20.000001", "times: local date and time")
	st.press("t")
	st.wants("1700000000.000001")
	st.press("3", "G", "r")
	st.wants("sequence numbers as they were sent", " 200 ")
	st.press("r")
	st.wants(" 201 ")
}

func TestMouseInTheList(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(1000, 3), 100, 30, darkTheme())
	list := st.shell.panes[panePackets].(*packetsPane)
	x, y, w, h := list.GetRect()
	mouse := func(action tview.MouseAction, x, y int) {
		t.Helper()
		st.shell.MouseHandler()(action, tcell.NewEventMouse(x, y, tcell.Button1, 0), func(tview.Primitive) {})
		st.draw()
	}
	mouse(tview.MouseLeftDown, x+5, y+4)
	if st.shell.m.sel != 3 {
		t.Errorf("row %d is selected after a click on row 3", st.shell.m.sel)
	}
	mouse(tview.MouseLeftUp, x+5, y+4)
	mouse(tview.MouseScrollDown, x+5, y+4)
	if list.top != wheelLines || st.shell.m.sel != 3 {
		t.Errorf("the wheel scrolled to row %d and selected %d, want %d and 3", list.top, st.shell.m.sel, wheelLines)
	}
	mouse(tview.MouseLeftDown, x+w-1, y+h-1)
	if list.top != 1000-list.page {
		t.Errorf("the end of the scroll bar scrolled to row %d, want %d", list.top, 1000-list.page)
	}
	mouse(tview.MouseMove, 0, y+1) // the button is still down: it drags
	if list.top != 0 {
		t.Errorf("dragged to its beginning, the scroll bar scrolled to row %d", list.top)
	}
	mouse(tview.MouseLeftUp, 0, y+1)
	mouse(tview.MouseLeftDown, 30, 20)
	if st.shell.view.focus == panePackets {
		t.Error("a click on another pane did not give it the focus")
	}
	mouse(tview.MouseLeftClick, 30, 20)
	mouse(tview.MouseLeftDoubleClick, 30, 20)
	if !st.shell.view.zoom {
		t.Error("a double click did not zoom")
	}
}

func TestRedrawAllocatesLittle(t *testing.T) {
	st := newStage(t, manyPackets(20_000, 50), 200, 50, darkTheme())
	list := st.shell.panes[panePackets].(*packetsPane)
	list.SetRect(0, 0, 200, 50)
	n := testing.AllocsPerRun(50, func() {
		st.shell.m.selectPlace(st.shell.m.place() + 1)
		list.Refresh(st.shell.m)
		list.Draw(st.screen)
	})
	if n > 20 {
		t.Errorf("a redraw of the list allocates %v times, want 20 at most", n)
	}
}

func BenchmarkRedraw(b *testing.B) {
	for _, rows := range []int{100, 1_000_000} {
		b.Run(fmt.Sprint(rows, " rows"), func(b *testing.B) {
			screen := canvas(b, 200, 50)
			st := newShell(Config{Live: read(b, manyPackets(rows, 50))}, darkTheme())
			b.Cleanup(st.stopWork)
			m, list := st.m, st.panes[panePackets].(*packetsPane)
			list.SetRect(0, 0, 200, 50)
			at := 0
			b.ReportAllocs()
			for b.Loop() {
				at = (at + 7919) % m.len()
				m.sel = uint32(at) // without the other panes' work for a connection
				list.Refresh(m)
				screen.Clear()
				list.Draw(screen)
			}
		})
	}
}
