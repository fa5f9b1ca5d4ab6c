package settings

import (
	"slices"
	"time"
)

// Recent is a capture that was opened.
type Recent struct {
	Path     string // absolute; octets, not text
	Size     int64  // bytes, when it was left
	Packets  uint64 // in it then
	Opened   time.Time
	Position uint64 // frame number where the user was, from 1; 0: not known
}

// visit is a Recent in the file.
type visit struct {
	Path     octets    `json:"path"`
	Size     int64     `json:"size"`
	Packets  uint64    `json:"packets"`
	Opened   time.Time `json:"opened"`
	Position uint64    `json:"position,omitempty"`
}

// newRecent makes the book of recent captures, which has as many as the setting
// says.
func newRecent(s *Store) *book[[]visit] {
	most := s.config.Settings.RecentFiles
	b := &book[[]visit]{name: "recent.json"}
	b.trim = func(c *[]visit) {
		for i := range *c {
			(*c)[i].Opened = s.plausible((*c)[i].Opened)
		}
		*c = slices.DeleteFunc(*c, func(v visit) bool { return v.Path == "" })
		slices.SortStableFunc(*c, func(a, b visit) int { return b.Opened.Compare(a.Opened) })
		*c = firsts(*c, most)
	}
	b.shrink = halve[visit]
	return b
}

// firsts cuts a list to at most n.
func firsts[E any](list []E, n int) []E {
	if len(list) > n {
		return slices.Clip(list[:n])
	}
	return list
}

// halve drops the second half of a list.
func halve[E any](list *[]E) bool {
	n := len(*list)
	*list = firsts(*list, n/2)
	return n > 0
}

// Recent returns the captures that were opened, the last one first.
func (s *Store) Recent() []Recent {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Recent, len(s.recent.content))
	for i, v := range s.recent.content {
		out[i] = Recent{string(v.Path), v.Size, v.Packets, v.Opened, v.Position}
	}
	return out
}

// Touch puts a capture at the top of the recent ones, in place of what was known
// of that path. A zero Opened is now.
func (s *Store) Touch(r Recent) {
	if r.Path == "" {
		return
	}
	if r.Opened.IsZero() || r.Opened.Year() > 9999 { // JSON has no room for it
		r.Opened = s.now()
	}
	v := visit{octets(r.Path), r.Size, r.Packets, r.Opened.Round(0), r.Position}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recent.change(s, r.Path, func(c *[]visit) { *c = append(without(*c, v.Path), v) })
}

// Forget removes a capture from the recent ones.
func (s *Store) Forget(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recent.change(s, path, func(c *[]visit) { *c = without(*c, octets(path)) })
}

func without(list []visit, path octets) []visit {
	return slices.DeleteFunc(list, func(v visit) bool { return v.Path == path })
}
