// Package spell finds the name that was meant where an unknown one was written.
package spell

import "strings"

// tooLong is the length in bytes beyond which a word is no mistyped name.
const tooLong = 64

// Nearest returns the name that is the fewest typing mistakes away from name, or
// "" when none is near: more than a third of it would be wrong.
func Nearest(name string, names func(yield func(string) bool)) string {
	if len(name) > tooLong {
		return ""
	}
	best, least := "", (len(name)+2)/3+1
	lower := strings.ToLower(name)
	for n := range names {
		if d := distance(lower, strings.ToLower(n), least); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance is how many letters must be put in, left out, replaced or swapped
// with their neighbour to make b of a; limit or more when it is not under limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
