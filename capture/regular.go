package capture

import (
	"io"
	"io/fs"
)

// RegularFile is an open file that a source reads where it lies.
type RegularFile interface {
	io.ReaderAt
	Stat() (fs.FileInfo, error)
}

// RegularOf returns the file of a source that reads one regular file where it lies, so
// that offsets of its frames hold as long as the file does not change. It is nil of any
// other: of streams, packed files and files that are followed, and of sources that are
// made of others. The file is open until the source is closed.
func RegularOf(src Source) RegularFile {
	s, ok := src.(*blockSource)
	if !ok {
		return nil
	}
	if in, ok := s.in.(*fileInput); ok && !in.follow {
		return in.file
	}
	return nil
}
