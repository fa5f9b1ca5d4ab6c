package capture

import (
	"context"
	"errors"
	"io"
	"iter"
)

// sourceRecords is what records.Of is for the tests of other packages: that one cannot be
// imported here, because it imports this package.
func sourceRecords(ctx context.Context, s Source) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		var b Batch
		store := s.Store()
		for {
			if err := s.Next(ctx, &b); err != nil {
				if !errors.Is(err, io.EOF) {
					yield(Record{}, err)
				}
				return
			}
			for i, f := range b.Frames {
				note, err := NoteOf(store, f.Off, f.CapLen)
				if !yield(Record{Frame: f, Ifaces: b.Ifaces, Data: b.Data(i), Note: note}, err) {
					return
				}
			}
		}
	}
}
