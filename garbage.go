package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"tcptui/flows"
)

// What garbage may lie beside the index, in percent of what is in use. The index is
// never garbage itself, and a chunk of it has one pointer. While it is small, to look for garbage again with
// each quarter more took a tenth of the time of reading. GOGC overrides both.
const (
	gcPercent     = 100
	gcPercentMany = 12
	gcManyRows    = 1 << 20 // 59 MiB of index
)

// gcLater is how long nobody begins to look for garbage because the capture turned out to
// be large: a kept index is on the screen by then, for which it would take the cores.
const gcLater = 250 * time.Millisecond

// spareMemory lets less garbage lie about once a capture turns out to be large.
func spareMemory(live *flows.Live) {
	if os.Getenv("GOGC") != "" {
		return
	}
	go func() {
		if live.WaitRows(gcManyRows).Rows() < gcManyRows {
			return
		}
		time.Sleep(gcLater)
		debug.SetGCPercent(gcPercentMany)
		live.Wait()
		runtime.GC() // what following the connections took is garbage now
		debug.SetGCPercent(percentAtRest())
	}()
}

// percentAtRest is gcPercentMany, or more where that would be less than atRest: each drawing
// leaves about a megabyte, and looking for it as often as once in a dozen keys is felt.
func percentAtRest() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return max(gcPercentMany, int(atRest*100/max(m.HeapAlloc, 1)))
}

const atRest = 32 << 20 // bytes

// withoutCollector has nobody look for garbage while a kept index is read into snap: what is
// allocated stays, and looking for garbage, again for each quarter more, would take as long
// as the reading. What it returns ends that when the index was drawn, with bounds that do
// not depend on what they were: another index may have come meanwhile.
func withoutCollector(snap **flows.Snapshot) (end func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	debug.SetGCPercent(-1)
	return func() {
		many := *snap != nil && (*snap).Rows() >= gcManyRows
		time.AfterFunc(gcLater, func() {
			percent := gcPercent
			if many {
				percent = percentAtRest()
			}
			debug.SetGCPercent(percent)
		})
	}
}
