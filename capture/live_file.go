package capture

import (
	"fmt"
	"io"
	"os"
	"time"
)

// WriteOptions say where a live capture is written while it goes on. Without
// Every, Interval, FileSize and Packets it is one file with the name of Path;
// with any of them there are several, named as tshark names them:
// NAME_00001_20260131235959.pcapng. None of several takes the place of a file that
// is there: it has the next number that is free.
type WriteOptions struct {
	Path   string // "-" is Out
	Out    *os.File
	Format Format
	New    bool // a file that has the name of Path is not replaced: there is no capture then

	Every    time.Duration // the next file begins after so long
	Interval time.Duration // and when the time of day is a multiple of this
	FileSize int64         // and after a file has so many bytes
	Packets  int           // and after so many frames
	Files    int           // only the newest so many are kept; 0: all
}

func (o *WriteOptions) several() bool {
	return o.Every > 0 || o.Interval > 0 || o.FileSize > 0 || o.Packets > 0
}

// liveFile is the user's file of a live capture, or the newest of several. What
// is written are whole frames, so that a file is readable at any time. Writer's
// goroutine only.
type liveFile struct {
	o      WriteOptions
	ifaces []Interface
	head   []byte        // of pcapng files
	stats  func() []byte // what a pcapng file ends with

	file   *os.File
	size   int64 // bytes, all of them whole frames
	frames int   // in the file
	number int   // of the file among those that were begun, from 1
	named  int   // the number in its name
	begun  time.Time
	next   time.Time // when the time of day asks for the next file; zero: never
	kept   []string  // names, the oldest first
	buf    []byte
}

// newLiveFile makes the file, or the first one. A single file replaces one that has
// its name, unless o.New.
func newLiveFile(o WriteOptions, ifaces []Interface, head []byte, stats func() []byte, now time.Time) (*liveFile, error) {
	w := &liveFile{o: o, ifaces: ifaces, head: head, stats: stats}
	if o.Format == FormatPcap {
		for i := range ifaces {
			if ifaces[i].Link != ifaces[0].Link {
				return nil, &Error{Path: o.Path, Off: -1, Err: errNotPcap,
					What: fmt.Sprintf("interfaces with link types %d and %d", ifaces[0].Link, ifaces[i].Link), Hint: "or capture on one of them, or on any"}
			}
		}
		w.head = new(pcapEncoder).header(nil, ifaces[0])
	}
	if err := w.begin(now); err != nil {
		w.close() // it may be there, and have no room for its beginning
		return nil, err
	}
	return w, nil
}

// begin begins the next file.
func (w *liveFile) begin(now time.Time) (err error) {
	name := w.o.Path
	if name == "-" {
		w.file = w.o.Out
	} else if w.file, name, w.named, err = w.o.create(w.named, now); err != nil {
		if w.number > 0 {
			return writeError(name, err, leftInFiles)
		}
		return writeError(name, err, "")
	}
	w.number++
	w.size, w.frames, w.begun, w.next = 0, 0, now, w.o.nextAfter(now)
	w.kept = append(w.kept, name)
	if w.o.Files > 0 && len(w.kept) > w.o.Files {
		os.Remove(w.kept[0]) // who has taken it away already has done the same
		w.kept = w.kept[1:]
	}
	return w.put(w.head)
}

// nextAfter is the next time of day after a time that is a multiple of Interval; zero
// where there is none.
func (o *WriteOptions) nextAfter(at time.Time) (next time.Time) {
	if o.Interval == 0 {
		return next
	}
	return time.Unix(0, (at.UnixNano()/int64(o.Interval)+1)*int64(o.Interval))
}

// name is that of the file that is being written.
func (w *liveFile) name() string { return w.kept[len(w.kept)-1] }

// due reports whether it is time for the next file. Every goes by what passes, whatever is
// done to the clock; Interval goes by the clock, also when that was set back.
func (w *liveFile) due(now time.Time) bool {
	if w.o.Every > 0 && now.Sub(w.begun) >= w.o.Every {
		return true
	}
	if w.o.Interval == 0 {
		return false
	}
	if next := w.o.nextAfter(now); next.Before(w.next) {
		w.next = next
	}
	return !now.Before(w.next)
}

// turn ends the file and begins the next.
func (w *liveFile) turn(now time.Time) error {
	if err := w.end(); err != nil {
		return err
	}
	return w.begin(now)
}

// room is how many of the frames in marks belong to the file, and whether it is
// full with them.
func (w *liveFile) room(marks []mark) (n int, full bool) {
	n = len(marks)
	if w.o.Packets > 0 && n >= w.o.Packets-w.frames {
		n, full = w.o.Packets-w.frames, true
	}
	if w.o.FileSize > 0 {
		size := w.size
		for i, m := range marks[:n] {
			if size += w.length(m); size >= w.o.FileSize {
				return i + 1, true
			}
		}
	}
	return n, full
}

// length is how many bytes a frame takes in the file.
func (w *liveFile) length(m mark) int64 {
	if w.o.Format == FormatPcap {
		return pcapRecordLen + int64(m.capLen)
	}
	return blockLength(m)
}

// blockLength is how many bytes a frame takes as a block of pcapng.
func blockLength(m mark) int64 { return int64(m.end - m.at) }

// write writes frames that stand one behind the other in c.
func (w *liveFile) write(c *chunk, marks []mark) error {
	if err := w.put(w.bytes(c, marks)); err != nil {
		return err
	}
	w.frames += len(marks)
	return nil
}

// bytes are frames that stand one behind the other in c, as the file has them.
func (w *liveFile) bytes(c *chunk, marks []mark) []byte {
	if w.o.Format != FormatPcap {
		return c.buf[marks[0].at:marks[len(marks)-1].end]
	}
	w.buf = w.buf[:0]
	for _, m := range marks {
		w.buf = appendPcapRecord(w.buf, m.time, m.origLen, c.buf[m.at+enhancedLen:][:m.capLen])
	}
	return w.buf
}

// put writes p, or nothing of it where that can be taken back.
func (w *liveFile) put(p []byte) error {
	n, err := w.file.Write(p)
	if err == nil {
		w.size += int64(n)
		return nil
	}
	if n > 0 {
		// A pipe takes nothing back; its reader has gone, mostly. The standard output may
		// have had something before what is written here.
		if at, e := w.file.Seek(-int64(n), io.SeekCurrent); e == nil {
			w.file.Truncate(at)
		}
	}
	return writeError(w.name(), err, w.left())
}

// end writes what a file ends with and closes it.
func (w *liveFile) end() error {
	var err error
	if w.o.Format != FormatPcap {
		err = w.put(w.stats())
	}
	if e := w.close(); err == nil {
		err = e
	}
	return err
}

// close closes the file as it is, if there is one, except the one that is not ours. A file system of
// another host may say only then that it could not write.
func (w *liveFile) close() error {
	if w.file == nil || w.file == w.o.Out {
		return nil
	}
	if err := w.file.Close(); err != nil {
		return writeError(w.name(), err, "what was written last may be missing in it")
	}
	return nil
}
