package flows

// What counting the activity of a connection costs at most: up to walkRows of its
// segments are walked one after the other; of a connection with more, runs of
// rows are looked at, spread evenly over its life, sampleRows in all.
const (
	walkRows   = 1 << 14
	sampleRows = 1 << 19
)

// Activity counts the segments of a connection in equal parts of the time from
// `from` to `to`, ns since the epoch; part i of out gets those of the i-th. What
// lies outside counts with the first or the last. Of a connection with many
// segments it is an estimate: the work is bounded.
func (s *Snapshot) Activity(id ConnID, from, to int64, out []uint32) {
	clear(out)
	c := s.Conn(id)
	if len(out) == 0 || c.First == NoRow {
		return
	}
	last := int64(len(out) - 1)
	width := max((to-from)/int64(len(out)), 0) + 1
	count := func(row uint32, n uint32) {
		at := s.chunks[row>>chunkShift].time[row&chunkMask]
		out[min(max((at-from)/width, 0), last)] += n
	}
	if c.Segments() <= walkRows {
		for at := c.First; at != NoRow; at = s.next(at) {
			count(at, 1)
		}
		return
	}
	// One run of BlockRows rows out of every `each`.
	end := min(c.Last+1, s.rows)
	each := (end-c.First)/sampleRows + 1
	for row := c.First; row < end; {
		stop := min(row+BlockRows, end)
		for ; row < stop; row++ {
			if s.ConnOf(row) == id {
				count(row, each)
			}
		}
		if skip := (each - 1) * BlockRows; skip < end-row {
			row += skip
		} else {
			row = end
		}
	}
}
