package docs

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Plain returns Markdown as text for a terminal of that width in cells: wrapped, with
// no styles and no control characters. It knows what these documents use: headings,
// paragraphs, lists, tables, fenced code, pictures and links.
func Plain(markdown string, width int) string {
	p := &plain{width: max(width, 20), lines: strings.Split(markdown, "\n")}
	for len(p.lines) > 0 {
		p.block()
	}
	return strings.TrimRight(p.out.String(), "\n") + "\n"
}

// plain turns the lines that are left into text.
type plain struct {
	width int
	lines []string
	out   strings.Builder
}

// next takes the next line.
func (p *plain) next() string {
	line := p.lines[0]
	p.lines = p.lines[1:]
	return line
}

// put writes a line, without what a terminal would obey.
func (p *plain) put(line string) {
	line = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, line)
	p.out.WriteString(strings.TrimRight(line, " "))
	p.out.WriteByte('\n')
}

// block writes what begins with the next line.
func (p *plain) block() {
	line := p.lines[0]
	switch {
	case strings.TrimSpace(line) == "":
		p.next()
	case strings.HasPrefix(line, "```"):
		p.code()
	case strings.HasPrefix(line, "#"):
		p.heading(p.next())
	case strings.HasPrefix(line, "|"):
		p.table()
	case strings.HasPrefix(line, "<!--"):
		for !strings.Contains(p.next(), "-->") && len(p.lines) > 0 {
		}
	case item.MatchString(line):
		p.list()
	default:
		p.wrap("", "", inline(p.paragraph()))
		p.put("")
	}
}

// item is how an item of a list begins.
var item = regexp.MustCompile(`^ *([-*]|\d+\.) `)

// paragraph takes the lines of a paragraph, or of a list's item, as one.
func (p *plain) paragraph() string {
	words := []string{strings.TrimSpace(p.next())}
	for len(p.lines) > 0 {
		line := p.lines[0]
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "#") ||
			strings.HasPrefix(line, "```") || item.MatchString(line) {
			break
		}
		words = append(words, strings.TrimSpace(p.next()))
	}
	return strings.Join(words, " ")
}

// code writes fenced code as it is, moved to the right.
func (p *plain) code() {
	p.next()
	for len(p.lines) > 0 {
		line := p.next()
		if strings.HasPrefix(line, "```") {
			break
		}
		p.put("    " + strings.ReplaceAll(line, "\t", "    "))
	}
	p.put("")
}

func (p *plain) heading(line string) {
	text := inline(strings.TrimLeft(line, "# "))
	p.wrap("", "", text)
	switch {
	case strings.HasPrefix(line, "# "):
		p.put(strings.Repeat("=", min(p.width, uniseg.StringWidth(text))))
	case strings.HasPrefix(line, "## "):
		p.put(strings.Repeat("-", min(p.width, uniseg.StringWidth(text))))
	}
	p.put("")
}

// list writes the items of a list, each below the other.
func (p *plain) list() {
	for len(p.lines) > 0 && item.MatchString(p.lines[0]) {
		sign := item.FindString(p.lines[0])
		p.lines[0] = p.lines[0][len(sign):]
		p.wrap("  "+sign, strings.Repeat(" ", len(sign)+2), inline(p.paragraph()))
	}
	p.put("")
}

// wrap writes text between the margins: begin stands before its first line, indent
// before the others.
func (p *plain) wrap(begin, indent, text string) {
	line, at := begin, uniseg.StringWidth(begin)
	fresh := true
	for word := range strings.FieldsSeq(text) {
		w := uniseg.StringWidth(word)
		if !fresh && at+1+w > p.width {
			p.put(line)
			line, at, fresh = indent, uniseg.StringWidth(indent), true
		}
		if !fresh {
			line += " "
			at++
		}
		line, at, fresh = line+word, at+w, false
	}
	p.put(line)
}

var (
	pictures = regexp.MustCompile(`!\[([^\]]*)\]\(([^)]*)\)`)
	links    = regexp.MustCompile(`\[([^\]]*)\]\(([^)]*)\)`)
)

// inline takes the marks out of a text: of links it stays where they lead, as far as a
// terminal can go there, of pictures what they show.
func inline(text string) string {
	text = pictures.ReplaceAllString(text, "(Picture: $1.)")
	text = links.ReplaceAllStringFunc(text, func(link string) string {
		part := links.FindStringSubmatch(link)
		page, _, _ := strings.Cut(part[2], "#")
		name, isPage := strings.CutSuffix(page, ".md")
		switch {
		case isPage && part[1] == page:
			return "`tcptui help " + name + "`"
		case isPage && !strings.Contains(name, "/"):
			return part[1] + " (tcptui help " + name + ")"
		case page == "": // a heading of the same page
			return part[1]
		case strings.Trim(part[1], "`") == part[2]:
			return part[1]
		}
		return part[1] + " (" + part[2] + ")"
	})
	return strings.ReplaceAll(text, "**", "")
}
