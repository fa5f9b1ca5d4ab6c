package flows

import "tcptui/fsm"

// hotConn is what following a connection needs and no reader sees. It has no pointers: its
// memory is all that it is, see resting.
type hotConn struct {
	pair    fsm.Pair
	rules   analyser
	verdict verdictConn
}

// hotSlots has what following a lane's connections needs. Those that segments come for have
// a slot; what others need is packed, to the last bit, until their next segment, so that
// nothing that is found depends on it. Most connections of a large capture have ended long
// before it does, and many have one segment. The lane's owner only.
type hotSlots struct {
	slabs    []*[hotSlab]hotConn // slots, which stay where they are
	uses     []hotUse            // of the slots, as many as are in use
	hand     int                 // where to look for one that can be had
	rest     uint32              // rows without a segment after which a connection may be packed
	resting  resting
	places   []*[lineages]hotPlace // by number in the lane, in pages, so that growing copies nothing
	appeared int                   // how many connections have a place
}

// hotUse says whose a slot is. It lies apart, so that looking for one costs little.
type hotUse struct {
	owner int    // number in the lane
	last  uint32 // row of its last segment
}

// hotPlace is where to find what is needed of a connection: the number of its slot, or with
// hotPacked that of its cell.
type hotPlace uint32

const hotPacked hotPlace = 1 << 31

const (
	hotSlab  = 32
	restRows = 1 << 16 // rows, which alone take 4 MiB; as many slots would take 29 MB
	hotLooks = 8       // slots that are looked at for one that can be had
)

// laneIndex is the number of a connection among those of its lane.
func laneIndex(id ConnID) int { return lanePage(id)<<pageShift | int(id)%pageConns }

// open gives connection id, the lowest that has none, its state before the first segment,
// which is in row.
func (h *hotSlots) open(id ConnID, row uint32) {
	if h.appeared = laneIndex(id) + 1; h.appeared > len(h.places)*lineages {
		h.places = append(h.places, new([lineages]hotPlace))
	}
	slot := h.slot(row)
	*h.in(slot) = hotConn{}
	h.settle(laneIndex(id), slot, row)
}

// of is the state of connection id, of which or of whose neighbour row is the next segment.
// It stays where it is until another row comes.
func (h *hotSlots) of(id ConnID, row uint32) *hotConn {
	n := laneIndex(id)
	place := *h.place(n)
	if place&hotPacked == 0 {
		h.uses[place].last = row
		return h.in(int(place))
	}
	slot := h.slot(row)
	c := h.in(slot)
	h.resting.take(place, c)
	h.settle(n, slot, row)
	return c
}

func (h *hotSlots) place(n int) *hotPlace { return &h.places[n/lineages][n%lineages] }

func (h *hotSlots) in(slot int) *hotConn { return &h.slabs[slot/hotSlab][slot%hotSlab] }

// settle makes a slot that of the connection with number n in the lane.
func (h *hotSlots) settle(n, slot int, row uint32) {
	h.uses[slot] = hotUse{n, row}
	*h.place(n) = hotPlace(slot)
}

// slot is one that nobody has: that of a connection which was quiet for long, or a new one.
func (h *hotSlots) slot(row uint32) int {
	for range min(hotLooks, len(h.uses)) {
		h.hand = (h.hand + 1) % len(h.uses)
		if row-h.uses[h.hand].last > h.rest && h.pack(h.hand, row) {
			return h.hand
		}
	}
	n := len(h.uses)
	if n == len(h.slabs)*hotSlab {
		h.slabs = append(h.slabs, new([hotSlab]hotConn))
	}
	h.uses = append(h.uses, hotUse{})
	return n
}

// pack packs what is in a slot, and reports whether there was room for it.
func (h *hotSlots) pack(slot int, row uint32) bool {
	if h.resting.due() {
		h.resting.learn(h.alike(row))
	}
	place, ok := h.resting.put(h.in(slot))
	if ok {
		*h.place(h.uses[slot].owner) = place
	}
	return ok
}

// alike are some states that were quiet for a while, from the hand on.
func (h *hotSlots) alike(row uint32) (all []*hotConn) {
	for i := range h.uses {
		slot := (h.hand + i) % len(h.uses)
		if row-h.uses[slot].last > h.rest/2 {
			if all = append(all, h.in(slot)); len(all) == modelSample {
				break
			}
		}
	}
	return all
}
