package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"slices"
	"sync"
	"weak"

	"tcptui/capture"
	"tcptui/flows"
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
// Captures that are on the screen already are those that it takes the place of.
func (s *settings) boundedStream(src capture.Source, screen bool) capture.Source {
	if src.Size() >= 0 {
		return src
	}
	return bounded(src, &gauge{most: s.memoryMost(screen), before: s.opened.alive()}, nil, "")
}

// bounded is a source that has no end of itself, ended when its packets have taken the
// memory that g allows. stop ends what makes them; nil: it goes on, as goesOn says.
func bounded(src capture.Source, g *gauge, stop func(), goesOn string) capture.Source {
	hint := fmt.Sprintf("what came before is shown and can be saved%s; --memory allows more than %d MiB", goesOn, g.most>>20)
	return capture.Bounded(src, g.full, hint, stop)
}

// boundedLive is bounded for a live capture: it ends, unless a file has all of it.
func boundedLive(src *capture.LiveSource, g *gauge) capture.Source {
	if file := src.Status().File; file != "" {
		return bounded(src, g, nil, ", and all that comes goes on to the file of -w")
	}
	return bounded(src, g, src.Stop, "")
}

// gauge tells when the memory of this process is more than may be. The goroutine that
// reads a capture uses it.
type gauge struct {
	most   int64       // bytes
	before func() bool // whether captures are still there that this one takes the place of; nil: there were none
	read   [1]metrics.Sample
}

// full reports whether it is. What is garbage does not count, nor what is about to be: a
// capture is read before the screen lets go of the one that it shows.
func (g *gauge) full() bool {
	if g.heap() <= g.most && (g.most >= leastMemory || g.taken() <= g.most) {
		return false // where less is allowed, nobody may have looked for garbage yet
	}
	runtime.GC() // what was known may be of a capture before this one
	return g.heap() > g.most && (g.before == nil || !g.before())
}

// heap is how many bytes lived when garbage was collected last.
func (g *gauge) heap() int64 { return g.number("/gc/heap/live:bytes") }

// taken is how many bytes are in use now, with what has become garbage since.
func (g *gauge) taken() int64 { return g.number("/memory/classes/heap/objects:bytes") }

func (g *gauge) number(name string) int64 {
	g.read[0].Name = name
	metrics.Read(g.read[:])
	return int64(g.read[0].Value.Uint64())
}

// openedCaptures are those that were opened for the screen. Any goroutine may use it.
type openedCaptures struct {
	mu  sync.Mutex
	all []weak.Pointer[flows.Live]
}

// add notes one.
func (o *openedCaptures) add(live *flows.Live) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(slices.DeleteFunc(o.all, isGone), weak.Make(live))
}

// alive returns what reports whether any of those that are noted by now takes memory yet.
func (o *openedCaptures) alive() func() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := slices.Clone(o.all)
	return func() bool {
		all = slices.DeleteFunc(all, isGone)
		return len(all) > 0
	}
}

func isGone(live weak.Pointer[flows.Live]) bool { return live.Value() == nil }
