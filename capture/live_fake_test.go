package capture

import (
	"encoding/binary"
	"errors"
	"io"
	"sync"
	"testing"
	"time"
)

// fakeDevice gives frames of a test.
type fakeDevice struct {
	iface Interface
	given chan []fakeFrame // each is what one receive gives
	bell  chan struct{}
	err   error // after given was closed; nil: nothing more comes

	received, dropped uint64

	mu     sync.Mutex
	begun  int  // how many times it was begun
	open   bool // for frames: it was begun and not paused since
	closed int
}

// fakeFrame is a frame with its time.
type fakeFrame struct {
	time int64
	data string
}

func newFake(name string, link LinkType) *fakeDevice {
	return &fakeDevice{iface: Interface{Link: link, SnapLen: MaxFrame, FCSLen: -1, Digits: 9, Name: name},
		given: make(chan []fakeFrame, 1<<12), bell: make(chan struct{}, 1)}
}

func (d *fakeDevice) describe() Interface { return d.iface }

func (d *fakeDevice) begin([]Instruction) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.begun++
	d.open = true
	return nil
}

func (d *fakeDevice) pause() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = false
	return nil
}

func (d *fakeDevice) receive(c *chunk, wait time.Duration) error {
	given := d.given
	for {
		select {
		case frames, ok := <-given:
			if !ok {
				if d.err != nil {
					return d.err
				}
				given = nil
				continue
			}
			for _, f := range frames {
				copy(c.frame(f.time, uint32(len(f.data)), uint32(len(f.data))), f.data)
			}
			d.received += uint64(len(frames))
			return nil
		case <-d.bell:
			return nil
		case <-time.After(wait): // as a system does
			return nil
		}
	}
}

func (d *fakeDevice) counts() (received, dropped uint64) { return d.received, d.dropped }

func (d *fakeDevice) wake() {
	select {
	case d.bell <- struct{}{}:
	default:
	}
}

func (d *fakeDevice) close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed++
	return nil
}

// startTest captures from fakes.
func startTest(t testing.TB, o LiveOptions, devices ...device) *LiveSource {
	t.Helper()
	if o.SpoolDir == "" {
		o.SpoolDir = t.TempDir()
	}
	l, err := startLive(o, devices)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// numbered is a frame of so many bytes that has its number in it.
func numbered(n, size int) fakeFrame {
	data := make([]byte, size)
	binary.BigEndian.PutUint64(data, uint64(n))
	return fakeFrame{time: int64(n) * 1000, data: string(data)}
}

func numberOf(data []byte) int { return int(binary.BigEndian.Uint64(data)) }

// captured reads n frames from a capture, or all to its end with n 0.
func captured(t *testing.T, l *LiveSource, n int) (frames []string) {
	t.Helper()
	var b Batch
	for n == 0 || len(frames) < n {
		err := l.Next(t.Context(), &b)
		if n == 0 && errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("after %d frames: %v", len(frames), err)
		}
		for i := range b.Frames {
			frames = append(frames, string(b.Data(i)))
		}
	}
	return frames
}
