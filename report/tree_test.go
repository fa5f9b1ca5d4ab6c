package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"tcptui/flows"
	"tcptui/internal/golden"
	"tcptui/testdata/samples"
)

// zoned is the default format with days in UTC.
func zoned() Format {
	f := DefaultFormat()
	f.Zone = time.UTC
	return f
}

// TestTrees: all that is known of some frames, in each form.
func TestTrees(t *testing.T) {
	syn := Options{Count: 3}
	var out bytes.Buffer
	print := func(name string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		golden.Check(t, "testdata/"+name, out.String())
		out.Reset()
	}
	_, err := JSON(&out, chat(t), nil, zoned(), syn)
	print("chat.tree.json", err)
	_, err = EK(&out, chat(t), nil, zoned(), syn)
	print("chat.tree.ek", err)
	raw := zoned()
	raw.Hex = true
	_, err = JSON(&out, chat(t), nil, raw, syn)
	print("chat.hex.json", err)
	raw.NoText = true
	_, err = JSON(&out, chat(t), nil, raw, syn)
	print("chat.raw.json", err)
	_, err = PDML(&out, chat(t), nil, Options{Count: 1})
	print("chat.tree.pdml", err)
	_, err = PDML(&out, chat(t), columnsNamed(t, "tcp.port ip.src"), syn)
	print("chat.fields.pdml", err)
	_, err = Text(&out, chat(t), TextStyle{Line: true, Details: true, Protocols: []string{"tcp", "fsm"}, Dump: true, Between: "--"}, syn)
	print("chat.details", err)
}

// TestTreesAreWhole: a tree has each value that the field table knows of a frame,
// once, in every frame of every sample.
func TestTreesAreWhole(t *testing.T) {
	fields := flows.Fields()
	layers := make(map[string]bool) // fields that are layers
	for i := range fields {
		if !strings.Contains(fields[i].Name, ".") {
			layers[fields[i].Name] = true
		}
	}
	for _, s := range samples.All() {
		l := open(t, s.Data)
		snap, r, b := l.Wait(), l.NewReader(), newTreeBuilder(fields)
		for row := range snap.AllRows() {
			v := r.At(snap, row)
			found := make(map[string]int)
			for _, layer := range b.of(v) {
				for _, n := range flatten(nil, layer.kids) {
					found[n.name]++
				}
				layers[layer.name] = true
			}
			for i := range fields {
				f := &fields[i]
				want := len(f.Of(v, nil))
				if f.Kind == 0 && f.Get == nil {
					want = min(want, 1)
				}
				if got := found[f.Name]; got != want && !layers[f.Name] {
					t.Fatalf("%s, frame %d: %d values of %s in the tree, want %d", s.Name, row+1, got, f.Name, want)
				}
			}
		}
	}
}

// TestTreeFormats: JSON and XML can be read, of every sample.
func TestTreeFormats(t *testing.T) {
	for _, s := range samples.All() {
		var out bytes.Buffer
		if _, err := JSON(&out, open(t, s.Data), nil, zoned(), Options{}); err != nil {
			t.Fatal(err)
		}
		if !json.Valid(out.Bytes()) {
			t.Errorf("%s: no JSON", s.Name)
		}
		out.Reset()
		if _, err := EK(&out, open(t, s.Data), nil, zoned(), Options{}); err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(out.Bytes()) {
			if !json.Valid(line) {
				t.Errorf("%s: no JSON: %s", s.Name, line)
			}
		}
		out.Reset()
		if _, err := PDML(&out, open(t, s.Data), nil, Options{}); err != nil {
			t.Fatal(err)
		}
		checkXML(t, &out)
	}
}

func checkXML(t *testing.T, r io.Reader) {
	t.Helper()
	for d := xml.NewDecoder(r); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzXML: any text is the value of an attribute, and brings no control character
// to a terminal.
func FuzzXML(f *testing.F) {
	for _, s := range []string{"", "a<b>&\"c'", "\x00\x1b[31m\x7f", "\xff\u202e", "\t\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b := appendXML([]byte(`<a b="`), text)
		checkXML(t, bytes.NewReader(append(b, `"/>`...)))
		if bytes.ContainsFunc(b, func(r rune) bool { return !printable(r) && r != '\uFFFD' }) {
			t.Errorf("%q", b)
		}
	})
}
