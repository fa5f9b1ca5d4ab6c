package report

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"tcptui/decode"
	"tcptui/flows"
)

// ioTable is the table of io,stat when all is counted.
type ioTable struct {
	stat     IOStat
	cells    [][]ioCell // by column, then interval; a column may end early
	start    int64      // of the capture, ns since 1970
	duration uint64     // µs

	interval uint64 // µs; that of the whole capture when it is longer
	digits   int    // decimals of seconds
	unit     uint64 // µs of the last of these
	whole    int    // digits of the duration's seconds
	rounded  uint64 // the duration to that many decimals, µs
	widths   []ioWidth
	first    int // characters of the first column with its borders
	row      int // of a row
	border   int // of the table
}

// ioWidth is how wide the two numbers of a column are: the second alone, but for
// frames.
type ioWidth struct{ frames, value int }

// at is a frame's time in µs since the first.
func (t *ioTable) at(v *flows.View) int64 {
	if v.Row.NoTime {
		return 0
	}
	ns := v.Row.Time - t.start
	if ns < 0 {
		return -1 // before the first frame: tshark leaves it out as well
	}
	return (ns + 500) / 1000
}

// Limits of the layout.
const (
	maxIOBorder = 102 // characters, unless the table itself is wider
	ioFilterPad = 11  // around the text of a column in the heading
)

// digitsOf is how many digits a number has, limit at most.
func digitsOf(n uint64, limit int) int { return min(len(fmt.Sprint(n)), limit) }

// measure decides on all widths.
func (t *ioTable) measure() {
	t.interval = t.stat.interval
	all := t.interval == 0 || t.interval > t.duration
	if all {
		t.interval = t.duration
	}
	t.whole = digitsOf(t.duration/1e6, 5)
	most := digitsOf(t.interval/1e6, 5)
	if t.interval == t.duration {
		t.digits = [...]int{3, 1}[min(t.whole-1, 1)]
		t.border = 30 + t.whole + t.digits + 1
	} else {
		t.digits = t.stat.digits
		t.border = 25 + max(most, t.whole)
		if t.digits > 0 {
			t.border += t.digits + 1
		}
	}
	t.unit = 1e6
	for range t.digits {
		t.unit /= 10
	}
	if t.rounded = t.duration; t.rounded%t.unit > t.unit/2 {
		t.rounded = (t.rounded + t.unit/2) / t.unit * t.unit
		t.whole = digitsOf(t.rounded/1e6, 5)
	}
	if all {
		t.interval = t.rounded
	}
	if t.first = 2*t.whole + 8; t.digits > 0 {
		t.first = 2*t.whole + 2*t.digits + 10
	}
	least := 12
	if k := t.stat.clock.kind; k != nil && k.layout != "" {
		least = max(least, len(k.layout)+4)
	}
	t.first = max(t.first, least)
	t.columns()
	text := 0
	for i := range t.stat.columns {
		text = max(text, len(t.stat.columns[i].heading())+ioFilterPad)
	}
	t.border = max(t.border, t.row)
	if text > t.border && t.border < maxIOBorder {
		t.border = min(text, maxIOBorder)
	}
	if t.border-t.row == 1 {
		t.border++ // no double border
	}
}

// columns measures the columns of numbers.
func (t *ioTable) columns() {
	t.row = t.first
	for i := range t.stat.columns {
		c := &t.stat.columns[i]
		var frames, value uint64
		for _, cell := range t.cells[i] {
			frames = max(frames, cell.frames)
			value = max(value, c.size(&cell, t.interval))
		}
		w := ioWidth{value: digitsOf(value, 15)}
		switch {
		case c.calc == calcFrames || c.calc == calcBoth:
			w.frames = max(6, digitsOf(frames, 15))
			t.row += w.frames + 3
			if w.value = max(5, w.value); c.calc == calcFrames {
				w.value = 0
			}
		case c.calc == calcBytes || c.calc == calcCount:
			w.value = max(5, w.value)
		case c.field.Kind == decode.KindDuration:
			w.value += 7
		default:
			w.value = max(len(c.calc.name()), w.value)
		}
		if w.value > 0 {
			t.row += w.value + 3
		}
		t.widths = append(t.widths, w)
	}
}

// size is the number of a cell that its column must have room for: whole seconds
// of a duration.
func (c *ioColumn) size(cell *ioCell, interval uint64) uint64 {
	switch {
	case c.calc <= calcBytes:
		return cell.bytes
	case c.calc == calcCount:
		return uint64(cell.n)
	case c.calc == calcLoad:
		return uint64(cell.sum) / max(interval, 1)
	case c.calc == calcAvg && c.field.Kind == decode.KindDuration:
		return uint64(cell.sum/max(cell.n, 1)+5e8) / 1e9
	case c.calc == calcAvg:
		return uint64(cell.sum / max(cell.n, 1))
	case c.field.Kind == decode.KindDuration:
		return uint64(cell.sum+5e8) / 1e9
	}
	return uint64(cell.sum)
}

// heading is what the table's head says of a column.
func (c *ioColumn) heading() string {
	if c.text == "" {
		return "Frames and bytes"
	}
	return string(appendSafe(nil, []byte(c.text)))
}

// text is the whole table.
func (t *ioTable) text() []byte {
	t.measure()
	var b bytes.Buffer
	edge := strings.Repeat("=", t.border)
	line := func(text string) { fmt.Fprintf(&b, "|%-*s|\n", t.border-2, text) }
	fmt.Fprintf(&b, "\n%s\n", edge)
	line(" IO Statistics")
	line("")
	if t.digits == 0 { // with spaces for zeros, as tshark has it
		line(fmt.Sprintf(" Duration: %d.%6d secs", t.duration/1e6, t.duration%1e6))
		line(fmt.Sprintf(" Interval: %*d secs", t.whole, t.interval/1e6))
	} else {
		line(fmt.Sprintf(" Duration: %d.%0*d secs", t.rounded/1e6, t.digits, t.rounded%1e6/t.unit))
		line(fmt.Sprintf(" Interval: %*d.%0*d secs", t.whole, t.interval/1e6, t.digits, t.interval%1e6/t.unit))
	}
	line("")
	for i := range t.stat.columns {
		t.head(line, i)
	}
	fmt.Fprintf(&b, "|%s|\n", strings.Repeat("-", t.border-2))
	t.headings(&b)
	for row, at := 0, uint64(0); at < t.rounded; row, at = row+1, at+t.interval {
		t.line(&b, row, at)
	}
	fmt.Fprintf(&b, "%s\n", edge)
	return b.Bytes()
}

// head writes the text of a column, in several lines where it is too long, each of
// which ends at a space if there is one.
func (t *ioTable) head(line func(string), i int) {
	text, room := t.stat.columns[i].heading(), t.border-ioFilterPad
	before := fmt.Sprintf("    %2d: ", i+1)
	if i == 0 {
		before = fmt.Sprintf(" Col%2d: ", i+1)
	}
	for len(text) > room {
		cut := strings.LastIndexByte(text[:room], ' ')
		next := cut + 1
		if cut < 0 {
			cut, next = room, room
		}
		line(before + text[:cut])
		before, text = "        ", text[next:]
	}
	line(before + text)
}

// headings writes the three lines above the numbers.
func (t *ioTable) headings(b *bytes.Buffer) {
	rest := ""
	if t.row < t.border {
		rest = fmt.Sprintf("%*s", t.border-t.row, "|")
	}
	fmt.Fprintf(b, "|%*s", t.first-1, "|")
	for i, w := range t.widths {
		n := w.frames + w.value
		if w.frames > 0 && w.value > 0 {
			n += 3
		}
		fmt.Fprintf(b, "%-2d%*s|", i+1, n, "")
	}
	name := "| Interval"
	if k := t.stat.clock.kind; k != nil && k.layout != "" {
		if name = "| Date and time"; k.name == "a" || k.name == "u" {
			name = "| Time    "
		}
	}
	fmt.Fprintf(b, "%s\n%s%*s", rest, name, t.first-len(name), "|")
	for i, w := range t.widths {
		c := t.stat.columns[i].calc
		switch c {
		case calcBoth:
			b.WriteString(centred("Frames", w.frames) + centred("Bytes", w.value))
		case calcFrames:
			b.WriteString(centred(c.name(), w.frames))
		default:
			b.WriteString(centred(c.name(), w.value))
		}
	}
	fmt.Fprintf(b, "%s\n|%s|%s\n", rest, strings.Repeat("-", t.row-2), rest)
}

// centred is a heading in the middle of a column with its borders.
func centred(name string, width int) string {
	left := (width - len(name)) / 2
	return fmt.Sprintf("%*s%s%*s|", width-len(name)-left+1, "", name, left+1, "")
}

// line writes the numbers of one interval that begins at a time in µs.
func (t *ioTable) line(b *bytes.Buffer, row int, at uint64) {
	end := min(at+t.interval, t.rounded)
	t.when(b, at, end)
	for i := range t.stat.columns {
		var cell ioCell
		if row < len(t.cells[i]) {
			cell = t.cells[i][row]
		}
		t.stat.columns[i].write(b, &cell, t.widths[i], end-at)
	}
	if t.row < t.border {
		fmt.Fprintf(b, "%*s", t.border-t.row, "|")
	}
	b.WriteByte('\n')
}

// when writes the interval.
func (t *ioTable) when(b *bytes.Buffer, at, end uint64) {
	if k := t.stat.clock.kind; k != nil && k.layout != "" {
		when := time.Unix(0, t.start+int64(at)*1000)
		if k.utc {
			when = when.UTC()
		}
		fmt.Fprintf(b, "| %-*s |", t.first-4, when.Format(k.layout))
		return
	}
	secs := func(us uint64) string {
		if t.digits == 0 {
			return fmt.Sprintf("%*d", t.whole, us/1e6)
		}
		return fmt.Sprintf("%*d.%0*d", t.whole, us/1e6, t.digits, us%1e6/t.unit)
	}
	pad := ""
	if t.digits == 0 && t.whole == 1 {
		pad = " "
	}
	if t.digits == 0 && end >= t.rounded {
		width := 3
		if t.whole >= 3 {
			width = t.whole + 1
		}
		fmt.Fprintf(b, "| %s%s <> %-*s|", pad, secs(at), width, "Dur")
		return
	}
	fmt.Fprintf(b, "| %s%s <> %s%s |", pad, secs(at), secs(end), pad)
}

// write writes the numbers of a cell of an interval of so many µs.
func (c *ioColumn) write(b *bytes.Buffer, cell *ioCell, w ioWidth, us uint64) {
	micro := func(n int64) { fmt.Fprintf(b, " %*d.%06d |", w.value-7, n/1e6, n%1e6) }
	switch {
	case c.calc == calcBoth:
		fmt.Fprintf(b, " %*d | %*d |", w.frames, cell.frames, w.value, cell.bytes)
	case c.calc == calcFrames:
		fmt.Fprintf(b, " %*d |", w.frames, cell.frames)
	case c.calc == calcBytes:
		fmt.Fprintf(b, " %*d |", w.value, cell.bytes)
	case c.calc == calcCount:
		fmt.Fprintf(b, " %*d |", w.value, cell.n)
	case c.calc == calcLoad:
		n := int64(max(us, 1))
		fmt.Fprintf(b, " %*d.%06d |", w.value-7, cell.sum/n, cell.sum%n*1e6/n)
	case c.calc == calcAvg && c.field.Kind == decode.KindDuration:
		micro((cell.sum/max(cell.n, 1) + 500) / 1000)
	case c.calc == calcAvg:
		fmt.Fprintf(b, " %*d |", w.value, cell.sum/max(cell.n, 1))
	case c.field.Kind == decode.KindDuration:
		micro((cell.sum + 500) / 1000)
	default:
		fmt.Fprintf(b, " %*d |", w.value, cell.sum)
	}
}
