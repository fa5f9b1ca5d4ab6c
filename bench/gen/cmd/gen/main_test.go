package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/gopacket/pcapgo"
)

func TestRun(t *testing.T) {
	for _, name := range []string{"a.pcap", "a.pcapng"} {
		path := filepath.Join(t.TempDir(), name)
		var said bytes.Buffer
		if err := run([]string{"-n", "2000", "--connections", "20", "-o", path}, io.Discard, &said); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var next func() error
		if strings.HasSuffix(name, "ng") {
			r, err := pcapgo.NewNgReader(bytes.NewReader(data), pcapgo.DefaultNgReaderOptions)
			if err != nil {
				t.Fatal(err)
			}
			next = func() error { _, _, err := r.ReadPacketData(); return err }
		} else {
			r, err := pcapgo.NewReader(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			next = func() error { _, _, err := r.ReadPacketData(); return err }
		}
		frames := 0
		for ; err == nil; frames++ {
			err = next()
		}
		if !errors.Is(err, io.EOF) || frames-1 != 2000 {
			t.Errorf("%s: %d frames, then %v", name, frames-1, err)
		}
		if !strings.Contains(said.String(), "2000 packets") {
			t.Errorf("said %q", said.String())
		}
	}
}

func TestRunToStandardOutput(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"--shape", "small", "-n", "1000", "-o", "-"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Bytes(), []byte("\x4d\x3c\xb2\xa1")) {
		t.Errorf("%d bytes, not of a pcap file in nanoseconds", out.Len())
	}
}

func TestRunRefuses(t *testing.T) {
	tests := [][]string{{}, {"--shape", "round", "-o", "-"}, {"--loss", "2", "-o", "-"}, {"--nothing"}, {"-n", "1000", "-o", "no/such/folder/x"}}
	for _, args := range tests {
		if err := run(args, io.Discard, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}
