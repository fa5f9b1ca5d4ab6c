package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/internal/golden"
	"tcptui/keymap"
)

// documents are all Markdown files that people read: those of the root and of docs.
func documents(t *testing.T) map[string]string {
	t.Helper()
	out := make(map[string]string)
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.ToSlash(name)] = string(text)
		}
	}
	if len(out) < 8 {
		t.Fatalf("only %d documents were found", len(out))
	}
	return out
}

var (
	docLinks  = regexp.MustCompile(`\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"`)
	codeSpans = regexp.MustCompile("`[^`\n]*`")
	headings  = regexp.MustCompile(`(?m)^#+ +(.*)$`)
)

// anchors are the anchors of a page's headings, as forges make them.
func anchors(page string) map[string]bool {
	out := make(map[string]bool)
	for _, h := range headings.FindAllStringSubmatch(withoutFences(page), -1) {
		var b strings.Builder
		for _, r := range strings.ToLower(h[1]) {
			switch {
			case r == ' ':
				b.WriteByte('-')
			case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 0x80:
				b.WriteRune(r)
			}
		}
		out[b.String()] = true
	}
	return out
}

// withoutFences is a page without its fenced code.
func withoutFences(page string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(page) {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if inside = inside != fence; !inside && !fence {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestLinks follows the links of all documents to files and headings of the repository.
func TestLinks(t *testing.T) {
	pages, followed := documents(t), 0
	for name, page := range pages {
		text := codeSpans.ReplaceAllString(withoutFences(page), "")
		for _, m := range docLinks.FindAllStringSubmatch(text, -1) {
			target := m[1] + m[2]
			if strings.Contains(target, "://") {
				continue
			}
			followed++
			file, anchor, hasAnchor := strings.Cut(target, "#")
			path := name
			if file != "" {
				path = filepath.ToSlash(filepath.Join(filepath.Dir(name), file))
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s: the link %s leads nowhere", name, target)
				continue
			}
			if other, isPage := pages[path]; hasAnchor && (!isPage || !anchors(other)[anchor]) {
				t.Errorf("%s: %s has no heading for the link %s", name, path, target)
			}
		}
	}
	if followed < 20 {
		t.Errorf("only %d links were followed", followed)
	}
}

// TestPicturesAreShown holds that a document shows each picture.
func TestPicturesAreShown(t *testing.T) {
	pictures, err := filepath.Glob("screenshots/*.png")
	if err != nil || len(pictures) == 0 {
		t.Fatalf("no pictures: %v", err)
	}
	pages := documents(t)
	for _, picture := range pictures {
		shown := false
		for _, page := range pages {
			shown = shown || strings.Contains(page, filepath.ToSlash(picture))
		}
		if !shown {
			t.Errorf("no document shows %s", picture)
		}
	}
}

// fences calls use for each fenced block of a kind with its lines, and returns the page
// with what use returned in their place.
func fences(page, kind string, use func(lines []string) []string) string {
	var out, block []string
	inside := false
	for _, line := range strings.Split(page, "\n") {
		switch {
		case !inside:
			inside = line == "```"+kind
			out = append(out, line)
		case line == "```":
			out = append(append(out, use(block)...), line)
			block, inside = nil, false
		default:
			block = append(block, line)
		}
	}
	return strings.Join(out, "\n")
}

// TestConsoles runs the commands that documents show with their output, from the root
// of the repository; with -update it writes what they print.
func TestConsoles(t *testing.T) {
	t.Setenv("TZ", "UTC")
	ran := 0
	for name, page := range documents(t) {
		fresh := fences(page, "console", func(lines []string) []string {
			var out []string
			for _, line := range lines {
				command, ok := strings.CutPrefix(line, "$ tcptui ")
				if !ok {
					continue
				}
				ran++
				command, inColumns := strings.CutSuffix(command, " | column -t")
				var stdout, stderr bytes.Buffer
				run(words(t, command), strings.NewReader(""), &stdout, &stderr)
				if stderr.Len() > 0 {
					t.Errorf("%s: %s complains: %s", name, command, stderr.String())
				}
				printed := strings.Split(strings.Trim(stdout.String(), "\n"), "\n")
				if inColumns {
					printed = aligned(printed)
				}
				out = append(append(out, line), printed...)
			}
			return out
		})
		if fresh != page || golden.Updating() {
			golden.Check(t, name, fresh)
		}
	}
	if ran < 10 {
		t.Errorf("only %d commands were run", ran)
	}
}

// aligned does what column -t does.
func aligned(lines []string) []string {
	var widths []int
	for _, line := range lines {
		for i, cell := range strings.Fields(line) {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	out := make([]string, len(lines))
	for n, line := range lines {
		for i, cell := range strings.Fields(line) {
			out[n] += fmt.Sprintf("%-*s", widths[i]+2, cell)
		}
		out[n] = strings.TrimRight(out[n], " ")
	}
	return out
}

// words divides a command line as a shell does that knows only quotes.
func words(t *testing.T, line string) []string {
	t.Helper()
	var out []string
	word, quote, begun := "", rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == 0 && r == ' ':
			if begun {
				out = append(out, word)
			}
			word, begun = "", false
		default:
			word, begun = word+string(r), true
		}
	}
	if quote != 0 {
		t.Errorf("%s: a quote is not closed", line)
	}
	if begun {
		out = append(out, word)
	}
	return out
}

// TestCommands reads the command lines that documents name, as far as can be told
// without running them.
func TestCommands(t *testing.T) {
	read := 0
	for name, page := range documents(t) {
		check := func(lines []string) []string {
			for _, line := range lines {
				for _, command := range commandsIn(line) {
					read++
					if err := understood(words(t, command)); err != nil {
						t.Errorf("%s: tcptui %s: %v", name, command, err)
					}
				}
			}
			return nil
		}
		fences(page, "sh", check)
		for _, line := range strings.Split(page, "\n") {
			if rest, ok := strings.CutPrefix(line, "    "); ok && name == "README.md" {
				check([]string{rest})
			}
		}
	}
	if read < 30 {
		t.Errorf("only %d commands were read", read)
	}
}

// commandsIn are the tcptui commands of a line, without what is said of them: after #,
// or after a gap of blanks.
func commandsIn(line string) []string {
	line, _, _ = strings.Cut(line, " #")
	line, _, _ = strings.Cut(strings.TrimSpace(line), "    ")
	var out []string
	for _, part := range strings.Split(line, " | ") {
		part, _, _ = strings.Cut(part, " > ")
		part = strings.TrimPrefix(part, "sudo ")
		if part = strings.TrimSpace(part); part == "tcptui" {
			out = append(out, "")
		} else if rest, ok := strings.CutPrefix(part, "tcptui "); ok {
			out = append(out, rest)
		}
	}
	return out
}

// understood reports what is wrong with the words of a command line.
func understood(args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case helpCommand:
			if status := help(args[1:], io.Discard, io.Discard); status != exitOK {
				return fmt.Errorf("help ends with %d", status)
			}
			return nil
		case configCommand, socketsCommand, completionCommand, manCommand:
			return nil
		}
	}
	_, err := parseArgs(args)
	return err
}

// TestFiltersInDocuments compiles the filters that documents show.
func TestFiltersInDocuments(t *testing.T) {
	names, compiled := filter.NewCatalog(flows.Fields()), 0
	for name, page := range documents(t) {
		fences(page, "filter", func(lines []string) []string {
			for _, line := range lines {
				line, _, _ = strings.Cut(line, "  #")
				if line = strings.TrimSpace(line); line == "" {
					continue
				}
				compiled++
				if _, err := filter.Compile(line, names); err != nil {
					t.Errorf("%s: %s: %v", name, line, err)
				}
			}
			return nil
		})
	}
	if compiled < 20 {
		t.Errorf("only %d filters were compiled", compiled)
	}
}

// TestKeysInReadme holds that the README's table names keys that there are.
func TestKeysInReadme(t *testing.T) {
	keys, named := keymap.Default(), 0
	for line := range strings.Lines(documents(t)["README.md"]) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cell, _, _ := strings.Cut(line[2:], " |")
		for _, span := range codeSpans.FindAllString(cell, -1) {
			key, err := keymap.ParseKey(strings.ReplaceAll(strings.Trim(span, "`"), `\|`, "|"))
			if err != nil {
				t.Errorf("README: %v", err)
			} else if !works(keys, key) {
				t.Errorf("README: %s does nothing, neither in the packet list nor in the states", key)
			}
			named++
		}
	}
	if named < 10 {
		t.Errorf("the README names %d keys", named)
	}
}

func works(keys *keymap.Map, key keymap.Key) bool {
	_, inPackets := keys.Lookup(keymap.InPackets, key)
	_, inState := keys.Lookup(keymap.InState, key)
	return inPackets || inState
}
