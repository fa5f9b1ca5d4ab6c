package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// mostNamed is how many saved filters and macros there may be.
const mostNamed = 1000

// columns are those of the packet list.
type columns struct{}

func (columns) reset(s *Settings) { s.Columns = slices.Clone(builtins[:]) }

func (columns) accepts() string {
	return `an array of {title = "...", builtin = "...", width = 0, align = "left"}, field in place of builtin; builtin is ` + words(Builtins())
}

func (columns) show(s *Settings) string {
	var b strings.Builder
	b.WriteString("[\n")
	for _, c := range s.Columns {
		b.WriteString("    {title = " + quote(c.Title))
		if c.Builtin != "" {
			b.WriteString(", builtin = " + quote(c.Builtin))
		} else {
			b.WriteString(", field = " + quote(c.Field))
		}
		if c.Width != 0 {
			b.WriteString(", width = " + strconv.Itoa(c.Width))
		}
		b.WriteString(", align = " + quote(string(c.Align)) + "},\n")
	}
	return b.String() + "]"
}

// read takes the columns that are right; if none is, the default ones stay.
func (k columns) read(r *reader, n *node, s *Settings) {
	if n.kind != unstable.Array {
		r.expected(n, "an array of columns", "")
		return
	}
	var cols []Column
	for i, e := range n.list {
		if len(cols) == mostColumns {
			r.warn(e, "", "there are more than %d columns; the rest is left out", mostColumns)
			break
		}
		was := r.enter("[" + strconv.Itoa(i+1) + "]")
		if c, ok := readColumn(r, e); ok {
			cols = append(cols, c)
		}
		r.key = was
	}
	if len(cols) == 0 {
		r.warn(n, "", "there is no column that can be shown; the default ones are")
		return
	}
	s.Columns = cols
}

// columnKeys are the keys of a column.
var columnKeys = []string{"title", "builtin", "field", "width", "align"}

// readColumn reads a column and reports whether it says what it shows. What else
// is wrong with it has its default.
func readColumn(r *reader, n *node) (c Column, ok bool) {
	if !n.isTable() {
		r.expected(n, "a table with title and builtin or field", "")
		return c, false
	}
	of := func(key string) string {
		e := n.child(key)
		if e == nil {
			return ""
		}
		if e.kind != unstable.String || e.text == "" {
			r.expected(e, "a string that is not empty, for "+key, "")
			return ""
		}
		return e.text
	}
	r.unknown(n, columnKeys)
	builtin, field := of("builtin"), of("field")
	switch {
	case builtin != "" && field != "":
		r.warn(n.child("field"), "", "builtin and field exclude each other: a column shows one thing")
		return c, false
	case builtin != "":
		i := slices.IndexFunc(builtins[:], func(c Column) bool { return c.Builtin == builtin })
		if i < 0 {
			r.expected(n.child("builtin"), words(Builtins()), near(n.child("builtin"), Builtins()))
			return c, false
		}
		c = builtins[i]
	case field != "":
		if !r.passes(n.child("field"), r.checks.Field) {
			return c, false
		}
		c = Column{Title: field, Field: field, Align: Left}
	default:
		r.warn(n, "", "a column needs builtin or field: what it shows")
		return c, false
	}
	if title := of("title"); title != "" {
		c.Title = title
	}
	if e := n.child("width"); e != nil {
		c.Width, _ = r.whole(e, 0, mostWidth)
	}
	if e := n.child("align"); e != nil {
		if sides := []Align{Left, Right}; e.kind == unstable.String && slices.Contains(sides, Align(e.text)) {
			c.Align = Align(e.text)
		} else {
			r.expected(e, words(sides), near(e, sides))
		}
	}
	return c, true
}

// named are texts with names.
type named struct {
	key   string // of the setting
	at    func(s *Settings) *[]Named
	check func(c *Checks) func(string) error
	word  bool // names are of letters, digits and underscores
}

func (k named) reset(s *Settings) { *k.at(s) = nil }
func (k named) accepts() string   { return `a section with lines of name = "text"` }

func (k named) show(s *Settings) string {
	var b strings.Builder
	b.WriteString("[" + k.key + "]\n")
	for _, n := range *k.at(s) {
		b.WriteString(quoteKey(n.Name) + " = " + quote(n.Text) + "\n")
	}
	return b.String()
}

func (k named) lines(s *Settings) string {
	if len(*k.at(s)) == 0 {
		return ""
	}
	return k.show(s)
}

// read takes the texts. One that its check refuses stays nevertheless: it can be
// put right on the screen.
func (k named) read(r *reader, n *node, s *Settings) {
	if !n.isTable() {
		r.expected(n, k.accepts(), "")
		return
	}
	for _, e := range n.table {
		was := r.enter("." + quoteKey(shorten(e.key)))
		switch {
		case len(*k.at(s)) == mostNamed:
			r.warn(e, "", "there are more than %d; the rest is left out", mostNamed)
			r.key = was
			return
		case e.kind != unstable.String:
			r.expected(e, "a string", "")
		case k.word && !isWord(e.key):
			r.warn(e, "", "a name here has only letters, digits and _")
		case e.key == "":
			r.warn(e, "", "the name is empty")
		default:
			r.passes(e, k.check(&r.checks))
			*k.at(s) = append(*k.at(s), Named{e.key, e.text})
		}
		r.key = was
	}
}

// isWord reports whether s can be the name of a macro.
func isWord(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	})
}

// list writes an array of strings.
func list[T ~string](of []T) string {
	quoted := make([]string, len(of))
	for i, w := range of {
		quoted[i] = quote(string(w))
	}
	return fmt.Sprintf("[%s]", strings.Join(quoted, ", "))
}
