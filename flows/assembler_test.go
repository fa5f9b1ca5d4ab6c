package flows

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
)

// TestAssembler reads a conversation back, the bytes of each turn, and again
// row by row as if the capture grew.
func TestAssembler(t *testing.T) {
	w := newWire(t)
	w.handshake()
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 106, ack: 901, data: "world"})
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 901, data: "hello"})
	w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 111, data: "你好"})
	w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 111, data: "你好"})
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK | decode.FIN, seq: 111, ack: 907})
	l, s := w.open()
	whole := NewAssembler(0, l.NewReader())
	whole.Advance(s)
	whole.Advance(s) // nothing is new
	r := l.NewReader()
	var got []string
	for _, p := range whole.Pieces() {
		b, err := p.Bytes(s, r)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%v %d %s", p.From, p.Row, b))
	}
	if want := []string{"client 4 hello", "client 3 world", "server 5 你好"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	steps := NewAssembler(0, l.NewReader())
	var pieces []Piece
	for _, row := range s.ConnRows(0, nil) {
		steps.Add(s, row)
		pieces = append(pieces, steps.Pieces()...)
		steps.Forget()
	}
	if !slices.Equal(pieces, whole.Pieces()) {
		t.Errorf("row by row: %v, want %v", pieces, whole.Pieces())
	}
}

// TestAssemblerCut: what the snapshot length cut off is a gap of its own kind.
func TestAssemblerCut(t *testing.T) {
	w := newWire(t)
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 1, ack: 1, data: "0123456789"})
	data := w.buf.Bytes()
	const recordHeader, fileHeader = 16, 24
	data = data[:len(data)-4]
	n := byte(len(data) - fileHeader - recordHeader)
	data[fileHeader+8] = n // the captured length, little-endian
	src, err := capture.OpenBytes("cut", data)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	l := Start(context.Background(), src)
	defer l.Stop()
	s := l.Wait()
	a := NewAssembler(0, l.NewReader())
	a.Advance(s)
	want := []Piece{{From: fsm.Client, Len: 6}, {From: fsm.Client, Gap: true, Cut: true, Skip: 6, Len: 4}}
	if !slices.Equal(a.Pieces(), want) {
		t.Fatalf("%+v, want %+v", a.Pieces(), want)
	}
	p := a.Pieces()[0]
	if b, err := p.Bytes(s, l.NewReader()); err != nil || !bytes.Equal(b, []byte("012345")) {
		t.Errorf("%q, %v; want the six bytes that were captured", b, err)
	}
	p.Len = 7 // as if the file had become shorter
	if _, err := p.Bytes(s, l.NewReader()); err == nil {
		t.Error("no error for bytes that are not there")
	}
}
