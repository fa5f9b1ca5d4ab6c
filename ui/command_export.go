package ui

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"path/filepath"
	"strings"
)

// exportForms are the forms that the list is written in, by the end of the file's
// name.
var exportForms = map[string]func(w io.Writer) rowWriter{
	".txt": func(w io.Writer) rowWriter { return &textRows{w: w} },
	".tsv": func(w io.Writer) rowWriter { return tsvRows{w} },
	".csv": func(w io.Writer) rowWriter { return csvRows{csv.NewWriter(w)} },
}

// rowWriter writes rows of the list.
type rowWriter interface {
	row(cells []string) error
	end() error
}

// commandExport writes what is listed as text.
func (s *shell) commandExport(args string) error {
	form := exportForms[strings.ToLower(filepath.Ext(args))]
	if form == nil {
		return errors.New("the end of the name tells the form: .txt, .tsv or .csv")
	}
	rows, all := s.m.list()
	c := copyable{what: plural(s.m.len(), "packet") + " of the list", long: true, write: exporter(s.m, rowList{rows, all}, s.m.len(), form)}
	if wrong := s.copyInto(c, args, nil); wrong != "" {
		return errors.New(wrong)
	}
	return nil
}

// exporter writes the first n of the rows of a list.
func exporter(m *model, rows rowList, n int, form func(io.Writer) rowWriter) func(context.Context, io.Writer) (string, error) {
	texts, snap := newRowTexts(m), m.snap
	return func(ctx context.Context, w io.Writer) (string, error) {
		out := form(w)
		if err := out.row(texts.titles()); err != nil {
			return "", err
		}
		cells := make([]string, len(texts.columns))
		before := rows.before(0)
		for i := range n {
			row := uint32(i)
			if !rows.all {
				row = rows.rows[i]
			}
			texts.cells(snap, row, before, func(col int, text []byte) { cells[col] = safe(string(text)) })
			if err := out.row(cells); err != nil {
				return "", err
			}
			if before = row; ctx.Err() != nil {
				return "", ctx.Err()
			}
		}
		return "", out.end()
	}
}

// textRows writes columns beside each other.
type textRows struct {
	w    io.Writer
	wide []int // of the columns, so far
}

func (t *textRows) row(cells []string) error {
	var b strings.Builder
	if t.wide == nil {
		t.wide = make([]int, len(cells))
	}
	for i, c := range cells {
		t.wide[i] = max(t.wide[i], textWidth(c))
		b.WriteString(padRight(c, t.wide[i]) + columnSep)
	}
	_, err := io.WriteString(t.w, strings.TrimRight(b.String(), " ")+"\n")
	return err
}

func (t *textRows) end() error { return nil }

// tsvRows writes tabs between columns; no cell has any.
type tsvRows struct{ w io.Writer }

func (t tsvRows) row(cells []string) error {
	_, err := io.WriteString(t.w, strings.Join(cells, "\t")+"\n")
	return err
}

func (t tsvRows) end() error { return nil }

// csvRows writes RFC 4180.
type csvRows struct{ w *csv.Writer }

func (t csvRows) row(cells []string) error { return t.w.Write(cells) }

func (t csvRows) end() error {
	t.w.Flush()
	return t.w.Error()
}

// completePath gives the names of files and directories.
func completePath(_ *shell, args string) ([]candidate, int) {
	var out []candidate
	for _, path := range filesLike(args) {
		out = append(out, candidate{word: path})
	}
	return out, 0
}
