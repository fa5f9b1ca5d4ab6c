package capture

import (
	"context"
	"errors"
	"io"
	"iter"
)

// Records gives every frame of a source with its note, for Save. The data of a
// record is valid until the next. What ends the source before its end comes as
// the last, with an empty Record.
func Records(ctx context.Context, s Source) iter.Seq2[Record, error] {
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
