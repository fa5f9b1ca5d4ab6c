package capture

import (
	"errors"
	"net"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

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
	waitRunning(t, "a0", "b0")
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

// TestRingErrors: what cannot be captured on says why, and what to do.
func TestRingErrors(t *testing.T) {
	inNamespace(t, "link add name veth0 type veth peer name veth1")
	bad := errors.New("no such filter")
	for _, tt := range []struct {
		name string
		o    LiveOptions
		want string
	}{
		{"none", LiveOptions{}, "capture: no interface was given (tcptui -D lists them)"},
		{"near", LiveOptions{Interfaces: []string{"veth2"}}, "veth2: there is no such interface (did you mean veth1?)"},
		{"far", LiveOptions{Interfaces: []string{"wlan0"}}, "wlan0: there is no such interface (there are lo, veth1, veth0, any)"},
		{"down", LiveOptions{Interfaces: []string{"lo", "veth0"}}, "veth0: cannot be captured on: the interface is down (sudo ip link set dev veth0 up)"},
		{"filter", LiveOptions{Interfaces: []string{"lo"}, Filter: func(LinkType) ([]Instruction, error) { return nil, bad }}, bad.Error()},
		{"wrong program", LiveOptions{Interfaces: []string{"lo"}, Filter: func(LinkType) ([]Instruction, error) { return []Instruction{{Op: 0xffff}}, nil }},
			"lo: the kernel does not take the capture filter: invalid argument (use a simpler one, or a display filter)"},
		{"long program", LiveOptions{Interfaces: []string{"lo"}, Filter: func(LinkType) ([]Instruction, error) { return make([]Instruction, 5000), nil }},
			"lo: a capture filter of 5003 instructions (the kernel takes 4096; ask for less)"},
	} {
		dir := t.TempDir()
		tt.o.SpoolDir = dir
		if l, err := OpenLive(tt.o); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			if l != nil {
				l.Close()
			}
		}
	}
}

// waitState waits until interface i of a capture is in a state.
func waitState(t *testing.T, l *LiveSource, i int, want LiveState) {
	t.Helper()
	for l.Status().Interfaces[i].State != want {
		if t.Context().Err() != nil {
			t.Fatalf("the interface never was %v", want)
		}
		runtime.Gosched()
	}
}

// TestRingDownAndUp: an interface that goes down is said to be, and goes on when it
// is up; one that is removed ends the capture after its frames.
func TestRingDownAndUp(t *testing.T) {
	inNamespace(t, "link add name a0 type veth peer name b0", "link set a0 up", "link set b0 up")
	waitRunning(t, "a0", "b0")
	l := openTest(t, LiveOptions{Interfaces: []string{"b0"}, Filter: experiments})
	s := newSender(t, "a0")
	s.send(hello)
	captured(t, l, 1)
	ip(t, "link set b0 down")
	waitState(t, l, 0, LiveDown)
	ip(t, "link set b0 up")
	waitState(t, l, 0, LiveCapturing)
	waitRunning(t, "a0", "b0")
	s.send(hello)
	captured(t, l, 1)
	s.send(hello)
	ip(t, "link del b0")
	if got := captured(t, l, 1); got[0] != hello {
		t.Errorf("the last frame is %q", got)
	}
	var b Batch
	if err := l.Next(t.Context(), &b); !errors.Is(err, errRemoved) {
		t.Errorf("the capture ended with %v", err)
	}
	if st := l.Wait(); st.Frames != 3 || st.Interfaces[0].State != LiveGone {
		t.Errorf("status %+v", st)
	}
	if _, err := l.Again(LiveOptions{SpoolDir: t.TempDir()}); err == nil || !errors.Is(err, errRemoved) {
		t.Errorf("captured on again: %v", err)
	}
}

// TestRingOthersGoOn: of several interfaces those that stay go on.
func TestRingOthersGoOn(t *testing.T) {
	inNamespace(t, "link add name a0 type veth peer name b0", "link set a0 up", "link set b0 up")
	waitRunning(t, "a0", "b0")
	l := openTest(t, LiveOptions{Interfaces: []string{"b0", "lo"}, Filter: experiments})
	ip(t, "link del b0")
	waitState(t, l, 0, LiveGone)
	newSender(t, "lo").send(hello)
	if got := captured(t, l, 1); got[0] != hello {
		t.Errorf("captured %q", got)
	}
	l.Stop()
	if st := l.Wait(); st.Err != nil || st.Interfaces[1].Delivered != 1 {
		t.Errorf("status %+v", st)
	}
}

// TestRingAny: all interfaces as one, each frame once, with the kernel's address
// and VLAN tag in its place.
func TestRingAny(t *testing.T) {
	inNamespace(t, "link add name a0 type veth peer name b0", "link set a0 up", "link set b0 up")
	waitRunning(t, "a0", "b0")
	l := openTest(t, LiveOptions{Interfaces: []string{AnyInterface}, Filter: func(LinkType) ([]Instruction, error) {
		// The protocol is what the kernel knows of it: 0x88b5.
		return []Instruction{{Op: opLoadHalf, K: 0xfffff000}, {Op: opJumpEq, K: 0x88b5, Jf: 1}, {Op: opRetK, K: MaxFrame}, {Op: opRetK}}, nil
	}})
	index := func(name string) string {
		i, err := net.InterfaceByName(name)
		if err != nil {
			t.Fatal(err)
		}
		return "\x00\x00\x00" + string(rune(i.Index))
	}
	const data = "forty-six bytes of data that is not any protocol"
	newSender(t, "lo").send(toAll + local + data)
	got := captured(t, l, 1)
	newSender(t, "a0").send(toAll + "\x81\x00\x20\x07" + local + data)
	got = append(got, captured(t, l, 1)...)
	l.Stop()
	rest := captured(t, l, 0)
	want := []string{
		local + "\x00\x00" + index("lo") + "\x03\x04" + "\x02\x06" + "\x02\x00\x00\x00\x00\x01\x00\x00" + data,
		"\x81\x00\x00\x00" + index("b0") + "\x00\x01" + "\x01\x06" + "\x02\x00\x00\x00\x00\x01\x00\x00" + "\x20\x07" + local + data,
	}
	if len(rest) > 0 {
		t.Errorf("then %q", rest)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("captured %q\nwant     %q", got[i], want[i])
		}
	}
}

const opLoadHalf = 0x28

// TestRingSnapLen: frames are cut by the program, their length on the wire is told.
func TestRingSnapLen(t *testing.T) {
	inNamespace(t)
	l := openTest(t, LiveOptions{Interfaces: []string{"lo"}, SnapLen: 20})
	newSender(t, "lo").send(hello)
	var b Batch
	if err := l.Next(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if f := b.Frames[0]; string(b.Data(0)) != hello[:20] || f.OrigLen != uint32(len(hello)) || b.Ifaces[0].SnapLen != 20 {
		t.Errorf("captured %q of %d bytes, interface %+v", b.Data(0), f.OrigLen, b.Ifaces[0])
	}
	if got := b.Frames[0].Time; time.Since(time.Unix(0, got)) > time.Hour || got%1000 == 0 && got%1000000 == 0 {
		t.Errorf("the time is %v", time.Unix(0, got))
	}
}

// TestRingDrops: what nobody takes in time is counted as dropped, and the sum of
// what was taken and dropped is what came.
func TestRingDrops(t *testing.T) {
	inNamespace(t)
	d, err := openDevice("lo", LiveOptions{SnapLen: MaxFrame, BufferBytes: 1}) // as small as can be
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if err := d.begin(nil); err != nil {
		t.Fatal(err)
	}
	s, big := newSender(t, "lo"), hello+strings.Repeat("x", 60000)
	const count = 100
	for range count {
		s.send(big)
	}
	if err := d.pause(); err != nil {
		t.Fatal(err)
	}
	taken := 0
	for c := new(chunk); ; c.reset() {
		if err := d.receive(c, 2*blockTime); err != nil {
			t.Fatal(err)
		}
		if len(c.marks) == 0 {
			break
		}
		taken += len(c.marks)
	}
	received, dropped := d.counts()
	if received != count || dropped == 0 || taken+int(dropped) != count {
		t.Errorf("received %d, dropped %d, taken %d", received, dropped, taken)
	}
}

// TestRingAgain: after a stop nothing enters until the next capture begins.
func TestRingAgain(t *testing.T) {
	inNamespace(t)
	l := openTest(t, LiveOptions{Interfaces: []string{"lo"}})
	s := newSender(t, "lo")
	s.send(hello)
	l.Stop()
	l.Wait()
	s.send(hello + "between")
	next, err := l.Again(LiveOptions{SpoolDir: t.TempDir(), Filter: experiments})
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	s.send(hello + "after")
	if got := captured(t, next, 1); got[0] != hello+"after" {
		t.Errorf("captured %q", got)
	}
	if got := captured(t, l, 0); len(got) != 1 || got[0] != hello {
		t.Errorf("the first has %q", got)
	}
}

// TestRingTun: an interface without a link layer has IP packets alone.
func TestRingTun(t *testing.T) {
	inNamespace(t)
	if err := exec.Command("ip", "tuntap", "add", "t0", "mode", "tun").Run(); err != nil {
		t.Skip("no tun interface can be made here: ", err)
	}
	ip(t, "link set t0 up")
	d, err := openDevice("t0", LiveOptions{SnapLen: MaxFrame})
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if d.describe().Link != linkRaw {
		t.Errorf("interface %+v", d.describe())
	}
}

// TestInterfaces: all that the namespace has, with what is needed to capture.
func TestInterfaces(t *testing.T) {
	inNamespace(t, "link add name a0 type veth peer name b0", "link set a0 up alias up-link", "addr add 192.0.2.1/24 dev a0")
	all, err := Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	by := make(map[string]InterfaceInfo)
	for i, d := range all {
		by[d.Name] = d
		if i > 0 && d.Up && !all[i-1].Up {
			t.Errorf("%s is up and comes after %s", d.Name, all[i-1].Name)
		}
	}
	lo, a, b, every := by["lo"], by["a0"], by["b0"], by[AnyInterface]
	if !lo.Up || !lo.Loopback || lo.Link != linkEthernet || !lo.MayCapture || lo.Addrs[0].String() != "127.0.0.1/8" || !lo.Counted {
		t.Errorf("lo is %+v", lo)
	}
	if !a.Up || a.Running || a.Alias != "up-link" || a.Addrs[0].String() != "192.0.2.1/24" {
		t.Errorf("a0 is %+v", a)
	}
	if b.Up || b.MayCapture || b.Why != "it is down" || b.Fix != "sudo ip link set dev b0 up" {
		t.Errorf("b0 is %+v", b)
	}
	if every.Index != 0 || !every.MayCapture || every.Link != linkSLL2 {
		t.Errorf("any is %+v", every)
	}
	newSender(t, "lo").send(hello)
	again, err := Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range again {
		if d.Name == "lo" && (d.Sent.Packets != lo.Sent.Packets+1 || d.Sent.Bytes < lo.Sent.Bytes+uint64(len(hello)-len(toAll+local)) || d.Received.Packets != lo.Received.Packets+1) {
			t.Errorf("lo counts %+v and %+v, before %+v and %+v", d.Received, d.Sent, lo.Received, lo.Sent)
		}
	}
}
