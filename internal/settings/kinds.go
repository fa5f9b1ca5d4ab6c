package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

// choice is one of some words.
type choice[T ~string] struct {
	at  func(s *Settings) *T
	def T
	of  []T
}

func (k choice[T]) reset(s *Settings)       { *k.at(s) = k.def }
func (k choice[T]) show(s *Settings) string { return quote(string(*k.at(s))) }
func (k choice[T]) accepts() string         { return words(k.of) }

func (k choice[T]) read(r *reader, n *node, s *Settings) {
	if n.kind == unstable.String && slices.Contains(k.of, T(n.text)) {
		*k.at(s) = T(n.text)
		return
	}
	r.expected(n, k.accepts(), near(n, k.of))
}

// position is a switch that can be left to the program.
type position struct {
	at  func(s *Settings) *Switch
	def Switch
}

func (k position) reset(s *Settings) { *k.at(s) = k.def }
func (k position) accepts() string   { return `"auto", true or false` }

func (k position) show(s *Settings) string {
	if v := *k.at(s); v != Auto {
		return string(v)
	}
	return quote(string(Auto))
}

func (k position) read(r *reader, n *node, s *Settings) {
	switch {
	case n.kind == unstable.Bool:
		*k.at(s) = Switch(strconv.FormatBool(n.on))
	case n.kind == unstable.String && n.text == string(Auto):
		*k.at(s) = Auto
	default:
		r.expected(n, k.accepts(), "")
	}
}

// toggle is true or false.
type toggle struct {
	at  func(s *Settings) *bool
	def bool
}

func (k toggle) reset(s *Settings)       { *k.at(s) = k.def }
func (k toggle) show(s *Settings) string { return strconv.FormatBool(*k.at(s)) }
func (k toggle) accepts() string         { return "true or false" }

func (k toggle) read(r *reader, n *node, s *Settings) {
	if n.kind != unstable.Bool {
		r.expected(n, k.accepts(), "")
		return
	}
	*k.at(s) = n.on
}

// number is a whole number within bounds.
type number struct {
	at              func(s *Settings) *int
	def, least, top int
}

func (k number) reset(s *Settings)       { *k.at(s) = k.def }
func (k number) show(s *Settings) string { return strconv.Itoa(*k.at(s)) }
func (k number) accepts() string         { return between(k.least, k.top) }

func (k number) read(r *reader, n *node, s *Settings) {
	if v, ok := r.whole(n, k.least, k.top); ok {
		*k.at(s) = v
	}
}

// between words the bounds of a number.
func between(least, top int) string { return fmt.Sprintf("a whole number from %d to %d", least, top) }

// seconds is a time span, written as a number of seconds.
type seconds struct {
	at              func(s *Settings) *time.Duration
	def, least, top int
}

func (k seconds) reset(s *Settings)       { *k.at(s) = time.Duration(k.def) * time.Second }
func (k seconds) show(s *Settings) string { return strconv.Itoa(int(*k.at(s) / time.Second)) }
func (k seconds) accepts() string         { return between(k.least, k.top) }

func (k seconds) read(r *reader, n *node, s *Settings) {
	if v, ok := r.whole(n, k.least, k.top); ok {
		*k.at(s) = time.Duration(v) * time.Second
	}
}

// path is the name of a file or a directory; none by default. What is relative
// is so to the directory of the settings file, ~ is the home directory.
type path struct {
	at func(s *Settings) *string
}

func (k path) reset(s *Settings)       { *k.at(s) = "" }
func (k path) show(s *Settings) string { return quote(*k.at(s)) }
func (k path) accepts() string {
	return "a path; ~ is the home directory, what is relative begins at this file"
}

func (k path) read(r *reader, n *node, s *Settings) {
	switch {
	case n.kind != unstable.String || strings.ContainsRune(n.text, 0):
		r.expected(n, k.accepts(), "")
	case n.text == "":
		*k.at(s) = ""
	default:
		full, err := expand(n.text, filepath.Dir(r.file))
		if err != nil {
			r.warn(n, "", "%v", err)
			return
		}
		*k.at(s) = full
	}
}

// expand makes a path absolute.
func expand(name, dir string) (string, error) {
	if rest, ok := strings.CutPrefix(name, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("the home directory is not known: %w", err)
		}
		return filepath.Join(home, rest), nil
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	full, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("the working directory is not known: %w", err)
	}
	return full, nil
}

// words lists what can be chosen.
func words[T ~string](of []T) string {
	quoted := make([]string, len(of))
	for i, w := range of {
		quoted[i] = quote(string(w))
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}
