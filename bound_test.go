package main

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/testdata/samples"
)

// TestGauge: what lives counts, what is garbage does not.
func TestGauge(t *testing.T) {
	runtime.GC()
	const step = 64 << 20
	g := &gauge{most: (&gauge{}).heap() + step/2}
	if g.full() {
		t.Error("it is full at the start")
	}
	kept := make([]byte, step)
	runtime.GC()
	if !g.full() {
		t.Error("it is not full")
	}
	runtime.KeepAlive(kept)
	kept = nil
	if g.full() {
		t.Error("it is full of garbage")
	}
}

// TestMemoryIsBounded: a pipe whose packets take too much memory is not followed any more, and a
// file is read to its end.
func TestMemoryIsBounded(t *testing.T) {
	one, err := samples.Get("refused")
	if err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	if status := run([]string{"--memory", "1", "-r", "-"}, bytes.NewReader(one.Data), &out, &said); status != exitFile {
		t.Errorf("exit status %d", status)
	}
	if want := "the memory for packets is full (what came before is shown and can be saved; --memory allows more than 1 MiB)"; !strings.Contains(said.String(), want) {
		t.Errorf("it said %s", said.String())
	}
	if status := run([]string{"--memory", "1", "-r", "testdata/samples/refused.pcap"}, nil, &out, &said); status != exitOK {
		t.Errorf("of a file: exit status %d", status)
	}
	if status := run([]string{"--memory", "-1"}, nil, &out, &said); status != exitUsage {
		t.Errorf("of nonsense: exit status %d", status)
	}
	src, err := capture.OpenStream("x", bytes.NewReader(one.Data), capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var b capture.Batch
	if err := bounded(src, &gauge{most: 1 << 40}, nil, "").Next(t.Context(), &b); err != nil || len(b.Frames) == 0 {
		t.Errorf("with enough memory: %d frames, %v", len(b.Frames), err)
	}
	if err := bounded(src, &gauge{}, nil, ", and so on").Next(t.Context(), &b); !errors.Is(err, capture.ErrNoMemory) || !strings.Contains(err.Error(), "can be saved, and so on;") {
		t.Errorf("without: %v", err)
	}
}

// TestMemoryOfTheCaptureBefore: a capture that begins while another is still shown is not
// ended for the memory of that one.
func TestMemoryOfTheCaptureBefore(t *testing.T) {
	src, err := capture.OpenBytes("x", samples.All()[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var opened openedCaptures
	live := flows.Start(t.Context(), src)
	live.Wait()
	opened.add(live)
	g := &gauge{before: opened.alive()} // nothing may be taken
	if g.full() {
		t.Error("what is still shown counts")
	}
	runtime.KeepAlive(live)
	live = nil
	if !g.full() {
		t.Error("nothing is shown any more, and it is not full")
	}
}

// TestLeftCaptureIsGone: who has left a capture does not keep it in memory.
func TestLeftCaptureIsGone(t *testing.T) {
	src, err := capture.OpenBytes("x", samples.All()[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var s settings
	live, _, leave := s.begin(t.Context(), src, "", flows.Options{})
	live.Wait()
	s.opened.add(live)
	alive := s.opened.alive()
	leave()
	live = nil
	runtime.GC()
	if alive() {
		t.Error("it is still there")
	}
	leave()
}
