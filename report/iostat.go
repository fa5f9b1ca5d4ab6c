package report

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
)

// IOStat is -z io,stat: frames, bytes and what is computed of fields, interval by
// interval, in the layout of tshark.
type IOStat struct {
	interval uint64 // µs; 0: the whole capture is one
	digits   int    // decimals of the interval as it was written
	columns  []ioColumn
	clock    Clock
}

// ioColumn is a column: what is computed of the frames that a filter keeps.
type ioColumn struct {
	text   string         // as it was written
	filter *filter.Filter // nil: every frame
	calc   ioCalc
	field  *flows.Field // that calc needs
}

// ioCalc is what is computed.
type ioCalc uint8

const (
	calcBoth ioCalc = iota // frames and bytes
	calcFrames
	calcBytes
	calcCount
	calcSum
	calcMin
	calcMax
	calcAvg
	calcLoad
)

// ioCalcs are the names of calculations, the first two without a field.
var ioCalcs = [...]struct {
	calc ioCalc
	name string
}{
	{calcFrames, "FRAMES"}, {calcBytes, "BYTES"}, {calcCount, "COUNT"}, {calcSum, "SUM"},
	{calcMin, "MIN"}, {calcMax, "MAX"}, {calcAvg, "AVG"}, {calcLoad, "LOAD"},
}

// name is the heading of a column.
func (c ioCalc) name() string {
	for _, k := range ioCalcs {
		if k.calc == c {
			return k.name
		}
	}
	return ""
}

// ioWords is how many arguments stand before the filter of io,phs. The columns of io,stat
// have filters of their own.
func ioWords(args []string) int {
	if len(args) > 0 && args[0] == "phs" {
		return 1
	}
	return len(args)
}

// parseIO reads what comes after "io,".
func parseIO(args []string, clock Clock, names *filter.Catalog) (Tap, error) {
	if len(args) > 0 && args[0] == "phs" {
		return Hierarchy{}, nil
	}
	if len(args) < 2 || args[0] != "stat" {
		return nil, errors.New("expected io,stat,SECONDS or io,phs")
	}
	secs, err := strconv.ParseFloat(args[1], 64)
	switch {
	case err != nil || math.IsNaN(secs):
		return nil, fmt.Errorf("%q is no number of seconds", args[1])
	case secs < 0 || secs > 0 && secs < 1e-6 || secs > math.MaxInt32:
		return nil, fmt.Errorf("the interval is at least 0.000001 seconds; 0 is the whole capture, not %s", args[1])
	}
	t := IOStat{interval: uint64(math.Round(secs * 1e6)), clock: clock}
	for us := t.interval % 1e6; us > 0; us = us * 10 % 1e6 {
		t.digits++
	}
	if k := clock.kind; k != nil && k.layout == "" && k.name != "r" {
		return nil, fmt.Errorf("-t %s names no rows of a table: r, a, ad, adoy, u, ud and udoy do", k.name)
	}
	for _, text := range columnTexts(args[2:]) {
		c, err := parseIOColumn(text, names)
		if err != nil {
			return nil, err
		}
		t.columns = append(t.columns, c)
	}
	return t, nil
}

// columnTexts puts together again what commas inside braces, brackets, parentheses
// and quotes parted. Without any text there is one column of every frame.
func columnTexts(args []string) []string {
	var out []string
	open := ""
	for i, a := range args {
		if open != "" {
			a = open + "," + a
		}
		if unclosed(a) && i < len(args)-1 {
			open = a
			continue
		}
		out, open = append(out, a), ""
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// unclosed reports whether a text ends inside a bracket or a quoted text.
func unclosed(text string) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		}
	}
	return quoted || depth > 0
}

// parseIOColumn reads FILTER, or CALC(FIELD)FILTER.
func parseIOColumn(text string, names *filter.Catalog) (c ioColumn, err error) {
	c.text = text
	rest := text
	for _, k := range ioCalcs {
		after, ok := strings.CutPrefix(text, k.name+"(")
		if !ok {
			continue
		}
		name, behind, closed := strings.Cut(after, ")")
		if !closed {
			return c, fmt.Errorf("%s: the parenthesis is not closed", text)
		}
		c.calc, rest = k.calc, behind
		if err := c.take(k.name, strings.TrimSpace(name), names); err != nil {
			return c, err
		}
	}
	c.filter, _, err = compileTapFilter([]string{rest}, names)
	return c, err
}

// take sets the field of a calculation.
func (c *ioColumn) take(calc, name string, names *filter.Catalog) error {
	if c.calc == calcFrames || c.calc == calcBytes {
		if name != "" {
			return fmt.Errorf("%s(%s): there is no field between the parentheses of %s()", calc, name, calc)
		}
		return nil
	}
	if name == "" {
		return fmt.Errorf("%s() needs a field: %s(tcp.len)", calc, calc)
	}
	field := names.Field(name)
	if field == nil {
		return fmt.Errorf("%s(%s): there is no such field%s", calc, name, didYouMean(name, slices.Collect(names.Names)))
	}
	c.field = field
	number := c.field.Kind == decode.KindUint || c.field.Kind == decode.KindInt
	duration := c.field.Kind == decode.KindDuration
	switch {
	case c.calc == calcLoad && !duration:
		return fmt.Errorf("%s(%s): only durations such as tcp.time_delta make a load", calc, name)
	case c.calc != calcCount && !number && !duration:
		return fmt.Errorf("%s(%s): %s is no number", calc, name, name)
	}
	return nil
}

// ioCell is what one column has of one interval.
type ioCell struct {
	frames uint64
	bytes  uint64
	sum    int64 // of the calculation; ns for durations, µs for LOAD
	n      int64 // values
}

// Print writes the table, when the capture has been read to its end.
func (t IOStat) Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	s := l.WaitRows(o.Count)
	table := ioTable{stat: t, cells: make([][]ioCell, len(t.columns))}
	if n := covered(s, o.Count); n > 0 {
		table.start = s.Row(0).Time
	}
	whole := o
	for i := range t.columns {
		c := &t.columns[i]
		whole.Filter = c.filter
		need := flows.NeedRow
		if c.field != nil {
			need = c.field.Need
		}
		if need == flows.NeedAll || c.filter != nil && c.filter.Need() == flows.NeedAll {
			s = l.Wait()
		}
		last := 0
		var values []decode.Value
		_, err := frames(l, newWriter(io.Discard), whole, need, func(v *flows.View) {
			at := table.at(v)
			if k := t.row(at); at >= 0 && k >= last && k < maxIORows {
				for len(table.cells[i]) <= k {
					table.cells[i] = append(table.cells[i], ioCell{})
				}
				last = k
				values = c.count(table.cells[i], k, v, values[:0], t.interval)
			}
		})
		if err != nil {
			return s, err
		}
	}
	if n := covered(s, o.Count); n > 0 {
		table.duration = uint64(max(0, s.Row(n-1).Time-table.start)+500) / 1000
	}
	if t.interval > 0 && table.duration/t.interval > maxIORows {
		return s, fmt.Errorf("-z io,stat: %d intervals in this capture are too many rows: take a longer interval", table.duration/t.interval)
	}
	out := newWriter(w)
	out.put(table.text())
	return s, out.push()
}

// maxIORows bounds the memory of a table whose interval does not fit the capture.
const maxIORows = 1 << 20

// row is the interval of a time in µs.
func (t *IOStat) row(us int64) int {
	if t.interval == 0 || us < 0 {
		return 0
	}
	return int(min(uint64(us)/t.interval, maxIORows))
}

// count adds a frame to the cell of interval k. It returns values, to be reused.
func (c *ioColumn) count(cells []ioCell, k int, v *flows.View, values []decode.Value, interval uint64) []decode.Value {
	cell := &cells[k]
	cell.frames++
	cell.bytes += uint64(v.Row.OrigLen)
	if c.field == nil {
		return values
	}
	values = c.field.Of(v, values)
	for _, value := range values {
		x := value.I
		if c.field.Kind == decode.KindUint {
			x = int64(value.U)
		}
		cell.n++
		switch c.calc {
		case calcSum, calcAvg:
			cell.sum += x
		case calcMin:
			if cell.n == 1 || x < cell.sum {
				cell.sum = x
			}
		case calcMax:
			if cell.n == 1 || x > cell.sum {
				cell.sum = x
			}
		case calcLoad:
			load(cells[:k+1], x/1000, int64(interval))
		}
	}
	return values
}

// load spreads a duration in µs that ends in the last cell over the cells before,
// as far as they are full of it.
func load(cells []ioCell, us, interval int64) {
	k := len(cells) - 1
	if interval == 0 || us <= 0 {
		cells[k].sum += max(us, 0)
		return
	}
	cells[k].sum += us % interval
	for us -= us % interval; us > 0 && k > 0; us -= interval {
		k--
		cells[k].sum += interval
	}
}
