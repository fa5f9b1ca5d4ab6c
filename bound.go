package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"

	"tcptui/capture"
)

const (
	// mostMemory is what --memory takes at most, in MiB.
	mostMemory = 1 << 24
	// leastMemory is what a capture without end may take at least, in bytes: where less
	// is free, the system has other troubles.
	leastMemory = 64 << 20
	// knownMemory is how much of it is taken where the system does not say what is
	// free, in bytes.
	knownMemory = 2 << 30
)

// memoryMost is how many bytes of memory the packets of a capture without end may take:
// what the user says, else half of what was free at the start.
func (s *settings) memoryMost(screen bool) int64 {
	mib := s.memory
	if mib == 0 && screen {
		mib = s.own().Memory
	}
	if mib > 0 {
		return int64(mib) << 20
	}
	free := freeMemory()
	if free < 0 {
		return knownMemory
	}
	return max(free/2, leastMemory)
}

// boundedStream is bounded for what may have an end, as a file has, and no other limit then.
func (s *settings) boundedStream(src capture.Source, screen bool) capture.Source {
	if src.Size() >= 0 {
		return src
	}
	return bounded(src, s.memoryMost(screen), nil, "")
}

// bounded is a source that has no end of itself, ended when its packets have taken most
// bytes of memory. stop ends what makes them; nil: it goes on, as goesOn says.
func bounded(src capture.Source, most int64, stop func(), goesOn string) capture.Source {
	hint := fmt.Sprintf("what came before is shown and can be saved%s; --memory allows more than %d MiB", goesOn, most>>20)
	return capture.Bounded(src, (&gauge{most: most}).full, hint, stop)
}

// boundedLive is bounded for a live capture: it ends, unless a file has all of it.
func boundedLive(src *capture.LiveSource, most int64) capture.Source {
	if file := src.Status().File; file != "" {
		return bounded(src, most, nil, ", and all that comes goes on to the file of -w")
	}
	return bounded(src, most, src.Stop, "")
}

// gauge tells when the memory of this process is more than may be. The goroutine that
// reads a capture uses it.
type gauge struct {
	most int64 // bytes
	live [1]metrics.Sample
}

// full reports whether it is. What is garbage does not count.
func (g *gauge) full() bool {
	if g.heap() <= g.most {
		return false
	}
	runtime.GC() // what was known may be of a capture before this one
	return g.heap() > g.most
}

// heap is how many bytes lived when garbage was collected last.
func (g *gauge) heap() int64 {
	g.live[0].Name = "/gc/heap/live:bytes"
	metrics.Read(g.live[:])
	return int64(g.live[0].Value.Uint64())
}
