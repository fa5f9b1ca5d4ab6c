// Package records reads captures as tests want them: frame by frame, with what the file says
// of each.
package records

import (
	"context"
	"errors"
	"io"
	"iter"

	"tcptui/capture"
)

// Of gives every frame of a source with its note, as capture.Save takes them. The data of a
// record is valid until the next. What ends the source before its end comes as the last,
// with an empty Record.
func Of(ctx context.Context, s capture.Source) iter.Seq2[capture.Record, error] {
	return func(yield func(capture.Record, error) bool) {
		var b capture.Batch
		store := s.Store()
		for {
			if err := s.Next(ctx, &b); err != nil {
				if !errors.Is(err, io.EOF) {
					yield(capture.Record{}, err)
				}
				return
			}
			for i, f := range b.Frames {
				note, err := capture.NoteOf(store, f.Off, f.CapLen)
				if !yield(capture.Record{Frame: f, Ifaces: b.Ifaces, Data: b.Data(i), Note: note}, err) {
					return
				}
			}
		}
	}
}
