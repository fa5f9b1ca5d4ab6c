package flows

import "tcptui/capture"

// interfaceIDs are the numbers that interfaces have in their sections, counted once and
// further as there are more interfaces: a capture may have 65,536 of them, and each frame
// another. Its Reader's goroutine only.
type interfaceIDs struct {
	ids  []uint32       // by the interface's place in Snapshot.Ifaces
	next map[int]uint32 // of a section: the number of its next interface
}

// of is the number of interface i, from 0. What is not a packet has an interface of our own,
// which takes no number.
func (n *interfaceIDs) of(all []capture.Interface, i int) uint64 {
	if n.next == nil {
		n.next = make(map[int]uint32)
	}
	for _, f := range all[min(len(n.ids), i+1) : i+1] {
		n.ids = append(n.ids, n.next[f.Section])
		if f.Link < capture.LinkCustomBlock {
			n.next[f.Section]++
		}
	}
	return uint64(n.ids[i])
}
