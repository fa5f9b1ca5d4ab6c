package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/internal/indexcache"
)

// keptFrom is the size in bytes of captures whose index is kept: smaller ones are read in
// a moment.
const keptFrom = 128 << 20

// keptIndex is the index of a capture in the user's cache. The zero keptIndex keeps nothing.
type keptIndex struct {
	entry  *indexcache.Entry
	path   string // of the capture
	size   int64  // of it, bytes
	loaded bool   // written before the capture is read, see flows.Options.Restore
	stop   context.CancelFunc
	done   chan struct{} // closed when nothing is written any more
}

// leaveWithin is how long the end of the program waits for a disk that a kept index is
// written to. What is unfinished then is removed by a later run.
const leaveWithin = 20 * time.Millisecond

// begin begins to read a capture, as flows.StartWith does, or takes its index from the
// cache; path is "" where it is none that can have one. leave ends the reading and the
// writing of the cache, and can be called again. With --cache, wait waits for that first.
func (s *settings) begin(ctx context.Context, src capture.Source, path string, look flows.Options) (live *flows.Live, wait, leave func()) {
	k := s.findKept(src, path, &look)
	live = flows.StartWith(ctx, src, look)
	spareMemory(live)
	ctx, k.stop = context.WithCancel(ctx)
	k.done = make(chan struct{})
	go k.save(ctx, live)
	wait = func() {
		if s.cache {
			<-k.done
		}
	}
	// Once, so that who has it still and called it does not keep the capture in memory.
	return live, wait, sync.OnceFunc(func() {
		k.stop()
		live.Stop()
		select {
		case <-k.done:
		case <-time.After(leaveWithin):
		}
	})
}

// leaver is what the screen calls when it does not show the capture any more. It does not
// wait for --cache itself.
func (s *settings) leaver(wait, leave func()) func() {
	if !s.cache {
		return leave
	}
	return func() {
		go func() {
			wait()
			leave()
		}()
	}
}

// indexed is the path of the capture whose index may be kept: of one that is looked at as
// a whole and by itself.
func (s *settings) indexed() string {
	if len(s.files) != 1 || s.count > 0 || s.kernel {
		return ""
	}
	return s.files[0]
}

// findKept finds the place of a capture in the cache, and has it asked. There is none for
// captures that are small, or no regular files.
func (s *settings) findKept(src capture.Source, path string, look *flows.Options) *keptIndex {
	k := &keptIndex{path: path, size: src.Size()}
	file := capture.RegularOf(src)
	if path == "" || file == nil || k.size < s.large {
		return k
	}
	cache := s.indexCache()
	if cache == nil {
		return k
	}
	entry, err := cache.Of(path, file, fmt.Sprintf("raw numbers %t", look.RawSeq))
	if err != nil {
		return k // the capture cannot be asked what it is
	}
	k.entry = entry
	look.Restore = k.load
	return k
}

// indexCache is the user's cache; nil where there is to be none.
func (s *settings) indexCache() *indexcache.Cache {
	places, own := s.places(), s.own()
	if s.noCache || places.Index == "" || !own.State || own.IndexCache == 0 {
		return nil
	}
	return &indexcache.Cache{Dir: places.Index, Most: int64(own.IndexCache) << 20}
}

// load is flows.Options.Restore. What cannot be used is as if it were not there: the
// capture is read.
func (k *keptIndex) load(ctx context.Context, pause func()) *flows.Snapshot {
	var snap *flows.Snapshot
	err := k.entry.Load(func(r io.ReaderAt, size int64) (err error) {
		defer withoutCollector(&snap)()
		snap, err = flows.ReadKept(ctx, pause, r, size, k.path, k.size)
		return err
	})
	if err != nil {
		return nil
	}
	k.loaded = true
	return snap
}

// save keeps the index once the capture was read, until ctx ends. Where that fails there
// is none, and the next run reads the capture.
func (k *keptIndex) save(ctx context.Context, live *flows.Live) {
	defer close(k.done)
	if k.entry == nil {
		return
	}
	if s := live.Wait(); k.loaded || !s.Whole() {
		return
	}
	k.entry.Save(ctx, func(w io.Writer) error { return live.Keep(ctx, w) })
}
