package bpf

import "slices"

// group brings tests of the same value next to each other in chains of tests that
// all go on at the same place when they are true, as those of a list of hosts: the
// value is then loaded once. The order in such a chain decides nothing but whether
// a frame that is cut off is rejected before it is accepted.
func (g *graph) group(root *block) *block {
	blocks := order(root)
	ways := make(map[*block]int) // that lead to a block
	for _, b := range blocks {
		ways[b.t]++
		ways[b.f]++
	}
	continues := func(b *block) bool { // b.f is the next of a chain
		return b.kind == blockCompare && b.f.kind == blockCompare && b.f.t == b.t && ways[b.f] == 1
	}
	inside := make(map[*block]bool)
	for _, b := range blocks {
		if continues(b) {
			inside[b.f] = true
		}
	}
	made := make(map[*block]*block)
	for _, b := range slices.Backward(blocks) {
		if inside[b] {
			continue // its chain is made at the first
		}
		chain := []*block{b}
		for continues(chain[len(chain)-1]) {
			chain = append(chain, chain[len(chain)-1].f)
		}
		next := made[chain[len(chain)-1].f]
		for _, link := range slices.Backward(byValue(chain)) {
			copied := *link
			copied.t, copied.f = made[link.t], next
			if link.t == nil {
				copied = *link // it ends the program
			}
			next = g.of(copied)
		}
		made[b] = next
	}
	return made[root]
}

// byValue orders blocks by the value that they test, values by where they come first.
func byValue(chain []*block) []*block {
	first := make(map[*value]int)
	for i, b := range chain {
		if _, seen := first[b.a]; !seen {
			first[b.a] = i
		}
	}
	slices.SortStableFunc(chain, func(a, b *block) int { return first[a.a] - first[b.a] })
	return chain
}
