package flows

// laterRows says which later row belongs to a row. It is made when it is asked for and
// grows with the snapshot. Its Reader's goroutine only.
type laterRows struct {
	done int // entries of the snapshot's list that are in of
	of   map[uint32]uint32
}

// find is the row that belongs to row i, NoRow when none does in s. told is how long the
// list of s is; add puts in what its k-th entry tells.
func (m *laterRows) find(s *Snapshot, i uint32, told int, add func(k int, of map[uint32]uint32)) uint32 {
	if m.of == nil {
		m.of = make(map[uint32]uint32)
	}
	for ; m.done < told; m.done++ {
		add(m.done, m.of)
	}
	if row, ok := m.of[i]; ok && int(row) < s.Rows() {
		return row
	}
	return NoRow
}
