package flows

import (
	"context"
	"testing"

	"tcptui/capture"
	"tcptui/testdata/samples"
)

// TestBrake: it is passed when it is off, when it is put off, when nobody does that and
// when nobody waits any more.
func TestBrake(t *testing.T) {
	var b brake
	ctx := context.Background()
	b.pass(ctx)
	b.release() // of what was not held
	b.hold()
	b.hold() // two keys
	passed := make(chan struct{})
	go func() {
		defer close(passed)
		b.pass(ctx)
	}()
	b.release()
	<-passed
	b.pass(ctx)

	b.hold()
	b.pass(ctx) // after holdAtMost
	if b.on.Load() != nil {
		t.Error("the brake is still on after a wait: each batch would wait for it")
	}
	b.hold()
	ended, end := context.WithCancel(ctx)
	end()
	b.pass(ended)
	if b.on.Load() == nil {
		t.Error("who does not wait any more put the brake off")
	}
	b.release()
}

// TestHold: a capture that is held is read to its end all the same.
func TestHold(t *testing.T) {
	src, err := capture.OpenBytes("test", samples.Chat())
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	l := Start(context.Background(), src)
	defer l.Stop()
	l.Hold()
	defer l.Release()
	if s := l.Wait(); s.Rows() == 0 || s.Err != nil {
		t.Errorf("%d rows, error %v", s.Rows(), s.Err)
	}
}
