//go:build !unix || aix || solaris

package indexcache

// inodeOf would be what the system says of the file beside its size and time.
func inodeOf(File) (inode, device uint64, touched int64) { return 0, 0, 0 }
