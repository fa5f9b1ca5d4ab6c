package settings

import (
	"slices"
	"strings"
	"time"
)

// The kinds of history that the screen has. Any other name works as well.
const (
	FilterHistory  = "filter"
	FindHistory    = "find"
	CommandHistory = "command"
)

// The bounds of the history.
const (
	mostHistory = 500     // texts of a kind
	mostText    = 8 << 10 // bytes of a text; longer ones are not remembered
	mostKinds   = 32
)

// history is what was typed, for each kind, the newest first.
type history map[string][]typed

// typed is a text and when it was used last.
type typed struct {
	Text octets    `json:"text"`
	Used time.Time `json:"used"`
}

func newHistory(s *Store) *book[history] {
	return &book[history]{name: "history.json", trim: s.trimHistory, shrink: shrinkHistory}
}

func (s *Store) trimHistory(h *history) {
	for kind, list := range *h {
		for i := range list {
			list[i].Used = s.plausible(list[i].Used)
		}
		slices.SortStableFunc(list, func(a, b typed) int { return b.Used.Compare(a.Used) })
		(*h)[kind] = firsts(list, mostHistory)
	}
	for _, kind := range sortedKeys(*h) {
		if len((*h)[kind]) == 0 || len(*h) > mostKinds {
			delete(*h, kind)
		}
	}
}

func shrinkHistory(h *history) bool {
	some := false
	for kind, list := range *h {
		some = halve(&list) || some
		(*h)[kind] = list
	}
	return some
}

// History returns what was typed, the newest first, each text once.
func (s *Store) History(kind string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.history.content[kind]
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = string(t.Text)
	}
	return out
}

// AddHistory puts a text at the front of a history. Blank ones are left out.
func (s *Store) AddHistory(kind, text string) {
	if strings.TrimSpace(text) == "" || len(text) > mostText {
		return
	}
	t := typed{octets(text), s.now().Round(0)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.history.change(s, kind+"\x00"+text, func(h *history) {
		if *h == nil {
			*h = make(history)
		}
		rest := slices.DeleteFunc((*h)[kind], func(o typed) bool { return o.Text == t.Text })
		(*h)[kind] = slices.Insert(rest, 0, t)
	})
}

// ClearHistory forgets a kind of history, in the file too.
func (s *Store) ClearHistory(kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.history.waits = slices.DeleteFunc(s.history.waits, func(c change[history]) bool {
		return strings.HasPrefix(c.entry, kind+"\x00")
	})
	s.history.change(s, kind, func(h *history) { delete(*h, kind) })
}
