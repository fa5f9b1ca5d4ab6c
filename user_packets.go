package main

import (
	"fmt"
	"io"
	"os"

	"tcptui/filter"
	"tcptui/flows"
	user "tcptui/internal/settings"
	"tcptui/ui"
)

// mostRules is the size in bytes of a file of colouring rules beyond which it is
// none.
const mostRules = 1 << 20

// configurePackets puts into the screen what the user set of the packet list: the
// columns, also those that were changed on the screen, and the colouring rules.
func (k *keeper) configurePackets(own *user.Settings, c *ui.Config) {
	for _, col := range k.store.Columns(user.PacketView) {
		c.Columns = append(c.Columns, ui.ColumnSpec{Title: col.Title, Name: col.Builtin + col.Field, Width: col.Width, Right: col.Align == user.Right})
	}
	c.ColumnsChanged = func(specs []ui.ColumnSpec) { k.store.SetColumns(user.PacketView, columns(specs)) }
	c.Uncoloured, c.PlainScrollBar = !own.ColourRules, !own.Minimap
	if own.ColourRulesFile != "" {
		c.Colours = k.rules(own.ColourRulesFile, filter.NewCatalog(flows.Fields()).WithMacros(c.Macros))
	}
}

// columns are the columns of the screen as the settings have them.
func columns(specs []ui.ColumnSpec) []user.Column {
	builtin := make(map[string]bool)
	for _, name := range ui.BuiltinColumns() {
		builtin[name] = true
	}
	out := make([]user.Column, len(specs))
	for i, s := range specs {
		out[i] = user.Column{Title: s.Title, Width: s.Width, Align: user.Left}
		if s.Right {
			out[i].Align = user.Right
		}
		if out[i].Field = s.Name; builtin[s.Name] {
			out[i].Builtin, out[i].Field = s.Name, ""
		}
		if s.Title == "" {
			out[i].Title = s.Name
		}
	}
	return out
}

// rules reads a file of colouring rules. What is wrong with it is a warning; without
// a file that can be read the built-in rules stay.
func (k *keeper) rules(path string, names *filter.Catalog) []ui.ColourRule {
	data, err := readBounded(path, mostRules)
	if err != nil {
		k.warn(user.Warning{File: path, What: "the colouring rules cannot be read, the built-in ones are used: " + err.Error()})
		return nil
	}
	rules, problems := ui.ReadColours(path, data, names)
	for _, p := range problems {
		k.warn(user.Warning{What: p.Error()})
	}
	return rules
}

// readBounded reads a file, if it is not longer than it may be.
func readBounded(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		return nil, fmt.Errorf("the file has more than %d bytes", most)
	}
	return data, err
}

// warn notes a warning for the screen.
func (k *keeper) warn(w user.Warning) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fresh = append(k.fresh, w)
}
