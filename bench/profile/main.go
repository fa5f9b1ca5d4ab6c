// Command profile reads a capture to its end, as every use of it begins, and says
// what that took; with -cpu or -allocs it writes a profile for go tool pprof:
//
//	go run ./bench/profile -cpu cpu.out bulk.pcap && go tool pprof -top cpu.out
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"tcptui/capture"
	"tcptui/flows"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		os.Exit(1)
	}
}

func run() error {
	cpu := flag.String("cpu", "", "the file to write a profile of the time to")
	allocs := flag.String("allocs", "", "the file to write a profile of allocations to")
	flag.Parse()
	if flag.NArg() != 1 {
		return fmt.Errorf("which capture? Name one file, - for standard input")
	}
	if *allocs != "" {
		runtime.MemProfileRate = 4096
	}
	if *cpu != "" {
		f, err := os.Create(*cpu)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	if err := ingest(flag.Arg(0)); err != nil {
		return err
	}
	if *allocs == "" {
		return nil
	}
	f, err := os.Create(*allocs)
	if err != nil {
		return err
	}
	defer f.Close()
	return pprof.Lookup("allocs").WriteTo(f, 0)
}

// ingest reads a capture and prints how fast that was and what it cost.
func ingest(name string) error {
	begin := time.Now()
	src, err := capture.Open(name, capture.Options{})
	if err != nil {
		return err
	}
	defer src.Close()
	live := flows.Start(context.Background(), src)
	s := live.Wait()
	live.Stop()
	took := time.Since(begin).Seconds()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("%d rows, %d connections, %.3f s, %.2f M rows/s, %d allocations of %d bytes, %d collections, %d bytes in use\n",
		s.Rows(), s.Conns(), took, float64(s.Rows())/took/1e6, m.Mallocs, m.TotalAlloc, m.NumGC, m.HeapAlloc)
	return nil
}
