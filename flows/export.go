package flows

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"tcptui/capture"
)

// Export gives frames as records for capture.Save, in the order of rows: each
// with its times and lengths, its interface, its comments, and its bytes, which
// are read again. The data of a record is valid until the next one. A frame that
// cannot be read, or the end of ctx, comes as an error, and nothing after it; only
// one that a live capture has given up (capture.ErrGivenUp) is followed by others.
// One goroutine uses the sequence; any number of them work side by side.
func (l *Live) Export(ctx context.Context, s *Snapshot, rows iter.Seq[uint32]) iter.Seq2[capture.Record, error] {
	return func(yield func(capture.Record, error) bool) {
		r := l.NewReader()
		for no := range rows {
			rec, err := r.record(s, no)
			if e := ctx.Err(); e != nil {
				err = e
			}
			if !yield(rec, err) || err != nil && !errors.Is(err, capture.ErrGivenUp) {
				return
			}
		}
	}
}

// record reads a frame again, with all that the file says of it.
func (r *Reader) record(s *Snapshot, no uint32) (capture.Record, error) {
	row := s.Row(no)
	data, err := r.frame(&row)
	if err != nil {
		return capture.Record{}, err
	}
	note, err := r.Note(&row)
	if err != nil {
		return capture.Record{}, err
	}
	return capture.Record{
		Frame: capture.Frame{Time: row.Time, NoTime: row.NoTime, Off: row.Off,
			CapLen: row.CapLen, OrigLen: row.OrigLen, Iface: row.Iface},
		Ifaces: s.Ifaces, Data: data, Note: note,
	}, nil
}

// Note reads what the file says of a frame beside the frame itself: comments,
// which are hostile text, and flags. It is empty in formats that have none. An
// error says which frame could not be read again.
func (r *Reader) Note(row *Row) (capture.Note, error) {
	note, err := capture.NoteOf(r.store, row.Off, row.CapLen)
	if err != nil {
		return capture.Note{}, fmt.Errorf("frame %d: %w", row.No+1, err)
	}
	return note, nil
}

// AllRows gives every row of a snapshot.
func (s *Snapshot) AllRows() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for no := range s.rows {
			if !yield(no) {
				return
			}
		}
	}
}

// ConnFrames returns the rows that a connection is made of, ascending: its own
// and those of the fragments that its segments came in.
func (s *Snapshot) ConnFrames(id ConnID) []uint32 {
	rows := s.ConnRows(id, nil)
	own := len(rows)
	for _, no := range rows[:own] {
		rows = append(rows, s.Parts(no)...)
	}
	if len(rows) > own {
		slices.Sort(rows)
		rows = slices.Compact(rows)
	}
	return rows
}
