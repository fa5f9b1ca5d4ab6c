// Package shellword cuts a command line into words as a POSIX shell does, as far as
// that is possible before it runs: quotes and backslashes go, and nothing is expanded.
package shellword

import "strings"

// Open is the quote that a word ends in without its end.
type Open byte

// The quotes.
const (
	None   Open = 0
	Single Open = '\''
	Double Open = '"'
)

// operators end a command: what stands after one is another command line.
const operators = ";|&\n"

// Split returns the words of the last command of a line, without their quotes, and
// the quote that the last word is still in. A line that ends behind a word has an
// empty one at its end: the one that may be begun there.
func Split(line string) (words []string, open Open) {
	var word []byte
	var quote Open
	in := false // a word has begun, if only by a quote
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quote == Single && c != '\'', quote == Double && c != '"' && c != '\\':
			word = append(word, c)
		case quote != None && Open(c) == quote:
			quote = None
		case c == '\\' && i+1 == len(line):
			in = true
		case c == '\\':
			i++
			if quote == Double && !strings.ContainsRune("$`\"\\\n", rune(line[i])) {
				word = append(word, c) // there it is no escape
			}
			word, in = append(word, line[i]), true
		case c == '\'' || c == '"':
			quote, in = Open(c), true
		case c == ' ' || c == '\t':
			if in {
				words, word, in = append(words, string(word)), word[:0], false
			}
		case strings.IndexByte(operators, c) >= 0:
			words, word, in = nil, word[:0], false
		default:
			word, in = append(word, c), true
		}
	}
	return append(words, string(word)), quote
}

// special are the characters that mean something to a shell outside of quotes.
const special = " \t\n\\'\"`$&|;<>()[]{}*?!#^"

// Quote writes text so that a shell reads it as that text, behind a quote that is
// already open. In single quotes a single quote ends them, stands escaped, and
// begins them anew.
func Quote(text string, open Open) string {
	if open == Single {
		return strings.ReplaceAll(text, "'", `'\''`)
	}
	escaped := special
	if open == Double {
		escaped = "$`\"\\"
	}
	var b strings.Builder
	for i := range len(text) {
		if strings.IndexByte(escaped, text[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
