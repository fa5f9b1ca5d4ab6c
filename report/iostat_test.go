package report

import (
	"strings"
	"testing"

	"tcptui/internal/golden"
)

// TestIOStat: what tshark 4.0 prints of the samples; the golden files hold it.
func TestIOStat(t *testing.T) {
	for name, arg := range map[string]string{
		"chat.io":       "io,stat,1,tcp,udp",
		"chat.io.whole": "io,stat,0",
		"chat.io.calc":  "io,stat,0.25,COUNT(tcp.len)tcp.len,SUM(tcp.len)tcp.len>1,MIN(tcp.len)tcp.len,MAX(tcp.time_delta)tcp.time_delta,AVG(tcp.len)tcp.len && tcp.srcport==8899,FRAMES(),BYTES()tcp",
		"chat.io.load":  "io,stat,0.01,LOAD(frame.time_delta)frame.time_delta",
		"chat.io.wrap":  "io,stat,1,,tcp.len > 0 and tcp.flags.push == 1 and ip.addr == 10.0.0.1 and not tcp.analysis.retransmission and frame.len > 100,COUNT(ip.addr)ip.addr",
	} {
		golden.Check(t, "testdata/"+name, string(tap(t, sample(t, "chat"), arg, Options{})))
	}
	golden.Check(t, "testdata/chat.endpoints", string(tap(t, sample(t, "chat"), "endpoints,tcp", Options{})))
}

// TestIOStatDates: rows that are told by date stand in their column.
func TestIOStatDates(t *testing.T) {
	for _, name := range []string{"a", "ad", "adoy", "u", "ud", "udoy"} {
		c, err := ParseClock(name)
		if err != nil {
			t.Fatal(err)
		}
		x, err := ParseTap("io,stat,1", c, names)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if _, err := x.Print(&out, chat(t), Options{}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		for _, line := range lines {
			if len(line) != len(lines[0]) {
				t.Errorf("-t %s: %q is not as wide as %q", name, line, lines[0])
			}
		}
	}
}

// TestColumnTexts: commas inside braces, calls and quotes part no columns.
func TestColumnTexts(t *testing.T) {
	for in, want := range map[string]string{
		"":                                  "",
		"tcp,udp":                           "tcp|udp",
		",tcp,":                             "|tcp|",
		"tcp.len in {1,2},max(1,tcp.len)>3": "tcp.len in {1,2}|max(1,tcp.len)>3",
		`tcp contains "a,(",udp`:            `tcp contains "a,("|udp`,
		`frame[0,2:3]==1`:                   `frame[0,2:3]==1`,
		"SUM(tcp.len,udp":                   "SUM(tcp.len,udp",
	} {
		var args []string
		if in != "" {
			args = strings.Split(in, ",")
		}
		if got := strings.Join(columnTexts(args), "|"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestTooManyRows: an interval that makes millions of rows is refused.
func TestTooManyRows(t *testing.T) {
	x, err := ParseTap("io,stat,0.000001", Clock{}, names)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Print(new(strings.Builder), chat(t), Options{}); err == nil || !strings.Contains(err.Error(), "longer interval") {
		t.Errorf("%v", err)
	}
}

// What is no interval is said.
func TestIOInterval(t *testing.T) {
	for _, secs := range []string{"", "x", "-1", "0.0000001", "NaN", "Inf", "1e300"} {
		if _, err := ParseTap("io,stat,"+secs, Clock{}, names); err == nil {
			t.Errorf("io,stat,%s is taken", secs)
		}
	}
}
