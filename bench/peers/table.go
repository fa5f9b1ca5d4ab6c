package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"
)

// result is what the runs of a tool took, by round.
type result struct{ runs []cost }

// table prints what the tools took; the first is what they are compared with.
func table(w io.Writer, tools []tool, results []result) {
	fmt.Fprint(w, "| tool | what it does | time | of tcptui's | processor time | memory |\n|---|---|---|---|---|---|\n")
	for i, t := range tools {
		r := &results[i]
		fmt.Fprintf(w, "| `%s` | %s | %s | %.2f | %s | %s |\n", t.command(), t.what, seconds(r.median(func(c cost) time.Duration { return c.wall })),
			r.ratio(&results[0]), seconds(r.median(func(c cost) time.Duration { return c.cpu })), r.memory())
	}
}

// ratio is the median over the rounds of how long it took beside first in the same round.
func (r *result) ratio(first *result) float64 {
	var all []float64
	for i := range r.runs {
		all = append(all, r.runs[i].wall.Seconds()/max(first.runs[i].wall.Seconds(), 1e-9))
	}
	return median(all)
}

func (r *result) median(of func(cost) time.Duration) time.Duration {
	var all []time.Duration
	for _, c := range r.runs {
		all = append(all, of(c))
	}
	return median(all)
}

// memory is the most that a run took.
func (r *result) memory() string {
	var most int64
	for _, c := range r.runs {
		most = max(most, c.memory)
	}
	if most == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f MB", float64(most)/1e6)
}

// median is the middle one, the lower of two.
func median[T cmp.Ordered](all []T) T {
	slices.Sort(all)
	return all[(len(all)-1)/2]
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
