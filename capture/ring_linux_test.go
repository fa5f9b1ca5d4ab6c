package capture

import (
	"errors"
	"io"
	"strings"
	"testing"
)

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

func openTest(t *testing.T, o LiveOptions) *LiveSource {
	t.Helper()
	o.SpoolDir = t.TempDir()
	l, err := OpenLive(o)
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

const (
	toAll = "\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x01"
	local = "\x88\xb5" // an EtherType for experiments: no stack answers it
	hello = toAll + local + "hello, this is a frame of forty-six bytes or so ..."
)

// TestRingLoopback: a frame on the loopback interface comes once.
func TestRingLoopback(t *testing.T) {
	inNamespace(t)
	l := openTest(t, LiveOptions{Interfaces: []string{"lo"}})
	s := newSender(t, "lo")
	for range 3 {
		s.send(hello)
	}
	got := captured(t, l, 3)
	l.Stop()
	if rest := captured(t, l, 0); len(rest) > 0 {
		t.Errorf("%d frames too many", len(rest))
	}
	if got[0] != hello || got[2] != hello {
		t.Errorf("captured %q", got)
	}
	st := l.Status()
	if st.Frames != 3 || st.Interfaces[0].Received != 3 || st.Interfaces[0].Dropped != 0 || !st.Ended || st.Err != nil {
		t.Errorf("status %+v", st)
	}
}

// TestRingVLAN: the kernel takes tags out of frames, and they are there again.
func TestRingVLAN(t *testing.T) {
	inNamespace(t, "link add name a0 type veth peer name b0", "link set a0 up", "link set b0 up")
	tagged := toAll + "\x81\x00\x20\x07" + local + strings.Repeat("x", 46)
	l := openTest(t, LiveOptions{Interfaces: []string{"b0"}, Filter: experiments})
	newSender(t, "a0").send(tagged)
	if got := captured(t, l, 1)[0]; got != tagged {
		t.Errorf("captured %q, sent %q", got, tagged)
	}
}

// experiments lets in frames of the EtherType local, with a VLAN tag or without:
// the kernel has taken it out.
func experiments(LinkType) ([]Instruction, error) {
	return []Instruction{{Op: 0x28, K: 12}, {Op: 0x15, K: 0x88b5, Jf: 1}, {Op: 6, K: MaxFrame}, {Op: 6}}, nil
}
