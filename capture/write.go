package capture

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Format is a capture format that can be written.
type Format uint8

// The formats that can be written.
const (
	FormatPcapng Format = iota // keeps interfaces, comments and nanoseconds
	FormatPcap                 // one link type, no comments; with nanoseconds
)

// suffixes tell the format from a file name.
var suffixes = []struct {
	suffix string
	format Format
}{
	{".pcapng", FormatPcapng},
	{".ntar", FormatPcapng},
	{".pcap", FormatPcap},
	{".cap", FormatPcap},
	{".dmp", FormatPcap},
}

// FormatOf tells the format from the end of a file name, and whether the file
// is to be compressed with gzip, which ".gz" after it asks for.
func FormatOf(name string) (f Format, gz bool, err error) {
	low := strings.ToLower(name)
	base, gz := strings.CutSuffix(low, ".gz")
	for _, s := range suffixes {
		if strings.HasSuffix(base, s.suffix) {
			return s.format, gz, nil
		}
	}
	return 0, false, &Error{Path: name, Off: -1, What: "the name does not tell the format to save in",
		Hint: "end it with .pcapng or .pcap, or one of these and .gz"}
}

// Record is a frame to be written.
type Record struct {
	Frame  Frame       // Off is not used
	Ifaces []Interface // the table that Frame.Iface indexes, as Batch.Ifaces; it only grows from record to record
	Data   []byte      // Frame.CapLen bytes
	Note   Note
}

// Writer writes frames in a capture format. One goroutine uses it.
type Writer struct {
	w   *bufio.Writer
	enc encoder
	buf []byte // the record that is being made
}

// encoder is a format. Both methods append to dst; append begins with the file
// header if there was none yet, and on an error nothing counts as written.
type encoder interface {
	append(dst []byte, r *Record) ([]byte, error)
	// end appends the file header of a file that has no frames.
	end(dst []byte, ifaces []Interface) []byte
	// commentsLost is how many comments the format could not hold.
	commentsLost() int
}

// NewWriter makes a writer. All that was written is in w only after Flush.
func NewWriter(w io.Writer, f Format) *Writer {
	x := &Writer{w: bufio.NewWriterSize(w, 256<<10), enc: new(pcapngEncoder)}
	if f == FormatPcap {
		x.enc = new(pcapEncoder)
	}
	return x
}

// Write writes one frame and keeps nothing of r. A frame that the format cannot
// hold is an error, and nothing of it is written.
func (w *Writer) Write(r Record) error {
	switch f := &r.Frame; {
	case int(f.Iface) >= len(r.Ifaces):
		return fmt.Errorf("a frame of interface %d, of which nothing is known", f.Iface)
	case uint64(len(r.Data)) != uint64(f.CapLen):
		return fmt.Errorf("a frame of %d captured bytes with %d bytes of data", f.CapLen, len(r.Data))
	case f.Time < 0 && !f.NoTime:
		return errors.New("a frame from before 1970, which no capture format can hold")
	}
	p, err := w.enc.append(w.buf[:0], &r)
	if err != nil {
		return err
	}
	w.buf = p
	_, err = w.w.Write(p)
	return err
}

// Flush writes what is buffered. ifaces are those of a capture without frames.
func (w *Writer) Flush(ifaces []Interface) error {
	w.buf = w.enc.end(w.buf[:0], ifaces)
	if _, err := w.w.Write(w.buf); err != nil {
		return err
	}
	return w.w.Flush()
}

// CommentsLost is how many comments the format could not hold.
func (w *Writer) CommentsLost() int { return w.enc.commentsLost() }
