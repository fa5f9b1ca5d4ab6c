package flows

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"go.uber.org/goleak"

	"tcptui/capture"
	"tcptui/decode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// gate is a source that gives one batch of another source for each token.
type gate struct {
	capture.Source
	tokens chan struct{}
}

func (g *gate) Next(ctx context.Context, b *capture.Batch) error {
	select {
	case <-g.tokens:
		return g.Source.Next(ctx, b)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *wire) source() capture.Source {
	w.t.Helper()
	src, err := capture.OpenBytes("test", w.buf.Bytes())
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { src.Close() })
	return src
}

// many writes n data segments of one connection.
func (w *wire) many(n int) {
	w.handshake()
	for i := range n {
		w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101 + uint32(i), ack: 901, window: 500, data: "x"})
	}
}

// TestFollowedFrames: what comes at the end of a file that is still written to is handed on
// without waiting for more.
func TestFollowedFrames(t *testing.T) {
	const frames = 600 // in several batches
	w := newWire(t)
	for i := range uint32(frames) {
		w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101 + 1000*i, ack: 901, window: 500, data: strings.Repeat("x", 1000)})
	}
	src := &gate{w.source(), make(chan struct{})}
	l := Start(context.Background(), src)
	defer l.Stop()
	for rows := 0; rows < frames; {
		src.tokens <- struct{}{}
		s := l.WaitRows(rows + 1) // for ever where frames are held back
		rows = s.Rows()
	}
}

// TestFollowedHalf: frames before a record that is larger than what is written of it are handed
// on while it is waited for, and it comes when it is whole.
func TestFollowedHalf(t *testing.T) {
	const frames, size, large = 200, 1000, 5 << 20
	record := func(p []byte, n int) []byte {
		for _, v := range []uint32{1, 0, uint32(n), uint32(n)} {
			p = binary.LittleEndian.AppendUint32(p, v)
		}
		return append(p, make([]byte, n)...)
	}
	data := []byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x08\xbd\x00\x00\x00") // USB, whose frames may have 128 MiB
	for range frames {
		data = record(data, size)
	}
	data = record(data, large)
	path := filepath.Join(t.TempDir(), "x.pcap")
	if err := os.WriteFile(path, data[:len(data)-large/2], 0o600); err != nil {
		t.Fatal(err)
	}
	src, err := capture.Open(path, capture.Options{Follow: true})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	d, w := decoder{defrag: decode.NewDefrag(decode.DefragLimits{}), hash: newTracker().byTuple.hash}, new(load)
	for rows := 0; rows < frames; rows += len(w.frames) {
		ctx := &unwaited{Context: t.Context()}
		if err := d.next(ctx, src, w); err != nil || ctx.waited {
			t.Fatalf("after %d frames, with %d in hand: waited %v, error %v", rows, len(w.frames), ctx.waited, err)
		}
	}
	ctx := &unwaited{Context: t.Context()}
	if err := d.next(ctx, src, w); !errors.Is(err, context.Canceled) || !ctx.waited || len(w.frames) > 0 {
		t.Errorf("half a record: %d frames, %v", len(w.frames), err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.next(t.Context(), src, w); err != nil || len(w.frames) != 1 || w.frames[0].CapLen != large {
		t.Errorf("a whole one: %d frames, %v", len(w.frames), err)
	}
}

// unwaited is a context that ends when somebody waits for its end.
type unwaited struct {
	context.Context
	waited bool
}

func (u *unwaited) Done() <-chan struct{} {
	u.waited = true
	return ended(u.Context).Done()
}

func (u *unwaited) Err() error {
	if u.waited {
		return context.Canceled
	}
	return u.Context.Err()
}

// rejected is a source that never ends and of which a filter keeps one frame.
type rejected struct {
	capture.Source
	read int64
}

func (x *rejected) Size() int64 { return 1 << 60 }

func (x *rejected) Next(ctx context.Context, b *capture.Batch) error {
	if x.read++; x.read == 1 {
		return x.Source.Next(ctx, b)
	}
	b.Frames, b.Read = b.Frames[:0], x.read
	return nil
}

// TestRejectedFrames: where a filter keeps nothing it is seen how far the reading is, and the
// reading can be stopped.
func TestRejectedFrames(t *testing.T) {
	w := newWire(t)
	w.handshake()
	l := Start(context.Background(), &rejected{Source: w.source()})
	for read := int64(0); read < 1000; {
		s := l.Snapshot()
		<-s.Newer()
		read = l.Snapshot().Read
	}
	l.Stop()
	if s := l.Snapshot(); s.Rows() != 3 {
		t.Errorf("%d rows", s.Rows())
	}
}

// TestSnapshotsDoNotChange reads every row of every snapshot from several
// goroutines while the ingest goes on; the race detector watches.
func TestSnapshotsDoNotChange(t *testing.T) {
	w := newWire(t)
	w.many(40000)
	l := Start(context.Background(), w.source())
	defer l.Stop()
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var rows []uint32
			for {
				s := l.Snapshot()
				if s.Conns() > 0 {
					rows = s.ConnRows(0, rows)
					if len(rows) != s.Rows() || int(s.Conn(0).Segments()) != s.Rows() {
						t.Errorf("%d rows, %d of the connection, which counts %d segments", s.Rows(), len(rows), s.Conn(0).Segments())
						return
					}
				}
				if s.Done {
					return
				}
				<-s.Newer()
			}
		}()
	}
	wg.Wait()
	if got := l.Snapshot().Rows(); got != 40003 {
		t.Errorf("%d rows, want 40003", got)
	}
}

// TestFirstRowsComeAtOnce: what was read is published though nothing follows.
func TestFirstRowsComeAtOnce(t *testing.T) {
	w := newWire(t)
	w.many(40000)
	g := &gate{Source: w.source(), tokens: make(chan struct{}, 1)}
	l := Start(context.Background(), g)
	defer l.Stop()
	s := l.Snapshot()
	g.tokens <- struct{}{}
	<-s.Newer()
	s = l.Snapshot()
	if s.Rows() == 0 || s.Done {
		t.Fatalf("%d rows, done %v; want some rows and more to come", s.Rows(), s.Done)
	}
}

// TestStop ends a reading that waits for input, which is no error.
func TestStop(t *testing.T) {
	w := newWire(t)
	w.handshake()
	l := Start(context.Background(), &gate{Source: w.source(), tokens: make(chan struct{})})
	l.Stop()
	if s := l.Snapshot(); !s.Done || s.Err != nil {
		t.Errorf("done %v, error %v after Stop; want true and none", s.Done, s.Err)
	}
}

// TestDamage: the rows before the damage stay, and the error says where it is.
func TestDamage(t *testing.T) {
	w := newWire(t)
	w.handshake()
	cut := w.buf.Bytes()[:w.buf.Len()-10]
	src, err := capture.OpenBytes("test", cut)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	l := Start(context.Background(), src)
	defer l.Stop()
	s := l.Wait()
	var damage *capture.Error
	if s.Rows() != 2 || !errors.As(s.Err, &damage) {
		t.Fatalf("%d rows and error %v; want 2 rows and a capture.Error", s.Rows(), s.Err)
	}
}

// TestReaderReadsAgain compares what a view reads with what was written.
func TestReaderReadsAgain(t *testing.T) {
	w := newWire(t)
	w.handshake()
	for i := range 20 {
		w.send(seg{from: hostC, to: hostS, flags: decode.ACK | decode.PSH, seq: 101 + 8*uint32(i), ack: 901, window: 500, data: fmt.Sprintf("line %02d\n", i)})
	}
	l, s := w.open()
	r := l.NewReader()
	for i := range 20 {
		v := r.At(s, uint32(3+i))
		data, err := v.Data()
		if want := fmt.Sprintf("line %02d\n", i); err != nil || !bytes.HasSuffix(data, []byte(want)) {
			t.Fatalf("row %d: %q, %v; want it to end in %q", 3+i, data, err, want)
		}
		if p := v.Packet(); !p.HasTCP || p.TCP.Len != 8 || p.TCP.Seq != v.Row.Seq {
			t.Fatalf("row %d: decoded again to %+v", 3+i, p.TCP)
		}
	}
}

// lostStore forgets everything, as a file that was cut while it was open.
type lostStore struct{}

func (lostStore) ReadAt([]byte, int64) (int, error) { return 0, io.EOF }

func TestReaderSaysWhatIsGone(t *testing.T) {
	w := newWire(t)
	w.handshake()
	_, s := w.open()
	v := (&Reader{store: lostStore{}}).At(s, 1)
	if _, err := v.Data(); !errors.Is(err, io.EOF) || v.Packet().HasTCP {
		t.Errorf("error %v, TCP %v; want an EOF and no TCP", err, v.Packet().HasTCP)
	}
}

// fragments sends a segment in IPv4 fragments of n bytes of data each.
func (w *wire) fragments(s seg, n int) (frames int) {
	w.t.Helper()
	from, to := tcpAddr(w.t, s.from), tcpAddr(w.t, s.to)
	ip := &layers.IPv4{Version: 4, TTL: 64, Id: 77, Protocol: layers.IPProtocolTCP, SrcIP: from.IP, DstIP: to.IP}
	tcp := &layers.TCP{SrcPort: layers.TCPPort(from.Port), DstPort: layers.TCPPort(to.Port), Seq: s.seq, Ack: s.ack, ACK: true, Window: s.window}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		w.t.Fatal(err)
	}
	b := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, tcp, gopacket.Payload(s.data)); err != nil {
		w.t.Fatal(err)
	}
	whole := bytes.Clone(b.Bytes())
	for at := 0; at < len(whole); at += n {
		part := *ip
		part.FragOffset = uint16(at / 8)
		if at+n < len(whole) {
			part.Flags = layers.IPv4MoreFragments
		}
		w.layers(&layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: layers.EthernetTypeIPv4},
			&part, gopacket.Payload(whole[at:min(at+n, len(whole))]))
		frames++
	}
	return frames
}

// TestFragments: the segment belongs to the frame that completes its datagram,
// when it is tracked and when it is looked at again.
func TestFragments(t *testing.T) {
	w := newWire(t)
	w.handshake()
	n := w.fragments(seg{from: hostC, to: hostS, seq: 101, ack: 901, window: 500, data: "a segment in several pieces, put together"}, 16)
	w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 142, window: 100})
	l, s := w.open()
	last := uint32(3 + n - 1)
	rows := s.ConnRows(0, nil)
	if n < 3 || !slices.Equal(rows, []uint32{0, 1, 2, last, last + 1}) {
		t.Fatalf("%d fragments, rows of the connection %v", n, rows)
	}
	v := l.NewReader().At(s, last)
	p := v.Packet()
	if !p.HasTCP || p.TCP.Len != 41 || p.TCP.Seq != 101 || p.TCP.CapLen != 41 {
		t.Fatalf("read again: TCP %v, %+v", p.HasTCP, p.TCP)
	}
	data := p.Data[p.TCP.Off+uint32(p.TCP.HdrLen):]
	if got := string(data[:p.TCP.Len]); got != "a segment in several pieces, put together" {
		t.Errorf("its data: %q", got)
	}
	if frame, err := v.Data(); err != nil || len(frame) != int(v.Row.CapLen) {
		t.Errorf("%d bytes of the frame itself, %v; want %d", len(frame), err, v.Row.CapLen)
	}
}

// TestInterfacesStay holds that the last snapshot knows the interfaces, whatever
// ended the reading: what their link type is decides what frames are.
func TestInterfacesStay(t *testing.T) {
	w := newWire(t)
	w.many(20)
	t.Run("stopped", func(t *testing.T) {
		g := &gate{w.source(), make(chan struct{}, 1)}
		g.tokens <- struct{}{}
		l := Start(context.Background(), g)
		l.WaitRows(1)
		l.Stop()
		ethernet(t, l.Snapshot())
	})
	t.Run("damaged", func(t *testing.T) {
		w.buf.Truncate(w.buf.Len() - 1)
		l := Start(context.Background(), w.source())
		defer l.Stop()
		s := l.Wait()
		if s.Err == nil {
			t.Error("no word of the end that is missing")
		}
		ethernet(t, s)
	})
}

func ethernet(t *testing.T, s *Snapshot) {
	t.Helper()
	r := s.Row(0)
	if len(s.Ifaces) != 1 || s.Link(&r) != 1 {
		t.Errorf("%d interfaces, link type %d, want one of Ethernet, 1", len(s.Ifaces), s.Link(&r))
	}
}
