// Package indexcache keeps what was computed of large captures in the user's cache
// directory, so that the same file opens at once the next time.
//
// $XDG_CACHE_HOME/tcptui/index/, a directory of mode 0700, has a file of mode 0600 for
// each capture and way to look at it: a header and what flows wrote. It is written beside
// its place and renamed, so that whoever reads meanwhile finds the old one, the new one or
// none; programs that run at once need no lock. All of the directory may be removed at any
// time. A directory that is not private to this user (internal/private) is neither
// read nor written, and root makes none among the files of another user.
//
// # What is trusted
//
// A kept index is used only if all of this is as when it was written: the executable, to
// the byte, so that a changed analysis never shows old results; how the capture is looked
// at; of the file its size, time of change, and where the system has them its inode, device
// and time of change of the inode; and blocks of it that are read again, the first, the
// last, some at fixed places and some at places that were drawn by chance. What was changed
// in the two seconds before it was opened is not kept: times of files are coarse, and it may
// still be written to. Nor is what changed while it was read.
//
// The header has a checksum; what is behind it is for its reader to check.
//
// # Room
//
// Together the files take no more than Cache.Most bytes. Those that were used longest ago
// are removed for a new one; one that is too large alone is not kept.
package indexcache
