package lab

import (
	"fmt"
	"io"
	"time"

	"tcptui/capture"
)

// recorder writes what is captured as pcapng, each frame at once. One goroutine
// uses it.
type recorder struct {
	w      *capture.Writer
	ifaces []capture.Interface
	begin  time.Time // times of frames count from here
	intro  string    // becomes a comment of the first frame; "" when that was written
}

// newRecorder begins a capture on one interface, whose frames are Ethernet's. The
// first frame will have the intro as a comment.
func newRecorder(w io.Writer, iface, intro string, begin time.Time) (*recorder, error) {
	r := &recorder{w: capture.NewWriter(w, capture.FormatPcapng), begin: begin, intro: intro,
		ifaces: []capture.Interface{{Link: ethernet, FCSLen: -1, Digits: 9, Name: iface}}}
	return r, r.flush()
}

// ethernet is LINKTYPE_ETHERNET.
const ethernet = 1

// frame records a frame with what the wire did to it, "" for nothing.
func (r *recorder) frame(at time.Duration, data []byte, note string) error {
	n := uint32(len(data))
	rec := capture.Record{Ifaces: r.ifaces, Data: data,
		Frame: capture.Frame{Time: r.begin.UnixNano() + int64(at), CapLen: n, OrigLen: n}}
	if r.intro != "" {
		rec.Note.Comments = append(rec.Note.Comments, r.intro)
		r.intro = ""
	}
	if note != "" {
		rec.Note.Comments = append(rec.Note.Comments, "the wire "+note)
	}
	if err := r.w.Write(rec); err != nil {
		return fmt.Errorf("the capture cannot be written: %w", err)
	}
	return r.flush()
}

func (r *recorder) flush() error {
	if err := r.w.Flush(r.ifaces); err != nil {
		return fmt.Errorf("the capture cannot be written: %w", err)
	}
	return nil
}
