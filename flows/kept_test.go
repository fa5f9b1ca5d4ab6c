package flows

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/gopacket/layers"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
	"tcptui/testdata/samples"
)

// keepAll is what is kept of a capture, and the capture read.
func keepAll(t testing.TB, data []byte) (*Live, []byte) {
	t.Helper()
	l := started(t, data)
	l.Wait()
	var kept bytes.Buffer
	if err := l.Keep(context.Background(), &kept); err != nil {
		t.Fatal(err)
	}
	return l, kept.Bytes()
}

// readKept reads it, for a capture of so many bytes.
func readKept(kept []byte, size int) (*Snapshot, error) {
	return ReadKept(context.Background(), func() {}, bytes.NewReader(kept), int64(len(kept)), "test", int64(size))
}

// manySorts makes a capture with connections, UDP and other frames.
func manySorts(t testing.TB, packets int, format gen.Format) []byte {
	t.Helper()
	cfg := gen.Small()
	cfg.Packets, cfg.Connections, cfg.Concurrent, cfg.Loss, cfg.Reorder, cfg.Other, cfg.IPv6 = packets, packets/100, 40, 0.02, 0.02, 0.1, 0.2
	cfg.Format = format
	file, err := gen.Bytes(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// beside makes a capture of what the lists beside the index are of: fragments, pings with
// answers, UDP, errors that quote a connection. The connection closes and its four-tuple is
// used again.
func beside(t testing.TB) []byte {
	w := newWire(t)
	w.handshake()
	for i := range 3 {
		w.fragments(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101 + 2000*uint32(i), ack: 901, window: 500, data: strings.Repeat("x", 2000)}, 800)
		w.ping("10.0.0.2", "10.0.0.1", layers.ICMPv4TypeEchoRequest, uint16(i), "ping")
		w.ping("10.0.0.1", "10.0.0.2", layers.ICMPv4TypeEchoReply, uint16(i), "ping")
	}
	w.send(seg{from: hostS, to: hostC, flags: decode.FIN | decode.ACK, seq: 901, ack: 6101, window: 500})
	w.send(seg{from: hostC, to: hostS, flags: decode.FIN | decode.ACK, seq: 6101, ack: 902, window: 500})
	w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 902, ack: 6102, window: 500})
	w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 9000, window: 500})
	return w.buf.Bytes()
}

// keptCaptures are captures of which the index is kept and read again.
func keptCaptures(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{
		"three chunks":        manySorts(t, 2*chunkRows+1000, gen.Pcap),
		"a chunk to its end":  manySorts(t, chunkRows, gen.Pcapng),
		"beside the index":    beside(t),
		"cut off":             manySorts(t, 5000, gen.Pcap)[:300_000],
		"no frames":           manySorts(t, 5000, gen.Pcap)[:24],
		"nothing but headers": samples.Chat()[:200],
	}
	for _, s := range samples.All() {
		all[s.Name] = s.Data
	}
	return all
}

// TestKeptIsTheSame: what is read again is what was kept, to the last field of each frame.
func TestKeptIsTheSame(t *testing.T) {
	fields := Fields()
	lists := make([]int, len(keptLists))
	for name, data := range keptCaptures(t) {
		t.Run(name, func(t *testing.T) {
			l, kept := keepAll(t, data)
			want := l.Snapshot()
			got, err := readKept(kept, len(data))
			if err != nil {
				t.Fatal(err)
			}
			sameSnapshot(t, want, got)
			for i := range keptLists {
				lists[i] += keptLists[i].len(got)
			}
			src, err := capture.OpenBytes("test", data)
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			again := StartWith(context.Background(), src, Options{Restore: func(context.Context, func()) *Snapshot { return got }})
			defer again.Stop()
			s, a, b := again.Wait(), l.NewReader(), again.NewReader()
			if s != got {
				t.Fatal("the capture was read although it was kept")
			}
			for row := uint32(0); row < uint32(s.Rows()); row += 1 + row/300 { // all of the beginning, some of the rest
				v, w := a.At(want, row), b.At(s, row)
				for i := range fields {
					if x, y := fields[i].Of(v, nil), fields[i].Of(w, nil); !reflect.DeepEqual(x, y) {
						t.Fatalf("frame %d: %s was %v, is %v", row+1, fields[i].Name, x, y)
					}
				}
			}
			for id := range ConnID(s.Conns()) {
				if x, y := a.Summary(want, id), b.Summary(s, id); !reflect.DeepEqual(x, y) {
					t.Fatalf("connection %d was %+v, is %+v", id, x, y)
				}
			}
		})
	}
	for i, n := range lists {
		if n == 0 && i != 2 { // no sample has an error that quotes a connection
			t.Errorf("no capture has items of list %d", i)
		}
	}
}

// sameSnapshot compares all that snapshots hold.
func sameSnapshot(t *testing.T, want, got *Snapshot) {
	t.Helper()
	if got.Rows() != want.Rows() || got.Conns() != want.Conns() || !got.Whole() {
		t.Fatalf("%d rows, %d connections, whole %v; want %d, %d", got.Rows(), got.Conns(), got.Whole(), want.Rows(), want.Conns())
	}
	for row := range want.AllRows() {
		if x, y := want.Row(row), got.Row(row); x != y {
			t.Fatalf("row %d was %+v, is %+v", row, x, y)
		}
	}
	for id := range ConnID(want.Conns()) {
		if x, y := want.Conn(id), got.Conn(id); *x != *y {
			t.Fatalf("connection %d was %+v, is %+v", id, x, y)
		}
	}
	if len(want.chunks) > 0 {
		if x, y := chunkBytes(want.chunks[len(want.chunks)-1]), chunkBytes(got.chunks[len(got.chunks)-1]); !bytes.Equal(x, y) {
			t.Error("the last chunk is another")
		}
	}
	x, y := *want, *got
	for _, s := range []*Snapshot{&x, &y} {
		s.chunks, s.pages, s.newer = nil, nil, nil
		for _, list := range []any{&s.Ifaces, &s.wholes, &s.quotes, &s.udp, &s.answers} {
			if v := reflect.ValueOf(list).Elem(); v.Len() == 0 {
				v.SetZero() // none is none
			}
		}
	}
	if !reflect.DeepEqual(x, y) {
		t.Errorf("what is beside was %+v, is %+v", x, y)
	}
}

// fill gives every field of a value, however deep, a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[netip.Addr]() {
			v.Set(reflect.ValueOf(netip.AddrFrom4([4]byte{10, 0, 0, byte(*n)})))
			return
		}
		for i := range v.NumField() {
			f := v.Field(i)
			fill(reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem(), n)
		}
	case reflect.Array, reflect.Slice:
		if v.Kind() == reflect.Slice {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		}
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString(string(rune('a'+*n%26)) + "\xff")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(-int64(*n % 100))
	default:
		v.SetUint(uint64(*n % 200))
	}
}

// TestCoderKnowsAllFields: what is described for keeping has every field of its type, also
// one that is added later.
func TestCoderKnowsAllFields(t *testing.T) {
	for _, r := range []struct {
		value, empty any
		code         func(x *coder, v any)
	}{
		{new(Conn), new(Conn), func(x *coder, v any) { x.conn(v.(*Conn)) }},
		{new(whole), new(whole), func(x *coder, v any) { x.whole(v.(*whole)) }},
		{new(datagram), new(datagram), func(x *coder, v any) { x.datagram(v.(*datagram)) }},
		{new(keptHead), new(keptHead), func(x *coder, v any) { x.head(v.(*keptHead)) }},
		{new(capture.Interface), new(capture.Interface), func(x *coder, v any) { x.iface(v.(*capture.Interface)) }},
		{new(capture.Info), new(capture.Info), func(x *coder, v any) { x.info(v.(*capture.Info)) }},
	} {
		n := 0
		fill(reflect.ValueOf(r.value).Elem(), &n)
		var w coder
		r.code(&w, r.value)
		x := coder{buf: w.buf, reading: true}
		r.code(&x, r.empty)
		if x.bad || len(x.buf) > 0 || !reflect.DeepEqual(r.value, r.empty) {
			t.Errorf("%T was %+v, is %+v; %d bytes are left", r.value, r.value, r.empty, len(x.buf))
		}
		for short := range w.buf {
			x := coder{buf: w.buf[:short], reading: true}
			if r.code(&x, reflect.New(reflect.TypeOf(r.value).Elem()).Interface()); !x.bad {
				t.Errorf("%T: %d of %d bytes are enough", r.value, short, len(w.buf))
			}
		}
	}
	var w coder
	if w.conn(new(Conn)); len(w.buf) < leastConn {
		t.Errorf("a connection takes %d bytes, less than %d", len(w.buf), leastConn)
	}
	for i := range reflect.TypeFor[chunkColumns]().NumField() {
		f := reflect.TypeFor[chunkColumns]().Field(i)
		kind := f.Type.Kind()
		if kind == reflect.Array {
			kind = f.Type.Elem().Kind()
		}
		switch kind {
		case reflect.Int64, reflect.Uint64, reflect.Uint32, reflect.Uint16, reflect.Uint8:
		default: // a truth that is neither false nor true, or a pointer
			t.Errorf("column %s of a chunk cannot be read from a file", f.Name)
		}
	}
}

// TestKeptDamaged: what was cut, changed, or is of another capture is not used.
func TestKeptDamaged(t *testing.T) {
	data := beside(t)
	_, kept := keepAll(t, data)
	for n := 0; n < len(kept); n += 1 + n/7 {
		if _, err := readKept(kept[:n], len(data)); err == nil {
			t.Errorf("the first %d of %d bytes are used", n, len(kept))
		}
	}
	for at := len(kept) - 1; at > 0; at -= 1 + (len(kept)-at)/9 {
		bad := bytes.Clone(kept)
		bad[at] ^= 0x10
		if _, err := readKept(bad, len(data)); err == nil {
			t.Errorf("a bit is other at byte %d of %d, and it is used", at, len(kept))
		}
	}
	if _, err := readKept(kept, len(data)+1); err == nil {
		t.Error("what is of another capture is used")
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := ReadKept(stopped, func() {}, bytes.NewReader(kept), int64(len(kept)), "test", int64(len(data))); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v after the end of the context", err)
	}
}

// resealed gives a kept index that was changed its checksums again.
func resealed(kept []byte) []byte {
	kept = bytes.Clone(kept)
	end := len(kept) - keptTail
	if end < 0 {
		return kept
	}
	from := end - int(binary.LittleEndian.Uint32(kept[end:]))
	if from < 0 || from > end {
		return kept
	}
	const first = 4 * 6 // of a head before its blocks
	head, off := kept[from:end], 0
	if len(head) > first+4 {
		for list := head[first+4:]; len(list) >= 8; list = list[8:] {
			n := int(binary.LittleEndian.Uint32(list))
			if off+n > from || n == 0 {
				break
			}
			binary.LittleEndian.PutUint32(list[4:], crc32.Checksum(kept[off:off+n], castagnoli))
			off += n
		}
	}
	binary.LittleEndian.PutUint32(kept[end+4:], crc32.Checksum(head, castagnoli))
	return kept
}

// column is where a column of the only chunk begins in a kept index, and how wide it is.
func column(name string) (at, width int) {
	f, _ := reflect.TypeFor[chunkColumns]().FieldByName(name)
	return int(f.Offset), int(f.Type.Elem().Size())
}

// TestKeptUnsound: what says what cannot be is not used, although its checksums are right.
func TestKeptUnsound(t *testing.T) {
	data := beside(t)
	l, kept := keepAll(t, data)
	if got, err := readKept(resealed(kept), len(data)); err != nil || got.Rows() != l.Snapshot().Rows() {
		t.Fatalf("unchanged: %v", err)
	}
	for _, tt := range []struct {
		column string
		row    int
		value  uint64
	}{
		{"off", 1, 1 << 31}, {"off", 1, 0}, {"capLen", 2, 1 << 31}, {"conn", 1, 7}, {"iface", 0, 9}, {"proto", 0, 0xff},
		{"prev", 1, 1}, {"prev", 1, 1 << 30}, {"next", 0, 0}, {"next", 1, 1 << 30}, {"next", 0, uint64(NoRow)}, {"conn", 0, uint64(NoConn)},
		{"state", 0, 0xf}, {"state", 0, 0x3ff}, {"state", 0, 0x3f << eventShift}, {"state", 0, 0xf << verdictShift},
	} {
		bad := bytes.Clone(kept)
		at, width := column(tt.column)
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], tt.value)
		copy(bad[at+tt.row*width:], word[:width])
		if _, err := readKept(resealed(bad), len(data)); err == nil {
			t.Errorf("row %d with %s %#x is used", tt.row, tt.column, tt.value)
		}
	}
}

// TestKeepOnlyWholeCaptures: what was not read to its end is not kept.
func TestKeepOnlyWholeCaptures(t *testing.T) {
	src, err := capture.OpenBytes("test", manySorts(t, chunkRows, gen.Pcap))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	l := Start(context.Background(), &gate{src, nil})
	l.Stop()
	if s := l.Snapshot(); !s.Done || s.Whole() {
		t.Errorf("done %v, whole %v after the reading was stopped", s.Done, s.Whole())
	}
	if err := l.Keep(context.Background(), io.Discard); err == nil {
		t.Error("a capture is kept that was not read")
	}
}

// TestFirstFramesBeforeWhatWasKept: while the index is looked for, the first frames are
// shown and no more are read; if there is none, the rest is.
func TestFirstFramesBeforeWhatWasKept(t *testing.T) {
	data := manySorts(t, 5*chunkRows, gen.Pcap)
	want := started(t, data).Wait()
	src, err := capture.OpenBytes("test", data)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	answer := make(chan *Snapshot)
	l := StartWith(context.Background(), src, Options{Restore: func(context.Context, func()) *Snapshot { return <-answer }})
	defer l.Stop()
	if s := l.WaitRows(1); s.Done {
		t.Error("all was read before it was known whether there is an index")
	}
	answer <- nil
	if s := l.Wait(); s.Rows() != want.Rows() || s.Conns() != want.Conns() {
		t.Errorf("%d rows, %d connections, want %d, %d", s.Rows(), s.Conns(), want.Rows(), want.Conns())
	}
}

// TestFirstDrawingBeforeWhatWasKept: with a screen, the index is not looked for before the
// first frames were drawn.
func TestFirstDrawingBeforeWhatWasKept(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	d := newDrawn()
	d.note(new(Snapshot)) // nothing is drawn yet
	select {
	case <-d.done:
		t.Error("an empty screen counts")
	default:
	}
	l := started(t, samples.Chat())
	s := l.Wait()
	d.note(s)
	d.note(s)
	d.wait(ctx)
	stop()
	waits := newDrawn()
	waits.wait(ctx) // the end of the program is not waited for
}

// FuzzReadKept: no content makes a program fail that uses what was read.
func FuzzReadKept(f *testing.F) {
	data := beside(f)
	_, kept := keepAll(f, data)
	body := len(kept) - int(chunkBytesLen)
	at := func(name string, row int) uint32 {
		off, width := column(name)
		return uint32(off + row*width)
	}
	for _, name := range []string{"conn", "prev", "next", "seq", "segLen", "state", "notes", "flags", "origLen", "capLen", "off", "proto"} {
		f.Add(at(name, 4), uint64(1), at(name, 9), uint64(0xffffffff), uint16(0))
	}
	for i := 0; i < body; i += 5 {
		f.Add(uint32(len(kept)-1-i), uint64(3), at("time", 2), uint64(1<<63), uint16(0))
	}
	f.Add(uint32(0), uint64(0), uint32(0), uint64(0), uint16(100))
	fields := Fields()
	f.Fuzz(func(t *testing.T, at1 uint32, value1 uint64, at2 uint32, value2 uint64, cut uint16) {
		bad := bytes.Clone(kept)
		for _, c := range []struct {
			at    uint32
			value uint64
		}{{at1, value1}, {at2, value2}} {
			var word [8]byte
			binary.LittleEndian.PutUint64(word[:], c.value)
			copy(bad[int(c.at)%len(bad):], word[:])
		}
		bad = bad[:len(bad)-int(cut)%len(bad)]
		s, err := readKept(resealed(bad), len(data))
		if err != nil {
			return
		}
		src, err := capture.OpenBytes("test", data)
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		l := StartWith(context.Background(), src, Options{Restore: func(context.Context, func()) *Snapshot { return s }})
		defer l.Stop()
		use(l, fields)
	})
}

const chunkBytesLen = unsafe.Sizeof(chunkColumns{})

// use does what the program does with a snapshot.
func use(l *Live, fields []Field) {
	s, r := l.Wait(), l.NewReader()
	var rows []uint32
	for row := range min(uint32(s.Rows()), 200) {
		v := r.At(s, row)
		for i := range fields {
			f := &fields[i]
			for _, x := range f.Of(v, nil) {
				f.Format(nil, x)
			}
		}
		v.AppendInfo(nil)
		s.Parts(row)
		s.Quoted(row)
		r.Whole(s, row)
	}
	var table ConnTable
	table.Advance(context.Background(), s, func() {})
	for id := range min(ConnID(s.Conns()), 50) {
		c := s.Conn(id)
		rows = s.ConnRows(id, rows[:0])
		s.Activity(id, c.Start, c.End, make([]uint32, 8))
		s.Handshake(id)
		r.Summary(s, id)
		table.Tallies().Of(id).Ending(s, c)
		c.Sides[0].AddrPort()
		c.Sides[fsm.Server].Window(500, decode.ACK)
	}
}
