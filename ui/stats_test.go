package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/testdata/samples"
)

// statStage is a stage with the statistics open, and everything counted.
func statStage(t testing.TB, data []byte, w, h int) (*stage, *statsPane) {
	t.Helper()
	st := newStage(t, data, w, h, darkTheme())
	st.press("i")
	p := st.shell.panes[viewStats].(*statsPane)
	st.until(p.counted)
	return st, p
}

// counted reports whether the page that is shown says all there is.
func (p *statsPane) counted() bool {
	if p.page == statConn {
		return p.conn.run == nil && !p.conn.wants(p.m)
	}
	return p.job().run == nil && p.job().counter != nil && !p.job().wants(p.m) && p.tab().run == nil
}

// statPage goes to a page, of a layer where it has them.
func (st *stage) statPage(p *statsPane, page, layer int) []statLine {
	st.t.Helper()
	st.press(fmt.Sprint(page+1), "Tab")
	for p.pages[page].layered && p.layer != layer {
		st.press("b")
	}
	st.until(p.counted)
	if p.page != page {
		st.t.Fatalf("page %d is shown, want %d", p.page, page)
	}
	return p.tab().lines
}

// statTexts writes lines as "text text: numbers".
func statTexts(lines []statLine, numbers int) (all []string) {
	for _, l := range lines {
		all = append(all, strings.Repeat(" ", l.depth)+strings.TrimSpace(l.text[0]+" "+l.text[1])+": "+strings.Trim(fmt.Sprint(l.v[:numbers]), "[]"))
	}
	return all
}

// TestStatsAsTshark compares with what tshark 4.0.17 and capinfos print of the
// same captures: -z io,phs, plen,tree, endpoints and conv. tshark names data in a
// TCP segment that nothing takes apart a protocol of its own.
func TestStatsAsTshark(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		sample      string
		page, layer int
		numbers     int
		want        []string
	}{
		{"chat", statProtocols, 0, 4, []string{"frame: 50 10000 5460 10000", " eth: 50 10000 5460 10000", "  ip: 48 9600 5376 9846",
			"   tcp: 48 9600 5376 9846", "  arp: 2 400 84 154"}},
		{"chat", statEnds, statEthernet, 6, []string{"02:00:00:00:00:02: 50 5460 26 1853 24 3607", "02:00:00:00:00:01: 49 5418 24 3607 25 1811",
			"ff:ff:ff:ff:ff:ff: 1 42 0 0 1 42"}},
		{"chat", statEnds, statTCP, 6, []string{"10.0.0.1 8899: 48 5376 23 3565 25 1811", "10.0.0.2 50412: 37 2893 19 1399 18 1494",
			"10.0.0.2 50414: 11 2483 6 412 5 2071"}},
		{"chat", statEnds, statUDP, 6, nil},
		{"chat", statTalks, statIPv4, 6, []string{"10.0.0.2 10.0.0.1: 48 5376 25 1811 23 3565"}},
		{"chat", statTalks, statTCP, 6, []string{"10.0.0.2:50412 10.0.0.1:8899: 37 2893 19 1399 18 1494",
			"10.0.0.2:50414 10.0.0.1:8899: 11 2483 6 412 5 2071"}},
		{"chat", statLengths, 0, 5, []string{"all: 50 10000 10920 42 1514", "0 to 19: 0 0 0 0 0", "20 to 39: 0 0 0 0 0",
			"40 to 79: 33 6600 6597 42 74", "80 to 159: 15 3000 9667 80 135", "160 to 319: 1 200 31900 319 319", "320 to 639: 0 0 0 0 0",
			"640 to 1279: 0 0 0 0 0", "1280 to 2559: 1 200 151400 1514 1514", "2560 to 5119: 0 0 0 0 0", "5120 and more: 0 0 0 0 0"}},
		{"ipv6", statProtocols, 0, 3, []string{"frame: 19 10000 1694", " eth: 19 10000 1694", "  ipv6: 19 10000 1694",
			"   tcp: 11 5789 986", "   icmpv6: 8 4211 708"}},
		{"ipv6", statEnds, statIPv6, 6, []string{"fd00::2: 14 1244 8 708 6 536", "fd00::1: 12 1072 6 536 6 536", "ff02::16: 5 450 0 0 5 450",
			"fe80::ff:fe00:1: 4 360 4 360 0 0", "ff02::1:ff00:1: 2 172 0 0 2 172", "fe80::ff:fe00:2: 1 90 1 90 0 0"}},
		{"ipv6", statTalks, statIPv6, 6, []string{"fd00::1 fd00::2: 12 1072 6 536 6 536", "fe80::ff:fe00:1 ff02::16: 4 360 4 360 0 0",
			"fd00::2 ff02::1:ff00:1: 2 172 2 172 0 0", "fe80::ff:fe00:2 ff02::16: 1 90 1 90 0 0"}},
	} {
		sample, err := samples.Get(tt.sample)
		if err != nil {
			t.Fatal(err)
		}
		st, p := statStage(t, sample.Data, 160, 48)
		if got := statTexts(st.statPage(p, tt.page, tt.layer), tt.numbers); !slices.Equal(got, tt.want) {
			t.Errorf("%s, %s, %s:\n%s\nwant\n%s", tt.sample, p.pages[tt.page].name, statLayerNames[tt.layer],
				strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
	}
}

// TestCaptureProperties compares with capinfos.
func TestCaptureProperties(t *testing.T) {
	t.Parallel()
	_, p := statStage(t, samples.Chat(), 160, 48)
	got := make(map[string]string)
	for _, l := range p.tab().lines {
		if _, twice := got[l.text[0]]; !twice || l.text[1] != "" {
			got[l.text[0]] = l.text[1]
		}
	}
	for name, want := range map[string]string{
		"Size": "7,292 bytes", "Format": "pcapng", "Bytes on the wire": "5,460", "Average size": "109.20 bytes",
		"Duration": "3.098491642 s", "Strict time order": "yes", "Packet size limit": "262,144 bytes", "Time precision": "nanoseconds",
		"First packet": "2026-11-23 12:51:26.186896072 UTC", "Last packet": "2026-11-23 12:51:29.285387714 UTC",
		"Average rate":  "1,762 bytes/s, 14,097 bit/s, 16.14 packets/s",
		"Encapsulation": "Ethernet II (link type 1)", "Packets": "50 with 5,460 bytes",
		"Application": "Editcap (Wireshark) 4.0.17 (Git v4.0.17 packaged as 4.0.17-0+deb12u3)",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
}

// TestServices compares the services with the connections' summaries.
func TestServices(t *testing.T) {
	t.Parallel()
	st, p := statStage(t, manyConns(t, 80, 1600), 160, 48)
	snap, r := st.shell.m.snap, st.shell.m.live.NewReader()
	lines := st.statPage(p, statServices, 0)
	conns := int64(0)
	for _, l := range lines {
		var want [11]int64
		var rtts []int64
		var bytes, again uint64
		for id := range flows.ConnID(snap.Conns()) {
			if c := snap.Conn(id); fmt.Sprint(c.Sides[1].Port) == l.text[0] {
				sum := r.Summary(snap, id)
				want[0]++
				want[map[flows.EndKind]int{flows.EndFIN: 1, flows.EndHalfClosed: 1, flows.EndRefused: 2, flows.EndReset: 3,
					flows.EndNoAnswer: 4, flows.EndTimeout: 5, flows.EndOpen: 6, flows.EndSilence: 6}[sum.End.Kind]]++
				bytes += sum.Sides[0].Bytes + sum.Sides[1].Bytes
				want[8] += int64(sum.Sides[0].Resent + sum.Sides[1].Resent)
				again += sum.Sides[0].ResentBytes + sum.Sides[1].ResentBytes
				rtts = append(rtts, sum.InitialRTT)
			}
		}
		slices.Sort(rtts)
		want[7], want[9], want[10] = int64(bytes), rtts[(len(rtts)-1)/2], hundredths(again, bytes)
		if l.v != want {
			t.Errorf("port %s: %v, want %v", l.text[0], l.v, want)
		}
		conns += l.v[0]
	}
	if conns != int64(snap.Conns()) {
		t.Errorf("the services have %d of %d connections", conns, snap.Conns())
	}
}

// TestHandshakePage: the distribution counts every handshake, and the slowest come
// in order; Enter goes to one.
func TestHandshakePage(t *testing.T) {
	t.Parallel()
	st, p := statStage(t, manyConns(t, 80, 1600), 160, 48)
	lines := st.statPage(p, statHandshakes, 0)
	st.wants("80 handshakes of 80 connections", "median", "Distribution of both", "The slowest")
	counted, before, first := 0, int64(1)<<62, -1
	for i, l := range lines {
		switch {
		case l.about && first < 0:
			first = i
			fallthrough
		case l.about:
			if l.v[2] > before || l.v[2] != l.v[0]+l.v[1] {
				t.Errorf("line %d: %v after %d", i, l.v, before)
			}
			before = l.v[2]
		case l.depth == 1 && l.v[0] == -1:
			n := 0
			fmt.Sscan(l.text[1], &n)
			counted += n
		}
	}
	if counted != 80 || first < 0 {
		t.Fatalf("the distribution has %d handshakes, the slowest begin at line %d", counted, first)
	}
	want := lines[first].conn
	st.press(append(strings.Split(fmt.Sprint(first+1), ""), "G", "Enter")...)
	if m := st.shell.m; st.shell.view.focus != panePackets || m.conn != want {
		t.Errorf("Enter went to connection %d in pane %d, want %d", m.conn, st.shell.view.focus, want)
	}
	if got := percentile([]int64{5, 1, 3, 2, 4}, 50); got != 3 {
		t.Errorf("the median is %d", got)
	}
}

// TestStatsFollowTheFilter: the numbers are those of displayed packets, until all
// are asked for; Enter adds to the filter.
func TestStatsFollowTheFilter(t *testing.T) {
	t.Parallel()
	st, p := statStage(t, samples.Chat(), 160, 48)
	st.shell.applyText("tcp.stream == 1")
	st.until(func() bool { return st.shell.m.filt.run == nil && p.counted() })
	st.wants("of displayed packets")
	for _, page := range []struct{ page, layer int }{{statProtocols, 0}, {statEnds, statTCP}, {statEnds, statIPv4}, {statTalks, statTCP}, {statLengths, 0}} {
		if lines := st.statPage(p, page.page, page.layer); len(lines) == 0 || lines[0].v[0] != 11 {
			t.Errorf("page %d: %v", page.page, statTexts(lines, 4))
		}
	}
	st.press("u")
	st.until(p.counted)
	st.wants("of all packets")
	if lines := p.tab().lines; lines[0].v[0] != 50 {
		t.Errorf("of all packets: %v", statTexts(lines, 4))
	}
	st.press("u")
	lines := st.statPage(p, statTalks, statTCP)
	st.press("Enter")
	if got := st.shell.m.filterText(); len(lines) != 1 || got != "(tcp.stream == 1) && (tcp.stream == 1)" {
		t.Errorf("the display filter is %s", got)
	}
	st.until(func() bool { return st.shell.m.filt.run == nil })
	if st.press("Esc"); st.shell.view.focus != viewStats || p.page != statTalks {
		t.Errorf("Esc came back to pane %d, page %d", st.shell.view.focus, p.page)
	}
}

// TestStatFilters: what a line counts is what its filter keeps.
func TestStatFilters(t *testing.T) {
	t.Parallel()
	names := filter.NewCatalog(flows.Fields())
	for _, file := range []string{"chat", "ipv6", "abort"} {
		sample, err := samples.Get(file)
		if err != nil {
			t.Fatal(err)
		}
		st, p := statStage(t, sample.Data, 80, 24)
		m := st.shell.m
		for page := statProtocols; page < statPages; page++ {
			for layer := range statLayers {
				if layer > 0 && !p.pages[page].layered {
					break
				}
				for i, l := range st.statPage(p, page, layer) {
					if l.filter == nil || l.filter() == "" || page == statServices || l.about {
						continue
					}
					f, err := filter.Compile(l.filter(), names)
					if err != nil {
						t.Fatalf("%s: %v", l.filter(), err)
					}
					rows := f.Scanner(m.live.NewReader()).Rows(m.snap, 0, uint32(m.snap.Rows()), nil)
					if len(rows) != int(l.v[0]) {
						t.Errorf("%s, %s, line %d: %s keeps %d packets of %d", file, p.pages[page].name, i, l.filter(), len(rows), l.v[0])
					}
				}
				if c, ok := p.Cell(m); ok != (len(p.tab().lines) > 0) || ok && c.text == "" {
					t.Errorf("%s: the cell is %+v, %v", p.pages[page].name, c, ok)
				}
				if line := p.Line(m); len(p.tab().lines) > 0 && strings.Count(line, "\t") != len(p.pages[page].cols)-1 {
					t.Errorf("%s: the line is %q", p.pages[page].name, line)
				}
			}
		}
	}
}

// TestStatsByWorkers counts more than is counted at once: it says how far it is,
// Esc stops it, and it comes to the same as counting at once does.
func TestStatsByWorkers(t *testing.T) {
	t.Parallel()
	data := manyConns(t, 400, 3*soloStats)
	st, p := statStage(t, data, 160, 48)
	lines := st.statPage(p, statServices, 0)
	counter := &rowCounter{reader: st.shell.m.live.NewReader()}
	kept := flows.Kept{All: true}
	if err := counter.count(st.shell.life, st.shell.m.snap, &kept, func(float64) {}); err != nil {
		t.Fatal(err)
	}
	if want := serviceLines(st.shell.m.snap, &counter.RowStats); !slices.Equal(statTexts(lines, 11), statTexts(want, 11)) {
		t.Errorf("counted by a worker:\n%v\nat once:\n%v", statTexts(lines, 11), statTexts(want, 11))
	}

	st = newStage(t, data, 160, 48, darkTheme())
	p = st.shell.panes[viewStats].(*statsPane)
	atEnd(t, st.shell.stopWork)
	st.press("i", "Esc")
	if st.shell.view.focus != viewStats || !p.job().stopped {
		t.Fatalf("Esc went to pane %d, stopped %v", st.shell.view.focus, p.job().stopped)
	}
	st.wants("stopped at", "counting has been stopped")
	if st.press("Esc"); st.shell.view.focus != panePackets {
		t.Errorf("the second Esc went to pane %d", st.shell.view.focus)
	}
}

// TestStatsSorting: < and > and R sort, and the cursor is at the top then.
func TestStatsSorting(t *testing.T) {
	t.Parallel()
	st, p := statStage(t, manyConns(t, 80, 1600), 160, 48)
	st.statPage(p, statServices, 0)
	for col := 2; col < len(p.pages[statServices].cols); col++ {
		st.press("Down", ">")
		for turn := range 2 {
			lines, key := p.tab().lines, p.pages[statServices].cols[col].key
			if !slices.IsSortedFunc(lines, func(a, b statLine) int { return key(&a).order(key(&b), turn == 0) }) || p.tab().t.at != 0 {
				t.Errorf("column %d, turn %d: %v", col, turn, statTexts(lines, 11))
			}
			st.press("R")
		}
	}
	for range len(p.pages[statServices].cols) - 1 {
		st.press("<")
	}
	ports := p.tab().lines
	if !slices.IsSortedFunc(ports, func(a, b statLine) int { return len(a.text[0]) - len(b.text[0]) }) || p.tab().t.sort != 0 {
		t.Errorf("by port: %v", statTexts(ports, 1))
	}
	st.statPage(p, statLengths, 0)
	st.press(">")
	st.wants("this page has an order of its own")
}

// TestStatsSortedByWorkers sorts more lines than are sorted at once: they come in the
// same order, and the cursor stays on its line.
func TestStatsSortedByWorkers(t *testing.T) {
	t.Parallel()
	st, p := statStage(t, manyConns(t, soloLines, 10*soloLines), 160, 48)
	st.statPage(p, statEnds, statTCP)
	given := p.tab().given
	if len(given) <= soloLines {
		t.Fatalf("%d endpoints are sorted at once", len(given))
	}
	for col := range p.pages[statEnds].cols {
		st.press("End", ">")
		for turn := range 2 {
			was := p.line().text
			st.until(p.counted)
			tab := p.tab()
			column := &p.pages[statEnds].cols[tab.t.sort]
			ordered := slices.IsSortedFunc(tab.lines, func(a, b statLine) int {
				if column.key != nil {
					return column.key(&a).order(column.key(&b), tab.t.downward)
				}
				n := cmp.Or(cmp.Compare(len(a.text[0]), len(b.text[0]))*numeric(&a, &b), column.words(&a, &b))
				if tab.t.downward {
					n = -n
				}
				return n
			})
			if !ordered || len(tab.lines) != len(given) {
				t.Errorf("column %d, turn %d: not in order, %d lines", col, turn, len(tab.lines))
			}
			if turn == 1 && p.line().text != was {
				t.Errorf("column %d: the cursor went from %q to %q", col, was, p.line().text)
			}
			st.press("R", "3", "Down")
		}
	}
}

// TestGoldenStats compares the pages at all sizes.
func TestGoldenStats(t *testing.T) {
	t.Parallel()
	many := manyConns(t, 40, 900)
	for page := range statPages {
		for _, s := range screens {
			data, of := many, "many"
			if page == statCapture {
				data, of = samples.Chat(), "chat"
			}
			name := fmt.Sprintf("stats_%d_%s_%dx%d", page+1, of, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st, p := statStage(t, data, s.w, s.h)
				st.statPage(p, page, statTCP)
				st.compare(t, name)
			})
		}
	}
}

// TestSummaryPage: the page of the connection says what the library's summary does, of the
// selected packet's connection, at once or by a worker, and Enter goes to its packets.
func TestSummaryPage(t *testing.T) {
	t.Parallel()
	many := manyConns(t, 1, 2*soloStats)
	for name, data := range map[string][]byte{"zero_window": sampleData(t, "zero_window"), "loss_sender": sampleData(t, "loss_sender"), "mid_stream": sampleData(t, "mid_stream"), "many": many} {
		t.Run(name, func(t *testing.T) {
			st := newStage(t, data, 160, 48, darkTheme())
			m := st.shell.m
			st.command("summary")
			p := st.shell.panes[viewStats].(*statsPane)
			st.until(p.counted)
			sum := m.live.NewReader().Summary(m.snap, m.conn)
			if worker := m.snap.Conn(m.conn).Segments() > soloStats; worker != (name == "many") || p.conn.version == 0 {
				t.Fatalf("a worker summed up: %v", worker)
			}
			st.wants("Connection 0]", "Its end", sum.End.String(), m.snap.Conn(0).Sides[0].AddrPort().String())
			var shares int64
			for i, part := range partTexts {
				at := slices.IndexFunc(p.tab().lines, func(l statLine) bool { return l.text[0] == part })
				if at < 0 || !strings.HasPrefix(strings.TrimSpace(p.tab().lines[at].text[1]), lasting(sum.Budget[i])+" ") {
					t.Errorf("%q is not %s", part, lasting(sum.Budget[i]))
					continue
				}
				shares += p.tab().lines[at].v[0]
			}
			if shares < 9997 || shares > 10003 {
				t.Errorf("the shares are %d hundredths of a percent", shares)
			}
			st.press("Enter")
			st.settled()
			if m.filt == nil || m.filt.f.String() != "tcp.stream == 0" {
				t.Error("Enter does not list its packets")
			}
		})
	}
}

// TestSummaryOfNothing: a packet without a connection has no page, and another connection
// has another.
func TestSummaryOfNothing(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyConns(t, 2, 40), 120, 36, darkTheme())
	st.command("summary")
	p := st.shell.panes[viewStats].(*statsPane)
	st.until(p.counted)
	st.wants("Statistics 8 of 8: Connection 0", "Connection 0")
	st.press("Esc", "]")
	st.command("summary")
	st.until(p.counted)
	st.wants("Statistics 8 of 8: Connection 1", "Connection 1 ")

	st = sampleOn(t, "zero_window", 120, 36, darkTheme()) // which begins with ARP
	st.press("g")
	st.command("summary")
	st.until(st.shell.panes[viewStats].(*statsPane).counted)
	st.wants("The selected packet is of no connection.")
}
