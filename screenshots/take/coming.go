package main

import (
	"context"

	"tcptui/capture"
)

// coming is a capture of which some frames have come, and more may.
type coming struct {
	capture.Source
	left int // frames that are still to be given
}

// Next gives frames; when they have all come, it waits for more until ctx ends.
func (c *coming) Next(ctx context.Context, b *capture.Batch) error {
	if c.left == 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	if err := c.Source.Next(ctx, b); err != nil {
		return err
	}
	b.Frames = b.Frames[:min(len(b.Frames), c.left)]
	c.left -= len(b.Frames)
	return nil
}

// Size is not known of a capture that goes on.
func (c *coming) Size() int64 { return -1 }
