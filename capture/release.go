package capture

// Releaser is a Store that can give up what was spooled, for a reader that goes
// through the frames once, in their order. What was given up cannot be read
// again. One goroutine uses it; others may use the Store meanwhile.
type Releaser interface {
	// Release says that no byte before off is read again, but those held. off is
	// the end of a frame, as Frame.Off and Frame.CapLen tell it.
	Release(off int64)
	// Hold keeps a frame beyond Release, until Free. Frames are held in the order
	// of the capture, and before bytes behind them are released.
	Hold(off int64, n uint32)
	// Free gives up a frame that was held.
	Free(off int64, n uint32)
	// Working says that a reader is going through the frames, or no more. While it
	// is, a stream that fills its spool file is not read on until there is room
	// again; else it ends.
	Working(on bool)
}

// ReleaserOf returns what gives up bytes of a store; nil where nothing is
// spooled.
func ReleaserOf(st Store) Releaser {
	switch st := st.(type) {
	case blockStore:
		if s, ok := st.s.in.(*spool); ok {
			return s
		}
	case mergedStore:
		m := make(mergedReleaser, len(st))
		any := false
		for i := range st {
			m[i] = ReleaserOf(st[i])
			any = any || m[i] != nil
		}
		if any {
			return m
		}
	}
	return nil
}

// mergedReleaser gives up bytes of the stores whose number is in the offset.
type mergedReleaser []Releaser

// of returns the releaser and the offset in its store; nil when that has none.
func (m mergedReleaser) of(off int64) (Releaser, int64) {
	return m[off>>mergedBits], off & (1<<mergedBits - 1)
}

// Release implements Releaser.
func (m mergedReleaser) Release(off int64) {
	if r, off := m.of(off); r != nil {
		r.Release(off)
	}
}

// Hold implements Releaser.
func (m mergedReleaser) Hold(off int64, n uint32) {
	if r, off := m.of(off); r != nil {
		r.Hold(off, n)
	}
}

// Free implements Releaser.
func (m mergedReleaser) Free(off int64, n uint32) {
	if r, off := m.of(off); r != nil {
		r.Free(off, n)
	}
}

// Working implements Releaser.
func (m mergedReleaser) Working(on bool) {
	for _, r := range m {
		if r != nil {
			r.Working(on)
		}
	}
}
