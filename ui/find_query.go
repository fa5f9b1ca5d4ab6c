package ui

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"tcptui/filter"
)

// findKind is where a query looks, and for what.
type findKind int

// The kinds, in the order in which the key goes through them.
const (
	inPane      findKind = iota // text in the pane with the focus
	inPaneBytes                 // hexadecimal bytes in it
	inBytes                     // text in the packets' bytes
	inList                      // text in what the list shows of the packets
	byFilter                    // packets that a display filter keeps
	byHex                       // hexadecimal bytes in the packets
	numFindKinds
)

// findKinds says of each kind what the line asks for, and which history it has.
var findKinds = [numFindKinds]struct {
	ask     string // what is asked for
	hint    string // what can be typed, while nothing is
	text    bool   // case and regular expressions have a meaning
	packets bool   // packets are found, not lines of the pane
	history string
}{
	inPane:      {"text in this pane", "text, as the pane shows it", true, false, historyFind},
	inPaneBytes: {"bytes in this pane", "hexadecimal bytes, as 0d 0a or 0d:0a", false, false, historyHex},
	inBytes:     {"text in packet bytes", "text, as GET /index", true, true, historyFind},
	inList:      {"text as listed", "text, as SYN-SENT", true, true, historyFind},
	byFilter:    {"display filter", "a display filter, as tcp.flags.reset == 1", false, true, historyFilter},
	byHex:       {"bytes in packets", "hexadecimal bytes, as 0d 0a or 0d:0a", false, true, historyHex},
}

// query is what is looked for. It does not change.
type query struct {
	kind    findKind
	text    string
	fold    bool // upper and lower case are alike
	regular bool // it is a regular expression

	re   *regexp.Regexp // of text
	raw  []byte         // of hexadecimal bytes
	f    *filter.Filter // that keeps the packets; nil when their texts tell, or a pane's lines
	like string         // the same as a display filter; "": there is none
}

// newQuery compiles what was typed. The error is one line.
func newQuery(at findKind, text string, fold, regular bool, names *filter.Catalog) (*query, error) {
	q := &query{kind: at, text: text, fold: fold, regular: regular}
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("type what to find")
	}
	var err error
	switch {
	case at == byFilter:
		q.like = text
	case !findKinds[at].text:
		if q.raw, err = parseHex(text); err != nil {
			return nil, err
		}
		q.like = "frame contains " + quoteBytes(q.raw)
	default:
		if q.re, err = q.expression(); err != nil {
			return nil, err
		}
		q.like = q.frameFilter()
	}
	if !findKinds[at].packets || at == inList {
		return q, nil
	}
	if q.f, err = filter.Compile(q.like, names); err != nil {
		return nil, err
	}
	return q, nil
}

// expression is the text as a regular expression over lines.
func (q *query) expression() (*regexp.Regexp, error) {
	text := q.text
	if !q.regular {
		text = regexp.QuoteMeta(text)
	}
	if q.fold {
		text = "(?i)" + text
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, errors.New("no regular expression: " + strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return re, nil
}

// frameFilter is the display filter that finds the text in the bytes of frames.
// matches of the filter language takes bytes for characters of their numbers, so
// that case does not matter for ASCII letters only: bytes of others stand as they
// are, lest half of one equals half of another.
func (q *query) frameFilter() string {
	switch {
	case q.regular && q.fold:
		return "frame matches " + quoteBytes([]byte(q.text))
	case q.regular:
		return "frame matches " + quoteBytes([]byte("(?-i)"+q.text))
	case !q.fold || strings.ToUpper(q.text) == strings.ToLower(q.text):
		return "frame contains " + quoteBytes([]byte(q.text))
	}
	var re strings.Builder
	for _, part := range byASCII(q.text) {
		if part[0] < utf8.RuneSelf {
			re.WriteString(regexp.QuoteMeta(part))
			continue
		}
		re.WriteString("(?-i:")
		for _, c := range []byte(part) {
			fmt.Fprintf(&re, `\x%02x`, c)
		}
		re.WriteByte(')')
	}
	return "frame matches " + quoteBytes([]byte(re.String()))
}

// byASCII divides a text into parts that are all ASCII or have none.
func byASCII(text string) []string {
	var parts []string
	from := 0
	for i := 1; i <= len(text); i++ {
		if i == len(text) || (text[i] < utf8.RuneSelf) != (text[from] < utf8.RuneSelf) {
			parts, from = append(parts, text[from:i]), i
		}
	}
	return parts
}

// quoteBytes is a string of the filter language that stands for bytes.
func quoteBytes(b []byte) string {
	out := []byte{'"'}
	for _, c := range b {
		switch {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c < ' ' || c > '~':
			out = append(out, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		default:
			out = append(out, c)
		}
	}
	return string(append(out, '"'))
}

// parseHex reads bytes in hexadecimal digits, with or without blanks, colons,
// dots, dashes and 0x between them.
func parseHex(text string) ([]byte, error) {
	text = strings.NewReplacer("0x", " ", "0X", " ").Replace(text)
	var out []byte
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" :.-,", r) }) {
		if len(part) == 1 {
			part = "0" + part
		}
		b, err := hex.DecodeString(part)
		var bad hex.InvalidByteError
		switch {
		case errors.As(err, &bad):
			return nil, fmt.Errorf("%q is no hexadecimal digit", rune(bad))
		case err != nil:
			return nil, fmt.Errorf("%s has half a byte: bytes have two digits", part)
		}
		out = append(out, b...)
	}
	if len(out) == 0 {
		return nil, errors.New("type bytes, as 0d 0a")
	}
	return out, nil
}

// String says what is looked for.
func (q *query) String() string {
	switch {
	case q.kind == byFilter:
		return q.text
	case q.raw != nil:
		return hex.EncodeToString(q.raw)
	case q.regular:
		return "/" + q.text + "/"
	}
	return `"` + q.text + `"`
}

// hitsMost bounds the places that are looked for in one text: more cannot be told
// apart on a screen.
const hitsMost = 4096

// in are the places of the query in a line: bytes from and to. It has none where
// the query is a display filter.
func (q *query) in(line string) [][2]int {
	if q.re == nil {
		return nil
	}
	var out [][2]int
	for _, at := range q.re.FindAllStringIndex(line, hitsMost) {
		if at[0] < at[1] {
			out = append(out, [2]int(at))
		}
	}
	return out
}

// test makes what reports whether a text has the query in it, as fast as that can
// be told.
func (q *query) test() func(text []byte) bool {
	plain := !q.regular && !strings.ContainsFunc(q.text, func(r rune) bool { return r >= utf8.RuneSelf })
	switch {
	case !q.regular && !q.fold:
		return func(text []byte) bool { return bytes.Contains(text, []byte(q.text)) }
	case plain:
		// Of what is no ASCII only the sign of kelvin and the long s equal letters of
		// ASCII.
		low := strings.ToLower(q.text)
		return func(text []byte) bool {
			return containsFold(text, low) || bytes.IndexByte(text, "\u212a"[0]) >= 0 && q.re.Match(text) ||
				bytes.IndexByte(text, "\u017f"[0]) >= 0 && q.re.Match(text)
		}
	}
	return q.re.Match
}

// containsFold reports whether text has low in it, ASCII in lower case, in any
// case.
func containsFold(text []byte, low string) bool {
	first, upper := low[0], low[0]
	if 'a' <= first && first <= 'z' {
		upper -= 'a' - 'A'
	}
	for i := 0; i+len(low) <= len(text); i++ {
		if c := text[i]; (c == first || c == upper) && beginsFold(text[i:], low) {
			return true
		}
	}
	return false
}

func beginsFold(text []byte, low string) bool {
	for i := range len(low) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != low[i] {
			return false
		}
	}
	return true
}

// matches reports whether a line has the query in it.
func (q *query) matches(line string) bool { return q.re != nil && q.re.MatchString(line) }

// inBytes are the places of the query in bytes: from and to.
func (q *query) inBytes(data []byte) [][2]int {
	var out [][2]int
	switch {
	case q.re != nil:
		for _, at := range q.re.FindAllIndex(data, hitsMost) {
			if at[0] < at[1] {
				out = append(out, [2]int(at))
			}
		}
	case q.raw != nil:
		for from := 0; len(out) < hitsMost; {
			i := bytes.Index(data[from:], q.raw)
			if i < 0 {
				break
			}
			out = append(out, [2]int{from + i, from + i + len(q.raw)})
			from += i + len(q.raw)
		}
	}
	return out
}
