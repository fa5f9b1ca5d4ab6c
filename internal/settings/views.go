package settings

import (
	"maps"
	"slices"
)

// PacketView is the view whose columns are a setting too.
const PacketView = "packets"

// mostViews bounds the file.
const mostViews = 64

// views are the columns that were changed on the screen, by view.
type views map[string]view

type view struct {
	Columns []Column `json:"columns"`

	// Instead is the setting as it was when the columns were changed. When the
	// user changes the setting afterwards, the setting counts.
	Instead string `json:"instead,omitempty"`
}

func newViews() *book[views] {
	return &book[views]{name: "views.json", trim: trimViews, shrink: shrinkViews}
}

func trimViews(v *views) {
	for _, name := range sortedKeys(*v) {
		if !slices.ContainsFunc((*v)[name].Columns, Column.shows) || len(*v) > mostViews {
			delete(*v, name)
			continue
		}
		w := (*v)[name]
		w.Columns = firsts(slices.DeleteFunc(w.Columns, func(c Column) bool { return !c.shows() }), mostColumns)
		(*v)[name] = w
	}
}

func shrinkViews(v *views) bool {
	names := sortedKeys(*v)
	for _, name := range names[len(names)/2:] {
		delete(*v, name)
	}
	return len(names) > 0
}

// shows reports whether a column is one: it shows one thing, at a width that can
// be.
func (c Column) shows() bool {
	return (c.Builtin == "") != (c.Field == "") && c.Title != "" && c.Width >= 0 && c.Width <= mostWidth && (c.Align == Left || c.Align == Right)
}

// sortedKeys returns the keys of a map in their order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Columns returns the columns of a view: those that were changed on the screen,
// else the setting, which only PacketView has; nil when there are none.
func (s *Store) Columns(name string) []Column {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.views.content[name]
	if ok && v.Instead == s.instead(name) {
		return slices.Clone(v.Columns)
	}
	if name == PacketView {
		return slices.Clone(s.config.Settings.Columns)
	}
	return nil
}

// SetColumns remembers the columns of a view. Columns that show nothing are left
// out.
func (s *Store) SetColumns(name string, cols []Column) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := view{Columns: slices.Clone(cols), Instead: s.instead(name)}
	s.views.change(s, name, func(c *views) {
		if *c == nil {
			*c = make(views)
		}
		(*c)[name] = view{slices.Clone(v.Columns), v.Instead}
	})
}

// ForgetColumns goes back to the columns of the setting.
func (s *Store) ForgetColumns(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.views.change(s, name, func(c *views) { delete(*c, name) })
}

// instead is the setting that columns of a view are in place of.
func (s *Store) instead(name string) string {
	if name != PacketView {
		return ""
	}
	return columns{}.show(&s.config.Settings)
}
