package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/internal/private"
	user "tcptui/internal/settings"
	"tcptui/ui"
)

// places are where the user's files are.
func (s *settings) places() user.Places {
	p := user.UserPlaces()
	if s.config != "" {
		p.Config = s.config
		if full, err := filepath.Abs(s.config); err == nil {
			p.Config = full
		}
	}
	return p
}

// own is what the user set, read for those who need something of it without a screen or
// before there is one. What is wrong with the file is told by the screen, and by
// tcptui config --check.
func (s *settings) own() user.Settings {
	return user.Load(s.places().Config, settingsChecks()).Settings
}

// ownDirectories are those that the settings, what is remembered and kept indexes are written
// to. They are there then, except where that would be among the files of another user.
func (s *settings) ownDirectories() []string {
	var all []string
	places := s.places()
	config := filepath.Dir(places.Config)
	if _, err := os.Stat(config); err == nil || private.Usable(config) == nil {
		all = append(all, config) // made by who writes there, with its own mode
	}
	var made []string
	if places.State != "" && s.own().State {
		made = append(made, places.State)
	}
	if cache := s.indexCache(); cache != nil {
		made = append(made, cache.Dir)
	}
	for _, dir := range made {
		if private.MakeDir(dir) == nil { // else who writes there says why not
			all = append(all, dir)
		}
	}
	return all
}

// configNamed returns an error where a settings file was named that is not there.
func (s *settings) configNamed() error {
	if s.config == "" {
		return nil
	}
	if _, err := os.Stat(s.config); err != nil {
		return fmt.Errorf("--config %w", err)
	}
	return nil
}

// keeper gives the screen what the user set and what is remembered of earlier runs.
type keeper struct {
	store *user.Store
	now   func() time.Time

	mu    sync.Mutex
	fresh []user.Warning // that the screen was not told of yet
}

// keep opens the settings and the state. An error is of a settings file that was
// named on the command line and cannot be read; what is wrong in it is a warning.
func (s *settings) keep() (*keeper, error) {
	if err := s.configNamed(); err != nil {
		return nil, err
	}
	k := &keeper{now: time.Now}
	k.store, k.fresh = user.Open(user.Options{Places: s.places(), Checks: settingsChecks()})
	return k, nil
}

// configure puts the settings into what the screen is made with. The command line
// goes before them.
func (k *keeper) configure(s *settings, c *ui.Config) {
	own := k.store.Settings()
	c.Keys = own.Keymap()
	c.Theme, c.ASCII, c.NoMouse = string(own.Theme), string(own.ASCII), !own.Mouse || s.noMouse
	if s.theme != "" {
		c.Theme = s.theme
	}
	if s.ascii {
		c.ASCII = string(user.On)
	}
	c.Layout, c.Time, c.RawNumbers = string(own.Layout), string(own.Time), !own.RelativeNumbers || s.look.RawSeq
	c.MSL, c.EscapeTime = own.MSL, time.Duration(own.EscapeTime)*time.Millisecond
	c.SaveDirectory, c.Warnings = own.SaveDirectory, k.warnings
	c.AtStart = s.start || len(s.files) == 0 && !s.capturing() && !s.lab && own.Start == user.StartPage
	c.Macros = macros(&own)
	k.configurePackets(&own, c)
	path := ""
	if len(s.files) == 1 && s.files[0] != "-" && s.capture == "" { // -f gives frames other numbers than marks remember
		path = s.files[0]
	}
	c.Memory, c.Place, c.Left = k.opened(path)
}

// macros are the user's display filter macros.
func macros(own *user.Settings) filter.Macros {
	out := make(filter.Macros)
	for _, m := range own.Macros {
		out[m.Name] = m.Text
	}
	return out
}

// catalog is the names that filters on the command line may use. The settings are
// read where a filter calls macros, or a file of rules may, and only then.
func (s *settings) catalog() *filter.Catalog {
	names := filter.NewCatalog(flows.Fields())
	if !strings.Contains(s.filter+strings.Join(s.rules, "")+strings.Join(s.taps, ""), "$") && len(s.ruleSet) == 0 {
		return names
	}
	own := s.own()
	return names.WithMacros(macros(&own))
}

// validateTheme checks the name of a theme that the command line gives.
func (s *settings) validateTheme() error {
	names := ui.ThemeNames()
	if s.theme == "" || slices.Contains(names, s.theme) {
		return nil
	}
	return fmt.Errorf("--theme %s: there is no such theme%s: there are %s", s.theme, didYouMean("", s.theme, names), strings.Join(names, ", "))
}

// warnings are those that came since it was called last.
func (k *keeper) warnings() []ui.Warning {
	k.mu.Lock()
	all := append(k.fresh, k.store.TakeWarnings()...)
	k.fresh = nil
	k.mu.Unlock()
	var out []ui.Warning
	for _, w := range all {
		where, text := w.File, w.What
		if w.Line > 0 {
			where = fmt.Sprintf("%s:%d:%d", w.File, w.Line, w.Column)
		}
		if w.Key != "" {
			text = w.Key + ": " + text
		}
		if w.Near != "" {
			text += " (did you mean " + w.Near + "?)"
		}
		out = append(out, ui.Warning{Where: where, Text: text})
	}
	return out
}

// opened notes that a capture is opened, and returns what is remembered of it: the
// memory, the packet where the user was, and who wants to know where they are when
// they leave it. path is "" for what is no file. It may wait for a disk.
func (k *keeper) opened(path string) (memory ui.Memory, place int, left func(packets, place int)) {
	m := &remembers{store: k.store}
	if path == "" {
		return m, 0, nil
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return m, 0, nil
	}
	id, err := user.Identify(full)
	if err != nil { // a pipe, or what went away: nothing of it can be remembered
		return m, 0, nil
	}
	m.capture = id
	visit := user.Recent{Path: full, Size: id.Size, Opened: k.now()}
	for _, r := range k.store.Recent() {
		if r.Path == full {
			visit.Packets, visit.Position = r.Packets, r.Position
		}
	}
	k.store.Touch(visit)
	return m, int(min(visit.Position, visit.Packets)), func(packets, place int) {
		visit.Packets, visit.Position = uint64(packets), uint64(place)
		if st, err := os.Stat(full); err == nil {
			visit.Size = st.Size()
		}
		k.store.Touch(visit)
	}
}

// openChoice is openChoice with what is remembered of the capture.
func (k *keeper) openChoice(life context.Context, s *settings) func(context.Context, ui.Choice) (*ui.Opened, error) {
	open := openChoice(life, s)
	return func(ctx context.Context, c ui.Choice) (*ui.Opened, error) {
		o, err := open(ctx, c)
		if err == nil {
			o.Memory, o.Place, o.Left = k.opened(o.Path)
		}
		return o, err
	}
}

// startPage is what the start page offers, as it is now.
func (k *keeper) startPage() ui.StartPage {
	page := startPage()
	for _, r := range k.store.Recent() {
		page.Recent = append(page.Recent, ui.Recent{Path: r.Path, Size: r.Size, Packets: int(r.Packets), Opened: r.Opened, Place: int(r.Position)})
	}
	return page
}
