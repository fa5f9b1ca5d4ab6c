package settings

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"

	"tcptui/internal/spell"
)

// mostConfig is the size in bytes beyond which a file is not taken for settings.
// The library's time grows with the square of the number of keys: a file of this
// size, of nothing but short keys, takes it a tenth of a second.
const mostConfig = 64 << 10

// Checks look at values that this package knows nothing of. Each may be nil: then
// its values are taken as they are.
type Checks struct {
	Field  func(name string) error // the field of a column
	Filter func(text string) error // a saved display filter
	Macro  func(text string) error
}

// Config is the settings with where they come from.
type Config struct {
	Path     string // of the file; it need not exist
	Settings Settings
	Warnings []Warning // in the order of the file

	lines map[string]int  // of the settings that the file has
	wrong map[string]bool // settings of which something was left out
}

// Load reads the settings file. There is always a result: without a file it is
// the defaults, and what is wrong with one is said in Warnings.
func Load(path string, checks Checks) *Config {
	data, err := readConfig(path)
	if err == nil {
		return Parse(path, data, checks)
	}
	c := &Config{Path: path, Settings: Defaults()}
	if !errors.Is(err, fs.ErrNotExist) {
		c.Warnings = []Warning{{File: path, What: "the defaults are used: " + err.Error()}}
	}
	return c
}

// readConfig reads the file, if it is one.
func readConfig(path string) ([]byte, error) {
	if path == "" {
		return nil, fs.ErrNotExist
	}
	st, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, short(err)
	case !st.Mode().IsRegular():
		return nil, errors.New("this is no file")
	case st.Size() > mostConfig:
		return nil, fmt.Errorf("the file has %d bytes; settings have at most %d", st.Size(), mostConfig)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, short(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostConfig))
	return data, short(err)
}

// short leaves the path away from an error: a Warning names it already.
func short(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// Parse reads settings from the text of a file. file is its name for the
// warnings; paths in it are relative to its directory.
func Parse(file string, data []byte, checks Checks) *Config {
	c := &Config{Path: file, Settings: Defaults(), lines: make(map[string]int), wrong: make(map[string]bool)}
	root, err := parseTree(data)
	if err != nil {
		c.Warnings = []Warning{noTOML(file, data, err)}
		return c
	}
	r := &reader{file: file, data: data, checks: checks}
	var known []string
	for _, o := range options() {
		known = append(known, o.key)
		if n := root.child(o.key); n != nil {
			c.lines[o.key], _ = place(data, n.off)
			r.key = o.key
			before := len(r.warnings)
			o.kind.read(r, n, &c.Settings)
			c.wrong[o.key] = len(r.warnings) > before
		}
	}
	r.key = ""
	r.unknown(root, known)
	slices.SortStableFunc(r.warnings[:min(len(r.warnings), mostWarnings)], func(a, b Warning) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	c.Warnings = r.warnings
	return c
}

// reader is a document being read.
type reader struct {
	file     string
	data     []byte
	checks   Checks
	key      string // the setting that is read
	warnings []Warning
}

// enter goes on to a part of the setting and returns the name to go back to.
func (r *reader) enter(part string) (was string) {
	was = r.key
	r.key += part
	return was
}

// mostWarnings is how many are given for a file; after them comes one that says
// that there is more.
const mostWarnings = 100

// full reports whether there are so many warnings already.
func (r *reader) full() bool { return len(r.warnings) > mostWarnings }

// warn notes that something is wrong at n.
func (r *reader) warn(n *node, near, format string, args ...any) {
	if r.full() {
		return
	}
	if len(r.warnings) == mostWarnings {
		near, format, args = "", "there is more that is wrong, here and elsewhere; put this right first", nil
	}
	w := Warning{File: r.file, Key: r.key, What: fmt.Sprintf(format, args...), Near: near}
	w.Line, w.Column = place(r.data, n.off)
	r.warnings = append(r.warnings, w)
}

// expected notes that n is none of what it should be.
func (r *reader) expected(n *node, what, near string) {
	r.warn(n, near, "expected %s, found %s", what, n.what())
}

// unknown notes the entries of a table that are not known.
func (r *reader) unknown(n *node, known []string) {
	for _, c := range n.table {
		if r.full() {
			return
		}
		if slices.Contains(known, c.key) {
			continue
		}
		kind := "setting"
		if r.key != "" {
			kind = "entry"
		}
		r.warn(&node{off: c.name}, spell.Nearest(c.key, slices.Values(known)), "there is no %s %s here", kind, quote(shorten(c.key)))
	}
}

// passes reports whether a check has nothing against a string, and warns if it
// has.
func (r *reader) passes(n *node, check func(string) error) bool {
	if check == nil {
		return true
	}
	err := check(n.text)
	if err != nil {
		r.warn(n, "", "%v", err)
	}
	return err == nil
}

// whole reads a whole number within bounds.
func (r *reader) whole(n *node, least, top int) (int, bool) {
	if n.kind != unstable.Integer || n.number < int64(least) || n.number > int64(top) {
		r.expected(n, between(least, top), "")
		return 0, false
	}
	return int(n.number), true
}

// near is the word that was probably meant by n.
func near[T ~string](n *node, of []T) string {
	if n.kind != unstable.String {
		return ""
	}
	return spell.Nearest(n.text, slices.Values(texts(of)))
}

// quote writes a string as TOML, with every character that cannot be seen as an
// escape: so it is harmless on a terminal too. TOML cannot say what is no valid
// UTF-8: such bytes get an escape that is not read back as the same.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, c := range s {
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(s[i:], string(c)):
			fmt.Fprintf(&b, `\x%02X`, s[i])
		case c == '"' || c == '\\':
			b.WriteRune('\\')
			b.WriteRune(c)
		case unicode.IsPrint(c):
			b.WriteRune(c)
		case c > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, c)
		default:
			fmt.Fprintf(&b, `\u%04X`, c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quoteKey writes a key as TOML, bare where it can be.
func quoteKey(s string) string {
	if isWord(strings.ReplaceAll(s, "-", "_")) {
		return s
	}
	return quote(s)
}
